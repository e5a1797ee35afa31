//! What only a lab's helper process does: closing, network cards, and descriptors that travel.

use std::{
    io::{self, IoSlice, IoSliceMut},
    os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd},
};

use nix::sys::socket::{ControlMessage, ControlMessageOwned, MsgFlags, UnixAddr, recvmsg, sendmsg};

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
pub(crate) fn receive(from: BorrowedFd<'_>) -> io::Result<Message> {
    let mut bytes = vec![0; LONGEST];
    let mut control = nix::cmsg_space!([RawFd; MOST_DESCRIPTORS]);
    let mut parts = [IoSliceMut::new(&mut bytes)];
    let flags = MsgFlags::MSG_CMSG_CLOEXEC;
    let mut message = recvmsg::<UnixAddr>(from.as_raw_fd(), &mut parts, Some(&mut control), flags)?;
    // The descriptors that did come are ours to close.
    let cut = message.flags.contains(MsgFlags::MSG_CTRUNC);
    message.flags.remove(MsgFlags::MSG_CTRUNC);
    let mut descriptors = Vec::new();
    for beside in message.cmsgs()? {
        if let ControlMessageOwned::ScmRights(raw) = beside {
            // SAFETY: the kernel has just made these descriptors for us; nobody else knows them.
            descriptors.extend(raw.into_iter().map(|fd| unsafe { OwnedFd::from_raw_fd(fd) }));
        }
    }
    let len = message.bytes;
    bytes.truncate(len);
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
