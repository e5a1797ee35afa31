//! Which socket of the session an address belongs to.

use std::{collections::BTreeMap, net::SocketAddr};

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
    /// It closed in this turn; what left it while it closed is still its own.
    pub(crate) closing: bool,
}

impl Place {
    /// Whether frames from or to its port may be its own. On this machine a port without an owner
    /// may be another program's by now, whose traffic is nobody's business here.
    pub(crate) fn counts(&self) -> bool {
        self.open || self.closing || self.peer.is_some() || self.on != On::Host
    }
}

/// The addresses of the session's sockets. A closed one stays as long as its card does, because its
/// connection may go on without it.
#[derive(Debug, Default)]
pub(crate) struct Book {
    places: BTreeMap<SocketId, Place>,
}

impl Book {
    /// Notes where a socket is now; without a view it is forgotten. One that has no address any
    /// more keeps the last one, because segments of it may still come: a refused connection's do.
    pub(crate) fn update(&mut self, id: SocketId, view: Option<&SocketView>) {
        let place = view.and_then(|view| {
            Some(Place {
                on: view.on,
                protocol: view.protocol,
                local: canonical(view.local?),
                peer: view.peer.or(view.attempt).map(canonical),
                open: view.state != State::Closed,
                listens: view.state == State::Listening,
                closing: view.state == State::Closed && self.was_open(id),
            })
        });
        match (place, view) {
            (Some(place), _) => _ = self.places.insert(id, place),
            (None, None) => _ = self.places.remove(&id),
            (None, Some(_)) => {
                if let Some(place) = self.places.get_mut(&id) {
                    place.open = false;
                }
            }
        }
    }

    fn was_open(&self, id: SocketId) -> bool {
        self.places.get(&id).is_some_and(|place| place.open || place.closing)
    }

    /// The turn is over: what closed in it is closed.
    pub(crate) fn turned(&mut self) {
        self.places.values_mut().for_each(|place| place.closing = false);
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
        let here = |place: &Place| place.on == on && place.protocol == protocol;
        let exact = |place: &Place| place.local == local && place.peer == peer;
        let anybody = |place: &Place| {
            place.peer.is_none()
                && place.counts()
                && place.local.port() == local.port()
                && (place.local.ip() == local.ip() || place.local.ip().is_unspecified())
        };
        let rank = |place: &Place| {
            let fit = if exact(place) { 2 } else { u8::from(anybody(place)) };
            (0 < fit).then_some((fit, place.open))
        };
        let found = self.places.iter().filter(|(_, place)| here(place));
        let found = found.filter_map(|(id, place)| Some((rank(place)?, *id)));
        found.max().map(|(_, id)| id)
    }

    /// Every socket that has an address.
    pub(crate) fn places(&self) -> impl Iterator<Item = (SocketId, &Place)> {
        self.places.iter().map(|(id, place)| (*id, place))
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
}
