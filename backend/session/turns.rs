//! Turns: what goes to the lab takes effect in the order in which it was taken.
//!
//! Sockets of a lab are made elsewhere, which takes a while. The next one is made when the one before
//! is ready, or connects, which may take for ever. What reaches out to others waits for those too that
//! were asked for earlier; everything else goes on meanwhile.

use crate::{
    command::{Command, Protocol},
    effect::Act,
    id::SocketId,
    node::On,
    session::{Session, socket::Socket},
    view::State,
};

/// Something that has its turn in the lab.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn {
    /// To do the commands that wait at a socket.
    Commands(SocketId),
    /// To be made.
    Start(SocketId),
}

impl Session {
    /// Makes a socket: at once, or in a lab when it is its turn.
    pub(super) fn start(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if socket.view.on == On::Host {
            self.make(id);
        } else {
            socket.waits = true;
            self.turns.push_back(Turn::Start(id));
        }
    }

    fn make(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.started = true;
        let (protocol, family, on) = (socket.view.protocol, socket.view.family, socket.view.on);
        self.effect(id, Act::Start { protocol, family, on });
    }

    /// Whether a command has to wait for what was asked of the lab before it. Then it has its turn
    /// after that, and has to be held until then.
    pub(super) fn waits_its_turn(&mut self, id: SocketId, command: &Command) -> bool {
        let Some(socket) = self.sockets.get_mut(&id) else { return false };
        let reaches_out = match command {
            Command::Connect { .. } => true,
            Command::Send { .. } => socket.view.protocol == Protocol::Udp,
            Command::Accept { .. }
            | Command::Auto { .. }
            | Command::Bind { .. }
            | Command::Close { .. }
            | Command::Create { .. }
            | Command::Lab(_)
            | Command::Listen { .. }
            | Command::Open(_)
            | Command::Recv { .. }
            | Command::Reset { .. }
            | Command::Set { .. }
            | Command::Shutdown { .. }
            | Command::Stream { .. }
            | Command::Watch { .. } => false,
        };
        if !reaches_out || socket.view.on == On::Host {
            return false;
        }
        if std::mem::take(&mut socket.its_turn) || self.turns.is_empty() {
            return false;
        }
        socket.waits = true;
        self.turns.push_back(Turn::Commands(id));
        true
    }

    /// Those whose turn it is begin; whoever is done makes room for the next.
    pub(super) fn take_turns(&mut self) {
        while let Some(turn) = self.turns.front().copied() {
            match turn {
                Turn::Commands(id) => {
                    self.turns.pop_front();
                    if let Some(socket) = self.sockets.get_mut(&id) {
                        socket.its_turn = true;
                    }
                    self.may_go_on(id);
                }
                Turn::Start(id) => match self.sockets.get(&id) {
                    Some(socket) if !socket.settled() && socket.started => return,
                    Some(socket) if !socket.settled() => {
                        self.make(id);
                        self.may_go_on(id);
                    }
                    Some(_) | None => _ = self.turns.pop_front(),
                },
            }
        }
    }

    /// It does not wait for its turn any more.
    fn may_go_on(&mut self, id: SocketId) {
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.waits = false;
        }
        self.release(id);
    }
}

impl Socket {
    /// Whether nobody has to wait for it any more.
    fn settled(&self) -> bool {
        let state = self.view.state;
        let gone = matches!(state, State::Closing | State::Closed);
        gone || (self.made && (!self.opening || state == State::Connecting))
    }

    /// Whether closing waits as well: what was asked of it before has not had its turn yet. Asked
    /// again, it closes at once.
    pub(super) fn closes_in_turn(&self) -> bool {
        let closes =
            |command: &Command| matches!(command, Command::Close { .. } | Command::Reset { .. });
        self.waits && self.started && !self.held.iter().any(closes)
    }
}
