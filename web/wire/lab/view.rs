//! A lab as programs read it.

use std::net::Ipv4Addr;

use backend::{
    lab::{self, LabView},
    node::Node as On,
    segment::{Flags, Headers},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{
    event::{Base64, micros},
    lanes::ends,
};

/// A lab as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct LabState<'a> {
    /// The network: `link`, `switch`, `hub`, or `router`.
    net: &'static str,
    /// Its hosts are there; before that it begins.
    ready: bool,
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
    /// They were put on, copies included.
    went: u64,
    /// Rules or chance dropped them.
    dropped: u64,
    /// The relay did not get them, or could not write them.
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
        let lab::Counts { came, went, dropped, lost } = view.counts;
        Self {
            net: view.net.wire(),
            ready: view.ready,
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
            counts: Counts { came, went, dropped, lost },
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

impl From<&(u32, lab::Rule, u64)> for Rule {
    fn from((number, rule, met): &(u32, lab::Rule, u64)) -> Self {
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
            met: *met,
        }
    }
}

impl<'a> From<&'a lab::Held> for Held<'a> {
    fn from(held: &'a lab::Held) -> Self {
        let (from, to) = ends(&held.headers);
        let tcp = if let Headers::Tcp(tcp) = &held.headers { Some(tcp) } else { None };
        let set = |flags: Flags| {
            let set = Flags::ALL.iter().filter(move |(flag, _)| flags.has(*flag));
            set.map(|(_, name)| *name).collect()
        };
        Self {
            frame: held.frame,
            node: held.from.wire(),
            since_us: micros(held.since),
            protocol: held.headers.protocol(),
            from,
            to,
            flags: tcp.map(|tcp| set(tcp.flags)),
            tcp_seq: tcp.map(|tcp| tcp.seq),
            payload: Base64(&held.payload),
        }
    }
}

/// A hardware address with colons.
fn mac(mac: &[u8; 6]) -> String {
    mac.map(|byte| format!("{byte:02x}")).join(":")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use backend::{id::Seq, lab::Net, segment::Tcp};

    use super::*;

    #[test]
    fn a_lab_tells_all_that_a_program_needs_to_play_it_again() {
        let headers = Headers::Tcp(Tcp {
            from: "10.0.0.1:40000".parse().unwrap(),
            to: "10.0.0.2:80".parse().unwrap(),
            flags: Flags(0x18),
            seq: 7,
            ack: 9,
            win: 1,
            len: 2,
            options: Vec::new(),
        });
        let matches = lab::Match {
            from: Some(On::A),
            flags: Some(Flags(0x12)),
            kind: Some(lab::MatchKind::Tcp),
            ..lab::Match::default()
        };
        let delay = lab::Action::Delay(Duration::from_millis(30));
        let view = LabView {
            net: Net::Link,
            ready: true,
            nodes: vec![lab::NodeView {
                node: On::A,
                addresses: vec![Ipv4Addr::new(10, 0, 0, 1)],
                mac: [2, 0, 0, 0, 0, 1],
                neighbors: vec![
                    (Ipv4Addr::new(10, 0, 0, 2), Some([2, 0, 0, 0, 0, 2]), "REACHABLE".to_owned()),
                    (Ipv4Addr::new(10, 0, 0, 9), None, "FAILED".to_owned()),
                ],
            }],
            impairments: vec![(On::A, lab::Impairment { loss: 0.5, ..lab::Impairment::default() })],
            rules: vec![
                (1, lab::Rule { matches, action: delay, nth: 3, times: None }, 4),
                (
                    2,
                    lab::Rule {
                        matches: lab::Match::default(),
                        action: lab::Action::Drop,
                        nth: 1,
                        times: Some(1),
                    },
                    0,
                ),
            ],
            held: vec![lab::Held {
                frame: 12,
                from: On::A,
                headers,
                since: Duration::from_millis(5),
                payload: "hi".into(),
            }],
            learned: vec![([2, 0, 0, 0, 0, 1], On::A)],
            counts: lab::Counts { came: 4, went: 3, dropped: 1, lost: 0 },
            knobs: vec![(On::A, "net.ipv4.tcp_sack", "1".to_owned())],
            changed: Seq(41),
        };
        let expected = concat!(
            r#"{"net":"link","ready":true,"changed":41,"#,
            r#""nodes":[{"node":"a","addresses":["10.0.0.1"],"mac":"02:00:00:00:00:01","neighbors":["#,
            r#"{"address":"10.0.0.2","mac":"02:00:00:00:00:02","state":"REACHABLE"},"#,
            r#"{"address":"10.0.0.9","state":"FAILED"}]}],"#,
            r#""impairments":[{"from":"a","delay":0.0,"jitter":0.0,"loss":0.5,"duplicate":0.0,"#,
            r#""reorder":0.0,"corrupt":0.0,"mtu":1500,"seed":1}],"#,
            r#""rules":[{"rule":1,"act":"delay","delay":30.0,"from":"a","kind":"tcp","flags":"SYN+ACK","nth":3,"times":"all","met":4},"#,
            r#"{"rule":2,"act":"drop","nth":1,"times":1,"met":0}],"#,
            r#""held":[{"frame":12,"node":"a","since_us":5000,"protocol":"TCP","from":"10.0.0.1:40000","#,
            r#""to":"10.0.0.2:80","flags":["PSH","ACK"],"tcp_seq":7,"payload":"aGk="}],"#,
            r#""learned":[{"mac":"02:00:00:00:00:01","node":"a"}],"#,
            r#""counts":{"came":4,"went":3,"dropped":1,"lost":0},"#,
            r#""knobs":[{"node":"a","name":"net.ipv4.tcp_sack","value":"1"}]}"#,
        );
        assert_eq!(serde_json::to_string(&LabState::from(&view)).unwrap(), expected);
    }
}
