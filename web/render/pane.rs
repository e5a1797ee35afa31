//! The bytes of one event as hex and as text, with what can be read from them.

use askama::{Template, filters::HtmlSafe};
use backend::{
    event::{Event, Payload},
    id::{Seq, SessionId},
};

pub use self::{gutter::Gutter, rows::Rows};
use crate::words::Words;

mod glyph;
mod gutter;
mod rows;

/// The bytes of one event.
#[derive(Debug, Template)]
#[template(path = "part/pane.html")]
pub struct Pane {
    words: Words,
    page: String,
    bytes: String,
    gutter: Gutter,
    rows: Rows,
    kept: usize,
    len: u64,
}

impl Pane {
    /// The bytes that were kept of an event, with their text in an encoding.
    #[must_use]
    pub fn new(
        words: Words,
        session: SessionId,
        seq: Seq,
        payload: &Payload,
        gutter: Gutter,
    ) -> Self {
        Self {
            words,
            page: format!("/s/{session}/events/{seq}"),
            bytes: format!("/api/v1/sessions/{session}/events/{seq}/payload"),
            gutter,
            rows: Rows::new(&payload.head, gutter),
            kept: payload.head.len(),
            len: payload.len,
        }
    }

    fn gutters(&self) -> [Gutter; 5] {
        Gutter::ALL
    }

    fn kept_words(&self) -> String {
        if self.kept as u64 == self.len {
            return self.words.t1("pane-kept-all", "n", self.len);
        }
        let (kept, whole) = (self.kept, self.len);
        self.words.with("pane-kept-first", [("n", kept.into()), ("whole", whole.into())])
    }

    /// What a page says of the bytes that are picked, with places for the numbers.
    fn picked_words(&self) -> String {
        self.words.with("pane-picked", [("at", "{at}".into()), ("n", "{n}".into())])
    }

    /// What the marks in the rows mean.
    fn marks(&self) -> Vec<(&'static str, &'static str)> {
        let (seen, cut) = (self.rows.seen, self.kept as u64 == self.len);
        let cut = if cut { "pane-mark-cut" } else { "pane-mark-not-kept" };
        let all = [
            (seen.hidden, "·", "pane-mark-hidden"),
            (seen.invalid, glyph::INVALID, "pane-mark-invalid"),
            (seen.cut, glyph::CUT, cut),
            (seen.goes_on, "⋯", "pane-mark-goes-on"),
        ];
        let seen = all.into_iter().filter(|(seen, ..)| *seen);
        seen.map(|(_, mark, key)| (mark, self.words.t(key))).collect()
    }

    /// The numbers that can be read at a byte, by their names in code.
    fn numbers(&self) -> [&'static str; 8] {
        ["u8", "i8", "u16 BE", "u16 LE", "u32 BE", "u32 LE", "u64 BE", "u64 LE"]
    }
}

impl HtmlSafe for Pane {}

/// The bytes that an event carries, also those that only were peeked at.
#[must_use]
pub fn payload(event: &Event) -> Option<&Payload> {
    let peeked = if let Event::Returned(returned) = event { &returned.peeked } else { &None };
    event.payload().or(peeked.as_ref())
}

#[cfg(test)]
mod tests;
