//! Signals: what the sockets observed, and what comes of it.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;

use crate::{
    call::{Answer, Call, Data, Value},
    command::{How, Mode, Protocol, Respond},
    effect::Act,
    errno::OsError,
    event::{Event, Failed, Kind, Note, Payload, Returned, Why},
    id::SocketId,
    policy::Refusal,
    session::{
        Session,
        opening::closes_after_peer,
        socket::{Lookup, Socket},
    },
    signal::{DropSource, Fact, Signal, StreamEnd},
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
            Fact::Received { data, from_answerer } => self.received(id, data, from_answerer),
            Fact::Resolved { outcome, took } => self.resolved(id, outcome, took),
            Fact::Returned { call, outcome, took } => self.returned(id, call, outcome, took),
            Fact::StreamEnded { end } => self.stream_ended(id, end),
            Fact::Streamed { sent, received } => self.streamed(id, sent, received),
            Fact::Waiting { call } => {
                if let Some(socket) = self.sockets.get_mut(&id) {
                    socket.view.waiting.push(call.name());
                }
                self.emit(Some(id), Event::Called(Box::new(call)));
            }
            Fact::Wrote { bytes, to } => self.wrote(id, bytes, to),
        }
    }

    /// A connection came out of the accept queue: adopts it, or leaves it to be dropped.
    fn accepted(&mut self, id: SocketId, local: SocketAddr, peer: SocketAddr) -> Option<SocketId> {
        let refusal = self.policy.incoming(peer).err();
        let refusal = refusal.map_or_else(
            || {
                let listener = self.sockets.get(&id).map(|s| (s.view.family, s.view.respond, s.view.mode));
                let (family, respond, mode) = listener.ok_or(Refusal::UnknownSocket)?;
                self.admit(|child| {
                    let mut socket = Socket::new(child, Protocol::Tcp, family);
                    socket.started = true;
                    socket.view.state = State::Open;
                    socket.view.local = Some(local);
                    socket.view.peer = Some(peer);
                    socket.view.parent = Some(id);
                    socket.view.respond = respond;
                    socket.view.reads = mode == Mode::Auto;
                    socket.view.mode = mode;
                    socket
                })
            },
            Err,
        );
        match refusal {
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
                    self.flow(id);
                }
                self.emit(Some(id), Event::Refused(Box::new(refusal)));
                None
            }
        }
    }

    /// A call that was asked for came back.
    fn returned(
        &mut self,
        id: SocketId,
        call: Call,
        outcome: Result<Answer, OsError>,
        took: Duration,
    ) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.waited(call.name());
        let opening = socket.opening;
        if matches!(call, Call::Close | Call::Reset) && socket.intent == Mode::Auto {
            return;
        }
        let answer = match outcome {
            Ok(answer) => answer,
            Err(error) => {
                if matches!(call, Call::Connect { .. }) && socket.view.state == State::Connecting {
                    let bound = socket.view.local.is_some();
                    socket.view.state = if bound { State::Bound } else { State::Created };
                }
                if matches!(call, Call::Socket { .. }) {
                    // Without a descriptor there is nothing to go on with.
                    return self.opening_failed(id, Failed { call, error });
                }
                if opening {
                    return self.opening_failed(id, Failed { call, error });
                }
                return self.remember(id, call, Err(error), took, |_| {});
            }
        };
        match answer {
            Answer::Accepted { local, peer } => {
                // The call is remembered before what it brought, but its result is the child's name.
                let at = self.outputs.len();
                let child = self.accepted(id, local, peer);
                let value = child.map_or(Value::Number(0), Value::Socket);
                let returned = returned_with(call, Ok(value), took);
                let event = super::Output::Event(Some(id), Event::Returned(Box::new(returned)));
                self.outputs.insert(at, event);
            }
            Answer::Bound { local } => self.bound(id, call, local, took),
            Answer::Connected { local, peer } => self.connected(id, call, local, peer, took),
            Answer::Data(data) => self.took_data(id, call, data, took),
            Answer::Done => {
                let how = match call {
                    Call::Shutdown { how } => Some(how),
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
                    | Call::Socket { .. } => None,
                };
                let made = matches!(call, Call::Socket { .. });
                let value = if made { Value::Socket(id) } else { Value::Number(0) };
                self.remember(id, call, Ok(value), took, |_| {});
                if let Some(how) = how {
                    if let Some(socket) = self.sockets.get_mut(&id) {
                        socket.view.we_finished |= how != How::Read;
                    }
                    self.emit(Some(id), Event::ShutDown { how });
                }
            }
            Answer::Now(now) => {
                self.remember(id, call, Ok(Value::Number(0)), took, |returned| returned.now = now);
            }
            Answer::Took(bytes) => {
                let to = match &call {
                    Call::Send { to, .. } => *to,
                    Call::Accept
                    | Call::Bind { .. }
                    | Call::Close
                    | Call::Connect { .. }
                    | Call::GetAddrInfo { .. }
                    | Call::Listen { .. }
                    | Call::Recv { .. }
                    | Call::Reset
                    | Call::SetSockOpt { .. }
                    | Call::Shutdown { .. }
                    | Call::Socket { .. } => None,
                };
                self.remember(id, call, Ok(Value::Number(bytes.len())), took, |_| {});
                self.sent(id, bytes, to);
            }
        }
        if opening {
            self.next_step(id);
        }
    }

    /// `bind`, or `listen`, which has an address too even where nobody bound one.
    fn bound(&mut self, id: SocketId, call: Call, local: SocketAddr, took: Duration) {
        let listens = matches!(call, Call::Listen { .. });
        self.remember(id, call, Ok(Value::Number(0)), took, |_| {});
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.local = Some(local);
        match socket.view.protocol {
            Protocol::Tcp if listens => {
                let first = socket.view.state != State::Listening;
                socket.view.state = State::Listening;
                if first {
                    self.announce(id, Kind::TcpListen);
                }
            }
            Protocol::Tcp => socket.view.state = State::Bound,
            Protocol::Udp => {
                let connects_next = !socket.plan.is_empty();
                socket.view.state = State::Open;
                if !connects_next {
                    self.announce(id, Kind::Udp);
                }
            }
        }
    }

    fn connected(
        &mut self,
        id: SocketId,
        call: Call,
        local: SocketAddr,
        peer: SocketAddr,
        took: Duration,
    ) {
        self.remember(id, call, Ok(Value::Number(0)), took, |_| {});
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.local = Some(local);
        socket.view.peer = Some(peer);
        socket.view.state = State::Open;
        let kind = match socket.view.protocol {
            Protocol::Tcp => Kind::TcpConnect,
            Protocol::Udp => Kind::Udp,
        };
        self.announce(id, kind);
    }

    /// A `recv` that was asked for brought something.
    fn took_data(&mut self, id: SocketId, call: Call, data: Data, took: Duration) {
        let Some(protocol) = self.sockets.get(&id).map(|socket| socket.view.protocol) else { return };
        let (max, peek) = match call {
            Call::Recv { max, peek } => (max, peek),
            Call::Accept
            | Call::Bind { .. }
            | Call::Close
            | Call::Connect { .. }
            | Call::GetAddrInfo { .. }
            | Call::Listen { .. }
            | Call::Reset
            | Call::Send { .. }
            | Call::SetSockOpt { .. }
            | Call::Shutdown { .. }
            | Call::Socket { .. } => (0, false),
        };
        let whole = (data.bytes.len() < data.len).then_some(data.len);
        let count = Value::Number(data.bytes.len());
        let peeked = peek.then(|| Payload::keep(data.bytes.clone()));
        self.remember(id, call, Ok(count), took, |returned| {
            returned.whole = whole;
            returned.peeked = peeked;
        });
        if peek {
            return;
        }
        if protocol == Protocol::Tcp && data.bytes.is_empty() {
            if 0 < max {
                self.peer_finished(id);
            }
            return;
        }
        self.count_received(id, &data);
        let payload = Payload::keep(data.bytes);
        self.emit(Some(id), Event::Received { payload, from: data.from });
    }

    /// Bytes or a datagram came by themselves.
    fn received(&mut self, id: SocketId, data: Data, from_answerer: bool) {
        self.count_received(id, &data);
        let Some(socket) = self.sockets.get(&id) else { return };
        let respond = socket.view.respond;
        let Data { bytes, len, from } = data;
        let payload = match respond {
            Respond::Discard => Payload::counted(len as u64),
            Respond::Echo | Respond::None | Respond::Upper => Payload::keep(bytes.clone()),
        };
        self.emit(Some(id), Event::Received { payload, from });
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
        let to = match from.filter(|_| !connected).map(|from| self.policy.peer(from)) {
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

    fn tell_loop(&mut self, id: SocketId, from: Option<SocketAddr>) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if !socket.loop_told
            && let Some(peer) = from.or(socket.view.peer)
        {
            socket.loop_told = true;
            self.emit(Some(id), Event::Refused(Box::new(Refusal::EchoLoop { peer })));
        }
    }

    fn count_received(&mut self, id: SocketId, data: &Data) {
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.view.received += data.bytes.len() as u64;
            if socket.view.protocol == Protocol::Udp {
                socket.view.datagrams_received += 1;
            }
        }
    }

    fn sent(&mut self, id: SocketId, bytes: Bytes, to: Option<SocketAddr>) {
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.view.sent += bytes.len() as u64;
            if socket.view.protocol == Protocol::Udp {
                socket.view.datagrams_sent += 1;
            }
        }
        self.emit(Some(id), Event::Sent { payload: Payload::keep(bytes), to });
    }

    /// The kernel took some of what was given in auto mode.
    fn wrote(&mut self, id: SocketId, bytes: Bytes, to: Option<SocketAddr>) {
        let count = bytes.len();
        self.sent(id, bytes, to);
        self.drained(id, count);
    }

    /// Less waits to be sent.
    fn drained(&mut self, id: SocketId, count: usize) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.queued = socket.view.queued.saturating_sub(count);
        let queued = socket.view.queued;
        if socket.throttled && queued < self.queue_limit / 4 {
            socket.throttled = false;
            self.flow(id);
        }
        if queued == 0 && self.lingers.contains_key(&id) {
            self.close_now(id);
        }
    }

    /// The peer's FIN.
    fn peer_finished(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if socket.view.peer_finished {
            return;
        }
        socket.view.peer_finished = true;
        let (mode, respond) = (socket.view.mode, socket.view.respond);
        self.emit(Some(id), Event::Ended);
        if mode == Mode::Auto && closes_after_peer(respond) {
            self.finish(id);
        }
    }

    /// An automatic call failed.
    fn failed(&mut self, id: SocketId, call: Call, error: OsError) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        let stream = socket.view.protocol == Protocol::Tcp;
        let (accepts, unsent) = match &call {
            Call::Accept => (true, 0),
            Call::Send { len, .. } => (false, *len),
            Call::Bind { .. }
            | Call::Close
            | Call::Connect { .. }
            | Call::GetAddrInfo { .. }
            | Call::Listen { .. }
            | Call::Recv { .. }
            | Call::Reset
            | Call::SetSockOpt { .. }
            | Call::Shutdown { .. }
            | Call::Socket { .. } => (false, 0),
        };
        let ours = socket.view.we_finished;
        if accepts && error != OsError::CONNECTION_ABORTED {
            socket.view.accepts = false;
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

    /// A name was looked up: the verdict is on the addresses, and the first one that may be used is.
    fn resolved(
        &mut self,
        id: SocketId,
        outcome: Result<Vec<SocketAddr>, OsError>,
        took: Duration,
    ) {
        let Some(lookup) = self.sockets.get_mut(&id).and_then(|socket| socket.resolving.take())
        else {
            return;
        };
        let call = lookup_call(&lookup);
        let found = match outcome {
            Ok(found) => found,
            Err(error) => match lookup {
                Lookup::Open(_) => return self.opening_failed(id, Failed { call, error }),
                Lookup::Command(_) => {
                    self.remember(id, call, Err(error), took, |_| {});
                    return self.release(id);
                }
            },
        };
        self.remember(id, call, Ok(Value::Number(found.len())), took, |_| {});
        let outcome = match self.choose(id, &lookup, &found) {
            Err(refusal) => Err((refusal, matches!(lookup, Lookup::Open(_)))),
            Ok(address) => match lookup {
                Lookup::Open(mut open) => {
                    open.role.settle(address);
                    self.open_further(id, open).map_err(|refusal| (refusal, true))
                }
                Lookup::Command(command) => {
                    self.perform_resolved(id, command, address).map_err(|refusal| (refusal, false))
                }
            },
        };
        if let Err((refusal, fatal)) = outcome {
            self.emit(Some(id), Event::Refused(Box::new(refusal)));
            if fatal {
                return self.close_now(id);
            }
        }
        self.release(id);
    }

    /// The first address that the policy agrees to, of the socket's family if it has one.
    fn choose(
        &self,
        id: SocketId,
        lookup: &Lookup,
        found: &[SocketAddr],
    ) -> Result<SocketAddr, Refusal> {
        let socket = self.sockets.get(&id).ok_or(Refusal::UnknownSocket)?;
        let protocol = socket.view.protocol;
        let local = match lookup {
            Lookup::Open(open) => open.role.resolves_local(),
            Lookup::Command(command) => matches!(command, crate::command::Command::Bind { .. }),
        };
        let verdict = |address: SocketAddr| match local {
            true => self.policy.local(protocol, address),
            false => self.policy.peer(address),
        };
        let fits = |address: &&SocketAddr| {
            !socket.started || crate::command::Family::of(address) == socket.view.family
        };
        let verdicts = || found.iter().filter(fits).map(|address| verdict(*address));
        if let Some(approved) = verdicts().find_map(Result::ok) {
            return Ok(approved.get());
        }
        let refused = verdicts().find_map(Result::err);
        Err(refused.unwrap_or(Refusal::Unsupported { what: "address of that name in its family" }))
    }

    fn streamed(&mut self, id: SocketId, sent: u64, received: u64) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.sent += sent;
        socket.view.received += received;
        if 0 < sent {
            self.emit(Some(id), Event::Sent { payload: Payload::counted(sent), to: None });
        }
        if 0 < received {
            let payload = Payload::counted(received);
            self.emit(Some(id), Event::Received { payload, from: None });
        }
    }

    fn stream_ended(&mut self, id: SocketId, end: StreamEnd) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.streaming = false;
        self.emit(Some(id), Event::Noted(Note::StreamEnded));
        match end {
            StreamEnd::Failed(error) => {
                self.failed(id, Call::Recv { max: 0, peek: false }, error);
            }
            StreamEnd::Finished => {
                self.peer_finished(id);
                self.finish(id);
            }
            StreamEnd::Left => self.flow(id),
        }
    }

    /// Closes as soon as everything is sent.
    fn finish(&mut self, id: SocketId) {
        let queued = self.sockets.get(&id).map_or(0, |socket| socket.view.queued);
        if queued == 0 {
            self.close_now(id);
        } else {
            self.linger(id);
        }
    }

    fn remember(
        &mut self,
        id: SocketId,
        call: Call,
        outcome: Result<Value, OsError>,
        took: Duration,
        more: impl FnOnce(&mut Returned),
    ) {
        let mut returned = returned_with(call, outcome, took);
        more(&mut returned);
        self.emit(Some(id), Event::Returned(Box::new(returned)));
    }
}

fn returned_with(call: Call, outcome: Result<Value, OsError>, took: Duration) -> Returned {
    Returned { call, outcome, took, now: None, whole: None, peeked: None }
}

/// The call that a lookup stands for.
fn lookup_call(lookup: &Lookup) -> Call {
    let (name, port) = match lookup {
        Lookup::Open(open) => open.role.name(),
        Lookup::Command(command) => command.name(),
    }
    .unwrap_or_default();
    Call::GetAddrInfo { name, port }
}
