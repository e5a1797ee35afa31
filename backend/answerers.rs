//! Which sockets of this program answer by themselves, so that no two of them answer each other.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use crate::{
    command::Protocol,
    feed::lock,
    id::SocketId,
    view::{SocketView, State},
    vitals::Vitals,
};

/// The addresses of the sockets that answer by themselves, of all sessions.
#[derive(Debug, Default)]
pub(crate) struct Answerers {
    sockets: Mutex<HashMap<Key, Ends>>,
}

/// A socket of a session; the session is known by where its vitals are.
type Key = (usize, SocketId);

/// Where a socket is. For UDP the peer does not matter: who answers, answers everybody.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Ends {
    protocol: Protocol,
    local: SocketAddr,
    peer: Option<SocketAddr>,
}

impl Answerers {
    /// Notes whether a socket answers by itself now.
    pub(crate) fn update(&self, id: SocketId, view: Option<&SocketView>, session: &Arc<Vitals>) {
        let ends = view.and_then(|view| {
            let answers = view.respond.answers() && view.reads && view.state == State::Open;
            let peer = view.peer.filter(|_| view.protocol == Protocol::Tcp);
            view.local.filter(|_| answers).map(|local| Ends {
                protocol: view.protocol,
                local,
                peer,
            })
        });
        let mut sockets = lock(&self.sockets);
        let key = (Arc::as_ptr(session).addr(), id);
        match ends {
            Some(ends) => {
                sockets.insert(key, ends);
            }
            None if sockets.is_empty() => {}
            None => {
                sockets.remove(&key);
            }
        }
    }

    /// Whether what a socket received came from one of them.
    pub(crate) fn knows(&self, view: &SocketView, from: Option<SocketAddr>) -> bool {
        let Some(sender) = from.or(view.peer) else { return false };
        lock(&self.sockets).values().any(|ends| match (view.protocol, ends.protocol) {
            (Protocol::Tcp, Protocol::Tcp) => ends.local == sender && ends.peer == view.local,
            (Protocol::Udp, Protocol::Udp) => {
                let anywhere = ends.local.ip().is_unspecified() && sender.ip().is_loopback();
                ends.local == sender || (anywhere && ends.local.port() == sender.port())
            }
            (Protocol::Tcp, Protocol::Udp) | (Protocol::Udp, Protocol::Tcp) => false,
        })
    }
}
