//! ARP, IPv4, and IPv6, field by field.

use std::{net::Ipv4Addr, ops::Range};

use etherparse::{Ipv4HeaderSlice, Ipv6ExtensionSlice, LaxIpv6Slice};

use super::{
    Field, Layer, checksum,
    layers::{hex, mac, short},
    parts::{Ip, IpHeader, extensions_of, place},
};

/// An ARP packet.
pub(super) fn arp(frame: &[u8], range: Range<usize>) -> Layer {
    let at = |from: usize, len: usize| range.start + from..range.start + from + len;
    let number = |from: usize| short(frame, range.start + from);
    let byte = |from: usize| frame.get(range.start + from).copied().unwrap_or_default();
    let address = |from: usize| {
        let bytes = frame.get(at(from, 4)).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
        Ipv4Addr::from(bytes.unwrap_or_default()).to_string()
    };
    let station = |from: usize| mac(frame, range.start + from);
    let fields = vec![
        Field::new("arp.hw.type", number(0).to_string(), at(0, 2)),
        Field::new("arp.proto.type", format!("0x{:04x}", number(2)), at(2, 2)),
        Field::new("arp.hw.size", byte(4).to_string(), at(4, 1)),
        Field::new("arp.proto.size", byte(5).to_string(), at(5, 1)),
        Field::new("arp.opcode", number(6).to_string(), at(6, 2)),
        Field::new("arp.src.hw_mac", station(8), at(8, 6)),
        Field::new("arp.src.proto_ipv4", address(14), at(14, 4)),
        Field::new("arp.dst.hw_mac", station(18), at(18, 6)),
        Field::new("arp.dst.proto_ipv4", address(24), at(24, 4)),
    ];
    Layer { name: "arp", range, osi: 2, fields }
}

/// An IP header, with what stands between it and what it carries.
pub(super) fn ip(frame: &[u8], ip: &Ip<'_>) -> Layer {
    let (name, fields) = match &ip.header {
        IpHeader::V4(packet) => ("ip", v4(frame, ip.at, &packet.header())),
        IpHeader::V6(packet) => ("ipv6", v6(frame, ip.at, packet)),
    };
    Layer { name, range: ip.at..ip.body.start, osi: 3, fields }
}

fn v4(frame: &[u8], begin: usize, header: &Ipv4HeaderSlice<'_>) -> Vec<Field> {
    let at = |from: usize, len: usize| begin + from..begin + from + len;
    let service = header.slice()[1];
    let flags = header.slice()[6] >> 5;
    let protocol = header.protocol().0;
    let mut fields = vec![
        Field::new("ip.version", header.version().to_string(), at(0, 1)).bits(0, 4),
        Field::new("ip.hdr_len", header.slice().len().to_string(), at(0, 1)).bits(4, 4),
        Field::new("ip.dsfield", format!("0x{service:02x}"), at(1, 1)).children(vec![
            Field::new("ip.dsfield.dscp", (service >> 2).to_string(), at(1, 1)).bits(0, 6),
            Field::new("ip.dsfield.ecn", (service & 3).to_string(), at(1, 1)).bits(6, 2),
        ]),
        Field::new("ip.len", header.total_len().to_string(), at(2, 2)),
        Field::new("ip.id", format!("0x{:04x}", header.identification()), at(4, 2)),
        Field::new("ip.flags", format!("0x{flags:02x}"), at(6, 1)).bits(0, 3).children(vec![
            Field::bit("ip.flags.rb", at(6, 1), 0, flags & 4 != 0),
            Field::bit("ip.flags.df", at(6, 1), 1, flags & 2 != 0),
            Field::bit("ip.flags.mf", at(6, 1), 2, flags & 1 != 0),
        ]),
        Field::new(
            "ip.frag_offset",
            (u32::from(header.fragments_offset().value()) * 8).to_string(),
            at(6, 2),
        )
        .bits(3, 13),
        Field::new("ip.ttl", header.ttl().to_string(), at(8, 1)),
        Field::new("ip.proto", protocol.to_string(), at(9, 1)),
        Field::new("ip.checksum", format!("0x{:04x}", header.header_checksum()), at(10, 2))
            .note(Some(checksum::of_ipv4(header))),
        Field::new("ip.src", header.source_addr().to_string(), at(12, 4)),
        Field::new("ip.dst", header.destination_addr().to_string(), at(16, 4)),
    ];
    if !header.options().is_empty() {
        let range = begin + 20..begin + header.slice().len();
        fields.push(Field::new("ip.opt", hex(frame, &range), range));
    }
    fields
}

fn v6(frame: &[u8], begin: usize, packet: &LaxIpv6Slice<'_>) -> Vec<Field> {
    let header = packet.header();
    let at = |from: usize, len: usize| begin + from..begin + from + len;
    let class = header.traffic_class();
    let mut fields = vec![
        Field::new("ipv6.version", header.version().to_string(), at(0, 1)).bits(0, 4),
        Field::new("ipv6.tclass", format!("0x{class:02x}"), at(0, 2)).bits(4, 8).children(vec![
            Field::new("ipv6.tclass.dscp", (class >> 2).to_string(), at(0, 2)).bits(4, 6),
            Field::new("ipv6.tclass.ecn", (class & 3).to_string(), at(1, 1)).bits(2, 2),
        ]),
        Field::new("ipv6.flow", format!("0x{:06x}", header.flow_label().value()), at(1, 3))
            .bits(4, 20),
        Field::new("ipv6.plen", header.payload_length().to_string(), at(4, 2)),
        Field::new("ipv6.nxt", header.next_header().0.to_string(), at(6, 1)),
        Field::new("ipv6.hlim", header.hop_limit().to_string(), at(7, 1)),
        Field::new("ipv6.src", header.source_addr().to_string(), at(8, 16)),
        Field::new("ipv6.dst", header.destination_addr().to_string(), at(24, 16)),
    ];
    fields.extend(extensions_of(packet).map(|it| extension(frame, &it)));
    fields
}

/// An extension header of IPv6.
fn extension(frame: &[u8], extension: &Ipv6ExtensionSlice<'_>) -> Field {
    let raw = |name: &'static str, bytes: &[u8]| {
        let range = place(frame, bytes);
        Field::new(name, hex(frame, &range), range)
    };
    match extension {
        Ipv6ExtensionSlice::Authentication(it) => raw("ah", it.slice()),
        Ipv6ExtensionSlice::DestinationOptions(it) => raw("ipv6.dstopts", it.slice()),
        Ipv6ExtensionSlice::Fragment(it) => {
            let range = place(frame, it.slice());
            let at = |from: usize, len: usize| range.start + from..range.start + from + len;
            let next = it.next_header().0.to_string();
            let offset = it.fragment_offset().value().to_string();
            let ident = format!("0x{:08x}", it.identification());
            let more = it.more_fragments();
            raw("ipv6.fraghdr", it.slice()).children(vec![
                Field::new("ipv6.fraghdr.nxt", next, at(0, 1)),
                Field::new("ipv6.fraghdr.offset", offset, at(2, 2)).bits(0, 13),
                Field::bit("ipv6.fraghdr.more", at(3, 1), 7, more),
                Field::new("ipv6.fraghdr.ident", ident, at(4, 4)),
            ])
        }
        Ipv6ExtensionSlice::HopByHop(it) => raw("ipv6.hopopts", it.slice()),
        Ipv6ExtensionSlice::Routing(it) => raw("ipv6.routing", it.slice()),
    }
}
