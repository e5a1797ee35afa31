//! Who makes the sockets of a lab.

use std::time::Duration;

use super::Running;
use crate::{command::Command, lab::LabCommand, lanes::Factory, node::Node, policy::Refusal};

impl Running {
    /// Does what a user asks of the lab; where it ends, its sockets close first.
    pub(super) fn command_lab(
        &mut self,
        now: Duration,
        command: LabCommand,
    ) -> Result<(), Refusal> {
        if matches!(command, LabCommand::End | LabCommand::Start { .. }) {
            self.actor.session.close_labs(now);
            self.carry_out(now);
        }
        self.lanes.learn(self.actor.session.views());
        self.lanes.command(now, command, &mut self.news)
    }

    /// A socket in a lab wants a lab, which may not be had.
    pub(super) fn provide(&mut self, now: Duration, command: &Command) -> Result<(), Refusal> {
        if let Some(node) = command.node() {
            self.lanes.learn(self.actor.session.views());
            self.lanes.factory(now, node)?;
        }
        self.actor.session.set_net(self.lanes.net());
        Ok(())
    }

    /// Whoever makes the sockets of a lab's node; where there can be none, the socket's task says so.
    pub(super) fn factory(&mut self, node: Node) -> Result<Factory, Refusal> {
        let now = self.now();
        self.lanes.learn(self.actor.session.views());
        self.lanes.factory(now, node)
    }
}
