//! A lab as programs read it.

use std::net::Ipv4Addr;

use backend::{
    lab::{self, LabView, Stage},
    node::Node as On,
    segment::Headers,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{
    event::{Base64, micros},
    lanes::{ends, mac},
};

/// A lab as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabState<'a> {
    /// The network: `link`, `switch`, `hub`, or `router`.
    net: &'static str,
    /// Its hosts are there.
    ready: bool,
    /// `beginning`, `ready`, `broken`, or `unavailable`; the event of that name in the journal says why.
    stage: &'static str,
    /// The place of the event that last changed it.
    changed: u64,
    /// Its nodes.
    nodes: Vec<Node<'a>>,
    /// What the wire does to every frame, by the node that sends it, in the fields of `impair`.
    impairments: Vec<Impairment>,
    /// The rules, in the fields of `rule`.
    rules: Vec<Rule>,
    /// The frames that wait for a decision, oldest first.
    held: Vec<Held<'a>>,
    /// What the switches have learned.
    learned: Vec<Learned>,
    /// What the relay has counted.
    counts: Counts,
    /// The knobs of the nodes' kernels with their values.
    knobs: Vec<Knob<'a>>,
}

/// A host of a lab, or its router.
#[derive(Debug, Serialize, ToSchema)]
pub struct Node<'a> {
    /// `a`, `b`, `c`, `d`, or `router`.
    node: &'static str,
    /// Its addresses; a router has one in each LAN.
    #[schema(value_type = Vec<String>, example = json!(["10.0.0.1"]))]
    addresses: &'a [Ipv4Addr],
    /// Its hardware address.
    #[schema(example = "02:00:00:00:00:01")]
    mac: String,
    /// Its ARP table.
    neighbors: Vec<Neighbor<'a>>,
}

/// An entry of an ARP table.
#[derive(Debug, Serialize, ToSchema)]
pub struct Neighbor<'a> {
    /// The address.
    #[schema(value_type = String, example = "10.0.0.2")]
    address: Ipv4Addr,
    /// The hardware address, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    mac: Option<String>,
    /// The state of the entry, as `ip-neighbour(8)` calls it.
    #[schema(example = "REACHABLE")]
    state: &'a str,
}

/// What the wire does to every frame of a node.
#[derive(Debug, Serialize, ToSchema)]
pub struct Impairment {
    /// The node that sends them.
    from: &'static str,
    /// Milliseconds on the way.
    delay: f64,
    /// At most so many milliseconds longer.
    jitter: f64,
    /// Percent that are lost.
    loss: f64,
    /// Percent that arrive twice.
    duplicate: f64,
    /// Percent that are overtaken.
    reorder: f64,
    /// Percent that get a bit flipped.
    corrupt: f64,
    /// Bits per second; absent: no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    rate: Option<u64>,
    /// The largest IP packet, in bytes.
    mtu: u32,
    /// The seed of the generator that chance is drawn from.
    seed: u64,
}

/// A rule of the wire.
#[derive(Debug, Serialize, ToSchema)]
pub struct Rule {
    /// Its number.
    rule: u32,
    /// `drop`, `hold`, `duplicate`, or `delay`.
    act: &'static str,
    /// `delay`: so many milliseconds longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    delay: Option<f64>,
    /// For frames that this node sends.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'static str>,
    /// For frames that carry this: `data`, `ack`, `tcp`, `udp`, `icmp`, or `arp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// For TCP segments that have these flags.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "SYN+ACK")]
    flags: Option<String>,
    /// For at least so many bytes of payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<u32>,
    /// For at most so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<u32>,
    /// For this port at either end.
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    /// It begins with the frame of that number among those that match.
    nth: u32,
    /// For so many of them, or `all`.
    times: Times,
    /// How many frames have matched.
    met: u64,
    /// It acted on so many of them.
    acted: u64,
}

/// A number, or `all`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub enum Times {
    /// All of them.
    #[schema(example = "all")]
    All(&'static str),
    /// So many.
    Count(u32),
}

/// A frame that waits for a decision.
#[derive(Debug, Serialize, ToSchema)]
pub struct Held<'a> {
    /// Its number, for `decide`.
    frame: u64,
    /// The node that sent it.
    node: &'static str,
    /// Since when, in microseconds since the session began.
    since_us: u64,
    /// `TCP`, `UDP`, `ICMP`, `ICMPv6`, `ARP`, or `other`.
    protocol: &'static str,
    /// The sender.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "10.0.0.1:51514")]
    from: Option<String>,
    /// Whom it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "10.0.0.2:8888")]
    to: Option<String>,
    /// The TCP flags that are set.
    #[serde(skip_serializing_if = "Option::is_none")]
    flags: Option<Vec<&'static str>>,
    /// The sequence number.
    #[serde(skip_serializing_if = "Option::is_none")]
    tcp_seq: Option<u32>,
    /// The payload of TCP or UDP.
    #[schema(value_type = String, content_encoding = "base64")]
    payload: Base64<'a>,
}

/// A line of a switch's table.
#[derive(Debug, Serialize, ToSchema)]
pub struct Learned {
    /// The hardware address.
    mac: String,
    /// The node behind whose port it is.
    node: &'static str,
}

/// Frames that the relay has counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    /// They came.
    came: u64,
    /// They left the relay, copies included.
    went: u64,
    /// Rules or chance dropped them, or there was no room.
    dropped: u64,
    /// So many of those that were dropped found no room.
    full: u64,
    /// The relay did not get them, or the kernel did not take them from it.
    lost: u64,
}

/// A knob of a node's kernel.
#[derive(Debug, Serialize, ToSchema)]
pub struct Knob<'a> {
    /// Whose.
    node: &'static str,
    /// Its name.
    #[schema(example = "net.ipv4.tcp_fin_timeout")]
    name: &'static str,
    /// What it is, as read.
    value: &'a str,
}

impl<'a> From<&'a LabView> for LabState<'a> {
    fn from(view: &'a LabView) -> Self {
        let lab::Counts { came, went, dropped, full, lost } = view.counts;
        Self {
            net: view.net.wire(),
            ready: view.stage == Stage::Ready,
            stage: view.stage.wire(),
            changed: view.changed.0,
            nodes: view.nodes.iter().map(Node::from).collect(),
            impairments: view.impairments.iter().map(Impairment::from).collect(),
            rules: view.rules.iter().map(Rule::from).collect(),
            held: view.held.iter().map(Held::from).collect(),
            learned: view
                .learned
                .iter()
                .map(|(address, node)| Learned { mac: mac(address), node: node.wire() })
                .collect(),
            counts: Counts { came, went, dropped, full, lost },
            knobs: view
                .knobs
                .iter()
                .map(|(node, name, value)| Knob { node: node.wire(), name, value })
                .collect(),
        }
    }
}

impl<'a> From<&'a lab::NodeView> for Node<'a> {
    fn from(view: &'a lab::NodeView) -> Self {
        let neighbors = view.neighbors.iter().map(|(address, known, state)| Neighbor {
            address: *address,
            mac: known.as_ref().map(mac),
            state,
        });
        Self {
            node: view.node.wire(),
            addresses: &view.addresses,
            mac: mac(&view.mac),
            neighbors: neighbors.collect(),
        }
    }
}

impl From<&(On, lab::Impairment)> for Impairment {
    fn from((node, impairment): &(On, lab::Impairment)) -> Self {
        let lab::Impairment { delay, jitter, loss, duplicate, reorder, corrupt, rate, mtu, seed } =
            *impairment;
        Self {
            from: node.wire(),
            delay: delay.as_secs_f64() * 1000.0,
            jitter: jitter.as_secs_f64() * 1000.0,
            loss,
            duplicate,
            reorder,
            corrupt,
            rate,
            mtu,
            seed,
        }
    }
}

impl From<&(u32, lab::Rule, lab::Met)> for Rule {
    fn from((number, rule, met): &(u32, lab::Rule, lab::Met)) -> Self {
        let lab::Match { from, kind, flags, least, most, port } = rule.matches;
        let delay = if let lab::Action::Delay(time) = rule.action {
            Some(time.as_secs_f64())
        } else {
            None
        };
        Self {
            rule: *number,
            act: rule.action.wire(),
            delay: delay.map(|seconds| seconds * 1000.0),
            from: from.map(On::wire),
            kind: kind.map(lab::MatchKind::wire),
            flags: flags.map(|flags| flags.names().replace(", ", "+")),
            least,
            most,
            port,
            nth: rule.nth,
            times: rule.times.map_or(Times::All("all"), Times::Count),
            met: met.frames,
            acted: met.acted,
        }
    }
}

impl<'a> From<&'a lab::Held> for Held<'a> {
    fn from(held: &'a lab::Held) -> Self {
        let (from, to) = ends(&held.headers);
        let tcp = if let Headers::Tcp(tcp) = &held.headers { Some(tcp) } else { None };
        Self {
            frame: held.frame,
            node: held.from.wire(),
            since_us: micros(held.since),
            protocol: held.headers.protocol(),
            from,
            to,
            flags: tcp.map(|tcp| tcp.flags.each()),
            tcp_seq: tcp.map(|tcp| tcp.seq),
            payload: Base64(&held.payload),
        }
    }
}

#[cfg(test)]
mod tests;
