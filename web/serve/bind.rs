//! The sockets that the server listens on: both loopback addresses, one port.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
};

use nix::errno::Errno;
use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::TcpListener;
use tracing::warn;

use super::{Error, machine};

/// Where browsers come in.
///
/// **Invariant:** if the machine has IPv6, the port is ours on both addresses; otherwise another
/// program could take the other one, and what a browser calls `localhost` would be that program.
#[derive(Debug)]
pub(super) struct Door {
    pub(super) listeners: Vec<TcpListener>,
    port: u16,
}

impl Door {
    /// Takes that port, or, if none is asked for, the first free one near 8000.
    pub(super) fn open(port: Option<u16>) -> Result<Self, Error> {
        match port {
            Some(0) => Self::anywhere(),
            Some(port) => Self::at(port),
            None => Self::near(),
        }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    fn near() -> Result<Self, Error> {
        let (address, holder) = match Self::at(USUAL) {
            Err(Error::Busy { address, holder }) => (address, holder),
            other => return other,
        };
        for port in USUAL + 1..=LAST {
            match Self::at(port) {
                Err(Error::Busy { .. }) => (),
                Ok(door) => {
                    warn!("{address} is in use by {holder}, so this is port {port} instead");
                    return Ok(door);
                }
                other => return other,
            }
        }
        Err(Error::Busy { address, holder })
    }

    /// The kernel chooses a port for IPv4, and the same must be free for IPv6.
    fn anywhere() -> Result<Self, Error> {
        let mut attempt = 0;
        loop {
            let v4 = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
            let port = port(&v4)?;
            match Self::beside(v4, port) {
                Err(Error::Busy { .. }) if attempt < ATTEMPTS => attempt += 1,
                other => return other,
            }
        }
    }

    fn at(port: u16) -> Result<Self, Error> {
        let v4 = listen(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        Self::beside(v4, port)
    }

    /// Adds the IPv6 socket, if there is IPv6.
    fn beside(v4: Socket, port: u16) -> Result<Self, Error> {
        let mut listeners = vec![ready(v4)?];
        match listen(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
            Ok(v6) => listeners.push(ready(v6)?),
            Err(Error::Bind { source, .. }) if missing(&source) => {
                warn!("this machine has no IPv6, so only 127.0.0.1 is served");
            }
            Err(error) => return Err(error),
        }
        Ok(Self { listeners, port })
    }
}

/// A listening socket. On Linux SO_REUSEADDR lets a server come back while old connections are in
/// TIME_WAIT, and never allows two listeners; SO_REUSEPORT would, and is never set.
fn listen(address: SocketAddr) -> Result<Socket, Error> {
    let attempt = || {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
        if address.is_ipv6() {
            socket.set_only_v6(true)?;
        }
        socket.set_reuse_address(true)?;
        socket.bind(&address.into())?;
        socket.listen(BACKLOG)?;
        Ok(socket)
    };
    attempt().map_err(|source: io::Error| {
        if source.kind() == io::ErrorKind::AddrInUse {
            return Error::Busy { address, holder: machine::holder(address) };
        }
        Error::Bind { address, source }
    })
}

fn ready(socket: Socket) -> Result<TcpListener, Error> {
    socket.set_nonblocking(true)?;
    Ok(TcpListener::from_std(socket.into())?)
}

fn port(socket: &Socket) -> Result<u16, Error> {
    let local = socket.local_addr()?.as_socket();
    Ok(local.map_or(0, |address| address.port()))
}

/// Whether the kernel has no such address at all.
fn missing(error: &io::Error) -> bool {
    let absent = [Errno::EAFNOSUPPORT, Errno::EADDRNOTAVAIL, Errno::EPROTONOSUPPORT];
    error.raw_os_error().is_some_and(|code| absent.contains(&Errno::from_raw(code)))
}

const ATTEMPTS: usize = 16;
const BACKLOG: i32 = 1024;
const LAST: u16 = 8009;
const USUAL: u16 = 8000;
