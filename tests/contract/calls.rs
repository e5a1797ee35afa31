//! Manual sockets: every system call is a command of its own.

use std::io::{Read, Write};

use serde_json::{Value, json};

use crate::support::{
    peer,
    server::Server,
    session::{ANYWHERE, Session},
};

#[test]
fn a_server_is_made_one_call_at_a_time() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let socket = session.ask(json!({"do": "create", "kind": "tcp"}));
    assert_eq!(session.returned(&socket, "socket")["result"], socket);
    assert_eq!(session.socket(&socket)["state"], "created");
    assert_eq!(session.socket(&socket)["mode"], "manual");
    session.ask(json!({"do": "bind", "socket": socket, "at": ANYWHERE}));
    let bound = session.returned(&socket, "bind");
    assert_eq!((&bound["result"], &bound["args"]["at"]), (&json!(0), &json!(ANYWHERE)));
    assert!(bound["took_us"].is_u64(), "{bound}");
    assert_eq!(session.socket(&socket)["state"], "bound");
    session.ask(json!({"do": "listen", "socket": socket, "backlog": 5}));
    let listened = session.returned(&socket, "listen");
    assert_eq!((&listened["result"], &listened["args"]["backlog"]), (&json!(0), &json!(5)));
    let at = session.opened(&socket);
    assert_eq!(session.socket(&socket)["state"], "listening");

    session.ask(json!({"do": "accept", "socket": socket}));
    session.sees(json!({"event": "called", "socket": socket, "call": "accept"}));
    assert_eq!(session.socket(&socket)["waiting"], json!(["accept"]));
    let mut peer = peer::connect(at);
    let accepted = session.returned(&socket, "accept");
    let child = accepted["result"].as_str().unwrap().to_owned();
    assert_eq!(session.socket(&child)["parent"], socket);

    session.ask(json!({"do": "recv", "socket": child}));
    let called = session.sees(json!({"event": "called", "socket": child, "call": "recv"}));
    assert_eq!(called["args"]["max"], 1024);
    peer.write_all(b"hello").unwrap();
    assert_eq!(session.returned(&child, "recv")["result"], 5);
    session.sees(json!({"event": "received", "socket": child, "len": 5, "data": "aGVsbG8="}));
    session.ask(json!({"do": "send", "socket": child, "data": "good-bye"}));
    assert_eq!(session.returned(&child, "send")["result"], 8);
    let mut got = [0; 8];
    peer.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"good-bye");
    session.ask(json!({"do": "close", "socket": child}));
    assert_eq!(session.returned(&child, "close")["result"], 0);
    assert_eq!(session.closed(&child), "closed");
    assert_eq!(peer.read(&mut got).unwrap(), 0, "FIN");
}

#[test]
fn a_client_is_made_one_call_at_a_time() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, to) = peer::listener();
    let socket = session.ask(json!({"do": "create", "kind": "tcp", "family": "ipv4"}));
    session.ask(json!({"do": "connect", "socket": socket, "to": to.to_string()}));
    let connected = session.returned(&socket, "connect");
    assert_eq!(
        (&connected["result"], &connected["args"]["to"]),
        (&json!(0), &json!(to.to_string()))
    );
    let mut peer = peer::accept(&listener);
    session.ask(json!({"do": "shutdown", "socket": socket, "how": "write"}));
    assert_eq!(session.returned(&socket, "shutdown")["args"]["how"], "write");
    assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "FIN");
    drop(peer);
    session.ask(json!({"do": "recv", "socket": socket, "max": 10}));
    assert_eq!(session.returned(&socket, "recv")["result"], 0);
    session.sees(json!({"event": "ended", "socket": socket}));
}

#[test]
fn recv_takes_at_most_what_it_is_told_and_peek_takes_nothing() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, mut peer) = manual_client(&mut session);
    peer.write_all(b"abcdef").unwrap();
    for (peek, max, result, data) in
        [(true, 3, 3, "YWJj"), (false, 2, 2, "YWI="), (false, 100, 4, "Y2RlZg==")]
    {
        session.ask(json!({"do": "recv", "socket": socket, "max": max, "peek": peek}));
        let returned = session.returned(&socket, "recv");
        assert_eq!((&returned["result"], &returned["args"]["max"]), (&json!(result), &json!(max)));
        if peek {
            assert_eq!(
                (&returned["data"], &returned["args"]["peek"]),
                (&json!(data), &json!(true))
            );
        } else {
            session.sees(json!({"event": "received", "socket": socket, "data": data}));
        }
    }
    assert_eq!(session.socket(&socket)["received"], 6);
}

/// What is written and read back differs where the kernel says so.
#[test]
fn every_option_is_set_and_read_back() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let tcp = session.ask(json!({"do": "create", "kind": "tcp"}));
    let udp = session.ask(json!({"do": "create", "kind": "udp"}));
    let ipv6 = session.ask(json!({"do": "create", "kind": "tcp", "family": "ipv6"}));
    for (socket, option, value, now) in [
        (&tcp, "reuseaddr", json!(true), json!(true)),
        (&tcp, "reuseport", json!("on"), json!(true)),
        (&tcp, "nodelay", json!("1"), json!(true)),
        (&tcp, "nodelay", json!(false), json!(false)),
        (&tcp, "keepalive", json!(true), json!(true)),
        (&tcp, "linger", json!(5), json!(5)),
        (&tcp, "linger", json!("off"), json!("off")),
        (&tcp, "rcvbuf", json!(10000), json!(20000)),
        (&tcp, "sndbuf", json!(10000), json!(20000)),
        (&tcp, "ttl", json!(5), json!(5)),
        (&tcp, "recvtimeout", json!(100), json!(100)),
        (&tcp, "congestion", json!("reno"), json!("reno")),
        (&udp, "broadcast", json!(true), json!(true)),
        (&ipv6, "v6only", json!(true), json!(true)),
    ] {
        session.ask(json!({"do": "set", "socket": socket, "option": option, "value": value}));
        let returned = session.returned(socket, "setsockopt");
        assert_eq!(returned["args"]["option"], option);
        assert_eq!((&returned["result"], &returned["now"]), (&json!(0), &now), "{returned}");
    }
    for (option, value, errno) in [
        ("congestion", json!("nope"), "ENOENT"),
        ("v6only", json!(true), "ENOPROTOOPT"),
        ("ttl", json!(256), "EINVAL"),
    ] {
        session.ask(json!({"do": "set", "socket": tcp, "option": option, "value": value}));
        assert_eq!(session.returned(&tcp, "setsockopt")["errno"]["name"], errno, "{option}");
    }
}

#[test]
fn a_call_out_of_order_is_the_kernels_to_judge() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (taken, at) = peer::listener();
    let socket = session.ask(json!({"do": "create", "kind": "tcp"}));
    let at = at.to_string();
    for (command, call, errno) in [
        (json!({"do": "bind", "at": at}), "bind", "EADDRINUSE"),
        (json!({"do": "bind", "at": "192.0.2.1:0"}), "bind", "EADDRNOTAVAIL"),
    ] {
        let mut command = command;
        command["socket"] = json!(socket);
        session.ask(command);
        let returned = session.returned(&socket, call);
        assert_eq!(returned["errno"]["name"], errno, "{returned}");
        assert_eq!(returned["result"], Value::Null);
    }
    drop(taken);
    session.ask(json!({"do": "connect", "socket": socket, "to": at}));
    let returned = session.returned(&socket, "connect");
    assert_eq!(returned["errno"], json!({"name": "ECONNREFUSED", "code": 111}));
    let (udp, _) = session.udp("none");
    session.ask(json!({"do": "listen", "socket": udp}));
    assert_eq!(
        session.sees(json!({"socket": udp, "call": "listen"}))["errno"]["name"],
        "EOPNOTSUPP"
    );
    session.ask(json!({"do": "bind", "socket": udp, "at": ANYWHERE}));
    let again = json!({"socket": udp, "call": "bind", "errno": {"name": "EINVAL"}});
    session.sees(again);
}

#[test]
fn a_datagram_is_received_whole_or_cut_and_says_so() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let socket = session.ask(json!({"do": "create", "kind": "udp"}));
    session.ask(json!({"do": "bind", "socket": socket, "at": ANYWHERE}));
    let at = session.opened(&socket);
    let (peer, from) = peer::udp();
    for (text, result, whole) in
        [("hello", 5, json!(null)), ("", 0, json!(null)), ("0123456789abcdef", 10, json!(16))]
    {
        session.ask(json!({"do": "recv", "socket": socket, "max": 10}));
        session.sees(json!({"event": "called", "socket": socket, "call": "recv"}));
        peer.send_to(text.as_bytes(), at).unwrap();
        let returned = session.returned(&socket, "recv");
        assert_eq!((&returned["result"], &returned["whole"]), (&json!(result), &whole));
        session.sees(json!({"event": "received", "from": from.to_string(), "len": result}));
    }
    session.ask(json!({"do": "send", "socket": socket, "data": "x", "to": from.to_string()}));
    let returned = session.returned(&socket, "send");
    assert_eq!(
        (&returned["result"], &returned["args"]["to"]),
        (&json!(1), &json!(from.to_string()))
    );
    assert_eq!(peer.recv(&mut [0; 8]).unwrap(), 1);
}

#[test]
fn closing_a_socket_ends_the_call_that_waits() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, mut peer) = manual_client(&mut session);
    session.ask(json!({"do": "recv", "socket": socket}));
    session.sees(json!({"event": "called", "socket": socket, "call": "recv"}));
    session.ask(json!({"do": "reset", "socket": socket}));
    assert_eq!(session.closed(&socket), "reset");
    assert!(peer.read(&mut [0; 8]).is_err(), "RST");
}

/// A manual socket that is connected to a peer.
fn manual_client(session: &mut Session) -> (String, std::net::TcpStream) {
    let (listener, to) = peer::listener();
    let socket = session
        .ask(json!({"do": "open", "kind": "tcp-connect", "to": to.to_string(), "mode": "manual"}));
    session.opened(&socket);
    (socket, peer::accept(&listener))
}
