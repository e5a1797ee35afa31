//! The end of the server and the end of a session that nobody looks at: in order, and with words.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::mpsc,
    thread,
};

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::{
    contract::live::Viewer,
    support::{
        DEADLINE,
        http::{Answer, connect},
        peer,
        server::Server,
        session::{ANYWHERE, Session},
    },
};

#[test]
fn sigterm_ends_everything_in_order() {
    stops_in_order("TERM");
}

#[test]
fn sigint_ends_everything_in_order() {
    stops_in_order("INT");
}

/// Nobody asks the session for anything until the peer has seen the end.
#[test]
fn what_a_vanished_browser_left_is_closed() {
    let server = Server::with(&["--port", "0", "--limit", "grace=1"]);
    let mut session = Session::begin(&server);
    let mut viewer = Viewer::of(&session, 0);
    let (listener, at) = session.listen("echo");
    let mut peer = peer::connect(at);
    let child = session.accepted(&listener);
    let (udp, _) = session.udp("echo");
    viewer.until(session.show()["head"].as_u64().unwrap());
    viewer.live.stream().shutdown(std::net::Shutdown::Both).unwrap();
    drop(viewer);
    assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "FIN");
    for socket in [&listener, &child, &udp] {
        assert_eq!(session.closed(socket), "orphaned", "{socket}");
    }
    // The session itself stays, so that whoever comes back sees what happened.
    assert_eq!(session.socket(&child)["state"], "closed");
}

#[test]
fn a_viewer_keeps_the_sockets_open() {
    let server = Server::with(&["--port", "0", "--limit", "grace=1"]);
    let mut session = Session::begin(&server);
    let (_, watched_at) = session.listen("echo");
    let _viewer = session.live(0);
    let mut left = Session::begin(&server);
    let (_, left_at) = left.listen("echo");
    let mut watched = peer::connect(watched_at);
    let mut alone = peer::connect(left_at);
    // The other session begins later, so the grace of the watched one is over, too.
    assert_eq!(alone.read(&mut [0; 8]).unwrap(), 0, "FIN");
    watched.write_all(b"still").unwrap();
    let mut back = [0; 5];
    watched.read_exact(&mut back).unwrap();
    assert_eq!(&back, b"still");
}

#[test]
fn a_long_poll_is_answered_before_the_end() {
    let mut server = Server::start();
    let session = Session::begin(&server);
    let mut poll = connect(server.port);
    poll.write_all(&session.request("GET", "/events?wait=30").bytes()).unwrap();
    // Requests that come later are answered, so the poll has come in.
    for _ in 0..5 {
        assert_eq!(session.get("").status, 200);
    }
    server.signal("TERM");
    let answer = Answer::read(&mut poll);
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.json()["events"], json!([]));
    assert_eq!(server.wait().code(), Some(0));
}

/// A journal that is still on its way to somebody who reads it is not cut off.
#[test]
fn a_viewer_that_is_behind_gets_the_rest_before_the_end() {
    let mut server = Server::start();
    let mut session = Session::begin(&server);
    let open = json!({"do": "open", "kind": "udp", "at": ANYWHERE, "rcvbuf": 4_000_000});
    let socket = session.ask(open);
    let at = session.opened(&socket);
    let (sender, _) = peer::udp();
    let mut ahead = Viewer::of(&session, 0);
    for number in 0..20_000_u64 {
        sender.send_to(&[b'x'; 200], at).unwrap();
        if number % 1000 == 999 {
            ahead.until(number);
        }
    }
    let mut viewer = Viewer::of(&session, 0);
    viewer.until(1);
    server.signal("TERM");
    // It is read now and understood later, so that this test is not what is slow.
    let mut messages = Vec::new();
    let code = loop {
        match viewer.live.next() {
            Ok(Message::Close(frame)) => break frame.map(|frame| frame.code.into()),
            Ok(message) => messages.push(message),
            Err(error) => panic!("{error}: {}", server.stderr()),
        }
    };
    assert_eq!(code, Some(1012));
    messages.iter().for_each(|message| viewer.read(message));
    let last = viewer.events.last().unwrap();
    assert_eq!((&last["event"], &last["socket"]), (&json!("closed"), &json!(socket)));
    assert_eq!(last["why"], "shutdown");
    assert_eq!(ahead.closed(), Some(1012));
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn whoever_waits_for_events_keeps_the_sockets_open() {
    let server = Server::with(&["--port", "0", "--limit", "grace=1"]);
    let mut session = Session::begin(&server);
    let (socket, _) = session.udp("echo");
    let head = session.show()["head"].as_u64().unwrap();
    let page = session.get(&format!("/events?after={head}&wait=3")).json();
    assert_eq!(page["events"], json!([]));
    assert_eq!(session.socket(&socket)["state"], "open");
}

/// With a hundred connections that echo without a pause, idle ones, and three viewers.
fn stops_in_order(signal: &str) {
    let mut server = Server::with(&["--port", "0", "--limit", "session-sockets=200"]);
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("echo");
    let idle: Vec<TcpStream> = (0..10).map(|_| peer::connect(at)).collect();
    for _ in &idle {
        session.accepted(&listener);
    }
    let viewers: Vec<_> = (0..3)
        .map(|_| {
            let mut viewer = Viewer::of(&session, 0);
            thread::spawn(move || (viewer.closed(), viewer))
        })
        .collect();
    let (ready, echoed) = mpsc::channel();
    let busy: Vec<_> = (0..BUSY)
        .map(|_| {
            let ready = ready.clone();
            thread::spawn(move || echo(at, &ready))
        })
        .collect();
    for _ in 0..BUSY {
        echoed.recv_timeout(DEADLINE).expect("every connection echoes");
    }
    let mut streamed = session.stream("s2");
    server.signal(signal);
    assert_eq!(server.wait().code(), Some(0), "{}", server.stderr());
    assert_eq!(streamed.closed(), Some(1012), "the raw stream");
    for mut peer in idle {
        assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "FIN");
    }
    for peer in busy {
        peer.join().unwrap();
    }
    for viewer in viewers {
        let (code, viewer) = viewer.join().unwrap();
        let closed = viewer.events.iter().filter(|event| event["event"] == "closed");
        let why: Vec<_> = closed.map(|event| &event["why"]).collect();
        assert_eq!((code, why.len()), (Some(1012), 1 + 10 + BUSY), "{}", server.stderr());
        assert!(why.iter().all(|why| **why == json!("shutdown")), "{why:?}");
        assert!(viewer.gaps.is_empty(), "{:?}", viewer.gaps);
    }
    assert!(server.stderr().contains("stopped; sockets that were open and are closed: 111"));
}

/// Echoes until the server ends it. What is on its way at that moment may be answered by RST.
fn echo(at: SocketAddr, ready: &mpsc::Sender<()>) {
    let mut stream = peer::connect(at);
    let mut back = [0; 100];
    for round in 0.. {
        let there = stream.write_all(&[b'x'; 100]).and_then(|()| stream.read_exact(&mut back));
        match there {
            Ok(()) if round == 0 => ready.send(()).unwrap(),
            Ok(()) => {}
            Err(error) => {
                let ends =
                    [ErrorKind::UnexpectedEof, ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
                return assert!(ends.contains(&error.kind()), "{error}");
            }
        }
    }
}

/// How many connections never rest.
const BUSY: usize = 100;
