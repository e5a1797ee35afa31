//! Journals as files that other programs read.

use std::time::Duration;

use backend::{
    engine::Engine,
    errno::OsError,
    event::Returned,
    id::{Seq, SocketId},
    limits::Limits,
    policy::Policy,
};

use super::*;
use crate::wire::{command, fields::Fields};

fn line(event: Event) -> String {
    let at = Duration::from_micros(7);
    let entry = Entry { seq: Seq(1), at, socket: Some(SocketId(3)), event };
    String::from_utf8(row(&cells(&entry))).unwrap()
}

#[test]
fn a_row_has_the_bytes_twice() {
    let payload = Payload::keep(b"a,\"b\"\r\n\x01\\");
    assert_eq!(
        line(Event::Received { payload, from: Some("[::1]:9".parse().unwrap()) }),
        "1,7,s3,received,,,,9,,,[::1]:9,,612c2262220d0a015c,\"a,\"\"b\"\"\\r\\n\\u{1}\\\\\",\r\n"
    );
}

#[test]
fn a_segment_says_what_its_headers_say_and_no_more() {
    let mut segment =
        crate::render::segment::made::tcp("127.0.0.1:1000", "127.0.0.1:80", Flags::SYN, b"");
    assert_eq!(segment_text(&segment), "frame 1 TCP [SYN] seq 1000 win 65495 len 0");
    segment.on = On::Lab(backend::node::Node::A);
    assert!(segment_text(&segment).ends_with("; delivered"));
}

#[test]
fn bytes_that_are_no_text_are_only_hex() {
    let payload = Payload { head: b"\xff\0"[..].into(), len: 9 };
    assert_eq!(
        line(Event::Sent { payload, to: None }),
        "1,7,s3,sent,,,,9,,,,,ff00,,the first 2 bytes\r\n"
    );
}

#[test]
fn a_formula_is_disarmed() {
    for text in ["=1+1", "+1", "-1", "@A1"] {
        let payload = Payload::keep(text.as_bytes());
        let row = line(Event::Sent { payload, to: None });
        assert!(row.contains(&format!(",'{text},")), "{row}");
    }
}

#[test]
fn an_error_has_its_name_and_its_meaning() {
    let returned = Returned {
        call: Call::Listen { backlog: 5 },
        outcome: Err(OsError::from_raw(98)),
        took: Duration::ZERO,
        now: None,
        whole: None,
        peeked: None,
    };
    let row = line(Event::Returned(Box::new(returned)));
    assert!(row.starts_with("1,7,s3,returned,listen,,EADDRINUSE,"), "{row}");
    assert!(row.contains("another socket has this address"), "{row}");
}

#[tokio::test]
async fn what_was_forgotten_has_a_line() {
    let limits = Limits { journal_events: 1, ..Limits::default() };
    let engine = Engine::new(Policy::default(), limits);
    let session = engine.begin().unwrap();
    for _ in 0..3 {
        let fields = Fields::form("do=close&socket=s1");
        session.command(command(&fields).unwrap()).await.unwrap_err();
    }
    let mut reader = session.reader(Seq::START);
    let page = reader.take();
    let text = |format: Format| String::from_utf8(format.page(&page)).unwrap();
    let lines = text(Format::Jsonl);
    assert!(
        lines.starts_with("{\"gap\":{\"from\":1,\"to\":2,\"why\":\"forgotten\"}}\n{\"seq\":3,"),
        "{lines}"
    );
    assert!(lines.ends_with("}\n"), "{lines}");
    let rows = text(Format::Csv);
    assert!(rows.starts_with(",,,gap,,,,,,,,,,,events 1 to 2 were forgotten\r\n3,"), "{rows}");
}

#[test]
fn the_heading_names_every_column() {
    let head = String::from_utf8(Format::Csv.head()).unwrap();
    assert!(head.starts_with("seq,at_us,socket,event,"));
    assert!(Format::Jsonl.head().is_empty());
}
