//! One call of a program, with what the journal knows of it.

use std::net::SocketAddr;

use backend::{
    call::{Call, Value},
    errno::OsError,
    event::{Payload, Why},
    id::SocketId,
    option::OptionValue,
};

/// One call of a program.
#[derive(Clone, Debug)]
pub struct Step {
    /// The socket that it is made on.
    pub socket: SocketId,
    /// The call, with what the journal knows beside its arguments.
    pub act: Act,
    /// How it ended.
    pub end: End,
}

/// A call with what it carried.
#[derive(Clone, Debug)]
pub enum Act {
    /// `accept`.
    Accept {
        /// The new socket; absent where the playground did not let it in.
        child: Option<SocketId>,
        /// The other end.
        peer: Option<SocketAddr>,
    },
    /// `bind`, `connect`, `getaddrinfo`, `listen`, `shutdown`, or `socket`.
    Call(Call),
    /// `close`.
    Close {
        /// Why it was closed.
        why: Why,
    },
    /// `recv` or `recvfrom`.
    Recv {
        /// The size of the buffer in bytes.
        max: usize,
        /// With `MSG_PEEK`.
        peek: bool,
        /// What came.
        data: Payload,
        /// The sender of a datagram.
        from: Option<SocketAddr>,
    },
    /// `send` or `sendto`.
    Send {
        /// The bytes, as far as the journal kept them.
        data: Payload,
        /// What was received just before, where these bytes are that.
        answer: Option<Answer>,
        /// The receiver of a datagram.
        to: Option<SocketAddr>,
        /// The receiver is whoever sent the last datagram.
        back: bool,
    },
    /// `setsockopt`.
    Set {
        /// The call.
        call: Call,
        /// What `getsockopt` read back.
        now: Option<OptionValue>,
    },
    /// A raw stream took over; what went through it was not kept.
    Streamed,
}

/// Bytes that answer what was received just before.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// The same bytes.
    Echo,
    /// The same with ASCII letters in upper case.
    Upper,
}

/// How a call ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// The journal does not remember it; the socket still shows that it was made.
    Derived,
    /// With an error.
    Failed(OsError),
    /// With a value, by itself or because a user asked.
    Returned(Value),
    /// It has not returned yet.
    Waits,
}

impl Step {
    /// Whether it brought bytes that a later step may use.
    #[must_use]
    pub fn brings(&self) -> bool {
        let received = matches!(self.act, Act::Recv { .. });
        received && matches!(self.end, End::Returned(_))
    }
}

impl Step {
    /// Whether the journal has nothing of the bytes it was to send, because none were sent.
    #[must_use]
    pub fn sends_zeros(&self) -> bool {
        let unkept = |data: &Payload| data.head.is_empty() && 0 < data.len;
        let returned = matches!(self.end, End::Returned(_));
        !returned && matches!(&self.act, Act::Send { data, .. } if unkept(data))
    }

    /// Whether it is made on a socket that is there already.
    #[must_use]
    pub fn uses(&self) -> bool {
        !self.is("socket") && !self.is("getaddrinfo") && !self.is_past()
    }

    /// Whether it waited until somebody else closed its socket, which a program that makes one
    /// call after another cannot do.
    #[must_use]
    pub fn ends_with_its_socket(&self) -> bool {
        self.end == End::Failed(OsError::BAD_DESCRIPTOR)
    }

    /// Whether its bytes went by without being kept or without calls being counted, so that no
    /// program can do it again.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.ends_with_its_socket()
            || match &self.act {
                Act::Recv { max, data, .. } => (*max as u64) < data.len,
                Act::Send { data, .. } => {
                    data.head.is_empty() && 0 < data.len && !self.sends_zeros()
                }
                Act::Streamed => true,
                Act::Accept { .. } | Act::Call(_) | Act::Close { .. } | Act::Set { .. } => false,
            }
    }

    /// The name of its function.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match &self.act {
            Act::Accept { .. } => "accept",
            Act::Call(call) | Act::Set { call, .. } => call.name(),
            Act::Close { .. } => "close",
            Act::Recv { from: None, .. } => "recv",
            Act::Recv { from: Some(_), .. } => "recvfrom",
            Act::Send { to: None, .. } => "send",
            Act::Send { to: Some(_), .. } => "sendto",
            Act::Streamed => "",
        }
    }
}

impl Step {
    pub(super) fn accepts(&self, socket: SocketId) -> bool {
        matches!(self.act, Act::Accept { child: Some(child), peer: Some(_) } if child == socket)
    }

    pub(super) fn accepts_other(&self, socket: SocketId) -> bool {
        matches!(self.act, Act::Accept { child, .. } if child != Some(socket))
    }

    /// Whether it is a call of that name.
    pub(super) fn is(&self, name: &str) -> bool {
        matches!(&self.act, Act::Call(call) if call.name() == name)
    }
}
