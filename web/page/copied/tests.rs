//! What is copied is what came.

use std::time::Duration;

use backend::{
    call::{Call, Value},
    event::Returned,
    id::SocketId,
};

use super::*;
use crate::{language::Language, wire::bytes::decode};

fn received(bytes: &[u8]) -> Entry {
    let event = Event::Received { payload: Payload::keep(bytes), from: None };
    Entry { seq: Seq(7), at: Duration::from_micros(5), socket: Some(SocketId(3)), event }
}

fn written(format: Format, bytes: &[u8]) -> String {
    String::from_utf8(format.write(&received(bytes)).unwrap()).unwrap()
}

#[test]
fn every_format_says_the_same_bytes() {
    let bytes = "a\"\\\n你".as_bytes();
    for (format, expected) in [
        (Format::Base64, "YSJcCuS9oA=="),
        (Format::Csv, "7,5,s3,received,,,,7,,,,,61225c0ae4bda0,\"a\"\"\\\\\\n你\","),
        (Format::Dump, "0000  61 22 5c 0a e4 bd a0                              a\"\\····"),
        (Format::Escaped, r"a\x22\\\n\xe4\xbd\xa0"),
        (Format::Hex, "61225c0ae4bda0"),
        (
            Format::Json,
            r#"{"seq":7,"at_us":5,"socket":"s3","event":"received","len":7,"data":"YSJcCuS9oA=="}"#,
        ),
        (Format::Python, r#"b"a\"\\\n\xe4\xbd\xa0""#),
        (Format::Rust, r#"b"a\"\\\n\xe4\xbd\xa0""#),
        (Format::Text, "a\"\\\n你"),
    ] {
        assert_eq!(written(format, bytes), expected, "{format:?}");
    }
}

#[test]
fn exact_formats_give_every_byte_back() {
    let all: Vec<u8> = (0..=255).collect();
    for (format, encoding) in
        [(Format::Hex, "hex"), (Format::Base64, "base64"), (Format::Escaped, "escaped")]
    {
        assert_eq!(decode(encoding, &written(format, &all)), Ok(all.clone()), "{format:?}");
    }
    // No line end is lost, and neither is a byte order mark.
    assert_eq!(written(Format::Text, b"\xef\xbb\xbfa\r\nb\n\n"), "\u{feff}a\r\nb\n\n");
}

#[test]
fn what_was_not_kept_is_said() {
    let words = Words::new(Language::English);
    let session: SessionId = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let html = |bytes: &[u8]| Copies::new(words, session, &received(bytes)).render().unwrap();
    let long = "你".repeat(2000);
    let page = html(long.as_bytes());
    assert!(page.contains("6000 bytes. The journal keeps the first 4096"), "{page}");
    // The character that the end cut in two is no reason to call the text broken.
    assert!(!page.contains("not all UTF-8"), "{page}");
    assert_eq!(written(Format::Text, long.as_bytes()), "你".repeat(1365));
    assert!(html(b"\xc4\xe3").contains("not all UTF-8"));
    assert!(!html(b"hi").contains("copies-says\">"));
}

#[test]
fn an_event_without_bytes_has_the_formats_that_need_none() {
    let returned = |peeked| Returned {
        call: Call::Recv { max: 9, peek: true },
        outcome: Ok(Value::Number(2)),
        took: Duration::ZERO,
        now: None,
        whole: None,
        peeked,
    };
    let entry =
        |peeked| Entry { event: Event::Returned(Box::new(returned(peeked))), ..received(b"") };
    let formats = |entry: &Entry| {
        Copies::new(Words::default(), "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap(), entry).formats
    };
    assert_eq!(formats(&entry(None)), [Format::Json, Format::Csv]);
    assert_eq!(Format::Text.write(&entry(None)), None);
    let peeked = entry(Some(Payload::keep(b"hi")));
    assert_eq!(formats(&peeked), Format::ALL);
    assert_eq!(Format::Hex.write(&peeked), Some(b"6869".to_vec()));
}
