//! What a kernel holds of a socket or a connection: a sample, as `sock_diag(7)` gives it.

use std::{net::SocketAddr, time::Duration};

use crate::{command::Protocol, node::On};

pub mod table;
pub mod walk;

/// One row of a kernel's table of sockets, at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Whose kernel.
    pub on: On,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// The local address.
    pub local: SocketAddr,
    /// The other end of a connection.
    pub peer: Option<SocketAddr>,
    /// Who has a descriptor of it.
    pub owner: Owner,
    /// The state.
    pub state: TcpState,
    /// Bytes that nobody has read; of a listener: connections that nobody has accepted.
    pub recv_q: u32,
    /// Bytes that are not acknowledged or not sent; of a listener: the limit of the accept queue.
    pub send_q: u32,
    /// What the kernel waits for.
    pub timer: Option<Timer>,
    /// `TCP_INFO`, `tcp(7)`.
    pub info: Option<TcpInfo>,
    /// `SK_MEMINFO`.
    pub memory: Option<Memory>,
    /// Of a listener: what the whole namespace refused for want of room, since the lane began.
    pub overflows: Option<Overflows>,
    /// How it was obtained.
    pub source: Source,
}

impl Sample {
    /// The state by its name in RFC 9293; a UDP socket without a peer is `UNCONN`, as `ss(8)` says.
    #[must_use]
    pub fn state_name(&self) -> &'static str {
        let there = self.source == Source::SockDiag;
        if self.protocol == Protocol::Udp && self.state == TcpState::Closed && there {
            "UNCONN"
        } else {
            self.state.name()
        }
    }
}

/// Who has a descriptor of a socket.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Owner {
    /// Nobody yet: it waits in the accept queue of a listener (inode 0).
    AcceptQueue,
    /// Nobody any more: the kernel finishes the connection by itself (orphan or TIME-WAIT, inode 0).
    Nobody,
    /// A socket of the session.
    Socket,
}

impl Owner {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::AcceptQueue => "accept-queue",
            Self::Nobody => "nobody",
            Self::Socket => "socket",
        }
    }
}

/// A state of a connection (RFC 9293 §3.3.2); UDP sockets are `Closed` or, connected, `Established`.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum TcpState {
    /// CLOSE-WAIT.
    CloseWait,
    /// CLOSED: there is no row.
    Closed,
    /// CLOSING.
    Closing,
    /// ESTABLISHED.
    Established,
    /// FIN-WAIT-1.
    FinWait1,
    /// FIN-WAIT-2.
    FinWait2,
    /// LAST-ACK.
    LastAck,
    /// LISTEN.
    Listen,
    /// SYN-RECEIVED.
    SynReceived,
    /// SYN-SENT.
    SynSent,
    /// TIME-WAIT.
    TimeWait,
}

impl TcpState {
    /// Every state, in the order of a connection's life.
    pub const ALL: [Self; 11] = [
        Self::Closed,
        Self::Listen,
        Self::SynSent,
        Self::SynReceived,
        Self::Established,
        Self::FinWait1,
        Self::FinWait2,
        Self::CloseWait,
        Self::Closing,
        Self::LastAck,
        Self::TimeWait,
    ];

    /// The name of RFC 9293; the contract's word too.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::CloseWait => "CLOSE-WAIT",
            Self::Closed => "CLOSED",
            Self::Closing => "CLOSING",
            Self::Established => "ESTABLISHED",
            Self::FinWait1 => "FIN-WAIT-1",
            Self::FinWait2 => "FIN-WAIT-2",
            Self::LastAck => "LAST-ACK",
            Self::Listen => "LISTEN",
            Self::SynReceived => "SYN-RECEIVED",
            Self::SynSent => "SYN-SENT",
            Self::TimeWait => "TIME-WAIT",
        }
    }
}

/// A timer of a connection.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Timer {
    /// Which.
    pub kind: TimerKind,
    /// How long until it fires.
    pub remaining: Duration,
    /// How often it has fired in a row: retransmissions or probes without an answer.
    pub fired: u8,
}

/// Which timer runs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TimerKind {
    /// The keepalive timer (RFC 9293 §3.8.4), or FIN-WAIT-2's.
    KeepAlive,
    /// The persist timer of a closed window (RFC 9293 §3.8.6.1).
    Persist,
    /// The retransmission timer (RFC 6298).
    Retransmit,
    /// TIME-WAIT's.
    TimeWait,
}

impl TimerKind {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::KeepAlive => "keepalive",
            Self::Persist => "persist",
            Self::Retransmit => "retransmit",
            Self::TimeWait => "time-wait",
        }
    }
}

/// The part of `struct tcp_info` that is shown; times of the kernel are in microseconds.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct TcpInfo {
    /// Smoothed round-trip time; zero before the first measurement.
    pub rtt: Duration,
    /// Its variation.
    pub rttvar: Duration,
    /// The retransmission timeout.
    pub rto: Duration,
    /// The congestion window, in segments.
    pub cwnd: u32,
    /// The slow start threshold, in segments; `None` while the kernel has none.
    pub ssthresh: Option<u32>,
    /// The peer's receive window, in bytes, as last announced (`tcpi_snd_wnd`).
    pub snd_wnd: u32,
    /// Our receive window, in bytes (`tcpi_rcv_wnd`, or `tcpi_rcv_space` of older kernels).
    pub rcv_wnd: u32,
    /// Segments that are sent and not acknowledged.
    pub unacked: u32,
    /// Segments that are believed lost.
    pub lost: u32,
    /// Segments that were retransmitted since the connection began.
    pub retransmits: u32,
    /// The largest segment that may be sent, in bytes.
    pub snd_mss: u32,
    /// What congestion control is doing: `open`, `disorder`, `cwr`, `recovery`, `loss`.
    pub ca_state: &'static str,
    /// The congestion control algorithm.
    pub congestion: String,
    /// Bytes that the peer acknowledged.
    pub bytes_acked: u64,
    /// Bytes that came.
    pub bytes_received: u64,
}

/// Memory of a socket, in bytes (`SK_MEMINFO_*`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Memory {
    /// What the receive queue takes.
    pub rmem: u32,
    /// What it may take (`SO_RCVBUF`).
    pub rcvbuf: u32,
    /// What the send queue takes.
    pub wmem: u32,
    /// What it may take (`SO_SNDBUF`).
    pub sndbuf: u32,
    /// Datagrams or segments that were dropped here.
    pub drops: u32,
}

/// What listeners of a namespace refused for want of room (`/proc/net/netstat`).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Overflows {
    /// `ListenOverflows`: the accept queue was full.
    pub overflows: u64,
    /// `ListenDrops`: SYNs and ACKs that were ignored.
    pub drops: u64,
}

/// How a sample was obtained.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Source {
    /// There was a row, and now there is none: CLOSED is inferred.
    Absence,
    /// `sock_diag(7)`.
    SockDiag,
}

impl Source {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Absence => "absence",
            Self::SockDiag => "sock_diag",
        }
    }
}
