//! What the sockets tell the session.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use bytes::Bytes;

use crate::{
    call::{Answer, Call, Data},
    errno::OsError,
    id::SocketId,
    policy::Refusal,
};

/// A fact about one socket.
#[derive(Clone, Debug)]
pub struct Signal {
    /// Which socket.
    pub socket: SocketId,
    /// What is so.
    pub fact: Fact,
}

/// What a socket's task observed.
#[derive(Clone, Debug)]
pub enum Fact {
    /// A connection was accepted without being asked for each time.
    Accepted {
        /// Our end.
        local: SocketAddr,
        /// The other end.
        peer: SocketAddr,
    },
    /// The descriptor is closed and the task is gone.
    Closed {
        /// Bytes that nobody had read (`FIONREAD`): TCP answers them with RST.
        unread: usize,
    },
    /// The task itself failed; a defect of this program.
    Crashed,
    /// The kernel dropped datagrams at this socket.
    Dropped {
        /// How many since the socket was made.
        total: u64,
        /// Who said so.
        source: DropSource,
    },
    /// The peer's FIN: a read without being asked returned 0.
    Ended,
    /// A call that was made without being asked for each time failed.
    Failed {
        /// The call; for a send, `len` is what will not be sent.
        call: Call,
        /// Its errno.
        error: OsError,
    },
    /// An ICMP message about a datagram of this socket lay in its error queue.
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
    /// The kernel chose an address: for a UDP socket that sent without being bound, or for a TCP
    /// socket whose connection attempt goes on.
    Named {
        /// The address.
        local: SocketAddr,
    },
    /// Bytes or a datagram came without being asked for each time.
    Received {
        /// What came.
        data: Data,
        /// The sender is a socket of this program that answers by itself.
        from_answerer: bool,
    },
    /// There is no socket, because nobody could be asked for one: `socket(2)` was not called.
    NotMade {
        /// Why.
        refusal: Refusal,
    },
    /// A name was looked up.
    Resolved {
        /// At most eight addresses, or the error of `getaddrinfo(3)`.
        outcome: Result<Vec<SocketAddr>, OsError>,
        /// How long it took.
        took: Duration,
    },
    /// A call that was asked for came back.
    Returned {
        /// The call.
        call: Call,
        /// What it gave.
        outcome: Result<Answer, OsError>,
        /// From the call to its return, waiting included.
        took: Duration,
    },
    /// The SYN that began this connection, from its IP header on (`TCP_SAVED_SYN`).
    SavedSyn {
        /// Its headers.
        bytes: Bytes,
    },
    /// The raw stream ended and gave the descriptor back.
    StreamEnded {
        /// Why.
        end: StreamEnd,
    },
    /// The raw stream sent FIN.
    StreamShut,
    /// Bytes that a raw stream carried since it last said so.
    Streamed {
        /// From the browser to the peer.
        sent: u64,
        /// From the peer to the browser.
        received: u64,
    },
    /// A call that was asked for has to wait.
    Waiting {
        /// The call.
        call: Call,
    },
    /// The kernel took some of the bytes that a `Write` gave.
    Wrote {
        /// Which bytes.
        bytes: Bytes,
        /// The receiver of a datagram.
        to: Option<SocketAddr>,
        /// Nothing is left of that `Write`.
        done: bool,
    },
}

/// Who counted dropped datagrams.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DropSource {
    /// `SO_MEMINFO`, sampled while nothing was queued.
    MemInfo,
    /// `SO_RXQ_OVFL`, which comes with a datagram.
    RxqOvfl,
}

impl DropSource {
    /// The name of the socket option.
    #[must_use]
    pub fn constant(self) -> &'static str {
        match self {
            Self::MemInfo => "SO_MEMINFO",
            Self::RxqOvfl => "SO_RXQ_OVFL",
        }
    }
}

/// How a raw stream ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum StreamEnd {
    /// A call failed.
    Failed {
        /// Its errno.
        error: OsError,
        /// It was a `send`; otherwise a `recv`.
        sending: bool,
    },
    /// Both directions are finished.
    Finished,
    /// The browser left.
    Left,
}
