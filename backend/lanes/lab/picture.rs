//! A lab as a person or a program sees it.

use super::Lab;
use crate::{
    id::Seq,
    lab::{LabView, NodeView, message::Neighbor},
    node::Node,
};

impl Lab {
    /// The lab as it is now; nothing where it could not begin.
    pub(crate) fn view(&self) -> LabView {
        LabView {
            net: self.net,
            stage: self.stage.clone(),
            nodes: self.net.nodes().iter().map(|node| self.node(*node)).collect(),
            impairments: self.relay.impairments(),
            rules: self.relay.rules(),
            held: self.relay.held(),
            learned: self.relay.learned(),
            counts: self.relay.counts(),
            knobs: self.knobs.clone(),
            changed: Seq::START,
        }
    }

    fn node(&self, node: Node) -> NodeView {
        let wires = || self.net.wires().filter(move |wire| wire.node == node);
        let known = self.neighbors.iter().find(|(other, _)| *other == node);
        let known = known.map(|(_, neighbors)| &neighbors[..]).unwrap_or_default();
        NodeView {
            node,
            addresses: wires().map(|wire| wire.address(self.net)).collect(),
            mac: wires().next().map(|wire| wire.mac()).unwrap_or_default(),
            neighbors: known.iter().map(neighbor).collect(),
        }
    }
}

fn neighbor(of: &Neighbor) -> (std::net::Ipv4Addr, Option<[u8; 6]>, String) {
    (of.address, of.mac, state(of.state))
}

/// The name of a state in `ip-neighbour(8)`.
fn state(number: u16) -> String {
    let names = [
        (libc::NUD_INCOMPLETE, "INCOMPLETE"),
        (libc::NUD_REACHABLE, "REACHABLE"),
        (libc::NUD_STALE, "STALE"),
        (libc::NUD_DELAY, "DELAY"),
        (libc::NUD_PROBE, "PROBE"),
        (libc::NUD_FAILED, "FAILED"),
        (libc::NUD_NOARP, "NOARP"),
        (libc::NUD_PERMANENT, "PERMANENT"),
    ];
    let name = names.into_iter().find(|(bit, _)| *bit == number);
    name.map_or_else(|| number.to_string(), |(_, name)| name.to_owned())
}
