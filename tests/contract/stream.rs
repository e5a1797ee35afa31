//! The raw bytes of one connection on a WebSocket.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use super::problem;
use crate::support::{DEADLINE, live::Live, peer, server::Server, session::Session};

#[test]
fn bytes_go_both_ways_and_the_journal_has_lengths_only() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, mut peer) = connected(&mut session);
    let mut stream = session.stream(&socket);
    session.sees(json!({"event": "note", "socket": socket, "note": "stream-began"}));
    assert_eq!(session.socket(&socket)["streaming"], true);
    let every: Vec<u8> = (0..=255).collect();
    stream.send_bytes(every.clone());
    stream.send("text is bytes too");
    let mut got = vec![0; 256 + 17];
    peer.read_exact(&mut got).unwrap();
    assert_eq!(got, [&every[..], b"text is bytes too"].concat());
    peer.write_all(&every).unwrap();
    assert_eq!(read(&mut stream, 256), every);
    drop(peer);
    assert_eq!(stream.closed(), Some(1000), "FIN");
    session.sees(json!({"event": "note", "socket": socket, "note": "stream-ended"}));
    let events = session.get("/events?limit=10000").json();
    for (word, total) in [("sent", 273), ("received", 256)] {
        let carried: Vec<&Value> = events["events"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["event"] == word && event["socket"] == socket.as_str())
            .collect();
        let sum: u64 = carried.iter().map(|event| event["len"].as_u64().unwrap()).sum();
        assert_eq!(sum, total, "{word}: {carried:?}");
        for event in carried {
            assert!(event["data"].is_null() && event["truncated"].is_null(), "{event}");
            problem(&session.get(&format!("/events/{}/payload", event["seq"])), 404, "no-payload");
        }
    }
}

#[test]
fn a_close_frame_half_closes_and_the_answer_still_comes() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, mut peer) = connected(&mut session);
    let mut stream = session.stream(&socket);
    stream.send_bytes(&b"request"[..]);
    stream.close();
    let mut request = String::new();
    peer.read_to_string(&mut request).unwrap();
    assert_eq!(request, "request");
    let answer = vec![b'a'; 200_000];
    peer.write_all(&answer).unwrap();
    peer.shutdown(Shutdown::Write).unwrap();
    let (bytes, code) = rest(&mut stream);
    assert_eq!(bytes.len(), answer.len());
    assert_eq!(code, Some(1000));
    session.sees(json!({"event": "ended", "socket": socket}));
}

#[test]
fn a_reset_from_the_peer_is_close_1011() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, mut peer) = connected(&mut session);
    let mut stream = session.stream(&socket);
    peer.write_all(b"x").unwrap();
    assert_eq!(read(&mut stream, 1), b"x");
    socket2::SockRef::from(&peer).set_linger(Some(Duration::ZERO)).unwrap();
    drop(peer);
    assert_eq!(stream.closed(), Some(1011));
    assert_eq!(session.closed(&socket), "peer-reset");
}

#[test]
fn a_command_that_closes_the_socket_ends_the_stream_with_1001() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    for (command, why) in [("close", "closed"), ("reset", "reset")] {
        let (socket, _peer) = connected(&mut session);
        let mut stream = session.stream(&socket);
        session.sees(json!({"event": "note", "socket": socket, "note": "stream-began"}));
        session.ask(json!({"do": command, "socket": socket}));
        assert_eq!(stream.closed(), Some(1001), "{command}");
        assert_eq!(session.closed(&socket), why);
    }
}

#[test]
fn a_socket_outlives_a_stream_whose_client_vanished() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, mut peer) = connected(&mut session);
    let mut stream = session.stream(&socket);
    stream.send_bytes(&b"one"[..]);
    let mut got = [0; 3];
    peer.read_exact(&mut got).unwrap();
    stream.stream().shutdown(Shutdown::Both).unwrap();
    session.sees(json!({"event": "note", "socket": socket, "note": "stream-ended"}));
    peer.write_all(b"two").unwrap();
    let received = session.sees(json!({"event": "received", "socket": socket, "len": 3}));
    assert_eq!(received["data"], "dHdv", "the journal has payloads again");
    session.ask(json!({"do": "send", "socket": socket, "data": "three"}));
    let mut got = [0; 5];
    peer.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"three");
    let mut stream = session.stream(&socket);
    peer.write_all(b"four").unwrap();
    assert_eq!(read(&mut stream, 4), b"four");
    assert_eq!(session.request("DELETE", "").send().status, 204);
    assert_eq!(stream.closed(), Some(1001));
    assert_eq!(peer.read(&mut got).unwrap(), 0, "FIN");
}

#[test]
fn a_manual_socket_can_be_streamed() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, to) = peer::listener();
    let socket = session.ask(json!({"do": "create", "kind": "tcp"}));
    session.ask(json!({"do": "connect", "socket": socket, "to": to.to_string()}));
    session.returned(&socket, "connect");
    let mut peer = peer::accept(&listener);
    let mut stream = session.stream(&socket);
    stream.send_bytes(&b"hello"[..]);
    let mut got = [0; 5];
    peer.read_exact(&mut got).unwrap();
    peer.write_all(&got).unwrap();
    assert_eq!(read(&mut stream, 5), b"hello");
}

#[test]
fn only_a_connected_tcp_socket_has_one_stream() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, _) = session.listen("none");
    let (udp, _) = session.udp("none");
    let (socket, _peer) = connected(&mut session);
    let open = |socket: &str| {
        session.request("GET", &format!("/sockets/{socket}/stream")).upgrade().send()
    };
    problem(&open("s99"), 404, "unknown-socket");
    problem(&open("x"), 404, "unknown-socket");
    for name in [&listener, &udp] {
        assert_eq!(open(name).status, 409, "{name}");
    }
    let mut stream = session.stream(&socket);
    problem(&open(&socket), 409, "streaming");
    let send = json!({"do": "send", "socket": socket, "data": "x"});
    problem(&session.post(&send), 409, "streaming");
    stream.stream().shutdown(Shutdown::Both).unwrap();
    session.sees(json!({"event": "note", "socket": socket, "note": "stream-ended"}));
}

#[test]
fn large_messages_cross_whole_in_both_directions_at_once() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, mut peer) = connected(&mut session);
    let mut stream = session.stream(&socket);
    let sent: Vec<u8> = (0..8_000_000_u32).map(|byte| (byte % 251) as u8).collect();
    let expected = sent.clone();
    let mut back = peer.try_clone().unwrap();
    let echo = thread::spawn(move || {
        let mut all = vec![0; expected.len()];
        peer.read_exact(&mut all).unwrap();
        assert!(all == expected);
    });
    let talk = thread::spawn(move || {
        for chunk in sent.chunks(1 << 20) {
            back.write_all(chunk).unwrap();
        }
        sent
    });
    let own: Vec<u8> = (0..8_000_000_u32).map(|byte| (byte % 251) as u8).collect();
    for chunk in own.chunks(1 << 20) {
        stream.send_bytes(chunk.to_vec());
    }
    let got = read(&mut stream, own.len());
    echo.join().unwrap();
    assert!(got == talk.join().unwrap());
}

/// Neither side may fill the server's memory: the one who sends has to wait.
#[test]
fn whoever_does_not_read_stops_whoever_sends() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (to_peer, _silent) = connected(&mut session);
    let (to_client, mut peer) = connected(&mut session);
    let mut stream = session.stream(&to_peer);
    let _deaf = session.stream(&to_client);
    let before = server.memory();
    stream.stream().set_write_timeout(Some(STALL)).unwrap();
    stream.stream().set_read_timeout(Some(STALL)).unwrap();
    let up = fill(|| stream.try_send_bytes(vec![1; 64 << 10]).map(|()| 64 << 10));
    peer.set_write_timeout(Some(STALL)).unwrap();
    let chunk = vec![2; 64 << 10];
    let down = fill(|| peer.write(&chunk));
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 24 << 20, "{grown} bytes for {up} up and {down} down");
    assert_eq!(server.get("/healthz").status, 200);
}

/// Writes until nothing more goes in; gives how many bytes did.
fn fill(mut write: impl FnMut() -> std::io::Result<usize>) -> usize {
    let begun = Instant::now();
    let mut total = 0;
    loop {
        match write() {
            Ok(count) => total += count,
            Err(error) => {
                let full = [ErrorKind::WouldBlock, ErrorKind::TimedOut];
                assert!(full.contains(&error.kind()), "{error}");
                return total;
            }
        }
        assert!(total < 256 << 20 && begun.elapsed() < 3 * DEADLINE, "{total} bytes and no end");
    }
}

/// A socket of the session in auto mode that is connected to a peer.
fn connected(session: &mut Session) -> (String, TcpStream) {
    let (listener, to) = peer::listener();
    let socket = session.connect(to);
    (socket, peer::accept(&listener))
}

/// So many bytes, in whatever frames they come.
#[track_caller]
fn read(stream: &mut Live, len: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while bytes.len() < len {
        match stream.next().unwrap() {
            Message::Binary(more) => bytes.extend_from_slice(&more),
            other => panic!("{other:?} after {} bytes", bytes.len()),
        }
    }
    bytes
}

/// Everything to the end, and the code of the close frame.
fn rest(stream: &mut Live) -> (Vec<u8>, Option<u16>) {
    let mut bytes = Vec::new();
    loop {
        match stream.next() {
            Ok(Message::Binary(more)) => bytes.extend_from_slice(&more),
            Ok(Message::Close(frame)) => return (bytes, frame.map(|frame| frame.code.into())),
            Ok(_) => {}
            Err(_) => return (bytes, None),
        }
    }
}

/// A write that waits so long goes nowhere.
const STALL: Duration = Duration::from_secs(1);
