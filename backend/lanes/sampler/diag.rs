//! Questions to one kernel over `NETLINK_SOCK_DIAG` and its answers, which are there at once.

use std::{
    io::{self, Read},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    os::fd::OwnedFd,
};

use netlink_packet_core::{Emitable, NLM_F_DUMP, NLM_F_REQUEST, NLMSG_DONE, NLMSG_ERROR};
use netlink_packet_sock_diag::{
    SOCK_DIAG_BY_FAMILY,
    constants::{AF_INET, AF_INET6, IPPROTO_TCP, IPPROTO_UDP},
    inet::{ExtensionFlags, InetRequest, SocketId, StateFlags},
};
use socket2::{Domain, Socket, Type};

use super::row::Row;
use crate::command::Protocol;

/// A netlink socket of one network namespace.
#[derive(Debug)]
pub(super) struct Diag {
    socket: Socket,
    sequence: u32,
    room: Vec<u8>,
}

impl Diag {
    /// One of this process's own network namespace. It needs no privilege.
    pub(super) fn open() -> io::Result<OwnedFd> {
        let protocol = socket2::Protocol::from(libc::NETLINK_SOCK_DIAG);
        Socket::new(Domain::from(libc::AF_NETLINK), Type::RAW, Some(protocol)).map(OwnedFd::from)
    }

    pub(super) fn new(fd: OwnedFd) -> io::Result<Self> {
        let socket = Socket::from(fd);
        socket.set_nonblocking(true)?;
        Ok(Self { socket, sequence: 0, room: vec![0; ROOM] })
    }

    /// Looks TCP connections and listeners up, each by its address and its peer's: `None` where the
    /// kernel has none. Each costs microseconds, however many sockets the machine has.
    pub(super) fn find(
        &mut self,
        asked: &[(SocketAddr, Option<SocketAddr>)],
    ) -> io::Result<Vec<Option<Row>>> {
        let mut found = Vec::with_capacity(asked.len());
        for some in asked.chunks(AT_ONCE) {
            let first = self.sequence.wrapping_add(1);
            let mut question = Vec::with_capacity(some.len() * 72);
            for (local, peer) in some {
                self.sequence = self.sequence.wrapping_add(1);
                let request = request(Protocol::Tcp, *local, *peer);
                append(&mut question, self.sequence, NLM_F_REQUEST, &request, &[]);
            }
            self.socket.send(&question)?;
            let from = found.len();
            found.resize(from + some.len(), None);
            let mut missing = some.len();
            while 0 < missing {
                let len = self.receive()?;
                for message in Messages(&self.room[..len]) {
                    let place = message.sequence.wrapping_sub(first) as usize;
                    if place < some.len() {
                        message.refused()?;
                        missing -= 1;
                        let row = (message.kind == SOCK_DIAG_BY_FAMILY)
                            .then(|| Row::parse(message.body))
                            .flatten();
                        // A connection that is gone is answered with the listener of its address.
                        found[from + place] = row.filter(|row| {
                            plain(row.local) == plain(some[place].0)
                                && row.peer.map(plain) == some[place].1.map(plain)
                        });
                    }
                }
            }
        }
        Ok(found)
    }

    /// Every row whose local port is one of those. The kernel walks its whole table for it.
    pub(super) fn walk(
        &mut self,
        protocol: Protocol,
        v6: bool,
        ports: &[u16],
    ) -> io::Result<Vec<Row>> {
        let mut rows = Vec::new();
        for some in ports.chunks(MOST_PORTS) {
            self.walk_for(protocol, v6, some, &mut rows)?;
        }
        Ok(rows)
    }

    fn walk_for(
        &mut self,
        protocol: Protocol,
        v6: bool,
        ports: &[u16],
        rows: &mut Vec<Row>,
    ) -> io::Result<()> {
        let any: IpAddr =
            if v6 { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
        let request = request(protocol, SocketAddr::new(any, 0), None);
        self.sequence = self.sequence.wrapping_add(1);
        let mut question = Vec::new();
        let flags = NLM_F_REQUEST | NLM_F_DUMP;
        append(&mut question, self.sequence, flags, &request, &filter(ports));
        self.socket.send(&question)?;
        loop {
            let len = self.receive()?;
            for message in Messages(&self.room[..len]) {
                if message.sequence != self.sequence {
                    continue;
                }
                message.refused()?;
                match message.kind {
                    NLMSG_DONE | NLMSG_ERROR => return Ok(()),
                    _ => rows.extend(Row::parse(message.body)),
                }
            }
        }
    }

    /// Takes one message; whatever a question brought is there as soon as it was sent.
    fn receive(&mut self) -> io::Result<usize> {
        let len = (&self.socket).read(&mut self.room)?;
        if len == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(len) }
    }
}

/// An address as it is compared: IPv4 is IPv4, however it is written, and scopes do not count.
pub(super) fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

fn request(protocol: Protocol, local: SocketAddr, peer: Option<SocketAddr>) -> InetRequest {
    let any = match local {
        SocketAddr::V4(_) => SocketAddr::new(Ipv4Addr::UNSPECIFIED.into(), 0),
        SocketAddr::V6(_) => SocketAddr::new(Ipv6Addr::UNSPECIFIED.into(), 0),
    };
    let peer = peer.unwrap_or(any);
    let interface_id = match local {
        SocketAddr::V4(_) => 0,
        SocketAddr::V6(local) => local.scope_id(),
    };
    InetRequest {
        family: if local.is_ipv4() { AF_INET } else { AF_INET6 },
        protocol: match protocol {
            Protocol::Tcp => IPPROTO_TCP,
            Protocol::Udp => IPPROTO_UDP,
        },
        extensions: ExtensionFlags::INFO | ExtensionFlags::CONG | ExtensionFlags::SKMEMINFO,
        states: StateFlags::all(),
        socket_id: SocketId {
            source_port: local.port(),
            destination_port: peer.port(),
            source_address: local.ip(),
            destination_address: peer.ip(),
            interface_id,
            // No cookie: the addresses decide.
            cookie: [0xff; 8],
        },
    }
}

/// Appends a netlink message: its header (`netlink(7)`), the request, and an attribute.
fn append(to: &mut Vec<u8>, sequence: u32, flags: u16, request: &InetRequest, attribute: &[u8]) {
    let body = request.buffer_len();
    let len = HEADER + body + attribute.len();
    to.extend_from_slice(&(len as u32).to_ne_bytes());
    to.extend_from_slice(&SOCK_DIAG_BY_FAMILY.to_ne_bytes());
    to.extend_from_slice(&flags.to_ne_bytes());
    to.extend_from_slice(&sequence.to_ne_bytes());
    to.extend_from_slice(&[0; 4]);
    let from = to.len();
    to.resize(from + body, 0);
    request.emit(&mut to[from..]);
    to.extend_from_slice(attribute);
}

/// `INET_DIAG_REQ_BYTECODE`: a small program that the kernel runs for each row; this one accepts rows
/// whose local port is one of those. Jumps are relative and in bytes; to land behind the end is to
/// refuse the row.
fn filter(ports: &[u16]) -> Vec<u8> {
    const JUMP: u8 = 1;
    const LOCAL_PORT_IS: u8 = 11;
    const TEST: usize = 8;
    const STEP: usize = TEST + 4;

    let mut program = Vec::new();
    let mut op = |code: u8, yes: usize, no: usize| {
        program.extend_from_slice(&[code, yes as u8]);
        program.extend_from_slice(&(no as u16).to_ne_bytes());
    };
    for (index, port) in ports.iter().enumerate() {
        let left = (ports.len() - index) * STEP;
        let last = index + 1 == ports.len();
        op(LOCAL_PORT_IS, TEST, if last { left + 4 } else { STEP });
        op(0, 0, usize::from(*port));
        op(JUMP, 4, left - TEST);
    }
    let mut attribute = Vec::with_capacity(4 + program.len());
    attribute.extend_from_slice(&((4 + program.len()) as u16).to_ne_bytes());
    attribute.extend_from_slice(&1u16.to_ne_bytes());
    attribute.append(&mut program);
    attribute
}

/// The netlink messages in what one call brought.
struct Messages<'a>(&'a [u8]);

/// One of them.
struct Message<'a> {
    kind: u16,
    sequence: u32,
    body: &'a [u8],
}

impl Message<'_> {
    /// An error other than that there is no such row, or no such table: then nothing is known.
    fn refused(&self) -> io::Result<()> {
        let ends = matches!(self.kind, NLMSG_DONE | NLMSG_ERROR);
        let code = ends.then(|| self.body.first_chunk()).flatten();
        match code.map_or(0, |code| i32::from_ne_bytes(*code).saturating_neg()) {
            0 | libc::ENOENT => Ok(()),
            errno => Err(io::Error::from_raw_os_error(errno)),
        }
    }
}

impl<'a> Iterator for Messages<'a> {
    type Item = Message<'a>;

    fn next(&mut self) -> Option<Message<'a>> {
        let header = self.0.get(..HEADER)?;
        let len = u32::from_ne_bytes(header[..4].try_into().ok()?) as usize;
        let message = Message {
            kind: u16::from_ne_bytes(header[4..6].try_into().ok()?),
            sequence: u32::from_ne_bytes(header[8..12].try_into().ok()?),
            body: self.0.get(HEADER..len)?,
        };
        self.0 = self.0.get(len.next_multiple_of(4)..).unwrap_or_default();
        Some(message)
    }
}

/// The length of `struct nlmsghdr`.
const HEADER: usize = 16;

/// How many look-ups go with one call; their answers fit in the socket's buffer.
const AT_ONCE: usize = 32;

/// How many ports one filter has; twelve bytes each must fit in an attribute of netlink.
const MOST_PORTS: usize = 4096;

/// What one message of the kernel takes at most.
const ROOM: usize = 65536;

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the sockets of strangers are sampled")]
mod tests {
    use std::net::{TcpListener, TcpStream, UdpSocket};

    use super::*;
    use crate::kernel::TcpState;

    fn diag() -> Diag {
        Diag::new(Diag::open().unwrap()).unwrap()
    }

    #[test]
    fn a_listener_and_both_ends_of_a_connection_are_found() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let client = TcpStream::connect(at).unwrap();
        let from = client.local_addr().unwrap();
        let mut asked = vec![(at, None), (from, Some(at)), (at, Some(from))];
        // Nobody has that one; the kernel answers with the listener.
        asked.push((at, Some(at)));
        let found = diag().find(&asked).unwrap();
        let states: Vec<_> = found.iter().map(|row| row.as_ref().map(|row| row.state)).collect();
        let established = Some(TcpState::Established);
        assert_eq!(states, [Some(TcpState::Listen), established, established, None]);
        let [listening, ours, theirs] = [0, 1, 2].map(|at: usize| found[at].as_ref().unwrap());
        assert_eq!((listening.recv_q, listening.send_q), (1, 128));
        assert!(ours.inode != 0 && theirs.inode == 0);
        let info = ours.info.as_ref().unwrap();
        assert!(0 < info.cwnd && 0 < info.snd_wnd && !info.congestion.is_empty());
        assert!(0 < ours.memory.unwrap().rcvbuf);
    }

    #[test]
    fn more_than_fit_in_one_question_are_found_too() {
        let listeners: Vec<_> =
            (0..100).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let asked: Vec<_> =
            listeners.iter().map(|listener| (listener.local_addr().unwrap(), None)).collect();
        let found = diag().find(&asked).unwrap();
        for (row, (local, _)) in found.iter().zip(&asked) {
            assert_eq!(row.as_ref().unwrap().local, *local);
        }
    }

    /// What the kernel refuses to tell is not taken for an empty table.
    #[test]
    fn a_question_that_is_refused_is_an_error() {
        let refused = |kind, errno: i32| {
            let message = Message { kind, sequence: 1, body: &(-errno).to_ne_bytes() };
            message.refused().err().and_then(|error| error.raw_os_error())
        };
        assert_eq!(refused(NLMSG_ERROR, libc::EINVAL), Some(libc::EINVAL));
        assert_eq!(refused(NLMSG_DONE, libc::ENOMEM), Some(libc::ENOMEM));
        assert_eq!(refused(NLMSG_ERROR, libc::ENOENT), None, "there is no such row");
        assert_eq!(refused(NLMSG_DONE, 0), None);
        assert_eq!(refused(SOCK_DIAG_BY_FAMILY, libc::EINVAL), None);
    }

    #[test]
    fn more_ports_than_fit_in_one_question_are_walked_too() {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let port = udp.local_addr().unwrap().port();
        let others = (1..=9000).filter(|other| *other != port);
        let ports: Vec<u16> = others.chain([port]).collect();
        let rows = diag().walk(Protocol::Udp, false, &ports).unwrap();
        assert!(rows.iter().any(|row| row.local.port() == port), "{rows:?}");
    }

    #[test]
    fn a_walk_brings_the_rows_of_those_ports_only() {
        let udp: Vec<_> = (0..4).map(|_| UdpSocket::bind("127.0.0.1:0").unwrap()).collect();
        let ports: Vec<_> = udp.iter().map(|udp| udp.local_addr().unwrap().port()).collect();
        let mut diag = diag();
        for wanted in [&ports[..1], &ports[..3]] {
            let rows = diag.walk(Protocol::Udp, false, wanted).unwrap();
            let mut seen: Vec<_> = rows.iter().map(|row| row.local.port()).collect();
            let mut wanted = wanted.to_vec();
            wanted.sort_unstable();
            seen.sort_unstable();
            assert_eq!(seen, wanted);
        }
        assert_eq!(diag.walk(Protocol::Tcp, true, &ports).unwrap(), []);
    }
}
