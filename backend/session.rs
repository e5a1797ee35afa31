//! One user's sockets, as a state machine: commands and signals in, effects and events out.
//!
//! **Invariant:** it does no I/O, never waits, and reads no clock. The same inputs give the same
//! outputs, which is what the playbooks in `session/playbook.rs` check.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use crate::{
    call::Call,
    command::{Command, Mode},
    effect::{Act, Effect},
    event::{Event, Note, Why},
    id::SocketId,
    lab::Net,
    node::On,
    policy::{Policy, Refusal},
    session::{quota::Quota, socket::Socket, turns::Turn},
    view::{SocketView, State},
};

mod commands;
mod facts;
mod names;
mod opening;
#[cfg(test)]
mod playbook;
pub mod quota;
mod returns;
mod socket;
mod streams;
mod turns;
mod verdicts;

/// One user's sockets.
#[derive(Debug)]
pub struct Session {
    policy: Arc<Policy>,
    quota: Quota,
    queue_limit: usize,
    sockets: BTreeMap<SocketId, Socket>,
    last: u32,
    now: Duration,
    outputs: VecDeque<Output>,
    touched: Vec<SocketId>,
    closed: VecDeque<SocketId>,
    lingers: BTreeMap<SocketId, Duration>,
    /// When listeners that stopped for want of room try again.
    retry_at: Option<Duration>,
    closing: Option<Why>,
    /// The network of the lab, if there is one.
    net: Option<Net>,
    /// What has its turn in the lab, one after another.
    turns: VecDeque<Turn>,
}

/// What comes of an input.
#[derive(Debug)]
pub enum Output {
    /// Something for a socket's task.
    Effect(Effect),
    /// Something for the journal.
    Event(Option<SocketId>, Event),
}

impl Session {
    /// A session without sockets.
    #[must_use]
    pub fn new(policy: Arc<Policy>, quota: Quota, queue_limit: usize) -> Self {
        Self {
            policy,
            quota,
            queue_limit,
            sockets: BTreeMap::new(),
            last: 0,
            now: Duration::ZERO,
            outputs: VecDeque::new(),
            touched: Vec::new(),
            closed: VecDeque::new(),
            lingers: BTreeMap::new(),
            retry_at: None,
            closing: None,
            net: None,
            turns: VecDeque::new(),
        }
    }

    /// Says which network the lab has; the names of its hosts mean addresses in it.
    pub fn set_net(&mut self, net: Option<Net>) {
        self.net = net;
    }

    /// Takes a user's command; the answer names the socket that it made. A refusal is an event too.
    pub fn command(
        &mut self,
        now: Duration,
        command: Command,
    ) -> Result<Option<SocketId>, Refusal> {
        self.now = now;
        let about = subject(&command);
        let outcome = match self.closing {
            Some(_) => Err(Refusal::ShuttingDown),
            None => self.dispatch(command),
        };
        if let Err(refusal) = &outcome {
            let known = about.filter(|id| self.sockets.contains_key(id));
            self.emit(known, Event::Refused(Box::new(refusal.clone())));
        }
        outcome
    }

    /// Every output of the last input has to be taken before the next input.
    pub fn poll(&mut self) -> Option<Output> {
        if self.outputs.is_empty() {
            self.take_turns();
        }
        self.outputs.pop_front()
    }

    /// The sockets whose state may have changed since this was last asked.
    pub fn take_touched(&mut self) -> Vec<SocketId> {
        std::mem::take(&mut self.touched)
    }

    /// The state of a socket; `None` when it has been forgotten.
    #[must_use]
    pub fn view(&self, id: SocketId) -> Option<&SocketView> {
        self.sockets.get(&id).map(|socket| &socket.view)
    }

    /// The state of every socket.
    pub(crate) fn views(&self) -> impl Iterator<Item = (SocketId, &SocketView)> {
        self.sockets.iter().map(|(id, socket)| (*id, &socket.view))
    }

    /// The page's own port.
    pub(crate) fn own_port(&self) -> u16 {
        self.policy.own_port
    }

    /// How many sockets are not closed.
    #[must_use]
    pub fn open_sockets(&self) -> usize {
        self.quota.taken()
    }

    /// Whether every socket is closed.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.open_sockets() == 0
    }

    /// When [`Session::tick`] wants to be called.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.lingers.values().copied().chain(self.retry_at).min()
    }

    /// Time has passed: sockets that had time to send the rest close anyway.
    pub fn tick(&mut self, now: Duration) {
        self.now = now;
        let late: Vec<_> =
            self.lingers.iter().filter(|(_, by)| **by <= now).map(|(id, _)| *id).collect();
        for id in late {
            self.close_now(id);
        }
        if self.retry_at.is_some_and(|at| at <= now) {
            self.retry_at = None;
            if self.quota.check().is_ok() {
                self.accept_again();
            } else {
                self.retry_at = Some(now + RETRY);
            }
        }
    }

    /// Closes every socket for that reason.
    pub fn close_all(&mut self, now: Duration, why: Why) {
        self.close_those(now, why, |_| true);
    }

    /// The lab ends: its sockets close.
    pub fn close_labs(&mut self, now: Duration) {
        self.close_those(now, Why::Closed, |view| view.on != On::Host);
    }

    fn close_those(&mut self, now: Duration, why: Why, chosen: impl Fn(&SocketView) -> bool) {
        self.now = now;
        let views = self.sockets.iter().map(|(id, socket)| (id, &socket.view));
        let open = views.filter(|(_, view)| view.state != State::Closed && chosen(view));
        let open: Vec<_> = open.map(|(id, _)| *id).collect();
        for id in open {
            if let Some(socket) = self.sockets.get_mut(&id) {
                socket.why = why;
            }
            self.close_now(id);
        }
    }

    /// Closes every socket for that reason and takes no command any more.
    pub fn end(&mut self, now: Duration, why: Why) {
        self.closing = Some(why);
        self.close_all(now, why);
    }

    fn effect(&mut self, socket: SocketId, act: Act) {
        if let Some(socket) = self.sockets.get_mut(&socket) {
            match act {
                Act::Bind(_) | Act::Call(_) | Act::Connect(_) => socket.asks += 1,
                Act::Send { .. } => {
                    socket.asks += 1;
                    socket.sends += 1;
                }
                Act::Write { .. } => socket.writes += 1,
                Act::Adopt
                | Act::Flow(_)
                | Act::Lend
                | Act::Resolve { .. }
                | Act::Start { .. }
                | Act::Watch(_) => {}
            }
        }
        self.outputs.push_back(Output::Effect(Effect { socket, act }));
    }

    fn emit(&mut self, socket: Option<SocketId>, event: Event) {
        self.outputs.push_back(Output::Event(socket, event));
        if let Some(id) = socket {
            self.touch(id);
        }
    }

    fn touch(&mut self, id: SocketId) {
        if self.touched.last() != Some(&id) {
            self.touched.push(id);
        }
    }

    /// The socket of that name, if it is not closed.
    fn alive(&mut self, id: SocketId) -> Result<&mut Socket, Refusal> {
        let socket = self.sockets.get_mut(&id).ok_or(Refusal::UnknownSocket)?;
        if socket.view.state == State::Closed {
            return Err(Refusal::NotNow { state: State::Closed, doing: "do anything" });
        }
        Ok(socket)
    }

    /// Makes room for a new socket and gives it a name.
    fn admit(&mut self, make: impl FnOnce(SocketId) -> Socket) -> Result<SocketId, Refusal> {
        self.quota.take()?;
        self.last += 1;
        let id = SocketId(self.last);
        self.sockets.insert(id, make(id));
        self.touch(id);
        Ok(id)
    }

    /// Closes without waiting for what was given to it.
    fn close_now(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        self.lingers.remove(&id);
        if socket.view.state == State::Closed {
            return;
        }
        if socket.started {
            socket.view.state = State::Closing;
            let call = if socket.why == Why::Reset { Call::Reset } else { Call::Close };
            self.touch(id);
            self.effect(id, Act::Call(call));
        } else {
            self.closed(id, 0);
        }
    }

    /// Closes when everything that was given is sent, or after a while.
    fn linger(&mut self, id: SocketId) {
        if self.lingers.contains_key(&id) {
            return;
        }
        let by = self.now + LINGER;
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.view.state = State::Closing;
            self.lingers.insert(id, by);
            self.touch(id);
        }
    }

    /// The descriptor is gone.
    fn closed(&mut self, id: SocketId, unread: usize) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if socket.view.state == State::Closed {
            return;
        }
        let (why, unsent) = (socket.why, socket.view.queued);
        socket.view.state = State::Closed;
        socket.unname();
        socket.view.waiting.clear();
        socket.view.queued = 0;
        socket.resolving = None;
        self.lingers.remove(&id);
        let held = std::mem::take(&mut socket.held);
        let streamed = std::mem::take(&mut socket.view.streaming);
        self.quota.give_back();
        for _ in held {
            let state = State::Closed;
            let refusal = Refusal::NotNow { state, doing: "do what was asked before it was ready" };
            self.emit(Some(id), Event::Refused(Box::new(refusal)));
        }
        if streamed {
            self.emit(Some(id), Event::Noted(Note::StreamEnded));
        }
        self.emit(Some(id), Event::Closed { why, unread, unsent });
        self.closed.push_back(id);
        if KEPT_CLOSED < self.closed.len()
            && let Some(oldest) = self.closed.pop_front()
        {
            self.sockets.remove(&oldest);
            self.touch(oldest);
        }
        self.accept_again();
    }

    /// Listeners that stopped for want of room go on.
    fn accept_again(&mut self) {
        let full: Vec<_> = self.sockets.iter().filter(|(_, s)| s.full).map(|(id, _)| *id).collect();
        for id in full {
            if let Some(socket) = self.sockets.get_mut(&id) {
                socket.full = false;
            }
            self.flow(id);
        }
    }

    /// Tells the task what to do by itself, if that changed.
    fn flow(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        let flow = socket.wanted_flow();
        if socket.flow != flow && socket.started {
            socket.flow = flow;
            self.effect(id, Act::Flow(flow));
        }
        if let Some(socket) = self.sockets.get_mut(&id) {
            let auto = socket.view.accepts || socket.view.reads;
            socket.view.mode = if auto { Mode::Auto } else { Mode::Manual };
        }
        self.touch(id);
    }
}

/// The socket that a command is about.
fn subject(command: &Command) -> Option<SocketId> {
    match command {
        Command::Accept { socket }
        | Command::Auto { socket, .. }
        | Command::Bind { socket, .. }
        | Command::Close { socket }
        | Command::Connect { socket, .. }
        | Command::Listen { socket, .. }
        | Command::Recv { socket, .. }
        | Command::Reset { socket }
        | Command::Send { socket, .. }
        | Command::Set { socket, .. }
        | Command::Shutdown { socket, .. }
        | Command::Stream { socket } => Some(*socket),
        Command::Create { .. } | Command::Lab(_) | Command::Open(_) | Command::Watch { .. } => None,
    }
}

/// How long listeners that stopped for want of room wait before they try again.
const RETRY: Duration = Duration::from_millis(250);

/// How long a closing socket may go on sending what it was given.
const LINGER: Duration = Duration::from_secs(2);

/// How many closed sockets are still shown.
const KEPT_CLOSED: usize = 32;
