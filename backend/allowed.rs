//! What this machine allows the lanes: asked of the kernel by trying, and let go of at once.

use std::io;

use crate::{errno::OsError, policy::Refusal};

/// Whether segments on loopback may be captured: opens a packet socket that sees nothing.
///
/// # Errors
///
/// [`Refusal::CaptureForbidden`] with the command that allows it; `EPERM` without `CAP_NET_RAW`.
pub fn capture() -> Result<(), Refusal> {
    packet_socket().map_err(capture_refused)
}

/// Whether the kernel gives its tables of sockets: opens a socket of `sock_diag(7)`.
///
/// # Errors
///
/// The errno of `socket(2)`, such as `EPROTONOSUPPORT` where the kernel has no `sock_diag`.
pub fn samples() -> Result<(), OsError> {
    diag_socket().map_err(OsError::from)
}

/// Why there is no capture, and what to do about it.
pub(crate) fn capture_refused(error: io::Error) -> Refusal {
    let program = std::env::current_exe().unwrap_or_default();
    Refusal::CaptureForbidden {
        error: OsError::from(error),
        program: program.display().to_string(),
    }
}

#[cfg(target_os = "linux")]
fn packet_socket() -> io::Result<()> {
    crate::sys::packet::PacketSocket::closed().map(drop)
}

#[cfg(target_os = "linux")]
fn diag_socket() -> io::Result<()> {
    use nix::sys::socket::{AddressFamily, SockFlag, SockProtocol, SockType, socket};
    let protocol = SockProtocol::NetlinkSockDiag;
    socket(AddressFamily::Netlink, SockType::Raw, SockFlag::SOCK_CLOEXEC, protocol)?;
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn packet_socket() -> io::Result<()> {
    Err(io::Error::from_raw_os_error(libc::EAFNOSUPPORT))
}

#[cfg(not(target_os = "linux"))]
fn diag_socket() -> io::Result<()> {
    Err(io::Error::from_raw_os_error(libc::EAFNOSUPPORT))
}
