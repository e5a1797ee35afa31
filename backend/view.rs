//! A socket as a person or a program sees it.

use std::net::SocketAddr;

use crate::{
    command::{Family, Mode, Protocol, Respond},
    id::{Seq, SocketId},
    node::On,
};

/// The state of one socket at one place of the journal.
#[derive(Clone, Debug)]
pub struct SocketView {
    /// Its name.
    pub id: SocketId,
    /// Whose kernel has it.
    pub on: On,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// IPv4 or IPv6.
    pub family: Family,
    /// Whether it acts by itself.
    pub mode: Mode,
    /// Where it is in its life.
    pub state: State,
    /// Its address.
    pub local: Option<SocketAddr>,
    /// The other end.
    pub peer: Option<SocketAddr>,
    /// The other end of a connection attempt that is under way.
    pub attempt: Option<SocketAddr>,
    /// The listener that accepted it.
    pub parent: Option<SocketId>,
    /// It accepts by itself.
    pub accepts: bool,
    /// It reads by itself.
    pub reads: bool,
    /// What it answers by itself.
    pub respond: Respond,
    /// The backlog given to `listen`.
    pub backlog: Option<u32>,
    /// The peer sent FIN.
    pub peer_finished: bool,
    /// We sent FIN.
    pub we_finished: bool,
    /// A raw stream has it.
    pub streaming: bool,
    /// Others than this machine may reach it.
    pub exposed: bool,
    /// It takes no IPv4, although it is one of IPv6: `IPV6_V6ONLY` was set.
    pub only_v6: bool,
    /// The names of the calls that wait, oldest first.
    pub waiting: Vec<&'static str>,
    /// Bytes that the kernel took.
    pub sent: u64,
    /// Bytes that were received.
    pub received: u64,
    /// Bytes that were given and that the kernel has not taken.
    pub queued: usize,
    /// Datagrams that the kernel took.
    pub datagrams_sent: u64,
    /// Datagrams that were received.
    pub datagrams_received: u64,
    /// Datagrams that the kernel dropped at this socket.
    pub datagrams_dropped: u64,
    /// The event that last touched it.
    pub changed: Seq,
}

impl SocketView {
    /// A socket that exists, and that nothing has happened to.
    #[must_use]
    pub fn new(id: SocketId, protocol: Protocol, family: Family) -> Self {
        Self {
            id,
            on: On::Host,
            protocol,
            family,
            mode: Mode::Manual,
            state: State::Created,
            local: None,
            peer: None,
            attempt: None,
            parent: None,
            accepts: false,
            reads: false,
            respond: Respond::None,
            backlog: None,
            peer_finished: false,
            we_finished: false,
            streaming: false,
            exposed: false,
            only_v6: false,
            waiting: Vec::new(),
            sent: 0,
            received: 0,
            queued: 0,
            datagrams_sent: 0,
            datagrams_received: 0,
            datagrams_dropped: 0,
            changed: Seq::START,
        }
    }
}

/// Which lanes of a session are on; a lab's are always.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Lanes {
    /// Samples of what this machine's kernel holds.
    pub kernel: bool,
    /// The capture of this machine's loopback.
    pub wire: bool,
}

/// Where a socket is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// It has an address.
    Bound,
    /// The descriptor is gone.
    Closed,
    /// It closes as soon as what was given to it is sent.
    Closing,
    /// A connection attempt goes on.
    Connecting,
    /// It exists.
    Created,
    /// It takes connections.
    Listening,
    /// It can send and receive.
    Open,
}

impl State {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Bound => "bound",
            Self::Closed => "closed",
            Self::Closing => "closing",
            Self::Connecting => "connecting",
            Self::Created => "created",
            Self::Listening => "listening",
            Self::Open => "open",
        }
    }
}
