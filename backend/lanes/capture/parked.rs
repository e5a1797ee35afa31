//! Frames that may be the session's: they wait until the address of a socket is known.

use std::{collections::VecDeque, net::SocketAddr, time::Duration};

use crate::{command::Protocol, lanes::frame::Frame, segment::Headers};

/// What sockets without an address are about to reach, and frames from or to there.
#[derive(Debug, Default)]
pub(super) struct Parked {
    expected: Vec<Expected>,
    frames: VecDeque<(Duration, Frame)>,
}

/// A peer of a socket that has no address yet.
#[derive(Debug)]
struct Expected {
    protocol: Protocol,
    peer: SocketAddr,
    /// Since when, since the session began; `None` before the first turn that saw it.
    since: Option<Duration>,
}

impl Parked {
    /// A socket without an address is about to connect or to send there.
    pub(super) fn expect(&mut self, protocol: Protocol, to: SocketAddr) {
        let peer = SocketAddr::new(to.ip().to_canonical(), to.port());
        self.expected.retain(|other| (other.protocol, other.peer) != (protocol, peer));
        if self.expected.len() == MOST_EXPECTED {
            self.expected.remove(0);
        }
        self.expected.push(Expected { protocol, peer, since: None });
    }

    /// The ports of those peers.
    pub(super) fn ports(&self) -> impl Iterator<Item = u16> {
        self.expected.iter().map(|expected| expected.peer.port())
    }

    /// Keeps a frame if it may be the session's; the oldest one goes where there are too many.
    pub(super) fn park(&mut self, now: Duration, frame: Frame) {
        if self.awaits(&frame.headers) {
            if self.frames.len() == MOST_FRAMES {
                self.frames.pop_front();
            }
            self.frames.push_back((now, frame));
        }
    }

    /// Whether it comes from such a peer or goes there. A socket that connects to the wildcard
    /// address reaches loopback.
    fn awaits(&self, headers: &Headers) -> bool {
        let is = |protocol: Protocol, end: SocketAddr| {
            self.expected.iter().any(|expected| {
                let wildcard = expected.peer.ip().is_unspecified() && end.ip().is_loopback();
                expected.protocol == protocol
                    && expected.peer.port() == end.port()
                    && (expected.peer.ip() == end.ip() || wildcard)
            })
        };
        match headers {
            Headers::Tcp(tcp) => is(Protocol::Tcp, tcp.from) || is(Protocol::Tcp, tcp.to),
            Headers::Udp { from, to, .. } => is(Protocol::Udp, *from) || is(Protocol::Udp, *to),
            Headers::Icmp(icmp) => icmp.about.is_some_and(|(protocol, _, to)| is(protocol, to)),
            Headers::Arp(_) | Headers::Other { .. } => false,
        }
    }

    /// Gives back what has turned out to be the session's, oldest first.
    pub(super) fn settle(&mut self, belongs: impl Fn(&Frame) -> bool, mut keep: impl FnMut(Frame)) {
        for (since, frame) in std::mem::take(&mut self.frames) {
            match belongs(&frame) {
                true => keep(frame),
                false => self.frames.push_back((since, frame)),
            }
        }
    }

    /// Lets go of what has waited too long; whether fewer ports are expected now.
    pub(super) fn forget(&mut self, now: Duration) -> bool {
        self.frames.retain(|(since, _)| now < *since + PATIENCE);
        let before = self.expected.len();
        for expected in &mut self.expected {
            expected.since.get_or_insert(now);
        }
        self.expected.retain(|expected| expected.since.is_none_or(|at| now < at + EXPECTING));
        self.expected.len() < before
    }
}

/// So many frames wait at most.
const MOST_FRAMES: usize = 256;

/// So long a frame waits at most.
const PATIENCE: Duration = Duration::from_millis(200);

/// So many peers are expected at most.
const MOST_EXPECTED: usize = 64;

/// So long a peer is expected: until long after a socket that goes there has an address.
const EXPECTING: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::{node::On, segment::Fate};

    const MILLI: Duration = Duration::from_millis(1);

    fn frame(number: u64, from: &str, to: &str) -> Frame {
        let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
        Frame {
            number,
            on: On::Host,
            captured: Duration::ZERO,
            bytes: Bytes::new(),
            len: 60,
            headers: Headers::Udp { from, to, len: 0 },
            fate: Fate::ARRIVED,
            reached: Vec::new(),
            ends: None,
        }
    }

    fn settled(parked: &mut Parked, is_ours: bool) -> Vec<u64> {
        let mut kept = Vec::new();
        parked.settle(|_| is_ours, |frame| kept.push(frame.number));
        kept
    }

    #[test]
    fn frames_of_an_expected_peer_wait_until_they_are_known_or_late() {
        let mut parked = Parked::default();
        parked.park(MILLI, frame(1, "127.0.0.1:5000", "127.0.0.1:9"));
        parked.expect(Protocol::Udp, "[::ffff:127.0.0.1]:9".parse().unwrap());
        parked.park(MILLI, frame(2, "127.0.0.1:5000", "127.0.0.1:9"));
        parked.park(2 * MILLI, frame(3, "127.0.0.1:9", "127.0.0.1:5000"));
        parked.park(2 * MILLI, frame(4, "127.0.0.1:5000", "127.0.0.2:9"));
        assert_eq!(settled(&mut parked, false), [0; 0]);
        assert_eq!(settled(&mut parked, true), [2, 3]);
        parked.park(3 * MILLI, frame(5, "127.0.0.1:5000", "127.0.0.1:9"));
        assert!(!parked.forget(203 * MILLI));
        assert_eq!(settled(&mut parked, true), [0; 0]);
    }

    #[test]
    fn a_peer_is_expected_for_a_while() {
        let mut parked = Parked::default();
        parked.expect(Protocol::Udp, "0.0.0.0:9".parse().unwrap());
        assert!(!parked.forget(MILLI));
        assert_eq!(parked.ports().collect::<Vec<_>>(), [9]);
        parked.park(MILLI, frame(1, "127.0.0.1:5000", "127.0.0.1:9"));
        assert_eq!(settled(&mut parked, true), [1], "the wildcard address is loopback");
        assert!(parked.forget(2001 * MILLI));
        assert_eq!(parked.ports().count(), 0);
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut parked = Parked::default();
        for port in 1..=100 {
            parked.expect(Protocol::Udp, SocketAddr::from(([127, 0, 0, 1], port)));
        }
        assert_eq!(parked.ports().collect::<Vec<_>>(), (37..=100).collect::<Vec<_>>());
        for number in 0..300 {
            parked.park(MILLI, frame(number, "127.0.0.1:5000", "127.0.0.1:99"));
        }
        assert_eq!(settled(&mut parked, true), (44..300).collect::<Vec<_>>());
    }
}
