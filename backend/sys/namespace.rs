//! What only a lab's helper process does: closing, network cards, and descriptors that travel.

use std::{
    io::{self, IoSlice},
    os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd},
    time::Duration,
};

use nix::{
    sys::socket::{ControlMessage, MsgFlags, UnixAddr, sendmsg},
    time::ClockId,
};

use crate::lab::message::{LONGEST, MOST_DESCRIPTORS};

/// What came from the other end; without bytes it is the end.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) bytes: Vec<u8>,
    /// What came beside it.
    pub(crate) descriptors: Vec<OwnedFd>,
    /// Some of the descriptors did not fit into this process (`MSG_CTRUNC`).
    pub(crate) cut: bool,
}

/// A clock that every process of this machine reads alike.
pub(crate) fn monotonic() -> Duration {
    // It fails only for a clock that is not there.
    ClockId::CLOCK_MONOTONIC.now().map(Duration::from).unwrap_or_default()
}

/// Sends one message with descriptors beside it (`SCM_RIGHTS`, `unix(7)`).
pub(crate) fn send(to: BorrowedFd<'_>, bytes: &[u8], descriptors: &[OwnedFd]) -> io::Result<()> {
    let raw: Vec<RawFd> = descriptors.iter().map(AsRawFd::as_raw_fd).collect();
    let rights = [ControlMessage::ScmRights(&raw)];
    let beside = if raw.is_empty() { &rights[..0] } else { &rights[..] };
    let parts = [IoSlice::new(bytes)];
    sendmsg::<UnixAddr>(to.as_raw_fd(), &parts, beside, MsgFlags::MSG_NOSIGNAL, None)?;
    Ok(())
}

/// Receives one message with what came beside it. The descriptors close on exec.
///
/// nix's `recvmsg` gives none of the descriptors where some did not fit, and they stay open.
pub(crate) fn receive(from: BorrowedFd<'_>) -> io::Result<Message> {
    let mut bytes = vec![0; LONGEST];
    // Words, because control messages want to be aligned.
    let mut control = [0u64; CONTROL_WORDS];
    let mut part = libc::iovec { iov_base: bytes.as_mut_ptr().cast(), iov_len: bytes.len() };
    // SAFETY: all-zero bytes are a valid `msghdr`: null pointers and zero lengths.
    let mut header: libc::msghdr = unsafe { std::mem::zeroed() };
    header.msg_iov = &raw mut part;
    header.msg_iovlen = 1;
    header.msg_control = control.as_mut_ptr().cast();
    header.msg_controllen = size_of_val(&control) as _;
    // SAFETY: the header points at one part and a control buffer that live through this function,
    // with their true sizes.
    let len = unsafe { libc::recvmsg(from.as_raw_fd(), &raw mut header, libc::MSG_CMSG_CLOEXEC) };
    let len = usize::try_from(len).map_err(|_| io::Error::last_os_error())?;
    bytes.truncate(len);
    let mut descriptors = Vec::new();
    // SAFETY: the kernel has filled the control buffer, which is alive, and the macros stay within
    // `msg_controllen`; the numbers are read unaligned. The kernel has just made these descriptors
    // for us, and nobody else knows them.
    unsafe {
        let mut beside = libc::CMSG_FIRSTHDR(&raw const header);
        while !beside.is_null() {
            let (level, kind) = ((*beside).cmsg_level, (*beside).cmsg_type);
            if (level, kind) == (libc::SOL_SOCKET, libc::SCM_RIGHTS) {
                let data = libc::CMSG_DATA(beside).cast::<RawFd>();
                let len = (*beside).cmsg_len as usize - libc::CMSG_LEN(0) as usize;
                let all = (0..len / size_of::<RawFd>()).map(|at| data.add(at).read_unaligned());
                descriptors.extend(all.map(|fd| OwnedFd::from_raw_fd(fd)));
            }
            beside = libc::CMSG_NXTHDR(&raw const header, beside);
        }
    }
    let cut = header.msg_flags & libc::MSG_CTRUNC != 0;
    Ok(Message { bytes, descriptors, cut })
}

/// Closes every descriptor from that one on (`close_range(2)`).
///
/// Only for a process that has just begun and owns none of them.
pub(crate) fn close_inherited(first: u32) -> io::Result<()> {
    // SAFETY: the call touches no memory. Its caller runs before anything was opened, so no value
    // of this process owns one of these descriptors. nix and rustix have no such call.
    let answer = unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, 0) };
    if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

/// Switches off what network cards do for the kernel, so that every frame is one segment with its
/// checksum (`SIOCETHTOOL`, `netdevice(7)`).
pub(crate) fn offloads_off(interface: &str) -> io::Result<()> {
    let socket = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None)?;
    // Transmit checksums come last: the others depend on them.
    for command in OFFLOADS {
        let mut value = EthtoolValue { command, data: 0 };
        // SAFETY: all-zero bytes are a valid `ifreq`: a name and numbers.
        let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
        for (to, from) in request.ifr_name.iter_mut().zip(interface.bytes().take(15)) {
            *to = from as libc::c_char;
        }
        request.ifr_ifru.ifru_data = (&raw mut value).cast();
        // SAFETY: the request has a name that ends in zero and points at a value of the form that
        // these commands take; both live through the call. No safe crate has it.
        let answer =
            unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCETHTOOL as _, &raw mut request) };
        let error = io::Error::last_os_error();
        // What a kernel does not know, it does not do.
        if answer != 0 && error.raw_os_error() != Some(libc::EOPNOTSUPP) {
            return Err(error);
        }
    }
    Ok(())
}

/// `struct ethtool_value` of `linux/ethtool.h`.
#[repr(C)]
struct EthtoolValue {
    command: u32,
    data: u32,
}

/// `ETHTOOL_SGRO`, `SGSO`, `STSO`, `SUFO`, `SRXCSUM`, `SSG`, `STXCSUM` of `linux/ethtool.h`.
const OFFLOADS: [u32; 7] = [0x2c, 0x24, 0x1f, 0x22, 0x15, 0x19, 0x17];

/// Room for the control data of a message, in words of eight bytes: a header, and the descriptors.
const CONTROL_WORDS: usize = 2 + MOST_DESCRIPTORS.div_ceil(2);

#[cfg(test)]
mod tests {
    use std::{fs::File, os::fd::AsFd};

    use socket2::{Domain, Socket, Type};

    use super::*;

    fn received(descriptors: usize) -> Message {
        let (ours, theirs) = Socket::pair(Domain::UNIX, Type::SEQPACKET, None).unwrap();
        let open = |_| OwnedFd::from(File::open("/dev/null").unwrap());
        let descriptors: Vec<_> = (0..descriptors).map(open).collect();
        send(theirs.as_fd(), b"hello", &descriptors).unwrap();
        receive(ours.as_fd()).unwrap()
    }

    #[test]
    fn descriptors_travel_beside_a_message() {
        let message = received(MOST_DESCRIPTORS);
        assert_eq!((message.bytes, message.cut), (b"hello".to_vec(), false));
        assert_eq!(message.descriptors.len(), MOST_DESCRIPTORS);
    }

    #[test]
    fn descriptors_that_do_not_fit_are_told_and_the_others_are_ours() {
        let message = received(MOST_DESCRIPTORS + 1);
        assert_eq!((message.bytes, message.cut), (b"hello".to_vec(), true));
        assert_eq!(message.descriptors.len(), MOST_DESCRIPTORS);
    }

    #[test]
    fn the_end_is_an_empty_message() {
        let (ours, theirs) = Socket::pair(Domain::UNIX, Type::SEQPACKET, None).unwrap();
        drop(theirs);
        let message = receive(ours.as_fd()).unwrap();
        assert!(message.bytes.is_empty() && message.descriptors.is_empty() && !message.cut);
    }
}
