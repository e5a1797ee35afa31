//! Meanings of events made by hand.

use std::time::Duration;

use backend::{
    call::{Call, Value},
    command::{Family, How},
    event::{Event, Failed, Kind, Note, Opened, Payload, Returned, Why},
    id::Seq,
    option::{OptionName, OptionValue, Setting, ValueKind},
    policy::Refusal,
    signal::DropSource,
};

use super::*;
use crate::{language::Language, render::row::Row};

const TCP: Option<Protocol> = Some(Protocol::Tcp);
const UDP: Option<Protocol> = Some(Protocol::Udp);

fn entry(event: Event) -> Entry {
    Entry { seq: Seq(41), at: Duration::ZERO, socket: Some(SocketId(2)), event }
}

fn html_in(language: Language, event: Event, protocol: Option<Protocol>) -> String {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    Meaning::new(Words::new(language), session, &entry(event), protocol).render().unwrap()
}

fn html(event: Event, protocol: Option<Protocol>) -> String {
    html_in(Language::English, event, protocol)
}

fn returned(call: Call, outcome: Result<Value, OsError>) -> Event {
    let took = Duration::from_micros(42);
    let (now, whole, peeked) = (None, None, None);
    Event::Returned(Box::new(Returned { call, outcome, took, now, whole, peeked }))
}

fn number(call: Call, number: usize) -> Event {
    returned(call, Ok(Value::Number(number)))
}

fn contains(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn bind_to_all_zeros_means_every_interface_and_a_port_of_the_kernels_choice() {
    let html = html(number(Call::Bind { at: "0.0.0.0:0".parse().unwrap() }, 0), TCP);
    contains(
        &html,
        &[
            "bind(0.0.0.0:0)",
            "= 0",
            "data-label=\"returned\"",
            "<code>0.0.0.0</code>",
            "Every IPv4 address of this machine",
            "asks the kernel to choose a free port",
            "0 means success",
            "42 µs",
            "https://man7.org/linux/man-pages/man2/bind.2.html",
            "https://www.rfc-editor.org/rfc/rfc6335#section-6",
            "rel=\"noreferrer external\"",
        ],
    );
}

#[test]
fn listen_5_lets_6_wait() {
    let html = html(number(Call::Listen { backlog: 5 }, 0), TCP);
    contains(&html, &["listen(5)", "Linux lets 6 wait", "rfc9293#section-3.5"]);
}

#[test]
fn a_short_send_says_what_was_left_over() {
    let html = html(number(Call::Send { len: 10, to: None }, 4), TCP);
    contains(&html, &["only 4 of 10 bytes", "The other 6 were not sent"]);
    assert!(!html.contains("UDP"), "{html}");
}

#[test]
fn zero_bytes_are_the_end_of_a_stream_and_an_empty_datagram() {
    let zero = || number(Call::Recv { max: 1024, peek: false }, 0);
    let tcp = html(zero(), TCP);
    contains(&tcp, &["the end of the stream", "rfc9293#section-3.7"]);
    assert!(!tcp.contains("empty datagram") && !tcp.contains("UDP"), "{tcp}");
    let udp = html(zero(), UDP);
    contains(&udp, &["an empty datagram that somebody sent", "rfc768"]);
    assert!(!udp.contains("end of the stream") && !udp.contains("rfc9293"), "{udp}");
    contains(&html(zero(), None), &["the end of the stream", "an empty datagram"]);
}

#[test]
fn an_address_in_use_is_explained_with_what_to_try() {
    let at = "127.0.0.1:8888".parse().unwrap();
    let error = OsError::from_raw(98);
    let html = html(Event::Failed(Box::new(Failed { call: Call::Bind { at }, error })), TCP);
    contains(&html, &["bind(127.0.0.1:8888)", "= -1 EADDRINUSE (98)"]);
    contains(&html, &["The playground made this call by itself", "still held by another socket"]);
    contains(&html, &["Usual cause", "SO_REUSEADDR", "Try next", "TIME_WAIT"]);
    contains(&html, &["rfc9293#section-3.6.1", "man3/errno.3.html"]);
}

#[test]
fn linux_doubles_a_buffer_and_the_meaning_says_so() {
    let setting = Setting { option: OptionName::ReceiveBuffer, value: OptionValue::Number(4096) };
    let Event::Returned(mut event) = number(Call::SetSockOpt { setting }, 0) else { panic!() };
    event.now = Some(OptionValue::Number(8192));
    contains(&html(Event::Returned(event.clone()), TCP), &["read 8192 back", "Linux doubles"]);
    event.now = Some(OptionValue::Number(2304));
    contains(&html(Event::Returned(event), TCP), &["read 2304 back", "another value"]);
}

#[test]
fn a_cut_datagram_says_how_much_is_lost() {
    let recv = number(Call::Recv { max: 4, peek: false }, 4);
    let Event::Returned(mut event) = recv else { panic!() };
    event.whole = Some(10);
    contains(&html(Event::Returned(event), UDP), &["had 10 bytes", "took 4", "other 6 are lost"]);
}

#[test]
fn every_error_number_says_something_useful() {
    for code in [-5, -4, -3, -2, 1, 9, 13, 98, 104, 110, 111, 9999] {
        for call in calls() {
            let html = html(returned(call, Err(OsError::from_raw(code))), None);
            contains(&html, &[&format!("({code})"), "Usual cause", "Try next"]);
        }
    }
}

#[test]
fn what_came_from_outside_is_never_code() {
    let call = Call::GetAddrInfo { name: "<img src=x>".to_owned(), port: 80 };
    let html = html(Event::Called(Box::new(call)), None);
    assert!(!html.contains("<img"), "{html}");
}

/// Words that are missing stop a debug build, so writing everything in every language is the test.
#[test]
fn everything_has_a_meaning_in_every_language() {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    for language in Language::ALL {
        for protocol in [None, TCP, UDP] {
            for event in events() {
                let entry = entry(event);
                let words = Words::new(language);
                let meaning = Meaning::new(words, session, &entry, protocol);
                assert!(!meaning.says.is_empty());
                let label = meaning.label.map(|label| format!("data-label=\"{}\"", label.name()));
                let row = Row::new(words, session, &entry).render().unwrap();
                let agrees = label.is_none_or(|label| row.contains(&label));
                assert!(agrees, "the row has another label: {row}");
                assert!(meaning.render().unwrap().contains("<p>"));
            }
        }
    }
}

fn address() -> std::net::SocketAddr {
    "127.0.0.1:8888".parse().unwrap()
}

/// Every call, with every kind of value it may have.
fn calls() -> Vec<Call> {
    let mut calls = vec![Call::Accept, Call::Close, Call::Reset];
    let addresses = ["0.0.0.0:0", "127.0.0.1:80", "10.0.0.1:8888", "169.254.1.1:60000"];
    let more = ["239.1.2.3:1", "255.255.255.255:1", "8.8.8.8:53", "[::]:0", "[fe80::1]:9"];
    for at in addresses.into_iter().chain(more) {
        let at = at.parse().unwrap();
        calls.extend([Call::Bind { at }, Call::Connect { to: at }]);
        calls.extend([Call::Send { len: 0, to: Some(at) }, Call::Send { len: 9, to: Some(at) }]);
    }
    calls.push(Call::GetAddrInfo { name: "localhost".to_owned(), port: 80 });
    calls.extend([0, 5, u32::MAX].map(|backlog| Call::Listen { backlog }));
    calls.extend([(0, false), (9, true)].map(|(max, peek)| Call::Recv { max, peek }));
    calls.extend([0, 9].map(|len| Call::Send { len, to: None }));
    calls.extend([How::Both, How::Read, How::Write].map(|how| Call::Shutdown { how }));
    for (protocol, family) in [(Protocol::Tcp, Family::Ipv4), (Protocol::Udp, Family::Ipv6)] {
        calls.push(Call::Socket { protocol, family });
    }
    for option in OptionName::ALL {
        let values = match option.kind() {
            ValueKind::Flag => vec![OptionValue::Flag(true), OptionValue::Flag(false)],
            ValueKind::Number => vec![OptionValue::Number(0), OptionValue::Number(9)],
            ValueKind::NumberOrOff => {
                vec![OptionValue::Number(0), OptionValue::Number(9), OptionValue::Off]
            }
            ValueKind::Word => vec![OptionValue::Word("reno".to_owned())],
        };
        let settings = values.into_iter().map(|value| Setting { option, value });
        calls.extend(settings.map(|setting| Call::SetSockOpt { setting }));
    }
    calls
}

/// Every kind of event.
fn events() -> Vec<Event> {
    let (child, peer) = (SocketId(3), address());
    let payload = || Payload::keep(b"hello");
    let mut events = vec![
        Event::Accepted { child, peer },
        Event::Ended,
        Event::Refused(Box::new(Refusal::PortReserved { port: 80 })),
        Event::Received { payload: payload(), from: None },
        Event::Received { payload: Payload::default(), from: Some(peer) },
        Event::Sent { payload: payload(), to: None },
        Event::Sent { payload: payload(), to: Some(peer) },
        returned(Call::Accept, Ok(Value::Socket(child))),
        returned(Call::Accept, Ok(Value::Reset)),
    ];
    for why in [Why::Closed, Why::Crashed, Why::Orphaned, Why::PeerReset, Why::Reset, Why::Shutdown]
    {
        events.push(Event::Closed { why, unread: 1, unsent: 2 });
    }
    for source in [DropSource::MemInfo, DropSource::RxqOvfl] {
        events.push(Event::Dropped { datagrams: 1, total: 2, source });
    }
    for note in [Note::AutoChanged, Note::StreamBegan, Note::StreamEnded] {
        events.push(Event::Noted(note));
    }
    for kind in [Kind::TcpAccepted, Kind::TcpConnect, Kind::TcpListen, Kind::Udp] {
        let (local, parent) = (peer, None);
        let (self_connected, exposed) = (true, true);
        let opened = Opened { kind, local, peer: Some(peer), parent, self_connected, exposed };
        events.push(Event::Opened(Box::new(opened)));
    }
    events.extend([How::Both, How::Read, How::Write].map(|how| Event::ShutDown { how }));
    for call in calls() {
        events.push(Event::Called(Box::new(call.clone())));
        let error = OsError::from_raw(104);
        events.push(Event::Failed(Box::new(Failed { call: call.clone(), error })));
        events.extend([0, 4, 9].map(|count| number(call.clone(), count)));
        events.push(returned(call, Err(error)));
    }
    events
}
