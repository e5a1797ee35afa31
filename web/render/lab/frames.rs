//! Frames in a few words, as they stand in the lab's tables.

use backend::segment::Headers;

pub(super) use crate::wire::lanes::mac;
use crate::words::Words;

/// What a frame is, in one line.
pub(super) fn summary(words: Words, headers: &Headers) -> String {
    match headers {
        Headers::Arp(arp) if arp.operation == 1 => {
            format!("ARP {}", words.t1("lab-arp-asks", "address", arp.target.to_string()))
        }
        Headers::Arp(arp) => {
            let arguments =
                [("address", arp.sender.to_string().into()), ("mac", mac(&arp.sender_mac).into())];
            format!("ARP {}", words.with("lab-arp-says", arguments))
        }
        Headers::Icmp(icmp) => {
            let (from, to) = (icmp.from, icmp.to);
            format!("{from} → {to} {} {}/{}", headers.protocol(), icmp.kind, icmp.code)
        }
        Headers::Other { from, to, number } => match (from, to) {
            (Some(from), Some(to)) => format!("{from} → {to} {number}"),
            (_, _) => format!("0x{number:04x}"),
        },
        Headers::Tcp(tcp) => {
            format!("{} → {} [{}] len={}", tcp.from, tcp.to, tcp.flags.names(), tcp.len)
        }
        Headers::Udp { from, to, len } => format!("{from} → {to} UDP len={len}"),
    }
}

/// What a frame is, as short as a table needs it.
pub(super) fn short(words: Words, headers: &Headers) -> String {
    match headers {
        Headers::Arp(_) => summary(words, headers),
        Headers::Icmp(icmp) => format!("{} {}/{}", headers.protocol(), icmp.kind, icmp.code),
        Headers::Other { number, .. } => format!("0x{number:04x}"),
        Headers::Tcp(tcp) => format!("TCP [{}] len={}", tcp.flags.names(), tcp.len),
        Headers::Udp { len, .. } => format!("UDP len={len}"),
    }
}
