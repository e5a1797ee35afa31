//! What a session knows of one socket.

use std::{collections::VecDeque, net::SocketAddr};

use crate::{
    command::{Command, Family, Mode, Open, Protocol},
    effect::Flow,
    event::Why,
    id::SocketId,
    session::opening::Step,
    view::{SocketView, State},
};

/// One socket.
#[derive(Debug)]
pub(super) struct Socket {
    pub(super) view: SocketView,
    /// It has a task.
    pub(super) started: bool,
    /// `socket` came back.
    pub(super) made: bool,
    /// Something of it waits for its turn in the lab.
    pub(super) waits: bool,
    /// The first of what waited has its turn, and does not ask for another.
    pub(super) its_turn: bool,
    /// What is left to do until it is open.
    pub(super) plan: VecDeque<Step>,
    /// What it will do by itself when it is open.
    pub(super) intent: Mode,
    /// It is being opened with one command, so a failing step ends it.
    pub(super) opening: bool,
    /// A name is being looked up for this.
    pub(super) resolving: Option<Lookup>,
    /// Commands that wait for the name, the plan, or their turn.
    pub(super) held: VecDeque<Command>,
    /// Why it will have closed.
    pub(super) why: Why,
    /// What its task was last told to do by itself.
    pub(super) flow: Flow,
    /// It does not read until what it answered is sent.
    pub(super) throttled: bool,
    /// Calls that were asked for and did not come back.
    pub(super) asks: usize,
    /// Those of them that are `send`s.
    pub(super) sends: usize,
    /// Writes that were given and are not done.
    pub(super) writes: usize,
    /// We shut reading down ourselves.
    pub(super) read_shut: bool,
    /// It does not accept until there is room again.
    pub(super) full: bool,
    /// It was said that answering stopped because of a loop.
    pub(super) loop_told: bool,
    /// Its address is the one that the kernel chose for a connection attempt that goes on.
    pub(super) named: bool,
    /// The address that it had before that.
    pub(super) bound: Option<SocketAddr>,
}

/// What waits for a name.
#[derive(Debug)]
pub(super) enum Lookup {
    Command(Command),
    Open(Open),
}

impl Socket {
    pub(super) fn new(id: SocketId, protocol: Protocol, family: Family) -> Self {
        Self {
            view: SocketView::new(id, protocol, family),
            started: false,
            made: false,
            waits: false,
            its_turn: false,
            plan: VecDeque::new(),
            intent: Mode::Manual,
            opening: false,
            resolving: None,
            held: VecDeque::new(),
            why: Why::Closed,
            flow: Flow::default(),
            throttled: false,
            asks: 0,
            sends: 0,
            writes: 0,
            read_shut: false,
            full: false,
            loop_told: false,
            named: false,
            bound: None,
        }
    }

    /// Whether commands have to wait until it is ready for them.
    pub(super) fn busy(&self) -> bool {
        self.resolving.is_some() || self.opening || self.waits
    }

    /// What its task should do by itself now.
    pub(super) fn wanted_flow(&self) -> Flow {
        let alive = !matches!(self.view.state, State::Closing | State::Closed);
        let calm = alive && !self.throttled && !self.view.streaming;
        Flow { accept: self.view.accepts && alive && !self.full, read: self.view.reads && calm }
    }

    /// A call came back: it does not wait any more.
    pub(super) fn waited(&mut self, name: &str) {
        if let Some(at) = self.view.waiting.iter().position(|waiting| *waiting == name) {
            self.view.waiting.remove(at);
        }
    }

    /// The connection attempt for which the kernel chose an address is over: it is gone.
    pub(super) fn unname(&mut self) {
        if std::mem::take(&mut self.named) {
            self.view.local = self.bound.take();
        }
    }
}
