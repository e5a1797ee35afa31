//! What the journal remembers.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;

use crate::{
    call::{Call, Value},
    command::How,
    errno::OsError,
    id::{Seq, SocketId},
    kernel::Sample,
    lab::LabEvent,
    option::OptionValue,
    policy::Refusal,
    segment::Segment,
    signal::DropSource,
};

mod note;

pub use note::Note;

/// An event in its place.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place; the journal has no holes.
    pub seq: Seq,
    /// Since the session began, on the monotonic clock.
    pub at: Duration,
    /// Whose event it is; `None` for the session itself.
    pub socket: Option<SocketId>,
    /// What happened.
    pub event: Event,
}

/// Something that happened. What is large and comes often is shared with all who read it.
#[derive(Clone, Debug)]
pub enum Event {
    /// A listener accepted a connection.
    Accepted {
        /// The new socket.
        child: SocketId,
        /// The other end.
        peer: SocketAddr,
    },
    /// A call was made and waits.
    Called(Box<Call>),
    /// A socket is closed.
    Closed {
        /// Why.
        why: Why,
        /// Bytes that had come and that nobody had read.
        unread: usize,
        /// Bytes that had been given and that were not sent.
        unsent: usize,
    },
    /// The kernel dropped datagrams because the receive buffer was full.
    Dropped {
        /// How many since this was last said.
        datagrams: u64,
        /// How many since the socket was made.
        total: u64,
        /// Who counted.
        source: DropSource,
    },
    /// The peer's FIN.
    Ended,
    /// An automatic call failed.
    Failed(Box<Failed>),
    /// An ICMP message about a datagram lay in the socket's error queue (`MSG_ERRQUEUE`).
    Icmp {
        /// The type.
        kind: u8,
        /// The code.
        code: u8,
        /// Who sent it.
        from: IpAddr,
        /// What the kernel makes of it.
        error: OsError,
    },
    /// What the kernel holds of a socket or a connection changed.
    Kernel(Arc<Sample>),
    /// Something happened to the lab.
    Lab(Box<LabEvent>),
    /// Frames that were missed, because a buffer was full (`PACKET_STATISTICS`): on loopback copies
    /// of them, and on the wire of a lab the frames, also such as it could not put on.
    Missed {
        /// How many since this was last said.
        frames: u64,
    },
    /// Narration.
    Noted(Note),
    /// A socket is ready to use.
    Opened(Box<Opened>),
    /// Bytes or a datagram came.
    Received {
        /// The bytes.
        payload: Payload,
        /// The sender of a datagram.
        from: Option<SocketAddr>,
    },
    /// The playground said no.
    Refused(Box<Refusal>),
    /// A call came back.
    Returned(Box<Returned>),
    /// A frame crossed a wire.
    Segment(Arc<Segment>),
    /// The kernel took bytes or a datagram.
    Sent {
        /// The bytes.
        payload: Payload,
        /// The receiver of a datagram.
        to: Option<SocketAddr>,
    },
    /// We ended a direction of a connection.
    ShutDown {
        /// Which.
        how: How,
    },
}

impl Event {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Called(_) => "called",
            Self::Closed { .. } => "closed",
            Self::Dropped { .. } => "dropped",
            Self::Ended => "ended",
            Self::Failed(_) => "failed",
            Self::Icmp { .. } => "icmp",
            Self::Kernel(_) => "kernel",
            Self::Lab(_) => "lab",
            Self::Missed { .. } => "missed",
            Self::Noted(_) => "note",
            Self::Opened(_) => "opened",
            Self::Received { .. } => "received",
            Self::Refused(_) => "refused",
            Self::Returned(_) => "returned",
            Self::Segment(_) => "segment",
            Self::Sent { .. } => "sent",
            Self::ShutDown { .. } => "shutdown",
        }
    }

    /// The call that it tells of.
    #[must_use]
    pub fn call(&self) -> Option<&Call> {
        match self {
            Self::Called(call) => Some(call),
            Self::Failed(failed) => Some(&failed.call),
            Self::Returned(returned) => Some(&returned.call),
            Self::Accepted { .. }
            | Self::Closed { .. }
            | Self::Dropped { .. }
            | Self::Ended
            | Self::Icmp { .. }
            | Self::Kernel(_)
            | Self::Lab(_)
            | Self::Missed { .. }
            | Self::Noted(_)
            | Self::Opened(_)
            | Self::Received { .. }
            | Self::Refused(_)
            | Self::Segment(_)
            | Self::Sent { .. }
            | Self::ShutDown { .. } => None,
        }
    }

    /// The error that a call came back with.
    #[must_use]
    pub fn error(&self) -> Option<OsError> {
        match self {
            Self::Failed(failed) => Some(failed.error),
            Self::Returned(returned) => returned.outcome.as_ref().err().copied(),
            Self::Accepted { .. }
            | Self::Called(_)
            | Self::Closed { .. }
            | Self::Dropped { .. }
            | Self::Ended
            | Self::Icmp { .. }
            | Self::Kernel(_)
            | Self::Lab(_)
            | Self::Missed { .. }
            | Self::Noted(_)
            | Self::Opened(_)
            | Self::Received { .. }
            | Self::Refused(_)
            | Self::Segment(_)
            | Self::Sent { .. }
            | Self::ShutDown { .. } => None,
        }
    }

    /// The other end of a datagram.
    #[must_use]
    pub fn other_end(&self) -> Option<SocketAddr> {
        match self {
            Self::Received { from: other, .. } | Self::Sent { to: other, .. } => *other,
            Self::Accepted { .. }
            | Self::Called(_)
            | Self::Closed { .. }
            | Self::Dropped { .. }
            | Self::Ended
            | Self::Icmp { .. }
            | Self::Kernel(_)
            | Self::Lab(_)
            | Self::Missed { .. }
            | Self::Failed(_)
            | Self::Noted(_)
            | Self::Opened(_)
            | Self::Refused(_)
            | Self::Segment(_)
            | Self::Returned(_)
            | Self::ShutDown { .. } => None,
        }
    }

    /// The bytes it keeps.
    #[must_use]
    pub fn payload(&self) -> Option<&Payload> {
        match self {
            Self::Received { payload, .. } | Self::Sent { payload, .. } => Some(payload),
            Self::Accepted { .. }
            | Self::Called(_)
            | Self::Closed { .. }
            | Self::Dropped { .. }
            | Self::Ended
            | Self::Icmp { .. }
            | Self::Kernel(_)
            | Self::Lab(_)
            | Self::Missed { .. }
            | Self::Failed(_)
            | Self::Noted(_)
            | Self::Opened(_)
            | Self::Refused(_)
            | Self::Segment(_)
            | Self::Returned(_)
            | Self::ShutDown { .. } => None,
        }
    }
}

/// Why a socket closed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Why {
    /// Somebody asked for it, or its work was done.
    Closed,
    /// Its task failed; a defect of this program.
    Crashed,
    /// Its browser went away and did not come back in time.
    Orphaned,
    /// The peer sent RST.
    PeerReset,
    /// Somebody asked for RST.
    Reset,
    /// The server stops.
    Shutdown,
}

impl Why {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Crashed => "crashed",
            Self::Orphaned => "orphaned",
            Self::PeerReset => "peer-reset",
            Self::Reset => "reset",
            Self::Shutdown => "shutdown",
        }
    }
}

/// An automatic call that failed.
#[derive(Clone, Debug)]
pub struct Failed {
    /// The call.
    pub call: Call,
    /// Its errno.
    pub error: OsError,
}

/// A socket that is ready to use.
#[derive(Clone, Debug)]
pub struct Opened {
    /// What it is.
    pub kind: Kind,
    /// Its address, as `getsockname(2)` says.
    pub local: SocketAddr,
    /// The other end.
    pub peer: Option<SocketAddr>,
    /// The listener that accepted it.
    pub parent: Option<SocketId>,
    /// Both ends are the same: TCP's simultaneous open with itself (RFC 9293 §3.5).
    pub self_connected: bool,
    /// Others than this machine may reach it.
    pub exposed: bool,
}

/// What an opened socket is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A connection that a listener accepted.
    TcpAccepted,
    /// A connection that we made.
    TcpConnect,
    /// A listener.
    TcpListen,
    /// A UDP socket.
    Udp,
}

impl Kind {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::TcpAccepted => "tcp-accepted",
            Self::TcpConnect => "tcp-connect",
            Self::TcpListen => "tcp-listen",
            Self::Udp => "udp",
        }
    }
}

/// A call that came back.
#[derive(Clone, Debug)]
pub struct Returned {
    /// The call with its arguments.
    pub call: Call,
    /// What it gave.
    pub outcome: Result<Value, OsError>,
    /// From the call to its return, waiting included.
    pub took: Duration,
    /// For `setsockopt`: what `getsockopt` read back.
    pub now: Option<OptionValue>,
    /// For a short `recv` of a datagram: how long it was before `MSG_TRUNC` cut it.
    pub whole: Option<usize>,
    /// For `recv` with `MSG_PEEK`: the bytes, which stay in the kernel's queue.
    pub peeked: Option<Payload>,
}

/// Bytes as the journal keeps them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Payload {
    /// The first bytes, at most [`Payload::KEPT`].
    pub head: Bytes,
    /// How many there were.
    pub len: u64,
}

impl Payload {
    /// How many bytes of one event are kept.
    pub const KEPT: usize = 4096;

    /// Keeps the head of what was carried, in memory of its own, so that the rest can be freed.
    #[must_use]
    pub fn keep(bytes: &[u8]) -> Self {
        let head = Bytes::copy_from_slice(&bytes[..bytes.len().min(Self::KEPT)]);
        Self { head, len: bytes.len() as u64 }
    }

    /// Only a length: the bytes went by without being kept.
    #[must_use]
    pub fn counted(len: u64) -> Self {
        Self { head: Bytes::new(), len }
    }

    /// Whether bytes are missing.
    #[must_use]
    pub fn truncated(&self) -> bool {
        (self.head.len() as u64) < self.len
    }
}
