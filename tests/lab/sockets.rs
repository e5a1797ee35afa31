//! Commands on sockets of a lab: all of them work as they do on the machine itself.

use serde_json::{Value, json};

use super::{connect, listen, nobody};
use crate::support::{http, session::Session};

/// A socket step by step, as the machine's own administrator may also make it.
#[test]
fn every_step_is_a_call_of_the_lab_s_kernel() {
    let Some(nobody) = nobody() else { return };
    for server in [nobody, crate::support::server::Server::start()] {
        let mut session = Session::begin(&server);
        let listener = session.ask(json!({"do": "create", "kind": "tcp", "on": "b"}));
        session.ask(json!({
            "do": "set", "socket": listener, "option": "reuseaddr", "value": "on",
        }));
        session.ask(json!({"do": "bind", "socket": listener, "at": "b:80"}));
        session.ask(json!({"do": "listen", "socket": listener, "backlog": 2}));
        session.ask(json!({"do": "accept", "socket": listener}));
        let client = session.ask(json!({"do": "create", "kind": "tcp", "on": "a"}));
        session.ask(json!({
            "do": "set", "socket": client, "option": "congestion", "value": "reno",
        }));
        session.sees(json!({"call": "setsockopt", "now": "reno"}));
        session.ask(json!({"do": "bind", "socket": client, "at": "0.0.0.0:5000"}));
        session.returned(&listener, "listen");
        session.ask(json!({"do": "connect", "socket": client, "to": "b:80"}));
        let accepted = session.returned(&listener, "accept");
        let child = accepted["result"].as_str().expect("a socket").to_owned();
        let view = session.socket(&child);
        assert_eq!(
            (&view["local"], &view["peer"]),
            (&json!("10.0.0.2:80"), &json!("10.0.0.1:5000"))
        );
        session.ask(json!({"do": "send", "socket": client, "data": "hello"}));
        session.ask(json!({"do": "recv", "socket": child, "max": 3}));
        session.sees(json!({"socket": child, "call": "recv", "result": 3}));
        session.ask(json!({"do": "recv", "socket": child, "peek": true}));
        session.sees(json!({"socket": child, "call": "recv", "result": 2}));
        session.ask(json!({"do": "shutdown", "socket": client, "how": "write"}));
        session.ask(json!({"do": "recv", "socket": child}));
        session.ask(json!({"do": "recv", "socket": child}));
        session.sees(json!({"socket": child, "call": "recv", "result": 0}));
        session.ask(json!({"do": "reset", "socket": child}));
        session.sees(json!({"event": "segment", "on": "b", "flags": ["RST", "ACK"]}));
        session.ask(json!({"do": "close", "socket": client}));
        session.ask(json!({"do": "close", "socket": listener}));
        assert_eq!(session.closed(&listener), "closed");
    }
}

#[test]
fn a_stream_of_the_lab_can_be_lent() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    listen(&mut session);
    let client = connect(&mut session);
    let mut stream = session.stream(&client);
    stream.send_bytes(&b"through the wire"[..]);
    assert_eq!(&stream.next().unwrap().into_data()[..], b"through the wire");
}

/// Two that answer would answer each other for ever, in a lab as well; but each lab has its own.
#[test]
fn two_answerers_stop_each_other_only_within_one_lab() {
    let Some(server) = nobody() else { return };
    let mut sessions = [Session::begin(&server), Session::begin(&server)];
    for session in &mut sessions {
        let open = json!({"do": "open", "kind": "udp", "on": "b", "at": ":7", "respond": "echo"});
        let echo = session.ask(open);
        session.opened(&echo);
    }
    let [first, second] = &mut sessions;
    let open = json!({"do": "open", "kind": "udp", "on": "a", "at": "a:7", "respond": "echo"});
    let other = first.ask(open);
    first.opened(&other);
    first.ask(json!({"do": "send", "socket": other, "data": "ping", "to": "b:7"}));
    first.sees(json!({"event": "refused", "code": "echo-loop"}));
    // Nobody answers at that place of the second lab.
    let open = json!({"do": "open", "kind": "udp", "on": "a", "at": "a:7"});
    let quiet = second.ask(open);
    second.opened(&quiet);
    second.ask(json!({"do": "send", "socket": quiet, "data": "ping", "to": "b:7"}));
    second.sees(json!({"event": "received", "socket": quiet, "len": 4}));
}

#[test]
fn in_a_lab_names_are_those_of_its_hosts() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    listen(&mut session);
    for (field, value, code) in [
        ("to", "localhost:8888", "no-host"),
        ("to", "c:8888", "no-host"),
        ("to", "example.org:80", "no-host"),
    ] {
        let command = json!({"do": "open", "kind": "tcp-connect", "on": "a", field: value});
        let refused = session.post(&command).json();
        assert_eq!((&refused["code"], &refused["field"]), (&json!(code), &json!(field)), "{value}");
    }
    for (field, code, command) in [
        ("on", "no-host", json!({"do": "create", "kind": "udp", "on": "c"})),
        ("from", "no-host", json!({"do": "rule", "act": "drop", "from": "router"})),
        ("node", "no-host", json!({"do": "knob", "node": "d", "name": "x", "value": 1})),
        ("name", "unknown-knob", json!({"do": "knob", "name": "x", "value": 1})),
        ("rule", "unknown-rule", json!({"do": "unrule", "rule": 7})),
        ("frame", "unknown-frame", json!({"do": "decide", "frame": 1, "decision": "drop"})),
        ("flag", "malformed", json!({"do": "rule", "act": "drop", "flag": "syn"})),
    ] {
        let refused = session.post(&command).json();
        assert_eq!((&refused["code"], &refused["field"]), (&json!(code), &json!(field)));
    }
    // The rules of the machine are not about it: nothing leaves the lab.
    let open = json!({"do": "open", "kind": "udp", "on": "a", "at": "a:53", "to": "192.0.2.1:1"});
    let socket = session.ask(open);
    let failed = session.sees(json!({"event": "failed", "socket": socket}));
    assert_eq!(failed["errno"]["name"], "ENETUNREACH");
    let shown = session.show();
    let exposed = |socket: &Value| socket["exposed"] == true;
    assert!(!shown["sockets"].as_array().unwrap().iter().any(exposed), "{shown}");
}

/// Gives two commands at once on one connection; gives the sockets that they make.
#[track_caller]
fn at_once(session: &Session, commands: &[Value; 2]) -> [String; 2] {
    let request = |command: &Value, connection: &str| {
        let request = session.request("POST", "/commands").header("Connection", connection);
        request.body("application/json", command.to_string()).bytes()
    };
    let [first, second] = commands;
    let said = [request(first, "keep-alive"), request(second, "close")].concat();
    let answers = String::from_utf8(http::raw(session.port(), &said)).unwrap();
    let bodies = answers.split("\r\n\r\n").skip(1);
    let mut sockets = bodies.map(|body| {
        let answer = serde_json::Deserializer::from_str(body).into_iter::<Value>().next();
        let answer = answer.expect("an answer").expect("JSON");
        assert_eq!(answer["ok"], true, "{commands:?}: {answer}");
        answer["socket"].as_str().unwrap_or_default().to_owned()
    });
    [(); 2].map(|()| sockets.next().expect("two answers"))
}

/// Whoever asks for a listener and then for a connection to it need not wait in between.
#[test]
fn what_a_lab_is_asked_for_later_does_not_overtake_what_it_was_asked_for_before() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    for port in 10_000..10_200 {
        let at = format!("b:{port}");
        let listen = json!({"do": "open", "kind": "tcp-listen", "on": "b", "at": at});
        let (listener, client) = if port % 2 == 0 {
            let connect = json!({"do": "open", "kind": "tcp-connect", "on": "a", "to": at});
            let [listener, client] = at_once(&session, &[listen, connect]);
            (listener, client)
        } else {
            let client = session.ask(json!({"do": "create", "kind": "tcp", "on": "a"}));
            let connect = json!({"do": "connect", "socket": client, "to": at});
            let [listener, _] = at_once(&session, &[listen, connect]);
            (listener, client)
        };
        let returned = session.sees(json!({"socket": client, "call": "connect", "result": 0}));
        assert_eq!(returned["event"], "returned");
        for socket in [&client, &listener] {
            session.ask(json!({"do": "reset", "socket": socket}));
        }
        session.closed(&client);
    }
}
