//! Whether checksums are right.

use std::net::IpAddr;

use etherparse::{Ipv4HeaderSlice, checksum::Sum16BitWords};

use super::{Note, parts::Ip};

/// The checksum of an IPv4 header.
pub(super) fn of_ipv4(header: &Ipv4HeaderSlice<'_>) -> Note {
    let bytes = header.slice();
    let sum = Sum16BitWords::new().add_slice(&bytes[..10]).add_slice(&bytes[12..]);
    told(header.header_checksum(), sum.ones_complement().to_be())
}

/// The checksum at that place of what IP carries; of TCP, UDP, and ICMPv6 it covers a pseudo-header
/// too.
pub(super) fn of_body(body: &[u8], ip: &Ip<'_>, at: usize) -> Note {
    let Some(found) = body.get(at..at + 2) else { return Note::ChecksumUnverified };
    let found = u16::from_be_bytes([found[0], found[1]]);
    let is_udp = ip.protocol == super::UDP;
    if found == 0 && is_udp && ip.from.is_ipv4() {
        return Note::ChecksumUnused;
    }
    let pseudo = if ip.protocol == super::ICMP { None } else { pseudo_header(ip) };
    // A kernel that leaves the checksum to the hardware fills in what it has to begin with.
    if pseudo.as_ref().is_some_and(|sum| found == !sum.ones_complement().to_be()) {
        return Note::ChecksumOffload;
    }
    if ip.is_fragment || body.len() < ip.len {
        return Note::ChecksumUnverified;
    }
    let sum = pseudo.unwrap_or_default().add_slice(&body[..at]).add_slice(&body[at + 2..]);
    let right = match sum.ones_complement().to_be() {
        // Zero would say that there is none (RFC 768).
        0 if is_udp => 0xffff,
        right => right,
    };
    told(found, right)
}

fn pseudo_header(ip: &Ip<'_>) -> Option<Sum16BitWords> {
    let len = u32::try_from(ip.len).ok()?;
    let addresses = match (ip.from, ip.to) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            Sum16BitWords::new().add_4bytes(from.octets()).add_4bytes(to.octets())
        }
        (IpAddr::V6(from), IpAddr::V6(to)) => {
            Sum16BitWords::new().add_16bytes(from.octets()).add_16bytes(to.octets())
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return None,
    };
    let mut sum = addresses.add_2bytes([0, ip.protocol]);
    Some(sum.add_4bytes(len.to_be_bytes()))
}

fn told(found: u16, right: u16) -> Note {
    if found == right { Note::ChecksumRight } else { Note::ChecksumWrong { right } }
}
