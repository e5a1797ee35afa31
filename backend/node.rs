//! Machines: this one, and the hosts of a lab.

use std::net::Ipv4Addr;

/// The machine whose kernel has a socket.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum On {
    /// The machine that the playground runs on.
    #[default]
    Host,
    /// A host of the session's lab, with a TCP/IP stack of its own (`network_namespaces(7)`).
    Lab(Node),
}

impl On {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Lab(node) => node.wire(),
        }
    }

    /// The host of the lab, if it is one.
    #[must_use]
    pub fn node(self) -> Option<Node> {
        match self {
            Self::Host => None,
            Self::Lab(node) => Some(node),
        }
    }
}

/// A host of a lab.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Node {
    /// 10.0.0.1.
    A,
    /// 10.0.0.2.
    B,
    /// 10.0.0.3, or 10.0.1.3 behind a router.
    C,
    /// 10.0.0.4, or 10.0.1.4 behind a router.
    D,
    /// Between two LANs: 10.0.0.254 and 10.0.1.254. No socket can be made on it.
    Router,
}

impl Node {
    /// The hosts that sockets can be made on.
    pub const HOSTS: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
            Self::Router => "router",
        }
    }

    /// How it is written for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::Router => "R",
        }
    }

    /// Its address in a network of that kind; the router's is the one in the first LAN.
    #[must_use]
    pub fn address(self, routed: bool) -> Ipv4Addr {
        let far = u8::from(routed);
        match self {
            Self::A => Ipv4Addr::new(10, 0, 0, 1),
            Self::B => Ipv4Addr::new(10, 0, 0, 2),
            Self::C => Ipv4Addr::new(10, 0, far, 3),
            Self::D => Ipv4Addr::new(10, 0, far, 4),
            Self::Router => Ipv4Addr::new(10, 0, 0, 254),
        }
    }
}
