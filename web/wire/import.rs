//! Files of captured frames: pcapng and pcap.

use std::{borrow::Cow, time::Duration};

use axum::http::StatusCode;
use backend::segment::{Filed, Segment};
use bytes::Bytes;
use pcap_file::{
    DataLink, PcapError, TsResolution,
    pcap::PcapParser,
    pcapng::{
        Block, PcapNgParser,
        blocks::interface_description::{InterfaceDescriptionBlock, InterfaceDescriptionOption},
    },
};

use crate::problem::Problem;

/// What a file has.
#[derive(Debug, Default)]
pub struct Read {
    /// Its Ethernet frames, in their order.
    pub frames: Vec<Filed>,
    /// How many other frames there are.
    pub left_out: usize,
    /// The links of these, each once.
    links: Vec<DataLink>,
}

/// Reads a file.
///
/// # Errors
///
/// It is neither pcapng nor pcap, or it breaks the rules of its format; or it has frames, and none
/// of them is of Ethernet. The problem says why, and where.
pub fn read(file: &[u8]) -> Result<Read, Problem> {
    let read = match file.first_chunk() {
        Some(&SECTION) => pcapng(file)?,
        Some(magic) if PCAP.contains(magic) => pcap(file)?,
        Some(_) | None => return Err(foreign(file)),
    };
    if read.frames.is_empty() && 0 < read.left_out {
        let links: Vec<_> = read.links.iter().map(named).collect();
        let links = links.join(", ");
        let detail = format!("no frame of the file is of Ethernet; its links are {links}");
        return Err(problem("file-links", detail));
    }
    Ok(read)
}

/// What a file is that is no capture.
fn foreign(file: &[u8]) -> Problem {
    let packed = COMPRESSED.iter().find(|(magic, _)| file.starts_with(magic));
    match packed {
        _ if file.is_empty() => problem("file-empty", "the file is empty"),
        Some((_, name)) => {
            problem("file-compressed", format!("the file is compressed with {name}"))
        }
        None => problem("file-unknown", "the file is neither pcapng nor pcap"),
    }
}

/// The name of a link, if it is a usual one, and its number.
fn named(link: &DataLink) -> String {
    match link {
        DataLink::Unknown(number) => number.to_string(),
        known => format!("{known:?} ({})", u32::from(*known)),
    }
}

fn pcapng(file: &[u8]) -> Result<Read, Problem> {
    let (mut rest, mut parser) = PcapNgParser::new(file).map_err(|error| at(0, &error))?;
    // Those of the section; what an interface says is read once, however many frames it has.
    let mut interfaces: Vec<(DataLink, Clock)> = Vec::new();
    let mut read = Read::default();
    while !rest.is_empty() {
        let place = file.len() - rest.len();
        let (after, block) = parser.next_block(rest).map_err(|error| at(place, &error))?;
        let (interface, ticks, original_len, data) = match &block {
            Block::EnhancedPacket(packet) => {
                let id = packet.interface_id;
                (id, packet.timestamp.as_nanos(), packet.original_len, &packet.data)
            }
            Block::Packet(packet) => {
                let id = u32::from(packet.interface_id);
                (id, u128::from(packet.timestamp), packet.original_len, &packet.data)
            }
            // Without a time.
            Block::SimplePacket(packet) => (0, 0, packet.original_len, &packet.data),
            other @ (Block::InterfaceDescription(_)
            | Block::InterfaceStatistics(_)
            | Block::NameResolution(_)
            | Block::SectionHeader(_)
            | Block::SystemdJournalExport(_)
            | Block::Unknown(_)) => {
                if let Block::InterfaceDescription(described) = other {
                    interfaces.push((described.linktype, Clock::of(described)));
                } else if let Block::SectionHeader(_) = other {
                    interfaces.clear();
                }
                rest = after;
                continue;
            }
        };
        let Some((link, clock)) = usize::try_from(interface).ok().and_then(|id| interfaces.get(id))
        else {
            let detail = format!("byte {place}: there is no interface {interface}");
            return Err(problem("file-broken", detail));
        };
        read.take(*link, clock.time(ticks), original_len, data);
        rest = after;
    }
    Ok(read)
}

fn pcap(file: &[u8]) -> Result<Read, Problem> {
    let (mut rest, parser) = PcapParser::new(file).map_err(|error| at(0, &error))?;
    let header = parser.header();
    let mut read = Read::default();
    while !rest.is_empty() {
        let place = file.len() - rest.len();
        // Not `next_packet`: there are files whose header has no limit, or one that is too small.
        let (after, packet) = parser.next_raw_packet(rest).map_err(|error| at(place, &error))?;
        let part = match header.ts_resolution {
            TsResolution::MicroSecond => Duration::from_micros(packet.ts_frac.into()),
            TsResolution::NanoSecond => Duration::from_nanos(packet.ts_frac.into()),
        };
        let captured = Duration::from_secs(packet.ts_sec.into()) + part;
        read.take(header.datalink, captured, packet.orig_len, &packet.data);
        rest = after;
    }
    Ok(read)
}

impl Read {
    fn take(&mut self, link: DataLink, captured: Duration, original_len: u32, data: &[u8]) {
        if link != DataLink::ETHERNET {
            self.left_out += 1;
            if !self.links.contains(&link) {
                self.links.push(link);
            }
            return;
        }
        let len = u32::try_from(data.len()).unwrap_or(u32::MAX);
        // In memory of its own, so that the rest of the file can be freed.
        let frame = Bytes::copy_from_slice(&data[..data.len().min(Segment::KEPT)]);
        self.frames.push(Filed { captured, frame, frame_len: original_len.max(len) });
    }
}

/// How the times of an interface are counted.
#[derive(Debug)]
struct Clock {
    /// How many units a second has; `None` if more than can be counted.
    units: Option<u128>,
    /// So many seconds later than they say, or earlier.
    offset: i64,
}

impl Clock {
    fn of(interface: &InterfaceDescriptionBlock<'_>) -> Self {
        let mut resolution = MICROSECONDS;
        let mut offset = 0;
        for option in &interface.options {
            if let InterfaceDescriptionOption::IfTsResol(found) = option {
                resolution = *found;
            }
            if let InterfaceDescriptionOption::IfTsOffset(seconds) = option {
                offset = seconds.cast_signed();
            }
        }
        let power = u32::from(resolution & 0x7f);
        let base: u128 = if resolution & 0x80 == 0 { 10 } else { 2 };
        Self { units: base.checked_pow(power), offset }
    }

    /// The time that so many units are; the crate gives the units as nanoseconds, whatever they are.
    /// A time that a file with nanoseconds could not say is the last one that it can.
    fn time(&self, ticks: u128) -> Duration {
        let nanos = self.units.map_or(0, |units| ticks.saturating_mul(1_000_000_000) / units);
        let since = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let offset = Duration::from_secs(self.offset.unsigned_abs());
        if self.offset < 0 {
            since.saturating_sub(offset)
        } else {
            since.saturating_add(offset).min(Duration::from_nanos(u64::MAX))
        }
    }
}

fn at(place: usize, error: &PcapError) -> Problem {
    match error {
        PcapError::IncompleteBuffer => {
            problem("file-cut", format!("byte {place}: the file ends within a block"))
        }
        PcapError::FromUtf8Error(_)
        | PcapError::InvalidField(_)
        | PcapError::InvalidInterfaceId(_)
        | PcapError::IoError(_)
        | PcapError::Utf8Error(_) => problem("file-broken", format!("byte {place}: {error}")),
    }
}

fn problem(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, code, detail)
}

/// The codes of what can be wrong with a file.
pub const PROBLEMS: [&str; 6] =
    ["file-broken", "file-compressed", "file-cut", "file-empty", "file-links", "file-unknown"];

const SECTION: [u8; 4] = [0x0a, 0x0d, 0x0d, 0x0a];

/// In either order of bytes, with microseconds or nanoseconds.
const PCAP: [[u8; 4]; 4] = [
    [0xa1, 0xb2, 0xc3, 0xd4],
    [0xd4, 0xc3, 0xb2, 0xa1],
    [0xa1, 0xb2, 0x3c, 0x4d],
    [0x4d, 0x3c, 0xb2, 0xa1],
];

/// What compressed files begin with: Wireshark reads and writes these, too.
const COMPRESSED: [(&[u8], &str); 3] =
    [(&[0x1f, 0x8b], "gzip"), (&[0x28, 0xb5, 0x2f, 0xfd], "zstd"), (&[4, 0x22, 0x4d, 0x18], "lz4")];

/// `if_tsresol` where there is none.
const MICROSECONDS: u8 = 6;

#[cfg(test)]
mod tests;
