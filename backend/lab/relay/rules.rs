//! The rules that a person wrote: which frames each is for, and which of those it acts on.

use crate::{
    lab::{Action, Match, MatchKind, Met, Rule},
    node::Node,
    segment::{Flags, Headers},
};

/// Rules in their order, with what each has met.
#[derive(Debug, Default)]
pub(super) struct Rules {
    rules: Vec<Numbered>,
    last: u32,
}

#[derive(Debug)]
struct Numbered {
    number: u32,
    rule: Rule,
    /// The frames that matched.
    met: u64,
    /// Those that it acted on.
    acted: u64,
}

impl Rules {
    pub(super) fn add(&mut self, rule: Rule) -> u32 {
        self.last += 1;
        self.rules.push(Numbered { number: self.last, rule, met: 0, acted: 0 });
        self.last
    }

    pub(super) fn remove(&mut self, number: Option<u32>) -> bool {
        let before = self.rules.len();
        self.rules.retain(|rule| number.is_some_and(|number| number != rule.number));
        self.rules.len() < before
    }

    pub(super) fn list(&self) -> Vec<(u32, Rule, Met)> {
        let met = |rule: &Numbered| Met { frames: rule.met, acted: rule.acted };
        self.rules.iter().map(|rule| (rule.number, rule.rule.clone(), met(rule))).collect()
    }

    /// What a rule does with a frame, and its number. Every rule counts every frame that matches it,
    /// also one that an earlier rule acts on: "the third" is the third on the wire.
    pub(super) fn decide(&mut self, from: Node, headers: &Headers) -> Option<(u32, Action)> {
        let mut decided = None;
        for numbered in &mut self.rules {
            if !matches(&numbered.rule.matches, from, headers) {
                continue;
            }
            numbered.met += 1;
            if decided.is_none() && acts(&numbered.rule, numbered.met) {
                numbered.acted += 1;
                decided = Some((numbered.number, numbered.rule.action));
            }
        }
        decided
    }
}

/// Whether a rule acts on the frame of that number among those that match it, from 1.
fn acts(rule: &Rule, met: u64) -> bool {
    let nth = u64::from(rule.nth.max(1));
    nth <= met && rule.times.is_none_or(|times| met < nth + u64::from(times))
}

fn matches(wanted: &Match, from: Node, headers: &Headers) -> bool {
    let Match { from: sender, kind, flags, least, most, port } = wanted;
    sender.is_none_or(|sender| sender == from)
        && kind.is_none_or(|kind| is(kind, headers))
        && flags.is_none_or(|flags| {
            if let Headers::Tcp(tcp) = headers { tcp.flags.has(flags) } else { false }
        })
        && (least.is_none() && most.is_none()
            || len(headers).is_some_and(|len| {
                least.is_none_or(|least| least <= len) && most.is_none_or(|most| len <= most)
            }))
        && port.is_none_or(|port| ports(headers).is_some_and(|ports| ports.contains(&port)))
}

fn is(kind: MatchKind, headers: &Headers) -> bool {
    let tcp = if let Headers::Tcp(tcp) = headers { Some(tcp) } else { None };
    match kind {
        MatchKind::Ack => tcp.is_some_and(|tcp| {
            let others = Flags::SYN.0 | Flags::FIN.0 | Flags::RST.0;
            tcp.len == 0 && tcp.flags.has(Flags::ACK) && tcp.flags.0 & others == 0
        }),
        MatchKind::Arp => matches!(headers, Headers::Arp(_)),
        MatchKind::Data => tcp.is_some_and(|tcp| 0 < tcp.len),
        MatchKind::Icmp => matches!(headers, Headers::Icmp(_)),
        MatchKind::Tcp => tcp.is_some(),
        MatchKind::Udp => matches!(headers, Headers::Udp { .. }),
    }
}

/// The bytes behind the TCP or UDP header.
fn len(headers: &Headers) -> Option<u32> {
    match headers {
        Headers::Tcp(tcp) => Some(tcp.len),
        Headers::Udp { len, .. } => Some(*len),
        Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } => None,
    }
}

fn ports(headers: &Headers) -> Option<[u16; 2]> {
    match headers {
        Headers::Tcp(tcp) => Some([tcp.from.port(), tcp.to.port()]),
        Headers::Udp { from, to, .. } => Some([from.port(), to.port()]),
        Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } => None,
    }
}
