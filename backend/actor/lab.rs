//! Who makes the sockets of a lab.

use std::time::Duration;

use super::Running;
use crate::{command::Command, lanes::Factory, node::Node, policy::Refusal};

impl Running {
    /// A socket in a lab wants a lab, which may not be had.
    pub(super) fn provide(&mut self, now: Duration, command: &Command) -> Result<(), Refusal> {
        if let Some(node) = command.node() {
            self.lanes.factory(now, node)?;
        }
        self.actor.session.set_net(self.lanes.net());
        Ok(())
    }

    /// Whoever makes the sockets of a lab's node; where there can be none, the socket's task says so.
    pub(super) fn factory(&mut self, node: Node) -> Result<Factory, Refusal> {
        let now = self.now();
        self.lanes.factory(now, node)
    }
}
