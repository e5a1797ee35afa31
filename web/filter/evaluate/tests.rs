//! Which events of a small journal filters show.

use std::{collections::BTreeMap, time::Duration};

use backend::{
    call::{Call, Value as Gave},
    command::How,
    errno::OsError,
    event::{Failed, Kind as Role, Note, Opened, Payload, Returned, Why},
    id::{Seq, SocketId},
    policy::Refusal,
    signal::DropSource,
};
use encoding_rs::{BIG5, GBK};

use super::*;
use crate::filter::{
    Filter,
    tests::{address, sockets},
};

fn returned(call: Call, outcome: Result<Gave, OsError>, peeked: Option<Payload>) -> Event {
    let took = Duration::from_micros(7);
    Event::Returned(Box::new(Returned { call, outcome, took, now: None, whole: None, peeked }))
}

/// A small journal; an event is at as many milliseconds as its number says.
fn journal() -> Vec<Entry> {
    let payload = Payload::keep;
    let opened = Opened {
        kind: Role::TcpListen,
        local: address("127.0.0.1:8888"),
        peer: None,
        parent: None,
        self_connected: false,
        exposed: false,
    };
    let to = address("127.0.0.1:8888");
    let refused = OsError::from_raw(111);
    let events = [
        (Some(1), Event::Opened(Box::new(opened))),
        (Some(2), Event::Called(Box::new(Call::Connect { to }))),
        (Some(2), returned(Call::Connect { to }, Ok(Gave::Number(0)), None)),
        (Some(1), Event::Accepted { child: SocketId(3), peer: address("127.0.0.1:51514") }),
        (Some(2), Event::Sent { payload: payload("Hello 你好\r\n".as_bytes()), to: None }),
        (Some(3), Event::Received { payload: payload("Hello 你好\r\n".as_bytes()), from: None }),
        (Some(3), Event::Sent { payload: payload(&GBK.encode("你好").0), to: None }),
        (Some(2), Event::Received { payload: payload(&BIG5.encode("您好").0), from: None }),
        (Some(2), Event::Sent { payload: Payload::counted(70_000), to: None }),
        (Some(4), Event::Sent { payload: payload(b"\0\xff"), to: Some(address("[::2]:9999")) }),
        (
            Some(2),
            returned(Call::Recv { max: 9, peek: true }, Ok(Gave::Number(2)), Some(payload(b"pe"))),
        ),
        (Some(5), returned(Call::Connect { to: address("10.1.2.3:80") }, Err(refused), None)),
        (
            Some(3),
            Event::Failed(Box::new(Failed {
                call: Call::Send { len: 3, to: None },
                error: OsError::CONNECTION_RESET,
            })),
        ),
        (Some(4), Event::Dropped { datagrams: 1, total: 1, source: DropSource::RxqOvfl }),
        (Some(3), Event::Ended),
        (Some(3), Event::ShutDown { how: How::Write }),
        (Some(3), Event::Closed { why: Why::PeerReset, unread: 0, unsent: 0 }),
        (Some(2), Event::Closed { why: Why::Closed, unread: 0, unsent: 0 }),
        (None, Event::Refused(Box::new(Refusal::OwnPort { port: 8000 }))),
        (Some(1), Event::Noted(Note::AutoChanged)),
    ];
    let entries = (1..).zip(events).map(|(seq, (socket, event))| Entry {
        seq: Seq(seq),
        at: Duration::from_millis(seq),
        socket: socket.map(SocketId),
        event,
    });
    entries.collect()
}

#[track_caller]
fn shows(text: &str, wanted: &[u64]) {
    let filter = Filter::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    let (journal, sockets) = (journal(), sockets());
    let seen = journal.iter().filter(|entry| filter.evaluate(entry, &sockets));
    assert_eq!(seen.map(|entry| entry.seq.0).collect::<Vec<_>>(), wanted, "{text}");
}

#[test]
fn every_field_has_the_values_of_the_event() {
    shows("dir == sent", &[5, 7, 9, 10]);
    shows("dir == recv", &[6, 8]);
    shows("dir", &[5, 6, 7, 8, 9, 10]);
    shows("data", &[5, 6, 7, 8, 10, 11]);
    shows("data == \"Hello 你好\\r\\n\"", &[5, 6]);
    shows("data.len == 70000", &[9]);
    shows("data.len <= 2", &[10]);
    shows("ev.kind in {opened, ended}", &[1, 15]);
    shows("ev.call", &[2, 3, 11, 12, 13, 16]);
    shows("ev.call == shutdown", &[16]);
    shows("ev.errno", &[12, 13]);
    shows("ev.errno == ECONNREFUSED", &[12]);
    shows("ev.errno == 104", &[13]);
    shows("ev.errno matches \"^econn\"", &[12, 13]);
    shows("ev.errno contains RESET", &[13]);
    shows("label == sampled", &[14]);
    shows("label == playground", &[18, 19, 20]);
    shows("not label", &[2]);
    shows("sock.id == s4", &[10, 14]);
    shows("sock.id in {s4, s5}", &[10, 12, 14]);
    shows("sock.kind == tcp-listen", &[1, 4, 20]);
    shows("sock.kind == tcp-accepted", &[6, 7, 13, 15, 16, 17]);
    shows("sock.kind == udp", &[10, 14]);
    shows("udp", &[10, 14]);
    shows("not tcp and not udp", &[12, 19]);
    shows("frame.number in {3, 4}", &[3, 4]);
    shows("frame.time_relative < 0.003", &[1, 2]);
    shows("frame.time_relative == 0.007", &[7]);
}

#[test]
fn ports_and_addresses_are_those_of_the_two_ends() {
    shows("tcp.port == 51514 and dir", &[5, 6, 7, 8, 9]);
    shows("tcp.srcport == 51514 and dir", &[5, 6, 9]);
    shows("tcp.dstport == 51514", &[7, 8, 11, 13, 16]);
    shows("tcp.dstport == 8888 and ev.call", &[2, 3]);
    shows("tcp.srcport == 51514 and ev.kind == accepted", &[4]);
    shows("udp.dstport == 9999", &[10]);
    shows("udp.srcport", &[10]);
    shows("udp.port == 53", &[10, 14]);
    shows("ip.addr == 10.0.0.0/8", &[12]);
    shows("ip.dst == 10.1.2.3", &[12]);
    shows("ip.src == 127.0.0.0/8 and dir == sent", &[5, 7, 9]);
    shows("ipv6.addr == ::/0", &[10, 14]);
    shows("ipv6.src == ::1", &[10]);
    shows("ipv6.dst == ::2", &[10]);
    shows("tcp.port == 80", &[]);
}

#[test]
fn a_value_differs_when_all_its_values_differ() {
    shows("tcp.port != 51514 and tcp.port", &[1, 20]);
    shows("tcp.port != 1 and frame.number < 6", &[1, 2, 3, 4, 5]);
    shows("tcp.port != 1 and udp", &[]);
    shows("ev.errno != ECONNREFUSED", &[13]);
    shows("not ev.errno == ECONNREFUSED and ev.call", &[2, 3, 11, 13, 16]);
}

#[test]
fn text_is_found_in_everything_that_an_event_says() {
    shows("HELLO", &[5, 6]);
    shows("你好", &[5, 6, 7]);
    shows("您好", &[8]);
    shows("\"hello 你\"", &[5, 6]);
    shows("econnrefused", &[12]);
    shows("10.1.2.3:80", &[12]);
    shows("MSG_PEEK", &[11]);
    shows("51514 and sent", &[5, 7, 9]);
    shows("s4", &[10, 14]);
    shows("own-port", &[19]);
    shows("accepted", &[4]);
    shows("/^hello .+\\r\\n$/i", &[5, 6]);
    shows("/^hello/", &[]);
    shows("hello you", &[]);
    shows("not hello and dir", &[7, 8, 9, 10]);
}

#[test]
fn bytes_are_found_where_they_are() {
    shows("data contains e4:bd:a0", &[5, 6]);
    shows("hex:c4e3bac3", &[7]);
    shows("hex:\"0d 0A\"", &[5, 6]);
    shows("data contains \"\\x00\\xff\"", &[10]);
    shows("\"\\xff\"", &[10]);
    shows("data matches \"(?-u)\\xff$\"", &[10]);
    shows("data contains hello", &[]);
    shows("data matches hello", &[5, 6]);
}

#[test]
fn a_socket_that_is_not_remembered_has_no_fields() {
    let (filter, none) = (Filter::parse("tcp").unwrap(), BTreeMap::new());
    let seen = journal().iter().filter(|entry| filter.evaluate(entry, &none)).count();
    assert_eq!(seen, 1, "only the event that says what it opened");
}
