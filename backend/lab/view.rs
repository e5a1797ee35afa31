//! A lab as a person or a program sees it.

use std::{net::Ipv4Addr, time::Duration};

use bytes::Bytes;

use super::{Impairment, Net, Rule};
use crate::{id::Seq, node::Node, segment::Headers};

/// A lab as a person or a program sees it.
#[derive(Clone, Debug)]
pub struct LabView {
    /// The network.
    pub net: Net,
    /// Whether its hosts are there; before that it begins.
    pub ready: bool,
    /// Its nodes.
    pub nodes: Vec<NodeView>,
    /// What the wire does to every frame, by sending node.
    pub impairments: Vec<(Node, Impairment)>,
    /// The rules with their numbers, and how many frames each has met.
    pub rules: Vec<(u32, Rule, u64)>,
    /// The frames that wait for a decision, oldest first.
    pub held: Vec<Held>,
    /// The switch's table: hardware address and node.
    pub learned: Vec<([u8; 6], Node)>,
    /// Frames that came to the relay, that it put on, and that rules dropped.
    pub counts: Counts,
    /// The knobs with their values, by node.
    pub knobs: Vec<(Node, &'static str, String)>,
    /// The event that last changed it.
    pub changed: Seq,
}

/// A node of a lab.
#[derive(Clone, Debug)]
pub struct NodeView {
    /// Which.
    pub node: Node,
    /// Its address; the router has a second one.
    pub addresses: Vec<Ipv4Addr>,
    /// Its hardware address.
    pub mac: [u8; 6],
    /// Its ARP table: address, hardware address, and the state of the entry (`ip-neighbour(8)`).
    pub neighbors: Vec<(Ipv4Addr, Option<[u8; 6]>, String)>,
}

/// A frame that waits for a decision.
#[derive(Clone, Debug)]
pub struct Held {
    /// The number of the frame.
    pub frame: u64,
    /// Who sent it.
    pub from: Node,
    /// What its headers say.
    pub headers: Headers,
    /// Since when, since the session began.
    pub since: Duration,
    /// The payload of TCP or UDP.
    pub payload: Bytes,
}

/// What a relay has counted, in frames.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// They came to the relay.
    pub came: u64,
    /// They were put on, copies included.
    pub went: u64,
    /// Rules or chance dropped them.
    pub dropped: u64,
    /// The relay lost them: its receive buffer was full (`PACKET_STATISTICS`) or a write failed.
    pub lost: u64,
}
