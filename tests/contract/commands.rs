//! Commands in auto mode, and what comes of them.

use std::{
    io::{ErrorKind, Read, Write},
    net::Shutdown,
};

use serde_json::{Value, json};

use crate::support::{
    DEADLINE, peer,
    server::Server,
    session::{ANYWHERE, Session},
};

#[test]
fn a_listener_answers_as_it_was_told() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    for (respond, answer) in [("echo", "Hello"), ("upper", "HELLO"), ("discard", ""), ("none", "")]
    {
        let (listener, at) = session.listen(respond);
        let mut peer = peer::connect(at);
        let child = session.accepted(&listener);
        peer.write_all(b"Hello").unwrap();
        session.sees(json!({"event": "received", "socket": child, "len": 5}));
        peer.shutdown(Shutdown::Write).unwrap();
        session.sees(json!({"event": "ended", "socket": child}));
        if respond == "none" {
            session.ask(json!({"do": "close", "socket": child}));
        }
        let mut all = String::new();
        peer.read_to_string(&mut all).unwrap();
        assert_eq!(all, answer, "{respond}");
        assert_eq!(session.closed(&child), "closed", "{respond}");
    }
}

#[test]
fn a_client_connects_from_the_address_it_was_given() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, to) = peer::listener();
    let command =
        json!({"do": "open", "kind": "tcp-connect", "to": to.to_string(), "at": "127.0.0.2:0"});
    let client = session.ask(command);
    let opened = session.sees(json!({"event": "opened", "socket": client}));
    assert_eq!(opened["kind"], "tcp-connect");
    assert_eq!(opened["peer"], to.to_string());
    let stream = peer::accept(&listener);
    assert_eq!(stream.peer_addr().unwrap().to_string(), opened["local"]);
    assert!(opened["local"].as_str().unwrap().starts_with("127.0.0.2:"));
}

#[test]
fn ipv6_and_names_lead_there_too() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let open = json!({"do": "open", "kind": "tcp-listen", "at": "[::1]:0", "respond": "echo"});
    let listener = session.ask(open);
    let at = session.opened(&listener);
    assert!(at.is_ipv6());
    let client = session.connect(at);
    let child = session.accepted(&listener);
    assert_eq!(session.socket(&child)["family"], "ipv6");
    session.ask(json!({"do": "send", "socket": client, "data": "hello"}));
    session.sees(json!({"event": "received", "socket": client, "len": 5}));

    let (listener, at) = session.listen("echo");
    let named = format!("localhost:{}", at.port());
    let client = session.ask(json!({"do": "open", "kind": "tcp-connect", "to": named}));
    let looked = json!({"socket": client, "call": "getaddrinfo", "args": {"name": "localhost"}});
    session.sees(looked);
    session.opened(&client);
    session.accepted(&listener);
}

/// The same command as strings, as an HTML form sends it, and with types of its own.
#[test]
fn values_are_strings_numbers_or_booleans() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    for command in [
        json!({"do": "open", "kind": "tcp-listen", "at": ANYWHERE, "backlog": 5, "reuseaddr": true}),
        json!({"do": "open", "kind": "tcp-listen", "at": ANYWHERE, "backlog": "5", "reuseaddr": "on"}),
        json!({"do": "open", "kind": "tcp-listen", "at": ANYWHERE, "backlog": "5", "reuseaddr": "1", "new": 1}),
    ] {
        let socket = session.ask(command);
        session.sees(json!({
            "event": "returned", "socket": socket, "call": "setsockopt",
            "args": {"option": "reuseaddr"}, "now": true,
        }));
        let call = json!({"socket": socket, "call": "listen", "args": {"backlog": 5}});
        session.sees(call);
    }
}

#[test]
fn every_encoding_becomes_its_bytes() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, to) = peer::listener();
    let client = session.connect(to);
    let mut peer = peer::accept(&listener);
    for (data, encoding, ending, bytes) in [
        ("héllo", "text", "", "héllo".as_bytes()),
        ("héllo", "", "none", "héllo".as_bytes()),
        ("GET / HTTP/1.0", "text", "crlf", b"GET / HTTP/1.0\r\n"),
        ("line", "text", "lf", b"line\n"),
        ("00 ff 0a", "hex", "", b"\x00\xff\x0a"),
        ("0x48656C6c6f", "hex", "", b"Hello"),
        ("AP8=", "base64", "", b"\x00\xff"),
        ("a\\r\\n\\x00\\\\", "escaped", "", b"a\r\n\x00\\"),
        ("你好", "gbk", "", b"\xc4\xe3\xba\xc3"),
        ("你好", "gb18030", "", b"\xc4\xe3\xba\xc3"),
        ("你好", "big5", "", b"\xa7\x41\xa6\x6e"),
        ("é", "latin1", "", b"\xe9"),
    ] {
        let mut command = json!({"do": "send", "socket": client, "data": data});
        for (name, value) in [("encoding", encoding), ("ending", ending)] {
            if !value.is_empty() {
                command[name] = json!(value);
            }
        }
        session.ask(command.clone());
        let mut got = vec![0; bytes.len()];
        peer.read_exact(&mut got).unwrap();
        assert_eq!(got, bytes, "{command}");
        session.sees(json!({"event": "sent", "socket": client, "len": bytes.len()}));
    }
}

#[test]
fn shutdown_ends_one_direction_and_reset_both() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, to) = peer::listener();
    let client = session.connect(to);
    let mut peer = peer::accept(&listener);
    session.ask(json!({"do": "shutdown", "socket": client, "how": "write"}));
    session.sees(json!({"event": "shutdown", "socket": client, "how": "write"}));
    assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "FIN");
    peer.write_all(b"still here").unwrap();
    session.sees(json!({"event": "received", "socket": client, "len": 10}));
    session.ask(json!({"do": "reset", "socket": client}));
    assert_eq!(session.closed(&client), "reset");
    let error =
        peer.read(&mut [0; 8]).and_then(|_| peer.write(b"x")).and_then(|_| peer.write(b"x"));
    assert!(matches!(
        error.map_err(|error| error.kind()),
        Err(ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
    ));
}

#[test]
fn a_reset_from_the_peer_has_its_own_word() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("echo");
    let peer = peer::connect(at);
    let child = session.accepted(&listener);
    socket2::SockRef::from(&peer).set_linger(Some(std::time::Duration::ZERO)).unwrap();
    drop(peer);
    assert_eq!(session.closed(&child), "peer-reset");
}

#[test]
fn reading_can_be_switched_off_and_on() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("echo");
    let mut peer = peer::connect(at);
    let child = session.accepted(&listener);
    session.ask(json!({"do": "auto", "socket": child, "read": false}));
    session.sees(json!({"event": "note", "socket": child, "note": "auto-changed"}));
    assert_ne!(session.socket(&child)["reads"], true);
    // With nobody reading, the kernel's buffers fill, and the window closes.
    peer.set_nonblocking(true).unwrap();
    let mut sent = 0;
    let chunk = vec![b'x'; 64 << 10];
    let full = std::time::Instant::now();
    loop {
        match peer.write(&chunk) {
            Ok(count) => sent += count,
            Err(error) => break assert_eq!(error.kind(), ErrorKind::WouldBlock),
        }
        assert!(full.elapsed() < DEADLINE, "the window never closed after {sent} bytes");
    }
    assert_eq!(session.socket(&child)["received"], 0);
    session.ask(json!({"do": "auto", "socket": child, "read": true}));
    peer.set_nonblocking(false).unwrap();
    let mut got = vec![0; sent];
    peer.read_exact(&mut got).unwrap();
    assert!(got.iter().all(|byte| *byte == b'x'));
}

/// The kernel completes the handshake; the connection waits in the accept queue.
#[test]
fn accepting_can_be_switched_off_and_on() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("echo");
    session.ask(json!({"do": "auto", "socket": listener, "accept": false}));
    session.sees(json!({"event": "note", "socket": listener, "note": "auto-changed"}));
    let mut peer = peer::connect(at);
    peer.write_all(b"early").unwrap();
    assert_eq!(session.show()["sockets"].as_array().unwrap().len(), 1);
    session.ask(json!({"do": "auto", "socket": listener, "accept": true}));
    session.accepted(&listener);
    let mut got = [0; 5];
    peer.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"early");
}

#[test]
fn every_direction_can_be_shut_down() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, to) = peer::listener();
    for how in ["read", "write", "both"] {
        let client = session.connect(to);
        let mut peer = peer::accept(&listener);
        session.ask(json!({"do": "shutdown", "socket": client, "how": how}));
        session.sees(json!({"event": "shutdown", "socket": client, "how": how}));
        if how != "read" {
            assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "FIN after {how}");
        }
        session.ask(json!({"do": "close", "socket": client}));
        assert_eq!(session.closed(&client), "closed", "{how}");
        assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "FIN after close");
    }
}

/// Nobody receives, so the kernel's buffer is full, and what it drops is counted all the same.
#[test]
fn datagrams_that_nobody_receives_are_counted_as_dropped() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let manual =
        session.ask(json!({"do": "open", "kind": "udp", "at": ANYWHERE, "mode": "manual"}));
    let at = session.opened(&manual);
    let (sender, _) = peer::udp();
    for number in 0..5000_u32 {
        sender.send_to(&number.to_be_bytes(), at).unwrap();
    }
    session.sees(json!({"event": "dropped", "socket": manual}));
    // A call may wait for a datagram that was dropped, until the kernel is asked what it dropped.
    let all = (0..10_000).any(|_| {
        let shown = session.show();
        let socket = &shown["sockets"][0];
        let count = |name: &str| socket[name].as_u64().unwrap();
        if socket["waiting"].is_null() {
            session.ask(json!({"do": "recv", "socket": manual, "max": 16}));
        }
        session.get(&format!("/events?after={}&limit=1&wait=5", shown["head"]));
        count("datagrams_received") + count("datagrams_dropped") == 5000
    });
    assert!(all, "{}", session.socket(&manual));
}

#[test]
fn what_a_connection_answers_can_be_changed() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("none");
    let mut peer = peer::connect(at);
    let child = session.accepted(&listener);
    session.ask(json!({"do": "auto", "socket": child, "respond": "upper"}));
    peer.write_all(b"abc").unwrap();
    let mut got = [0; 3];
    peer.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"ABC");
}

#[test]
fn datagrams_keep_their_boundaries_and_say_where_they_are_from() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, at) = session.udp("echo");
    let (peer, from) = peer::udp();
    for text in ["one", "", "three"] {
        peer.send_to(text.as_bytes(), at).unwrap();
        let event = session.sees(json!({"event": "received", "socket": socket}));
        assert_eq!(event["len"], text.len());
        assert_eq!(event["from"], from.to_string());
        let mut buffer = [0; 16];
        let count = peer.recv(&mut buffer).unwrap();
        assert_eq!(&buffer[..count], text.as_bytes());
        session.sees(json!({"event": "sent", "socket": socket, "to": from.to_string()}));
    }
    let command = json!({"do": "send", "socket": socket, "data": "out", "to": from.to_string()});
    session.ask(command);
    let mut buffer = [0; 16];
    assert_eq!(peer.recv_from(&mut buffer).unwrap(), (3, at));
    let shown = session.socket(&socket);
    assert_eq!(shown["datagrams_received"], 3, "{shown}");
    assert_eq!(shown["datagrams_sent"], 4, "{shown}");
    assert_eq!(shown["datagrams_dropped"], 0, "{shown}");
}

#[test]
fn a_connected_udp_socket_needs_no_address() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (peer, to) = peer::udp();
    let socket = session.ask(json!({"do": "open", "kind": "udp", "to": to.to_string()}));
    let at = session.opened(&socket);
    session.ask(json!({"do": "send", "socket": socket, "data": "hi"}));
    let mut buffer = [0; 16];
    assert_eq!(peer.recv_from(&mut buffer).unwrap(), (2, at));
}

/// An error of the operating system is an event, and the request was fine.
#[test]
fn an_error_of_the_system_is_an_event() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (taken, at) = peer::listener();
    let listen = session.ask(json!({"do": "open", "kind": "tcp-listen", "at": at.to_string()}));
    let failed = session.sees(json!({"event": "failed", "socket": listen}));
    assert_eq!(failed["call"], "bind");
    assert_eq!(failed["errno"], json!({"name": "EADDRINUSE", "code": 98}));
    assert_eq!(session.closed(&listen), "closed");
    drop(taken);

    let connect = session.ask(json!({"do": "open", "kind": "tcp-connect", "to": at.to_string()}));
    let failed = session.sees(json!({"event": "failed", "socket": connect}));
    assert_eq!(failed["call"], "connect");
    assert_eq!(failed["errno"]["name"], "ECONNREFUSED");
    let said = |event: &Value| event["detail"].as_str().is_some_and(|text| !text.is_empty());
    assert!(said(&failed), "{failed}");

    let elsewhere = session.ask(json!({"do": "open", "kind": "udp", "at": "192.0.2.1:0"}));
    let failed = session.sees(json!({"event": "failed", "socket": elsewhere}));
    assert_eq!(failed["errno"]["name"], "EADDRNOTAVAIL");
}
