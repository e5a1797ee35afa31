//! Making the namespaces of a lab, their interfaces, and what is handed over.

use std::{
    fs::{self, File},
    io,
    os::fd::{AsFd, OwnedFd},
    thread,
    time::Duration,
};

use nix::{
    net::if_::if_nametoindex,
    sched::{CloneFlags, setns, unshare},
    unistd::{Gid, Uid},
};
use socket2::{Domain, Socket, Type};

use super::{Failed, Outcome, Step, failed, knobs::Knobs, links::Links, no_such, windows};
use crate::{
    command::{Family, Protocol},
    lab::{
        Net,
        message::{Answer, Neighbor},
        wires::Wire,
    },
    node::Node,
    sys::{namespace, packet::PacketSocket},
};

/// The hosts of a lab, each a network namespace (`network_namespaces(7)`).
pub(super) struct Hosts {
    net: Net,
    namespaces: Vec<(Node, OwnedFd)>,
}

impl Hosts {
    /// Makes them, and the sockets that go with [`Answer::Ready`].
    ///
    /// [`Answer::Ready`]: crate::lab::message::Answer::Ready
    pub(super) fn build(net: Net) -> Result<(Self, Vec<OwnedFd>), Failed> {
        leave()?;
        no_ipv6()?;
        let middle = here()?;
        let mut hosts = Self { net, namespaces: Vec::new() };
        for node in net.nodes() {
            unshare(CloneFlags::CLONE_NEWNET).step("unshare(CLONE_NEWNET)")?;
            no_ipv6()?;
            hosts.namespaces.push((*node, here()?));
        }
        setns(&middle, CloneFlags::CLONE_NEWNET).step("setns(CLONE_NEWNET)")?;
        let (mut descriptors, room) = hosts.lay_wires()?;
        for (node, namespace) in &hosts.namespaces {
            setns(namespace, CloneFlags::CLONE_NEWNET).step("setns(CLONE_NEWNET)")?;
            hosts.set_up(*node)?;
            if *node != Node::Router {
                windows::bound(room)?;
                descriptors.extend(tables()?);
            }
        }
        setns(&middle, CloneFlags::CLONE_NEWNET).step("setns(CLONE_NEWNET)")?;
        hosts.wait_for_wires()?;
        Ok((hosts, descriptors))
    }

    /// Waits until the ends that are here take frames, so that the first one is not lost.
    fn wait_for_wires(&self) -> Result<(), Failed> {
        let links = Links::open().step("socket(AF_NETLINK)")?;
        for wire in self.net.wires() {
            let index = if_nametoindex(wire.other_end().as_str()).step("if_nametoindex")?;
            for _ in 0..TRIES {
                if links.carries(index).step("RTM_GETLINK")? {
                    break;
                }
                thread::sleep(Duration::from_millis(1));
            }
        }
        Ok(())
    }

    /// The cables, with a packet socket at the end that is here; and how much the smallest buffer of
    /// these takes.
    fn lay_wires(&self) -> Result<(Vec<OwnedFd>, usize), Failed> {
        let links = Links::open().step("socket(AF_NETLINK)")?;
        let (mut sockets, mut room) = (Vec::new(), usize::MAX);
        for wire in self.net.wires() {
            let (name, namespace) = (wire.other_end(), self.namespace(wire.node)?);
            links
                .add_pair(&name, wire.interface(), wire.mac(), namespace.as_fd())
                .step("RTM_NEWLINK veth")?;
            let index = if_nametoindex(name.as_str()).step("if_nametoindex")?;
            namespace::offloads_off(&name).step("ioctl(SIOCETHTOOL)")?;
            // This end carries whatever the other may send.
            links.set_mtu(index, LARGEST_MTU).step("RTM_SETLINK mtu")?;
            let socket = PacketSocket::closed().step("socket(AF_PACKET)")?;
            socket.ignore_outgoing().step("setsockopt(PACKET_IGNORE_OUTGOING)")?;
            // A socket that is bound to an interface that is down says so for ever.
            links.up(index).step("RTM_SETLINK up")?;
            socket.bind(&name).step("bind(AF_PACKET)")?;
            room = room.min(socket.room().step("getsockopt(SO_RCVBUF)")?);
            sockets.push(socket.into());
        }
        Ok((sockets, room))
    }

    /// Sets up a node's side; the thread is in its namespace.
    fn set_up(&self, node: Node) -> Result<(), Failed> {
        let links = Links::open().step("socket(AF_NETLINK)")?;
        links.up(LOOPBACK).step("RTM_SETLINK lo up")?;
        if node == Node::Router {
            Knobs::write("net.ipv4.ip_forward", "1").step("net.ipv4.ip_forward")?;
        }
        for wire in self.wires_of(node) {
            let index = index_of(wire)?;
            namespace::offloads_off(wire.interface()).step("ioctl(SIOCETHTOOL)")?;
            links.add_address(index, wire.address(self.net)).step("RTM_NEWADDR")?;
            links.up(index).step("RTM_SETLINK up")?;
            if let Some(gateway) = wire.gateway(self.net) {
                links.add_default_route(gateway).step("RTM_NEWROUTE")?;
            }
            if self.net == Net::Link {
                for other in self.net.wires().filter(|other| other.node != node) {
                    let address = other.address(self.net);
                    links.add_neighbor(index, address, other.mac()).step("RTM_NEWNEIGH")?;
                }
            }
        }
        Ok(())
    }

    /// Lets the thread be in the namespace of a node.
    pub(super) fn enter(&self, node: Node) -> Result<(), Failed> {
        setns(self.namespace(node)?, CloneFlags::CLONE_NEWNET).step("setns(CLONE_NEWNET)")
    }

    /// Makes a socket of a node that never blocks and closes on exec, and says how long that took.
    pub(super) fn socket(&self, node: Node, protocol: Protocol, family: Family) -> Outcome {
        self.enter(node)?;
        let domain = match family {
            Family::Ipv4 => Domain::IPV4,
            Family::Ipv6 => Domain::IPV6,
        };
        let (kind, protocol) = match protocol {
            Protocol::Tcp => (Type::STREAM, socket2::Protocol::TCP),
            Protocol::Udp => (Type::DGRAM, socket2::Protocol::UDP),
        };
        let began = namespace::monotonic();
        let made = Socket::new(domain, kind.nonblocking(), Some(protocol));
        let at = namespace::monotonic();
        let took = at.saturating_sub(began);
        let (error, descriptors) = match made {
            Ok(socket) => (None, vec![socket.into()]),
            Err(error) => (Some(error.into()), Vec::new()),
        };
        Ok((Answer::Socket { at, took, error }, descriptors))
    }

    /// Sets the MTU of every interface of a node.
    pub(super) fn set_mtu(&self, node: Node, mtu: u32) -> Result<(), Failed> {
        self.enter(node)?;
        let links = Links::open().step("socket(AF_NETLINK)")?;
        for wire in self.wires_of(node) {
            links.set_mtu(index_of(wire)?, mtu).step("RTM_SETLINK mtu")?;
        }
        Ok(())
    }

    /// The ARP table of the node that the thread is in.
    pub(super) fn neighbors(&self) -> Result<Vec<Neighbor>, Failed> {
        let links = Links::open().step("socket(AF_NETLINK)")?;
        links.neighbors().step("RTM_GETNEIGH")
    }

    fn wires_of(&self, node: Node) -> impl Iterator<Item = Wire> {
        self.net.wires().filter(move |wire| wire.node == node)
    }

    fn namespace(&self, node: Node) -> Result<&OwnedFd, Failed> {
        let found = self.namespaces.iter().find(|(other, _)| *other == node);
        found.map(|(_, namespace)| namespace).ok_or_else(|| no_such(node))
    }
}

/// Leaves the machine's network. Without privilege that takes a user namespace (`user_namespaces(7)`).
fn leave() -> Result<(), Failed> {
    let (uid, gid) = (Uid::effective(), Gid::effective());
    match unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET) {
        Ok(()) => {
            fs::write("/proc/self/setgroups", "deny").step("/proc/self/setgroups")?;
            fs::write("/proc/self/uid_map", format!("0 {uid} 1")).step("/proc/self/uid_map")?;
            fs::write("/proc/self/gid_map", format!("0 {gid} 1")).step("/proc/self/gid_map")
        }
        // Who may do everything may also do it without.
        Err(_) if uid.is_root() && unshare(CloneFlags::CLONE_NEWNET).is_ok() => Ok(()),
        Err(error) => Err(failed("unshare(CLONE_NEWUSER|CLONE_NEWNET)", error)),
    }
}

/// The namespace that the thread is in.
fn here() -> Result<OwnedFd, Failed> {
    let file = File::open("/proc/thread-self/ns/net").step("/proc/thread-self/ns/net")?;
    Ok(file.into())
}

/// No neighbor discovery and no reports of multicast listeners: the wire is quiet.
fn no_ipv6() -> Result<(), Failed> {
    for name in ["net.ipv6.conf.all.disable_ipv6", "net.ipv6.conf.default.disable_ipv6"] {
        match Knobs::write(name, "1") {
            // A kernel without IPv6 says nothing anyway.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            outcome => outcome.step(name)?,
        }
    }
    Ok(())
}

/// What samples of the namespace that the thread is in are made from.
fn tables() -> Result<[OwnedFd; 2], Failed> {
    let protocol = Some(socket2::Protocol::from(libc::NETLINK_SOCK_DIAG));
    let domain = Domain::from(libc::AF_NETLINK);
    let diag = Socket::new(domain, Type::RAW, protocol).step("socket(NETLINK_SOCK_DIAG)")?;
    let counters = File::open("/proc/thread-self/net/netstat").step("/proc/net/netstat")?;
    Ok([diag.into(), counters.into()])
}

fn index_of(wire: Wire) -> Result<u32, Failed> {
    if_nametoindex(wire.interface()).step("if_nametoindex")
}

/// How often a wire is asked whether it takes frames, a millisecond apart.
const TRIES: u32 = 1500;

/// The interface `lo` is the first of every namespace.
const LOOPBACK: u32 = 1;

/// The largest MTU of a `veth(4)`.
const LARGEST_MTU: u32 = 65535;
