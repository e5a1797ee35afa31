//! The frames of a journal as a file for Wireshark (pcapng).

use std::{
    borrow::Cow,
    collections::HashMap,
    fmt::{self, Write as _},
    mem,
};

use backend::{
    event::{Entry, Event},
    feed::Page,
    journal::Gap,
    lab::{Decision, LabEvent},
    node::On,
    segment::{Mark, Outcome, Segment, Source},
};
use data_encoding::HEXLOWER;
use pcap_file::{
    DataLink, Endianness, PcapResult,
    pcapng::{
        PcapNgWriter,
        blocks::{
            enhanced_packet::{EnhancedPacketBlock, EnhancedPacketOption},
            interface_description::{InterfaceDescriptionBlock, InterfaceDescriptionOption},
            interface_statistics::{InterfaceStatisticsBlock, InterfaceStatisticsOption},
            section_header::{SectionHeaderBlock, SectionHeaderOption},
        },
    },
};

/// A file that grows page by page; what was written is taken out of it at once.
pub struct Capture {
    /// `None` if not even its beginning could be written, which memory does not refuse.
    file: Option<PcapNgWriter<Vec<u8>>>,
    /// The number of the interface of each place; an interface is described before its first frame.
    interfaces: HashMap<(On, Source), u32>,
    /// What is to be said with the next frame.
    notes: Vec<String>,
}

impl fmt::Debug for Capture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Capture").field("interfaces", &self.interfaces).finish_non_exhaustive()
    }
}

impl Default for Capture {
    fn default() -> Self {
        let program = concat!("Socket Playground ", env!("CARGO_PKG_VERSION"));
        let section = SectionHeaderBlock {
            endianness: Endianness::Little,
            major_version: 1,
            minor_version: 0,
            section_length: -1,
            options: vec![SectionHeaderOption::UserApplication(Cow::Borrowed(program))],
        };
        let file = PcapNgWriter::with_section_header(Vec::new(), section).ok();
        Self { file, interfaces: HashMap::new(), notes: Vec::new() }
    }
}

impl Capture {
    /// The frames of a page; at first, with what stands before the first frame.
    pub fn page(&mut self, page: &Page) -> Vec<u8> {
        self.notes.extend(page.gap.as_ref().map(forgotten));
        for entry in &page.entries {
            if let Event::Segment(segment) = &entry.event {
                let written = self.packet(entry, segment);
                debug_assert!(written.is_ok(), "{written:?}");
            } else if let Event::Lab(lab) = &entry.event {
                self.notes.extend(decided(lab));
            } else if let Event::Missed { frames } = &entry.event {
                self.notes.push(format!("{frames} frames were not captured"));
            }
        }
        self.take()
    }

    /// What is to be said behind the last frame.
    pub fn end(&mut self) -> Vec<u8> {
        if !self.notes.is_empty() {
            let written = self.epilogue();
            debug_assert!(written.is_ok(), "{written:?}");
        }
        self.take()
    }

    fn take(&mut self) -> Vec<u8> {
        self.file.as_mut().map(|file| mem::take(file.get_mut())).unwrap_or_default()
    }

    fn packet(&mut self, entry: &Entry, segment: &Segment) -> PcapResult<()> {
        let interface_id = self.interface(segment.on, segment.source)?;
        let comments = self.notes.drain(..).chain([comment(entry, segment)]);
        let options = comments.map(|text| EnhancedPacketOption::Comment(text.into())).collect();
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_pcapng_block(EnhancedPacketBlock {
            interface_id,
            timestamp: segment.captured,
            original_len: segment.frame_len,
            data: Cow::Borrowed(&segment.frame),
            options,
        })?;
        Ok(())
    }

    /// The number of the interface for frames of that place, which is described if it is new.
    fn interface(&mut self, on: On, source: Source) -> PcapResult<u32> {
        if let Some(known) = self.interfaces.get(&(on, source)) {
            return Ok(*known);
        }
        let place = match on {
            On::Host => "lo".to_owned(),
            On::Lab(node) => format!("lab {}", node.wire()),
        };
        let (linktype, name) = match source {
            Source::File => (DataLink::ETHERNET, "file".to_owned()),
            Source::Packet => (DataLink::ETHERNET, place),
            // Without a link: it begins with its IP header.
            Source::SavedSyn => (DataLink::RAW, format!("{place} (TCP_SAVED_SYN)")),
        };
        let options = vec![
            InterfaceDescriptionOption::IfName(name.into()),
            InterfaceDescriptionOption::IfTsResol(NANOSECONDS),
        ];
        if let Some(file) = &mut self.file {
            let snaplen = u32::try_from(Segment::KEPT).unwrap_or_default();
            file.write_pcapng_block(InterfaceDescriptionBlock { linktype, snaplen, options })?;
        }
        let number = u32::try_from(self.interfaces.len()).unwrap_or(u32::MAX);
        self.interfaces.insert((on, source), number);
        Ok(number)
    }

    /// No frame is left that could carry the comment.
    fn epilogue(&mut self) -> PcapResult<()> {
        let interface_id = self.interface(On::Host, Source::Packet)?;
        let texts =
            self.notes.drain(..).map(|text| InterfaceStatisticsOption::Comment(text.into()));
        let options = texts.collect();
        let Some(file) = &mut self.file else { return Ok(()) };
        file.write_pcapng_block(InterfaceStatisticsBlock { interface_id, timestamp: 0, options })?;
        Ok(())
    }
}

fn forgotten(gap: &Gap) -> String {
    format!("events {} to {} were forgotten", gap.from, gap.to)
}

/// What became of a frame that was held; the file has it as it was before.
fn decided(event: &LabEvent) -> Option<String> {
    let LabEvent::Decided { frame, decision, held } = event else { return None };
    let what = match decision {
        Decision::Deliver => "delivered",
        Decision::Drop => "dropped",
        Decision::Duplicate => "duplicated",
        Decision::Edit { .. } => "edited",
    };
    let mut text = format!("frame {frame} was {what} after {held:?}");
    if let Decision::Edit { payload, .. } = decision {
        let shown = &payload[..payload.len().min(SHOWN)];
        let more = if shown.len() < payload.len() { "…" } else { "" };
        let hex = HEXLOWER.encode(shown);
        let _ = write!(text, " · it went on with {} bytes: {hex}{more}", payload.len());
    }
    Some(text)
}

/// What the journal knows of a frame, and the file does not.
fn comment(entry: &Entry, segment: &Segment) -> String {
    let name = |socket: Option<backend::id::SocketId>| {
        socket.map_or_else(|| "?".to_owned(), |socket| socket.to_string())
    };
    let mut parts = Vec::new();
    if segment.sender.is_some() || segment.receiver.is_some() {
        parts.push(format!("{} -> {}", name(segment.sender), name(segment.receiver)));
    }
    parts.push(format!("frame {}", segment.number));
    parts.push(format!("event {}", entry.seq));
    if segment.fate.outcome != Outcome::Delivered {
        let rule = segment.fate.rule.map(|rule| format!(" by rule {rule}")).unwrap_or_default();
        parts.push(format!("{}{rule}", segment.fate.outcome.wire()));
    }
    parts.extend(segment.marks.iter().map(|mark| {
        let word = mark.wire();
        if let Mark::DuplicateAck(nth) = mark { format!("{word} {nth}") } else { word.to_owned() }
    }));
    parts.join(" · ")
}

/// How many bytes of a new payload are shown.
const SHOWN: usize = 64;

/// `if_tsresol`: a power of ten.
const NANOSECONDS: u8 = 9;
