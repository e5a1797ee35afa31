//! Rows of events made by hand.

use std::time::Instant;

use backend::{
    call::{Call, Value},
    event::{Failed, Why},
    option::{OptionName, OptionValue, Setting},
    policy::{Class, Refusal},
    view::State,
};

use super::*;
use crate::language::Language;

fn entry(event: Event) -> Entry {
    Entry { seq: Seq(41), at: Duration::from_micros(812_004), socket: Some(SocketId(2)), event }
}

fn html(language: Language, event: Event) -> String {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    Row::new(Words::new(language), session, &entry(event)).render().unwrap()
}

fn received(bytes: &[u8]) -> Event {
    Event::Received { payload: Payload::keep(bytes), from: None }
}

#[test]
fn bytes_are_shown_as_text_and_in_hex() {
    let html = html(Language::Traditional, received("你好".as_bytes()));
    for part in ["id=\"e41\"", "0.812004", ">你好<", "e4 bd a0 e5 a5 bd", "收到 6 個位元組", "傳回"]
    {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn bytes_are_never_code() {
    let html =
        html(Language::English, received("<script>alert(1)</script>\u{202e}\"'&".as_bytes()));
    assert!(!html.contains("<script"));
    assert!(html.contains("&#60;script&#62;alert(1)"), "{html}");
    assert!(html.contains("⟨U+202E⟩") && !html.contains('\u{202e}'));
}

#[test]
fn long_payloads_are_cut_in_a_row_and_lead_to_their_page() {
    let row = html(Language::English, received(&vec![b'x'; 5000]));
    assert!(row.contains("/s/AAAAAAAAAAAAAAAAAAAAAA/events/41"));
    assert!(row.contains("xxx…<") && row.contains("78 …<"));
    assert!(row.len() < 1500, "{}", row.len());
}

#[test]
fn a_failed_call_says_what_its_error_means() {
    let call = Call::Bind { at: "127.0.0.1:8888".parse().unwrap() };
    let error = OsError::from_raw(98);
    let html = html(Language::English, Event::Failed(Box::new(Failed { call, error })));
    let what = Words::new(Language::English).t("errno-EADDRINUSE-what");
    for part in ["bind(127.0.0.1:8888)", "= -1 EADDRINUSE (98)", what] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn every_event_has_words_in_every_language() {
    let address = "127.0.0.1:8888".parse().unwrap();
    let setting = Setting { option: OptionName::Linger, value: OptionValue::Off };
    let opened = |kind, peer| {
        Event::Opened(Box::new(Opened {
            kind,
            local: address,
            peer,
            parent: None,
            self_connected: true,
            exposed: true,
        }))
    };
    let returned = |outcome| {
        Event::Returned(Box::new(Returned {
            call: Call::SetSockOpt { setting: setting.clone() },
            outcome,
            took: Duration::from_micros(12),
            now: Some(OptionValue::Number(5)),
            whole: Some(9),
            peeked: Some(Payload::keep(b"x")),
        }))
    };
    let mut events = vec![
        Event::Accepted { child: SocketId(3), peer: address },
        Event::Called(Box::new(Call::Accept)),
        Event::Dropped { datagrams: 2, total: 3, source: backend::signal::DropSource::RxqOvfl },
        Event::Ended,
        Event::Noted(backend::event::Note::StreamBegan),
        Event::Noted(backend::event::Note::StreamEnded),
        opened(Kind::TcpListen, None),
        opened(Kind::TcpAccepted, Some(address)),
        opened(Kind::TcpConnect, Some(address)),
        opened(Kind::Udp, None),
        opened(Kind::Udp, Some(address)),
        Event::Noted(backend::event::Note::AutoChanged),
        returned(Ok(Value::Number(0))),
        returned(Ok(Value::Reset)),
        returned(Err(OsError::from_raw(9999))),
        Event::Sent { payload: Payload::counted(1), to: Some(address) },
    ];
    events.extend(
        [Why::Closed, Why::Crashed, Why::Orphaned, Why::PeerReset, Why::Reset, Why::Shutdown]
            .map(|why| Event::Closed { why, unread: 1, unsent: 2 }),
    );
    events.extend(
        [backend::command::How::Both, backend::command::How::Read, backend::command::How::Write]
            .map(|how| Event::ShutDown { how }),
    );
    events.extend(refusals().map(|refusal| Event::Refused(Box::new(refusal))));
    for language in Language::ALL {
        for event in &events {
            let html = html(language, event.clone());
            assert!(html.contains("event-what"), "{html}");
        }
    }
}

fn refusals() -> [Refusal; 8] {
    let address = "224.0.0.1".parse().unwrap();
    [
        Refusal::AddressForbidden { address, class: Class::Multicast },
        Refusal::EchoLoop { peer: "127.0.0.1:1".parse().unwrap() },
        Refusal::NameForbidden { name: "0x7f.1".to_owned() },
        Refusal::NotNow { state: State::Listening, doing: "send" },
        Refusal::OwnPort { port: 8000 },
        Refusal::TooManySockets { limit: 128 },
        Refusal::UnknownSocket,
        Refusal::Unsupported { what: "listen" },
    ]
}

#[test]
fn a_row_is_quick() {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let entry = entry(received("你好".as_bytes()));
    let words = Words::new(Language::Simplified);
    let mut html = String::new();
    let _ = Row::new(words, session, &entry).render_into(&mut html);
    let start = Instant::now();
    for _ in 0..1000 {
        html.clear();
        Row::new(words, session, &entry).render_into(&mut html).unwrap();
    }
    let each = start.elapsed() / 1000;
    assert!(each < Duration::from_millis(1), "{each:?}");
}
