//! One event as a row.

use std::{borrow::Cow, time::Duration};

use askama::{Template, filters::HtmlSafe};
use backend::{
    call::Value,
    command::Protocol,
    errno::OsError,
    event::{Entry, Event, Kind, Opened, Payload, Returned},
    id::{Seq, SessionId, SocketId},
};

pub(super) use self::lane::lane;
use super::{
    bytes_text::{hex, text},
    call::{Explanation, call, how_constant, outcome},
    label::Label,
    phone::{self, PhoneMark},
    segment::line::{Piece, line},
};
use crate::{page::problem::refusal_words, words::Words};

/// One event as a row.
#[derive(Debug, Template)]
#[template(path = "part/entry.html")]
pub struct Row<'a> {
    words: Words,
    session: SessionId,
    seq: Seq,
    at: String,
    socket: Option<SocketId>,
    kind: &'static str,
    arrow: &'static str,
    call: Option<(String, Option<String>)>,
    failed: bool,
    says: Vec<Cow<'static, str>>,
    /// A captured frame, piece by piece.
    wire: Vec<Piece>,
    bytes: Option<BytesView>,
    label: Option<Label>,
    phone: Option<PhoneMark>,
    entry: &'a Entry,
}

/// The bytes of an event.
#[derive(Debug)]
struct BytesView {
    hex: String,
    text: String,
}

impl<'a> Row<'a> {
    /// The row of an event, with the first bytes of its payload.
    #[must_use]
    pub fn new(words: Words, session: SessionId, entry: &'a Entry) -> Self {
        let mut row = Self {
            words,
            session,
            seq: entry.seq,
            at: clock(entry.at),
            socket: entry.socket,
            kind: entry.event.wire(),
            arrow: "",
            call: None,
            failed: false,
            says: Vec::new(),
            wire: Vec::new(),
            bytes: None,
            label: Label::of(&entry.event),
            phone: None,
            entry,
        };
        row.fill();
        row
    }

    /// The same with what the event would be on the telephone, which depends on the protocol.
    #[must_use]
    pub fn on(mut self, protocol: Option<Protocol>) -> Self {
        self.phone = phone::of(&self.entry.event, protocol).map(|phone| phone.mark(self.words));
        self
    }

    fn fill(&mut self) {
        let words = self.words;
        match &self.entry.event {
            Event::Accepted { child, peer } => {
                let (child, peer) = (child.to_string(), peer.to_string());
                self.say(
                    words.with("event-accepted", [("child", child.into()), ("peer", peer.into())]),
                );
            }
            Event::Called(made) => {
                self.call = Some((call(made), None));
                self.say(words.t("event-called"));
            }
            Event::Closed { why, unread, unsent } => {
                self.say(words.t(&format!("event-closed-{}", why.wire())));
                if 0 < *unread {
                    self.say(words.t1("event-closed-unread", "n", *unread));
                }
                if 0 < *unsent {
                    self.say(words.t1("event-closed-unsent", "n", *unsent));
                }
            }
            Event::Dropped { datagrams, total, source } => {
                let (source, total) = (source.constant(), *total);
                self.say(words.with(
                    "event-dropped",
                    [
                        ("n", (*datagrams).into()),
                        ("total", total.into()),
                        ("source", source.into()),
                    ],
                ));
            }
            Event::Ended => self.say(words.t("event-ended")),
            Event::Failed(failed) => self.error(call(&failed.call), failed.error),
            event @ (Event::Icmp { .. }
            | Event::Kernel(_)
            | Event::Lab(_)
            | Event::Missed { .. }) => {
                self.says = lane(words, event);
            }
            Event::Segment(segment) => self.wire = line(words, segment),
            Event::Noted(note) => self.say(words.t(&format!("event-note-{}", note.wire()))),
            Event::Opened(opened) => self.opened(opened),
            Event::Received { payload, from } => {
                self.arrow = "←";
                self.say(words.t1("event-received", "n", payload.len));
                if let Some(from) = from {
                    self.say(words.t1("event-from", "address", from.to_string()));
                }
                self.bytes = Some(BytesView::new(payload));
            }
            Event::Refused(refusal) => {
                self.failed = true;
                let (case, what, next) = refusal_words(words, refusal);
                if let Some(case) = case {
                    self.say(case);
                }
                self.say(what);
                self.say(next);
            }
            Event::Returned(returned) => self.returned(returned),
            Event::Sent { payload, to } => {
                self.arrow = "→";
                self.say(words.t1("event-sent", "n", payload.len));
                if let Some(to) = to {
                    self.say(words.t1("event-to", "address", to.to_string()));
                }
                self.bytes = Some(BytesView::new(payload));
            }
            Event::ShutDown { how } => {
                self.call = Some((format!("shutdown({})", how_constant(*how)), Some("= 0".into())));
                self.say(words.t(&format!("event-shutdown-{}", how.wire())));
            }
        }
    }

    fn say(&mut self, words: impl Into<Cow<'static, str>>) {
        self.says.push(words.into());
    }

    fn error(&mut self, call: String, error: OsError) {
        self.failed = true;
        self.call = Some((call, outcome(Err(error))));
        self.say(Explanation::new(self.words, error).what);
    }

    fn returned(&mut self, returned: &Returned) {
        let words = self.words;
        match returned.outcome {
            Ok(_) => self.call = Some((call(&returned.call), outcome(returned.outcome))),
            Err(error) => self.error(call(&returned.call), error),
        }
        if let Ok(Value::Reset) = returned.outcome {
            self.say(words.t("event-reset"));
        }
        if let Some(now) = &returned.now {
            self.say(words.t1("event-option-now", "value", now.to_string()));
        }
        if let Some(whole) = returned.whole {
            self.say(words.t1("event-cut", "n", whole));
        }
        if let Some(peeked) = &returned.peeked {
            self.say(words.t("event-peeked"));
            self.bytes = Some(BytesView::new(peeked));
        }
        self.say(words.t1("event-took", "time", micros(returned.took)));
    }

    fn opened(&mut self, opened: &Opened) {
        let words = self.words;
        let local = ("local", opened.local.to_string().into());
        let peer = opened.peer.map(|peer| ("peer", peer.to_string().into()));
        self.say(match (opened.kind, peer) {
            (Kind::TcpListen, _) => words.with("event-opened-listen", [local]),
            (Kind::TcpAccepted, Some(peer)) => words.with("event-opened-accepted", [local, peer]),
            (Kind::TcpAccepted | Kind::TcpConnect | Kind::Udp, None) => {
                words.with("event-opened-udp", [local])
            }
            (Kind::TcpConnect, Some(peer)) => words.with("event-opened-connect", [local, peer]),
            (Kind::Udp, Some(peer)) => words.with("event-opened-udp-peer", [local, peer]),
        });
        if opened.self_connected {
            self.say(words.t("event-self-connected"));
        }
        if opened.exposed {
            self.say(words.t("event-exposed"));
        }
    }
}

impl HtmlSafe for Row<'_> {}

impl BytesView {
    fn new(payload: &Payload) -> Self {
        let head = &payload.head;
        let line = if LINE < head.len() { whole_characters(&head[..LINE]) } else { head };
        let mut text = text(line);
        if (line.len() as u64) < payload.len {
            text.push('…');
        }
        let mut hex = hex(&head[..head.len().min(HEX)]);
        if HEX < head.len() {
            hex.push_str(" …");
        }
        Self { hex, text }
    }
}

/// The bytes without a character that was cut at the end.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    let cut = bytes.iter().rev().take(3).position(|byte| 0xc0 <= *byte).map_or(0, |at| at + 1);
    &bytes[..bytes.len() - cut]
}

/// Seconds and microseconds since the session began.
#[must_use]
pub fn clock(at: Duration) -> String {
    format!("{}.{:06}", at.as_secs(), at.subsec_micros())
}

/// A short time with its unit.
pub(super) fn micros(time: Duration) -> String {
    match time.as_micros() {
        micros @ 0..10_000 => format!("{micros} µs"),
        micros @ 10_000..10_000_000 => format!("{} ms", micros / 1000),
        micros => format!("{} s", micros / 1_000_000),
    }
}

/// How many bytes a row shows as text; the event's own page shows the rest.
const LINE: usize = 128;
/// How many bytes a row shows in hex.
const HEX: usize = 16;

mod lane;
mod spoken;
#[cfg(test)]
mod tests;
