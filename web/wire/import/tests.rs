//! Files, whole and broken.

use pcap_file::pcapng::{PcapNgWriter, blocks::enhanced_packet::EnhancedPacketBlock};
use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;

fn file(linktype: DataLink, resolution: u8, ticks: u64, data: &[u8]) -> Vec<u8> {
    let mut file = PcapNgWriter::new(Vec::new()).unwrap();
    let options = vec![InterfaceDescriptionOption::IfTsResol(resolution)];
    let interface = InterfaceDescriptionBlock { linktype, snaplen: 0, options };
    file.write_pcapng_block(interface).unwrap();
    let packet = EnhancedPacketBlock {
        interface_id: 0,
        timestamp: Duration::from_nanos(ticks),
        original_len: 100,
        data: data.into(),
        options: Vec::new(),
    };
    file.write_pcapng_block(packet).unwrap();
    file.into_inner()
}

#[test]
fn time_has_the_resolution_of_its_interface() {
    for (resolution, ticks) in [(9, 1_500_000_000), (6, 1_500_000), (3, 1500), (0x81, 3)] {
        let read = read(&file(DataLink::ETHERNET, resolution, ticks, b"frame")).unwrap();
        let [frame] = &read.frames[..] else { panic!("{read:?}") };
        assert_eq!(frame.captured, Duration::from_millis(1500), "{resolution}");
        assert_eq!((&*frame.frame, frame.frame_len), (&b"frame"[..], 100));
    }
}

/// A clock of seconds with an offset.
fn seconds(offset: i64) -> Clock {
    let options = vec![
        InterfaceDescriptionOption::IfTsResol(0),
        InterfaceDescriptionOption::IfTsOffset(offset.cast_unsigned()),
    ];
    Clock::of(&InterfaceDescriptionBlock { linktype: DataLink::ETHERNET, snaplen: 0, options })
}

#[test]
fn a_clock_may_be_fast_or_slow_or_beyond_all_times() {
    assert_eq!(seconds(5).time(10), Duration::from_secs(15));
    assert_eq!(seconds(-5).time(10), Duration::from_secs(5));
    assert_eq!(seconds(-50).time(10), Duration::ZERO);
    let last = Duration::from_nanos(u64::MAX);
    assert_eq!((seconds(i64::MAX).time(10), seconds(0).time(u128::MAX)), (last, last));
}

#[test]
fn each_section_has_interfaces_of_its_own() {
    let one = file(DataLink::ETHERNET, 9, 1, b"frame");
    let two = file(DataLink::ETHERNET, 6, 1, b"frame");
    let read = read(&[one, two].concat()).unwrap();
    let times: Vec<_> = read.frames.iter().map(|frame| frame.captured.as_nanos()).collect();
    assert_eq!(times, [1, 1000]);
}

#[test]
fn a_problem_says_where_it_is() {
    let whole = file(DataLink::ETHERNET, 9, 1, b"frame");
    let says = |file: &[u8]| read(file).unwrap_err().detail.into_owned();
    assert_eq!(says(&whole[..whole.len() - 1]), "byte 60: the file ends within a block");
    assert_eq!(says(b"GIF89a"), "the file is neither pcapng nor pcap");
    assert_eq!(says(b""), "the file is empty");
    assert_eq!(says(&[0x1f, 0x8b, 8]), "the file is compressed with gzip");
    let none = "no frame of the file is of Ethernet; its links are";
    let raw = file(DataLink::RAW, 9, 1, b"frame");
    assert_eq!(says(&raw), format!("{none} RAW (101)"));
    assert_eq!(says(&file(DataLink::Unknown(5000), 9, 1, b"frame")), format!("{none} 5000"));
}

/// Some programs write no limit into the header, or one that their frames do not keep.
#[test]
fn the_limit_of_a_header_is_no_rule() {
    for limit in [0_u8, 3] {
        let header = [&[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0][..], &[0; 8], &[limit, 0, 0, 0], &ONE];
        let packet = [&ONE[..], &[0x3f, 0x42, 0x0f, 0], &[5, 0, 0, 0], &[9, 0, 0, 0], b"frame"];
        let read = read(&[header.concat(), packet.concat()].concat()).unwrap();
        let [frame] = &read.frames[..] else { panic!("{read:?}") };
        assert_eq!(frame.captured, Duration::new(1, 999_999_000));
        assert_eq!((&*frame.frame, frame.frame_len), (&b"frame"[..], 9));
    }
}

const ONE: [u8; 4] = [1, 0, 0, 0];

proptest! {
    #[test]
    fn broken_files_are_read_without_panic(
        is_pcap in any::<bool>(),
        resolution in any::<u8>(),
        changes in vec((any::<Index>(), any::<u8>()), 0..8),
        kept in any::<Index>(),
    ) {
        let mut file = file(DataLink::ETHERNET, resolution, u64::MAX, &[7; 30]);
        if is_pcap {
            file = [&[0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0][..], &[0; 8], &[0, 4, 0, 0, 1, 0, 0, 0]].concat();
            file.extend([1, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0, 5, 0, 0, 0, 1, 2, 3, 4, 5]);
            prop_assert_eq!(read(&file).unwrap().frames.len(), 1);
        }
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let _ = read(&file);
        let _ = read(&file[..kept.index(file.len() + 1)]);
    }
}
