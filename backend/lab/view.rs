//! A lab as a person or a program sees it.

use std::{net::Ipv4Addr, time::Duration};

use bytes::Bytes;

use super::{Broken, Impairment, Net, Rule};
use crate::{errno::OsError, id::Seq, node::Node, segment::Headers};

/// A lab as a person or a program sees it.
#[derive(Clone, Debug)]
pub struct LabView {
    /// The network.
    pub net: Net,
    /// Whether its hosts are there.
    pub stage: Stage,
    /// Its nodes.
    pub nodes: Vec<NodeView>,
    /// What the wire does to every frame, by sending node.
    pub impairments: Vec<(Node, Impairment)>,
    /// The rules with their numbers, and what each has met.
    pub rules: Vec<(u32, Rule, Met)>,
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

/// How far a lab is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Stage {
    /// Its hosts are being made.
    Beginning,
    /// Its helper process is gone, and so is the wire. Sockets stay until they are closed.
    Broken(Broken),
    /// Its hosts are there.
    Ready,
    /// There can be none here.
    Unavailable {
        /// What did not work: the call, as its man page writes it.
        step: String,
        /// Its errno.
        error: OsError,
    },
}

impl Stage {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(&self) -> &'static str {
        match self {
            Self::Beginning => "beginning",
            Self::Broken(_) => "broken",
            Self::Ready => "ready",
            Self::Unavailable { .. } => "unavailable",
        }
    }
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

/// What a rule has met, in frames.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Met {
    /// They match it.
    pub frames: u64,
    /// It acted on them: they were in their turn, and no rule before it acted on them.
    pub acted: u64,
}

/// What a relay has counted, in frames.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Counts {
    /// They came to the relay.
    pub came: u64,
    /// They left the relay, copies included.
    pub went: u64,
    /// Rules or chance dropped them, or there was no room for them.
    pub dropped: u64,
    /// So many of those that were dropped found no room: [`Loss::Queue`] and [`Loss::Room`].
    ///
    /// [`Loss::Queue`]: crate::segment::Loss::Queue
    /// [`Loss::Room`]: crate::segment::Loss::Room
    pub full: u64,
    /// The relay lost them: its receive buffer was full (`PACKET_STATISTICS`), or the kernel did not
    /// take them where they were put on.
    pub lost: u64,
}
