//! Which sockets of the session a frame went between.

use std::net::SocketAddr;

use super::{
    Lanes,
    frame::{Ends, Frame},
};
use crate::{command::Protocol, node::On, segment::Headers};

impl Lanes {
    /// The sockets at both ends of a frame.
    pub(super) fn ends(&self, frame: &Frame) -> Ends {
        if let Some(ends) = frame.ends {
            return ends;
        }
        let (protocol, from, to) = match &frame.headers {
            Headers::Tcp(tcp) => (Protocol::Tcp, tcp.from, tcp.to),
            Headers::Udp { from, to, .. } => (Protocol::Udp, *from, *to),
            // The packet that it quotes came from the socket that it is for.
            Headers::Icmp(icmp) => {
                let Some((protocol, from, to)) = icmp.about else { return (None, None) };
                let on = self.host_of(frame.on, from);
                return (None, self.book.find(on, protocol, from, Some(to)));
            }
            Headers::Arp(_) | Headers::Other { .. } => return (None, None),
        };
        let sender = self.book.find(self.host_of(frame.on, from), protocol, from, Some(to));
        let receiver = self.book.find(self.host_of(frame.on, to), protocol, to, Some(from));
        (sender, receiver)
    }

    /// Whose address it is: on a lab's wire, that of one of its nodes.
    fn host_of(&self, on: On, address: SocketAddr) -> On {
        let Some(net) = self.net().filter(|_| on != On::Host) else { return on };
        let nodes = net.nodes().iter();
        let owner = nodes.copied().find(|node| address.ip() == net.address(*node));
        owner.map_or(on, On::Lab)
    }
}
