//! What the actor tells the lanes, and what it asks of them, while it carries out effects.

use super::Running;
use crate::{effect::Act, event::Event, id::SocketId, lanes::Factory, node::Node};

impl Running {
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
            | Act::Start { .. } => None,
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

    /// A socket has an address now. A refused connection loses it again, maybe in this very turn.
    pub(super) fn named(&mut self, socket: Option<SocketId>) {
        if let Some(socket) = socket {
            self.lanes.update(socket, self.actor.session.view(socket));
        }
    }
}
