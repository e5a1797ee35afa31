//! The fields that a filter can ask about; the parser, the help, and the suggestions share the table.

use super::sampled::{OWNERS, STATES, Sampled, TIMERS};

use backend::{command::Protocol, segment::Flags};

/// A field of an event.
#[derive(Debug, Eq, PartialEq)]
pub struct Field {
    /// Its name; a name that Wireshark has means what it means there.
    pub name: &'static str,
    /// What its values are.
    pub shape: Shape,
    /// A filter that uses it.
    pub example: &'static str,
    /// Where its values are found.
    pub(super) source: Source,
}

/// What the values of a field are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Shape {
    /// Bytes.
    Bytes,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A whole number.
    Count,
    /// An error number, or its name.
    Errno,
    /// An IPv4 address or network.
    Ipv4,
    /// An IPv6 address or network.
    Ipv6,
    /// The address of a network card.
    Mac,
    /// Nothing: the field is there or it is not.
    Mark,
    /// Seconds with a fraction.
    Seconds,
    /// The name of a socket.
    Socket,
}

impl Shape {
    /// The word for it in the keys of messages.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Choice(_) => "choice",
            Self::Count => "count",
            Self::Errno => "errno",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Mac => "mac",
            Self::Mark => "mark",
            Self::Seconds => "seconds",
            Self::Socket => "socket",
        }
    }

    /// The operators that its values have.
    #[must_use]
    pub fn operators(self) -> &'static [&'static str] {
        match self {
            Self::Bytes | Self::Errno => &["==", "!=", "contains", "matches", "in"],
            Self::Choice(_) | Self::Ipv4 | Self::Ipv6 | Self::Mac | Self::Socket => {
                &["==", "!=", "in"]
            }
            Self::Count | Self::Seconds => &["==", "!=", "<", "<=", ">", ">=", "in"],
            Self::Mark => &[],
        }
    }
}

/// Which of the two ends of a conversation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    Both,
    Destination,
    Source,
}

/// Where the values of a field are found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Source {
    Address(End),
    Call,
    Data,
    DataLen,
    Direction,
    Errno,
    Kind,
    Label,
    Mac(End),
    Number,
    Port(Transport, End),
    Protocol(Transport),
    Sampled(Sampled),
    Segment(Asked),
    SocketId,
    SocketKind,
    Time,
}

/// What of a segment; a mark or a protocol by its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    Ack,
    AckRaw,
    ArpOperation,
    Duplicate,
    Fate,
    Flag(Flags),
    FrameLen,
    IcmpCode,
    IcmpCodeV6,
    IcmpType,
    IcmpTypeV6,
    IpId,
    IpTtl,
    Len,
    Mark(&'static str),
    Marked,
    Mss,
    Number,
    On,
    Protocol(&'static str),
    Seq,
    SeqRaw,
    Shift,
    Stream(Protocol),
    TsEcho,
    TsValue,
    UdpLength,
    Window,
    WindowRaw,
}

/// TCP or UDP.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Transport {
    Tcp,
    Udp,
}

impl Field {
    /// The field of that name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        FIELDS.iter().find(|field| field.name == name)
    }

    /// The field whose name is most like a word that is no field.
    #[must_use]
    pub fn nearest(word: &str) -> Option<&'static Self> {
        let likeness = |field: &Self| strsim::normalized_damerau_levenshtein(field.name, word);
        let ranked = FIELDS.iter().map(|field| (likeness(field), field));
        let (likeness, field) = ranked.max_by(|(a, _), (b, _)| a.total_cmp(b))?;
        (0.6 <= likeness).then_some(field)
    }

    /// Whether a word looks like a field: the part before its first point begins one.
    #[must_use]
    pub fn looks_like_one(word: &str) -> bool {
        let Some((family, rest)) = word.split_once('.') else { return false };
        let named = rest.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
        let known = |field: &Self| field.name.split('.').next() == Some(family);
        !rest.is_empty() && named && FIELDS.iter().any(known)
    }

    /// The key of the message that says what it is.
    #[must_use]
    pub fn key(&self) -> String {
        format!("filter-field-{}", self.name.replace(['.', '_'], "-"))
    }
}

const fn field(name: &'static str, shape: Shape, source: Source, example: &'static str) -> Field {
    Field { name, shape, example, source }
}

/// A remark about a segment, by its word; the field is its own example.
const fn marked(name: &'static str, word: &'static str) -> Field {
    field(name, Shape::Mark, Source::Segment(Asked::Mark(word)), name)
}

/// Every field, in the order of the help.
pub static FIELDS: [Field; 85] = {
    use super::sampled::Sampled::{Cwnd, Owner, RecvQ, Retransmits, Rtt, SendQ, State, Timer};
    use End::{Both, Destination, Source as Origin};
    use Shape::{Bytes, Choice, Count, Errno, Ipv4, Ipv6, Mac, Mark, Seconds, Socket};
    use Source::Sampled as Sample;
    use Source::Segment;
    use Transport::{Tcp, Udp};
    [
        field("dir", Choice(&["sent", "recv"]), Source::Direction, "dir == sent"),
        field("data", Bytes, Source::Data, "data contains \"GET\""),
        field("data.len", Count, Source::DataLen, "data.len > 100"),
        field("ev.kind", Choice(&KINDS), Source::Kind, "ev.kind in {opened, closed}"),
        field("ev.call", Choice(&CALLS), Source::Call, "ev.call == connect"),
        field("ev.errno", Errno, Source::Errno, "ev.errno == ECONNREFUSED"),
        field("label", Choice(&LABELS), Source::Label, "label == sampled"),
        field("sock.id", Socket, Source::SocketId, "sock.id == s1"),
        field("sock.kind", Choice(&SOCKETS), Source::SocketKind, "sock.kind == tcp-listen"),
        field("tcp", Mark, Source::Protocol(Tcp), "tcp"),
        field("tcp.port", Count, Source::Port(Tcp, Both), "tcp.port == 8888"),
        field("tcp.srcport", Count, Source::Port(Tcp, Origin), "tcp.srcport == 8888"),
        field("tcp.dstport", Count, Source::Port(Tcp, Destination), "tcp.dstport == 8888"),
        field("udp", Mark, Source::Protocol(Udp), "udp"),
        field("udp.port", Count, Source::Port(Udp, Both), "udp.port in {53, 8888}"),
        field("udp.srcport", Count, Source::Port(Udp, Origin), "udp.srcport == 8888"),
        field("udp.dstport", Count, Source::Port(Udp, Destination), "udp.dstport == 8888"),
        field("ip.addr", Ipv4, Source::Address(Both), "ip.addr == 127.0.0.0/8"),
        field("ip.src", Ipv4, Source::Address(Origin), "ip.src == 127.0.0.1"),
        field("ip.dst", Ipv4, Source::Address(Destination), "ip.dst != 127.0.0.1"),
        field("ipv6.addr", Ipv6, Source::Address(Both), "ipv6.addr == ::1"),
        field("ipv6.src", Ipv6, Source::Address(Origin), "ipv6.src == ::1"),
        field("ipv6.dst", Ipv6, Source::Address(Destination), "ipv6.dst == fe80::/10"),
        field("frame.number", Count, Source::Number, "frame.number >= 100"),
        field("frame.time_relative", Seconds, Source::Time, "frame.time_relative < 1.5"),
        field("eth.addr", Mac, Source::Mac(Both), "eth.addr == 02:00:00:00:00:0a"),
        field("eth.src", Mac, Source::Mac(Origin), "eth.src == 02:00:00:00:00:0a"),
        field("eth.dst", Mac, Source::Mac(Destination), "eth.dst == ff:ff:ff:ff:ff:ff"),
        field("ip.ttl", Count, Segment(Asked::IpTtl), "ip.ttl < 64"),
        field("ip.id", Count, Segment(Asked::IpId), "ip.id == 0x1234"),
        field("arp", Mark, Segment(Asked::Protocol("ARP")), "arp"),
        field("arp.opcode", Count, Segment(Asked::ArpOperation), "arp.opcode == 1"),
        field("icmp", Mark, Segment(Asked::Protocol("ICMP")), "icmp"),
        field("icmp.type", Count, Segment(Asked::IcmpType), "icmp.type == 3"),
        field("icmp.code", Count, Segment(Asked::IcmpCode), "icmp.code == 3"),
        field("icmpv6", Mark, Segment(Asked::Protocol("ICMPv6")), "icmpv6"),
        field("icmpv6.type", Count, Segment(Asked::IcmpTypeV6), "icmpv6.type == 1"),
        field("icmpv6.code", Count, Segment(Asked::IcmpCodeV6), "icmpv6.code == 4"),
        field("frame.len", Count, Segment(Asked::FrameLen), "frame.len > 1000"),
        field("seg.number", Count, Segment(Asked::Number), "seg.number == 12"),
        field("seg.on", Choice(&PLACES), Segment(Asked::On), "seg.on == a"),
        field("seg.fate", Choice(&FATES), Segment(Asked::Fate), "seg.fate == dropped"),
        field("udp.length", Count, Segment(Asked::UdpLength), "udp.length > 8"),
        field("udp.stream", Count, Segment(Asked::Stream(Protocol::Udp)), "udp.stream == 1"),
        field("tcp.stream", Count, Segment(Asked::Stream(Protocol::Tcp)), "tcp.stream == 0"),
        field("tcp.len", Count, Segment(Asked::Len), "tcp.len > 0"),
        field("tcp.seq", Count, Segment(Asked::Seq), "tcp.seq == 1"),
        field("tcp.ack", Count, Segment(Asked::Ack), "tcp.ack > 1"),
        field("tcp.seq_raw", Count, Segment(Asked::SeqRaw), "tcp.seq_raw == 2909643478"),
        field("tcp.ack_raw", Count, Segment(Asked::AckRaw), "tcp.ack_raw == 2909643479"),
        field("tcp.window_size", Count, Segment(Asked::Window), "tcp.window_size < 2000"),
        field(
            "tcp.window_size_value",
            Count,
            Segment(Asked::WindowRaw),
            "tcp.window_size_value == 0",
        ),
        field("tcp.flags.syn", Count, Segment(Asked::Flag(Flags::SYN)), "tcp.flags.syn == 1"),
        field("tcp.flags.ack", Count, Segment(Asked::Flag(Flags::ACK)), "tcp.flags.ack == 0"),
        field("tcp.flags.fin", Count, Segment(Asked::Flag(Flags::FIN)), "tcp.flags.fin == 1"),
        field("tcp.flags.reset", Count, Segment(Asked::Flag(Flags::RST)), "tcp.flags.reset == 1"),
        field("tcp.flags.push", Count, Segment(Asked::Flag(Flags::PSH)), "tcp.flags.push == 1"),
        field("tcp.flags.urg", Count, Segment(Asked::Flag(Flags::URG)), "tcp.flags.urg == 1"),
        field("tcp.options.mss_val", Count, Segment(Asked::Mss), "tcp.options.mss_val < 1460"),
        field("tcp.options.wscale.shift", Count, Segment(Asked::Shift), "tcp.options.wscale.shift"),
        field(
            "tcp.options.timestamp.tsval",
            Count,
            Segment(Asked::TsValue),
            "tcp.options.timestamp.tsval",
        ),
        field(
            "tcp.options.timestamp.tsecr",
            Count,
            Segment(Asked::TsEcho),
            "tcp.options.timestamp.tsecr == 0",
        ),
        field("tcp.analysis.flags", Mark, Segment(Asked::Marked), "tcp.analysis.flags"),
        field(
            "tcp.analysis.duplicate_ack_num",
            Count,
            Segment(Asked::Duplicate),
            "tcp.analysis.duplicate_ack_num >= 3",
        ),
        marked("tcp.analysis.duplicate_ack", "duplicate-ack"),
        marked("tcp.analysis.fast_retransmission", "fast-retransmission"),
        marked("tcp.analysis.keep_alive", "keep-alive"),
        marked("tcp.analysis.keep_alive_ack", "keep-alive-ack"),
        marked("tcp.analysis.lost_segment", "previous-not-captured"),
        marked("tcp.analysis.out_of_order", "out-of-order"),
        marked("tcp.analysis.retransmission", "retransmission"),
        marked("tcp.analysis.spurious_retransmission", "spurious-retransmission"),
        marked("tcp.analysis.window_full", "window-full"),
        marked("tcp.analysis.window_update", "window-update"),
        marked("tcp.analysis.zero_window", "zero-window"),
        marked("tcp.analysis.zero_window_probe", "zero-window-probe"),
        marked("tcp.analysis.zero_window_probe_ack", "zero-window-probe-ack"),
        field("kernel.state", Choice(&STATES), Sample(State), "kernel.state == TIME-WAIT"),
        field("kernel.recv_q", Count, Sample(RecvQ), "kernel.recv_q > 0"),
        field("kernel.send_q", Count, Sample(SendQ), "kernel.send_q > 0"),
        field("kernel.timer", Choice(&TIMERS), Sample(Timer), "kernel.timer == retransmit"),
        field("kernel.owner", Choice(&OWNERS), Sample(Owner), "kernel.owner == accept-queue"),
        field("tcp.info.cwnd", Count, Sample(Cwnd), "tcp.info.cwnd < 10"),
        field("tcp.info.retransmits", Count, Sample(Retransmits), "tcp.info.retransmits > 0"),
        field("tcp.info.rtt", Seconds, Sample(Rtt), "tcp.info.rtt > 0.04"),
    ]
};

/// The field of an event's bytes.
pub(super) static DATA: &Field = &FIELDS[1];

/// The words of `Event::wire`.
pub(super) const KINDS: [&str; 17] = [
    "accepted", "called", "closed", "dropped", "ended", "failed", "kernel", "lab", "missed",
    "note", "opened", "received", "refused", "returned", "segment", "sent", "shutdown",
];
/// The names of `Call::name`.
pub(super) const CALLS: [&str; 11] = [
    "accept",
    "bind",
    "close",
    "connect",
    "getaddrinfo",
    "listen",
    "recv",
    "send",
    "setsockopt",
    "shutdown",
    "socket",
];
const LABELS: [&str; 5] = ["captured", "derived", "returned", "sampled", "playground"];
const SOCKETS: [&str; 4] = ["tcp-listen", "tcp-connect", "tcp-accepted", "udp"];
/// The words of `On::wire`.
const PLACES: [&str; 6] = ["host", "a", "b", "c", "d", "router"];
/// The words of `Outcome::wire`.
const FATES: [&str; 6] = ["corrupted", "delivered", "dropped", "duplicated", "held", "reordered"];
