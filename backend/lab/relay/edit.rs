//! Another payload in a frame, with lengths and checksums made right.

use std::io::Write;

use etherparse::{NetHeaders, PacketHeaders, PayloadSlice, TransportHeader};

/// The payload of TCP or UDP.
pub(super) fn payload(frame: &[u8]) -> Option<&[u8]> {
    Some(Parts::of(frame)?.payload)
}

/// How many bytes of payload fit into a packet of an interface with that MTU, with the headers that
/// the frame has.
pub(super) fn room(frame: &[u8], mtu: u32) -> Option<usize> {
    let parts = Parts::of(frame)?;
    let headers = parts.net.header_len() + parts.transport.header_len();
    Some(usize::try_from(mtu).ok()?.min(usize::from(u16::MAX)).saturating_sub(headers))
}

/// The frame with another payload of TCP or UDP; `None` if it has none. Lengths and the checksum of the
/// IP header are made right, and so is the checksum of TCP or UDP (RFC 9293 §3.1, RFC 768) unless it is
/// to be kept as it was.
pub(super) fn edit(frame: &[u8], payload: &[u8], keep_checksum: bool) -> Option<Vec<u8>> {
    let Parts { link, mut net, mut transport, .. } = Parts::of(frame)?;
    let len = transport.header_len() + payload.len();
    if let TransportHeader::Udp(udp) = &mut transport {
        udp.length = u16::try_from(len).ok()?;
    }
    match &mut net {
        NetHeaders::Ipv4(ip, extensions) => {
            ip.set_payload_len(extensions.header_len() + len).ok()?;
            ip.header_checksum = ip.calc_header_checksum();
            if !keep_checksum {
                transport.update_checksum_ipv4(ip, payload).ok()?;
            }
        }
        NetHeaders::Ipv6(ip, extensions) => {
            ip.set_payload_length(extensions.header_len() + len).ok()?;
            if !keep_checksum {
                transport.update_checksum_ipv6(ip, payload).ok()?;
            }
        }
        NetHeaders::Arp(_) => return None,
    }
    let mut edited = Vec::with_capacity(link.len() + net.header_len() + len);
    edited.extend_from_slice(link);
    match &net {
        NetHeaders::Ipv4(ip, extensions) => {
            ip.write_raw(&mut edited).ok()?;
            extensions.write(&mut edited, ip.protocol).ok()?;
        }
        NetHeaders::Ipv6(ip, extensions) => {
            ip.write(&mut edited).ok()?;
            extensions.write(&mut edited, ip.next_header).ok()?;
        }
        NetHeaders::Arp(_) => return None,
    }
    transport.write(&mut edited).ok()?;
    edited.write_all(payload).ok()?;
    Some(edited)
}

/// A frame that carries a whole header of TCP or UDP.
struct Parts<'a> {
    /// What comes before the IP header.
    link: &'a [u8],
    net: NetHeaders,
    transport: TransportHeader,
    payload: &'a [u8],
}

impl<'a> Parts<'a> {
    fn of(frame: &'a [u8]) -> Option<Self> {
        let headers = PacketHeaders::from_ethernet_slice(frame).ok()?;
        let (PayloadSlice::Tcp(payload) | PayloadSlice::Udp(payload)) = headers.payload else {
            return None;
        };
        let link = headers.link?.header_len()
            + headers.link_exts.iter().map(|extension| extension.header_len()).sum::<usize>();
        Some(Self {
            link: frame.get(..link)?,
            net: headers.net?,
            transport: headers.transport?,
            payload,
        })
    }
}
