//! A frame that crossed a wire, and what its headers say.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use bytes::Bytes;

pub use self::fate::{Fate, Loss, Outcome};
use crate::{
    command::Protocol,
    id::SocketId,
    node::{Node, On},
};

mod fate;

/// A captured frame: on a lab's wire, or on this machine's loopback.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Its number among the frames of the session, from 1.
    pub number: u64,
    /// How it was obtained.
    pub source: Source,
    /// Where it was seen: `host` is the loopback interface, a node is that node's end of the wire.
    pub on: On,
    /// The kernel's timestamp, since 1970 (`SO_TIMESTAMPNS`); `SavedSyn` has none, and it is when it
    /// was read.
    pub captured: Duration,
    /// The frame from its Ethernet header on (`SavedSyn`: from the IP header on), at most
    /// [`Segment::KEPT`] bytes.
    pub frame: Bytes,
    /// How long it was on the wire, in bytes.
    pub frame_len: u32,
    /// What its headers say.
    pub headers: Headers,
    /// The socket of the session that sent it.
    pub sender: Option<SocketId>,
    /// The socket of the session that it is for.
    pub receiver: Option<SocketId>,
    /// Its conversation in the session; the same both ways.
    pub stream: Option<Stream>,
    /// Sequence and acknowledgment numbers relative to the first ones of the conversation.
    pub relative: Option<Relative>,
    /// What follows from it together with the segments before it (*derived*).
    pub marks: Vec<Mark>,
    /// What the wire did with it.
    pub fate: Fate,
    /// The nodes whose ends of the wire it was put on.
    pub reached: Vec<Node>,
}

impl Segment {
    /// How many bytes of a frame are kept.
    pub const KEPT: usize = 2048;
}

/// A frame as a file has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Filed {
    /// When it was captured, since 1970.
    pub captured: Duration,
    /// The frame from its Ethernet header on, at most [`Segment::KEPT`] bytes.
    pub frame: Bytes,
    /// How long it was on the wire, in bytes.
    pub frame_len: u32,
}

/// How a segment was obtained.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Source {
    /// A file that a user put in.
    File,
    /// A packet socket, `packet(7)`.
    Packet,
    /// `TCP_SAVED_SYN` of an accepted connection, `tcp(7)`.
    SavedSyn,
}

impl Source {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Packet => "packet-socket",
            Self::SavedSyn => "TCP_SAVED_SYN",
        }
    }
}

/// What the headers of a frame say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Headers {
    /// Address resolution (RFC 826).
    Arp(Arp),
    /// ICMP or ICMPv6 (RFC 792, RFC 4443).
    Icmp(Icmp),
    /// Something else; the EtherType, or the protocol of the IP header.
    Other {
        /// Who sent it, if it is IP.
        from: Option<IpAddr>,
        /// Whom it is for.
        to: Option<IpAddr>,
        /// EtherType (≥ 0x600) or IP protocol.
        number: u16,
    },
    /// A TCP segment (RFC 9293 §3.1).
    Tcp(Tcp),
    /// A UDP datagram (RFC 768).
    Udp {
        /// The sender.
        from: SocketAddr,
        /// The receiver.
        to: SocketAddr,
        /// Bytes after the UDP header.
        len: u32,
    },
}

impl Headers {
    /// Both ends, where there are ports.
    #[must_use]
    pub fn ends(&self) -> Option<(SocketAddr, SocketAddr)> {
        match self {
            Self::Tcp(tcp) => Some((tcp.from, tcp.to)),
            Self::Udp { from, to, .. } => Some((*from, *to)),
            Self::Icmp(icmp) => icmp.about.map(|(_, from, to)| (from, to)),
            Self::Arp(_) | Self::Other { .. } => None,
        }
    }

    /// The transport protocol, if it is one of those that sockets have here.
    #[must_use]
    pub fn transport(&self) -> Option<Protocol> {
        match self {
            Self::Tcp(_) => Some(Protocol::Tcp),
            Self::Udp { .. } => Some(Protocol::Udp),
            Self::Arp(_) | Self::Icmp(_) | Self::Other { .. } => None,
        }
    }

    /// The name of the protocol.
    #[must_use]
    pub fn protocol(&self) -> &'static str {
        match self {
            Self::Arp(_) => "ARP",
            Self::Icmp(icmp) if icmp.from.is_ipv6() => "ICMPv6",
            Self::Icmp(_) => "ICMP",
            Self::Other { .. } => "other",
            Self::Tcp(_) => "TCP",
            Self::Udp { .. } => "UDP",
        }
    }
}

/// A TCP header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Tcp {
    /// The sender.
    pub from: SocketAddr,
    /// The receiver.
    pub to: SocketAddr,
    /// The flags.
    pub flags: Flags,
    /// The sequence number.
    pub seq: u32,
    /// The acknowledgment number; it counts only with ACK.
    pub ack: u32,
    /// The window as it stands in the header, unscaled.
    pub win: u16,
    /// Bytes after the TCP header.
    pub len: u32,
    /// The options, in their order.
    pub options: Vec<TcpOption>,
}

impl Tcp {
    /// What the segment takes of the sequence space: its bytes, SYN and FIN (RFC 9293 §3.4).
    #[must_use]
    pub fn takes(&self) -> u32 {
        self.len + u32::from(self.flags.has(Flags::SYN)) + u32::from(self.flags.has(Flags::FIN))
    }
}

/// The flags of a TCP header, as the octet that holds them.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Flags(pub u8);

impl Flags {
    /// FIN.
    pub const FIN: Self = Self(0x01);
    /// SYN.
    pub const SYN: Self = Self(0x02);
    /// RST.
    pub const RST: Self = Self(0x04);
    /// PSH.
    pub const PSH: Self = Self(0x08);
    /// ACK.
    pub const ACK: Self = Self(0x10);
    /// URG.
    pub const URG: Self = Self(0x20);
    /// ECE.
    pub const ECE: Self = Self(0x40);
    /// CWR.
    pub const CWR: Self = Self(0x80);

    /// Every flag with its name, in the order in which they are written.
    pub const ALL: [(Self, &'static str); 8] = [
        (Self::SYN, "SYN"),
        (Self::FIN, "FIN"),
        (Self::RST, "RST"),
        (Self::PSH, "PSH"),
        (Self::ACK, "ACK"),
        (Self::URG, "URG"),
        (Self::ECE, "ECE"),
        (Self::CWR, "CWR"),
    ];

    /// Whether all of those are set.
    #[must_use]
    pub fn has(self, flags: Self) -> bool {
        self.0 & flags.0 == flags.0
    }

    /// The name of each that is set.
    #[must_use]
    pub fn each(self) -> Vec<&'static str> {
        Self::ALL.iter().filter(|(flag, _)| self.has(*flag)).map(|(_, name)| *name).collect()
    }

    /// The names of those that are set, such as `SYN, ACK`.
    #[must_use]
    pub fn names(self) -> String {
        self.each().join(", ")
    }
}

/// A TCP option.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum TcpOption {
    /// Maximum segment size, in bytes (RFC 9293 §3.7.1).
    Mss(u16),
    /// No-operation: padding.
    Nop,
    /// An option that is not taken apart.
    Other {
        /// Its kind.
        kind: u8,
        /// Its length, kind and length included.
        len: u8,
    },
    /// Blocks that came out of order (RFC 2018).
    Sack(Vec<(u32, u32)>),
    /// The sender takes SACK.
    SackPermitted,
    /// Timestamps (RFC 7323).
    Timestamps {
        /// `TSval`.
        value: u32,
        /// `TSecr`.
        echo: u32,
    },
    /// Window scale: the shift (RFC 7323).
    WindowScale(u8),
}

/// An ARP packet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Arp {
    /// 1 is a request, 2 a reply.
    pub operation: u16,
    /// The sender's hardware address.
    pub sender_mac: [u8; 6],
    /// The sender's address.
    pub sender: Ipv4Addr,
    /// The target's hardware address.
    pub target_mac: [u8; 6],
    /// The target's address.
    pub target: Ipv4Addr,
}

/// An ICMP message.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Icmp {
    /// The sender.
    pub from: IpAddr,
    /// The receiver.
    pub to: IpAddr,
    /// The type.
    pub kind: u8,
    /// The code.
    pub code: u8,
    /// The protocol and the ends of the packet that it quotes: who sent that one, and to whom.
    pub about: Option<(Protocol, SocketAddr, SocketAddr)>,
}

/// A conversation of a session, or one that an ICMP error is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Stream {
    /// Its number among all of the session, from 1.
    pub number: u32,
    /// What is spoken in it.
    pub protocol: Protocol,
    /// Its number among those of the protocol, from 0, as Wireshark counts them.
    pub index: u32,
}

/// Numbers relative to the first ones of the conversation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Relative {
    /// The sequence number.
    pub seq: u32,
    /// The acknowledgment number; `None` without ACK.
    pub ack: Option<u32>,
    /// The window in bytes, scaled; `None` where the scale is not known.
    pub window: Option<u32>,
}

/// What follows from a segment together with those before it, in the words of Wireshark's analysis.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mark {
    /// The same acknowledgment again: the number says how often.
    DuplicateAck(u32),
    /// A retransmission that duplicate acknowledgments asked for (RFC 5681 §3.2).
    FastRetransmission,
    /// A keepalive probe (RFC 9293 §3.8.4).
    KeepAlive,
    /// The answer to one.
    KeepAliveAck,
    /// It came before a segment that was sent earlier.
    OutOfOrder,
    /// A segment before it was not seen.
    PreviousNotCaptured,
    /// Sent again, after a timeout (RFC 6298).
    Retransmission,
    /// Sent again although it had been acknowledged.
    SpuriousRetransmission,
    /// The sender has filled the receiver's window.
    WindowFull,
    /// Only the window changed.
    WindowUpdate,
    /// The receiver takes nothing more.
    ZeroWindow,
    /// A probe of a closed window (RFC 9293 §3.8.6.1).
    ZeroWindowProbe,
    /// The answer to one.
    ZeroWindowProbeAck,
}

impl Mark {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::DuplicateAck(_) => "duplicate-ack",
            Self::FastRetransmission => "fast-retransmission",
            Self::KeepAlive => "keep-alive",
            Self::KeepAliveAck => "keep-alive-ack",
            Self::OutOfOrder => "out-of-order",
            Self::PreviousNotCaptured => "previous-not-captured",
            Self::Retransmission => "retransmission",
            Self::SpuriousRetransmission => "spurious-retransmission",
            Self::WindowFull => "window-full",
            Self::WindowUpdate => "window-update",
            Self::ZeroWindow => "zero-window",
            Self::ZeroWindowProbe => "zero-window-probe",
            Self::ZeroWindowProbeAck => "zero-window-probe-ack",
        }
    }
}
