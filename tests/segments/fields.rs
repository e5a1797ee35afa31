//! Every field of every header.

use std::{collections::BTreeMap, time::Duration};

use backend::{
    dissect::{self, FIELDS, Field, LAYERS},
    segment::Flags,
};
use etherparse::{ArpPacket, EtherType, PacketBuilder};

use super::{
    frames::Segment,
    tshark::{self, fields},
};

#[test]
fn wireshark_knows_every_name() {
    let mut command = std::process::Command::new("tshark");
    command.args(["-G", "fields"]);
    let known = tshark::run(command, b"");
    let known: Vec<_> = known.lines().filter_map(|line| line.split('\t').nth(2)).collect();
    let unknown: Vec<_> =
        LAYERS.iter().chain(&FIELDS).filter(|name| !known.contains(name)).collect();
    // It has a name for each kind of IP option and none for all of them.
    assert_eq!(unknown, [&"ip.opt"]);
}

#[test]
fn fields_have_the_values_that_wireshark_finds() {
    let frames: Vec<_> = (1..).map(Duration::from_secs).zip(every_kind()).collect();
    // These are whole layers, or options that we put into words, or an option in bytes.
    let in_words = ["tcp.options.", "data", "ah", "ip.opt", "ipv6.hopopts", "ipv6.routing"];
    let in_bytes = ["ipv6.dstopts", "ipv6.fraghdr", "tcp.options.unknown"];
    let values = ["_val", ".shift", "_le", "_re", ".tsval", ".tsecr"];
    let names: Vec<_> = FIELDS
        .into_iter()
        .filter(|name| !LAYERS.contains(name) && !in_bytes.contains(name))
        .filter(|name| {
            values.iter().any(|end| name.ends_with(end))
                || !in_words.iter().any(|word| name.starts_with(word))
        })
        .collect();
    // Numbers as they stand there, checksums checked, and no guessing what payloads may be.
    let settings = [
        "tcp.relative_sequence_numbers:FALSE",
        "ip.defragment:FALSE",
        "ipv6.defragment:FALSE",
        "tcp.check_checksum:TRUE",
        "udp.check_checksum:TRUE",
        "ip.check_checksum:TRUE",
    ];
    let rows = fields(&tshark::file(&frames), &names, &settings);
    let mut met = BTreeMap::new();
    for ((_, frame), row) in frames.iter().zip(&rows) {
        let mut ours = BTreeMap::<&str, Vec<String>>::new();
        for layer in dissect::layers(frame, false) {
            gather(&layer.fields, &mut ours);
        }
        // Wireshark gives the version of IPv6 the name of that of IPv4 too.
        let is_v6 = frame[12..14] == [0x86, 0xdd];
        for (name, theirs) in
            names.iter().zip(row).filter(|(name, _)| !(is_v6 && **name == "ip.version"))
        {
            let ours = ours.remove(name).unwrap_or_default();
            let same: Vec<_> = theirs.iter().map(|value| plain(value)).collect();
            assert_eq!(ours, same, "{name} of {frame:02x?}");
            *met.entry(*name).or_insert(0) += ours.len();
        }
    }
    let missed: Vec<_> =
        met.iter().filter(|(_, count)| **count == 0).map(|(name, _)| name).collect();
    assert!(missed.is_empty(), "no frame has {missed:?}");
}

fn gather(fields: &[Field], into: &mut BTreeMap<&'static str, Vec<String>>) {
    for field in fields {
        into.entry(field.name).or_default().push(plain(&field.value));
        gather(&field.children, into);
    }
}

/// A number without its base and leading zeros, which versions of Wireshark write differently.
fn plain(value: &str) -> String {
    match value {
        "True" => "1".to_owned(),
        "False" => "0".to_owned(),
        _ => match value.strip_prefix("0x").map(|digits| u64::from_str_radix(digits, 16)) {
            Some(Ok(number)) => number.to_string(),
            _ => value.to_owned(),
        },
    }
}

/// Frames of every kind that is taken apart.
pub(super) fn every_kind() -> Vec<Vec<u8>> {
    let options: &[&[u8]] = &[
        &[2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 7],
        &[1, 1, 8, 10, 0, 0, 0, 9, 0, 0, 0, 8],
        &[1, 1, 5, 18, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0],
        &[2, 4, 5, 180, 0, 0, 0, 0],
        &[],
    ];
    let mut frames = Vec::new();
    for (from, to) in [("10.0.0.1:40000", "10.0.0.2:40001"), ("[fd00::1]:40000", "[fd00::2]:40001")]
    {
        for (nth, options) in (0..).zip(options) {
            frames.push(
                Segment {
                    from: from.parse().unwrap(),
                    to: to.parse().unwrap(),
                    flags: [Flags::SYN, Flags(0x12), Flags(0x18), Flags(0x11), Flags(0x14)][nth],
                    seq: 4_000_000_000,
                    ack: 17,
                    win: 501,
                    options: options.to_vec(),
                    payload: vec![0xe4; nth * 3],
                }
                .frame(),
            );
        }
    }
    let ethernet = || PacketBuilder::ethernet2([2, 0, 0, 0, 0, 1], [2, 0, 0, 0, 0, 2]);
    let v4 = || ethernet().ipv4([10, 0, 0, 1], [10, 0, 0, 2], 63);
    let v6 = || ethernet().ipv6([0xfd; 16], [0xfe; 16], 63);
    let datagram = |ip: etherparse::PacketBuilderStep<etherparse::IpHeaders>| {
        let mut frame = Vec::new();
        ip.udp(40000, 40001).write(&mut frame, b"hello").unwrap();
        frame.split_off(14)
    };
    let quoted = [datagram(v4()), datagram(v6())];
    let mut put = |write: &dyn Fn(&mut Vec<u8>)| {
        let mut frame = Vec::new();
        write(&mut frame);
        frames.push(frame);
    };
    put(&|out| v4().udp(40000, 40001).write(out, b"hello").unwrap());
    put(&|out| v6().udp(40000, 40001).write(out, b"hello").unwrap());
    put(&|out| v4().icmpv4_echo_request(5, 6).write(out, b"abcdefgh").unwrap());
    put(&|out| v4().icmpv4_raw(5, 1, [10, 0, 0, 9]).write(out, &quoted[0]).unwrap());
    put(&|out| v4().icmpv4_raw(3, 4, [0, 0, 5, 0]).write(out, &quoted[0]).unwrap());
    put(&|out| v6().icmpv6_echo_reply(5, 6).write(out, b"abcdefgh").unwrap());
    put(&|out| v6().icmpv6_raw(2, 0, [0, 0, 5, 0]).write(out, &quoted[1]).unwrap());
    put(&|out| v6().icmpv6_raw(135, 0, [0; 4]).write(out, &[0xfd; 16]).unwrap());
    put(&|out| v6().icmpv6_raw(136, 0, [0; 4]).write(out, &[0xfd; 16]).unwrap());
    put(&|out| {
        let arp = ArpPacket::new(
            etherparse::ArpHardwareId::ETHERNET,
            EtherType::IPV4,
            etherparse::ArpOperation::REQUEST,
            &[2, 0, 0, 0, 0, 1],
            &[10, 0, 0, 1],
            &[0; 6],
            &[10, 0, 0, 2],
        );
        ethernet().arp(arp.unwrap()).write(out).unwrap();
        out.extend([0; 18]);
    });
    put(&|out| {
        let tagged = ethernet().single_vlan(7.try_into().unwrap());
        let udp = tagged.ipv4([10, 0, 0, 1], [10, 0, 0, 2], 63).udp(40000, 40001);
        udp.write(out, b"hello").unwrap();
    });
    // Both fragments of a datagram over IPv6.
    for (offset, next) in [(1_u16, 17), (8 << 3, 17)] {
        put(&|out| {
            v6().udp(40000, 40001).write(out, b"12345678").unwrap();
            let mut fragment = vec![next, 0];
            fragment.extend(offset.to_be_bytes());
            fragment.extend([0, 0, 0, 99]);
            out[20] = 44;
            out[19] += 8;
            out.splice(54..54, fragment);
        });
    }
    frames
}
