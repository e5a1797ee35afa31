//! Who listens on a port of this machine.

use std::net::SocketAddr;

use listeners::{Protocol, SocketState};
use nix::errno::Errno;

/// The code of `EADDRINUSE` here.
pub(super) const EADDRINUSE: i32 = Errno::EADDRINUSE as i32;

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
