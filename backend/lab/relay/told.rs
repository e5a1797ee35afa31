//! What a relay tells of itself, for the lab's view.

use bytes::Bytes;

use super::{Relay, edit, switch::Switch};
use crate::{
    lab::{Counts, Held, Impairment, Met, Rule},
    node::Node,
};

impl Relay {
    /// The frames that wait for a decision, oldest first.
    #[must_use]
    pub fn held(&self) -> Vec<Held> {
        let held = self.held.iter().map(|held| Held {
            frame: held.number,
            from: self.ports.get(held.from).map_or(Node::A, |port| port.node),
            headers: held.headers.clone(),
            since: held.since,
            payload: edit::payload(&held.bytes)
                .map_or_else(Bytes::new, |payload| held.bytes.slice_ref(payload)),
        });
        held.collect()
    }

    /// The rules with their numbers, and what each has met.
    #[must_use]
    pub fn rules(&self) -> Vec<(u32, Rule, Met)> {
        self.rules.list()
    }

    /// What the switches have learned: a hardware address, and the node behind whose port it is.
    #[must_use]
    pub fn learned(&self) -> Vec<([u8; 6], Node)> {
        let learned = self.switches.iter().flat_map(Switch::learned);
        learned.filter_map(|(mac, port)| Some((mac, self.ports.get(port)?.node))).collect()
    }

    /// What was counted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What the wire does to the frames of each node.
    #[must_use]
    pub fn impairments(&self) -> Vec<(Node, Impairment)> {
        let ports = self.ports.iter().zip(self.lines.impairments());
        let mut list: Vec<_> = ports.map(|(port, impairment)| (port.node, impairment)).collect();
        list.dedup_by_key(|(node, _)| *node);
        list
    }
}
