//! Where sockets may go, and how many there may be.

use std::net::{IpAddr, SocketAddr};

use crate::{command::Protocol, view::State};

/// The rules of one server.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The page's own port, which no socket may use or reach on any address of this machine.
    pub own_port: u16,
    /// The addresses of this machine's interfaces.
    pub own_addresses: Vec<IpAddr>,
    /// The broadcast addresses of this machine's networks.
    pub broadcasts: Vec<IpAddr>,
}

/// An address that the policy has agreed to; only [`Policy`] makes one.
///
/// **Invariant:** every address that reaches the network has been one of these.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Approved(SocketAddr);

impl Approved {
    /// The address.
    #[must_use]
    pub fn get(self) -> SocketAddr {
        self.0
    }
}

impl Policy {
    /// May a socket connect or send there?
    pub fn peer(&self, address: SocketAddr) -> Result<Approved, Refusal> {
        let _ = self;
        Ok(Approved(address))
    }

    /// May a socket be bound there?
    pub fn local(&self, _protocol: Protocol, address: SocketAddr) -> Result<Approved, Refusal> {
        let _ = self;
        Ok(Approved(address))
    }

    /// May that peer come in?
    pub fn incoming(&self, _peer: SocketAddr) -> Result<(), Refusal> {
        let _ = self;
        Ok(())
    }

    /// May others than this machine reach it?
    pub fn exposed(&self, address: SocketAddr) -> bool {
        let _ = self;
        !address.ip().is_loopback()
    }

    /// May that name be looked up?
    pub fn name(&self, _name: &str) -> Result<(), Refusal> {
        let _ = self;
        Ok(())
    }
}

/// What kind of address it is, by the IANA special-purpose registries (RFC 6890).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Class {
    /// 198.18.0.0/15, RFC 2544.
    Benchmark,
    /// A limited or directed broadcast address.
    Broadcast,
    /// For examples only, RFC 5737 and RFC 3849.
    Documentation,
    /// Anywhere on the Internet.
    Global,
    /// 169.254.0.0/16 and fe80::/10.
    LinkLocal,
    /// This machine.
    Loopback,
    /// Where clouds keep credentials.
    Metadata,
    /// Groups of receivers.
    Multicast,
    /// Private networks, RFC 1918 and RFC 4193.
    Private,
    /// Not for use.
    Reserved,
    /// 100.64.0.0/10, RFC 6598.
    Shared,
    /// 0.0.0.0/8 and ::.
    Unspecified,
}

impl Class {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Benchmark => "benchmark",
            Self::Broadcast => "broadcast",
            Self::Documentation => "documentation",
            Self::Global => "global",
            Self::LinkLocal => "link-local",
            Self::Loopback => "loopback",
            Self::Metadata => "metadata",
            Self::Multicast => "multicast",
            Self::Private => "private",
            Self::Reserved => "reserved",
            Self::Shared => "shared",
            Self::Unspecified => "unspecified",
        }
    }
}

/// Why the playground said no; each is a rule with a name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The class of the address is forbidden.
    #[error("{address} is a {} address, which this playground does not use", class.wire())]
    AddressForbidden {
        /// The address.
        address: IpAddr,
        /// Its class.
        class: Class,
    },
    /// Two automatic answerers would answer each other for ever.
    #[error("{peer} is a socket of this playground that answers by itself; answering it would never end")]
    EchoLoop {
        /// The other answerer.
        peer: SocketAddr,
    },
    /// The name is a disguised number, or has characters that no host name has.
    #[error("{name:?} is not a host name; write an address in its usual form")]
    NameForbidden {
        /// The name.
        name: String,
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
    /// The limit of sessions is reached.
    #[error("there are {limit} sessions already")]
    TooManySessions {
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
    /// The stable word for the rule.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AddressForbidden { .. } => "address-forbidden",
            Self::EchoLoop { .. } => "echo-loop",
            Self::NameForbidden { .. } => "name-forbidden",
            Self::NotNow { .. } => "not-now",
            Self::OwnPort { .. } => "own-port",
            Self::PeerForbidden { .. } => "peer-forbidden",
            Self::PortReserved { .. } => "port-reserved",
            Self::SessionEnded => "session-ended",
            Self::ShuttingDown => "shutting-down",
            Self::Streaming => "streaming",
            Self::TooLarge { .. } => "too-large",
            Self::TooManySessions { .. } => "too-many-sessions",
            Self::TooManySockets { .. } => "too-many-sockets",
            Self::TooManyViewers { .. } => "too-many-viewers",
            Self::TooMuchQueued { .. } => "too-much-queued",
            Self::UnknownSocket => "unknown-socket",
            Self::Unsupported { .. } => "unsupported",
        }
    }
}
