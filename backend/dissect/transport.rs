//! TCP and UDP, field by field.

use std::{borrow::Cow, ops::Range};

use etherparse::{TcpSlice, UdpSlice};

use super::{Field, Layer, UDP_HEADER, checksum, layers::hex, options::Walk, parts::Ip};
use crate::segment::TcpOption;

/// A TCP header.
pub(super) fn tcp(frame: &[u8], ip: &Ip<'_>) -> Option<Layer> {
    let body = &frame[ip.body.clone()];
    let tcp = TcpSlice::from_slice(body).ok()?;
    let len = tcp.header_slice().len();
    let range = ip.body.start..ip.body.start + len;
    let at = |from: usize, len: usize| range.start + from..range.start + from + len;
    let carried = ip.len.saturating_sub(len);
    let mut fields = vec![
        Field::new("tcp.srcport", tcp.source_port().to_string(), at(0, 2)),
        Field::new("tcp.dstport", tcp.destination_port().to_string(), at(2, 2)),
        Field::new("tcp.seq_raw", tcp.sequence_number().to_string(), at(4, 4)),
        Field::new("tcp.ack_raw", tcp.acknowledgment_number().to_string(), at(8, 4)),
        Field::new("tcp.hdr_len", len.to_string(), at(12, 1)).bits(0, 4),
        flags(u16::from_be_bytes([body[12], body[13]]) & 0xfff, &at(12, 2)),
        Field::new("tcp.window_size_value", tcp.window_size().to_string(), at(14, 2)),
        Field::new("tcp.checksum", format!("0x{:04x}", tcp.checksum()), at(16, 2))
            .note(Some(checksum::of_body(body, ip, 16))),
        Field::new("tcp.urgent_pointer", tcp.urgent_pointer().to_string(), at(18, 2)),
    ];
    if !tcp.options().is_empty() {
        fields.push(options(frame, at(20, tcp.options().len())));
    }
    fields.push(Field::new("tcp.len", carried.to_string(), range.end..range.end));
    Some(Layer { name: "tcp", range, osi: 4, fields })
}

/// The flags, and the bits before them, which are reserved.
fn flags(set: u16, bytes: &Range<usize>) -> Field {
    let mut children =
        vec![Field::new("tcp.flags.res", (set >> 9).to_string(), bytes.clone()).bits(4, 3)];
    for (first, name) in (7..).zip(FLAGS) {
        children.push(Field::bit(name, bytes.clone(), first, set >> (15 - first) & 1 == 1));
    }
    Field::new("tcp.flags", format!("0x{set:04x}"), bytes.clone()).bits(4, 12).children(children)
}

/// The options as a whole, and each of them.
fn options(frame: &[u8], range: Range<usize>) -> Field {
    let mut walk = Walk::new(&frame[range.clone()]);
    let mut children = Vec::new();
    for (place, found) in walk.by_ref() {
        children.push(option(frame, range.start + place.start..range.start + place.end, found));
    }
    let rest = range.start + walk.rest().start..range.end;
    if !rest.is_empty() {
        children.push(Field::new("tcp.options.unknown", hex(frame, &rest), rest));
    }
    Field::new("tcp.options", hex(frame, &range), range).children(children)
}

fn option(frame: &[u8], range: Range<usize>, option: Option<TcpOption>) -> Field {
    let at = |from: usize, len: usize| range.start + from..range.start + from + len;
    let (name, value, values): (_, Cow<'static, str>, Vec<Field>) = match option {
        None => ("tcp.options.eol", "".into(), Vec::new()),
        Some(TcpOption::Nop) => ("tcp.options.nop", "".into(), Vec::new()),
        Some(TcpOption::Mss(size)) => {
            let value = Field::new("tcp.options.mss_val", size.to_string(), at(2, 2));
            ("tcp.options.mss", size.to_string().into(), vec![value])
        }
        Some(TcpOption::WindowScale(shift)) => {
            let value = Field::new("tcp.options.wscale.shift", shift.to_string(), at(2, 1));
            ("tcp.options.wscale", shift.to_string().into(), vec![value])
        }
        Some(TcpOption::SackPermitted) => ("tcp.options.sack_perm", "".into(), Vec::new()),
        Some(TcpOption::Sack(blocks)) => {
            let text: Vec<_> = blocks.iter().map(|(from, to)| format!("{from}-{to}")).collect();
            let edges = (0..).zip(&blocks).flat_map(|(nth, (from, to))| {
                let begin = 2 + 8 * nth;
                [
                    Field::new("tcp.options.sack_le", from.to_string(), at(begin, 4)),
                    Field::new("tcp.options.sack_re", to.to_string(), at(begin + 4, 4)),
                ]
            });
            ("tcp.options.sack", text.join(" ").into(), edges.collect())
        }
        Some(TcpOption::Timestamps { value, echo }) => {
            let times = vec![
                Field::new("tcp.options.timestamp.tsval", value.to_string(), at(2, 4)),
                Field::new("tcp.options.timestamp.tsecr", echo.to_string(), at(6, 4)),
            ];
            ("tcp.options.timestamp", format!("{value} {echo}").into(), times)
        }
        Some(TcpOption::Other { .. }) => {
            ("tcp.options.unknown", hex(frame, &range).into(), Vec::new())
        }
    };
    let number = |from: usize| frame[range.start + from].to_string();
    let mut children = vec![Field::new("tcp.option_kind", number(0), at(0, 1))];
    if 1 < range.len() {
        children.push(Field::new("tcp.option_len", number(1), at(1, 1)));
    }
    children.extend(values);
    Field::new(name, value, range).children(children)
}

/// A UDP header.
pub(super) fn udp(frame: &[u8], ip: &Ip<'_>) -> Option<Layer> {
    let body = &frame[ip.body.clone()];
    let udp = UdpSlice::from_slice_lax(body).ok()?;
    let range = ip.body.start..ip.body.start + UDP_HEADER;
    let at = |from: usize| range.start + from..range.start + from + 2;
    let fields = vec![
        Field::new("udp.srcport", udp.source_port().to_string(), at(0)),
        Field::new("udp.dstport", udp.destination_port().to_string(), at(2)),
        Field::new("udp.length", udp.length().to_string(), at(4)),
        Field::new("udp.checksum", format!("0x{:04x}", udp.checksum()), at(6))
            .note(Some(checksum::of_body(body, ip, 6))),
    ];
    Some(Layer { name: "udp", range, osi: 4, fields })
}

/// From the first bit to the last one.
const FLAGS: [&str; 9] = [
    "tcp.flags.ae",
    "tcp.flags.cwr",
    "tcp.flags.ece",
    "tcp.flags.urg",
    "tcp.flags.ack",
    "tcp.flags.push",
    "tcp.flags.reset",
    "tcp.flags.syn",
    "tcp.flags.fin",
];
