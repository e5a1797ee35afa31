//! Packet sockets (`packet(7)`): frames as they cross an interface, with the kernel's timestamps.

use std::{
    io, mem,
    os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

use bytes::Bytes;
use nix::sys::socket::{setsockopt, sockopt};
use socket2::{Domain, SockAddr, SockFilter, Socket, Type};
use tokio::io::{Interest, unix::AsyncFd};

use super::{BATCH, LARGEST, ROOM};

/// A frame as a packet socket gave it.
#[derive(Clone, Debug)]
pub(crate) struct Raw {
    /// The frame from its Ethernet header on, at most what [`PacketSocket::keep`] says.
    pub(crate) bytes: Bytes,
    /// How long it was on the wire, in bytes.
    pub(crate) len: u32,
    /// The kernel's timestamp, since 1970 (`SO_TIMESTAMPNS`).
    pub(crate) at: Duration,
    /// It leaves this interface (`PACKET_OUTGOING`), instead of coming in.
    pub(crate) outgoing: bool,
}

/// A packet socket that never blocks: reads and writes whole Ethernet frames of one interface.
#[derive(Debug)]
pub(crate) struct PacketSocket {
    socket: Socket,
    /// How many bytes of a frame are read.
    keep: usize,
    /// What the kernel has said it dropped, because it forgets the number when it says it.
    dropped: AtomicU64,
}

impl PacketSocket {
    /// A socket of a network namespace that somebody else has opened (`SCM_RIGHTS`).
    pub(crate) fn new(fd: OwnedFd) -> Self {
        Self { socket: fd.into(), keep: LARGEST, dropped: AtomicU64::new(0) }
    }

    /// A socket with a large buffer and timestamps that sees nothing yet, because it has no protocol:
    /// so a filter is there before the first frame is. `EPERM` without `CAP_NET_RAW`.
    pub(crate) fn closed() -> io::Result<Self> {
        let socket = Socket::new(Domain::PACKET, Type::RAW.nonblocking(), None)?;
        setsockopt(&socket, sockopt::ReceiveTimestampns, &true)?;
        // More than the machine's limit takes CAP_NET_ADMIN; without it the limit must do.
        if setsockopt(&socket, sockopt::RcvBufForce, &ROOMY).is_err() {
            socket.set_recv_buffer_size(ROOMY)?;
        }
        Ok(Self { socket, keep: LARGEST, dropped: AtomicU64::new(0) })
    }

    /// Reads at most so many bytes of each frame.
    pub(crate) fn keep(&mut self, bytes: usize) {
        self.keep = bytes.min(LARGEST);
    }

    /// Sees every frame of an interface from now on.
    pub(crate) fn bind(&self, interface: &str) -> io::Result<()> {
        let index = nix::net::if_::if_nametoindex(interface)?;
        // SAFETY: the storage is larger than a `sockaddr_ll` and aligned for every address; the
        // length is that of what was written. Neither socket2 nor nix builds such an address.
        let ((), address) = unsafe {
            SockAddr::try_init(|storage, len| {
                let mut address: libc::sockaddr_ll = mem::zeroed();
                address.sll_family = libc::AF_PACKET as u16;
                address.sll_protocol = (libc::ETH_P_ALL as u16).to_be();
                address.sll_ifindex = i32::try_from(index).unwrap_or(-1);
                storage.cast::<libc::sockaddr_ll>().write(address);
                *len = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
                Ok(())
            })
        }?;
        self.socket.bind(&address)
    }

    /// Does not see what leaves the interface. On loopback, where everything that leaves comes in,
    /// each frame is then seen once.
    pub(crate) fn ignore_outgoing(&self) -> io::Result<()> {
        let on: libc::c_int = 1;
        // SAFETY: the option takes an int, which lives through the call. No safe crate has it.
        let answer = unsafe {
            libc::setsockopt(
                self.socket.as_raw_fd(),
                libc::SOL_PACKET,
                libc::PACKET_IGNORE_OUTGOING,
                (&raw const on).cast(),
                size_of::<libc::c_int>() as libc::socklen_t,
            )
        };
        if answer == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
    }

    /// Lets the reactor watch it.
    pub(crate) fn watch(self) -> io::Result<AsyncFd<Self>> {
        // SAFETY: the socket owns its descriptor, keeps it open as long as it lives, and never
        // changes it.
        Ok(unsafe { AsyncFd::register_with_interest(self, Interest::READABLE) }?)
    }

    /// Lets pass what a classic BPF program says; it replaces the program before it.
    pub(crate) fn filter(&self, program: &[SockFilter]) -> io::Result<()> {
        self.socket.attach_filter(program)
    }

    /// Takes what is queued, at most [`BATCH`] frames, with one `recvmmsg(2)`; how many came.
    /// `WouldBlock` if there is none.
    pub(crate) fn receive(&self, into: &mut Vec<Raw>) -> io::Result<usize> {
        ROOM.with_borrow_mut(|room| {
            // Words, because control messages want to be aligned.
            let mut controls = [[0u64; CONTROL_WORDS]; BATCH];
            // SAFETY: all-zero bytes are a valid address: every field is a number.
            let mut names: [libc::sockaddr_ll; BATCH] = unsafe { mem::zeroed() };
            let base = room.as_mut_ptr();
            let mut parts: [libc::iovec; BATCH] = std::array::from_fn(|i| libc::iovec {
                // SAFETY: the room has `BATCH` times `LARGEST` bytes, and `keep` is not larger.
                iov_base: unsafe { base.add(i * self.keep) }.cast(),
                iov_len: self.keep,
            });
            // SAFETY: all-zero bytes are a valid `mmsghdr`: null pointers and zero lengths.
            let mut headers: [libc::mmsghdr; BATCH] = unsafe { mem::zeroed() };
            for i in 0..BATCH {
                let header = &mut headers[i].msg_hdr;
                header.msg_name = (&raw mut names[i]).cast();
                header.msg_namelen = size_of::<libc::sockaddr_ll>() as libc::socklen_t;
                header.msg_iov = &raw mut parts[i];
                header.msg_iovlen = 1;
                header.msg_control = (&raw mut controls[i]).cast();
                header.msg_controllen = size_of_val(&controls[i]);
            }
            // SAFETY: every header points at a name, one part, and a control buffer that live until
            // the end of this closure, with their true sizes. nix's `recvmmsg` loses the true length
            // of a frame that was cut.
            let count = unsafe {
                libc::recvmmsg(
                    self.socket.as_raw_fd(),
                    headers.as_mut_ptr(),
                    BATCH as u32,
                    libc::MSG_DONTWAIT | libc::MSG_TRUNC,
                    std::ptr::null_mut(),
                )
            };
            let count = usize::try_from(count).map_err(|_| io::Error::last_os_error())?;
            into.reserve(count);
            for (i, (header, name)) in headers.iter().zip(names).take(count).enumerate() {
                let kept = (header.msg_len as usize).min(self.keep);
                into.push(Raw {
                    bytes: Bytes::copy_from_slice(&room[i * self.keep..][..kept]),
                    len: header.msg_len,
                    at: timestamp(&header.msg_hdr),
                    outgoing: name.sll_pkttype == libc::PACKET_OUTGOING,
                });
            }
            Ok(count)
        })
    }

    /// The size of the receive buffer in bytes, as the kernel counts them.
    pub(crate) fn room(&self) -> io::Result<usize> {
        self.socket.recv_buffer_size()
    }

    /// Puts a frame on the interface.
    pub(crate) fn send(&self, frame: &[u8]) -> io::Result<()> {
        self.socket.send(frame).map(drop)
    }

    /// How many frames the kernel dropped because the buffer was full, since the socket is there.
    pub(crate) fn drops(&self) -> u64 {
        let mut counted = libc::tpacket_stats { tp_packets: 0, tp_drops: 0 };
        let mut len = size_of_val(&counted) as libc::socklen_t;
        // SAFETY: the kernel writes at most `len` bytes into the structure, which is one of numbers.
        // No safe crate has this option.
        let answer = unsafe {
            libc::getsockopt(
                self.socket.as_raw_fd(),
                libc::SOL_PACKET,
                libc::PACKET_STATISTICS,
                (&raw mut counted).cast(),
                &raw mut len,
            )
        };
        let new = if answer == 0 { u64::from(counted.tp_drops) } else { 0 };
        self.dropped.fetch_add(new, Relaxed) + new
    }
}

impl AsFd for PacketSocket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl AsRawFd for PacketSocket {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}

impl From<PacketSocket> for OwnedFd {
    fn from(socket: PacketSocket) -> Self {
        socket.socket.into()
    }
}

/// The timestamp in a received frame's control data, since 1970.
fn timestamp(header: &libc::msghdr) -> Duration {
    // SAFETY: the header's control buffer is alive and was filled by the kernel; the macros stay
    // within `msg_controllen`, and the value is read unaligned.
    unsafe {
        let mut control = libc::CMSG_FIRSTHDR(header);
        while !control.is_null() {
            if (*control).cmsg_level == libc::SOL_SOCKET
                && (*control).cmsg_type == libc::SCM_TIMESTAMPNS
            {
                let time = libc::CMSG_DATA(control).cast::<libc::timespec>().read_unaligned();
                let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
                return Duration::new(seconds, u32::try_from(time.tv_nsec).unwrap_or(0));
            }
            control = libc::CMSG_NXTHDR(header, control);
        }
    }
    Duration::ZERO
}

/// The receive buffer, in bytes; the kernel doubles it. A burst of frames must fit into it until the
/// session takes its turn.
const ROOMY: usize = 8 << 20;

/// Room for the control data of a frame, in words of eight bytes.
const CONTROL_WORDS: usize = 8;

#[cfg(test)]
mod tests {
    use std::net::UdpSocket;

    use super::*;

    /// A packet socket; `None`, with a reason, where this user may not open one.
    #[expect(clippy::print_stdout, reason = "a test says why it does nothing")]
    fn loopback() -> Option<PacketSocket> {
        match PacketSocket::closed() {
            Ok(mut socket) => {
                socket.keep(256);
                socket.ignore_outgoing().unwrap();
                Some(socket)
            }
            Err(error) => {
                assert_eq!(error.raw_os_error(), Some(libc::EPERM), "{error}");
                println!("nothing to see here: CAP_NET_RAW is missing ({error})");
                None
            }
        }
    }

    fn until(socket: &PacketSocket, port: u16) -> Raw {
        let mut seen = Vec::new();
        loop {
            match socket.receive(&mut seen) {
                Ok(_) => {}
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::WouldBlock),
            }
            let to = |raw: &Raw| raw.bytes.get(36..38) == Some(&port.to_be_bytes());
            if let Some(found) = seen.iter().find(|raw| to(raw)) {
                return found.clone();
            }
            std::thread::yield_now();
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a peer of the test's own")]
    fn a_packet_socket_sees_a_datagram_once_cut_and_with_its_true_length() {
        let Some(wire) = loopback() else { return };
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        let to = peer.local_addr().unwrap();
        peer.send_to(b"before the interface is known", to).unwrap();
        wire.bind("lo").unwrap();
        peer.send_to(&[7; 5000], to).unwrap();
        let raw = until(&wire, to.port());
        assert_eq!((raw.bytes.len(), raw.len, raw.outgoing), (256, 14 + 20 + 8 + 5000, false));
        assert!(Duration::from_secs(1_700_000_000) < raw.at, "{:?}", raw.at);
        peer.send_to(b"next", to).unwrap();
        assert_eq!(until(&wire, to.port()).len, 14 + 20 + 8 + 4);
        assert_eq!(wire.drops(), 0);
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a peer of the test's own")]
    fn a_frame_that_was_put_on_comes_in() {
        let Some(wire) = loopback() else { return };
        wire.bind("lo").unwrap();
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        let to = peer.local_addr().unwrap();
        peer.send_to(b"once", to).unwrap();
        let frame = until(&wire, to.port()).bytes;
        wire.send(&frame).unwrap();
        assert_eq!(until(&wire, to.port()).bytes, frame);
    }

    #[test]
    fn an_interface_that_is_not_there_is_an_error() {
        let Some(wire) = loopback() else { return };
        assert_eq!(wire.bind("nonesuch").unwrap_err().raw_os_error(), Some(libc::ENODEV));
    }
}
