//! A session of everything as one file: Wireshark reads it without a complaint.

use std::{net::SocketAddr, process::Command};

use serde_json::{Value, json};

use super::{frame, possible};
use crate::{
    segments::tshark,
    support::{server::Server, session::Session},
};

#[test]
fn a_file_has_every_frame_of_every_wire() {
    if !possible() {
        return;
    }
    let server = Server::start();
    let mut session = Session::begin(&server);
    kept_by_the_kernel(&mut session);
    let captures = on_loopback(&mut session);
    in_a_lab(&mut session);
    from_a_file(&session);

    let events = session.get("/events?after=0&limit=10000").json();
    let events = events["events"].as_array().unwrap().iter();
    let segments: Vec<_> = events.filter(|event| event["event"] == "segment").collect();
    let file = session.get("/export.pcapng").body;
    let names = [
        "frame.time_epoch",
        "frame.cap_len",
        "frame.len",
        "frame.interface_name",
        "frame.comment",
        "tcp.seq_raw",
        "tcp.ack_raw",
        "tcp.window_size_value",
    ];
    let rows = tshark::fields(&file, &names, &[]);
    assert_eq!(rows.len(), segments.len());
    let edited = rows.iter().flat_map(|row| &row[4]).find(|comment| comment.contains("edited"));
    let edited = edited.expect("a comment on the frame that was edited");
    assert!(edited.contains("it went on with 5 bytes: 48454c4c4f"), "{edited}");
    let mut interfaces = Vec::new();
    for (row, segment) in rows.iter().zip(&segments) {
        let cell = |at: usize| row[at].join("");
        let time: u128 = segment["captured_ns"].as_str().unwrap().parse().unwrap();
        assert_eq!(cell(0).replace('.', ""), time.to_string());
        assert_eq!(cell(1), frame(segment).len().to_string());
        assert_eq!(cell(2), segment["frame_len"].to_string());
        let comment = cell(4);
        let place = format!("frame {} · event {}", segment["number"], segment["seq"]);
        assert!(comment.contains(&place), "{comment}: {segment}");
        if let Some(fate) = segment["fate"].as_str() {
            assert!(comment.contains(fate), "{comment}: {segment}");
        }
        for mark in segment["marks"].as_array().into_iter().flatten() {
            assert!(comment.contains(mark.as_str().unwrap()), "{comment}: {segment}");
        }
        if segment["protocol"] == "TCP" {
            let number = |name: &str| segment[name].as_u64().unwrap_or_default().to_string();
            let said = [cell(5), cell(6), cell(7)];
            assert_eq!(said, ["tcp_seq", "ack", "win"].map(number), "{segment}");
        }
        if !interfaces.contains(&cell(3)) {
            interfaces.push(cell(3));
        }
    }
    let mut expected = vec!["lo (TCP_SAVED_SYN)", "lab a", "lab b", "file"];
    if captures {
        expected.insert(1, "lo");
        let cut = |segment: &&&Value| segment["truncated"] == true;
        assert!(
            segments.iter().any(|segment| cut(&segment)),
            "a frame is longer than what is kept"
        );
    }
    assert_eq!(interfaces, expected);
    let mut command = Command::new("capinfos");
    command.args(["-M", "-"]);
    let told = tshark::run(command, &file);
    assert!(told.contains(&format!("Number of packets:   {}", rows.len())), "{told}");
}

/// The SYN of a connection that nobody captured.
fn kept_by_the_kernel(session: &mut Session) {
    session.ask(json!({"do": "watch", "kernel": true}));
    let (listener, at) = session.listen("none");
    session.connect(at);
    let child = session.accepted(&listener);
    session.sees(json!({"event": "segment", "socket": child, "source": "TCP_SAVED_SYN"}));
    session.ask(json!({"do": "watch", "kernel": false}));
}

/// Frames that are too long to be kept whole; whether this user may see any.
fn on_loopback(session: &mut Session) -> bool {
    if session.post(&json!({"do": "watch", "wire": true})).status != 200 {
        println!("nothing of loopback: CAP_NET_RAW is missing");
        return false;
    }
    let (_, at): (_, SocketAddr) = session.listen("discard");
    let client = session.connect(at);
    session.ask(json!({"do": "send", "socket": client, "data": "x".repeat(30_000)}));
    session.sees(json!({"event": "segment", "truncated": true}));
    session.ask(json!({"do": "watch", "wire": false}));
    true
}

/// A frame that is held and edited, and one that is lost.
fn in_a_lab(session: &mut Session) {
    session.ask(json!({"do": "lab", "net": "link"}));
    let listener = super::listen(session);
    let client = super::connect(session);
    let child = session.accepted(&listener);
    session.ask(json!({"do": "rule", "act": "hold", "from": "a", "kind": "data"}));
    session.ask(json!({"do": "send", "socket": client, "data": "hello"}));
    let held = session.sees(json!({"event": "segment", "on": "a", "fate": "held"}));
    session.ask(json!({
        "do": "decide", "frame": held["number"], "decision": "edit", "data": "HELLO",
    }));
    session.sees(json!({"event": "received", "socket": child, "len": 5}));
    session.ask(json!({"do": "rule", "act": "drop", "from": "a", "kind": "data"}));
    session.ask(json!({"do": "send", "socket": client, "data": "again"}));
    session.sees(json!({"event": "segment", "on": "a", "fate": "dropped"}));
    session.sees(json!({"event": "received", "socket": child, "len": 5}));
}

fn from_a_file(session: &Session) {
    let name = "out of a file";
    let frames = [(std::time::Duration::from_secs(1), name.as_bytes().repeat(3))];
    let file = tshark::file(&frames);
    let answer = session.request("POST", "/import").body("application/octet-stream", &file[..]);
    assert_eq!(answer.send().status, 200);
}
