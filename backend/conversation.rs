//! Who talks with whom, and what follows from a segment together with those before it.

mod analysis;

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use crate::{
    command::Protocol,
    node::{Node, On},
    segment::{Flags, Headers, Mark, Relative, Stream, Tcp},
};
use analysis::Analysis;

/// The conversations of a session, in bounded memory.
#[derive(Debug, Default)]
pub struct Conversations {
    known: BTreeMap<Key, Conversation>,
    /// How many there were.
    count: Count,
    /// How many segments were seen: the clock by which the oldest are forgotten.
    turn: u64,
}

/// What a segment is in its conversation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Seen {
    /// The conversation; the same both ways.
    pub stream: Option<Stream>,
    /// Numbers relative to the first ones.
    pub relative: Option<Relative>,
    /// What follows from it.
    pub marks: Vec<Mark>,
}

/// How many conversations there were, of each protocol.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    tcp: u32,
    udp: u32,
}

/// What a conversation is known by: its ends in order, so that both ways are the same.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Key {
    in_lab: bool,
    protocol: Protocol,
    low: SocketAddr,
    high: SocketAddr,
}

#[derive(Debug)]
struct Conversation {
    stream: Stream,
    turn: u64,
    /// As its ends send it.
    ends: Analysis,
    /// As a router sends it on, which is the same once more.
    routed: Option<Box<Analysis>>,
}

impl Conversations {
    /// How many conversations are remembered.
    pub const KEPT: usize = 1024;

    /// Conversations of elsewhere, whose numbers follow these.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        Self { count: self.count, ..Self::default() }
    }

    /// Goes on behind the numbers of those.
    pub fn follow(&mut self, others: &Self) {
        self.count.tcp = self.count.tcp.max(others.count.tcp);
        self.count.udp = self.count.udp.max(others.count.udp);
    }

    /// Takes the next frame: when it was captured, and where.
    pub fn see(&mut self, at: Duration, on: On, headers: &Headers) -> Seen {
        match headers {
            Headers::Arp(_) | Headers::Other { .. } => Seen::default(),
            Headers::Icmp(icmp) => {
                let stream = icmp.about.and_then(|(protocol, from, to)| {
                    let (key, _) = Key::new(on, protocol, from, to);
                    match protocol {
                        Protocol::Tcp => self.known.get(&key).map(|known| known.stream),
                        // A datagram that was not seen before is its first one.
                        Protocol::Udp => Some(self.conversation(key).stream),
                    }
                });
                Seen { stream, ..Seen::default() }
            }
            Headers::Tcp(tcp) => self.see_tcp(at, on, tcp),
            Headers::Udp { from, to, .. } => {
                let (key, _) = Key::new(on, Protocol::Udp, *from, *to);
                Seen { stream: Some(self.conversation(key).stream), ..Seen::default() }
            }
        }
    }

    fn see_tcp(&mut self, at: Duration, on: On, tcp: &Tcp) -> Seen {
        let (key, upward) = Key::new(on, Protocol::Tcp, tcp.from, tcp.to);
        let is_routed = on == On::Lab(Node::Router);
        let begins = tcp.flags.has(Flags::SYN) && !tcp.flags.has(Flags::ACK);
        let otherwise = |known: &Conversation| known.ends.began_otherwise(upward, tcp.seq);
        if begins && !is_routed && self.known.get(&key).is_some_and(otherwise) {
            self.known.remove(&key);
        }
        let conversation = self.conversation(key);
        let analysis = if is_routed {
            let routed = conversation.routed.get_or_insert_default();
            if begins && routed.began_otherwise(upward, tcp.seq) {
                **routed = Analysis::default();
            }
            &mut **routed
        } else {
            &mut conversation.ends
        };
        let (relative, marks) = analysis.see(at, upward, tcp);
        Seen { stream: Some(conversation.stream), relative: Some(relative), marks }
    }

    fn conversation(&mut self, key: Key) -> &mut Conversation {
        self.turn += 1;
        if Self::KEPT <= self.known.len() && !self.known.contains_key(&key) {
            self.forget();
        }
        let conversation = self.known.entry(key).or_insert_with(|| {
            let stream = self.count.next(key.protocol);
            Conversation { stream, turn: 0, ends: Analysis::default(), routed: None }
        });
        conversation.turn = self.turn;
        conversation
    }

    /// Forgets the quarter of them that was silent for the longest time.
    fn forget(&mut self) {
        let mut turns: Vec<_> = self.known.values().map(|it| it.turn).collect();
        let (_, oldest, _) = turns.select_nth_unstable(Self::KEPT / 4);
        let oldest = *oldest;
        self.known.retain(|_, it| oldest < it.turn);
    }
}

impl Count {
    fn next(&mut self, protocol: Protocol) -> Stream {
        let number = self.tcp + self.udp + 1;
        let counted = match protocol {
            Protocol::Tcp => &mut self.tcp,
            Protocol::Udp => &mut self.udp,
        };
        let index = *counted;
        *counted += 1;
        Stream { number, protocol, index }
    }
}

impl Key {
    /// The key, and whether the segment goes from the low end to the high one.
    fn new(on: On, protocol: Protocol, from: SocketAddr, to: SocketAddr) -> (Self, bool) {
        let upward = from <= to;
        let (low, high) = if upward { (from, to) } else { (to, from) };
        (Self { in_lab: on != On::Host, protocol, low, high }, upward)
    }
}

#[cfg(test)]
mod tests;
