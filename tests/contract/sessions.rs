//! Sessions begin, are shown, and end.

use std::io::Read;

use serde_json::json;

use super::problem;
use crate::support::{
    peer,
    server::Server,
    session::{JSON, Session},
};

#[test]
fn a_session_has_a_name_that_nobody_guesses_and_a_page() {
    let server = Server::start();
    let mut names = Vec::new();
    for begin in [
        server.request("POST", "/api/v1/sessions"),
        server.request("POST", "/api/v1/sessions").body(JSON, ""),
        server.request("POST", "/api/v1/sessions").body(JSON, "{}"),
    ] {
        let answer = begin.send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some(JSON));
        let said = answer.json();
        let name = said["session"].as_str().unwrap().to_owned();
        assert!(22 <= name.len(), "{name}");
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        assert!(name.bytes().all(base64url), "{name}");
        assert_eq!(said["page"], format!("/s/{name}"));
        let page = server.request("GET", &format!("/s/{name}")).header("Accept", "text/html");
        assert_eq!(page.send().status, 200);
        names.push(name);
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 3);
}

#[test]
fn only_an_empty_object_begins_a_session() {
    let server = Server::start();
    for body in ["[]", "x", "{\"a\":", "null"] {
        let answer = server.request("POST", "/api/v1/sessions").body(JSON, body).send();
        problem(&answer, 400, "malformed");
    }
    let answer = server.request("POST", "/api/v1/sessions").body("text/plain", "{}").send();
    problem(&answer, 415, "unsupported-media-type");
}

#[test]
fn a_session_shows_its_sockets_with_what_they_counted() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let shown = session.show();
    assert!(session.path.ends_with(shown["session"].as_str().unwrap()));
    assert_eq!((&shown["head"], &shown["sockets"]), (&json!(0), &json!([])));

    let (listener, at) = session.listen("echo");
    let client = session.connect(at);
    let child = session.accepted(&listener);
    session.ask(json!({"do": "send", "socket": client, "data": "hello"}));
    session.sees(json!({"event": "received", "socket": client, "len": 5}));
    let shown = session.socket(&child);
    for (name, value) in [
        ("kind", json!("tcp")),
        ("mode", json!("auto")),
        ("state", json!("open")),
        ("local", json!(at.to_string())),
        ("parent", json!(listener)),
        ("sent", json!(5)),
        ("received", json!(5)),
    ] {
        assert_eq!(shown[name], value, "{name}: {shown}");
    }
    let client = session.socket(&client);
    assert_eq!(client["local"], shown["peer"]);
    assert_eq!(client["peer"], shown["local"]);
    assert_eq!(session.socket(&listener)["state"], "listening");
    assert!(9 <= session.show()["head"].as_u64().unwrap());
}

#[test]
fn a_deleted_session_is_gone_and_its_sockets_are_closed() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("echo");
    let mut peer = peer::connect(at);
    session.accepted(&listener);
    let answer = session.request("DELETE", "").send();
    assert_eq!((answer.status, answer.body.len()), (204, 0));
    assert_eq!(peer.read(&mut [0; 8]).unwrap(), 0, "FIN");
    for (method, rest) in [
        ("GET", ""),
        ("DELETE", ""),
        ("GET", "/events"),
        ("GET", "/events/1/payload"),
        ("GET", "/export.jsonl"),
        ("GET", "/export.csv"),
        ("GET", "/export.pcapng"),
    ] {
        problem(&session.request(method, rest).send(), 404, "unknown-session");
    }
    problem(&session.post(&json!({"do": "close", "socket": listener})), 404, "unknown-session");
    for rest in ["/live", "/sockets/s1/stream"] {
        problem(&session.request("GET", rest).upgrade().send(), 404, "unknown-session");
    }
}

#[test]
fn another_name_is_no_session() {
    let server = Server::start();
    for name in ["x", "AAAAAAAAAAAAAAAAAAAAAA", "%00", "..%2f..", &"A".repeat(4000)] {
        let answer = server.get(&format!("/api/v1/sessions/{name}"));
        problem(&answer, 404, "unknown-session");
    }
}

/// A session with open sockets stays; one without gives way to a new one.
#[test]
fn the_number_of_sessions_is_bounded() {
    let server = Server::with(&["--port", "0", "--limit", "sessions=2"]);
    let (first, second) = (Session::begin(&server), Session::begin(&server));
    let another = || server.request("POST", "/api/v1/sessions").body(JSON, "{}").send();
    let socket = first.ask(json!({"do": "create", "kind": "tcp"}));
    second.ask(json!({"do": "create", "kind": "tcp"}));
    let refused = another();
    problem(&refused, 429, "too-many-sessions");
    assert!(refused.header("retry-after").is_some());
    first.ask(json!({"do": "close", "socket": socket}));
    assert_eq!(another().status, 201);
    problem(&first.get(""), 404, "unknown-session");
    assert_eq!(second.get("").status, 200);
}
