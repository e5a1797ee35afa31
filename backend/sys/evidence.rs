//! What a kernel keeps beside a connection: the SYN that began it, and ICMP errors.

use std::{io, net::IpAddr, os::fd::AsRawFd};

use bytes::Bytes;
use socket2::{SockAddr, SockAddrStorage, Socket};

use crate::errno::OsError;

/// An ICMP message about a datagram, from the error queue of its socket (`ip(7)`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct IcmpError {
    /// The type.
    pub(crate) kind: u8,
    /// The code.
    pub(crate) code: u8,
    /// Who sent it.
    pub(crate) from: IpAddr,
    /// What the kernel makes of it.
    pub(crate) error: OsError,
}

/// Keeps the SYN of connections that a listener is going to get, or not (`TCP_SAVE_SYN`, `tcp(7)`).
#[cfg(target_os = "linux")]
pub(crate) fn keep_syn(socket: &Socket, on: bool) {
    set(socket, libc::IPPROTO_TCP, libc::TCP_SAVE_SYN, on);
}

/// The SYN of an accepted connection, from its IP header on, if its listener kept it. The kernel
/// gives it once.
#[cfg(target_os = "linux")]
pub(crate) fn kept_syn(socket: &Socket) -> Option<Bytes> {
    // 60 bytes of an IPv4 header or 40 and extensions of IPv6, and 60 of TCP.
    let mut room = [0u8; 512];
    let mut len = size_of_val(&room) as libc::socklen_t;
    // SAFETY: the kernel writes at most `len` bytes into the array and says how many. No safe crate
    // has this option.
    let answer = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_SAVED_SYN,
            room.as_mut_ptr().cast(),
            &raw mut len,
        )
    };
    let syn = room.get(..len as usize).filter(|syn| answer == 0 && !syn.is_empty())?;
    Some(Bytes::copy_from_slice(syn))
}

/// Queues the ICMP errors of a socket, or not (`IP_RECVERR`, `ip(7)`; `IPV6_RECVERR`, `ipv6(7)`).
#[cfg(target_os = "linux")]
pub(crate) fn queue_errors(socket: &Socket, v6: bool, on: bool) {
    if v6 {
        set(socket, libc::IPPROTO_IPV6, libc::IPV6_RECVERR, on);
    } else {
        set(socket, libc::IPPROTO_IP, libc::IP_RECVERR, on);
    }
}

/// Takes one ICMP error from the queue.
#[cfg(target_os = "linux")]
pub(crate) fn queued_error(socket: &Socket) -> io::Result<Option<IcmpError>> {
    // Words, because control messages want to be aligned.
    let mut control = [0u64; 64];
    // SAFETY: all-zero bytes are a valid `msghdr`: null pointers and zero lengths.
    let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
    header.msg_control = control.as_mut_ptr().cast();
    header.msg_controllen = size_of_val(&control) as _;
    let flags = libc::MSG_ERRQUEUE | libc::MSG_DONTWAIT;
    // SAFETY: the header has no name and no parts, and its control buffer lives through the call
    // with its true length. socket2 does not hand control messages out.
    if unsafe { libc::recvmsg(socket.as_raw_fd(), &raw mut header, flags) } < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel filled the control buffer, which is alive; the macros stay within
    // `msg_controllen`, and what they point at is read unaligned.
    unsafe {
        let mut message = libc::CMSG_FIRSTHDR(&raw const header);
        while !message.is_null() {
            let kind = ((*message).cmsg_level, (*message).cmsg_type);
            if matches!(
                kind,
                (libc::IPPROTO_IP, libc::IP_RECVERR) | (libc::IPPROTO_IPV6, libc::IPV6_RECVERR)
            ) {
                let data = libc::CMSG_DATA(message);
                let said = data.cast::<libc::sock_extended_err>().read_unaligned();
                let rest = (*message).cmsg_len as usize - libc::CMSG_LEN(0) as usize;
                let name = data.add(size_of::<libc::sock_extended_err>());
                let len = rest.saturating_sub(size_of::<libc::sock_extended_err>());
                return Ok(read(&said, std::slice::from_raw_parts(name, len)));
            }
            message = libc::CMSG_NXTHDR(&raw const header, message);
        }
    }
    Ok(None)
}

/// An error of this machine itself is no ICMP message.
#[cfg(target_os = "linux")]
fn read(said: &libc::sock_extended_err, name: &[u8]) -> Option<IcmpError> {
    if !matches!(said.ee_origin, libc::SO_EE_ORIGIN_ICMP | libc::SO_EE_ORIGIN_ICMP6) {
        return None;
    }
    let mut storage = SockAddrStorage::zeroed();
    let len = name.len().min(storage.size_of() as usize);
    // SAFETY: the storage has room for so many bytes, and an address is plain bytes.
    unsafe {
        std::ptr::copy_nonoverlapping(name.as_ptr(), (&raw mut storage).cast::<u8>(), len);
    }
    // SAFETY: the kernel wrote an address of that length (`SO_EE_OFFENDER`).
    let from = unsafe { SockAddr::new(storage, len as libc::socklen_t) };
    Some(IcmpError {
        kind: said.ee_type,
        code: said.ee_code,
        from: from.as_socket()?.ip(),
        error: OsError::from_raw(i32::try_from(said.ee_errno).ok()?),
    })
}

#[cfg(target_os = "linux")]
fn set(socket: &Socket, level: i32, option: i32, on: bool) {
    let value = libc::c_int::from(on);
    // SAFETY: these options take an int, which lives through the call. A failure only means that
    // there is less to show.
    unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            level,
            option,
            (&raw const value).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        );
    }
}

/// Elsewhere no SYN is kept.
#[cfg(not(target_os = "linux"))]
pub(crate) fn keep_syn(_socket: &Socket, _on: bool) {}

/// Elsewhere no SYN is kept.
#[cfg(not(target_os = "linux"))]
pub(crate) fn kept_syn(_socket: &Socket) -> Option<Bytes> {
    None
}

/// Elsewhere errors are not queued.
#[cfg(not(target_os = "linux"))]
pub(crate) fn queue_errors(_socket: &Socket, _v6: bool, _on: bool) {}

/// Elsewhere errors are not queued.
#[cfg(not(target_os = "linux"))]
pub(crate) fn queued_error(_socket: &Socket) -> io::Result<Option<IcmpError>> {
    Err(io::ErrorKind::WouldBlock.into())
}
