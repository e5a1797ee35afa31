//! The journal as a file.

use serde_json::{Value, json};

use crate::support::{http::Answer, peer, server::Server, session::Session};

#[test]
fn json_lines_are_the_events() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    say(&mut session, &["=1+1", "héllo\n", ""]);
    let events = session.get("/events").json();
    let answer = session.get("/export.jsonl");
    file(&answer, "application/jsonl", &format!("socket-playground-{}.jsonl", events["head"]));
    let text = answer.text();
    assert!(text.ends_with('\n'));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(Value::Array(lines), events["events"]);
}

#[test]
fn csv_is_a_table_in_which_nothing_is_a_formula() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let sent = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "a,\"b\"\r\nc", "\t=1", "héllo"];
    say(&mut session, &sent);
    let head = session.show()["head"].as_u64().unwrap();
    let answer = session.get("/export.csv");
    file(&answer, "text/csv", &format!("socket-playground-{head}.csv"));
    let text = answer.text();
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let columns = table.headers().unwrap().clone();
    let place = |name: &str| columns.iter().position(|column| column == name).unwrap();
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    let seqs: Vec<u64> = rows.iter().map(|row| row[place("seq")].parse().unwrap()).collect();
    assert_eq!(seqs, (1..=head).collect::<Vec<_>>());
    for row in &rows {
        for cell in row {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?} in {row:?}");
        }
    }
    let received: Vec<&str> = rows
        .iter()
        .filter(|row| &row[place("event")] == "received")
        .map(|row| &row[place("text")])
        .collect();
    let expected =
        ["'=1+1", "'+cmd|' /C calc'!A0", "'-2", "'@SUM(A1)", "a,\"b\"\\r\\nc", "\\t=1", "héllo"];
    assert_eq!(received, expected);
}

#[test]
fn an_export_names_what_was_forgotten() {
    let server = Server::with(&["--port", "0", "--limit", "journal-events=5"]);
    let mut session = Session::begin(&server);
    for _ in 0..12 {
        session.ask(json!({"do": "create", "kind": "udp"}));
    }
    session.returned("s12", "socket");
    let text = session.get("/export.jsonl").text();
    let first: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    assert_eq!(first, json!({"gap": {"from": 1, "to": 7, "why": "forgotten"}}));
    assert_eq!(text.lines().count(), 6);
    assert!(session.get("/export.csv").text().contains("events 1 to 7 were forgotten"));
}

/// Sends each text as a datagram to a socket of the session.
fn say(session: &mut Session, texts: &[&str]) {
    let (socket, at) = session.udp("none");
    let (peer, _) = peer::udp();
    for text in texts {
        peer.send_to(text.as_bytes(), at).unwrap();
        session.sees(json!({"event": "received", "socket": socket, "len": text.len()}));
    }
}

#[track_caller]
fn file(answer: &Answer, kind: &str, name: &str) {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").unwrap().starts_with(kind));
    let attachment = format!("attachment; filename=\"{name}\"");
    assert_eq!(answer.header("content-disposition"), Some(attachment.as_str()));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
}
