//! What is seen beside the calls, on the wire of the contract: kernel samples, segments, and the lab.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use backend::{
    kernel::{Sample, TcpInfo as Info},
    segment::{Headers, Loss, Outcome, Relative as Numbers, Segment as Seen, TcpOption},
};
use serde::Serialize;
use utoipa::ToSchema;

pub use self::lab::{Lab, impaired, ruled};
use super::event::{Base64, Name, is_false, micros};

mod lab;

/// What a kernel holds of a socket or a connection.
#[derive(Debug, Serialize, ToSchema)]
pub struct Kernel<'a> {
    /// `host`, or the lab's host: `a`, `b`, `c`, `d`.
    on: &'static str,
    /// `tcp` or `udp`.
    protocol: &'static str,
    /// The state, by its name in RFC 9293; a UDP socket without a peer is `UNCONN`, as `ss(8)` says.
    #[schema(example = "ESTABLISHED")]
    state: &'static str,
    /// The local address.
    #[schema(value_type = String, example = "127.0.0.1:8888")]
    local: SocketAddr,
    /// The other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "127.0.0.1:51514")]
    peer: Option<SocketAddr>,
    /// `socket`; `accept-queue`: nobody has accepted it yet; `nobody`: only the kernel still has it.
    owner: &'static str,
    /// Bytes that nobody has read; of a listener: connections that nobody has accepted.
    recv_q: u32,
    /// Bytes that are not acknowledged; of a listener: the limit of its accept queue.
    send_q: u32,
    /// What the kernel waits for.
    #[serde(skip_serializing_if = "Option::is_none")]
    timer: Option<Timer>,
    /// `TCP_INFO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<TcpInfo<'a>>,
    /// `SK_MEMINFO`.
    #[serde(skip_serializing_if = "Option::is_none")]
    memory: Option<Memory>,
    /// Of a listener: what the whole namespace refused since the lane began.
    #[serde(skip_serializing_if = "Option::is_none")]
    overflows: Option<Overflows>,
    /// How it was obtained: `sock_diag`, or `absence` (there was a row, and now there is none).
    source: &'static str,
}

/// A timer of a connection.
#[derive(Debug, Serialize, ToSchema)]
pub struct Timer {
    /// `retransmit`, `keepalive`, `time-wait`, or `persist`.
    kind: &'static str,
    /// Microseconds until it fires.
    remaining_us: u64,
    /// How often it fired in a row.
    fired: u8,
}

/// The part of `struct tcp_info` that is shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct TcpInfo<'a> {
    rtt_us: u64,
    rttvar_us: u64,
    rto_us: u64,
    cwnd: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ssthresh: Option<u32>,
    snd_wnd: u32,
    rcv_wnd: u32,
    unacked: u32,
    lost: u32,
    retransmits: u32,
    snd_mss: u32,
    ca_state: &'static str,
    congestion: &'a str,
    bytes_acked: u64,
    bytes_received: u64,
}

/// Memory of a socket, in bytes.
#[derive(Debug, Serialize, ToSchema)]
pub struct Memory {
    rmem: u32,
    rcvbuf: u32,
    wmem: u32,
    sndbuf: u32,
    drops: u32,
}

/// What listeners of a namespace refused for want of room.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overflows {
    overflows: u64,
    drops: u64,
}

impl<'a> From<&'a Sample> for Kernel<'a> {
    fn from(sample: &'a Sample) -> Self {
        Self {
            on: sample.on.wire(),
            protocol: sample.protocol.wire(),
            state: sample.state_name(),
            local: sample.local,
            peer: sample.peer,
            owner: sample.owner.wire(),
            recv_q: sample.recv_q,
            send_q: sample.send_q,
            timer: sample.timer.map(|timer| Timer {
                kind: timer.kind.wire(),
                remaining_us: micros(timer.remaining),
                fired: timer.fired,
            }),
            info: sample.info.as_ref().map(TcpInfo::from),
            memory: sample.memory.map(|memory| Memory {
                rmem: memory.rmem,
                rcvbuf: memory.rcvbuf,
                wmem: memory.wmem,
                sndbuf: memory.sndbuf,
                drops: memory.drops,
            }),
            overflows: sample
                .overflows
                .map(|counted| Overflows { overflows: counted.overflows, drops: counted.drops }),
            source: sample.source.wire(),
        }
    }
}

impl<'a> From<&'a Info> for TcpInfo<'a> {
    fn from(info: &'a Info) -> Self {
        Self {
            rtt_us: micros(info.rtt),
            rttvar_us: micros(info.rttvar),
            rto_us: micros(info.rto),
            cwnd: info.cwnd,
            ssthresh: info.ssthresh,
            snd_wnd: info.snd_wnd,
            rcv_wnd: info.rcv_wnd,
            unacked: info.unacked,
            lost: info.lost,
            retransmits: info.retransmits,
            snd_mss: info.snd_mss,
            ca_state: info.ca_state,
            congestion: &info.congestion,
            bytes_acked: info.bytes_acked,
            bytes_received: info.bytes_received,
        }
    }
}

/// A frame that crossed a wire.
#[derive(Debug, Serialize, ToSchema)]
pub struct Segment<'a> {
    /// Its number among the frames of the session, from 1.
    number: u64,
    /// Where it was seen: `host` (the loopback interface), or the end of the wire at `a` … `router`;
    /// of a frame from a file nobody knows, and it is `host`.
    on: &'static str,
    /// `TCP`, `UDP`, `ICMP`, `ICMPv6`, `ARP`, or `other`.
    protocol: &'static str,
    /// The sender: `address:port`, or an address where there are no ports.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The receiver.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// The names of the flags that are set.
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<Vec<&'static str>>,
    /// The sequence number; `seq` is the place of every event in the journal.
    #[serde(skip_serializing_if = "Option::is_none")]
    tcp_seq: Option<u32>,
    /// The acknowledgment number, with ACK.
    #[serde(skip_serializing_if = "Option::is_none")]
    ack: Option<u32>,
    /// The window as it stands in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    win: Option<u16>,
    /// Bytes after the TCP or UDP header.
    #[serde(skip_serializing_if = "Option::is_none")]
    len: Option<u32>,
    /// The TCP options.
    #[serde(skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    /// Numbers relative to the first ones of the conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    relative: Option<Relative>,
    /// The number of its conversation among all of the session, TCP and UDP together, from 1. (The
    /// filter fields `tcp.stream` and `udp.stream` count each protocol from 0.)
    #[serde(skip_serializing_if = "Option::is_none")]
    stream: Option<u32>,
    /// What follows from it together with those before it; derived.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    marks: Vec<&'static str>,
    /// The socket that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    sender: Option<Name>,
    /// The socket that it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    receiver: Option<Name>,
    /// The kernel's timestamp, or the file's: nanoseconds since 1970, as text, because it is more than
    /// a number of JSON holds. `TCP_SAVED_SYN` has none, and it is when that was read.
    captured_ns: String,
    /// How long it was on the wire, in bytes.
    frame_len: u32,
    /// The frame, from its Ethernet header on (`TCP_SAVED_SYN`: from its IP header on).
    #[schema(value_type = String, content_encoding = "base64")]
    frame: Base64<'a>,
    /// `frame` is not all of it.
    #[serde(skip_serializing_if = "is_false")]
    truncated: bool,
    /// `packet-socket`, `TCP_SAVED_SYN`, or `file`.
    source: &'static str,
    /// What the lab's wire did: `dropped`, `held`, `duplicated`, `reordered`, `corrupted`; absent where
    /// it simply arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    fate: Option<&'static str>,
    /// How long the lab's wire kept it, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    delayed_us: Option<u64>,
    /// The rule that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<u32>,
    /// Why the wire lost it, where no rule said `drop`: `chance`; `nowhere`, it is for no other end of
    /// the wire; `queue`, the queue of a line of a limited rate was full; or `room`, the lab's frames
    /// took as much memory as they may (`--limit lab-bytes`).
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    /// The nodes of the lab that it was put on to.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    reached: Vec<&'static str>,
}

/// Numbers relative to the first ones of a conversation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Relative {
    seq: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    ack: Option<u32>,
    /// The window in bytes, scaled.
    #[serde(skip_serializing_if = "Option::is_none")]
    window: Option<u32>,
}

impl From<Numbers> for Relative {
    fn from(numbers: Numbers) -> Self {
        Self { seq: numbers.seq, ack: numbers.ack, window: numbers.window }
    }
}

impl<'a> From<&'a Seen> for Segment<'a> {
    fn from(segment: &'a Seen) -> Self {
        let tcp = if let Headers::Tcp(tcp) = &segment.headers { Some(tcp) } else { None };
        let (from, to) = ends(&segment.headers);
        let len = match &segment.headers {
            Headers::Tcp(tcp) => Some(tcp.len),
            Headers::Udp { len, .. } => Some(*len),
            Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } => None,
        };
        let acknowledges =
            tcp.filter(|tcp| tcp.flags.has(backend::segment::Flags::ACK)).map(|tcp| tcp.ack);
        Self {
            number: segment.number,
            on: segment.on.wire(),
            protocol: segment.headers.protocol(),
            from,
            to,
            flags: tcp.map(|tcp| tcp.flags.each()),
            tcp_seq: tcp.map(|tcp| tcp.seq),
            ack: acknowledges,
            win: tcp.map(|tcp| tcp.win),
            len,
            options: tcp.map(|tcp| tcp.options.iter().map(option).collect()),
            relative: segment.relative.map(Relative::from),
            stream: segment.stream.map(|stream| stream.number),
            marks: segment.marks.iter().map(|mark| mark.wire()).collect(),
            sender: segment.sender.map(Name),
            receiver: segment.receiver.map(Name),
            captured_ns: segment.captured.as_nanos().to_string(),
            frame_len: segment.frame_len,
            frame: Base64(&segment.frame),
            truncated: segment.frame.len() < segment.frame_len as usize,
            source: segment.source.wire(),
            fate: (segment.fate.outcome != Outcome::Delivered)
                .then_some(segment.fate.outcome.wire()),
            delayed_us: (segment.fate.after != Duration::ZERO)
                .then_some(micros(segment.fate.after)),
            rule: segment.fate.rule,
            why: segment.fate.why.map(Loss::wire),
            reached: segment.reached.iter().map(|node| node.wire()).collect(),
        }
    }
}

/// Both ends, with ports where there are any.
#[must_use]
pub fn ends(headers: &Headers) -> (Option<String>, Option<String>) {
    let text = |address: &IpAddr| Some(address.to_string());
    match headers {
        Headers::Arp(arp) => (Some(arp.sender.to_string()), Some(arp.target.to_string())),
        Headers::Icmp(icmp) => (text(&icmp.from), text(&icmp.to)),
        Headers::Other { from, to, .. } => {
            (from.as_ref().and_then(text), to.as_ref().and_then(text))
        }
        Headers::Tcp(tcp) => (Some(tcp.from.to_string()), Some(tcp.to.to_string())),
        Headers::Udp { from, to, .. } => (Some(from.to_string()), Some(to.to_string())),
    }
}

/// A hardware address with colons.
#[must_use]
pub fn mac(address: &[u8; 6]) -> String {
    address.map(|byte| format!("{byte:02x}")).join(":")
}

/// A TCP option as text: its name, and its value behind an equals sign.
#[must_use]
pub fn option(option: &TcpOption) -> String {
    match option {
        TcpOption::Mss(size) => format!("MSS={size}"),
        TcpOption::Nop => "NOP".to_owned(),
        TcpOption::Other { kind, len } => format!("kind {kind}, {len} bytes"),
        TcpOption::Sack(blocks) => {
            let blocks: Vec<_> = blocks.iter().map(|(from, to)| format!("{from}-{to}")).collect();
            format!("SACK={}", blocks.join(" "))
        }
        TcpOption::SackPermitted => "SACK permitted".to_owned(),
        TcpOption::Timestamps { value, echo } => format!("TSval={value} TSecr={echo}"),
        TcpOption::WindowScale(shift) => format!("WS={shift}"),
    }
}
