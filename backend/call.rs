//! System calls, as they are made and as they are remembered.

use std::net::SocketAddr;

use bytes::Bytes;

use crate::{
    command::{Family, How, Protocol},
    id::SocketId,
    option::{OptionValue, Setting},
};

/// One system call with its arguments; the socket it is made on is said elsewhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Call {
    /// `accept4(2)`.
    Accept,
    /// `bind(2)`.
    Bind {
        /// The local address.
        at: SocketAddr,
    },
    /// `close(2)`.
    Close,
    /// `connect(2)`.
    Connect {
        /// The peer.
        to: SocketAddr,
    },
    /// `getaddrinfo(3)`, which is not a system call but waits like one.
    GetAddrInfo {
        /// The host name.
        name: String,
        /// The port, which takes no part in the lookup.
        port: u16,
    },
    /// `listen(2)`.
    Listen {
        /// The limit of the accept queue.
        backlog: u32,
    },
    /// `recv(2)`, `recvfrom(2)`, or `recvmsg(2)`.
    Recv {
        /// The size of the buffer in bytes.
        max: usize,
        /// With `MSG_PEEK`.
        peek: bool,
    },
    /// `SO_LINGER` 0 and `close(2)`: RST instead of FIN.
    Reset,
    /// `send(2)` or `sendto(2)`.
    Send {
        /// How many bytes were given.
        len: usize,
        /// The receiver, for a datagram with an address of its own.
        to: Option<SocketAddr>,
    },
    /// `setsockopt(2)`.
    SetSockOpt {
        /// The option and the value asked for.
        setting: Setting,
    },
    /// `shutdown(2)`.
    Shutdown {
        /// Which direction.
        how: How,
    },
    /// `socket(2)`.
    Socket {
        /// TCP or UDP.
        protocol: Protocol,
        /// IPv4 or IPv6.
        family: Family,
    },
}

impl Call {
    /// The name of the function, as in its man page.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Bind { .. } => "bind",
            Self::Close | Self::Reset => "close",
            Self::Connect { .. } => "connect",
            Self::GetAddrInfo { .. } => "getaddrinfo",
            Self::Listen { .. } => "listen",
            Self::Recv { .. } => "recv",
            Self::Send { .. } => "send",
            Self::SetSockOpt { .. } => "setsockopt",
            Self::Shutdown { .. } => "shutdown",
            Self::Socket { .. } => "socket",
        }
    }
}

impl Call {
    /// The size of the buffer of a `recv`, and whether it only peeks.
    #[must_use]
    pub fn buffer(&self) -> (usize, bool) {
        if let Self::Recv { max, peek } = self { (*max, *peek) } else { (0, false) }
    }

    /// The direction of a `shutdown`.
    #[must_use]
    pub fn direction(&self) -> Option<How> {
        if let Self::Shutdown { how } = self { Some(*how) } else { None }
    }

    /// The backlog of a `listen`.
    #[must_use]
    pub fn backlog(&self) -> Option<u32> {
        if let Self::Listen { backlog } = self { Some(*backlog) } else { None }
    }

    /// The peer of a `connect`.
    #[must_use]
    pub fn peer(&self) -> Option<SocketAddr> {
        if let Self::Connect { to } = self { Some(*to) } else { None }
    }

    /// How many bytes it keeps outside of itself.
    #[must_use]
    pub fn heap(&self) -> usize {
        match self {
            Self::GetAddrInfo { name, .. } => name.len(),
            Self::SetSockOpt { setting: Setting { value: OptionValue::Word(word), .. } } => {
                word.len()
            }
            Self::Accept
            | Self::Bind { .. }
            | Self::Close
            | Self::Connect { .. }
            | Self::Listen { .. }
            | Self::Recv { .. }
            | Self::Reset
            | Self::Send { .. }
            | Self::SetSockOpt { .. }
            | Self::Shutdown { .. }
            | Self::Socket { .. } => 0,
        }
    }

    /// The receiver of a datagram.
    #[must_use]
    pub fn receiver(&self) -> Option<SocketAddr> {
        if let Self::Send { to, .. } = self { *to } else { None }
    }

    /// How many bytes a `send` was given.
    #[must_use]
    pub fn unsent(&self) -> usize {
        if let Self::Send { len, .. } = self { *len } else { 0 }
    }
}

/// What a call that succeeded gave back, with what was asked of the kernel right after it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// A connection; the new socket itself travels beside the signal.
    Accepted {
        /// Our end, as `getsockname(2)` says.
        local: SocketAddr,
        /// The other end.
        peer: SocketAddr,
    },
    /// `bind` and, for TCP, `listen`: the address the socket has, as `getsockname(2)` says.
    Bound {
        /// The local address.
        local: SocketAddr,
    },
    /// `connect`: both addresses, as `getsockname(2)` and `getpeername(2)` say.
    Connected {
        /// Our end.
        local: SocketAddr,
        /// The other end.
        peer: SocketAddr,
    },
    /// `recv`: the bytes.
    Data(Data),
    /// Zero, and nothing more to say.
    Done,
    /// `setsockopt`: what `getsockopt(2)` read back, if the option can be read.
    Now(Option<OptionValue>),
    /// `send`: how many bytes the kernel took, and which.
    Took(Bytes),
}

/// What one receiving call brought.
#[derive(Clone, Debug)]
pub struct Data {
    /// The bytes that fitted into the buffer.
    pub bytes: Bytes,
    /// How long the datagram was on arrival; for TCP the number of bytes.
    pub len: usize,
    /// The sender of a datagram.
    pub from: Option<SocketAddr>,
}

/// The return value of a remembered call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Value {
    /// A number, as the man page says.
    Number(usize),
    /// The connection was reset, because it may not be here.
    Reset,
    /// A new socket, by its name instead of its descriptor.
    Socket(SocketId),
}
