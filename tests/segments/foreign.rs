//! Captures that other programs wrote, and files that are none.

use std::{borrow::Cow, process::Command, time::Duration};

use pcap_file::{
    DataLink, Endianness, TsResolution,
    pcap::{PcapHeader, PcapPacket, PcapWriter},
    pcapng::{
        PcapNgWriter,
        blocks::{
            enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption},
            interface_description::{InterfaceDescriptionBlock, InterfaceDescriptionOption},
            section_header::SectionHeaderBlock,
        },
    },
};
use serde_json::json;

use super::{
    files::{frames, handshake, import},
    tshark,
};
use crate::support::{server::Server, session::Session};

/// The file as that program writes it to its standard output.
fn through(program: &[&str], file: &[u8]) -> Vec<u8> {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]);
    tshark::bytes(command, file)
}

#[test]
fn the_same_frames_come_out_of_every_kind_of_file() {
    let server = Server::start();
    let frames_of = |file: &[u8]| {
        let session = Session::begin(&server);
        let answer = import(&session, file);
        assert_eq!((answer.status, answer.json()), (200, json!({"frames": 4, "left_out": 0})));
        let seen = frames(&session).into_iter().map(|frame| {
            let at: u64 = frame["captured_ns"].as_str().unwrap().parse().unwrap();
            (at, frame["frame"].clone(), frame["frame_len"].clone())
        });
        seen.collect::<Vec<_>>()
    };
    let file = tshark::file(&handshake());
    let exact = frames_of(&file);
    let rough: Vec<_> =
        exact.iter().cloned().map(|(at, f, len)| (at / 1000 * 1000, f, len)).collect();
    assert_eq!(exact.len(), 4);
    // As Wireshark writes them.
    assert_eq!(frames_of(&through(&["tshark", "-r", "-", "-w", "-"], &file)), exact);
    for (kind, expected) in [("pcapng", &exact), ("nsecpcap", &exact), ("pcap", &rough)] {
        let written = through(&["editcap", "-F", kind, "-", "-"], &file);
        assert_eq!(&frames_of(&written), expected, "{kind}");
    }
    // And as a machine with the other order of bytes does.
    for (ts_resolution, expected) in
        [(TsResolution::NanoSecond, &exact), (TsResolution::MicroSecond, &rough)]
    {
        let header =
            PcapHeader { endianness: Endianness::Big, ts_resolution, ..Default::default() };
        let mut writer = PcapWriter::with_header(Vec::new(), header).unwrap();
        for (at, frame) in handshake() {
            let len = u32::try_from(frame.len()).unwrap();
            writer.write_packet(&PcapPacket::new(at, len, &frame)).unwrap();
        }
        assert_eq!(&frames_of(&writer.into_writer()), expected);
    }
    assert_eq!(frames_of(&section(Endianness::Big, &[DataLink::ETHERNET], &handshake())), exact);
}

/// A section of a file with interfaces of those links, in turn, and comments of several scripts.
fn section(endianness: Endianness, links: &[DataLink], frames: &[(Duration, Vec<u8>)]) -> Vec<u8> {
    let section = SectionHeaderBlock { endianness, ..Default::default() };
    let mut file = PcapNgWriter::with_section_header(Vec::new(), section).unwrap();
    for link in links {
        let options = vec![
            InterfaceDescriptionOption::IfName(Cow::Borrowed("以太网 🦈")),
            InterfaceDescriptionOption::IfTsResol(9),
        ];
        let interface = InterfaceDescriptionBlock { linktype: *link, snaplen: 0, options };
        file.write_pcapng_block(interface).unwrap();
    }
    for ((at, frame), id) in frames.iter().zip((0..links.len() as u32).cycle()) {
        let options = ["第一次握手", "丟失的片段 🦈🇹🇼"]
            .map(|text| EnhancedPacketOption::Comment(Cow::Borrowed(text)));
        file.write_pcapng_block(EnhancedPacketBlock {
            interface_id: id,
            timestamp: *at,
            original_len: u32::try_from(frame.len()).unwrap(),
            data: frame.into(),
            options: options.into(),
        })
        .unwrap();
    }
    file.into_inner()
}

#[test]
fn what_cannot_be_shown_is_refused_with_its_reason() {
    let server = Server::start();
    let session = Session::begin(&server);
    let refused = |file: &[u8], code: &str, why: &str| {
        let answer = import(&session, file);
        let said = answer.json();
        assert_eq!((answer.status, &said["code"]), (400, &json!(code)), "{said}");
        assert!(said["detail"].as_str().unwrap().contains(why), "{why}: {said}");
    };
    let file = tshark::file(&handshake());
    for (kind, name) in [
        ("rawip", "RAW (101)"),
        ("linux-sll", "LINUX_SLL (113)"),
        ("linux-sll2", "276"),
        ("null", "NULL (0)"),
        ("ieee-802-11", "IEEE802_11 (105)"),
    ] {
        refused(&through(&["editcap", "-T", kind, "-", "-"], &file), "file-links", name);
        let pcap = through(&["editcap", "-F", "pcap", "-T", kind, "-", "-"], &file);
        refused(&pcap, "file-links", name);
    }
    refused(&through(&["gzip", "-c"], &file), "file-compressed", "gzip");
    let pcap = through(&["editcap", "-F", "pcap", "-", "-"], &file);
    for whole in [&file, &pcap] {
        refused(&whole[..whole.len() - 1], "file-cut", "byte ");
        refused(&whole[..13], "file-cut", "byte 0: the file ends within a block");
    }
    refused(b"", "file-empty", "the file is empty");
    refused(b"hello", "file-unknown", "neither pcapng nor pcap");
    for kind in ["modpcap", "snoop"] {
        let other = through(&["editcap", "-F", kind, "-", "-"], &file);
        refused(&other, "file-unknown", "neither pcapng nor pcap");
    }
    assert!(frames(&session).is_empty());
}

#[test]
fn frames_of_other_links_in_the_same_file_are_counted() {
    let server = Server::start();
    let session = Session::begin(&server);
    let links = [DataLink::ETHERNET, DataLink::LINUX_SLL, DataLink::RAW];
    let mut file = section(Endianness::Little, &links, &handshake());
    // A second section has interfaces of its own, and another order of bytes.
    file.extend(section(Endianness::Big, &[DataLink::ETHERNET], &handshake()[..1]));
    let answer = import(&session, &file);
    assert_eq!((answer.status, answer.json()), (200, json!({"frames": 3, "left_out": 2})));
    // A file without frames is no mistake.
    let none = section(Endianness::Little, &links, &[]);
    assert_eq!(import(&session, &none).json(), json!({"frames": 0, "left_out": 0}));
}
