//! Frames made by hand, for tests.

use std::{net::SocketAddr, time::Duration};

use backend::{
    command::Protocol,
    node::On,
    segment::{Fate, Flags, Headers, Segment, Source, Stream, Tcp},
};
use etherparse::PacketBuilder;

/// A TCP segment in an Ethernet frame, as it crosses the loopback interface.
pub(crate) fn tcp(from: &str, to: &str, flags: Flags, payload: &[u8]) -> Segment {
    let (from, to): (SocketAddr, SocketAddr) = (from.parse().unwrap(), to.parse().unwrap());
    let (SocketAddr::V4(source), SocketAddr::V4(target)) = (from, to) else { panic!("not IPv4") };
    let (seq, ack, win) = (1000, if flags.has(Flags::ACK) { 5001 } else { 0 }, 65_495);
    let mut builder = PacketBuilder::ethernet2([0; 6], [0; 6])
        .ipv4(source.ip().octets(), target.ip().octets(), 64)
        .tcp(from.port(), to.port(), seq, win);
    for (flag, name) in Flags::ALL.into_iter().filter(|(flag, _)| flags.has(*flag)) {
        builder = match name {
            "SYN" => builder.syn(),
            "FIN" => builder.fin(),
            "RST" => builder.rst(),
            "PSH" => builder.psh(),
            "ACK" => builder.ack(ack),
            _ => panic!("no {flag:?} here"),
        };
    }
    let mut frame = Vec::new();
    builder.write(&mut frame, payload).unwrap();
    let len = u32::try_from(payload.len()).unwrap();
    let headers = Headers::Tcp(Tcp { from, to, flags, seq, ack, win, len, options: Vec::new() });
    of(headers, frame)
}

/// A frame with those headers.
pub(crate) fn of(headers: Headers, frame: Vec<u8>) -> Segment {
    Segment {
        number: 1,
        source: Source::Packet,
        on: On::Host,
        captured: Duration::from_secs(1_700_000_000),
        frame_len: u32::try_from(frame.len()).unwrap(),
        frame: frame.into(),
        headers,
        sender: None,
        receiver: None,
        stream: Some(Stream { number: 1, protocol: Protocol::Tcp, index: 0 }),
        relative: None,
        marks: Vec::new(),
        fate: Fate::ARRIVED,
        reached: Vec::new(),
    }
}
