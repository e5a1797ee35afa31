//! Where sockets and lanes meet: each is told what it has to know of the other.

use super::Running;
use crate::{
    effect::Act,
    event::Event,
    id::SocketId,
    lanes::Factory,
    node::{Node, On},
    transport::Order,
};

impl Running {
    /// Tells one task, if there is something to keep.
    pub(super) fn watch(&self, socket: SocketId) {
        if self.watches(socket) {
            self.tell(socket, true);
        }
    }

    /// Tells every task: a lane was switched on or off.
    pub(super) fn watch_all(&self) {
        for socket in self.lines.keys() {
            self.tell(*socket, self.watches(*socket));
        }
    }

    /// On this machine it is a lane that is switched; in a lab it is always on.
    fn watches(&self, socket: SocketId) -> bool {
        let view = self.actor.session.view(socket);
        view.is_some_and(|view| view.on != On::Host || self.lanes.switches().kernel)
    }

    fn tell(&self, socket: SocketId, on: bool) {
        if let Some(line) = self.lines.get(&socket) {
            // A task that is gone has said why.
            let _ = line.send(Order { act: Act::Watch(on), port: None });
        }
    }

    /// Tells the lanes where a socket is about to go.
    pub(super) fn announce(&mut self, socket: SocketId, act: &Act) {
        let to = match act {
            Act::Connect(to) => Some(*to),
            Act::Send { to, .. } | Act::Write { to, .. } => *to,
            Act::Adopt
            | Act::Bind(_)
            | Act::Call(_)
            | Act::Flow(_)
            | Act::Lend
            | Act::Resolve { .. }
            | Act::Start { .. }
            | Act::Watch(_) => None,
        };
        if let (Some(to), Some(view)) = (to, self.actor.session.view(socket))
            && view.local.is_none()
        {
            self.lanes.expect(view.on, view.protocol, to.get());
        }
    }

    /// Whoever makes the sockets of a lab's node; where there can be none, `socket` says so.
    pub(super) fn factory(&mut self, node: Node) -> Option<Factory> {
        let now = self.now();
        match self.lanes.factory(now, node) {
            Ok(factory) => Some(factory),
            Err(refusal) => {
                self.news.push((now, None, Event::Refused(Box::new(refusal))));
                None
            }
        }
    }
}
