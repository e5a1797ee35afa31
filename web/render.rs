//! Events and sockets as HTML; the page and the live feed share it.

use std::fmt;

use askama::{Template, filters::HtmlSafe};
use backend::{event::Entry, id::SessionId, journal::Gap, view::SocketView};

use self::{card::Card, form::Typed, row::Row};
use crate::words::Words;

pub mod bytes_text;
pub mod call;
pub mod card;
pub mod composer;
pub mod form;
pub mod frame;
pub mod kernel;
pub mod keys;
pub mod lab;
pub mod lab_words;
pub mod label;
pub mod ladder;
pub mod lanes;
pub mod meaning;
pub mod own_socket;
pub mod pane;
pub mod peers;
pub mod phone;
pub mod protocol;
pub mod row;
pub mod segment;

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
        GapRow { words: self.words, gap }
    }
}

/// Says which events were forgotten.
#[derive(Debug, Template)]
#[template(path = "part/gap.html")]
pub struct GapRow {
    words: Words,
    gap: Gap,
}

impl GapRow {
    fn says(&self) -> String {
        let (from, to) = (self.gap.from.to_string(), self.gap.to.to_string());
        self.words.with("gap-says", [("from", from.into()), ("to", to.into())])
    }
}

impl HtmlSafe for GapRow {}

/// HTML that a template made.
#[derive(Clone, Debug, Default)]
pub struct Html(pub String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}
