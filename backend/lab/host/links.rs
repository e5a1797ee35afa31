//! Interfaces, addresses, routes, and neighbors of the current network namespace: `rtnetlink(7)`.

use std::{
    io,
    net::{IpAddr, Ipv4Addr},
    os::fd::{AsRawFd, BorrowedFd},
};

use netlink_packet_core::{
    NLM_F_ACK, NLM_F_CREATE, NLM_F_DUMP, NLM_F_EXCL, NLM_F_REQUEST, NetlinkMessage, NetlinkPayload,
};
use netlink_packet_route::{
    AddressFamily, RouteNetlinkMessage,
    address::{AddressAttribute, AddressMessage},
    link::{InfoData, InfoKind, InfoVeth, LinkAttribute, LinkFlags, LinkInfo, LinkMessage},
    neighbour::{NeighbourAddress, NeighbourAttribute, NeighbourMessage, NeighbourState},
    route::{
        RouteAddress, RouteAttribute, RouteHeader, RouteMessage, RouteProtocol, RouteScope,
        RouteType,
    },
};
use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_ROUTE};

use crate::lab::message::Neighbor;

/// A conversation with the kernel about the namespace that the thread was in when it began.
pub(super) struct Links {
    socket: Socket,
}

impl Links {
    /// Begins one.
    pub(super) fn open() -> io::Result<Self> {
        let mut socket = Socket::new(NETLINK_ROUTE)?;
        socket.bind_auto()?;
        socket.connect(&SocketAddr::new(0, 0))?;
        Ok(Self { socket })
    }

    /// A pair of interfaces, as if with a cable between them: one here, the other elsewhere with
    /// that hardware address (`veth(4)`).
    pub(super) fn add_pair(
        &self,
        here: &str,
        there: &str,
        mac: [u8; 6],
        namespace: BorrowedFd<'_>,
    ) -> io::Result<()> {
        let mut peer = LinkMessage::default();
        peer.attributes = vec![
            LinkAttribute::IfName(there.to_owned()),
            LinkAttribute::Address(mac.to_vec()),
            LinkAttribute::NetNsFd(namespace.as_raw_fd()),
        ];
        let pair = vec![
            LinkInfo::Kind(InfoKind::Veth),
            LinkInfo::Data(InfoData::Veth(InfoVeth::Peer(peer))),
        ];
        let mut link = LinkMessage::default();
        link.attributes =
            vec![LinkAttribute::IfName(here.to_owned()), LinkAttribute::LinkInfo(pair)];
        self.make(RouteNetlinkMessage::NewLink(link))
    }

    /// Switches an interface on.
    pub(super) fn up(&self, interface: u32) -> io::Result<()> {
        let mut link = LinkMessage::default();
        link.header.index = interface;
        link.header.flags = LinkFlags::Up;
        link.header.change_mask = LinkFlags::Up;
        self.change(RouteNetlinkMessage::SetLink(link))
    }

    /// Whether an interface that is up takes frames. It drops them without a word until the kernel,
    /// a moment after the other end came up, gives it a queueing discipline.
    pub(super) fn carries(&self, interface: u32) -> io::Result<bool> {
        let mut link = LinkMessage::default();
        link.header.index = interface;
        let mut carries = true;
        self.ask(RouteNetlinkMessage::GetLink(link), NLM_F_ACK, |answer| {
            let RouteNetlinkMessage::NewLink(found) = answer else { return };
            let none =
                |one: &LinkAttribute| matches!(one, LinkAttribute::Qdisc(name) if name == "noop");
            carries = !found.attributes.iter().any(none);
        })?;
        Ok(carries)
    }

    /// The largest IP packet that goes through an interface, in bytes.
    pub(super) fn set_mtu(&self, interface: u32, mtu: u32) -> io::Result<()> {
        let mut link = LinkMessage::default();
        link.header.index = interface;
        link.attributes.push(LinkAttribute::Mtu(mtu));
        self.change(RouteNetlinkMessage::SetLink(link))
    }

    /// Gives an interface an address in a `/24`.
    pub(super) fn add_address(&self, interface: u32, address: Ipv4Addr) -> io::Result<()> {
        let [a, b, c, _] = address.octets();
        let mut message = AddressMessage::default();
        message.header.family = AddressFamily::Inet;
        message.header.prefix_len = 24;
        message.header.index = interface;
        message.attributes = vec![
            AddressAttribute::Address(IpAddr::V4(address)),
            AddressAttribute::Local(IpAddr::V4(address)),
            AddressAttribute::Broadcast(Ipv4Addr::new(a, b, c, 255)),
        ];
        self.make(RouteNetlinkMessage::NewAddress(message))
    }

    /// Sends what has no other way to a router.
    pub(super) fn add_default_route(&self, gateway: Ipv4Addr) -> io::Result<()> {
        let mut message = RouteMessage::default();
        message.header.address_family = AddressFamily::Inet;
        message.header.table = RouteHeader::RT_TABLE_MAIN;
        message.header.protocol = RouteProtocol::Boot;
        message.header.scope = RouteScope::Universe;
        message.header.kind = RouteType::Unicast;
        message.attributes.push(RouteAttribute::Gateway(RouteAddress::Inet(gateway)));
        self.make(RouteNetlinkMessage::NewRoute(message))
    }

    /// Makes a neighbor known for ever, so that nobody has to ask for it.
    pub(super) fn add_neighbor(
        &self,
        interface: u32,
        address: Ipv4Addr,
        mac: [u8; 6],
    ) -> io::Result<()> {
        let mut message = NeighbourMessage::default();
        message.header.family = AddressFamily::Inet;
        message.header.ifindex = interface;
        message.header.state = NeighbourState::Permanent;
        message.attributes = vec![
            NeighbourAttribute::Destination(NeighbourAddress::Inet(address)),
            NeighbourAttribute::LinkLayerAddress(mac.to_vec()),
        ];
        self.make(RouteNetlinkMessage::NewNeighbour(message))
    }

    /// The ARP table.
    pub(super) fn neighbors(&self) -> io::Result<Vec<Neighbor>> {
        let mut message = NeighbourMessage::default();
        message.header.family = AddressFamily::Inet;
        let mut all = Vec::new();
        self.ask(RouteNetlinkMessage::GetNeighbour(message), NLM_F_DUMP, |answer| {
            let RouteNetlinkMessage::NewNeighbour(found) = answer else { return };
            // Entries of loopback and of broadcasts are no neighbors.
            if found.header.state == NeighbourState::Noarp {
                return;
            }
            let mut address = None;
            let mut mac = None;
            for attribute in found.attributes {
                if let NeighbourAttribute::Destination(NeighbourAddress::Inet(found)) = attribute {
                    address = Some(found);
                } else if let NeighbourAttribute::LinkLayerAddress(found) = attribute {
                    mac = <[u8; 6]>::try_from(found).ok();
                }
            }
            let state = found.header.state.into();
            all.extend(address.map(|address| Neighbor { address, mac, state }));
        })?;
        all.sort_by_key(|neighbor| neighbor.address);
        Ok(all)
    }

    fn make(&self, message: RouteNetlinkMessage) -> io::Result<()> {
        self.ask(message, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL, |_| {})
    }

    fn change(&self, message: RouteNetlinkMessage) -> io::Result<()> {
        self.ask(message, NLM_F_ACK, |_| {})
    }

    /// Sends one message and takes everything that comes back.
    fn ask(
        &self,
        message: RouteNetlinkMessage,
        flags: u16,
        mut take: impl FnMut(RouteNetlinkMessage),
    ) -> io::Result<()> {
        let mut message = NetlinkMessage::from(message);
        message.header.flags = NLM_F_REQUEST | flags;
        message.finalize();
        let mut bytes = vec![0; message.buffer_len()];
        message.serialize(&mut bytes);
        self.socket.send(&bytes, 0)?;
        loop {
            let (bytes, _) = self.socket.recv_from_full()?;
            let mut rest = &bytes[..];
            while !rest.is_empty() {
                let unreadable = |_| io::Error::from_raw_os_error(libc::EBADMSG);
                let answer = NetlinkMessage::<RouteNetlinkMessage>::deserialize(rest);
                let answer = answer.map_err(unreadable)?;
                // Messages begin at multiples of four.
                let len = (answer.header.length as usize).next_multiple_of(4).min(rest.len());
                rest = &rest[len..];
                match answer.payload {
                    NetlinkPayload::Done(_) => return Ok(()),
                    NetlinkPayload::Error(error) => {
                        return match error.code {
                            None => Ok(()),
                            Some(_) => Err(error.to_io()),
                        };
                    }
                    NetlinkPayload::InnerMessage(inner) => take(inner),
                    NetlinkPayload::Noop | NetlinkPayload::Overrun(_) => {}
                    _ => return Err(io::Error::from_raw_os_error(libc::EBADMSG)),
                }
            }
        }
    }
}
