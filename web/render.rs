//! Events and sockets as HTML; the page and the live feed share it.

use askama::{Template, filters::HtmlSafe};
use backend::{event::Entry, feed::Page, id::SessionId, journal::Gap, view::SocketView};
use bytes::Bytes;

use self::{card::Card, form::Typed, row::Row};
use crate::words::Words;

pub mod bytes_text;
pub mod call;
pub mod card;
pub mod composer;
pub mod form;
pub mod frame;
pub mod pane;
pub mod row;

/// Makes HTML of what one session says, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Renderer {
    /// The words.
    pub words: Words,
    /// Whose events and sockets.
    pub session: SessionId,
}

impl Renderer {
    /// One event.
    #[must_use]
    pub fn row<'a>(&self, entry: &'a Entry) -> Row<'a> {
        Row::new(self.words, self.session, entry)
    }

    /// One socket, with what was typed into its forms and could not be done.
    #[must_use]
    pub fn card(&self, socket: &SocketView, typed: Option<&Typed>) -> Card {
        Card::new(self.words, self.session, socket, typed)
    }

    /// What was forgotten.
    #[must_use]
    pub fn gap(&self, gap: Gap) -> GapRow {
        GapRow { words: self.words, session: self.session, gap, skipped: false }
    }

    /// A stretch of the journal as one frame of the live WebSocket.
    #[must_use]
    pub fn frame(&self, page: &Page) -> Bytes {
        frame::frame(self, page)
    }

    /// Events that a browser was too slow for, and sockets that changed in them, as a frame.
    #[must_use]
    pub fn skip<'a>(&self, gap: Gap, sockets: impl Iterator<Item = &'a SocketView>) -> Bytes {
        let skipped = GapRow { skipped: true, ..self.gap(gap) };
        frame::skip(self, &skipped, sockets)
    }
}

/// A row in the place of events that were forgotten, or skipped.
#[derive(Debug, Template)]
#[template(path = "part/gap.html")]
pub struct GapRow {
    words: Words,
    session: SessionId,
    gap: Gap,
    skipped: bool,
}

impl GapRow {
    fn says(&self) -> String {
        let key = if self.skipped { "gap-skipped" } else { "gap-says" };
        let (from, to) = (self.gap.from.to_string(), self.gap.to.to_string());
        self.words.with(key, [("from", from.into()), ("to", to.into())])
    }
}

impl HtmlSafe for GapRow {}
