//! Where the parts of a frame are, and who talks to whom.

use std::{net::IpAddr, ops::Range};

use etherparse::{
    ArpPacketSlice, EtherType, Ethernet2HeaderSlice, IpAuthHeaderSlice, Ipv6ExtensionSlice,
    Ipv6FragmentHeaderSlice, Ipv6RawExtHeaderSlice, LaxIpv4Slice, LaxIpv6Slice, SingleVlanSlice,
    ip_number,
};

use crate::segment::Arp;

/// A frame taken apart down to what IP carries.
pub(super) struct Parts<'a> {
    /// Where the Ethernet header is, if there is one.
    pub(super) ethernet: Option<Range<usize>>,
    /// The tags of IEEE 802.1Q behind it.
    pub(super) tags: Range<usize>,
    /// What Ethernet carries.
    pub(super) ether_type: u16,
    /// What is in it, if that can be read.
    pub(super) net: Option<Net<'a>>,
    /// Where what Ethernet carries begins.
    pub(super) body: usize,
}

/// What Ethernet carries.
pub(super) enum Net<'a> {
    Arp { arp: Arp, range: Range<usize> },
    Ip(Ip<'a>),
}

/// An IP packet.
pub(super) struct Ip<'a> {
    pub(super) header: IpHeader<'a>,
    /// Where its header begins.
    pub(super) at: usize,
    pub(super) from: IpAddr,
    pub(super) to: IpAddr,
    /// What it carries, behind all extension headers.
    pub(super) protocol: u8,
    /// Where that is, as far as it was kept.
    pub(super) body: Range<usize>,
    /// How long that was, as the header says.
    pub(super) len: usize,
    /// It does not begin with a transport header: another fragment has that.
    pub(super) is_later_fragment: bool,
    /// It is not all of its datagram.
    pub(super) is_fragment: bool,
}

/// Its header.
pub(super) enum IpHeader<'a> {
    V4(LaxIpv4Slice<'a>),
    V6(LaxIpv6Slice<'a>),
}

impl<'a> Parts<'a> {
    /// The parts of an Ethernet frame.
    pub(super) fn of_frame(frame: &'a [u8]) -> Self {
        let Ok(ethernet) = Ethernet2HeaderSlice::from_slice(frame) else {
            return Self { ethernet: None, tags: 0..0, ether_type: 0, net: None, body: 0 };
        };
        let mut at = ETHERNET;
        let mut ether_type = ethernet.ether_type();
        for _ in 0..TAGS {
            if ![EtherType::VLAN_TAGGED_FRAME, EtherType::PROVIDER_BRIDGING].contains(&ether_type) {
                break;
            }
            let Ok(tag) = SingleVlanSlice::from_slice(&frame[at..]) else { break };
            ether_type = tag.ether_type();
            at += TAG;
        }
        let net = match ether_type {
            EtherType::ARP => read_arp(frame, at),
            EtherType::IPV4 | EtherType::IPV6 => Ip::read(frame, at).map(Net::Ip),
            _ => None,
        };
        let ethernet = Some(0..ETHERNET);
        Self { ethernet, tags: ETHERNET..at, ether_type: ether_type.0, net, body: at }
    }

    /// The parts of a packet without a link.
    pub(super) fn of_packet(packet: &'a [u8]) -> Self {
        let net = Ip::read(packet, 0).map(Net::Ip);
        let ether_type = match packet.first().map_or(0, |first| first >> 4) {
            4 => EtherType::IPV4.0,
            6 => EtherType::IPV6.0,
            _ => 0,
        };
        Self { ethernet: None, tags: 0..0, ether_type, net, body: 0 }
    }
}

impl<'a> Ip<'a> {
    /// The packet that begins there.
    pub(super) fn read(frame: &'a [u8], at: usize) -> Option<Self> {
        let packet = frame.get(at..)?;
        match packet.first()? >> 4 {
            4 => {
                let (ip, _) = LaxIpv4Slice::from_slice(packet).ok()?;
                let header = ip.header();
                let body = place(frame, ip.payload().payload);
                let before = body.start - at;
                let len = match usize::from(header.total_len()) {
                    all if before <= all => all - before,
                    // Not filled in: it is as long as it is.
                    _ => body.len(),
                };
                Some(Self {
                    at,
                    from: header.source_addr().into(),
                    to: header.destination_addr().into(),
                    protocol: ip.payload().ip_number.0,
                    body,
                    len,
                    is_later_fragment: header.fragments_offset().value() != 0,
                    is_fragment: ip.is_payload_fragmented(),
                    header: IpHeader::V4(ip),
                })
            }
            6 => {
                let (ip, _) = LaxIpv6Slice::from_slice(packet).ok()?;
                let header = ip.header();
                let body = place(frame, ip.payload().payload);
                let extensions = body.start - at - IPV6;
                let len = match usize::from(header.payload_length()) {
                    all if extensions <= all && 0 < all => all - extensions,
                    _ => body.len(),
                };
                let is_later_fragment = extensions_of(&ip).any(|extension| match extension {
                    Ipv6ExtensionSlice::Fragment(part) => part.fragment_offset().value() != 0,
                    Ipv6ExtensionSlice::Authentication(_)
                    | Ipv6ExtensionSlice::DestinationOptions(_)
                    | Ipv6ExtensionSlice::HopByHop(_)
                    | Ipv6ExtensionSlice::Routing(_) => false,
                });
                Some(Self {
                    at,
                    from: header.source_addr().into(),
                    to: header.destination_addr().into(),
                    protocol: ip.payload().ip_number.0,
                    body,
                    len,
                    is_later_fragment,
                    is_fragment: ip.is_payload_fragmented(),
                    header: IpHeader::V6(ip),
                })
            }
            _ => None,
        }
    }
}

/// The extension headers of an IPv6 packet, as far as they are whole. The iterator of the crate takes
/// for granted that every one is, and reads behind the end of one that is not.
pub(super) fn extensions_of<'a>(
    packet: &LaxIpv6Slice<'a>,
) -> impl Iterator<Item = Ipv6ExtensionSlice<'a>> + use<'a> {
    let (mut next, mut rest) = (packet.header().next_header(), packet.extensions().slice());
    std::iter::from_fn(move || {
        let raw = || Ipv6RawExtHeaderSlice::from_slice(rest).ok();
        let found = match next {
            ip_number::IPV6_HOP_BY_HOP => Ipv6ExtensionSlice::HopByHop(raw()?),
            ip_number::IPV6_ROUTE => Ipv6ExtensionSlice::Routing(raw()?),
            ip_number::IPV6_DEST_OPTIONS => Ipv6ExtensionSlice::DestinationOptions(raw()?),
            ip_number::IPV6_FRAG => {
                Ipv6ExtensionSlice::Fragment(Ipv6FragmentHeaderSlice::from_slice(rest).ok()?)
            }
            ip_number::AUTH => {
                Ipv6ExtensionSlice::Authentication(IpAuthHeaderSlice::from_slice(rest).ok()?)
            }
            _ => return None,
        };
        let len;
        (next, len) = match &found {
            Ipv6ExtensionSlice::HopByHop(it)
            | Ipv6ExtensionSlice::Routing(it)
            | Ipv6ExtensionSlice::DestinationOptions(it) => (it.next_header(), it.slice().len()),
            Ipv6ExtensionSlice::Fragment(it) => (it.next_header(), it.slice().len()),
            Ipv6ExtensionSlice::Authentication(it) => (it.next_header(), it.slice().len()),
        };
        rest = rest.get(len..)?;
        Some(found)
    })
}

/// The ports of TCP or UDP; the rest of their header may be missing, as where ICMP quotes it.
pub(super) fn ports(frame: &[u8], ip: &Ip<'_>) -> Option<(u16, u16)> {
    let transport = matches!(ip.protocol, super::TCP | super::UDP) && !ip.is_later_fragment;
    match frame.get(ip.body.clone())? {
        [a, b, c, d, ..] if transport => {
            Some((u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d])))
        }
        _ => None,
    }
}

fn read_arp(frame: &[u8], at: usize) -> Option<Net<'_>> {
    let packet = ArpPacketSlice::from_slice(frame.get(at..)?).ok()?;
    let arp = Arp {
        operation: packet.operation().0,
        sender_mac: packet.sender_hw_addr().try_into().ok()?,
        sender: <[u8; 4]>::try_from(packet.sender_protocol_addr()).ok()?.into(),
        target_mac: packet.target_hw_addr().try_into().ok()?,
        target: <[u8; 4]>::try_from(packet.target_protocol_addr()).ok()?.into(),
    };
    Some(Net::Arp { arp, range: at..at + packet.slice().len() })
}

/// Where a part of a frame is in it.
pub(super) fn place(frame: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(frame.as_ptr().addr()).min(frame.len());
    start..(start + part.len()).min(frame.len())
}

pub(super) const ETHERNET: usize = 14;
const IPV6: usize = 40;
pub(super) const TAG: usize = 4;
/// How many tags a frame may have.
const TAGS: usize = 2;
