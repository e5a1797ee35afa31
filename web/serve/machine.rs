//! What this machine says about itself: its addresses, and who listens on a port.

use std::net::{IpAddr, SocketAddr};

use listeners::{Protocol, SocketState};
use nix::{errno::Errno, ifaddrs::getifaddrs, sys::socket::SockaddrStorage};
use tracing::warn;

/// The code of `EADDRINUSE` here.
pub(super) const EADDRINUSE: i32 = Errno::EADDRINUSE as i32;

/// The addresses of this machine.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    /// Of its interfaces.
    pub(super) own: Vec<IpAddr>,
    /// Of the broadcasts of its networks.
    pub(super) broadcasts: Vec<IpAddr>,
}

/// Asks the kernel for the addresses (`getifaddrs(3)`).
pub(super) fn addresses() -> Addresses {
    let mut addresses = Addresses::default();
    match getifaddrs() {
        Ok(interfaces) => {
            for interface in interfaces {
                addresses.own.extend(interface.address.as_ref().and_then(ip));
                addresses.broadcasts.extend(interface.broadcast.as_ref().and_then(ip));
            }
        }
        Err(error) => warn!(%error, "the addresses of this machine are unknown"),
    }
    addresses
}

/// Who listens there, as far as this user may know; for an error message.
pub(super) fn holder(address: SocketAddr) -> String {
    let unknown = || "another program".to_owned();
    let Ok(all) = listeners::get_all() else {
        return unknown();
    };
    let there = all.into_iter().find(|listener| {
        let ip = listener.socket.ip();
        listener.protocol == Protocol::TCP
            && listener.state == SocketState::Listen
            && listener.socket.port() == address.port()
            && (ip == address.ip() || ip.is_unspecified())
    });
    there.map_or_else(unknown, |found| {
        format!("{:?} (pid {})", found.process.name, found.process.pid)
    })
}

fn ip(address: &SockaddrStorage) -> Option<IpAddr> {
    let v4 = address.as_sockaddr_in().map(|address| IpAddr::V4(address.ip()));
    v4.or_else(|| address.as_sockaddr_in6().map(|address| IpAddr::V6(address.ip())))
}
