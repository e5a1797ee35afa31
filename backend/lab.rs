//! A lab: hosts with kernels' TCP/IP stacks of their own, and a wire between them that obeys rules.

use std::{net::Ipv4Addr, time::Duration};

use bytes::Bytes;

pub use self::{
    broken::{Broken, Exit, Saw},
    knob::{KNOBS, Knob},
    view::{Counts, Held, LabView, Met, NodeView, Stage},
};
use crate::{errno::OsError, node::Node, segment::Flags};

mod broken;
#[cfg(target_os = "linux")]
pub mod host;
mod knob;
#[cfg(target_os = "linux")]
pub(crate) mod message;
pub mod relay;
mod view;
#[cfg(target_os = "linux")]
pub(crate) mod wires;

/// What a user may ask of a session's lab.
#[derive(Clone, Debug)]
pub enum LabCommand {
    /// Decide what becomes of a frame that is held.
    Decide {
        /// The number of the frame.
        frame: u64,
        /// What.
        decision: Decision,
    },
    /// End the lab; its sockets close.
    End,
    /// Change what the wire does to every frame.
    Impair {
        /// To frames that this node sends; `None` is every node.
        from: Option<Node>,
        /// What.
        impairment: Impairment,
    },
    /// Set a knob of a node's kernel.
    Knob {
        /// Whose; `None` is every host.
        node: Option<Node>,
        /// Which: a name of [`KNOBS`].
        name: String,
        /// The value, as `sysctl(8)` writes it.
        value: String,
    },
    /// Add a rule.
    Rule(Rule),
    /// Begin the lab, or begin it anew with another network.
    Start {
        /// The network.
        net: Net,
    },
    /// Take a rule away; `None` takes all.
    Unrule {
        /// Its number.
        rule: Option<u32>,
    },
}

/// How the hosts are connected.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Net {
    /// Four hosts on a hub: everybody gets every frame.
    Hub,
    /// Two hosts and one wire; neighbors are known, so that no ARP is needed.
    #[default]
    Link,
    /// Two LANs of two hosts each, and a router between them.
    Router,
    /// Four hosts on a learning switch.
    Switch,
}

impl Net {
    /// Every network.
    pub const ALL: [Self; 4] = [Self::Link, Self::Switch, Self::Hub, Self::Router];

    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Link => "link",
            Self::Router => "router",
            Self::Switch => "switch",
        }
    }

    /// Its nodes.
    #[must_use]
    pub fn nodes(self) -> &'static [Node] {
        match self {
            Self::Link => &[Node::A, Node::B],
            Self::Hub | Self::Switch => &Node::HOSTS,
            Self::Router => &[Node::A, Node::B, Node::C, Node::D, Node::Router],
        }
    }

    /// The address of a node in it.
    #[must_use]
    pub fn address(self, node: Node) -> Ipv4Addr {
        node.address(self == Self::Router)
    }
}

/// What the wire does to every frame; chance is drawn from a generator with a seed, so that the same
/// frames meet the same luck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impairment {
    /// How long a frame is on its way.
    pub delay: Duration,
    /// At most so much longer.
    pub jitter: Duration,
    /// How many of a hundred are lost.
    pub loss: f64,
    /// How many of a hundred arrive twice.
    pub duplicate: f64,
    /// How many of a hundred are overtaken by the next one.
    pub reorder: f64,
    /// How many of a hundred get a bit flipped behind their Ethernet header.
    pub corrupt: f64,
    /// Bits per second that fit through; `None` is no limit.
    pub rate: Option<u64>,
    /// The largest IP packet of the nodes' interfaces, in bytes.
    pub mtu: u32,
    /// The seed of the generator.
    pub seed: u64,
}

impl Default for Impairment {
    fn default() -> Self {
        Self {
            delay: Duration::ZERO,
            jitter: Duration::ZERO,
            loss: 0.0,
            duplicate: 0.0,
            reorder: 0.0,
            corrupt: 0.0,
            rate: None,
            mtu: 1500,
            seed: 1,
        }
    }
}

/// What happens to some frames.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Which frames.
    pub matches: Match,
    /// What happens to them.
    pub action: Action,
    /// It begins with the frame of that number among those that match, from 1.
    pub nth: u32,
    /// For so many of them; `None` is all.
    pub times: Option<u32>,
}

/// Which frames a rule is for: everything that is given must be so.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Match {
    /// The node that sends it.
    pub from: Option<Node>,
    /// What it carries.
    pub kind: Option<MatchKind>,
    /// TCP flags that are set.
    pub flags: Option<Flags>,
    /// At least so many bytes of TCP or UDP payload.
    pub least: Option<u32>,
    /// At most so many.
    pub most: Option<u32>,
    /// A port of either end.
    pub port: Option<u16>,
}

/// What a frame carries.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum MatchKind {
    /// A TCP segment without payload, SYN, FIN, or RST.
    Ack,
    /// ARP.
    Arp,
    /// A TCP segment with payload.
    Data,
    /// ICMP.
    Icmp,
    /// Any TCP segment.
    Tcp,
    /// A UDP datagram.
    Udp,
}

impl MatchKind {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Ack => "ack",
            Self::Arp => "arp",
            Self::Data => "data",
            Self::Icmp => "icmp",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// What a rule does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Action {
    /// Keep it so much longer.
    Delay(Duration),
    /// Lose it.
    Drop,
    /// Deliver it twice.
    Duplicate,
    /// Keep it until somebody decides.
    Hold,
}

impl Action {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Delay(_) => "delay",
            Self::Drop => "drop",
            Self::Duplicate => "duplicate",
            Self::Hold => "hold",
        }
    }
}

/// What becomes of a frame that was held.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Decision {
    /// It goes on.
    Deliver,
    /// It is lost.
    Drop,
    /// It goes on twice.
    Duplicate,
    /// It goes on with that payload; lengths and checksums are made right unless told otherwise.
    Edit {
        /// The new payload of TCP or UDP.
        payload: Bytes,
        /// Leave the old checksum of TCP or UDP, so that the receiver finds it wrong.
        keep_checksum: bool,
    },
}

impl Decision {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(&self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::Drop => "drop",
            Self::Duplicate => "duplicate",
            Self::Edit { .. } => "edit",
        }
    }
}

/// Something that happened to a lab and that is no frame.
#[derive(Clone, Debug, PartialEq)]
pub enum LabEvent {
    /// The hosts are there.
    Began {
        /// The network.
        net: Net,
    },
    /// Its helper process is gone, and with it the wire and the interfaces. Sockets stay until they
    /// are closed.
    Broke(Broken),
    /// Somebody decided on a held frame.
    Decided {
        /// The number of the frame.
        frame: u64,
        /// What.
        decision: Decision,
        /// How long it was held.
        held: Duration,
    },
    /// The lab is gone, without trace.
    Ended {
        /// How many frames were held or on their way; they are lost.
        frames: u64,
    },
    /// What the wire does to every frame was changed.
    Impaired {
        /// To frames of that node; `None` is every node.
        from: Option<Node>,
        /// What.
        impairment: Impairment,
    },
    /// A knob was set; the value is what reading it back gave.
    Knob {
        /// Whose; `None` is every host.
        node: Option<Node>,
        /// Which.
        name: String,
        /// What it is now, or why not.
        outcome: Result<String, OsError>,
    },
    /// A rule is there.
    Ruled {
        /// Its number.
        number: u32,
        /// What it says.
        rule: Rule,
    },
    /// There can be no lab here.
    Unavailable {
        /// What did not work: the call, as its man page writes it.
        step: String,
        /// Its errno.
        error: OsError,
    },
    /// A rule is gone; `None` is all of them.
    Unruled {
        /// Its number.
        number: Option<u32>,
    },
    /// The kernel did not take a frame where it was put on, although its fate was told already.
    Unsent {
        /// The number of the frame.
        frame: u64,
        /// The node that did not get it.
        to: Node,
        /// What `send(2)` said at the packet socket.
        error: OsError,
    },
}

impl LabEvent {
    /// How much memory it keeps outside of itself, in bytes.
    pub(crate) fn heap(&self) -> usize {
        match self {
            Self::Decided { decision: Decision::Edit { payload, .. }, .. } => payload.len(),
            Self::Knob { name, outcome, .. } => {
                name.len() + outcome.as_ref().map_or(0, String::len)
            }
            Self::Unavailable { step, .. } => step.len(),
            Self::Began { .. }
            | Self::Broke(_)
            | Self::Decided { .. }
            | Self::Ended { .. }
            | Self::Impaired { .. }
            | Self::Ruled { .. }
            | Self::Unruled { .. }
            | Self::Unsent { .. } => 0,
        }
    }

    /// The word for it in the contract.
    #[must_use]
    pub fn wire(&self) -> &'static str {
        match self {
            Self::Began { .. } => "began",
            Self::Broke(_) => "broke",
            Self::Decided { .. } => "decided",
            Self::Ended { .. } => "ended",
            Self::Impaired { .. } => "impaired",
            Self::Knob { .. } => "knob",
            Self::Ruled { .. } => "ruled",
            Self::Unavailable { .. } => "unavailable",
            Self::Unruled { .. } => "unruled",
            Self::Unsent { .. } => "unsent",
        }
    }
}
