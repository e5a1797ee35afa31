//! Captures as files, out of the journal and into it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::Command,
    time::Duration,
};

use backend::segment::Flags;
use serde_json::{Value, json};

use super::{
    frames::Segment,
    tshark::{self, fields},
};
use crate::support::{http::Answer, server::Server, session::Session};

/// A connection that begins, with a SYN that was lost.
pub(super) fn handshake() -> Vec<(Duration, Vec<u8>)> {
    let ends = ["10.0.0.1:40000", "10.0.0.2:8888"].map(|end| end.parse().unwrap());
    let segment = |who: usize, flags: u8, seq, ack| Segment {
        from: ends[who],
        to: ends[1 - who],
        flags: Flags(flags),
        seq,
        ack,
        win: 500,
        options: vec![2, 4, 5, 180],
        payload: Vec::new(),
    };
    let at =
        |micros: u64| Duration::new(1_700_000_000, 123_456_789) + Duration::from_micros(micros);
    vec![
        (at(0), segment(0, 0x02, 7, 0).frame()),
        (at(1_000_000), segment(0, 0x02, 7, 0).frame()),
        (at(1_000_100), segment(1, 0x12, 9, 8).frame()),
        (at(1_000_200), segment(0, 0x10, 8, 10).frame()),
    ]
}

pub(super) fn import(session: &Session, file: &[u8]) -> Answer {
    session.request("POST", "/import").body("application/octet-stream", file).send()
}

pub(super) fn frames(session: &Session) -> Vec<Value> {
    let events = session.get("/events").json()["events"].as_array().unwrap().clone();
    events.into_iter().filter(|event| event["event"] == "segment").collect()
}

#[test]
fn a_file_that_goes_out_and_in_has_the_same_frames() {
    let server = Server::start();
    let [first, second] = [Session::begin(&server), Session::begin(&server)];
    let answer = import(&first, &tshark::file(&handshake()));
    assert_eq!((answer.status, answer.json()), (200, json!({"frames": 4, "left_out": 0})));
    let file = first.get("/export.pcapng");
    assert_eq!(file.status, 200);
    assert_eq!(file.header("content-type"), Some("application/x-pcapng"));
    assert_eq!(import(&second, &file.body).status, 200);
    let [once, twice] = [frames(&first), frames(&second)];
    assert_eq!(once.len(), 4);
    for (once, twice) in once.iter().zip(&twice) {
        assert_eq!(once["source"], "file");
        for what in ["frame", "captured_ns", "frame_len", "marks", "relative", "stream", "flags"] {
            assert_eq!(once[what], twice[what], "{what}");
        }
    }
    assert_eq!(once[1]["marks"], json!(["retransmission"]));
    assert_eq!(once[3]["relative"]["ack"], 1);
}

#[test]
fn wireshark_reads_what_is_written() {
    let server = Server::start();
    let session = Session::begin(&server);
    session.ask(json!({"do": "create", "kind": "udp"}));
    import(&session, &tshark::file(&handshake()));
    let file = session.get("/export.pcapng").body;
    let names = ["frame.time_epoch", "frame.interface_name", "frame.comment", "frame.cap_len"];
    let rows = fields(&file, &names, &[]);
    let column = |nth: usize| rows.iter().map(|row| row[nth].join("")).collect::<Vec<_>>();
    assert_eq!(column(0)[1], "1700000001.123456789");
    assert_eq!(column(1), ["file"; 4]);
    let comments = column(2);
    assert!(comments[0].starts_with("frame 1 · event "), "{comments:?}");
    assert!(comments[1].ends_with(" · retransmission"), "{comments:?}");
    assert_eq!(column(3), ["58"; 4]);
    let mut command = Command::new("capinfos");
    command.args(["-M", "-"]);
    let told = tshark::run(command, &file);
    assert!(told.contains("Capture application: Socket Playground"), "{told}");
}

#[test]
fn a_file_names_what_was_forgotten() {
    let server = Server::with(&["--port", "0", "--limit", "journal-events=3"]);
    let session = Session::begin(&server);
    import(&session, &tshark::file(&handshake()));
    let says = |file: &[u8]| fields(file, &["frame.comment"], &[]);
    let rows = says(&session.get("/export.pcapng").body);
    assert_eq!(rows.len(), 3);
    assert!(rows[0][0][0].contains("events 1 to 1 were forgotten"), "{rows:?}");
    // Without a frame behind it, the file still says so.
    for _ in 0..3 {
        session.ask(json!({"do": "create", "kind": "udp"}));
    }
    let file = session.get("/export.pcapng").body;
    assert!(says(&file).is_empty());
    assert!(String::from_utf8_lossy(&file).contains("were forgotten"));
}

#[test]
fn files_wait_for_their_turn_and_are_refused_where_too_many_come() {
    let server = Server::with(&["--port", "0", "--limit", "imports=1"]);
    let session = Session::begin(&server);
    let file = tshark::file(&handshake());
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..6).map(|_| scope.spawn(|| import(&session, &file).status)).collect();
        assert!(all.into_iter().all(|one| one.join().unwrap() == 200));
    });
    assert_eq!(frames(&session).len(), 24);
    // One that has its turn is asked for its body.
    let request = session.request("POST", "/import").header("Expect", "100-continue");
    let request = request.body("application/octet-stream", &*file).bytes();
    let (head, body) = request.split_at(request.len() - file.len());
    let mut slow = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    slow.write_all(head).unwrap();
    let mut asked = [0; 25];
    slow.read_exact(&mut asked).unwrap();
    assert_eq!(&asked, b"HTTP/1.1 100 Continue\r\n\r\n");
    let answer = import(&session, &vec![0; 4 << 20]);
    assert_eq!((answer.status, &answer.json()["code"]), (429, &json!("too-many-imports")));
    assert_eq!(answer.header("retry-after"), Some("2"));
    slow.write_all(body).unwrap();
    assert_eq!(Answer::read(&mut slow).status, 200);
}

#[test]
fn a_file_that_cannot_be_read_is_a_problem() {
    let server = Server::with(&["--port", "0", "--limit", "import-bytes=4096"]);
    let session = Session::begin(&server);
    let refused = |file: &[u8], status: u16, code: &str| {
        let answer = import(&session, file);
        assert_eq!(answer.status, status, "{}", answer.text());
        let said = answer.json();
        assert_eq!(said["code"], code);
        said["detail"].as_str().unwrap().to_owned()
    };
    let file = tshark::file(&handshake());
    let said = refused(&file[..file.len() - 8], 400, "file-cut");
    assert!(said.starts_with("byte ") && said.ends_with("the file ends within a block"), "{said}");
    refused(b"not a capture", 400, "file-unknown");
    refused(&[0; 5000], 413, "too-large");
    let json = session.request("POST", "/import").body("application/json", "{}").send();
    assert_eq!(json.status, 415);
    assert!(frames(&session).is_empty());
}
