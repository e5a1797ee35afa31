//! Frames that were seen, for what is told of them later: that one goes on, or was refused.

use std::collections::VecDeque;

use backend::{
    lab::{Decision, LabEvent, Net},
    node::Node,
    segment::{Outcome, Segment},
};

use super::{
    Ladder,
    wire::{Route, Stop},
};

/// A frame that was seen, for what is told of it later.
#[derive(Clone, Debug)]
pub(super) struct Passed {
    number: u64,
    pub(super) route: Route,
    /// The host whose address it has.
    target: Option<Node>,
    /// Whom else it goes to when it goes on.
    pub(super) others: Vec<Node>,
    /// Whether it is for everybody.
    pub(super) broadcast: bool,
}

impl Ladder {
    /// The frame that an event of the lab tells more of.
    pub(super) fn passed(&self, event: &LabEvent) -> Option<Passed> {
        let (frame, known) = match event {
            LabEvent::Decided { frame, .. } => (frame, &self.wires.held),
            LabEvent::Unsent { frame, .. } => (frame, &self.wires.lately),
            LabEvent::Began { .. }
            | LabEvent::Broke(_)
            | LabEvent::Ended { .. }
            | LabEvent::Impaired { .. }
            | LabEvent::Knob { .. }
            | LabEvent::Ruled { .. }
            | LabEvent::Unavailable { .. }
            | LabEvent::Unruled { .. } => return None,
        };
        known.iter().rev().find(|passed| passed.number == *frame).cloned()
    }

    /// Where a frame did not come in.
    pub(super) fn refused_at(&self, passed: &Passed, node: Node) -> Stop {
        if passed.target == Some(node) { passed.route.to } else { self.at_host(node) }
    }

    /// Whom a frame that is held goes to beside its target when it goes on, as far as its network
    /// alone tells: not what a switch has learned.
    fn hearers(&self, segment: &Segment, target: Option<Node>, broadcast: bool) -> Vec<Node> {
        let everybody = match self.wires.net {
            Some(Net::Hub) => true,
            Some(Net::Switch) => broadcast,
            Some(Net::Link | Net::Router) | None => false,
        };
        let hosts = Node::HOSTS.into_iter().filter(|_| everybody);
        hosts.filter(|node| Some(*node) != target && Some(*node) != segment.on.node()).collect()
    }

    /// Remembers a frame of the lab.
    pub(super) fn pass(&mut self, segment: &Segment, route: Route, target: Option<Node>) {
        let held = segment.fate.outcome == Outcome::Held;
        let broadcast = segment.frame.first().is_some_and(|first| first & GROUP != 0);
        let others = if held { self.hearers(segment, target, broadcast) } else { Vec::new() };
        let passed = Passed { number: segment.number, route, target, others, broadcast };
        let known = if held { &mut self.wires.held } else { &mut self.wires.lately };
        keep(known, passed);
    }

    /// A frame that was held goes on, or not.
    pub(super) fn decided(&mut self, event: &LabEvent, frame: u64, decision: &Decision) {
        let Some(passed) = self.passed(event) else { return };
        self.wires.held.retain(|held| held.number != frame);
        if *decision != Decision::Drop {
            for node in &passed.others {
                self.stand(self.at_host(*node));
            }
            keep(&mut self.wires.lately, passed);
        }
    }
}

/// Remembers a frame, and forgets the oldest one beyond so many.
fn keep(known: &mut VecDeque<Passed>, passed: Passed) {
    known.push_back(passed);
    if KEPT < known.len() {
        known.pop_front();
    }
}

/// How many frames that wait on the wire are remembered, and how many that were seen.
const KEPT: usize = 256;
/// The bit of a hardware address that stands for several hosts (IEEE 802).
pub(super) const GROUP: u8 = 1;
