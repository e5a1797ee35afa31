//! Where to read more: manual pages, and sections of RFCs.

use backend::{
    call::Call,
    command::Protocol,
    errno::OsError,
    event::{Kind, Why},
    kernel::{Sample, TcpState, TimerKind},
    option::OptionName,
};

/// A manual page or a section of an RFC.
#[derive(Clone, Debug)]
pub(super) struct Source {
    /// As it is cited, such as `bind(2)` or `RFC 9293 §3.5`.
    pub(super) name: String,
    /// The title of the section, which is English in every language.
    pub(super) title: &'static str,
    /// Its address.
    pub(super) url: String,
}

impl Source {
    /// Whether it is about TCP alone.
    pub(super) fn is_of_tcp(&self) -> bool {
        self.name.starts_with("RFC 9293") || self.name == "tcp(7)"
    }
}

/// Where a call is described.
pub(super) fn of_call(call: &Call, protocol: Option<Protocol>) -> Vec<Source> {
    let tcp = protocol != Some(Protocol::Udp);
    let udp = protocol != Some(Protocol::Tcp);
    let by_protocol = |page: Source, section: Source| {
        let sections = [tcp.then_some(section), udp.then(udp_standard)];
        [page].into_iter().chain(sections.into_iter().flatten()).collect()
    };
    match call {
        Call::Accept => vec![man("accept", 2), ESTABLISHING.cite()],
        Call::Bind { .. } => {
            vec![man("bind", 2), man("ip", 7), rfc(6335, "6", "Port Number Ranges")]
        }
        Call::Close => by_protocol(man("close", 2), CLOSING.cite()),
        Call::Connect { .. } => by_protocol(man("connect", 2), ESTABLISHING.cite()),
        Call::GetAddrInfo { .. } => vec![man("getaddrinfo", 3)],
        Call::Listen { .. } => vec![man("listen", 2), ESTABLISHING.cite()],
        Call::Recv { .. } => by_protocol(man("recv", 2), SEGMENTATION.cite()),
        Call::Reset => vec![man("socket", 7), rfc(9293, "3.10.5", "ABORT Call")],
        Call::Send { .. } => by_protocol(man("send", 2), SEGMENTATION.cite()),
        Call::SetSockOpt { setting } => {
            let mut sources = vec![man("setsockopt", 2)];
            sources.extend(of_option(setting.option));
            sources
        }
        Call::Shutdown { .. } => by_protocol(man("shutdown", 2), HALF_CLOSED.cite()),
        Call::Socket { protocol, .. } => {
            let own = match protocol {
                Protocol::Tcp => man("tcp", 7),
                Protocol::Udp => man("udp", 7),
            };
            vec![man("socket", 2), own]
        }
    }
}

fn of_option(option: OptionName) -> Vec<Source> {
    match option {
        OptionName::Broadcast => {
            vec![man("socket", 7), rfc(919, "", "Broadcasting Internet Datagrams")]
        }
        OptionName::Congestion => {
            vec![man("tcp", 7), rfc(9293, "3.8.2", "TCP Congestion Control")]
        }
        OptionName::Cork => vec![man("tcp", 7)],
        OptionName::KeepAlive => vec![man("socket", 7), rfc(9293, "3.8.4", "TCP Keep-Alives")],
        OptionName::Linger => vec![man("socket", 7), CLOSING.cite()],
        OptionName::MaxSegment => {
            vec![man("tcp", 7), rfc(9293, "3.7.1", "Maximum Segment Size Option")]
        }
        OptionName::NoDelay => vec![man("tcp", 7), rfc(9293, "3.7.4", "Nagle Algorithm")],
        OptionName::QuickAck => vec![
            man("tcp", 7),
            rfc(9293, "3.8.6.3", "Delayed Acknowledgments -- When to Send an ACK Segment"),
        ],
        OptionName::ReceiveBuffer | OptionName::SendBuffer => {
            vec![man("socket", 7), rfc(9293, "3.8.6", "Managing the Window")]
        }
        OptionName::ReceiveTimeout | OptionName::ReusePort => vec![man("socket", 7)],
        OptionName::ReuseAddress => vec![man("socket", 7), HALF_CLOSED.cite()],
        OptionName::TimeToLive => vec![man("ip", 7), rfc(791, "3.1", "Internet Header Format")],
        OptionName::UserTimeout => {
            vec![man("tcp", 7), rfc(9293, "3.8.3", "TCP Connection Failures")]
        }
        OptionName::V6Only => {
            vec![man("ipv6", 7), rfc(3493, "5.3", "IPV6_V6ONLY option for AF_INET6 Sockets")]
        }
    }
}

/// Where an error number is described.
pub(super) fn of_error(error: OsError, protocol: Option<Protocol>) -> Vec<Source> {
    if error.code() < 0 {
        return vec![man("gai_strerror", 3)];
    }
    let standard = match &*error.name() {
        "ECONNREFUSED" if protocol == Some(Protocol::Udp) => {
            Some(rfc(1122, "4.1.3.3", "ICMP Messages"))
        }
        "ECONNREFUSED" => Some(rfc(9293, "3.5.2", "Reset Generation")),
        "ECONNRESET" => Some(rfc(9293, "3.5.3", "Reset Processing")),
        "ETIMEDOUT" => Some(rfc(9293, "3.8.3", "TCP Connection Failures")),
        "EADDRINUSE" => Some(HALF_CLOSED.cite()),
        _ => None,
    };
    [man("errno", 3)].into_iter().chain(standard).collect()
}

/// Where the end of a socket is described.
pub(super) fn of_close(why: Why, protocol: Option<Protocol>) -> Vec<Source> {
    match why {
        Why::Closed | Why::Crashed | Why::Orphaned | Why::Shutdown => {
            let mut sources = of_call(&Call::Close, protocol);
            if protocol != Some(Protocol::Udp) {
                sources.push(HALF_CLOSED.cite());
            }
            sources
        }
        Why::PeerReset => vec![rfc(9293, "3.5.3", "Reset Processing")],
        Why::Reset => of_call(&Call::Reset, protocol),
    }
}

/// Where a kind of socket is described.
pub(super) fn of_kind(kind: Kind) -> Vec<Source> {
    match kind {
        Kind::TcpAccepted | Kind::TcpConnect | Kind::TcpListen => {
            vec![man("tcp", 7), ESTABLISHING.cite()]
        }
        Kind::Udp => vec![man("udp", 7), udp_standard()],
    }
}

/// Where lost datagrams are counted.
pub(super) fn of_drops() -> Vec<Source> {
    vec![man("socket", 7), udp_standard()]
}

/// Where the peer's FIN is described.
pub(super) fn of_end() -> Vec<Source> {
    vec![man("recv", 2), CLOSING.cite(), HALF_CLOSED.cite()]
}

/// Where the state and the timer of a sample are described.
pub(super) fn of_sample(sample: &Sample) -> Vec<Source> {
    let mut sources = vec![man("sock_diag", 7), man("ss", 8)];
    if sample.protocol == Protocol::Udp {
        sources.push(man("udp", 7));
        return sources;
    }
    sources.extend([man("tcp", 7), STATES.cite()]);
    sources.extend(match sample.state {
        TcpState::Closed | TcpState::Established => None,
        TcpState::Listen => Some(man("listen", 2)),
        TcpState::SynReceived | TcpState::SynSent => Some(ESTABLISHING.cite()),
        TcpState::CloseWait | TcpState::FinWait2 => Some(HALF_CLOSED.cite()),
        TcpState::Closing | TcpState::FinWait1 | TcpState::LastAck | TcpState::TimeWait => {
            Some(CLOSING.cite())
        }
    });
    sources.extend(sample.timer.and_then(|timer| match timer.kind {
        TimerKind::KeepAlive => Some(rfc(9293, "3.8.4", "TCP Keep-Alives")),
        TimerKind::Persist => Some(rfc(9293, "3.8.6.1", "Zero-Window Probing")),
        TimerKind::Retransmit => Some(rfc(6298, "5", "Managing the RTO Timer")),
        TimerKind::TimeWait => None,
    }));
    if sample.info.is_some() {
        sources.push(rfc(9293, "3.8.2", "TCP Congestion Control"));
        sources.push(rfc(5681, "3", "Congestion Control Algorithms"));
    }
    sources
}

fn man(name: &str, section: u8) -> Source {
    let url = format!("https://man7.org/linux/man-pages/man{section}/{name}.{section}.html");
    Source { name: format!("{name}({section})"), title: "", url }
}

pub(super) fn rfc(number: u16, section: &str, title: &'static str) -> Source {
    let url = format!("https://www.rfc-editor.org/rfc/rfc{number}");
    if section.is_empty() {
        return Source { name: format!("RFC {number}"), title, url };
    }
    let url = format!("{url}#section-{section}");
    Source { name: format!("RFC {number} §{section}"), title, url }
}

pub(super) fn udp_standard() -> Source {
    rfc(768, "", "User Datagram Protocol")
}

/// A section of RFC 9293 that is cited often.
struct Section(&'static str, &'static str);

impl Section {
    fn cite(&self) -> Source {
        rfc(9293, self.0, self.1)
    }
}

const STATES: Section = Section("3.3.2", "State Machine Overview");
const ESTABLISHING: Section = Section("3.5", "Establishing a Connection");
const CLOSING: Section = Section("3.6", "Closing a Connection");
const HALF_CLOSED: Section = Section("3.6.1", "Half-Closed Connections");
const SEGMENTATION: Section = Section("3.7", "Segmentation");
