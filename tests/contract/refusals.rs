//! Commands that cannot be understood name the field; commands that may not be done name the rule.

use serde_json::{Value, json};

use super::problem;
use crate::support::{
    peer,
    server::Server,
    session::{ANYWHERE, Session},
};

#[test]
fn a_malformed_command_names_its_field() {
    let server = Server::start();
    let session = Session::begin(&server);
    let socket = session.ask(json!({"do": "create", "kind": "tcp"}));
    for (field, command) in [
        ("do", json!({})),
        ("do", json!({"do": "dance"})),
        ("do", json!({"do": 7})),
        ("do", json!({"do": "auto"})),
        ("kind", json!({"do": "open"})),
        ("kind", json!({"do": "open", "kind": "sctp"})),
        ("kind", json!({"do": "open", "kind": "tls-listen", "at": ANYWHERE})),
        ("kind", json!({"do": "open", "kind": "unix-datagram"})),
        ("kind", json!({"do": "create", "kind": "raw"})),
        ("family", json!({"do": "create", "kind": "tcp", "family": "ipx"})),
        ("at", json!({"do": "open", "kind": "tcp-listen"})),
        ("at", json!({"do": "open", "kind": "tcp-listen", "at": "127.0.0.1"})),
        ("at", json!({"do": "open", "kind": "tcp-listen", "at": "127.0.0.1:65536"})),
        ("at", json!({"do": "open", "kind": "tcp-listen", "at": "::1:80"})),
        ("at", json!({"do": "bind", "at": {"host": "127.0.0.1"}})),
        ("to", json!({"do": "open", "kind": "tcp-connect"})),
        ("to", json!({"do": "connect", "to": "[::1:80"})),
        ("to", json!({"do": "connect", "to": null})),
        ("backlog", json!({"do": "listen", "backlog": -1})),
        ("backlog", json!({"do": "listen", "backlog": "many"})),
        ("mode", json!({"do": "open", "kind": "udp", "mode": "magic"})),
        ("respond", json!({"do": "open", "kind": "udp", "respond": "shout"})),
        ("nodelay", json!({"do": "open", "kind": "udp", "nodelay": "maybe"})),
        ("socket", json!({"do": "close", "socket": "one"})),
        ("socket", json!({"do": "close", "socket": ""})),
        ("option", json!({"do": "set", "option": "SO_MAGIC", "value": 1})),
        ("value", json!({"do": "set", "option": "linger", "value": "soon"})),
        ("value", json!({"do": "set", "option": "rcvbuf"})),
        ("max", json!({"do": "recv", "max": 1e9})),
        ("peek", json!({"do": "recv", "peek": "perhaps"})),
        ("how", json!({"do": "shutdown"})),
        ("how", json!({"do": "shutdown", "how": "up"})),
        ("data", json!({"do": "send"})),
        ("data", json!({"do": "send", "data": "0g", "encoding": "hex"})),
        ("data", json!({"do": "send", "data": "abc", "encoding": "hex"})),
        ("data", json!({"do": "send", "data": "*", "encoding": "base64"})),
        ("data", json!({"do": "send", "data": "\\q", "encoding": "escaped"})),
        ("data", json!({"do": "send", "data": "你", "encoding": "latin1"})),
        ("data", json!({"do": "send", "data": ["a"]})),
        ("encoding", json!({"do": "send", "data": "a", "encoding": "morse"})),
        ("ending", json!({"do": "send", "data": "a", "ending": "cr"})),
        ("do", json!({"do": "watch"})),
        ("kernel", json!({"do": "watch", "kernel": "maybe"})),
        ("net", json!({"do": "lab", "net": "token-ring"})),
        ("loss", json!({"do": "impair", "loss": 101})),
        ("mtu", json!({"do": "impair", "mtu": 100})),
        ("from", json!({"do": "impair", "from": "e"})),
        ("act", json!({"do": "rule"})),
        ("flags", json!({"do": "rule", "act": "drop", "flags": "sin"})),
        ("nth", json!({"do": "rule", "act": "drop", "nth": 0})),
        ("rule", json!({"do": "unrule", "rule": -1})),
        ("frame", json!({"do": "decide", "decision": "drop"})),
        ("decision", json!({"do": "decide", "frame": 1, "decision": "keep"})),
        ("data", json!({"do": "decide", "frame": 1, "decision": "edit"})),
        ("name", json!({"do": "knob", "value": 1})),
        ("on", json!({"do": "create", "kind": "tcp", "on": "router"})),
    ] {
        let mut command = command;
        if command["socket"] == Value::Null {
            command["socket"] = json!(socket);
        }
        let said = problem(&session.post(&command), 400, "malformed");
        assert_eq!(said["field"], field, "{command}: {said}");
        assert!(said["detail"].as_str().unwrap().starts_with(&format!("{field}: expected ")));
    }
    for text in ["", "[]", "7", "\"do\"", "{\"do\":\"close\"", "{\"do\":\"close\"} {}", "\u{7f}"] {
        let said = problem(&session.post_text(text), 400, "malformed");
        assert!(said["field"].is_string(), "{text}: {said}");
    }
    assert_eq!(session.socket(&socket)["state"], "created", "nothing was done");
}

#[test]
fn a_body_is_json_of_at_most_256_kib() {
    let server = Server::start();
    let session = Session::begin(&server);
    let post =
        |kind: &str, body: Vec<u8>| session.request("POST", "/commands").body(kind, body).send();
    let close = br#"{"do":"close","socket":"s1"}"#.to_vec();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"] {
        problem(&post(kind, close.clone()), 415, "unsupported-media-type");
    }
    problem(&post("application/json; charset=utf-8", close), 404, "unknown-socket");
    problem(&post("application/json", b"{\"do\":\"\xff\"}".to_vec()), 400, "malformed");
    let long = |len: usize| {
        let frame = json!({"do": "send", "socket": "s1", "data": ""}).to_string();
        let data = "x".repeat(len - frame.len());
        json!({"do": "send", "socket": "s1", "data": data}).to_string()
    };
    problem(&session.post_text(&long(256 << 10)), 404, "unknown-socket");
    problem(&session.post_text(&long((256 << 10) + 1)), 413, "too-large");
}

#[test]
fn a_refusal_names_its_rule_and_is_an_event() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let own = format!("127.0.0.1:{}", server.port);
    let connect = |to: &str| json!({"do": "open", "kind": "tcp-connect", "to": to});
    let (listener, _) = session.listen("echo");
    let manual = session.ask(json!({"do": "create", "kind": "tcp"}));
    for (status, code, command) in [
        (403, "address-forbidden", connect("169.254.169.254:80")),
        (403, "address-forbidden", connect("[::ffff:169.254.169.254]:80")),
        (403, "address-forbidden", connect("224.0.0.1:80")),
        (403, "address-forbidden", connect("0.0.0.0:8080")),
        (403, "own-port", connect(&own)),
        (403, "own-port", json!({"do": "open", "kind": "tcp-listen", "at": own})),
        (403, "port-reserved", json!({"do": "open", "kind": "tcp-listen", "at": "127.0.0.1:80"})),
        (403, "name-forbidden", connect("0x7f.1:80")),
        (403, "name-forbidden", connect("2130706433:80")),
        (403, "own-port", json!({"do": "connect", "socket": manual, "to": own})),
        (404, "unknown-socket", json!({"do": "close", "socket": "s4000"})),
        (404, "unknown-socket", json!({"do": "send", "socket": "s4000", "data": "x"})),
        (409, "not-now", json!({"do": "auto", "socket": manual, "accept": true})),
        (
            409,
            "unsupported",
            json!({"do": "open", "kind": "tcp-listen", "at": "127.0.0.1:0", "broadcast": true}),
        ),
    ] {
        let answer = session.post(&command);
        assert_eq!(answer.json()["code"], code, "{command}: {}", answer.text());
        let said = problem(&answer, status, code);
        let event = session.sees(json!({"event": "refused", "code": code}));
        assert_eq!(event["detail"], said["detail"], "{event}");
    }
    assert_eq!(session.socket(&listener)["state"], "listening");
}

#[test]
fn two_sockets_that_answer_by_themselves_do_not_meet() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, at) = session.udp("echo");
    let (other, _) = session.udp("echo");
    session.ask(json!({"do": "send", "socket": other, "data": "x", "to": at.to_string()}));
    session.sees(json!({"event": "refused", "socket": socket, "code": "echo-loop"}));
    assert_eq!(session.socket(&other)["datagrams_received"], 0);
}

#[test]
fn limits_refuse_what_is_too_much() {
    let server = Server::with(&[
        "--port",
        "0",
        "--limit",
        "session-sockets=3",
        "--limit",
        "viewers=1",
        "--limit",
        "queue-bytes=100000",
    ]);
    let mut session = Session::begin(&server);
    let (listener, to) = peer::listener();
    let client = session.connect(to);
    let _peer = peer::accept(&listener);
    session.ask(json!({"do": "create", "kind": "tcp"}));
    session.ask(json!({"do": "create", "kind": "tcp"}));
    let fourth = json!({"do": "create", "kind": "tcp"});
    problem(&session.post(&fourth), 429, "too-many-sockets");

    let send = json!({"do": "send", "socket": client, "data": "x".repeat(50_000)});
    let refused = (0..1000).map(|_| session.post(&send)).find(|answer| answer.status != 200);
    problem(&refused.expect("the queue has no end"), 429, "too-much-queued");
    assert!(session.socket(&client)["queued"].as_u64().unwrap() <= 100_000);

    let _live = session.live(0);
    let second = session.request("GET", "/live").upgrade().send();
    problem(&second, 429, "too-many-viewers");
}

#[test]
fn without_the_right_to_capture_the_one_command_that_gives_it_is_named() {
    let server = Server::without_capture();
    let session = Session::begin(&server);
    let answer = session.post(&json!({"do": "watch", "wire": true}));
    let said = problem(&answer, 403, "capture-forbidden");
    let detail = said["detail"].as_str().unwrap();
    let program = env!("CARGO_BIN_EXE_socket-playground");
    assert!(detail.contains("EPERM"), "{detail}");
    assert!(detail.contains(&format!("sudo setcap cap_net_raw+ep {program}")), "{detail}");
    // Everything else works, and the journal has the refusal too.
    session.ask(json!({"do": "open", "kind": "udp"}));
    let page = session.get("/events?after=0").json();
    let codes: Vec<_> = page["events"].as_array().unwrap().iter().map(|e| &e["code"]).collect();
    assert!(codes.contains(&&Value::from("capture-forbidden")), "{page}");
}
