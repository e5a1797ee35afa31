//! Who sent a frame and whom it is for, as short as a reader needs it and in full.

use std::net::IpAddr;

use backend::{
    id::SocketId,
    node::{Node, On},
    segment::{Headers, Segment},
};

use crate::wire::lanes::ends;

/// Both ends of a frame.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::render) struct Ends {
    pub(in crate::render) from: String,
    pub(in crate::render) to: String,
    /// Their addresses, where the short form does not have them.
    pub(in crate::render) addresses: Option<(String, String)>,
}

impl Ends {
    /// The ends of a frame; `None` where its headers do not name any.
    pub(in crate::render) fn of(segment: &Segment) -> Option<Self> {
        let (Some(from_address), Some(to_address)) = ends(&segment.headers) else { return None };
        let (source, target) = addresses(&segment.headers);
        let from = end(segment, segment.sender, source, &from_address);
        let to = end(segment, segment.receiver, target, &to_address);
        let same = from == from_address && to == to_address;
        Some(Self { from, to, addresses: (!same).then_some((from_address, to_address)) })
    }
}

/// The addresses of both ends.
pub(in crate::render) fn addresses(headers: &Headers) -> (Option<IpAddr>, Option<IpAddr>) {
    match headers {
        Headers::Arp(arp) => (Some(arp.sender.into()), Some(arp.target.into())),
        Headers::Icmp(icmp) => (Some(icmp.from), Some(icmp.to)),
        Headers::Other { from, to, .. } => (*from, *to),
        Headers::Tcp(tcp) => (Some(tcp.from.ip()), Some(tcp.to.ip())),
        Headers::Udp { from, to, .. } => (Some(from.ip()), Some(to.ip())),
    }
}

/// The host of a lab that has an address, in whichever network.
pub(in crate::render) fn node_at(address: IpAddr) -> Option<Node> {
    if address == IpAddr::from([10, 0, 1, 254]) {
        return Some(Node::Router);
    }
    let nodes = [Node::A, Node::B, Node::C, Node::D, Node::Router];
    nodes.into_iter().find(|node| {
        [false, true].map(|far| node.address(far)).contains(&match address {
            IpAddr::V4(address) => address,
            IpAddr::V6(_) => return false,
        })
    })
}

fn end(segment: &Segment, socket: Option<SocketId>, at: Option<IpAddr>, written: &str) -> String {
    let node = match segment.on {
        On::Host => None,
        On::Lab(_) => at.and_then(node_at),
    };
    match (node, socket, at) {
        (Some(node), Some(socket), _) => format!("{} {socket}", node.name()),
        (Some(node), None, Some(at)) => written.replacen(&at.to_string(), node.name(), 1),
        (Some(node), None, None) => node.name().to_owned(),
        (None, Some(socket), _) => socket.to_string(),
        (None, None, _) => written.to_owned(),
    }
}
