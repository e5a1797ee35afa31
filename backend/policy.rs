//! Where sockets may go and whom they let in, with a name for every refusal.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
};

use nix::{ifaddrs::getifaddrs, sys::socket::SockaddrStorage};

pub use self::class::Class;
use self::class::carried;
use crate::{command::Protocol, view::State};

mod class;

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
/// **Invariant:** every address that reaches the network has been one of these.
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

/// Why the playground said no; each is a rule with a name.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// The class of the address is forbidden.
    #[error("{address} is {}; this playground does not use such addresses", class.wire())]
    AddressForbidden {
        /// The address.
        address: IpAddr,
        /// Its class.
        class: Class,
    },
    /// Two automatic answerers would answer each other for ever.
    #[error(
        "{peer} is a socket of this playground that answers by itself; answering it would never end"
    )]
    EchoLoop {
        /// The other answerer.
        peer: SocketAddr,
    },
    /// The name is a disguised number, or has characters that no host name has.
    #[error("{name:?} is not a host name; write an address in its usual form")]
    NameForbidden {
        /// The name.
        name: String,
    },
    /// The state of the socket does not allow it.
    #[error("the socket is {}; it cannot {doing} now", state.wire())]
    NotNow {
        /// The state.
        state: State,
        /// What was asked for.
        doing: &'static str,
    },
    /// The playground's own port.
    #[error("port {port} is the playground's own")]
    OwnPort {
        /// The port.
        port: u16,
    },
    /// A connection from there may not come in.
    #[error("{peer} may not connect here; the connection was reset")]
    PeerForbidden {
        /// The other end.
        peer: SocketAddr,
    },
    /// A port below 1024.
    #[error("port {port} is below 1024")]
    PortReserved {
        /// The port.
        port: u16,
    },
    /// The session is over.
    #[error("the session has ended")]
    SessionEnded,
    /// The server stops.
    #[error("the server is stopping")]
    ShuttingDown,
    /// A raw stream has the socket.
    #[error("a raw stream has this socket")]
    Streaming,
    /// A request is larger than its limit.
    #[error("at most {limit} bytes at once")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// Too many calls wait on one socket.
    #[error("{limit} calls wait on this socket already")]
    TooManyCalls {
        /// The limit.
        limit: usize,
    },
    /// The limit of sessions is reached.
    #[error("there are {limit} sessions already")]
    TooManySessions {
        /// The limit.
        limit: usize,
    },
    /// The limit of sockets is reached.
    #[error("there are {limit} sockets already")]
    TooManySockets {
        /// The limit.
        limit: usize,
    },
    /// The limit of viewers is reached.
    #[error("there are {limit} viewers already")]
    TooManyViewers {
        /// The limit.
        limit: usize,
    },
    /// The peer does not read, and what waits for it has reached its limit.
    #[error("{limit} bytes wait to be sent already; the peer does not read")]
    TooMuchQueued {
        /// The limit in bytes.
        limit: usize,
    },
    /// There is no such socket.
    #[error("there is no such socket in this session")]
    UnknownSocket,
    /// This kind of socket cannot do that.
    #[error("this kind of socket has no {what}")]
    Unsupported {
        /// What was asked for.
        what: &'static str,
    },
}

impl Refusal {
    /// How many bytes it keeps outside of itself.
    #[must_use]
    pub fn heap(&self) -> usize {
        if let Self::NameForbidden { name } = self { name.len() } else { 0 }
    }

    /// The stable word for the rule.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::AddressForbidden { .. } => "address-forbidden",
            Self::EchoLoop { .. } => "echo-loop",
            Self::NameForbidden { .. } => "name-forbidden",
            Self::NotNow { .. } => "not-now",
            Self::OwnPort { .. } => "own-port",
            Self::PeerForbidden { .. } => "peer-forbidden",
            Self::PortReserved { .. } => "port-reserved",
            Self::SessionEnded => "session-ended",
            Self::ShuttingDown => "shutting-down",
            Self::Streaming => "streaming",
            Self::TooLarge { .. } => "too-large",
            Self::TooManyCalls { .. } => "too-many-calls",
            Self::TooManySessions { .. } => "too-many-sessions",
            Self::TooManySockets { .. } => "too-many-sockets",
            Self::TooManyViewers { .. } => "too-many-viewers",
            Self::TooMuchQueued { .. } => "too-much-queued",
            Self::UnknownSocket => "unknown-socket",
            Self::Unsupported { .. } => "unsupported",
        }
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
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_private_networks_and_the_internet_are_peers() {
        for (address, verdict) in [
            ("127.0.0.1:9000", "127.0.0.1:9000"),
            ("127.9.9.9:80", "127.9.9.9:80"),
            ("[::1]:9000", "[::1]:9000"),
            ("[::ffff:127.0.0.1]:9000", "[::ffff:127.0.0.1]:9000"),
            ("[64:ff9b::808:808]:53", "[64:ff9b::808:808]:53"),
            ("10.0.0.5:7000", "10.0.0.5:7000"),
            ("192.168.1.20:22", "192.168.1.20:22"),
            ("[fd00::1]:7000", "[fd00::1]:7000"),
            ("8.8.8.8:53", "8.8.8.8:53"),
            ("[2606:4700::1111]:443", "[2606:4700::1111]:443"),
            ("127.0.0.1:0", "127.0.0.1:0"),
            ("0.0.0.0:9000", "address-forbidden unspecified"),
            ("[::]:9000", "address-forbidden unspecified"),
            ("169.254.1.1:80", "address-forbidden link-local"),
            ("[fe80::1]:80", "address-forbidden link-local"),
            ("169.254.169.254:80", "address-forbidden metadata"),
            ("[::ffff:169.254.169.254]:80", "address-forbidden metadata"),
            ("[fd00:ec2::254]:80", "address-forbidden metadata"),
            ("100.64.0.1:80", "address-forbidden shared"),
            ("198.18.0.1:80", "address-forbidden benchmark"),
            ("192.0.2.1:80", "address-forbidden documentation"),
            ("240.0.0.1:80", "address-forbidden reserved"),
            ("224.0.0.1:5353", "address-forbidden multicast"),
            ("[ff02::1]:5353", "address-forbidden multicast"),
            ("255.255.255.255:9", "address-forbidden broadcast"),
            ("127.255.255.255:9", "address-forbidden broadcast"),
            ("10.1.2.255:9", "address-forbidden broadcast"),
        ] {
            assert_eq!(said(policy().peer(parse(address))), verdict, "{address}");
        }
    }

    #[test]
    fn the_playground_is_no_peer_of_its_own_sockets() {
        for host in [
            "127.0.0.1",
            "127.1.2.3",
            "0.0.0.0",
            "10.1.2.3",
            "10.1.2.255",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:0.0.0.0]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2001:470::3]",
        ] {
            let address = parse(&format!("{host}:8000"));
            assert_eq!(said(policy().peer(address)), "own-port", "{host}");
        }
        assert_eq!(said(policy().peer(parse("10.9.9.9:8000"))), "10.9.9.9:8000");
        assert_eq!(said(Policy::default().peer(parse("127.0.0.1:0"))), "127.0.0.1:0");
    }

    #[test]
    fn a_socket_is_bound_where_no_service_of_the_machine_is() {
        for (address, verdict) in [
            ("127.0.0.1:9000", "127.0.0.1:9000"),
            ("127.0.0.1:0", "127.0.0.1:0"),
            ("127.0.0.1:1024", "127.0.0.1:1024"),
            ("127.0.0.1:40000", "127.0.0.1:40000"),
            ("127.0.0.1:65535", "127.0.0.1:65535"),
            ("[::1]:9000", "[::1]:9000"),
            ("[::ffff:127.0.0.1]:9000", "[::ffff:127.0.0.1]:9000"),
            ("0.0.0.0:9000", "0.0.0.0:9000"),
            ("[::]:9000", "[::]:9000"),
            ("10.1.2.3:9000", "10.1.2.3:9000"),
            ("[fe80::1]:9000", "[fe80::1]:9000"),
            ("192.0.2.1:9000", "192.0.2.1:9000"),
            ("8.8.8.8:9000", "8.8.8.8:9000"),
            ("127.0.0.1:1", "port-reserved"),
            ("0.0.0.0:1023", "port-reserved"),
            ("127.0.0.1:8000", "own-port"),
            ("127.0.0.2:8000", "own-port"),
            ("[::]:8000", "own-port"),
            ("10.1.2.3:8000", "own-port"),
            ("8.8.8.8:8000", "own-port"),
            ("0.0.0.1:9000", "address-forbidden unspecified"),
            ("224.0.0.1:9000", "address-forbidden multicast"),
            ("[ff02::1]:9000", "address-forbidden multicast"),
            ("255.255.255.255:9000", "address-forbidden broadcast"),
            ("10.1.2.255:9000", "address-forbidden broadcast"),
            ("169.254.169.254:9000", "address-forbidden metadata"),
            ("240.0.0.1:9000", "address-forbidden reserved"),
        ] {
            for protocol in [Protocol::Tcp, Protocol::Udp] {
                let verdict_on = policy().local(protocol, parse(address));
                assert_eq!(said(verdict_on), verdict, "{address} {}", protocol.wire());
            }
        }
    }

    #[test]
    fn only_this_machine_and_its_neighbors_come_in() {
        for peer in [
            "127.0.0.1:1",
            "[::1]:1",
            "[::ffff:127.0.0.1]:1",
            "10.9.9.9:1",
            "192.168.1.1:1",
            "[fd00::1]:1",
            "[fe80::1]:1",
            "[2001:470::3]:1",
        ] {
            assert_eq!(policy().incoming(parse(peer)), Ok(()), "{peer}");
        }
        for peer in [
            "8.8.8.8:1",
            "[2606:4700::1111]:1",
            "169.254.1.1:1",
            "100.64.0.1:1",
            "192.0.2.1:1",
            "[64:ff9b::a00:5]:1",
            "[2002:a00:5::1]:1",
            "[::127.0.0.1]:1",
        ] {
            let peer = parse(peer);
            assert_eq!(policy().incoming(peer), Err(Refusal::PeerForbidden { peer }));
        }
    }

    #[test]
    fn a_name_is_looked_up_unless_it_is_a_number_in_disguise() {
        let long = format!("{}.{}", "a".repeat(63), "b".repeat(63));
        let longest = format!("{long}.{}.{}", "c".repeat(63), "d".repeat(61));
        for name in [
            "localhost",
            "LOCALHOST",
            "foo.localhost",
            "localhost.",
            "example.com",
            "_dns._udp.example.com",
            "xn--fiqs8s",
            "1.example",
            "3com",
            "0x7g",
            &longest,
        ] {
            assert_eq!(policy().name(name), Ok(()), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "a..b",
            ".a",
            "localhost..",
            "127.1",
            "0x7f.1",
            "0177.0.0.1",
            "2130706433",
            "0",
            "127.0.0.1",
            "127.0.0.1.",
            "0x7f000001",
            "0X7F000001.",
            "0x",
            "example.0x",
            "example.1",
            "::1",
            "[::1]",
            "fe80::1%eth0",
            "a b",
            "a\0b",
            "a/b",
            "user@host",
            "①⓪.0.0.5",
            "中国",
            &format!("{}.com", "a".repeat(64)),
            &format!("{longest}e"),
        ] {
            let refusal = Refusal::NameForbidden { name: name.to_owned() };
            assert_eq!(policy().name(name), Err(refusal), "{name}");
        }
    }

    #[test]
    fn a_socket_is_exposed_unless_it_is_on_loopback() {
        for address in ["127.0.0.1:1", "127.9.9.9:1", "[::1]:1", "[::ffff:127.0.0.1]:1"] {
            assert!(!policy().exposed(parse(address)), "{address}");
        }
        for address in ["0.0.0.0:1", "[::]:1", "10.1.2.3:1", "[fe80::1]:1", "[64:ff9b::7f00:1]:1"] {
            assert!(policy().exposed(parse(address)), "{address}");
        }
    }

    #[test]
    fn this_machine_knows_its_addresses() {
        let policy = Policy::of_this_machine(8000).unwrap();
        assert_eq!(policy.own_port, 8000);
        assert!(policy.own_addresses.iter().any(IpAddr::is_loopback));
        assert!(policy.broadcasts.iter().all(|address| !policy.own_addresses.contains(address)));
        for address in &policy.own_addresses {
            let verdict = policy.peer((*address, 8000).into());
            assert_eq!(verdict, Err(Refusal::OwnPort { port: 8000 }), "{address}");
        }
    }

    #[test]
    fn a_network_has_a_last_address_when_it_has_room_for_one() {
        for (address, mask, last) in [
            ("10.1.2.3", "255.255.255.0", Some("10.1.2.255")),
            ("127.0.0.1", "255.0.0.0", Some("127.255.255.255")),
            ("10.1.2.1", "255.255.255.252", Some("10.1.2.3")),
            ("10.1.2.3", "255.255.255.254", None),
            ("10.1.2.3", "255.255.255.255", None),
            ("fd00::1", "ffff:ffff:ffff:ffff::", None),
        ] {
            let last = last.map(|last| last.parse::<IpAddr>().unwrap());
            let found = last_of_network(address.parse().unwrap(), mask.parse().unwrap());
            assert_eq!(found, last, "{address} {mask}");
        }
    }

    fn policy() -> Policy {
        Policy {
            own_port: 8000,
            own_addresses: ["127.0.0.1", "::1", "10.1.2.3", "2001:470::3"]
                .map(|address| address.parse().unwrap())
                .to_vec(),
            broadcasts: vec!["10.1.2.255".parse().unwrap()],
        }
    }

    /// The address that was approved, or the code of the refusal, with the class if it is about one.
    fn said(verdict: Result<Approved, Refusal>) -> String {
        match verdict {
            Ok(approved) => approved.get().to_string(),
            Err(Refusal::AddressForbidden { class, .. }) => {
                format!("address-forbidden {}", class.wire())
            }
            Err(refusal) => refusal.code().to_owned(),
        }
    }

    fn parse(address: &str) -> SocketAddr {
        address.parse().unwrap()
    }
}
