//! The relay as its users see it: what becomes of frames.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;
use etherparse::{PacketBuilder, PacketHeaders, TcpHeader, TransportHeader};

use super::{Port, Relay};
use crate::{
    lab::{Action, Decision, Impairment, Match, MatchKind, Met, Net, Rule},
    node::Node,
    policy::Refusal,
    segment::{Fate, Flags, Headers, Loss, Outcome, Tcp},
};

mod chance;
mod fates;

/// A relay with a few words to use it by.
pub(super) struct Wire {
    pub(super) relay: Relay,
    now: Duration,
    sent: u64,
    seq: u32,
}

impl Wire {
    pub(super) fn new(net: Net) -> Self {
        Self { relay: Relay::new(net), now: Duration::ZERO, sent: 0, seq: 1 }
    }

    /// A link whose node A sends through this.
    pub(super) fn with(impairment: Impairment) -> Self {
        let mut wire = Self::new(Net::Link);
        wire.relay.impair(Some(Node::A), impairment);
        wire
    }

    pub(super) fn pass(&mut self, millis: u64) {
        self.now += ms(millis);
    }

    /// A segment with data from one node to another.
    pub(super) fn data(&mut self, from: Node, to: Node, text: &str) -> (Fate, Vec<Node>) {
        let (bytes, headers) = segment(from, to, self.seq, text);
        self.seq += 1;
        self.frame(from, bytes, &headers)
    }

    pub(super) fn frame(
        &mut self,
        from: Node,
        bytes: Bytes,
        headers: &Headers,
    ) -> (Fate, Vec<Node>) {
        self.sent += 1;
        let ports = Relay::ports(self.relay.net());
        let port = *ports.iter().find(|port| port.node == from).unwrap();
        self.relay.frame(self.now, self.sent, port, bytes, headers)
    }

    /// Data from A to B, and what became of it.
    pub(super) fn outcome(&mut self, text: &str) -> Outcome {
        self.data(Node::A, Node::B, text).0.outcome
    }

    /// The payloads that are due by now, with the nodes that they are put on to.
    pub(super) fn arrived(&mut self) -> Vec<(Node, String)> {
        let frames = std::iter::from_fn(|| self.relay.poll(self.now));
        frames.map(|(_, port, bytes)| (port.node, text(&bytes))).collect()
    }

    /// The payloads that B gets by now.
    pub(super) fn texts(&mut self) -> Vec<String> {
        self.arrived().into_iter().map(|(_, text)| text).collect()
    }

    pub(super) fn decide(&mut self, frame: u64, decision: &Decision) -> Option<Duration> {
        self.relay.decide(self.now, frame, decision)
    }
}

pub(super) fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn mac(node: Node) -> [u8; 6] {
    [2, 0, 0, 0, 0, 1 + node as u8]
}

/// A TCP segment with data, as bytes and as what they say.
pub(super) fn segment(from: Node, to: Node, seq: u32, text: &str) -> (Bytes, Headers) {
    let (from_at, to_at) = (from.address(false), to.address(false));
    let builder = PacketBuilder::ethernet2(mac(from), mac(to))
        .ipv4(from_at.octets(), to_at.octets(), 64)
        .tcp(40_000, 80, seq, 1000)
        .ack(7);
    let mut bytes = Vec::new();
    builder.write(&mut bytes, text.as_bytes()).unwrap();
    let headers = Headers::Tcp(Tcp {
        from: SocketAddr::from((from_at, 40_000)),
        to: SocketAddr::from((to_at, 80)),
        flags: Flags::ACK,
        seq,
        ack: 7,
        win: 1000,
        len: u32::try_from(text.len()).unwrap(),
        options: Vec::new(),
    });
    (bytes.into(), headers)
}

pub(super) fn text(frame: &[u8]) -> String {
    String::from_utf8_lossy(super::edit::payload(frame).unwrap_or_default()).into_owned()
}

fn tcp(frame: &[u8]) -> TcpHeader {
    match PacketHeaders::from_ethernet_slice(frame).unwrap().transport {
        Some(TransportHeader::Tcp(tcp)) => tcp,
        other => panic!("{other:?}"),
    }
}

pub(super) fn rule(action: Action, nth: u32, times: Option<u32>) -> Rule {
    let matches = Match { from: Some(Node::A), kind: Some(MatchKind::Data), ..Match::default() };
    Rule { matches, action, nth, times }
}

#[test]
fn a_wire_without_rules_delivers_in_the_same_turn() {
    let mut wire = Wire::new(Net::Link);
    assert_eq!(wire.data(Node::A, Node::B, "one"), (Fate::ARRIVED, vec![Node::B]));
    assert_eq!(wire.data(Node::B, Node::A, "two"), (Fate::ARRIVED, vec![Node::A]));
    assert_eq!(wire.relay.due(), Some(Duration::ZERO));
    let arrived = [(Node::B, "one".to_owned()), (Node::A, "two".to_owned())];
    assert_eq!(wire.arrived(), arrived);
    assert_eq!(wire.relay.due(), None);
}

#[test]
fn the_router_has_an_end_in_each_lan() {
    let ports = Relay::ports(Net::Router);
    let names: Vec<_> = ports.iter().map(|port| (port.node.name(), port.lan)).collect();
    assert_eq!(names, [("A", 0), ("B", 0), ("C", 1), ("D", 1), ("R", 0), ("R", 1)]);
    let mut wire = Wire::new(Net::Router);
    assert_eq!(wire.data(Node::A, Node::C, "over").1, [Node::B, Node::Router]);
    let (bytes, headers) = segment(Node::Router, Node::C, 1, "over");
    let far = Port { node: Node::Router, lan: 1 };
    let (_, reached) = wire.relay.frame(Duration::ZERO, 9, far, bytes, &headers);
    assert_eq!(reached, [Node::C, Node::D]);
    let ports: Vec<_> = std::iter::from_fn(|| wire.relay.poll(Duration::ZERO))
        .map(|(_, port, _)| port.lan)
        .collect();
    assert_eq!(ports, [0, 0, 1, 1]);
}

#[test]
fn a_switch_tells_what_it_has_learned() {
    let mut wire = Wire::new(Net::Switch);
    assert_eq!(wire.data(Node::A, Node::B, "who").1, [Node::B, Node::C, Node::D]);
    assert_eq!(wire.data(Node::B, Node::A, "me").1, [Node::A]);
    assert_eq!(wire.data(Node::A, Node::B, "you").1, [Node::B]);
    assert_eq!(wire.relay.learned(), [(mac(Node::A), Node::A), (mac(Node::B), Node::B)]);
    assert_eq!(wire.arrived().len(), 5);
    let counts = wire.relay.counts();
    assert_eq!((counts.came, counts.went), (3, 3), "a flooded frame goes once");
}

#[test]
fn the_third_data_segment_is_dropped_once() {
    let mut wire = Wire::new(Net::Link);
    let number = wire.relay.rule(rule(Action::Drop, 3, Some(1)));
    let fates: Vec<_> = ["a", "b", "c", "d"].map(|text| wire.outcome(text)).into();
    let through = Outcome::Delivered;
    assert_eq!(fates, [through, through, Outcome::Dropped, through]);
    assert_eq!(wire.texts(), ["a", "b", "d"]);
    let rules = wire.relay.rules();
    assert_eq!(
        rules.first().map(|(number, _, met)| (*number, *met)),
        Some((number, Met { frames: 4, acted: 1 }))
    );
    assert_eq!(wire.relay.counts().dropped, 1);
}

#[test]
fn what_a_rule_does_not_match_is_not_counted() {
    let mut wire = Wire::new(Net::Link);
    wire.relay.rule(rule(Action::Drop, 1, Some(1)));
    wire.data(Node::B, Node::A, "from B");
    let (_, reached) = wire.data(Node::A, Node::B, "");
    assert_eq!(reached, [Node::B], "an ACK without data");
    assert_eq!(wire.outcome("data"), Outcome::Dropped);
    assert_eq!(wire.outcome("again"), Outcome::Delivered);
}

#[test]
fn a_rule_without_an_end_goes_on() {
    let mut wire = Wire::new(Net::Link);
    let number = wire.relay.rule(rule(Action::Drop, 2, None));
    wire.outcome("one");
    assert!((0..20).all(|_| wire.outcome("lost") == Outcome::Dropped));
    assert!(wire.relay.unrule(Some(number)));
    assert_eq!(wire.outcome("two"), Outcome::Delivered);
    assert!(!wire.relay.unrule(Some(number)), "it is gone");
}

#[test]
fn the_first_rule_that_acts_decides_and_every_rule_counts() {
    let mut wire = Wire::new(Net::Link);
    let first = wire.relay.rule(rule(Action::Duplicate, 1, Some(1)));
    let second = wire.relay.rule(rule(Action::Drop, 1, Some(2)));
    let (fate, _) = wire.data(Node::A, Node::B, "a");
    assert_eq!((fate.outcome, fate.rule), (Outcome::Duplicated, Some(first)));
    let (fate, _) = wire.data(Node::A, Node::B, "b");
    assert_eq!((fate.outcome, fate.rule), (Outcome::Dropped, Some(second)));
    assert_eq!(wire.outcome("c"), Outcome::Delivered);
    assert_eq!(wire.texts(), ["a", "a", "c"]);
    assert!(wire.relay.unrule(None));
    assert_eq!(wire.relay.rules().len(), 0);
    assert_eq!(
        wire.relay.rule(rule(Action::Drop, 1, None)),
        second + 1,
        "numbers are not used again"
    );
}

#[test]
fn a_delayed_frame_is_overtaken() {
    let mut wire = Wire::new(Net::Link);
    wire.relay.rule(rule(Action::Delay(ms(30)), 1, Some(1)));
    let (fate, reached) = wire.data(Node::A, Node::B, "late");
    assert_eq!((fate.outcome, fate.after, reached), (Outcome::Delivered, ms(30), vec![Node::B]));
    wire.outcome("early");
    assert_eq!(wire.texts(), ["early"]);
    assert_eq!(wire.relay.due(), Some(ms(30)));
    wire.pass(29);
    assert_eq!(wire.texts(), [""; 0]);
    wire.pass(1);
    assert_eq!(wire.texts(), ["late"]);
}

#[test]
fn a_held_frame_waits_for_a_decision() {
    let mut wire = Wire::new(Net::Link);
    wire.relay.rule(rule(Action::Hold, 1, Some(4)));
    for text in ["a", "b", "c", "d"] {
        assert_eq!(wire.data(Node::A, Node::B, text).1, [], "it has reached nobody");
    }
    assert_eq!(wire.texts(), [""; 0]);
    assert_eq!(wire.relay.due(), None);
    let held = wire.relay.held();
    let held: Vec<_> = held.iter().map(|held| (held.frame, held.from, &held.payload[..])).collect();
    let a = Node::A;
    assert_eq!(held, [(1, a, &b"a"[..]), (2, a, b"b"), (3, a, b"c"), (4, a, b"d")]);
    wire.pass(250);
    assert_eq!(wire.decide(2, &Decision::Duplicate), Some(ms(250)));
    assert_eq!(wire.decide(1, &Decision::Deliver), Some(ms(250)));
    assert_eq!(wire.decide(3, &Decision::Drop), Some(ms(250)));
    assert_eq!(wire.decide(3, &Decision::Deliver), None, "it is decided");
    assert_eq!(wire.texts(), ["b", "b", "a"]);
    assert_eq!(wire.relay.held().len(), 1);
    assert_eq!(wire.relay.counts().dropped, 1);
}

#[test]
fn too_many_held_frames_push_the_oldest_out() {
    let mut wire = Wire::new(Net::Link);
    wire.relay.rule(rule(Action::Hold, 1, None));
    for _ in 0..Relay::MOST_HELD {
        wire.outcome("held");
    }
    assert_eq!(wire.relay.pushed(), None);
    wire.pass(10);
    wire.outcome("one more");
    assert_eq!(wire.relay.pushed(), Some((1, ms(10))));
    assert_eq!(wire.relay.pushed(), None);
    assert_eq!(wire.texts(), ["held"]);
    assert_eq!(wire.relay.held().len(), Relay::MOST_HELD);
}

#[test]
fn an_edited_frame_has_right_lengths_and_checksums() {
    let edited = edited("more than before", false);
    let headers = PacketHeaders::from_ethernet_slice(&edited).unwrap();
    let etherparse::NetHeaders::Ipv4(ip, _) = headers.net.unwrap() else { panic!() };
    assert_eq!(text(&edited), "more than before");
    assert_eq!(usize::from(ip.total_len), edited.len() - 14);
    assert_eq!(ip.header_checksum, ip.calc_header_checksum());
    let tcp = tcp(&edited);
    assert_eq!(tcp.checksum, tcp.calc_checksum_ipv4(&ip, b"more than before").unwrap());
    assert_eq!((tcp.sequence_number, tcp.acknowledgment_number), (1, 7));
}

#[test]
fn an_edited_frame_can_keep_the_checksum_that_is_wrong_now() {
    let edited = edited("olleh", true);
    let (before, _) = segment(Node::A, Node::B, 1, "hello");
    assert_eq!(tcp(&edited).checksum, tcp(&before).checksum);
    assert_eq!(text(&edited), "olleh");
}

/// A held "hello" that goes on with another payload.
fn edited(payload: &str, keep_checksum: bool) -> Bytes {
    let mut wire = Wire::new(Net::Link);
    wire.relay.rule(rule(Action::Hold, 1, Some(1)));
    wire.outcome("hello");
    let payload = Bytes::copy_from_slice(payload.as_bytes());
    let decision = Decision::Edit { payload, keep_checksum };
    assert_eq!(wire.relay.check(1, &decision), Ok(()));
    assert_eq!(wire.decide(1, &decision), Some(Duration::ZERO));
    wire.relay.poll(Duration::ZERO).unwrap().2
}

#[test]
fn what_cannot_be_decided_is_told_before() {
    let mut wire = Wire::new(Net::Link);
    let hold = Rule { matches: Match::default(), action: Action::Hold, nth: 1, times: None };
    wire.relay.rule(hold);
    wire.outcome("hello");
    let other = Headers::Other { from: None, to: None, number: 0x88cc };
    wire.frame(Node::A, Bytes::from_static(&[2; 60]), &other);
    let edit = |len| Decision::Edit { payload: vec![b'x'; len].into(), keep_checksum: false };
    assert_eq!(wire.relay.check(1, &edit(1460)), Ok(()));
    assert_eq!(wire.relay.check(1, &edit(1461)), Err(Refusal::TooLarge { limit: 1460 }));
    assert_eq!(wire.relay.check(2, &edit(1)), Err(Refusal::NoPayload { frame: 2 }));
    assert_eq!(wire.relay.check(2, &Decision::Drop), Ok(()));
    assert_eq!(wire.relay.check(3, &Decision::Drop), Err(Refusal::UnknownFrame { frame: 3 }));
    assert_eq!(wire.decide(2, &edit(1)), None, "it stays held");
    assert_eq!(wire.relay.held().len(), 2);
}
