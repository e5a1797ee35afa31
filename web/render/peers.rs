//! Where a client of this session may want to go.

use askama::{Template, filters::HtmlSafe};
use backend::{
    node::{Node, On},
    view::{SocketView, State},
};

/// The addresses of the session's listeners, the newest first.
#[derive(Debug, Template)]
#[template(path = "part/peers.html")]
pub struct Peers {
    addresses: Vec<(String, On)>,
}

/// Whose kernel makes a client for a listener there: the other host of a wire.
fn client(listener: On) -> On {
    match listener {
        On::Host => On::Host,
        On::Lab(Node::A) => On::Lab(Node::B),
        On::Lab(_) => On::Lab(Node::A),
    }
}

impl Peers {
    /// Those among all sockets of a session; hosts of its lab are called by their names.
    #[must_use]
    pub fn new(sockets: &[SocketView]) -> Self {
        let listeners = sockets.iter().rev().filter(|socket| socket.state == State::Listening);
        let addresses = listeners.filter_map(|listener| {
            let local = listener.local?;
            let address = match listener.on {
                On::Host => local.to_string(),
                On::Lab(node) => format!("{}:{}", node.wire(), local.port()),
            };
            Some((address, client(listener.on)))
        });
        Self { addresses: addresses.collect() }
    }

    /// Where a new client most likely wants to go, and whose kernel makes it for that.
    #[must_use]
    pub fn likely(&self) -> (&str, On) {
        let Some((address, on)) = self.addresses.first() else {
            return ("127.0.0.1:8888", On::Host);
        };
        (address, *on)
    }
}

impl HtmlSafe for Peers {}

#[cfg(test)]
mod tests {
    use backend::{
        command::{Family, Protocol},
        id::SocketId,
    };

    use super::*;

    #[test]
    fn a_listener_in_the_lab_goes_by_the_name_of_its_host() {
        let mut listener = SocketView::new(SocketId(1), Protocol::Tcp, Family::Ipv4);
        listener.state = State::Listening;
        listener.local = "10.0.0.2:8888".parse().ok();
        listener.on = On::Lab(Node::B);
        let peers = Peers::new(&[listener]);
        assert_eq!(peers.likely(), ("b:8888", On::Lab(Node::A)));
        let html = peers.render().unwrap();
        assert!(html.contains("<option value=\"b:8888\" data-on=\"a\">"), "{html}");
    }
}
