//! One answer of `sock_diag(7)`, read from its bytes: what the crate leaves out is read beside it.

use std::{
    net::{IpAddr, SocketAddr, SocketAddrV6},
    time::Duration,
};

use netlink_packet_core::{NlasIterator, Parseable};
use netlink_packet_sock_diag::{
    constants::{INET_DIAG_CONG, INET_DIAG_INFO, INET_DIAG_SKMEMINFO},
    inet::{InetResponseHeader, SocketId},
};

use crate::kernel::{Memory, TcpInfo, TcpState, Timer, TimerKind};

/// A row of a kernel's table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) local: SocketAddr,
    pub(super) peer: Option<SocketAddr>,
    pub(super) state: TcpState,
    pub(super) recv_q: u32,
    pub(super) send_q: u32,
    /// 0 where no descriptor has it.
    pub(super) inode: u32,
    pub(super) timer: Option<Timer>,
    pub(super) info: Option<TcpInfo>,
    pub(super) memory: Option<Memory>,
}

impl Row {
    /// Reads `struct inet_diag_msg` with its attributes.
    pub(super) fn parse(message: &[u8]) -> Option<Self> {
        let header = InetResponseHeader::parse(message).ok()?;
        let state = state(header.state)?;
        let (local, peer) = ends(&header.socket_id);
        let mut row = Self {
            local,
            peer,
            state,
            recv_q: header.recv_queue,
            send_q: header.send_queue,
            inode: header.inode,
            timer: timer(message),
            info: None,
            memory: None,
        };
        let mut congestion = String::new();
        for attribute in NlasIterator::new(message.get(HEADER..)?).flatten() {
            let value = attribute.value();
            match attribute.kind() {
                INET_DIAG_CONG => {
                    let name = value.split(|byte| *byte == 0).next().unwrap_or_default();
                    congestion = String::from_utf8_lossy(name).into_owned();
                }
                INET_DIAG_INFO if state != TcpState::Listen => row.info = Some(info(value)),
                INET_DIAG_SKMEMINFO => row.memory = Some(memory(value)),
                _ => {}
            }
        }
        if let Some(info) = &mut row.info {
            info.congestion = congestion;
        }
        Some(row)
    }
}

/// Numbers of `tcp_states.h`; 12 is a SYN-RECEIVED that has no socket yet.
fn state(number: u8) -> Option<TcpState> {
    Some(match number {
        1 => TcpState::Established,
        2 => TcpState::SynSent,
        3 | 12 => TcpState::SynReceived,
        4 => TcpState::FinWait1,
        5 => TcpState::FinWait2,
        6 => TcpState::TimeWait,
        7 => TcpState::Closed,
        8 => TcpState::CloseWait,
        9 => TcpState::LastAck,
        10 => TcpState::Listen,
        11 => TcpState::Closing,
        _ => return None,
    })
}

fn ends(id: &SocketId) -> (SocketAddr, Option<SocketAddr>) {
    let address = |ip: IpAddr, port| match ip {
        IpAddr::V6(ip) if ip.is_unicast_link_local() => {
            SocketAddrV6::new(ip, port, 0, id.interface_id).into()
        }
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => SocketAddr::new(ip, port),
    };
    let peer = address(id.destination_address, id.destination_port);
    let connected = peer.port() != 0;
    (address(id.source_address, id.source_port), connected.then_some(peer))
}

/// The crate forgets the time of TIME-WAIT and how often probes were sent, so the bytes are read.
fn timer(message: &[u8]) -> Option<Timer> {
    let kind = match message.get(2)? {
        1 => TimerKind::Retransmit,
        2 => TimerKind::KeepAlive,
        3 => TimerKind::TimeWait,
        4 => TimerKind::Persist,
        _ => return None,
    };
    let fired = *message.get(3)?;
    let millis = number(message, EXPIRES);
    // A timer that is late shows as a time just before zero.
    let millis = if i32::try_from(millis).is_ok() { millis } else { 0 };
    Some(Timer { kind, remaining: Duration::from_millis(millis.into()), fired })
}

/// `struct tcp_info` of `linux/tcp.h`; older kernels know fewer of its fields, which are 0 then.
fn info(bytes: &[u8]) -> TcpInfo {
    let micros = |offset| Duration::from_micros(number(bytes, offset).into());
    let ca_state = match bytes.get(1) {
        Some(0) => "open",
        Some(1) => "disorder",
        Some(2) => "cwr",
        Some(3) => "recovery",
        Some(4) => "loss",
        _ => "",
    };
    let rcv_wnd = if bytes.len() < 236 { number(bytes, 96) } else { number(bytes, 232) };
    TcpInfo {
        rtt: micros(68),
        rttvar: micros(72),
        rto: micros(8),
        cwnd: number(bytes, 80),
        ssthresh: Some(number(bytes, 76)).filter(|ssthresh| *ssthresh < 0x7fff_ffff),
        snd_wnd: number(bytes, 228),
        rcv_wnd,
        unacked: number(bytes, 24),
        lost: number(bytes, 32),
        retransmits: number(bytes, 100),
        snd_mss: number(bytes, 16),
        ca_state,
        congestion: String::new(),
        bytes_acked: long(bytes, 120),
        bytes_received: long(bytes, 128),
    }
}

/// `SK_MEMINFO_*` of `linux/sock_diag.h`.
fn memory(bytes: &[u8]) -> Memory {
    let word = |index: usize| number(bytes, 4 * index);
    Memory { rmem: word(0), rcvbuf: word(1), wmem: word(2), sndbuf: word(3), drops: word(8) }
}

fn number(bytes: &[u8], offset: usize) -> u32 {
    let field = bytes.get(offset..offset + 4).and_then(|field| field.try_into().ok());
    field.map_or(0, u32::from_ne_bytes)
}

fn long(bytes: &[u8], offset: usize) -> u64 {
    let field = bytes.get(offset..offset + 8).and_then(|field| field.try_into().ok());
    field.map_or(0, u64::from_ne_bytes)
}

/// The length of `struct inet_diag_msg`.
const HEADER: usize = 72;

/// Where `idiag_expires` stands in it.
const EXPIRES: usize = 52;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_time_wait_has_left_is_read() {
        let mut message = [0u8; HEADER];
        message[..4].copy_from_slice(&[2, 6, 3, 0]);
        message[4..8].copy_from_slice(&[0x22, 0xb8, 0xc9, 0x3a]);
        message[8..12].copy_from_slice(&[127, 0, 0, 1]);
        message[24..28].copy_from_slice(&[127, 0, 0, 1]);
        message[EXPIRES..EXPIRES + 4].copy_from_slice(&59_988u32.to_ne_bytes());
        let row = Row::parse(&message).unwrap();
        assert_eq!(row.state, TcpState::TimeWait);
        assert_eq!(row.local, "127.0.0.1:8888".parse().unwrap());
        assert_eq!(row.peer, Some("127.0.0.1:51514".parse().unwrap()));
        let remaining = Duration::from_millis(59_988);
        assert_eq!(row.timer, Some(Timer { kind: TimerKind::TimeWait, remaining, fired: 0 }));
        assert_eq!(row.inode, 0);
    }

    #[test]
    fn fields_that_an_old_kernel_does_not_know_are_zero() {
        let mut bytes = [0u8; 104];
        bytes[76..80].copy_from_slice(&0x7fff_ffffu32.to_ne_bytes());
        bytes[80..84].copy_from_slice(&10u32.to_ne_bytes());
        bytes[96..100].copy_from_slice(&65_483u32.to_ne_bytes());
        let info = info(&bytes);
        assert_eq!((info.cwnd, info.ssthresh, info.rcv_wnd), (10, None, 65_483));
        assert_eq!((info.ca_state, info.bytes_acked, info.snd_wnd), ("open", 0, 0));
    }

    #[test]
    fn what_is_too_short_is_no_row() {
        assert_eq!(Row::parse(&[2, 1, 0, 0]), None);
        assert_eq!(Row::parse(&[]), None);
    }
}
