//! What a user may ask.

use std::net::SocketAddr;

use bytes::Bytes;

use crate::{
    id::SocketId,
    lab::LabCommand,
    node::{Node, On},
    option::Setting,
};

/// A user's intent; one is one step.
#[derive(Clone, Debug)]
pub enum Command {
    /// `accept(2)`: take one finished connection from the queue; waits until there is one.
    Accept {
        /// The listener.
        socket: SocketId,
    },
    /// Switch the automatic behavior of a socket.
    Auto {
        /// Which socket.
        socket: SocketId,
        /// What to change; what is `None` stays.
        change: AutoChange,
    },
    /// `bind(2)`.
    Bind {
        /// Which socket.
        socket: SocketId,
        /// The local address.
        at: Host,
    },
    /// `close(2)`.
    Close {
        /// Which socket.
        socket: SocketId,
    },
    /// `connect(2)`; for UDP it sets the peer and sends nothing.
    Connect {
        /// Which socket.
        socket: SocketId,
        /// The peer.
        to: Host,
    },
    /// `socket(2)`: a manual socket that is not bound to anything.
    Create {
        /// TCP or UDP.
        protocol: Protocol,
        /// IPv4 or IPv6.
        family: Family,
        /// Whose kernel.
        on: On,
    },
    /// Something for the session's lab.
    Lab(LabCommand),
    /// `listen(2)`.
    Listen {
        /// Which socket.
        socket: SocketId,
        /// The limit of the accept queue that the kernel is given.
        backlog: u32,
    },
    /// Several calls at once: a socket that is ready to use.
    Open(Open),
    /// `recv(2)`; waits until there is something.
    Recv {
        /// Which socket.
        socket: SocketId,
        /// The size of the buffer in bytes.
        max: usize,
        /// `MSG_PEEK`: leave the bytes in the kernel's queue.
        peek: bool,
    },
    /// Close with RST: `SO_LINGER` 0, then `close(2)`.
    Reset {
        /// Which socket.
        socket: SocketId,
    },
    /// `send(2)` or `sendto(2)`.
    Send {
        /// Which socket.
        socket: SocketId,
        /// The bytes; for UDP one datagram.
        bytes: Bytes,
        /// The receiver of a datagram; `None` for a connected socket.
        to: Option<Host>,
    },
    /// `setsockopt(2)`, read back with `getsockopt(2)`.
    Set {
        /// Which socket.
        socket: SocketId,
        /// The option and its value.
        setting: Setting,
    },
    /// `shutdown(2)`.
    Shutdown {
        /// Which socket.
        socket: SocketId,
        /// Which direction.
        how: How,
    },
    /// Give the bytes of a connected TCP socket to one raw stream.
    Stream {
        /// Which socket.
        socket: SocketId,
    },
    /// Switch the lanes of the session; what is `None` stays.
    Watch {
        /// Samples of what the kernels hold, for every socket of the session.
        kernel: Option<bool>,
        /// The capture of this machine's loopback; a lab's wire is always captured.
        wire: Option<bool>,
    },
}

/// A socket that is made ready with one command.
#[derive(Clone, Debug)]
pub struct Open {
    /// What to make.
    pub role: OpenRole,
    /// Whether it acts by itself afterward.
    pub mode: Mode,
    /// What it answers by itself.
    pub respond: Respond,
    /// Options, set before bind.
    pub settings: Vec<Setting>,
    /// Whose kernel.
    pub on: On,
}

/// What [`Open`] makes.
#[derive(Clone, Debug)]
pub enum OpenRole {
    /// A TCP connection to a peer.
    TcpConnect {
        /// The peer.
        to: Host,
        /// The local address, if it matters.
        at: Option<Host>,
    },
    /// A TCP listener.
    TcpListen {
        /// The local address.
        at: Host,
        /// The limit of the accept queue that the kernel is given.
        backlog: u32,
    },
    /// A UDP socket.
    Udp {
        /// The local address.
        at: Option<Host>,
        /// The peer to connect to.
        to: Option<Host>,
    },
}

/// A host and a port as a user gives them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Host {
    /// An address in numbers.
    Address(SocketAddr),
    /// A name that must be resolved.
    Name {
        /// The host name.
        name: String,
        /// The port.
        port: u16,
    },
}

impl Host {
    /// The name and the port, where there is a name to be looked up.
    #[must_use]
    pub fn name(&self) -> Option<(String, u16)> {
        match self {
            Self::Address(_) => None,
            Self::Name { name, port } => Some((name.clone(), *port)),
        }
    }
}

impl Command {
    /// The host of the lab that it makes a socket on.
    #[must_use]
    pub fn node(&self) -> Option<Node> {
        let on = match self {
            Self::Create { on, .. } => *on,
            Self::Open(open) => open.on,
            Self::Accept { .. }
            | Self::Auto { .. }
            | Self::Bind { .. }
            | Self::Close { .. }
            | Self::Connect { .. }
            | Self::Lab(_)
            | Self::Listen { .. }
            | Self::Recv { .. }
            | Self::Reset { .. }
            | Self::Send { .. }
            | Self::Set { .. }
            | Self::Shutdown { .. }
            | Self::Stream { .. }
            | Self::Watch { .. } => return None,
        };
        on.node()
    }

    /// The name in it that has to be looked up, with its port.
    #[must_use]
    pub fn name(&self) -> Option<(String, u16)> {
        match self {
            Self::Bind { at: host, .. }
            | Self::Connect { to: host, .. }
            | Self::Send { to: Some(host), .. } => host.name(),
            Self::Accept { .. }
            | Self::Auto { .. }
            | Self::Close { .. }
            | Self::Create { .. }
            | Self::Lab(_)
            | Self::Listen { .. }
            | Self::Open(_)
            | Self::Recv { .. }
            | Self::Reset { .. }
            | Self::Send { to: None, .. }
            | Self::Set { .. }
            | Self::Shutdown { .. }
            | Self::Stream { .. }
            | Self::Watch { .. } => None,
        }
    }
}

/// The changes an `auto` command makes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct AutoChange {
    /// Accept connections by itself.
    pub accept: Option<bool>,
    /// Read by itself; off lets the kernel's buffer fill and the peer's window close.
    pub read: Option<bool>,
    /// What to answer by itself.
    pub respond: Option<Respond>,
}

/// Whether a socket acts by itself.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mode {
    /// It accepts and reads by itself.
    Auto,
    /// Every call is a step of its own.
    Manual,
}

impl Mode {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Manual => "manual",
        }
    }
}

/// What a socket in auto mode answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Respond {
    /// Nothing, and only the lengths of what came are kept (RFC 863).
    Discard,
    /// The same bytes (RFC 862).
    Echo,
    /// Nothing.
    None,
    /// The same bytes with ASCII letters in upper case.
    Upper,
}

impl Respond {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Discard => "discard",
            Self::Echo => "echo",
            Self::None => "none",
            Self::Upper => "upper",
        }
    }

    /// Whether it sends anything.
    #[must_use]
    pub fn answers(self) -> bool {
        matches!(self, Self::Echo | Self::Upper)
    }
}

/// A transport protocol.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Protocol {
    /// RFC 9293.
    Tcp,
    /// RFC 768.
    Udp,
}

impl Protocol {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// An address family.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Family {
    /// `AF_INET`.
    Ipv4,
    /// `AF_INET6`.
    Ipv6,
}

impl Family {
    /// The family of an address.
    #[must_use]
    pub fn of(address: &SocketAddr) -> Self {
        if address.is_ipv4() { Self::Ipv4 } else { Self::Ipv6 }
    }

    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
        }
    }
}

/// Which direction of a connection `shutdown(2)` ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum How {
    /// `SHUT_RDWR`.
    Both,
    /// `SHUT_RD`.
    Read,
    /// `SHUT_WR`: sends FIN.
    Write,
}

impl How {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Read => "read",
            Self::Write => "write",
        }
    }
}
