//! Where sockets may go and whom they let in, with a name for every refusal.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
};

use nix::{ifaddrs::getifaddrs, sys::socket::SockaddrStorage};

use self::class::carried;
pub use self::{class::Class, refusal::Refusal};
use crate::command::Protocol;

mod class;
mod refusal;

/// The rules of one server for its own user; the verdict is always on an address, never on a name.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    /// The page's own port, which no socket may use or reach on any address of this machine.
    pub own_port: u16,
    /// The addresses of this machine's interfaces.
    pub own_addresses: Vec<IpAddr>,
    /// The broadcast addresses of this machine's networks.
    pub broadcasts: Vec<IpAddr>,
}

/// An address that the policy has agreed to; only [`Policy`] makes one.
///
/// It is the address as it was given: the verdict is on its canonical form (`::ffff:127.0.0.1` is
/// judged as 127.0.0.1), but an IPv6 socket reaches IPv4 by the mapped form only.
///
/// **Invariant:** every address that reaches the network has been one of these. In a lab, whose
/// network ends in this machine, every address is ([`Policy::in_lab`]).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Approved(SocketAddr);

impl Approved {
    /// The address.
    #[must_use]
    pub fn get(self) -> SocketAddr {
        self.0
    }
}

impl Policy {
    /// The rules for this machine as it is now: asks the system for its addresses, `getifaddrs(3)`.
    ///
    /// What changes later, such as an address from DHCP, is known after the next call.
    pub fn of_this_machine(own_port: u16) -> io::Result<Self> {
        let mut policy = Self { own_port, ..Self::default() };
        for interface in getifaddrs()? {
            let Some(address) = interface.address.as_ref().and_then(ip) else { continue };
            policy.own_addresses.push(address);
            policy.broadcasts.extend(interface.broadcast.as_ref().and_then(ip));
            if let Some(mask) = interface.netmask.as_ref().and_then(ip) {
                policy.broadcasts.extend(last_of_network(address, mask));
            }
        }
        let Self { own_addresses, broadcasts, .. } = &mut policy;
        own_addresses.sort_unstable();
        own_addresses.dedup();
        broadcasts.retain(|address| !address.is_unspecified() && !own_addresses.contains(address));
        broadcasts.sort_unstable();
        broadcasts.dedup();
        Ok(policy)
    }

    /// May a socket connect or send there?
    ///
    /// Port 0 is no rule of ours: the kernel refuses it, each protocol in its own way, and that
    /// answer is worth seeing.
    pub fn peer(&self, address: SocketAddr) -> Result<Approved, Refusal> {
        let given = address;
        let address = canonical(given);
        if self.is_own_port(address.port()) && self.leads_here(address.ip()) {
            return Err(Refusal::OwnPort { port: address.port() });
        }
        let class = Class::of(address.ip(), self);
        match class {
            Class::Global | Class::Loopback | Class::Private => Ok(Approved(given)),
            Class::Benchmark
            | Class::Broadcast
            | Class::Documentation
            | Class::LinkLocal
            | Class::Metadata
            | Class::Multicast
            | Class::Reserved
            | Class::Shared
            | Class::Unspecified => Err(Refusal::AddressForbidden { address: address.ip(), class }),
        }
    }

    /// May a socket be bound there?
    ///
    /// Whoever types an address that others can reach has chosen it; [`Policy::exposed`] tells when
    /// to say so. An address that this machine does not have is left to the kernel, because
    /// `EADDRNOTAVAIL` is worth seeing. Port 0 lets the kernel choose, and what it chooses is in
    /// `net.ipv4.ip_local_port_range`; the ports of that range are allowed so that a program can
    /// come back to the one it was given. The rules are the same for TCP and UDP.
    pub fn local(&self, _protocol: Protocol, address: SocketAddr) -> Result<Approved, Refusal> {
        let given = address;
        let address = canonical(given);
        let port = address.port();
        if self.is_own_port(port) {
            return Err(Refusal::OwnPort { port });
        }
        if RESERVED_PORTS.contains(&port) {
            return Err(Refusal::PortReserved { port });
        }
        let class = Class::of(address.ip(), self);
        match class {
            Class::Unspecified if address.ip().is_unspecified() => Ok(Approved(given)),
            Class::Broadcast
            | Class::Metadata
            | Class::Multicast
            | Class::Reserved
            | Class::Unspecified => Err(Refusal::AddressForbidden { address: address.ip(), class }),
            Class::Benchmark
            | Class::Documentation
            | Class::Global
            | Class::LinkLocal
            | Class::Loopback
            | Class::Private
            | Class::Shared => Ok(Approved(given)),
        }
    }

    /// Any address in a lab. Nothing leaves its namespaces, so no rule of this machine is about it.
    #[must_use]
    pub fn in_lab(address: SocketAddr) -> Approved {
        Approved(address)
    }

    /// May that peer come in?
    ///
    /// This machine and its neighbors may. An address that only carries another one may not: its
    /// packets came through a translator, so from further away.
    pub fn incoming(&self, peer: SocketAddr) -> Result<(), Refusal> {
        let address = peer.ip().to_canonical();
        let near = match Class::of(address, self) {
            Class::Loopback | Class::Private => carried(address) == address,
            Class::LinkLocal => address.is_ipv6(),
            Class::Benchmark
            | Class::Broadcast
            | Class::Documentation
            | Class::Global
            | Class::Metadata
            | Class::Multicast
            | Class::Reserved
            | Class::Shared
            | Class::Unspecified => false,
        };
        if near || self.own_addresses.contains(&address) {
            Ok(())
        } else {
            Err(Refusal::PeerForbidden { peer })
        }
    }

    /// May that name be looked up?
    ///
    /// `getaddrinfo(3)` takes `127.1`, `0x7f.1`, and `2130706433` for 127.0.0.1. A name that ends
    /// in a number, as the WHATWG URL standard defines it, is therefore not looked up.
    pub fn name(&self, name: &str) -> Result<(), Refusal> {
        let labels = name.strip_suffix('.').unwrap_or(name);
        let last = labels.rsplit('.').next().unwrap_or(labels);
        if labels.len() <= NAME_LENGTH && labels.split('.').all(is_label) && !is_number(last) {
            Ok(())
        } else {
            // What is kept of it is bounded as a name is.
            let name = name.chars().take(2 * NAME_LENGTH).collect();
            Err(Refusal::NameForbidden { name })
        }
    }

    /// Whether others than this machine can reach a socket that is bound there.
    #[must_use]
    pub fn exposed(&self, address: SocketAddr) -> bool {
        !address.ip().to_canonical().is_loopback()
    }

    fn is_own_port(&self, port: u16) -> bool {
        port != 0 && port == self.own_port
    }

    /// Whether packets to that address stay on this machine; Linux takes 0.0.0.0 for 127.0.0.1.
    fn leads_here(&self, address: IpAddr) -> bool {
        let address = carried(address);
        address.is_loopback()
            || address.is_unspecified()
            || self.own_addresses.contains(&address)
            || self.broadcasts.contains(&address)
    }
}

fn canonical(address: SocketAddr) -> SocketAddr {
    match address.ip().to_canonical() {
        ip @ IpAddr::V4(_) => (ip, address.port()).into(),
        IpAddr::V6(_) => address,
    }
}

fn ip(address: &SockaddrStorage) -> Option<IpAddr> {
    let ipv4 = address.as_sockaddr_in().map(|address| address.ip().into());
    ipv4.or_else(|| address.as_sockaddr_in6().map(|address| address.ip().into()))
}

/// The address with all host bits set, which the kernel takes for a broadcast even when the
/// interface has none configured; there is none in a network of one or two (RFC 3021).
fn last_of_network(address: IpAddr, mask: IpAddr) -> Option<IpAddr> {
    let (IpAddr::V4(address), IpAddr::V4(mask)) = (address, mask) else { return None };
    (2 <= mask.to_bits().count_zeros())
        .then(|| Ipv4Addr::from_bits(address.to_bits() | !mask.to_bits()).into())
}

fn is_label(label: &str) -> bool {
    (1..=LABEL_LENGTH).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn is_number(label: &str) -> bool {
    let hex = label.strip_prefix("0x").or_else(|| label.strip_prefix("0X"));
    hex.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
        || label.bytes().all(|byte| byte.is_ascii_digit())
}

/// The longest name in characters, without the dot of the root (RFC 1035 §2.3.4).
const NAME_LENGTH: usize = 253;
/// The longest label in characters (RFC 1035 §2.3.4).
const LABEL_LENGTH: usize = 63;
/// The ports of well-known services (RFC 6335 §6).
const RESERVED_PORTS: RangeInclusive<u16> = 1..=1023;

#[cfg(test)]
mod tests;
