//! A journal as a file: JSON lines and comma-separated values.

use std::fmt::Write as _;

use backend::{
    call::{Call, Value},
    event::{Entry, Event, Payload},
    feed::Page,
    journal,
    lab::{Broken, LabEvent},
    node::On,
    segment::{Flags, Headers, Segment},
};
use data_encoding::HEXLOWER;

use super::{
    batch::{Gap, put},
    event::Event as Line,
    lanes::{ends, impaired, ruled},
    meaning::meaning,
};

/// A format that a journal can be written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Comma-separated values (RFC 4180), safe to open in a spreadsheet.
    Csv,
    /// One JSON event per line.
    Jsonl,
}

impl Format {
    /// What stands before the first event.
    #[must_use]
    pub fn head(self) -> Vec<u8> {
        match self {
            Self::Csv => row(&COLUMNS.map(str::to_owned)),
            Self::Jsonl => Vec::new(),
        }
    }

    /// A page of events; what was forgotten before it is a line of its own.
    #[must_use]
    pub fn page(self, page: &Page) -> Vec<u8> {
        let mut out = Vec::with_capacity(page.entries.len() * 192);
        if let Some(gap) = &page.gap {
            match self {
                Self::Csv => out.append(&mut gap_row(gap)),
                Self::Jsonl => {
                    out.extend_from_slice(b"{\"gap\":");
                    put(&mut out, &Gap::from(gap));
                    out.extend_from_slice(b"}\n");
                }
            }
        }
        for entry in &page.entries {
            out.append(&mut self.entry(entry));
        }
        out
    }

    /// One event, as a line.
    #[must_use]
    pub fn entry(self, entry: &Entry) -> Vec<u8> {
        match self {
            Self::Csv => row(&cells(entry)),
            Self::Jsonl => {
                let mut line = Vec::with_capacity(192);
                put(&mut line, &Line::from(entry));
                line.push(b'\n');
                line
            }
        }
    }

    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Jsonl => "application/jsonl; charset=utf-8",
        }
    }

    /// The ending of the file's name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
        }
    }
}

/// One row of CSV. A cell that a spreadsheet would take for a formula gets a leading apostrophe.
fn row(cells: &[String]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::with_capacity(128));
    let guarded = cells.iter().map(|cell| match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠') => {
            format!("'{cell}")
        }
        _ => cell.clone(),
    });
    let written = writer.write_record(guarded);
    debug_assert!(written.is_ok(), "{written:?}");
    writer.into_inner().unwrap_or_default()
}

fn gap_row(gap: &journal::Gap) -> Vec<u8> {
    let mut cells = COLUMNS.map(|_| String::new());
    cells[EVENT] = "gap".to_owned();
    cells[DETAIL] = format!("events {} to {} were forgotten", gap.from, gap.to);
    row(&cells)
}

fn cells(entry: &Entry) -> [String; COLUMNS.len()] {
    let mut cells = COLUMNS.map(|_| String::new());
    cells[SEQ] = entry.seq.to_string();
    cells[AT_US] = entry.at.as_micros().to_string();
    cells[SOCKET] = entry.socket.map(|socket| socket.to_string()).unwrap_or_default();
    cells[EVENT] = entry.event.wire().to_owned();
    match &entry.event {
        Event::Accepted { child, peer } => {
            cells[RESULT] = child.to_string();
            cells[PEER] = peer.to_string();
        }
        Event::Called(made) => call(&mut cells, made),
        Event::Closed { why, unread, unsent } => {
            cells[DETAIL] = format!("{}; unread {unread}; unsent {unsent}", why.wire());
        }
        Event::Dropped { datagrams, total, source } => {
            cells[RESULT] = datagrams.to_string();
            cells[DETAIL] = format!("total {total}; {}", source.constant());
        }
        Event::Ended => {}
        Event::Failed(failed) => {
            call(&mut cells, &failed.call);
            cells[ERRNO] = failed.error.to_string();
            cells[DETAIL] = meaning(failed.error).to_owned();
        }
        Event::Icmp { kind, code, from, error } => {
            cells[FROM] = from.to_string();
            cells[DETAIL] = format!("type {kind}, code {code}: {}", error.name());
        }
        Event::Kernel(sample) => {
            cells[LOCAL] = sample.local.to_string();
            cells[PEER] = sample.peer.map(|peer| peer.to_string()).unwrap_or_default();
            cells[DETAIL] = format!(
                "{}; Recv-Q {}; Send-Q {}; {}; on {}",
                sample.state_name(),
                sample.recv_q,
                sample.send_q,
                sample.source.wire(),
                sample.on.wire()
            );
        }
        Event::Lab(lab) => cells[DETAIL] = lab_text(lab),
        Event::Missed { frames } => cells[RESULT] = frames.to_string(),
        Event::Noted(note) => cells[DETAIL] = note.wire().to_owned(),
        Event::Opened(opened) => {
            cells[LOCAL] = opened.local.to_string();
            cells[PEER] = opened.peer.map(|peer| peer.to_string()).unwrap_or_default();
            cells[DETAIL] = opened.kind.wire().to_owned();
        }
        Event::Received { payload, from } => {
            carried(&mut cells, payload);
            cells[FROM] = from.map(|from| from.to_string()).unwrap_or_default();
        }
        Event::Refused(refusal) => {
            cells[RESULT] = refusal.code().to_owned();
            cells[DETAIL] = refusal.to_string();
        }
        Event::Returned(returned) => {
            call(&mut cells, &returned.call);
            match returned.outcome {
                Ok(Value::Number(number)) => cells[RESULT] = number.to_string(),
                Ok(Value::Reset) => "reset".clone_into(&mut cells[RESULT]),
                Ok(Value::Socket(socket)) => cells[RESULT] = socket.to_string(),
                Err(error) => {
                    cells[ERRNO] = error.to_string();
                    cells[DETAIL] = meaning(error).to_owned();
                }
            }
            if let Some(peeked) = &returned.peeked {
                cells[HEX] = HEXLOWER.encode(&peeked.head);
                cells[TEXT] = printable(&peeked.head);
            }
            if let Some(now) = &returned.now {
                cells[DETAIL] = format!("{}; now {now}", cells[DETAIL]);
            }
        }
        Event::Segment(segment) => {
            let (from, to) = ends(&segment.headers);
            cells[FROM] = from.unwrap_or_default();
            cells[TO] = to.unwrap_or_default();
            cells[HEX] = HEXLOWER.encode(&segment.frame);
            cells[DETAIL] = segment_text(segment);
        }
        Event::Sent { payload, to } => {
            carried(&mut cells, payload);
            cells[TO] = to.map(|to| to.to_string()).unwrap_or_default();
        }
        Event::ShutDown { how } => cells[DETAIL] = how.wire().to_owned(),
    }
    cells
}

/// What happened to the lab, in the words of the contract.
fn lab_text(event: &LabEvent) -> String {
    match event {
        LabEvent::Began { net } => format!("began {}", net.wire()),
        LabEvent::Decided { frame, decision, .. } => format!("{} frame {frame}", decision.wire()),
        LabEvent::Broke(Broken { saw, exit, frames }) => {
            let exit = exit.map(|exit| format!(", {}", exit.name())).unwrap_or_default();
            format!("broke: {}{exit}; {frames} frames lost", saw.wire())
        }
        LabEvent::Ended { frames: 0 } => "ended".to_owned(),
        LabEvent::Ended { frames } => format!("ended; {frames} frames lost"),
        LabEvent::Impaired { impairment, .. } => impaired(impairment),
        LabEvent::Knob { name, outcome: Ok(value), .. } => format!("{name} = {value}"),
        LabEvent::Knob { name, outcome: Err(error), .. } => format!("{name}: {error}"),
        LabEvent::Ruled { number, rule } => format!("rule {number}: {}", ruled(rule)),
        LabEvent::Unavailable { step, error } => format!("unavailable: {step}: {error}"),
        LabEvent::Unruled { number: Some(number) } => format!("no rule {number}"),
        LabEvent::Unruled { number: None } => "no rules".to_owned(),
        LabEvent::Unsent { frame, to, error } => {
            format!("frame {frame} was not taken at {}: {error}", to.wire())
        }
    }
}

/// The headers of a segment and what became of it, in one line.
fn segment_text(segment: &Segment) -> String {
    let mut text = format!("frame {} {}", segment.number, segment.headers.protocol());
    if let Headers::Tcp(tcp) = &segment.headers {
        let _ = write!(text, " [{}] seq {}", tcp.flags.names(), tcp.seq);
        if tcp.flags.has(Flags::ACK) {
            let _ = write!(text, " ack {}", tcp.ack);
        }
        let _ = write!(text, " win {} len {}", tcp.win, tcp.len);
    }
    for mark in &segment.marks {
        let _ = write!(text, "; {}", mark.wire());
    }
    // Only the wire of a lab knows what becomes of a frame.
    if segment.on != On::Host {
        let _ = write!(text, "; {}", segment.fate.outcome.wire());
    }
    if let Some(why) = segment.fate.why {
        let _ = write!(text, " ({})", why.wire());
    }
    text
}

/// A call's name and arguments.
fn call(cells: &mut [String; COLUMNS.len()], call: &Call) {
    cells[CALL] = call.name().to_owned();
    match call {
        Call::Accept | Call::Close => {}
        Call::Bind { at } => cells[LOCAL] = at.to_string(),
        Call::Connect { to } => cells[TO] = to.to_string(),
        Call::GetAddrInfo { name, port } => cells[DETAIL] = format!("{name}:{port}"),
        Call::Listen { backlog } => cells[DETAIL] = format!("backlog {backlog}"),
        Call::Recv { max, peek } => {
            cells[LEN] = max.to_string();
            cells[DETAIL] = if *peek { "MSG_PEEK".to_owned() } else { String::new() };
        }
        Call::Reset => cells[DETAIL] = "SO_LINGER 0".to_owned(),
        Call::Send { len, to } => {
            cells[LEN] = len.to_string();
            cells[TO] = to.map(|to| to.to_string()).unwrap_or_default();
        }
        Call::SetSockOpt { setting } => {
            cells[DETAIL] = format!("{}={}", setting.option, setting.value);
        }
        Call::Shutdown { how } => cells[DETAIL] = how.wire().to_owned(),
        Call::Socket { protocol, family } => {
            cells[DETAIL] = format!("{} {}", protocol.wire(), family.wire());
        }
    }
}

fn carried(cells: &mut [String; COLUMNS.len()], payload: &Payload) {
    cells[LEN] = payload.len.to_string();
    cells[HEX] = HEXLOWER.encode(&payload.head);
    cells[TEXT] = printable(&payload.head);
    if payload.truncated() {
        cells[DETAIL] = format!("the first {} bytes", payload.head.len());
    }
}

/// The bytes as text if they are UTF-8, with control characters escaped; otherwise nothing.
fn printable(bytes: &[u8]) -> String {
    let mut shown = String::new();
    for found in std::str::from_utf8(bytes).unwrap_or_default().chars() {
        match found {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            '\\' => shown.push_str("\\\\"),
            control if control.is_control() => {
                let written = write!(shown, "\\u{{{:x}}}", u32::from(control));
                debug_assert!(written.is_ok(), "a string takes everything");
            }
            other => shown.push(other),
        }
    }
    shown
}

const COLUMNS: [&str; 15] = [
    "seq", "at_us", "socket", "event", "call", "result", "errno", "len", "local", "peer", "from",
    "to", "data_hex", "text", "detail",
];
const SEQ: usize = 0;
const AT_US: usize = 1;
const SOCKET: usize = 2;
const EVENT: usize = 3;
const CALL: usize = 4;
const RESULT: usize = 5;
const ERRNO: usize = 6;
const LEN: usize = 7;
const LOCAL: usize = 8;
const PEER: usize = 9;
const FROM: usize = 10;
const TO: usize = 11;
const HEX: usize = 12;
const TEXT: usize = 13;
const DETAIL: usize = 14;

#[cfg(test)]
mod tests;
