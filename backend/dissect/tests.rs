//! Frames, whole and broken.

use std::collections::BTreeSet;

use etherparse::{PacketBuilder, TcpOptionElement};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

fn tcp(payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    PacketBuilder::ethernet2([1; 6], [2; 6])
        .ipv4([10, 0, 0, 1], [10, 0, 0, 2], 64)
        .tcp(1000, 8888, 7, 500)
        .syn()
        .options(&[
            TcpOptionElement::MaximumSegmentSize(1460),
            TcpOptionElement::SelectiveAcknowledgementPermitted,
            TcpOptionElement::Timestamp(3, 4),
            TcpOptionElement::Noop,
            TcpOptionElement::WindowScale(7),
            TcpOptionElement::SelectiveAcknowledgement((5, 6), [None; 3]),
        ])
        .unwrap()
        .write(&mut frame, payload)
        .unwrap();
    frame
}

fn udp6(payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    let ip = PacketBuilder::ethernet2([1; 6], [2; 6]).ipv6([1; 16], [2; 16], 64);
    ip.udp(1000, 8888).write(&mut frame, payload).unwrap();
    frame
}

/// An error that quotes the frame's packet.
fn icmp(quoted: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    PacketBuilder::ethernet2([1; 6], [2; 6])
        .ipv4([10, 0, 0, 2], [10, 0, 0, 1], 64)
        .icmpv4_raw(3, 3, [0; 4])
        .write(&mut frame, &quoted[14..])
        .unwrap();
    frame
}

fn find<'a>(layers: &'a [Layer], name: &str) -> &'a Field {
    fn within<'a>(fields: &'a [Field], name: &str) -> Option<&'a Field> {
        let deeper = |field: &'a Field| within(&field.children, name);
        fields.iter().find_map(|it| if it.name == name { Some(it) } else { deeper(it) })
    }
    layers.iter().find_map(|layer| within(&layer.fields, name)).unwrap()
}

fn everything(fields: &[Field], see: &mut impl FnMut(&Field)) {
    for field in fields {
        see(field);
        everything(&field.children, see);
    }
}

/// Every place lies in the frame, and every key is on the list.
fn is_sound(frame: &[u8], layers: &[Layer]) {
    for layer in layers {
        assert!(LAYERS.contains(&layer.name), "{}", layer.name);
        assert!(layer.range.start <= layer.range.end && layer.range.end <= frame.len());
        everything(&layer.fields, &mut |field| {
            assert!(FIELDS.contains(&field.name), "{}", field.name);
            assert!(field.bytes.start <= field.bytes.end && field.bytes.end <= frame.len());
        });
    }
}

fn is_read(frame: &[u8]) {
    let _ = headers(frame);
    let _ = headers_of_packet(frame);
    assert!(payload(frame).is_none_or(|range| range.end <= frame.len()));
    is_sound(frame, &layers(frame, false));
    is_sound(frame, &layers(frame, true));
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in vec(any::<u8>(), 0..200)) {
        is_read(&bytes);
    }

    #[test]
    fn broken_frames_are_read_without_panic(
        kind in 0..5,
        payload in vec(any::<u8>(), 0..50),
        changes in vec((any::<Index>(), any::<u8>()), 0..6),
        kept in any::<Index>(),
    ) {
        let mut frame = match kind {
            0 => tcp(&payload),
            1 => udp6(&payload),
            2 => icmp(&tcp(&payload)),
            3 => extended(),
            _ => icmp(&udp6(&payload)),
        };
        for (at, byte) in changes {
            let at = at.index(frame.len());
            frame[at] = byte;
        }
        is_read(&frame);
        frame.truncate(kept.index(frame.len() + 1));
        is_read(&frame);
        is_read(frame.get(14..).unwrap_or_default());
    }
}

#[test]
fn a_frame_that_is_cut_keeps_the_length_that_its_header_says() {
    let whole = tcp(&[b'x'; 100]);
    let Headers::Tcp(said) = headers(&whole[..whole.len() - 60]) else { panic!() };
    assert_eq!(said.len, 100);
    assert_eq!(payload(&whole[..whole.len() - 60]).unwrap().len(), 40);
    let cut = layers(&whole[..whole.len() - 60], false);
    assert_eq!(find(&cut, "tcp.checksum").note, Some(Note::ChecksumUnverified));
}

/// An IPv6 packet with four extension headers of eight bytes, the last of which is of a fragment.
fn extended() -> Vec<u8> {
    let mut frame = udp6(b"hello")[..14 + 6].to_vec();
    frame[18..20].copy_from_slice(&32u16.to_be_bytes());
    frame.extend([0, 64].into_iter().chain([1; 32]));
    for next in [60, 43, 44, 17] {
        frame.extend([next, 0, 0, 0, 0, 0, 0, 0]);
    }
    frame
}

#[test]
fn extension_headers_are_read_as_far_as_they_are_whole() {
    let whole = extended();
    let names = ["ipv6.hopopts", "ipv6.dstopts", "ipv6.routing", "ipv6.fraghdr"];
    for cut in 0..=32 {
        let layers = layers(&whole[..54 + cut], false);
        is_sound(&whole[..54 + cut], &layers);
        let fields = layers[1].fields.iter().map(|field| field.name);
        let found: Vec<_> = fields.filter(|name| names.contains(name)).collect();
        assert_eq!(found, names[..cut / 8], "{cut}");
    }
}

#[test]
fn checksums_are_right_wrong_or_left_to_the_hardware() {
    let mut frame = tcp(b"hello");
    let checksum = |frame: &[u8]| find(&layers(frame, false), "tcp.checksum").note;
    assert_eq!(checksum(&frame), Some(Note::ChecksumRight));
    assert_eq!(find(&layers(&frame, false), "ip.checksum").note, Some(Note::ChecksumRight));
    let right = u16::from_be_bytes([frame[50], frame[51]]);
    frame[50] ^= 1;
    assert_eq!(checksum(&frame), Some(Note::ChecksumWrong { right }));
    // 10.0.0.1, 10.0.0.2, the protocol, and the length, which is what Linux leaves there.
    let len = u16::try_from(frame.len() - 34).unwrap();
    let sum = 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + len;
    frame[50..52].copy_from_slice(&sum.to_be_bytes());
    assert_eq!(checksum(&frame), Some(Note::ChecksumOffload));
}

#[test]
fn a_datagram_whose_checksum_adds_up_to_zero_says_so_otherwise() {
    let mut frame = udp6(&[0, 0]);
    let checksum = |frame: &[u8]| find(&layers(frame, false), "udp.checksum").note;
    assert_eq!(checksum(&frame), Some(Note::ChecksumRight));
    // Its two bytes become what it lacks (RFC 768); zero would say that there is no checksum.
    frame.copy_within(60..62, 62);
    frame[60..62].fill(0xff);
    assert_eq!(checksum(&frame), Some(Note::ChecksumRight));
    frame[60..62].fill(0);
    assert_eq!(checksum(&frame), Some(Note::ChecksumWrong { right: 0xffff }));
}

#[test]
fn options_end_where_their_list_does() {
    use crate::segment::TcpOption::{Nop, SackPermitted};
    let after_the_end = [1, 4, 2, 0, 2, 4, 5, 180];
    assert_eq!(options::read(&after_the_end), [Nop, SackPermitted]);
    assert_eq!(options::read(&[4, 2, 2, 9, 5, 180]), [SackPermitted], "its length is wrong");
}

#[test]
fn an_error_tells_whose_packet_it_quotes() {
    let Headers::Icmp(said) = headers(&icmp(&tcp(b""))) else { panic!() };
    let (protocol, from, to) = said.about.unwrap();
    assert_eq!(protocol, Protocol::Tcp);
    assert_eq!((from.to_string().as_str(), to.port()), ("10.0.0.1:1000", 8888));
    // Eight bytes of the transport header are all that must be quoted (RFC 792).
    let short = icmp(&tcp(b"")[..14 + 20 + 8]);
    let Headers::Icmp(said) = headers(&short) else { panic!() };
    assert_eq!(said.about.unwrap().2.port(), 8888);
    assert_eq!(find(&layers(&short, false), "tcp.seq_raw").value, "7");
}

#[test]
fn names_are_there_once() {
    assert_eq!(BTreeSet::from(FIELDS).len(), FIELDS.len());
}
