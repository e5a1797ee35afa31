//! Where a client of this session may want to go.

use askama::{Template, filters::HtmlSafe};
use backend::view::{SocketView, State};

/// The addresses of the session's listeners, the newest first.
#[derive(Debug, Template)]
#[template(path = "part/peers.html")]
pub struct Peers {
    addresses: Vec<String>,
}

impl Peers {
    /// Those among all sockets of a session.
    #[must_use]
    pub fn new(sockets: &[SocketView]) -> Self {
        let listeners = sockets.iter().rev().filter(|socket| socket.state == State::Listening);
        let addresses = listeners.filter_map(|listener| Some(listener.local?.to_string()));
        Self { addresses: addresses.collect() }
    }

    /// Where a new client most likely wants to go.
    #[must_use]
    pub fn likely(&self) -> &str {
        self.addresses.first().map_or("127.0.0.1:8888", String::as_str)
    }
}

impl HtmlSafe for Peers {}
