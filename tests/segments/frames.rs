//! Frames as a kernel would make them.

use std::net::{IpAddr, SocketAddr};

use backend::segment::Flags;
use etherparse::PacketBuilder;

/// A TCP segment to be.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) flags: Flags,
    pub(super) seq: u32,
    pub(super) ack: u32,
    pub(super) win: u16,
    pub(super) options: Vec<u8>,
    pub(super) payload: Vec<u8>,
}

impl Segment {
    /// The frame, with lengths and checksums that are right.
    pub(super) fn frame(&self) -> Vec<u8> {
        let ethernet = PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]);
        let ip = match (self.from.ip(), self.to.ip()) {
            (IpAddr::V4(from), IpAddr::V4(to)) => ethernet.ipv4(from.octets(), to.octets(), 64),
            (IpAddr::V6(from), IpAddr::V6(to)) => ethernet.ipv6(from.octets(), to.octets(), 64),
            (from, to) => panic!("{from} and {to} are of two families"),
        };
        let tcp = ip.tcp(self.from.port(), self.to.port(), self.seq, self.win);
        let mut tcp = tcp.options_raw(&self.options).unwrap();
        let has = |flag| self.flags.has(flag);
        if has(Flags::ACK) {
            tcp = tcp.ack(self.ack);
        }
        for (flag, set) in [
            (Flags::SYN, PacketBuilderStep::syn as fn(PacketBuilderStep) -> PacketBuilderStep),
            (Flags::FIN, PacketBuilderStep::fin),
            (Flags::RST, PacketBuilderStep::rst),
            (Flags::PSH, PacketBuilderStep::psh),
        ] {
            if has(flag) {
                tcp = set(tcp);
            }
        }
        let mut frame = Vec::new();
        tcp.write(&mut frame, &self.payload).unwrap();
        frame
    }
}

type PacketBuilderStep = etherparse::PacketBuilderStep<etherparse::TcpHeader>;
