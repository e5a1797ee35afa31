//! What the bytes of a frame mean: its headers at once, or every field of them for a person to read.
//!
//! Nothing here panics, whatever the bytes are: a frame may be cut short, and a header may lie.

mod checksum;
mod icmp;
mod keys;
mod layers;
mod network;
mod options;
mod parts;
mod transport;

pub use keys::{FIELDS, LAYERS};

use std::{borrow::Cow, net::SocketAddr, ops::Range};

use etherparse::{Icmpv4Slice, Icmpv6Slice, TcpSlice, UdpSlice};

use crate::{
    command::Protocol,
    segment::{Flags, Headers, Icmp, Tcp},
};
use parts::{Ip, IpHeader, Net, Parts, ports};

/// What the headers of an Ethernet frame say.
#[must_use]
pub fn headers(frame: &[u8]) -> Headers {
    said(frame, &Parts::of_frame(frame))
}

/// What the headers of an IP packet say.
#[must_use]
pub fn headers_of_packet(ip: &[u8]) -> Headers {
    said(ip, &Parts::of_packet(ip))
}

/// Where the bytes that TCP or UDP carries are in an Ethernet frame, as far as they were kept.
#[must_use]
pub fn payload(frame: &[u8]) -> Option<Range<usize>> {
    let Some(Net::Ip(ip)) = Parts::of_frame(frame).net else { return None };
    carried(frame, &ip)
}

/// What an IPv4 header says, beside who sends to whom.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Ipv4 {
    /// The identification, by which fragments are put together (RFC 791).
    pub id: u16,
    /// How many routers it may still pass.
    pub ttl: u8,
}

/// The IPv4 header of an Ethernet frame, or of a packet that begins with it.
#[must_use]
pub fn ipv4(frame: &[u8], from_ip: bool) -> Option<Ipv4> {
    let parts = if from_ip { Parts::of_packet(frame) } else { Parts::of_frame(frame) };
    let Some(Net::Ip(Ip { header: IpHeader::V4(ip), .. })) = parts.net else { return None };
    Some(Ipv4 { id: ip.header().identification(), ttl: ip.header().ttl() })
}

/// Every field of an Ethernet frame, or of a packet that begins with its IP header.
#[must_use]
pub fn layers(frame: &[u8], from_ip: bool) -> Vec<Layer> {
    let parts = if from_ip { Parts::of_packet(frame) } else { Parts::of_frame(frame) };
    layers::of(frame, &parts)
}

/// A header, or what is carried.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Layer {
    /// Its key, as Wireshark names the protocol; what is carried is `data`.
    pub name: &'static str,
    /// Its bytes in the frame.
    pub range: Range<usize>,
    /// Its layer in the OSI reference model.
    pub osi: u8,
    /// What it says, in the order of its bytes.
    pub fields: Vec<Field>,
}

/// A field of a header.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Field {
    /// Its key, as Wireshark names the field.
    pub name: &'static str,
    /// Its value, as Wireshark writes it.
    pub value: Cow<'static, str>,
    /// Its bytes in the frame; none if it follows from other fields.
    pub bytes: Range<usize>,
    /// The first bit and the number of bits within these bytes, where it does not take all of them.
    pub bits: Option<(u8, u8)>,
    /// What it is made of.
    pub children: Vec<Self>,
    /// What is to be said about the value.
    pub note: Option<Note>,
}

/// Something to say about the value of a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Note {
    /// A checksum that is not filled in: the kernel leaves that to the hardware (offload), and it
    /// stands for what the pseudo-header adds up to.
    ChecksumOffload,
    /// The checksum is right.
    ChecksumRight,
    /// A checksum of zero: UDP over IPv4 may go without (RFC 768).
    ChecksumUnused,
    /// It cannot be told: bytes that it covers were not kept.
    ChecksumUnverified,
    /// The checksum is wrong.
    ChecksumWrong {
        /// What it would have to be.
        right: u16,
    },
}

impl Note {
    /// Its key.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ChecksumOffload => "checksum-offload",
            Self::ChecksumRight => "checksum-right",
            Self::ChecksumUnused => "checksum-unused",
            Self::ChecksumUnverified => "checksum-unverified",
            Self::ChecksumWrong { .. } => "checksum-wrong",
        }
    }
}

fn said(frame: &[u8], parts: &Parts<'_>) -> Headers {
    match &parts.net {
        Some(Net::Arp { arp, .. }) => Headers::Arp(arp.clone()),
        Some(Net::Ip(ip)) => of_packet(frame, ip),
        None => Headers::Other { from: None, to: None, number: parts.ether_type },
    }
}

fn of_packet(frame: &[u8], ip: &Ip<'_>) -> Headers {
    let body = &frame[ip.body.clone()];
    let other =
        || Headers::Other { from: Some(ip.from), to: Some(ip.to), number: u16::from(ip.protocol) };
    if ip.is_later_fragment {
        return other();
    }
    let end = |address, port| SocketAddr::new(address, port);
    match ip.protocol {
        TCP => match TcpSlice::from_slice(body) {
            Ok(tcp) => Headers::Tcp(Tcp {
                from: end(ip.from, tcp.source_port()),
                to: end(ip.to, tcp.destination_port()),
                flags: Flags(body[13]),
                seq: tcp.sequence_number(),
                ack: tcp.acknowledgment_number(),
                win: tcp.window_size(),
                len: len(ip.len.saturating_sub(tcp.header_slice().len())),
                options: options::read(tcp.options()),
            }),
            Err(_) => other(),
        },
        UDP => match UdpSlice::from_slice_lax(body) {
            Ok(udp) => Headers::Udp {
                from: end(ip.from, udp.source_port()),
                to: end(ip.to, udp.destination_port()),
                len: match usize::from(udp.length()) {
                    // A length of zero is allowed for more than it can count (RFC 2675 §4).
                    0 => len(ip.len.saturating_sub(UDP_HEADER)),
                    all => len(all.saturating_sub(UDP_HEADER)),
                },
            },
            Err(_) => other(),
        },
        ICMP | ICMPV6 => match body {
            [kind, code, ..] => {
                let about = quoted(frame, ip).and_then(|quoted| {
                    let (from, to) = ports(frame, &quoted)?;
                    let is_tcp = quoted.protocol == TCP;
                    let protocol = if is_tcp { Protocol::Tcp } else { Protocol::Udp };
                    Some((protocol, end(quoted.from, from), end(quoted.to, to)))
                });
                Headers::Icmp(Icmp { from: ip.from, to: ip.to, kind: *kind, code: *code, about })
            }
            _ => other(),
        },
        _ => other(),
    }
}

/// The packet that an ICMP error quotes.
fn quoted<'a>(frame: &'a [u8], ip: &Ip<'_>) -> Option<Ip<'a>> {
    let body = &frame[ip.body.clone()];
    let quotes = match ip.protocol {
        // Unreachable, source quench, redirect, time exceeded, parameter problem (RFC 792).
        ICMP => matches!(Icmpv4Slice::from_slice(body).ok()?.type_u8(), 3 | 4 | 5 | 11 | 12),
        // Unreachable, too big, time exceeded, parameter problem (RFC 4443 §2.1).
        ICMPV6 => matches!(Icmpv6Slice::from_slice(body).ok()?.type_u8(), 1..=4),
        _ => false,
    };
    if quotes { Ip::read(&frame[..ip.body.end], ip.body.start + ICMP_HEADER) } else { None }
}

/// Where the bytes that TCP or UDP carries are.
fn carried(frame: &[u8], ip: &Ip<'_>) -> Option<Range<usize>> {
    let body = &frame[ip.body.clone()];
    if ip.is_later_fragment {
        return None;
    }
    let payload = match ip.protocol {
        TCP => TcpSlice::from_slice(body).ok()?.payload(),
        UDP => UdpSlice::from_slice_lax(body).ok()?.payload(),
        _ => return None,
    };
    Some(parts::place(frame, payload))
}

fn len(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

const ICMP: u8 = 1;
const TCP: u8 = 6;
const UDP: u8 = 17;
const ICMPV6: u8 = 58;

const UDP_HEADER: usize = 8;
/// Of the messages that quote a packet; an echo has the same.
const ICMP_HEADER: usize = 8;

#[cfg(test)]
mod tests;
