//! What watches over the server, and what describes its API.

use std::collections::BTreeSet;

use serde_json::json;

use super::problem;
use crate::support::{http::Answer, server::Server, session::Session};

#[test]
fn the_server_says_that_it_lives_and_takes_work() {
    let server = Server::with(&["--port", "0", "--limit", "sockets=1"]);
    for (path, text) in [("/healthz", "ok\n"), ("/readyz", "ready\n")] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.text().as_str()), (200, text), "{path}");
    }
    let session = Session::begin(&server);
    session.ask(json!({"do": "create", "kind": "tcp"}));
    problem(&server.get("/readyz"), 503, "too-many-sockets");
    problem(&session.post(&json!({"do": "create", "kind": "tcp"})), 429, "too-many-sockets");
    assert_eq!(server.get("/healthz").status, 200);
}

/// A session that nobody looks at and that has no sockets gives way, so there is room.
#[test]
fn the_server_is_full_only_when_no_session_can_begin() {
    let server = Server::with(&["--port", "0", "--limit", "sessions=2"]);
    let (first, second) = (Session::begin(&server), Session::begin(&server));
    assert_eq!(server.get("/readyz").status, 200);
    let socket = first.ask(json!({"do": "create", "kind": "tcp"}));
    second.ask(json!({"do": "create", "kind": "tcp"}));
    problem(&server.get("/readyz"), 503, "too-many-sessions");
    first.ask(json!({"do": "close", "socket": socket}));
    assert_eq!(server.get("/readyz").status, 200);
    Session::begin(&server);
}

#[test]
fn numbers_follow_what_happens() {
    let server = Server::start();
    let session = Session::begin(&server);
    session.ask(json!({"do": "create", "kind": "tcp"}));
    session.ask(json!({"do": "create", "kind": "udp"}));
    let mut live = session.live(0);
    live.json();
    let answer = server.get("/metrics");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = answer.text();
    for line in [
        "# TYPE socket_playground_sessions gauge",
        "# TYPE socket_playground_events_total counter",
        "socket_playground_sessions 1",
        "socket_playground_sockets 2",
        "socket_playground_viewers 1",
        "socket_playground_events_total 2",
        "socket_playground_crashes_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "no {line:?} in\n{text}");
    }
}

#[test]
fn the_description_lists_every_call() {
    let server = Server::start();
    let answer = server.get("/api/openapi.json");
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")));
    let document = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    let described: BTreeSet<(String, String)> = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, calls)| {
            calls.as_object().unwrap().keys().map(move |call| (path.clone(), call.clone()))
        })
        .collect();
    let expected = [
        ("/api/v1/sessions", "post"),
        ("/api/v1/sessions/{session}", "get"),
        ("/api/v1/sessions/{session}", "delete"),
        ("/api/v1/sessions/{session}/commands", "post"),
        ("/api/v1/sessions/{session}/events", "get"),
        ("/api/v1/sessions/{session}/events/{seq}/payload", "get"),
        ("/api/v1/sessions/{session}/export.jsonl", "get"),
        ("/api/v1/sessions/{session}/export.csv", "get"),
        ("/api/v1/sessions/{session}/export.pcapng", "get"),
        ("/api/v1/sessions/{session}/import", "post"),
        ("/api/v1/sessions/{session}/lab", "get"),
        ("/api/v1/sessions/{session}/live", "get"),
        ("/api/v1/sessions/{session}/sockets/{socket}/stream", "get"),
        ("/healthz", "get"),
        ("/readyz", "get"),
        ("/metrics", "get"),
    ];
    let expected: BTreeSet<(String, String)> =
        expected.iter().map(|(path, call)| ((*path).to_owned(), (*call).to_owned())).collect();
    assert_eq!(described, expected);
    let references: Vec<&str> = references(&document);
    assert!(!references.is_empty());
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("a place in this document");
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

#[test]
fn the_page_of_the_description_comes_from_the_program() {
    let server = Server::start();
    let bare = server.get("/api/docs");
    assert_eq!((bare.status, bare.header("location")), (308, Some("/api/docs/")));
    let page = server.get("/api/docs/");
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html")));
    let text = page.text();
    assert!(text.contains("swagger-ui") && !text.contains("https://"), "{text}");
    for (file, kind) in [
        ("swagger-ui.css", "text/css"),
        ("swagger-ui-bundle.js", "text/javascript"),
        ("swagger-ui-standalone-preset.js", "text/javascript"),
        ("swagger-initializer.js", "text/javascript"),
    ] {
        let answer: Answer = server.get(&format!("/api/docs/{file}"));
        assert_eq!(answer.status, 200, "{file}");
        assert_eq!(answer.header("content-type"), Some(kind), "{file}");
        assert!(!answer.body.is_empty());
    }
    let begin = server.get("/api/docs/swagger-initializer.js").text();
    assert!(begin.contains("/api/openapi.json"), "{begin}");
    problem(&server.get("/api/docs/nothing.js"), 404, "not-found");
}

/// Every `$ref` of a document.
fn references(value: &serde_json::Value) -> Vec<&str> {
    match value {
        serde_json::Value::Array(items) => items.iter().flat_map(references).collect(),
        serde_json::Value::Object(fields) => {
            let own = fields.get("$ref").and_then(|reference| reference.as_str());
            own.into_iter().chain(fields.values().flat_map(references)).collect()
        }
        _ => Vec::new(),
    }
}
