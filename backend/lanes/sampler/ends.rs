//! The ends of the session's sockets, arranged so that rows of a kernel's table find their socket.

use std::{collections::BTreeMap, net::SocketAddr};

use super::{End, diag::plain, row::Row};
use crate::{
    command::Protocol,
    id::SocketId,
    kernel::{Owner, TcpState},
    lanes::book::Place,
    node::On,
};

/// A row's two addresses, as they are compared.
pub(super) type Pair = (SocketAddr, Option<SocketAddr>);

/// The sockets of one place and one protocol.
#[derive(Debug, Default)]
pub(super) struct Ends(BTreeMap<Pair, End>);

impl Ends {
    pub(super) fn of(ends: &[End], on: On, protocol: Protocol) -> Self {
        let mut pairs = BTreeMap::new();
        let here = |place: &Place| place.on == on && place.protocol == protocol;
        let here = ends.iter().filter(|(_, place)| here(place) && place.local.port() != 0);
        for (id, place) in here {
            // Of two with the same addresses, the open one has the row, and then the newer one.
            pairs
                .entry((plain(place.local), place.peer.map(plain)))
                .and_modify(|known: &mut End| {
                    if (known.1.open, known.0) < (place.open, *id) {
                        *known = (*id, *place);
                    }
                })
                .or_insert((*id, *place));
        }
        Self(pairs)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn any_open(&self) -> bool {
        self.0.values().any(|(_, place)| place.open)
    }

    /// What is worth looking up: every socket, and of a connection to one of our own listeners the
    /// end that nobody has accepted yet.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> {
        self.0.keys().copied().chain(self.0.keys().filter_map(|&(local, peer)| {
            let other = (peer?, Some(local));
            (!self.0.contains_key(&other) && self.listener(other.0).is_some()).then_some(other)
        }))
    }

    /// The ports of all sockets.
    pub(super) fn ports(&self) -> Vec<u16> {
        let mut ports: Vec<_> = self.0.keys().map(|(local, _)| local.port()).collect();
        ports.sort_unstable();
        ports.dedup();
        ports
    }

    /// Whose row it is, and who has a descriptor of it; `None` where it is a stranger's.
    pub(super) fn whose(&self, row: &Row) -> Option<(SocketId, Owner)> {
        let local = plain(row.local);
        let exact = self.0.get(&(local, row.peer.map(plain)));
        if row.inode != 0 {
            return exact.filter(|(_, place)| place.open).map(|(id, _)| (*id, Owner::Socket));
        }
        match row.state {
            TcpState::CloseWait | TcpState::Established | TcpState::SynReceived => {
                self.listener(local).map(|id| (id, Owner::AcceptQueue))
            }
            TcpState::Closed
            | TcpState::Closing
            | TcpState::FinWait1
            | TcpState::FinWait2
            | TcpState::LastAck
            | TcpState::Listen
            | TcpState::SynSent
            | TcpState::TimeWait => exact.map(|(id, _)| (*id, Owner::Nobody)),
        }
    }

    /// The open socket without a peer that takes what comes to an address.
    pub(super) fn listener(&self, at: SocketAddr) -> Option<SocketId> {
        let any = |ip: std::net::IpAddr| SocketAddr::new(ip, at.port());
        let v4 = any(std::net::Ipv4Addr::UNSPECIFIED.into());
        let v6 = any(std::net::Ipv6Addr::UNSPECIFIED.into());
        [at, v4, v6].into_iter().find_map(|local| {
            let known = self.0.get(&(local, None))?;
            (known.1.open && known.1.takes(at.ip().to_canonical())).then_some(known.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "127.0.0.1:8888";
    const CLIENT: &str = "127.0.0.1:5000";

    fn end(id: u32, local: &str, peer: Option<&str>, open: bool) -> End {
        let place = Place {
            on: On::Host,
            protocol: Protocol::Tcp,
            local: local.parse().unwrap(),
            peer: peer.map(|peer| peer.parse().unwrap()),
            open,
            listens: open && peer.is_none(),
            only_v6: false,
            closing: false,
        };
        (SocketId(id), place)
    }

    fn row(local: &str, peer: Option<&str>, state: TcpState, inode: u32) -> Row {
        Row {
            local: local.parse().unwrap(),
            peer: peer.map(|peer| peer.parse().unwrap()),
            state,
            recv_q: 0,
            send_q: 0,
            inode,
            timer: None,
            info: None,
            memory: None,
        }
    }

    fn ends(ends: &[End]) -> Ends {
        Ends::of(ends, On::Host, Protocol::Tcp)
    }

    #[test]
    fn both_ends_of_a_connection_on_loopback_are_told_apart() {
        let ends = ends(&[
            end(1, "0.0.0.0:8888", None, true),
            end(2, CLIENT, Some(SERVER), true),
            end(3, SERVER, Some(CLIENT), true),
        ]);
        let whose = |row: Row| ends.whose(&row).map(|(id, owner)| (id.0, owner));
        let ours = row(CLIENT, Some(SERVER), TcpState::Established, 7);
        let theirs = row(SERVER, Some(CLIENT), TcpState::Established, 8);
        assert_eq!(whose(ours), Some((2, Owner::Socket)));
        assert_eq!(whose(theirs), Some((3, Owner::Socket)));
        assert_eq!(ends.pairs().count(), 3);
    }

    #[test]
    fn what_nobody_has_accepted_is_the_listeners() {
        let ends = ends(&[end(1, "[::]:8888", None, true), end(2, CLIENT, Some(SERVER), true)]);
        for state in [TcpState::SynReceived, TcpState::Established, TcpState::CloseWait] {
            let waiting = row(SERVER, Some(CLIENT), state, 0);
            assert_eq!(ends.whose(&waiting), Some((SocketId(1), Owner::AcceptQueue)));
        }
        let looked_up: Vec<_> = ends.pairs().collect();
        let other = (SERVER.parse().unwrap(), Some(CLIENT.parse().unwrap()));
        assert!(looked_up.contains(&other), "{looked_up:?}");
    }

    #[test]
    fn what_comes_by_ipv4_is_not_for_a_listener_of_ipv6_alone() {
        let mut listener = end(1, "[::]:8888", None, true);
        listener.1.only_v6 = true;
        let ends = ends(&[listener, end(2, CLIENT, Some(SERVER), true)]);
        let waiting = row(SERVER, Some(CLIENT), TcpState::Established, 0);
        assert_eq!(ends.whose(&waiting), None, "it waits for another program");
        assert_eq!(ends.pairs().count(), 2);
        let waiting = row("[::1]:8888", Some("[::1]:5000"), TcpState::Established, 0);
        assert_eq!(ends.whose(&waiting), Some((SocketId(1), Owner::AcceptQueue)));
    }

    #[test]
    fn what_is_left_of_a_closed_socket_is_nobodys() {
        let ends = ends(&[end(2, CLIENT, Some(SERVER), false)]);
        let left = row(CLIENT, Some(SERVER), TcpState::TimeWait, 0);
        assert_eq!(ends.whose(&left), Some((SocketId(2), Owner::Nobody)));
        // Another program got the same addresses again.
        assert_eq!(ends.whose(&row(CLIENT, Some(SERVER), TcpState::Established, 9)), None);
        // Another program's TIME-WAIT.
        assert_eq!(ends.whose(&row(SERVER, Some(CLIENT), TcpState::TimeWait, 0)), None);
    }

    #[test]
    fn an_address_written_as_ipv6_is_the_same_address() {
        let ends =
            ends(&[end(3, "[::ffff:127.0.0.1]:8888", Some("[::ffff:127.0.0.1]:5000"), true)]);
        let row = row(SERVER, Some(CLIENT), TcpState::Established, 8);
        assert_eq!(ends.whose(&row), Some((SocketId(3), Owner::Socket)));
    }
}
