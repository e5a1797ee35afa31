//! Which sockets of this program answer by themselves, so that no two of them answer each other.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::{Arc, Mutex},
};

use crate::{
    command::Protocol,
    feed::lock,
    id::SocketId,
    node::{Node, On},
    view::{SocketView, State},
    vitals::Vitals,
};

/// The addresses of the sockets that answer by themselves, of all sessions.
#[derive(Debug)]
pub(crate) struct Answerers {
    /// The addresses of this machine: who is bound to any address may send from each of them.
    own: Vec<IpAddr>,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    sockets: HashMap<Key, Ends>,
    /// How many sockets are there; with `SO_REUSEPORT` it can be several.
    places: HashMap<Ends, usize>,
}

/// A socket of a session; the session is known by where its vitals are.
type Key = (usize, SocketId);

/// Where a socket is. For UDP the peer does not matter: who answers, answers everybody.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
struct Ends {
    place: Place,
    protocol: Protocol,
    local: SocketAddr,
    peer: Option<SocketAddr>,
}

/// Whose kernel it is. Every session has a lab of its own.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
enum Place {
    Host,
    Lab(usize, Node),
}

impl Answerers {
    /// None yet, on a machine with these addresses.
    pub(crate) fn new(own: Vec<IpAddr>) -> Self {
        Self { own, inner: Mutex::default() }
    }

    /// Notes whether a socket answers by itself now.
    pub(crate) fn update(&self, id: SocketId, view: Option<&SocketView>, session: &Arc<Vitals>) {
        let ends = view.and_then(|view| {
            let answers = view.respond.answers() && view.reads && view.state == State::Open;
            let peer = view.peer.filter(|_| view.protocol == Protocol::Tcp).map(canonical);
            let local = canonical(view.local.filter(|_| answers)?);
            let place = match view.on {
                On::Host => Place::Host,
                On::Lab(node) => Place::Lab(Arc::as_ptr(session).addr(), node),
            };
            Some(Ends { place, protocol: view.protocol, local, peer })
        });
        let mut inner = lock(&self.inner);
        let Inner { sockets, places } = &mut *inner;
        let key = (Arc::as_ptr(session).addr(), id);
        if sockets.get(&key) == ends.as_ref() {
            return;
        }
        let before = match ends {
            Some(ends) => {
                *places.entry(ends).or_default() += 1;
                sockets.insert(key, ends)
            }
            None => sockets.remove(&key),
        };
        if let Some(before) = before
            && let Some(count) = places.get_mut(&before)
        {
            *count -= 1;
            if *count == 0 {
                places.remove(&before);
            }
        }
    }

    /// Whether what a socket received came from one of them.
    pub(crate) fn knows(
        &self,
        view: &SocketView,
        from: Option<SocketAddr>,
        session: &Arc<Vitals>,
    ) -> bool {
        let Some(sender) = from.or(view.peer).map(canonical) else { return false };
        let protocol = view.protocol;
        let inner = lock(&self.inner);
        let place = match view.on {
            On::Host => Place::Host,
            On::Lab(node) => {
                let sender = host_of(sender.ip()).unwrap_or(node);
                Place::Lab(Arc::as_ptr(session).addr(), sender)
            }
        };
        let there = |local, peer| inner.places.contains_key(&Ends { place, protocol, local, peer });
        match protocol {
            Protocol::Tcp => there(sender, view.local.map(canonical)),
            Protocol::Udp => {
                // In a lab the address alone says whose it is.
                let ours = place != Place::Host
                    || sender.ip().is_loopback()
                    || self.own.contains(&sender.ip());
                let port = sender.port();
                there(sender, None)
                    || (ours && there((Ipv4Addr::UNSPECIFIED, port).into(), None))
                    || (ours && there((Ipv6Addr::UNSPECIFIED, port).into(), None))
            }
        }
    }
}

/// The host of a lab that has that address in one of the networks.
fn host_of(address: IpAddr) -> Option<Node> {
    let has = |node: &Node| [false, true].iter().any(|routed| node.address(*routed) == address);
    Node::HOSTS.into_iter().find(has)
}

/// IPv4 as such, also where an IPv6 socket sees it.
fn canonical(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}
