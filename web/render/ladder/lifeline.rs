//! One socket on the ladder: where it stands, and what it is doing.

use std::net::SocketAddr;

use backend::{
    call::{Call, Value},
    command::{How, Protocol},
    errno::OsError,
    event::{Kind, Opened},
    id::SocketId,
    node::Node,
    view::{SocketView, State},
};

use super::ends::plain;
use crate::filter::kind_of;

/// One socket.
#[derive(Clone, Debug)]
pub(super) struct Lifeline {
    /// Its place among the lifelines.
    pub(super) slot: usize,
    pub(super) protocol: Protocol,
    /// What it was opened as.
    pub(super) kind: Option<Kind>,
    pub(super) state: State,
    /// The host of the lab that it is on, once something told.
    pub(super) node: Option<Node>,
    pub(super) local: Option<SocketAddr>,
    /// The address of the other end, from the moment it is called on.
    pub(super) remote: Option<SocketAddr>,
    /// The listener that accepted it.
    pub(super) parent: Option<SocketId>,
    /// The other end, where it is a socket of this session.
    pub(super) peer: Option<SocketId>,
    /// Whom it last exchanged a datagram with, while nobody outside was met.
    pub(super) met: Option<SocketAddr>,
    /// The kernel said that it holds nothing of it any more.
    pub(super) forgotten: bool,
    /// The socket is closed at both ends, and its kernel may still remember the connection.
    pub(super) lingers: bool,
    /// The calls that wait, each in a place of its own until it returns.
    pub(super) waiting: Vec<Option<&'static str>>,
}

impl Default for Lifeline {
    fn default() -> Self {
        Self::new(0)
    }
}

impl Lifeline {
    pub(super) fn new(slot: usize) -> Self {
        Self {
            slot,
            protocol: Protocol::Tcp,
            kind: None,
            state: State::Created,
            node: None,
            local: None,
            remote: None,
            parent: None,
            peer: None,
            met: None,
            forgotten: false,
            lingers: false,
            waiting: Vec::new(),
        }
    }

    /// What it is, where its beginning is forgotten: open, as far as it is not known better.
    pub(super) fn remember(&mut self, view: &SocketView) {
        self.protocol = view.protocol;
        self.node = view.on.node();
        self.kind = kind_of(view);
        self.state = match view.state {
            State::Closed | State::Closing if self.kind == Some(Kind::TcpListen) => {
                State::Listening
            }
            State::Closed | State::Closing => State::Open,
            State::Bound | State::Connecting | State::Created | State::Listening | State::Open => {
                view.state
            }
        };
        self.local = view.local.map(plain);
        self.remote = view.peer.map(plain);
        self.parent = view.parent;
    }

    /// A call waits.
    pub(super) fn called(&mut self, call: &Call) {
        match self.waiting.iter_mut().find(|place| place.is_none()) {
            Some(place) => *place = Some(call.name()),
            None => self.waiting.push(Some(call.name())),
        }
        if let Call::Connect { to } = call
            && matches!(self.state, State::Bound | State::Created)
        {
            self.state = State::Connecting;
            self.remote = Some(plain(*to));
        }
    }

    /// A call came back.
    pub(super) fn returned(&mut self, call: &Call, outcome: Result<Value, OsError>) {
        self.waited(call.name());
        match (call, outcome.is_ok()) {
            (Call::Bind { at }, true) => {
                if at.port() != 0 {
                    self.local = Some(plain(*at));
                }
                self.state = match self.protocol {
                    Protocol::Tcp => State::Bound,
                    Protocol::Udp => State::Open,
                };
            }
            (Call::Connect { to }, true) => {
                self.remote = Some(plain(*to));
                self.state = State::Open;
            }
            (Call::Connect { .. }, false) if self.state == State::Connecting => {
                self.remote = None;
                let bound = self.local.is_some();
                self.state = if bound { State::Bound } else { State::Created };
            }
            (Call::Listen { .. }, true) => self.state = State::Listening,
            (Call::Shutdown { how }, true) => {
                if self.state == State::Listening && *how != How::Write {
                    self.state = State::Bound;
                }
            }
            (Call::Socket { protocol, .. }, _) => self.protocol = *protocol,
            (
                Call::Accept
                | Call::Bind { .. }
                | Call::Close
                | Call::Connect { .. }
                | Call::GetAddrInfo { .. }
                | Call::Listen { .. }
                | Call::Recv { .. }
                | Call::Reset
                | Call::Send { .. }
                | Call::SetSockOpt { .. }
                | Call::Shutdown { .. },
                _,
            ) => {}
        }
    }

    /// It is ready.
    pub(super) fn opened(&mut self, opened: &Opened) {
        (self.protocol, self.state) = match opened.kind {
            Kind::TcpAccepted | Kind::TcpConnect => (Protocol::Tcp, State::Open),
            Kind::TcpListen => (Protocol::Tcp, State::Listening),
            Kind::Udp => (Protocol::Udp, State::Open),
        };
        self.kind = Some(opened.kind);
        self.local = Some(plain(opened.local));
        self.remote = opened.peer.map(plain);
        self.parent = opened.parent;
    }

    /// Whether it is one end of a connection that was made.
    pub(super) fn connected(&self) -> bool {
        matches!(self.kind, Some(Kind::TcpAccepted | Kind::TcpConnect))
    }

    /// Which of the places for waiting calls are taken, as bits.
    pub(super) fn bars(&self) -> u8 {
        let places = self.waiting.iter().enumerate();
        places.filter(|(_, call)| call.is_some()).fold(0, |bars, (at, _)| bars | 1 << at.min(2))
    }

    fn waited(&mut self, name: &str) {
        if let Some(place) = self.waiting.iter_mut().find(|place| **place == Some(name)) {
            *place = None;
        }
        while let Some(None) = self.waiting.last() {
            self.waiting.pop();
        }
    }
}
