//! How much room the parts of a lab's picture take.

use backend::{lab::LabView, node::Node, view::SocketView};

use super::{FLAG_HEIGHT, HostBox, LINE, SOCKETS, chip, mac_of, sockets_of, wire};
use crate::words::Words;

/// A place in the drawing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) x: i32,
    pub(super) y: i32,
}

/// What there is to draw, by node.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides<'a> {
    pub(super) words: Words,
    pub(super) view: &'a LabView,
    pub(super) sockets: &'a [SocketView],
}

impl Sides<'_> {
    /// A node's box.
    pub(super) fn host(&self, node: Node, at: Point, height: i32) -> HostBox {
        let found = self.view.nodes.iter().find(|one| one.node == node);
        let addresses = match found {
            Some(one) => one.addresses.iter().map(ToString::to_string).collect(),
            None => vec![self.view.net.address(node).to_string()],
        };
        let all = sockets_of(self.sockets, node).count();
        let shown = if SOCKETS < all { SOCKETS - 1 } else { all };
        let sockets = sockets_of(self.sockets, node).take(shown);
        HostBox {
            at,
            height,
            node,
            addresses,
            mac: mac_of(self.view, node),
            sockets: sockets.map(|socket| chip(self.words, socket)).collect(),
            more: all - shown,
        }
    }

    /// How high the boxes of two neighbors are.
    pub(super) fn height(&self, nodes: [Node; 2]) -> i32 {
        let lines = nodes.map(|node| match node {
            Node::Router => 1,
            Node::A | Node::B | Node::C | Node::D => {
                sockets_of(self.sockets, node).count().clamp(1, SOCKETS)
            }
        });
        46 + (LINE + 2) * lines.into_iter().max().unwrap_or(1) as i32
    }

    /// How long the wires of two neighbors are, so that everything beside them has room.
    pub(super) fn gap(&self, nodes: [Node; 2]) -> i32 {
        let held = self.view.held.iter().any(|held| nodes.contains(&held.from));
        let apart = wire::uniform(self.view).is_none();
        let lines = nodes.map(|node| if apart { self.marks(node).len() } else { 0 });
        let lines = lines.into_iter().max().unwrap_or(0) as i32;
        18.max(6 + LINE * lines).max(if held { FLAG_HEIGHT + 6 } else { 0 })
    }

    /// What happens to the frames of a node.
    pub(super) fn marks(&self, node: Node) -> Vec<String> {
        let found = self.view.impairments.iter().find(|(one, _)| *one == node);
        found.map(|(_, one)| wire::marks(self.words, one)).unwrap_or_default()
    }

    /// The same with the way before it.
    pub(super) fn labeled(&self, node: Node, way: &str) -> Vec<String> {
        let mut marks = self.marks(node);
        if marks.is_empty() {
            marks.push(self.words.t("lab-mark-none").to_owned());
        }
        marks[0] = format!("{way} {}", marks[0]);
        marks
    }
}
