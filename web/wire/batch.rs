//! Stretches of a journal as JSON text.

use backend::{event::Entry, feed::Page, journal};
use bytes::Bytes;
use serde::Serialize;
use utoipa::ToSchema;

use super::event::Event;

/// A page of the journal as one frame of the live WebSocket: `{"events":[…],"gap":{…}?}`.
#[must_use]
pub fn batch(page: &Page) -> Bytes {
    let mut frame = Vec::with_capacity(64 + page.entries.len() * 192);
    frame.extend_from_slice(b"{\"events\":");
    list(&mut frame, &page.entries);
    if let Some(gap) = &page.gap {
        frame.extend_from_slice(b",\"gap\":");
        put(&mut frame, &Gap::from(gap));
    }
    frame.push(b'}');
    frame.into()
}

/// Events as a JSON array.
pub fn list<'a>(out: &mut Vec<u8>, entries: impl IntoIterator<Item = &'a Entry>) {
    out.push(b'[');
    for (place, entry) in entries.into_iter().enumerate() {
        if 0 < place {
            out.push(b',');
        }
        put(out, &Event::from(entry));
    }
    out.push(b']');
}

/// A value as JSON. A vector takes everything and our values have text keys, so nothing can fail.
pub fn put(out: &mut Vec<u8>, value: &impl Serialize) {
    let written = serde_json::to_writer(out, value);
    debug_assert!(written.is_ok(), "{written:?}");
}

/// Places that were forgotten, both ends included.
#[derive(Debug, Serialize, ToSchema)]
pub struct Gap {
    /// The first.
    pub from: u64,
    /// The last.
    pub to: u64,
    /// Always `forgotten`: the journal keeps a bounded number of events.
    #[schema(example = "forgotten")]
    pub why: &'static str,
}

impl From<&journal::Gap> for Gap {
    fn from(gap: &journal::Gap) -> Self {
        Self { from: gap.from.0, to: gap.to.0, why: "forgotten" }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use backend::{
        call::{Call, Value},
        command::{Family, How, Protocol},
        errno::OsError,
        event::{Event, Failed, Kind, Note, Opened, Payload, Returned, Why},
        id::{Seq, SocketId},
        option::{OptionName, OptionValue, Setting},
        policy::Refusal,
        signal::DropSource,
    };

    use super::*;

    /// The JSON of an event without its beginning, which is the same for all of them.
    fn check(event: Event, expected: &str) {
        let at = Duration::from_nanos(1_234_567_891);
        let entry = Entry { seq: Seq(41), at, socket: Some(SocketId(3)), event };
        let mut out = Vec::new();
        list(&mut out, [&entry]);
        let expected = format!(r#"[{{"seq":41,"at_us":1234567,"socket":"s3",{expected}}}]"#);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    fn returned(call: Call, outcome: Result<Value, OsError>) -> Returned {
        let took = Duration::from_micros(7);
        Returned { call, outcome, took, now: None, whole: None, peeked: None }
    }

    #[test]
    fn events_of_the_session_name_no_socket() {
        let event = Event::Refused(Box::new(Refusal::UnknownSocket));
        let entry = Entry { seq: Seq(1), at: Duration::ZERO, socket: None, event };
        let mut out = Vec::new();
        list(&mut out, [&entry, &entry]);
        let one = r#"{"seq":1,"at_us":0,"event":"refused","code":"unknown-socket","detail":"there is no such socket in this session"}"#;
        assert_eq!(String::from_utf8(out).unwrap(), format!("[{one},{one}]"));
    }

    #[test]
    fn bytes_are_base64() {
        let payload = Payload::keep(b"hello");
        check(
            Event::Sent { payload: payload.clone(), to: None },
            r#""event":"sent","len":5,"data":"aGVsbG8=""#,
        );
        check(
            Event::Received { payload, from: Some("[::1]:9".parse().unwrap()) },
            r#""event":"received","len":5,"data":"aGVsbG8=","from":"[::1]:9""#,
        );
        check(
            Event::Received { payload: Payload::default(), from: None },
            r#""event":"received","len":0,"data":"""#,
        );
        check(
            Event::Received { payload: Payload::counted(70000), from: None },
            r#""event":"received","len":70000"#,
        );
        let payload = Payload { head: "hi".into(), len: 9 };
        check(
            Event::Sent { payload, to: Some("127.0.0.1:80".parse().unwrap()) },
            r#""event":"sent","len":9,"data":"aGk=","truncated":true,"to":"127.0.0.1:80""#,
        );
    }

    #[test]
    fn a_life_of_a_socket() {
        let opened = Opened {
            kind: Kind::TcpListen,
            local: "127.0.0.1:80".parse().unwrap(),
            peer: None,
            parent: None,
            self_connected: false,
            exposed: false,
        };
        check(
            Event::Opened(Box::new(opened.clone())),
            r#""event":"opened","kind":"tcp-listen","local":"127.0.0.1:80""#,
        );
        let opened = Opened {
            kind: Kind::TcpAccepted,
            peer: Some("127.0.0.1:9".parse().unwrap()),
            parent: Some(SocketId(1)),
            self_connected: true,
            exposed: true,
            ..opened
        };
        check(
            Event::Opened(Box::new(opened)),
            r#""event":"opened","kind":"tcp-accepted","local":"127.0.0.1:80","peer":"127.0.0.1:9","parent":"s1","self_connected":true,"exposed":true"#,
        );
        check(
            Event::Accepted { child: SocketId(4), peer: "127.0.0.1:9".parse().unwrap() },
            r#""event":"accepted","child":"s4","peer":"127.0.0.1:9""#,
        );
        check(Event::Ended, r#""event":"ended""#);
        check(Event::ShutDown { how: How::Write }, r#""event":"shutdown","how":"write""#);
        check(Event::Noted(Note::StreamBegan), r#""event":"note","note":"stream-began""#);
        check(
            Event::Dropped { datagrams: 2, total: 5, source: DropSource::RxqOvfl },
            r#""event":"dropped","datagrams":2,"total":5,"source":"SO_RXQ_OVFL""#,
        );
        check(
            Event::Closed { why: Why::Closed, unread: 0, unsent: 0 },
            r#""event":"closed","why":"closed""#,
        );
        check(
            Event::Closed { why: Why::PeerReset, unread: 3, unsent: 4 },
            r#""event":"closed","why":"peer-reset","unread":3,"unsent":4"#,
        );
    }

    #[test]
    fn calls_have_their_arguments() {
        let to = "127.0.0.1:8888".parse().unwrap();
        let setting =
            Setting { option: OptionName::ReceiveBuffer, value: OptionValue::Number(4096) };
        for (call, expected) in [
            (Call::Accept, r#""call":"accept","args":{}"#),
            (Call::Close, r#""call":"close","args":{}"#),
            (Call::Reset, r#""call":"close","args":{"linger":0}"#),
            (Call::Bind { at: to }, r#""call":"bind","args":{"at":"127.0.0.1:8888"}"#),
            (Call::Connect { to }, r#""call":"connect","args":{"to":"127.0.0.1:8888"}"#),
            (Call::Listen { backlog: 5 }, r#""call":"listen","args":{"backlog":5}"#),
            (Call::Recv { max: 4, peek: true }, r#""call":"recv","args":{"max":4,"peek":true}"#),
            (Call::Recv { max: 4, peek: false }, r#""call":"recv","args":{"max":4}"#),
            (Call::Send { len: 6, to: None }, r#""call":"send","args":{"len":6}"#),
            (
                Call::Send { len: 6, to: Some(to) },
                r#""call":"send","args":{"len":6,"to":"127.0.0.1:8888"}"#,
            ),
            (
                Call::SetSockOpt { setting },
                r#""call":"setsockopt","args":{"option":"rcvbuf","value":4096}"#,
            ),
            (Call::Shutdown { how: How::Both }, r#""call":"shutdown","args":{"how":"both"}"#),
            (
                Call::Socket { protocol: Protocol::Tcp, family: Family::Ipv4 },
                r#""call":"socket","args":{"family":"ipv4","protocol":"tcp"}"#,
            ),
            (
                Call::GetAddrInfo { name: "a\"b".to_owned(), port: 80 },
                r#""call":"getaddrinfo","args":{"name":"a\"b","port":80}"#,
            ),
        ] {
            check(Event::Called(Box::new(call)), &format!(r#""event":"called",{expected}"#));
        }
    }

    #[test]
    fn what_a_call_returned() {
        let bind = Call::Bind { at: "127.0.0.1:80".parse().unwrap() };
        check(
            Event::Returned(Box::new(returned(bind, Err(OsError::from_raw(98))))),
            r#""event":"returned","call":"bind","args":{"at":"127.0.0.1:80"},"errno":{"name":"EADDRINUSE","code":98},"took_us":7"#,
        );
        check(
            Event::Returned(Box::new(returned(Call::Accept, Ok(Value::Socket(SocketId(4)))))),
            r#""event":"returned","call":"accept","args":{},"result":"s4","took_us":7"#,
        );
        let cut = Returned {
            whole: Some(9),
            ..returned(Call::Recv { max: 4, peek: false }, Ok(Value::Number(4)))
        };
        check(
            Event::Returned(Box::new(cut)),
            r#""event":"returned","call":"recv","args":{"max":4},"result":4,"took_us":7,"whole":9"#,
        );
        let peeked = Returned {
            peeked: Some(Payload::keep(b"hi")),
            ..returned(Call::Recv { max: 4, peek: true }, Ok(Value::Number(2)))
        };
        check(
            Event::Returned(Box::new(peeked)),
            r#""event":"returned","call":"recv","args":{"max":4,"peek":true},"result":2,"took_us":7,"data":"aGk=""#,
        );
        for (value, json) in [
            (OptionValue::Number(8192), "8192"),
            (OptionValue::Flag(true), "true"),
            (OptionValue::Off, r#""off""#),
            (OptionValue::Word("reno".to_owned()), r#""reno""#),
        ] {
            let setting = Setting { option: OptionName::Linger, value: OptionValue::Off };
            let call = Call::SetSockOpt { setting };
            let set = Returned { now: Some(value), ..returned(call, Ok(Value::Number(0))) };
            check(
                Event::Returned(Box::new(set)),
                &format!(
                    r#""event":"returned","call":"setsockopt","args":{{"option":"linger","value":"off"}},"result":0,"took_us":7,"now":{json}"#
                ),
            );
        }
    }

    #[test]
    fn an_automatic_failure_says_what_it_usually_means() {
        let call = Call::Connect { to: "127.0.0.1:1".parse().unwrap() };
        check(
            Event::Failed(Box::new(Failed { call, error: OsError::from_raw(111) })),
            r#""event":"failed","call":"connect","args":{"to":"127.0.0.1:1"},"errno":{"name":"ECONNREFUSED","code":111},"detail":"nothing listens at that address; the answer was RST or ICMP port unreachable""#,
        );
    }
}
