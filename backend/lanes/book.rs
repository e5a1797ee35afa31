//! Which socket of the session an address belongs to.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    net::{IpAddr, SocketAddr},
};

use crate::{
    command::Protocol,
    id::SocketId,
    node::On,
    view::{SocketView, State},
};

/// Where a socket of the session is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    /// Whose kernel has it.
    pub(crate) on: On,
    /// TCP or UDP.
    pub(crate) protocol: Protocol,
    /// Its address.
    pub(crate) local: SocketAddr,
    /// The other end.
    pub(crate) peer: Option<SocketAddr>,
    /// Its descriptor is not closed.
    pub(crate) open: bool,
    /// It takes connections.
    pub(crate) listens: bool,
    /// It takes no IPv4, although it is one of IPv6.
    pub(crate) only_v6: bool,
    /// It closed in this turn; what left it while it closed is still its own.
    pub(crate) closing: bool,
}

impl Place {
    /// Whether what is for that address comes to it, if nobody is there who is nearer.
    pub(crate) fn takes(&self, address: IpAddr) -> bool {
        let ip = self.local.ip();
        let any = match address {
            IpAddr::V4(_) => ip.is_ipv4() || !self.only_v6,
            IpAddr::V6(_) => ip.is_ipv6(),
        };
        ip == address || ip.is_unspecified() && any
    }

    /// Whether frames from or to its port may be its own. On this machine a port without an owner
    /// may be another program's by now, whose traffic is nobody's business here.
    pub(crate) fn counts(&self) -> bool {
        self.open || self.closing || self.peer.is_some() || self.on != On::Host
    }
}

/// The addresses of the session's sockets. A closed one stays as long as its card does, because its
/// connection may go on without it.
///
/// Every frame asks for both of its ends, and every turn notes the sockets it touched; so what is
/// asked is looked up, and what did not move costs nothing. The maps are ordered ones, because for so few
/// sockets comparing addresses takes less time than hashing them.
#[derive(Debug, Default)]
pub(crate) struct Book {
    places: BTreeMap<SocketId, Place>,
    exact: BTreeMap<Key<(SocketAddr, Option<SocketAddr>)>, Vec<SocketId>>,
    /// Those without a peer, by their port.
    anybody: BTreeMap<Key<u16>, Vec<SocketId>>,
    /// Something closed in this turn.
    closing: bool,
}

/// Whose kernel, which protocol, and where.
type Key<Where> = (On, Protocol, Where);

impl Book {
    /// Notes where a socket is now; without a view it is forgotten. One that has no address any
    /// more keeps the last one, because segments of it may still come: a refused connection's do.
    /// Whether anything is different now.
    pub(crate) fn update(&mut self, id: SocketId, view: Option<&SocketView>) -> bool {
        let old = self.places.get(&id).copied();
        let new = view.and_then(|view| match view.local {
            Some(local) => Some(Place {
                on: view.on,
                protocol: view.protocol,
                local: canonical(local),
                peer: view.peer.or(view.attempt).map(canonical),
                open: view.state != State::Closed,
                listens: view.state == State::Listening,
                only_v6: view.only_v6,
                closing: view.state == State::Closed
                    && old.is_some_and(|old| old.open || old.closing),
            }),
            None => old.map(|place| Place { open: false, ..place }),
        });
        if old == new {
            return false;
        }
        if let Some(old) = old {
            self.erase(id, &old);
        }
        if let Some(new) = new {
            self.enter(id, new);
        }
        true
    }

    fn enter(&mut self, id: SocketId, place: Place) {
        self.closing |= place.closing;
        let Place { on, protocol, local, peer, .. } = place;
        self.places.insert(id, place);
        self.exact.entry((on, protocol, (local, peer))).or_default().push(id);
        if peer.is_none() {
            self.anybody.entry((on, protocol, local.port())).or_default().push(id);
        }
    }

    fn erase(&mut self, id: SocketId, place: &Place) {
        let Place { on, protocol, local, peer, .. } = *place;
        self.places.remove(&id);
        remove(&mut self.exact, (on, protocol, (local, peer)), id);
        if peer.is_none() {
            remove(&mut self.anybody, (on, protocol, local.port()), id);
        }
    }

    /// The turn is over: what closed in it is closed.
    pub(crate) fn turned(&mut self) {
        if std::mem::take(&mut self.closing) {
            self.places.values_mut().for_each(|place| place.closing = false);
        }
    }

    /// The socket of that address: the one with that very peer, and otherwise the one that takes
    /// anybody; an open one before a closed one, a later one before an earlier one.
    pub(crate) fn find(
        &self,
        on: On,
        protocol: Protocol,
        local: SocketAddr,
        peer: Option<SocketAddr>,
    ) -> Option<SocketId> {
        let (local, peer) = (canonical(local), peer.map(canonical));
        let place = |id: &SocketId| Some((self.places.get(id)?, *id));
        let best = |(place, id): (&Place, SocketId)| (place.open, id);
        let exact = self.exact.get(&(on, protocol, (local, peer))).into_iter().flatten();
        if let Some((_, id)) = exact.filter_map(place).map(best).max() {
            return Some(id);
        }
        let here = |(place, _): &(&Place, SocketId)| place.counts() && place.takes(local.ip());
        let anybody = self.anybody.get(&(on, protocol, local.port())).into_iter().flatten();
        anybody.filter_map(place).filter(here).map(best).max().map(|(_, id)| id)
    }

    /// Every socket that has an address.
    pub(crate) fn places(&self) -> impl Iterator<Item = (SocketId, &Place)> {
        self.places.iter().map(|(id, place)| (*id, place))
    }
}

/// Takes a socket out of an index.
fn remove<K: Ord>(index: &mut BTreeMap<K, Vec<SocketId>>, key: K, id: SocketId) {
    if let Entry::Occupied(mut ids) = index.entry(key) {
        ids.get_mut().retain(|other| *other != id);
        if ids.get().is_empty() {
            ids.remove();
        }
    }
}

/// The address as kernels write it in their tables: an IPv4 address in IPv6 clothes is one of IPv4.
fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Family;

    fn book(sockets: &[(u32, &str, Option<&str>, State)]) -> Book {
        let mut book = Book::default();
        for (id, local, peer, state) in sockets {
            let id = SocketId(*id);
            let mut view = SocketView::new(id, Protocol::Tcp, Family::Ipv4);
            view.local = Some(local.parse().unwrap());
            view.peer = peer.map(|peer| peer.parse().unwrap());
            view.state = *state;
            book.update(id, Some(&view));
        }
        book
    }

    fn find(book: &Book, local: &str, peer: &str) -> Option<u32> {
        let (local, peer) = (local.parse().unwrap(), peer.parse().unwrap());
        book.find(On::Host, Protocol::Tcp, local, Some(peer)).map(|id| id.0)
    }

    #[test]
    fn a_connection_belongs_to_its_socket_and_otherwise_to_the_listener() {
        let book = book(&[
            (1, "0.0.0.0:80", None, State::Listening),
            (2, "127.0.0.1:80", Some("127.0.0.1:5000"), State::Open),
        ]);
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5000"), Some(2));
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5001"), Some(1));
        assert_eq!(find(&book, "[::ffff:127.0.0.1]:80", "[::ffff:127.0.0.1]:5000"), Some(2));
        assert_eq!(find(&book, "127.0.0.1:81", "127.0.0.1:5000"), None);
    }

    #[test]
    fn a_socket_of_ipv6_alone_has_no_ipv4() {
        let mut book = book(&[(1, "[::]:80", None, State::Listening)]);
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5000"), Some(1));
        let mut view = SocketView::new(SocketId(1), Protocol::Tcp, Family::Ipv6);
        view.local = Some("[::]:80".parse().unwrap());
        view.state = State::Listening;
        view.only_v6 = true;
        assert!(book.update(SocketId(1), Some(&view)));
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5000"), None);
        assert_eq!(find(&book, "[::1]:80", "[::1]:5000"), Some(1));
        view.local = Some("0.0.0.0:80".parse().unwrap());
        view.only_v6 = false;
        assert!(book.update(SocketId(1), Some(&view)));
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5000"), Some(1));
        assert_eq!(find(&book, "[::1]:80", "[::1]:5000"), None);
    }

    #[test]
    fn an_open_socket_comes_before_a_closed_one_at_the_same_address() {
        let book = book(&[
            (1, "127.0.0.1:80", None, State::Listening),
            (2, "127.0.0.1:80", None, State::Closed),
        ]);
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5000"), Some(1));
    }

    #[test]
    fn the_port_of_a_closed_listener_is_anybody_s_after_the_turn_in_which_it_closed() {
        let mut book = book(&[
            (1, "127.0.0.1:80", None, State::Listening),
            (2, "127.0.0.1:80", Some("127.0.0.1:5000"), State::Closed),
        ]);
        let mut view = SocketView::new(SocketId(1), Protocol::Tcp, Family::Ipv4);
        view.local = Some("127.0.0.1:80".parse().unwrap());
        view.state = State::Closed;
        book.update(SocketId(1), Some(&view));
        book.update(SocketId(1), Some(&view));
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5001"), Some(1));
        book.turned();
        book.update(SocketId(1), Some(&view));
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5001"), None);
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5000"), Some(2), "its last segments");
    }

    #[test]
    fn what_moves_or_goes_is_found_there_no_more() {
        let mut book = book(&[(1, "127.0.0.1:80", None, State::Listening)]);
        let mut view = SocketView::new(SocketId(1), Protocol::Tcp, Family::Ipv4);
        view.local = Some("127.0.0.1:81".parse().unwrap());
        view.state = State::Listening;
        assert!(book.update(SocketId(1), Some(&view)));
        assert!(!book.update(SocketId(1), Some(&view)), "it is where it was");
        assert_eq!(find(&book, "127.0.0.1:80", "127.0.0.1:5000"), None);
        assert_eq!(find(&book, "127.0.0.1:81", "127.0.0.1:5000"), Some(1));
        view.local = None;
        view.state = State::Closed;
        assert!(book.update(SocketId(1), Some(&view)));
        assert_eq!(find(&book, "127.0.0.1:81", "127.0.0.1:5000"), None, "nobody has it");
        assert!(book.update(SocketId(1), None));
        assert_eq!(find(&book, "127.0.0.1:81", "127.0.0.1:5000"), None);
        assert!(book.exact.is_empty() && book.anybody.is_empty());
    }
}
