//! What the actor tells the lanes of its sockets while it carries out effects.

use super::Running;
use crate::{effect::Act, id::SocketId};

impl Running {
    /// Tells the lanes where a socket is about to go.
    pub(super) fn announce(&mut self, socket: SocketId, act: &Act) {
        if !self.lanes.watching() {
            return;
        }
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

    /// A socket has an address now. A refused connection loses it again, maybe in this very turn.
    pub(super) fn named(&mut self, socket: Option<SocketId>) {
        if let Some(socket) = socket.filter(|_| self.lanes.watching()) {
            self.lanes.update(socket, self.actor.session.view(socket));
        }
    }
}
