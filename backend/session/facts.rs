//! Signals: what the sockets observed, and what comes of it.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;

use crate::{
    call::{Call, Data},
    command::{Mode, Protocol, Respond},
    effect::Act,
    errno::OsError,
    event::{Event, Failed, Kind, Payload, Why},
    id::SocketId,
    policy::Refusal,
    session::{RETRY, Session, socket::Socket},
    signal::{DropSource, Fact, Signal},
    view::State,
};

impl Session {
    /// Takes what a socket observed.
    pub fn signal(&mut self, now: Duration, signal: Signal) {
        self.now = now;
        let Signal { socket: id, fact } = signal;
        if !self.sockets.contains_key(&id) {
            return;
        }
        match fact {
            Fact::Accepted { local, peer } => {
                self.accepted(id, local, peer);
            }
            Fact::Closed { unread } => self.closed(id, unread),
            Fact::Crashed => {
                if let Some(socket) = self.sockets.get_mut(&id) {
                    socket.why = Why::Crashed;
                }
                self.closed(id, 0);
            }
            Fact::Dropped { total, source } => self.dropped(id, total, source),
            Fact::Ended => self.peer_finished(id),
            Fact::Failed { call, error } => self.failed(id, call, error),
            Fact::Icmp { kind, code, from, error } => {
                self.emit(Some(id), Event::Icmp { kind, code, from, error });
            }
            Fact::Named { local } => self.named(id, local),
            Fact::NotMade { refusal } => self.not_made(id, refusal),
            Fact::Received { data, from_answerer } => self.received(id, data, from_answerer),
            Fact::Resolved { outcome, took } => self.resolved(id, outcome, took),
            Fact::Returned { call, outcome, took } => self.returned(id, call, outcome, took),
            // It is the lanes' business.
            Fact::SavedSyn { .. } => {}
            Fact::StreamShut => self.stream_shut(id),
            Fact::StreamEnded { end } => self.stream_ended(id, end),
            Fact::Streamed { sent, received } => self.streamed(id, sent, received),
            Fact::Waiting { call } => {
                if let Some(socket) = self.sockets.get_mut(&id) {
                    socket.view.waiting.push(call.name());
                }
                self.emit(Some(id), Event::Called(Box::new(call)));
            }
            Fact::Wrote { bytes, to, done } => self.wrote(id, &bytes, to, done),
        }
    }

    /// A connection came out of the accept queue: adopts it, or leaves it to be dropped.
    pub(super) fn accepted(
        &mut self,
        id: SocketId,
        local: SocketAddr,
        peer: SocketAddr,
    ) -> Option<SocketId> {
        // What was accepted while the listener closed is not taken any more.
        let listener = self.sockets.get(&id).map(|socket| &socket.view);
        let listener = listener.filter(|view| view.state == State::Listening)?;
        let (family, respond, mode, on) =
            (listener.family, listener.respond, listener.mode, listener.on);
        let admitted = self.may_come(on, peer).and_then(|()| {
            self.admit(|child| {
                let mut socket = Socket::new(child, Protocol::Tcp, family);
                socket.started = true;
                socket.view.on = on;
                socket.view.state = State::Open;
                socket.view.local = Some(local);
                socket.view.peer = Some(peer);
                socket.view.parent = Some(id);
                socket.view.respond = respond;
                socket.view.reads = mode == Mode::Auto;
                socket.view.mode = mode;
                socket
            })
        });
        match admitted {
            Ok(child) => {
                self.effect(child, Act::Adopt);
                self.emit(Some(id), Event::Accepted { child, peer });
                self.announce(child, Kind::TcpAccepted);
                self.flow(child);
                Some(child)
            }
            Err(refusal) => {
                if matches!(refusal, Refusal::TooManySockets { .. })
                    && let Some(listener) = self.sockets.get_mut(&id)
                {
                    listener.full = true;
                    self.retry_at.get_or_insert(self.now + RETRY);
                    self.flow(id);
                }
                self.emit(Some(id), Event::Refused(Box::new(refusal)));
                None
            }
        }
    }

    /// Bytes or a datagram came by themselves.
    fn received(&mut self, id: SocketId, data: Data, from_answerer: bool) {
        self.count_received(id, &data);
        let Some(socket) = self.sockets.get(&id) else { return };
        let (respond, open) = (socket.view.respond, socket.view.state == State::Open);
        let Data { bytes, len, from } = data;
        let payload = match respond {
            Respond::Discard => Payload::counted(len as u64),
            Respond::Echo | Respond::None | Respond::Upper => Payload::keep(&bytes),
        };
        self.emit(Some(id), Event::Received { payload, from });
        if !open {
            return;
        }
        let answer = match respond {
            Respond::Discard | Respond::None => return,
            Respond::Echo => bytes,
            Respond::Upper => Bytes::from(bytes.to_ascii_uppercase()),
        };
        if from_answerer {
            return self.tell_loop(id, from);
        }
        self.answer(id, answer, from);
    }

    /// Sends an automatic answer, and stops reading while too much of it waits.
    fn answer(&mut self, id: SocketId, answer: Bytes, from: Option<SocketAddr>) {
        let connected = self.sockets.get(&id).is_some_and(|socket| socket.view.peer.is_some());
        // Whoever may not connect here is not answered either: senders of datagrams can be forged.
        let on = self.sockets.get(&id).map(|socket| socket.view.on).unwrap_or_default();
        let verdict = |from| self.may_come(on, from).and_then(|()| self.may_reach(on, from));
        let to = match from.filter(|_| !connected).map(verdict) {
            None => None,
            Some(Ok(to)) => Some(to),
            Some(Err(refusal)) => {
                return self.emit(Some(id), Event::Refused(Box::new(refusal)));
            }
        };
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        // A stream must not lose a byte, so its answers are never refused: reading stops instead.
        // Datagrams may be lost, and say so.
        if socket.view.protocol == Protocol::Udp
            && self.queue_limit < socket.view.queued + answer.len()
        {
            let refusal = Refusal::TooMuchQueued { limit: self.queue_limit };
            return self.emit(Some(id), Event::Refused(Box::new(refusal)));
        }
        socket.view.queued += answer.len();
        self.effect(id, Act::Write { bytes: answer, to });
        if let Some(socket) = self.sockets.get_mut(&id)
            && self.queue_limit / 2 < socket.view.queued
            && !socket.throttled
        {
            socket.throttled = true;
            self.flow(id);
        }
    }

    /// The kernel chose an address because nobody had bound one.
    fn named(&mut self, id: SocketId, local: SocketAddr) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        match socket.view.protocol {
            Protocol::Tcp => {
                if socket.view.state == State::Connecting && !socket.named {
                    socket.named = true;
                    socket.bound = socket.view.local.replace(local);
                    self.touch(id);
                }
            }
            Protocol::Udp => {
                if socket.view.local.is_none() && socket.view.state != State::Closing {
                    socket.view.local = Some(local);
                    socket.view.state = State::Open;
                    self.announce(id, Kind::Udp);
                }
            }
        }
    }

    fn tell_loop(&mut self, id: SocketId, from: Option<SocketAddr>) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if !socket.loop_told
            && let Some(peer) = from.or(socket.view.peer)
        {
            socket.loop_told = true;
            self.emit(Some(id), Event::Refused(Box::new(Refusal::EchoLoop { peer })));
        }
    }

    pub(super) fn count_received(&mut self, id: SocketId, data: &Data) {
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.view.received += data.bytes.len() as u64;
            if socket.view.protocol == Protocol::Udp {
                socket.view.datagrams_received += 1;
            }
        }
    }

    pub(super) fn sent(&mut self, id: SocketId, bytes: &[u8], to: Option<SocketAddr>) {
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.view.sent += bytes.len() as u64;
            if socket.view.protocol == Protocol::Udp {
                socket.view.datagrams_sent += 1;
            }
        }
        self.emit(Some(id), Event::Sent { payload: Payload::keep(bytes), to });
    }

    /// The kernel took some of what was given in auto mode.
    fn wrote(&mut self, id: SocketId, bytes: &[u8], to: Option<SocketAddr>, done: bool) {
        let count = bytes.len();
        if done && let Some(socket) = self.sockets.get_mut(&id) {
            socket.writes = socket.writes.saturating_sub(1);
        }
        self.sent(id, bytes, to);
        self.drained(id, count);
    }

    /// Less waits to be sent.
    pub(super) fn drained(&mut self, id: SocketId, count: usize) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.queued = socket.view.queued.saturating_sub(count);
        let queued = socket.view.queued;
        if socket.throttled && queued <= self.queue_limit / 4 {
            socket.throttled = false;
            self.flow(id);
        }
        if queued == 0 && self.lingers.contains_key(&id) {
            self.close_now(id);
        }
    }

    /// The peer's FIN.
    pub(super) fn peer_finished(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if socket.view.peer_finished {
            return;
        }
        socket.view.peer_finished = true;
        let (mode, respond) = (socket.view.mode, socket.view.respond);
        self.emit(Some(id), Event::Ended);
        if mode == Mode::Auto && respond != Respond::None {
            self.finish(id);
        }
    }

    /// An automatic call failed.
    pub(super) fn failed(&mut self, id: SocketId, call: Call, error: OsError) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        let stream = socket.view.protocol == Protocol::Tcp;
        let (accepts, unsent) = (call == Call::Accept, call.unsent());
        let ours = socket.view.we_finished;
        if accepts && error.is_shortage() {
            socket.full = true;
            self.retry_at.get_or_insert(self.now + RETRY);
        } else if accepts && error != OsError::CONNECTION_ABORTED {
            socket.view.accepts = false;
        } else if 0 < unsent || matches!(call, Call::Send { .. }) {
            socket.writes = if stream { 0 } else { socket.writes.saturating_sub(1) };
        }
        self.emit(Some(id), Event::Failed(Box::new(Failed { call, error })));
        if accepts {
            return self.flow(id);
        }
        // A stream that failed is over, except where we said ourselves that we send nothing more.
        if stream && !(ours && 0 < unsent) {
            if error == OsError::CONNECTION_RESET
                && let Some(socket) = self.sockets.get_mut(&id)
            {
                socket.why = Why::PeerReset;
            }
            self.close_now(id);
        }
        self.drained(id, unsent);
    }

    fn dropped(&mut self, id: SocketId, total: u64, source: DropSource) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        let datagrams = total.saturating_sub(socket.view.datagrams_dropped);
        socket.view.datagrams_dropped = total;
        if 0 < datagrams {
            self.emit(Some(id), Event::Dropped { datagrams, total, source });
        }
    }

    /// Closes as soon as everything is sent.
    pub(super) fn finish(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get(&id) else { return };
        if matches!(socket.view.state, State::Closing | State::Closed) {
            return;
        }
        if socket.view.queued == 0 {
            self.close_now(id);
        } else {
            self.linger(id);
        }
    }
}
