//! Calls that were asked for and came back: what they gave, and what comes of it.

use std::{net::SocketAddr, time::Duration};

use crate::{
    call::{Answer, Call, Data, Value},
    command::{How, Protocol},
    errno::OsError,
    event::{Event, Failed, Kind, Payload, Returned},
    id::SocketId,
    option::{OptionName, OptionValue},
    session::{Output, Session},
    view::State,
};

impl Session {
    /// A call that was asked for came back.
    pub(super) fn returned(
        &mut self,
        id: SocketId,
        call: Call,
        outcome: Result<Answer, OsError>,
        took: Duration,
    ) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.waited(call.name());
        socket.made |= matches!(call, Call::Socket { .. });
        socket.asks = socket.asks.saturating_sub(1);
        if matches!(call, Call::Connect { .. }) && !matches!(outcome, Err(OsError::ALREADY)) {
            socket.view.attempt = None;
        }
        let opening = socket.opening;
        if let Call::Send { len, .. } = call {
            socket.sends = socket.sends.saturating_sub(1);
            self.drained(id, len);
        }
        let answer = match outcome {
            Ok(answer) => answer,
            Err(error) => {
                let Some(socket) = self.sockets.get_mut(&id) else { return };
                if matches!(call, Call::Connect { .. })
                    && socket.view.state == State::Connecting
                    && error != OsError::ALREADY
                {
                    socket.unname();
                    let bound = socket.view.local.is_some();
                    socket.view.state = if bound { State::Bound } else { State::Created };
                }
                // Without a descriptor, too, there is nothing to go on with.
                if opening || matches!(call, Call::Socket { .. }) {
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
                let value = child.map_or(Value::Reset, Value::Socket);
                let returned = returned_with(call, Ok(value), took);
                let event = Output::Event(Some(id), Event::Returned(Box::new(returned)));
                self.outputs.insert(at, event);
            }
            Answer::Bound { local } => self.bound(id, call, local, took),
            Answer::Connected { local, peer } => self.connected(id, call, local, peer, took),
            Answer::Data(data) => self.took_data(id, call, &data, took),
            Answer::Done => {
                let how = call.direction();
                let made = matches!(call, Call::Socket { .. });
                let value = if made { Value::Socket(id) } else { Value::Number(0) };
                self.remember(id, call, Ok(value), took, |_| {});
                if let Some(how) = how {
                    if let Some(socket) = self.sockets.get_mut(&id) {
                        socket.view.we_finished |= how != How::Read;
                        socket.read_shut |= how != How::Write;
                        if socket.view.state == State::Listening && how != How::Write {
                            socket.view.state = State::Bound;
                        }
                    }
                    self.emit(Some(id), Event::ShutDown { how });
                }
            }
            Answer::Now(now) => {
                if let (Call::SetSockOpt { setting }, Some(OptionValue::Flag(on))) = (&call, &now)
                    && setting.option == OptionName::V6Only
                    && let Some(socket) = self.sockets.get_mut(&id)
                {
                    socket.view.only_v6 = *on;
                }
                self.remember(id, call, Ok(Value::Number(0)), took, |returned| returned.now = now);
            }
            Answer::Took(bytes) => {
                let to = call.receiver();
                self.remember(id, call, Ok(Value::Number(bytes.len())), took, |_| {});
                self.sent(id, &bytes, to);
            }
        }
        if opening {
            self.next_step(id);
        }
    }

    /// `bind`, or `listen`, which has an address too even where nobody bound one.
    fn bound(&mut self, id: SocketId, call: Call, local: SocketAddr, took: Duration) {
        let listens = matches!(call, Call::Listen { .. });
        let backlog = call.backlog();
        self.remember(id, call, Ok(Value::Number(0)), took, |_| {});
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.local = Some(local);
        if socket.view.state == State::Closing {
            return;
        }
        match socket.view.protocol {
            Protocol::Tcp if listens => {
                socket.view.backlog = backlog;
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
        socket.named = false;
        socket.view.local = Some(local);
        socket.view.peer = Some(peer);
        if socket.view.state == State::Closing {
            return;
        }
        socket.view.state = State::Open;
        let kind = match socket.view.protocol {
            Protocol::Tcp => Kind::TcpConnect,
            Protocol::Udp => Kind::Udp,
        };
        self.announce(id, kind);
    }

    /// A `recv` that was asked for brought something.
    fn took_data(&mut self, id: SocketId, call: Call, data: &Data, took: Duration) {
        let Some(protocol) = self.sockets.get(&id).map(|socket| socket.view.protocol) else {
            return;
        };
        let (max, peek) = call.buffer();
        let whole = (data.bytes.len() < data.len).then_some(data.len);
        let count = Value::Number(data.bytes.len());
        let peeked = peek.then(|| Payload::keep(&data.bytes));
        self.remember(id, call, Ok(count), took, |returned| {
            returned.whole = whole;
            returned.peeked = peeked;
        });
        if peek {
            return;
        }
        if protocol == Protocol::Tcp && data.bytes.is_empty() {
            // After our own shutdown of reading it says nothing of the peer.
            let shut = self.sockets.get(&id).is_some_and(|socket| socket.read_shut);
            if 0 < max && !shut {
                self.peer_finished(id);
            }
            return;
        }
        self.count_received(id, data);
        let payload = Payload::keep(&data.bytes);
        self.emit(Some(id), Event::Received { payload, from: data.from });
    }

    /// Writes a call down that came back.
    pub(super) fn remember(
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

pub(super) fn returned_with(
    call: Call,
    outcome: Result<Value, OsError>,
    took: Duration,
) -> Returned {
    Returned { call, outcome, took, now: None, whole: None, peeked: None }
}
