//! Sockets and the lanes: where they go, and who makes those of a lab.

use std::time::Duration;

use super::Running;
use crate::{
    command::Command, effect::Act, event::Event, id::SocketId, lanes::Factory, node::Node,
    policy::Refusal,
};

impl Running {
    /// A socket in a lab wants a lab, which may not be had.
    pub(super) fn provide(&mut self, now: Duration, command: &Command) -> Result<(), Refusal> {
        if let Some(node) = command.node() {
            self.lanes.factory(now, node)?;
        }
        self.actor.session.set_net(self.lanes.net());
        Ok(())
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
}
