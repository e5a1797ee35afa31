//! The kernel interfaces that no safe crate offers; the only unsafe code of the product.

#![allow(unsafe_code, reason = "each block says why it is sound and why no safe crate will do")]

use std::{
    cell::RefCell,
    io, mem,
    net::{Shutdown, SocketAddr},
    os::fd::AsRawFd,
};

use bytes::{Bytes, BytesMut};
use socket2::{SockAddr, SockAddrStorage, Socket};
use tokio::io::{Interest, Ready, unix::AsyncFd};

use crate::{command::How, errno::OsError};

pub(crate) mod evidence;
#[cfg(target_os = "linux")]
pub(crate) mod namespace;
#[cfg(target_os = "linux")]
pub(crate) mod packet;

/// How many datagrams one call takes.
pub(crate) const BATCH: usize = 32;

/// The largest datagram, and how much of a stream is read at once, in bytes.
pub(crate) const LARGEST: usize = 65536;

/// A datagram with what the kernel said beside it.
#[derive(Debug)]
pub(crate) struct Datagram {
    pub(crate) bytes: Bytes,
    pub(crate) from: Option<SocketAddr>,
    /// The kernel's count of dropped datagrams when this one was queued (`SO_RXQ_OVFL`).
    pub(crate) drops: Option<u32>,
}

thread_local! {
    /// Room for one batch. Its pages are only touched as far as datagrams fill them, and it is
    /// shared by all sockets of a thread, so that an idle socket costs no buffer.
    static ROOM: RefCell<Vec<u8>> = RefCell::new(vec![0; BATCH * LARGEST]);
}

/// Reads at most `max` bytes into the shared room and hands them to `take`.
pub(crate) fn with_room<T>(max: usize, take: impl FnOnce(&mut [u8]) -> T) -> T {
    ROOM.with_borrow_mut(|room| take(&mut room[..max.min(BATCH * LARGEST)]))
}

/// Takes what is queued, at most [`BATCH`] datagrams, with one `recvmmsg(2)`.
#[cfg(target_os = "linux")]
pub(crate) fn receive_batch(socket: &Socket) -> Result<Vec<Datagram>, OsError> {
    const CONTROL: usize = 64;
    const CONTROL_WORDS: usize = CONTROL / size_of::<u64>();

    ROOM.with_borrow_mut(|room| {
        // Words, because control messages want to be aligned.
        let mut controls = [[0u64; CONTROL_WORDS]; BATCH];
        let mut names: [SockAddrStorage; BATCH] =
            std::array::from_fn(|_| SockAddrStorage::zeroed());
        let base = room.as_mut_ptr();
        let mut parts: [libc::iovec; BATCH] = std::array::from_fn(|i| libc::iovec {
            // SAFETY: the room has `BATCH` times `LARGEST` bytes.
            iov_base: unsafe { base.add(i * LARGEST) }.cast(),
            iov_len: LARGEST,
        });
        // SAFETY: all-zero bytes are a valid `mmsghdr`: null pointers and zero lengths.
        let mut headers: [libc::mmsghdr; BATCH] = unsafe { mem::zeroed() };
        for i in 0..BATCH {
            let header = &mut headers[i].msg_hdr;
            header.msg_name = (&raw mut names[i]).cast();
            header.msg_namelen = names[i].size_of();
            header.msg_iov = &raw mut parts[i];
            header.msg_iovlen = 1;
            header.msg_control = (&raw mut controls[i]).cast();
            header.msg_controllen = CONTROL;
        }
        // SAFETY: every header points at a name, one part, and a control buffer that live until the
        // end of this closure, with their true sizes. nix's `recvmmsg` does not reset the lengths
        // that the kernel overwrites, so it cannot be called twice with the same headers.
        let count = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                headers.as_mut_ptr(),
                BATCH as u32,
                libc::MSG_DONTWAIT,
                std::ptr::null_mut(),
            )
        };
        let count = usize::try_from(count).map_err(|_| last_error())?;
        let total = headers[..count].iter().map(|header| header.msg_len as usize).sum();
        let mut all = BytesMut::with_capacity(total);
        let mut datagrams = Vec::with_capacity(count);
        for (i, (header, name)) in headers.iter().zip(names).take(count).enumerate() {
            let len = header.msg_len as usize;
            all.extend_from_slice(&room[i * LARGEST..][..len]);
            // SAFETY: the kernel wrote an address of that length into the storage.
            let name = unsafe { SockAddr::new(name, header.msg_hdr.msg_namelen) };
            let drops = overflow(&header.msg_hdr);
            datagrams.push(Datagram { bytes: all.split().freeze(), from: name.as_socket(), drops });
        }
        Ok(datagrams)
    })
}

/// The `SO_RXQ_OVFL` count in a received message's control data.
#[cfg(target_os = "linux")]
fn overflow(header: &libc::msghdr) -> Option<u32> {
    // SAFETY: the header's control buffer is alive and was filled by the kernel; the macros stay
    // within `msg_controllen`, and the value is read unaligned.
    unsafe {
        let mut control = libc::CMSG_FIRSTHDR(header);
        while !control.is_null() {
            if (*control).cmsg_level == libc::SOL_SOCKET
                && (*control).cmsg_type == libc::SO_RXQ_OVFL
            {
                return Some(libc::CMSG_DATA(control).cast::<u32>().read_unaligned());
            }
            control = libc::CMSG_NXTHDR(header, control);
        }
    }
    None
}

/// Takes one datagram: the portable way.
#[cfg(not(target_os = "linux"))]
pub(crate) fn receive_batch(socket: &Socket) -> Result<Vec<Datagram>, OsError> {
    let (bytes, _, from) = receive_from(socket, LARGEST, 0)?;
    Ok(vec![Datagram { bytes, from, drops: None }])
}

/// One `recvfrom(2)` with a buffer of `max` bytes: the bytes, how long the datagram really was, and
/// who sent it.
pub(crate) fn receive_from(
    socket: &Socket,
    max: usize,
    flags: i32,
) -> Result<(Bytes, usize, Option<SocketAddr>), OsError> {
    with_room(max, |room| {
        // SAFETY: initialized bytes may be lent as maybe-uninitialized ones, because `recv_from`
        // only ever writes initialized bytes into them.
        let uninit = unsafe { &mut *(std::ptr::from_mut(room) as *mut [mem::MaybeUninit<u8>]) };
        let (len, from) = socket.recv_from_with_flags(uninit, flags)?;
        Ok((Bytes::copy_from_slice(&room[..len.min(max)]), len, from.as_socket()))
    })
}

/// One `recv(2)` of a stream with a buffer of `max` bytes.
pub(crate) fn receive(socket: &Socket, max: usize, flags: i32) -> Result<Bytes, OsError> {
    with_room(max, |room| {
        // SAFETY: as in `receive_from`.
        let uninit = unsafe { &mut *(std::ptr::from_mut(room) as *mut [mem::MaybeUninit<u8>]) };
        let len = socket.recv_with_flags(uninit, flags)?;
        Ok(Bytes::copy_from_slice(&room[..len]))
    })
}

/// Sends datagrams one after another, at most [`BATCH`]; how many the kernel took. On loopback this
/// is faster than `sendmmsg(2)`, which gives the processor away between two datagrams.
pub(crate) fn send_each(
    socket: &Socket,
    datagrams: &[(Bytes, Option<SocketAddr>)],
) -> Result<usize, OsError> {
    for (count, (bytes, to)) in datagrams.iter().take(BATCH).enumerate() {
        match send(socket, bytes, *to) {
            Ok(_) => {}
            Err(error) if count == 0 => return Err(error),
            // The error comes back with the next attempt.
            Err(_) => return Ok(count),
        }
    }
    Ok(datagrams.len().min(BATCH))
}

/// Asks for the count of dropped datagrams beside each datagram (`SO_RXQ_OVFL`, `socket(7)`).
#[cfg(target_os = "linux")]
pub(crate) fn watch_drops(socket: &Socket) {
    let on: libc::c_int = 1;
    // SAFETY: the option takes an int, which lives through the call. A failure only means that the
    // count comes from `SO_MEMINFO` alone.
    unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_RXQ_OVFL,
            (&raw const on).cast(),
            size_of::<libc::c_int>() as libc::socklen_t,
        );
    }
}

/// Elsewhere nobody counts.
#[cfg(not(target_os = "linux"))]
pub(crate) fn watch_drops(_socket: &Socket) {}

/// `MSG_PEEK`.
pub(crate) const PEEK: i32 = libc::MSG_PEEK;

/// `MSG_TRUNC`, as an argument: the true length of a datagram is returned.
#[cfg(target_os = "linux")]
pub(crate) const TRUNC: i32 = libc::MSG_TRUNC;
/// Elsewhere the argument is not understood.
#[cfg(not(target_os = "linux"))]
pub(crate) const TRUNC: i32 = 0;

/// One `send(2)`, or `sendto(2)` with a receiver. Never raises SIGPIPE.
pub(crate) fn send(
    socket: &Socket,
    bytes: &[u8],
    to: Option<SocketAddr>,
) -> Result<usize, OsError> {
    let flags = libc::MSG_NOSIGNAL;
    Ok(match to {
        Some(to) => socket.send_to_with_flags(bytes, &to.into(), flags)?,
        None => socket.send_with_flags(bytes, flags)?,
    })
}

/// The argument of `shutdown(2)`.
pub(crate) fn direction(how: How) -> Shutdown {
    match how {
        How::Both => Shutdown::Both,
        How::Read => Shutdown::Read,
        How::Write => Shutdown::Write,
    }
}

/// How many datagrams the kernel dropped at this socket (`SK_MEMINFO_DROPS` of `SO_MEMINFO`).
#[cfg(target_os = "linux")]
pub(crate) fn drops(socket: &Socket) -> Option<u32> {
    const SK_MEMINFO_DROPS: usize = 8;
    let mut info = [0u32; 9];
    let mut len = size_of_val(&info) as libc::socklen_t;
    // SAFETY: the kernel writes at most `len` bytes into the array and says how many. No safe crate
    // has this option.
    let answer = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_MEMINFO,
            info.as_mut_ptr().cast(),
            &raw mut len,
        )
    };
    (answer == 0 && len as usize == size_of_val(&info)).then(|| info[SK_MEMINFO_DROPS])
}

/// Elsewhere nobody counts.
#[cfg(not(target_os = "linux"))]
pub(crate) fn drops(_socket: &Socket) -> Option<u32> {
    None
}

/// Lets the reactor watch a socket.
pub(crate) fn watch(socket: Socket, interest: Interest) -> io::Result<AsyncFd<Socket>> {
    // SAFETY: a `Socket` owns its descriptor, keeps it open as long as it lives, and never changes it.
    Ok(unsafe { AsyncFd::register_with_interest(socket, interest) }?)
}

/// Readiness for urgent data, which ends a read early.
#[cfg(target_os = "linux")]
pub(crate) const URGENT: Ready = Ready::PRIORITY;
/// The interest in it.
#[cfg(target_os = "linux")]
pub(crate) const URGENT_INTEREST: Interest = Interest::PRIORITY;
/// Elsewhere it is not reported.
#[cfg(not(target_os = "linux"))]
pub(crate) const URGENT: Ready = Ready::EMPTY;
/// Elsewhere it is not reported.
#[cfg(not(target_os = "linux"))]
pub(crate) const URGENT_INTEREST: Interest = Interest::READABLE;

/// Whether urgent data came.
pub(crate) fn is_urgent(ready: Ready) -> bool {
    !(ready & URGENT).is_empty()
}

/// How many bytes wait to be read (`FIONREAD`, `tcp(7)`).
pub(crate) fn unread(socket: &Socket) -> usize {
    let mut waiting: libc::c_int = 0;
    // SAFETY: FIONREAD writes one int. socket2 and nix have no safe wrapper for it.
    let answer = unsafe { libc::ioctl(socket.as_raw_fd(), libc::FIONREAD, &raw mut waiting) };
    if answer == 0 { usize::try_from(waiting).unwrap_or(0) } else { 0 }
}

/// What the kernel answers to a call on a descriptor that is closed.
pub(crate) fn on_closed_descriptor() -> OsError {
    // SAFETY: -1 is never a descriptor; the call touches no memory and fails.
    unsafe { libc::recv(-1, std::ptr::null_mut(), 0, 0) };
    last_error()
}

fn last_error() -> OsError {
    OsError::from(io::Error::last_os_error())
}
