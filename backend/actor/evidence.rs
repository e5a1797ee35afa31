//! Tasks are told whether anybody watches: what they keep as evidence then costs nothing else.

use super::Running;
use crate::{effect::Act, id::SocketId, node::On, transport::Order};

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
}
