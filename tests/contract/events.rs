//! The journal in stretches, by long poll, and the bytes it kept.

use std::io::Write;

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::problem;
use crate::support::{
    http::{Answer, connect},
    peer,
    server::Server,
    session::Session,
};

#[test]
fn events_have_no_holes_and_come_in_any_stretch() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let empty = session.get("/events").json();
    assert_eq!(empty, json!({"head": 0, "gap": null, "events": []}));
    let sockets: Vec<_> =
        (0..5).map(|_| session.ask(json!({"do": "create", "kind": "udp"}))).collect();
    for socket in &sockets {
        session.returned(socket, "socket");
    }
    let whole = session.get("/events?after=0&limit=1000&wait=0").json();
    let events = whole["events"].as_array().unwrap();
    assert_eq!(whole["head"], events.len());
    let mut last = 0;
    for (seq, event) in (1_u64..).zip(events) {
        assert_eq!(event["seq"], seq);
        let at = event["at_us"].as_u64().unwrap();
        assert!(last <= at, "{whole:#}");
        last = at;
    }
    let pairs = |after: u64| session.get(&format!("/events?after={after}&limit=2")).json();
    let mut all = Vec::new();
    loop {
        let page = pairs(all.len() as u64);
        assert_eq!((&page["head"], &page["gap"]), (&whole["head"], &Value::Null));
        let some = page["events"].as_array().unwrap();
        if some.is_empty() {
            break;
        }
        assert!(some.len() <= 2);
        all.extend(some.iter().cloned());
    }
    assert_eq!(&all, events);
    assert_eq!(session.get("/events?after=9999").json()["events"], json!([]));
}

#[test]
fn a_bad_query_names_its_field() {
    let server = Server::start();
    let session = Session::begin(&server);
    for (query, field) in [
        ("after=-1", "after"),
        ("after=x", "after"),
        ("limit=0", "limit"),
        ("limit=10001", "limit"),
        ("wait=31", "wait"),
        ("wait=0.5", "wait"),
    ] {
        let said = problem(&session.get(&format!("/events?{query}")), 400, "malformed");
        assert_eq!(said["field"], field);
    }
}

/// The wait is longer than the deadline of the test, so only the event can end it.
#[test]
fn a_long_poll_wakes_up_with_the_event() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut head = 0;
    for _ in 0..5 {
        let mut waiting = connect(server.port);
        let poll = session.request("GET", &format!("/events?after={head}&wait=30"));
        waiting.write_all(&poll.bytes()).unwrap();
        let socket = session.ask(json!({"do": "create", "kind": "udp"}));
        let page = Answer::read(&mut waiting).json();
        assert_eq!(page["events"][0]["socket"], socket);
        head += 1;
        assert_eq!((&page["head"], &page["events"][0]["seq"]), (&json!(head), &json!(head)));
    }
    // The end of the wait is an answer without events, not an error.
    let quiet = session.get(&format!("/events?after={head}&wait=1"));
    assert_eq!(quiet.status, 200);
    assert_eq!(quiet.json(), json!({"head": head, "gap": null, "events": []}));
}

#[test]
fn a_long_poll_ends_when_its_session_ends() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut stream = connect(server.port);
    stream.write_all(&session.request("GET", "/events?wait=30").bytes()).unwrap();
    assert_eq!(session.request("DELETE", "").send().status, 204);
    let answer = Answer::read(&mut stream);
    assert!([200, 404].contains(&answer.status), "{}", answer.text());
}

#[test]
fn what_was_forgotten_is_named_exactly() {
    let server = Server::with(&["--port", "0", "--limit", "journal-events=10"]);
    let mut session = Session::begin(&server);
    for _ in 0..25 {
        session.ask(json!({"do": "create", "kind": "udp"}));
    }
    session.returned("s25", "socket");
    let page = session.get("/events?after=0").json();
    let head = page["head"].as_u64().unwrap();
    assert_eq!(head, 25, "{page}");
    assert_eq!(page["gap"], json!({"from": 1, "to": 15, "why": "forgotten"}));
    assert_eq!(page["events"][0]["seq"], 16);
    assert_eq!(page["events"].as_array().unwrap().len(), 10);
    let page = session.get("/events?after=12&limit=1").json();
    assert_eq!(page["gap"], json!({"from": 13, "to": 15, "why": "forgotten"}));
    assert_eq!(page["events"][0]["seq"], 16);
    let page = session.get("/events?after=15").json();
    assert_eq!((&page["gap"], &page["events"][0]["seq"]), (&Value::Null, &json!(16)));
    problem(&session.get("/events/15/payload"), 404, "forgotten");
}

#[test]
fn a_payload_is_exactly_the_bytes_that_were_kept() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = peer::listener();
    let client = session.connect(at);
    let mut peer = peer::accept(&listener);
    let every: Vec<u8> = (0..=255).collect();
    peer.write_all(&every).unwrap();
    let received = session.sees(json!({"event": "received", "socket": client}));
    let seq = received["seq"].as_u64().unwrap();
    let answer = session.get(&format!("/events/{seq}/payload"));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body, every);
    assert_eq!(answer.header("content-type"), Some("application/octet-stream"));
    assert_eq!(answer.header("content-length"), Some("256"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let file = format!("attachment; filename=\"event-{seq}.bin\"");
    assert_eq!(answer.header("content-disposition"), Some(file.as_str()));
    assert!(answer.header("content-security-policy").unwrap().contains("sandbox"));
    assert_eq!(BASE64.decode(received["data"].as_str().unwrap().as_bytes()).unwrap(), every);

    let (socket, at) = session.udp("none");
    let (sender, _) = peer::udp();
    let large: Vec<u8> = (0..9000_u32).map(|byte| (byte % 251) as u8).collect();
    for (datagram, kept) in
        [(&large[..4096], 4096), (&large[..4097], 4096), (&large[..], 4096), (&[], 0)]
    {
        sender.send_to(datagram, at).unwrap();
        let event = session.sees(json!({"event": "received", "socket": socket}));
        assert_eq!(event["len"], datagram.len());
        assert_eq!(event["truncated"] == true, kept < datagram.len(), "{}", event["truncated"]);
        let answer = session.get(&format!("/events/{}/payload", event["seq"]));
        assert_eq!((answer.status, &answer.body[..]), (200, &datagram[..kept]));
        let data = BASE64.decode(event["data"].as_str().unwrap().as_bytes()).unwrap();
        assert_eq!(data, answer.body);
    }
    let opened = session.get("/events/1/payload");
    problem(&opened, 404, "no-payload");
    problem(&session.get("/events/99999/payload"), 404, "unknown-event");
    for strange in ["0", "x", "-1", "1.5", "18446744073709551616"] {
        let answer = session.get(&format!("/events/{strange}/payload"));
        assert_eq!(problem(&answer, 400, "malformed")["field"], "seq");
    }
}
