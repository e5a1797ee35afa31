//! The middle of a LAN: a learning switch, a hub, or just a wire.

use super::Port;
use crate::lab::Net;

/// A set of ports: a bit for each, by its index.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Ports(pub(super) u8);

impl Ports {
    /// A set of one.
    pub(super) fn one(index: usize) -> Self {
        Self(1 << index)
    }

    /// Takes out the one of the lowest index.
    pub(super) fn take_first(&mut self) -> Option<usize> {
        let index = (self.0 != 0).then(|| self.0.trailing_zeros() as usize)?;
        self.0 &= self.0 - 1;
        Some(index)
    }
}

/// Chooses the ports that a frame goes on to (IEEE 802.1D §7.7 and §7.8).
#[derive(Debug)]
pub(super) struct Switch {
    all: Ports,
    learns: bool,
    /// Hardware addresses, and the ports behind which they are.
    learned: Vec<([u8; 6], usize)>,
}

impl Switch {
    /// The middle of a LAN of a network.
    pub(super) fn new(net: Net, lan: u8, ports: &[Port]) -> Self {
        let mine = ports.iter().enumerate().filter(|(_, port)| port.lan == lan);
        let all = mine.fold(Ports::default(), |all, (index, _)| Ports(all.0 | 1 << index));
        Self { all, learns: matches!(net, Net::Router | Net::Switch), learned: Vec::new() }
    }

    /// Where a frame goes that came from a port; nowhere if it is none, or if it is for the port that it
    /// came from. A switch learns its sender on the way; a table of a lab does not age.
    pub(super) fn forward(&mut self, from: usize, frame: &[u8]) -> Ports {
        let Some((to, rest)) = frame.split_first_chunk::<6>() else { return Ports::default() };
        let Some((sender, _)) = rest.split_first_chunk::<6>() else { return Ports::default() };
        let others = Ports(self.all.0 & !Ports::one(from).0);
        if !self.learns {
            return others;
        }
        self.learn(*sender, from);
        if group(*to) {
            return others;
        }
        match self.learned.iter().find(|(mac, _)| mac == to) {
            Some((_, port)) => Ports(others.0 & Ports::one(*port).0),
            None => others,
        }
    }

    /// The table.
    pub(super) fn learned(&self) -> impl Iterator<Item = ([u8; 6], usize)> {
        self.learned.iter().copied()
    }

    fn learn(&mut self, mac: [u8; 6], port: usize) {
        if let Some(known) = self.learned.iter_mut().find(|(known, _)| *known == mac) {
            known.1 = port;
        } else if !group(mac) {
            if self.learned.len() == MOST {
                self.learned.remove(0);
            }
            self.learned.push((mac, port));
        }
    }
}

/// Broadcast and multicast addresses have the first bit on the wire set.
fn group(mac: [u8; 6]) -> bool {
    mac.first().is_some_and(|first| first & 1 == 1)
}

/// How many addresses are kept; then the oldest is forgotten.
const MOST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::relay::Relay;

    const A: [u8; 6] = [2, 0, 0, 0, 0, 1];
    const B: [u8; 6] = [2, 0, 0, 0, 0, 2];
    const ALL: [u8; 6] = [0xff; 6];

    fn frame(to: [u8; 6], from: [u8; 6]) -> Vec<u8> {
        [&to[..], &from[..], &[8, 6, 1, 2, 3]].concat()
    }

    fn middle(net: Net, lan: u8) -> Switch {
        Switch::new(net, lan, &Relay::ports(net))
    }

    #[test]
    fn a_switch_floods_until_it_has_learned() {
        let mut switch = middle(Net::Switch, 0);
        assert_eq!(switch.forward(0, &frame(B, A)), Ports(0b1110));
        assert_eq!(switch.forward(1, &frame(A, B)), Ports(0b0001));
        assert_eq!(switch.forward(0, &frame(B, A)), Ports(0b0010));
        assert_eq!(switch.forward(0, &frame(ALL, A)), Ports(0b1110));
        assert_eq!(switch.learned().collect::<Vec<_>>(), [(A, 0), (B, 1)]);
    }

    #[test]
    fn an_address_that_moves_is_learned_anew() {
        let mut switch = middle(Net::Switch, 0);
        switch.forward(0, &frame(ALL, A));
        switch.forward(3, &frame(ALL, A));
        assert_eq!(switch.forward(1, &frame(A, B)), Ports(0b1000));
        assert_eq!(switch.learned().count(), 2);
    }

    #[test]
    fn a_hub_learns_nothing() {
        let mut hub = middle(Net::Hub, 0);
        hub.forward(1, &frame(A, B));
        assert_eq!(hub.forward(0, &frame(B, A)), Ports(0b1110));
        assert_eq!(hub.learned().count(), 0);
    }

    #[test]
    fn a_link_goes_to_the_other_end() {
        let mut link = middle(Net::Link, 0);
        assert_eq!(link.forward(0, &frame(B, A)), Ports(0b10));
        assert_eq!(link.forward(1, &frame(B, A)), Ports(0b01));
    }

    #[test]
    fn frames_stay_in_their_lan() {
        let mut near = middle(Net::Router, 0);
        let mut far = middle(Net::Router, 1);
        assert_eq!(near.forward(0, &frame(ALL, A)), Ports(0b01_0010));
        assert_eq!(far.forward(2, &frame(ALL, A)), Ports(0b10_1000));
    }

    #[test]
    fn what_is_no_frame_goes_nowhere() {
        assert_eq!(middle(Net::Link, 0).forward(0, b"short"), Ports::default());
    }

    #[test]
    fn a_frame_for_its_own_port_goes_nowhere() {
        let mut switch = middle(Net::Switch, 0);
        assert_eq!(switch.forward(0, &frame(A, A)), Ports::default());
    }

    #[test]
    fn the_table_is_bounded() {
        let mut switch = middle(Net::Switch, 0);
        for last in 0..=200 {
            switch.forward(0, &frame(ALL, [2, 0, 0, 0, 1, last]));
        }
        assert_eq!(switch.learned().count(), MOST);
        switch.forward(0, &frame(ALL, [3, 0, 0, 0, 0, 0]));
        assert!(switch.learned().all(|(mac, _)| mac[0] == 2), "no group address is learned");
    }
}
