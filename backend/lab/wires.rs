//! Which interfaces the nodes of a network have: names, addresses, hardware addresses.

use std::net::Ipv4Addr;

use crate::{lab::Net, node::Node};

/// One interface of a node, and so one wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Wire {
    /// Whose it is.
    pub(crate) node: Node,
    /// The LAN that it is in; only a router has a second one.
    pub(crate) lan: u8,
}

impl Net {
    /// Every interface, in the order in which a helper hands their other ends over.
    pub(crate) fn wires(self) -> impl Iterator<Item = Wire> {
        let far = self == Self::Router;
        let router = [Node::Router; 2].into_iter().filter(move |_| far);
        let router = router.enumerate().map(|(lan, node)| Wire { node, lan: u8::from(lan == 1) });
        let hosts = self.nodes().iter().copied().filter(|node| *node != Node::Router);
        let lan = move |node| u8::from(far && matches!(node, Node::C | Node::D));
        hosts.map(move |node| Wire { node, lan: lan(node) }).chain(router)
    }

    /// The nodes that sockets can be made on.
    pub(crate) fn hosts(self) -> impl Iterator<Item = Node> {
        self.nodes().iter().copied().filter(|node| *node != Node::Router)
    }
}

impl Wire {
    /// Its name in the node.
    pub(crate) fn interface(self) -> &'static str {
        if self.node == Node::Router && self.lan == 1 { "eth1" } else { "eth0" }
    }

    /// The name of its other end, where the relay is.
    pub(crate) fn other_end(self) -> String {
        format!("{}{}", self.node.wire(), self.lan)
    }

    /// Its address; the networks are `/24`.
    pub(crate) fn address(self, net: Net) -> Ipv4Addr {
        match (self.node, self.lan) {
            (Node::Router, 1) => FAR_ROUTER,
            (node, _) => net.address(node),
        }
    }

    /// Its hardware address: locally administered, and readable.
    pub(crate) fn mac(self) -> [u8; 6] {
        let last = match self.node {
            Node::A => 0x0a,
            Node::B => 0x0b,
            Node::C => 0x0c,
            Node::D => 0x0d,
            Node::Router => 1 + self.lan,
        };
        [2, 0, 0, 0, 0, last]
    }

    /// The router that leads out of its LAN.
    pub(crate) fn gateway(self, net: Net) -> Option<Ipv4Addr> {
        let router = if self.lan == 1 { FAR_ROUTER } else { net.address(Node::Router) };
        (net == Net::Router && self.node != Node::Router).then_some(router)
    }
}

/// The router's address in the second LAN.
const FAR_ROUTER: Ipv4Addr = Ipv4Addr::new(10, 0, 1, 254);

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(net: Net) -> String {
        let line = |wire: Wire| {
            let gateway = wire.gateway(net).map(|to| format!(" via {to}")).unwrap_or_default();
            let (name, address) = (wire.interface(), wire.address(net));
            format!("{} {name} {address} {:02x}{gateway}\n", wire.other_end(), wire.mac()[5])
        };
        net.wires().map(line).collect()
    }

    #[test]
    fn a_link_has_two_ends() {
        assert_eq!(drawn(Net::Link), "a0 eth0 10.0.0.1 0a\nb0 eth0 10.0.0.2 0b\n");
        assert_eq!(Net::Switch.wires().count(), 4);
    }

    #[test]
    fn a_router_is_in_both_lans() {
        let expected = "a0 eth0 10.0.0.1 0a via 10.0.0.254\n\
                        b0 eth0 10.0.0.2 0b via 10.0.0.254\n\
                        c1 eth0 10.0.1.3 0c via 10.0.1.254\n\
                        d1 eth0 10.0.1.4 0d via 10.0.1.254\n\
                        router0 eth0 10.0.0.254 01\n\
                        router1 eth1 10.0.1.254 02\n";
        assert_eq!(drawn(Net::Router), expected);
        assert_eq!(Net::Router.hosts().count(), 4);
    }
}
