//! Why the playground says no.

use std::net::{IpAddr, SocketAddr};

use crate::{errno::OsError, policy::Class, view::State};

/// Why the playground said no; each is a rule with a name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The class of the address is forbidden.
    #[error("{address} is {}; this playground does not use such addresses", class.wire())]
    AddressForbidden {
        /// The address.
        address: IpAddr,
        /// Its class.
        class: Class,
    },
    /// This machine's loopback may not be captured.
    #[error(
        "the packet socket was refused: {error}; allow it with: sudo setcap cap_net_raw+ep {program}"
    )]
    CaptureForbidden {
        /// What the kernel said.
        error: OsError,
        /// The path of this program.
        program: String,
    },
    /// Two automatic answerers would answer each other for ever.
    #[error(
        "{peer} is a socket of this playground that answers by itself; answering it would never end"
    )]
    EchoLoop {
        /// The other answerer.
        peer: SocketAddr,
    },
    /// The lab's helper process is gone.
    #[error("the lab of this session broke off; begin it again, or end it")]
    LabBroke,
    /// The lab cannot do what was asked of it: a step before it did not work.
    #[error("the lab cannot do it: {step} answered {error}")]
    LabFailed {
        /// The call, as its man page writes it.
        step: String,
        /// What the kernel said.
        error: OsError,
    },
    /// The name is a disguised number, or has characters that no host name has.
    #[error("{name:?} is not a host name; write an address in its usual form")]
    NameForbidden {
        /// The name.
        name: String,
    },
    /// The lab has no such host.
    #[error(
        "this lab has no host {name}; start one with another network, or name one that is there"
    )]
    NoHost {
        /// How it was called.
        name: String,
    },
    /// The session has no lab.
    #[error("this session has no lab; start one first")]
    NoLab,
    /// The kernel lane cannot be had.
    #[error("the kernel did not give its tables: {error}")]
    NoSamples {
        /// What the kernel said.
        error: OsError,
    },
    /// A frame that carries neither TCP nor UDP has no payload that could be another one.
    #[error("frame {frame} carries neither TCP nor UDP; it has no payload to edit")]
    NoPayload {
        /// Its number.
        frame: u64,
    },
    /// The state of the socket does not allow it.
    #[error("the socket is {}; it cannot {doing} now", state.wire())]
    NotNow {
        /// The state.
        state: State,
        /// What was asked for.
        doing: &'static str,
    },
    /// The playground's own port.
    #[error("port {port} is the playground's own")]
    OwnPort {
        /// The port.
        port: u16,
    },
    /// A connection from there may not come in.
    #[error("{peer} may not connect here; the connection was reset")]
    PeerForbidden {
        /// The other end.
        peer: SocketAddr,
    },
    /// A port below 1024.
    #[error("port {port} is below 1024")]
    PortReserved {
        /// The port.
        port: u16,
    },
    /// The session is over.
    #[error("the session has ended")]
    SessionEnded,
    /// The server stops.
    #[error("the server is stopping")]
    ShuttingDown,
    /// A raw stream has the socket.
    #[error("a raw stream has this socket")]
    Streaming,
    /// A request is larger than its limit.
    #[error("at most {limit} bytes at once")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Too many calls wait on one socket.
    #[error("{limit} calls wait on this socket already")]
    TooManyCalls {
        /// The limit.
        limit: usize,
    },
    /// The limit of labs is reached.
    #[error("there are {limit} labs already")]
    TooManyLabs {
        /// The limit.
        limit: usize,
    },
    /// The limit of rules is reached.
    #[error("there are {limit} rules already")]
    TooManyRules {
        /// The limit.
        limit: usize,
    },
    /// The limit of sessions is reached.
    #[error("there are {limit} sessions already")]
    TooManySessions {
        /// The limit.
        limit: usize,
    },
    /// What waits to be set in a lab has reached its limit.
    #[error("{limit} settings wait for the lab already")]
    TooManySettings {
        /// The limit.
        limit: usize,
    },
    /// The limit of sockets is reached.
    #[error("there are {limit} sockets already")]
    TooManySockets {
        /// The limit.
        limit: usize,
    },
    /// The limit of viewers is reached.
    #[error("there are {limit} viewers already")]
    TooManyViewers {
        /// The limit.
        limit: usize,
    },
    /// The peer does not read, and what waits for it has reached its limit.
    #[error("{limit} bytes wait to be sent already; the peer does not read")]
    TooMuchQueued {
        /// The limit in bytes.
        limit: usize,
    },
    /// No such frame is held, or not any more.
    #[error("frame {frame} is not held")]
    UnknownFrame {
        /// Its number.
        frame: u64,
    },
    /// There is no such knob.
    #[error("there is no knob {name:?}")]
    UnknownKnob {
        /// The name.
        name: String,
    },
    /// There is no such rule.
    #[error("there is no rule {rule}")]
    UnknownRule {
        /// Its number.
        rule: u32,
    },
    /// There is no such socket.
    #[error("there is no such socket in this session")]
    UnknownSocket,
    /// This kind of socket cannot do that.
    #[error("this kind of socket has no {what}")]
    Unsupported {
        /// What was asked for.
        what: &'static str,
    },
}

impl Refusal {
    /// How many bytes it keeps outside of itself.
    #[must_use]
    pub fn heap(&self) -> usize {
        if let Self::CaptureForbidden { program: text, .. }
        | Self::LabFailed { step: text, .. }
        | Self::NameForbidden { name: text }
        | Self::NoHost { name: text }
        | Self::UnknownKnob { name: text } = self
        {
            text.len()
        } else {
            0
        }
    }

    /// The stable word for the rule.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AddressForbidden { .. } => "address-forbidden",
            Self::CaptureForbidden { .. } => "capture-forbidden",
            Self::EchoLoop { .. } => "echo-loop",
            Self::LabBroke => "lab-broke",
            Self::LabFailed { .. } => "lab-failed",
            Self::NameForbidden { .. } => "name-forbidden",
            Self::NoHost { .. } => "no-host",
            Self::NoLab => "no-lab",
            Self::NoSamples { .. } => "no-samples",
            Self::NoPayload { .. } => "no-payload",
            Self::NotNow { .. } => "not-now",
            Self::OwnPort { .. } => "own-port",
            Self::PeerForbidden { .. } => "peer-forbidden",
            Self::PortReserved { .. } => "port-reserved",
            Self::SessionEnded => "session-ended",
            Self::ShuttingDown => "shutting-down",
            Self::Streaming => "streaming",
            Self::TooLarge { .. } => "too-large",
            Self::TooManyCalls { .. } => "too-many-calls",
            Self::TooManyLabs { .. } => "too-many-labs",
            Self::TooManyRules { .. } => "too-many-rules",
            Self::TooManySessions { .. } => "too-many-sessions",
            Self::TooManySettings { .. } => "too-many-settings",
            Self::TooManySockets { .. } => "too-many-sockets",
            Self::TooManyViewers { .. } => "too-many-viewers",
            Self::TooMuchQueued { .. } => "too-much-queued",
            Self::UnknownFrame { .. } => "unknown-frame",
            Self::UnknownKnob { .. } => "unknown-knob",
            Self::UnknownRule { .. } => "unknown-rule",
            Self::UnknownSocket => "unknown-socket",
            Self::Unsupported { .. } => "unsupported",
        }
    }
}
