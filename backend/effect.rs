//! What the session asks of the sockets.

use bytes::Bytes;

use crate::{
    call::Call,
    command::{Family, Protocol},
    id::SocketId,
    node::On,
    policy::Approved,
};

/// Something for one socket's task to do.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Whose task.
    pub socket: SocketId,
    /// What to do.
    pub act: Act,
}

/// What a socket's task must do. Addresses have been approved; a task asks nobody.
#[derive(Clone, Debug)]
pub enum Act {
    /// Take the connection that was accepted in this turn.
    Adopt,
    /// `bind(2)`.
    Bind(Approved),
    /// A call without an address: accept, close, listen, recv, reset, setsockopt, shutdown.
    Call(Call),
    /// `connect(2)`.
    Connect(Approved),
    /// What to do without being told each time.
    Flow(Flow),
    /// Lend the descriptor to a raw stream.
    Lend,
    /// Look a name up; the answer is a signal of the same socket.
    Resolve {
        /// The host name.
        name: String,
        /// The port that the addresses get.
        port: u16,
    },
    /// One `send(2)` or `sendto(2)`, whatever the kernel takes of it.
    Send {
        /// The bytes.
        bytes: Bytes,
        /// The receiver of a datagram.
        to: Option<Approved>,
    },
    /// Begin: make the socket with `socket(2)`.
    Start {
        /// TCP or UDP.
        protocol: Protocol,
        /// IPv4 or IPv6.
        family: Family,
        /// Whose kernel.
        on: On,
    },
    /// Whether to keep what tells of the wire beside the calls: the SYN of a connection
    /// (`TCP_SAVE_SYN`), and ICMP errors (`IP_RECVERR`).
    Watch(bool),
    /// Send all of it, in as many calls as it takes.
    Write {
        /// The bytes.
        bytes: Bytes,
        /// The receiver of a datagram.
        to: Option<Approved>,
    },
}

/// What a socket does by itself.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Flow {
    /// It accepts connections.
    pub accept: bool,
    /// It reads what arrives.
    pub read: bool,
}
