//! The tree of a frame: every header with every field.

use std::{borrow::Cow, fmt::Write as _, ops::Range};

use super::{
    Field, Layer, Note, carried, icmp, network,
    parts::{ETHERNET, Ip, Net, Parts, TAG},
    transport,
};

/// Every field of an Ethernet frame, or of a packet that begins with its IP header.
pub(super) fn of(frame: &[u8], parts: &Parts<'_>) -> Vec<Layer> {
    let mut layers = Vec::with_capacity(4);
    if parts.ethernet.is_some() {
        layers.push(ethernet(frame, parts));
    }
    for at in parts.tags.clone().step_by(TAG) {
        layers.push(tag(frame, at));
    }
    let end = match &parts.net {
        Some(Net::Arp { range, .. }) => {
            layers.push(network::arp(frame, range.clone()));
            range.end
        }
        Some(Net::Ip(ip)) => {
            of_packet(frame, ip, &mut layers);
            ip.body.end
        }
        None => {
            layers.extend(data(parts.body..frame.len()));
            frame.len()
        }
    };
    if end < frame.len()
        && let Some(ethernet) = layers.first_mut().filter(|layer| layer.name == "eth")
    {
        let value = hex(frame, &(end..frame.len()));
        ethernet.fields.push(Field::new("eth.padding", value, end..frame.len()));
    }
    layers
}

/// The layers of an IP packet.
fn of_packet(frame: &[u8], ip: &Ip<'_>, layers: &mut Vec<Layer>) {
    layers.push(network::ip(frame, ip));
    let begin = ip.body.start;
    let header = if ip.is_later_fragment {
        None
    } else {
        match ip.protocol {
            super::TCP => transport::tcp(frame, ip),
            super::UDP => transport::udp(frame, ip),
            super::ICMP | super::ICMPV6 => icmp::icmp(frame, ip),
            _ => None,
        }
    };
    let rest = header.as_ref().map_or(begin, |layer| layer.range.end)..ip.body.end;
    layers.extend(header);
    layers.extend(data(carried(frame, ip).unwrap_or(rest)));
}

/// What is carried, if anything is.
fn data(range: Range<usize>) -> Option<Layer> {
    let len = Field::new("data.len", range.len().to_string(), range.clone());
    (!range.is_empty()).then(|| Layer { name: "data", range, osi: 7, fields: vec![len] })
}

fn ethernet(frame: &[u8], parts: &Parts<'_>) -> Layer {
    let kind = if parts.tags.is_empty() { parts.ether_type } else { short(frame, 12) };
    Layer {
        name: "eth",
        range: 0..ETHERNET,
        osi: 2,
        fields: vec![
            Field::new("eth.dst", mac(frame, 0), 0..6),
            Field::new("eth.src", mac(frame, 6), 6..12),
            Field::new("eth.type", format!("0x{kind:04x}"), 12..14),
        ],
    }
}

/// A tag of IEEE 802.1Q.
fn tag(frame: &[u8], at: usize) -> Layer {
    let control = short(frame, at);
    let bytes = at..at + 2;
    let kind = format!("0x{:04x}", short(frame, at + 2));
    Layer {
        name: "vlan",
        range: at..at + TAG,
        osi: 2,
        fields: vec![
            Field::new("vlan.priority", (control >> 13).to_string(), bytes.clone()).bits(0, 3),
            Field::new("vlan.dei", (control >> 12 & 1).to_string(), bytes.clone()).bits(3, 1),
            Field::new("vlan.id", (control & 0xfff).to_string(), bytes).bits(4, 12),
            Field::new("vlan.etype", kind, at + 2..at + 4),
        ],
    }
}

impl Field {
    pub(super) fn new(
        name: &'static str,
        value: impl Into<Cow<'static, str>>,
        bytes: Range<usize>,
    ) -> Self {
        Self { name, value: value.into(), bytes, bits: None, children: Vec::new(), note: None }
    }

    /// A single bit.
    pub(super) fn bit(name: &'static str, bytes: Range<usize>, first: u8, set: bool) -> Self {
        Self::new(name, if set { "1" } else { "0" }, bytes).bits(first, 1)
    }

    pub(super) fn bits(self, first: u8, count: u8) -> Self {
        Self { bits: Some((first, count)), ..self }
    }

    pub(super) fn note(self, note: Option<Note>) -> Self {
        Self { note, ..self }
    }

    pub(super) fn children(self, children: Vec<Self>) -> Self {
        Self { children, ..self }
    }
}

/// Two bytes; nothing is read behind the end.
pub(super) fn short(frame: &[u8], at: usize) -> u16 {
    let bytes = frame.get(at..at + 2).and_then(|bytes| bytes.try_into().ok());
    bytes.map(u16::from_be_bytes).unwrap_or_default()
}

pub(super) fn mac(frame: &[u8], at: usize) -> String {
    let bytes: Vec<_> = frame.iter().skip(at).take(6).map(|byte| format!("{byte:02x}")).collect();
    bytes.join(":")
}

/// Bytes as hex digits, the first ones of many.
pub(super) fn hex(frame: &[u8], range: &Range<usize>) -> String {
    let mut text = String::new();
    for byte in frame.get(range.clone()).unwrap_or_default().iter().take(SHOWN) {
        let _ = write!(text, "{byte:02x}");
    }
    if SHOWN < range.len() {
        text.push('…');
    }
    text
}

/// How many bytes of an unknown field are shown.
const SHOWN: usize = 64;
