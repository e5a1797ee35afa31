//! How a reader looks at a journal: as what, at which of its events, and from where on.

use backend::{event::Entry, id::Seq};
use serde::Deserialize;

/// What a reader looks through.
#[derive(Clone, Debug, Default)]
pub struct Lens {
    /// As what the events are drawn.
    pub face: Face,
    /// The filter, as it was typed.
    pub text: String,
    /// Events up to this one are out of sight.
    pub from: Seq,
}

/// As what events are drawn.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Face {
    /// A line of text each.
    #[default]
    List,
    /// Arrows and bars between lifelines.
    Ladder,
}

impl Face {
    /// The word for it in an address.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Ladder => "ladder",
        }
    }
}

/// The part of an address that says how to look, and where.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Look {
    /// The face.
    #[serde(default)]
    pub face: Face,
    /// The filter.
    #[serde(default)]
    pub q: String,
    /// The last event that is out of sight.
    #[serde(default)]
    pub from: u64,
    /// The position of the first row to show.
    pub at: Option<u64>,
    /// An event to show among those around it.
    pub seq: Option<u64>,
    /// How many rows to show.
    pub n: Option<u64>,
    /// For a live view: the last event that was seen.
    #[serde(default)]
    pub after: u64,
}

impl Lens {
    /// The lens that an address asks for.
    #[must_use]
    pub fn of(look: &Look) -> Self {
        Self { face: look.face, text: look.q.clone(), from: Seq(look.from) }
    }

    /// Whether every event after the beginning is seen.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether an event is seen.
    #[must_use]
    pub fn keeps(&self, entry: &Entry) -> bool {
        self.from < entry.seq
    }

    /// The query that asks for it, without `?`; empty where nothing is special.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if self.face == Face::Ladder {
            query.append_pair("face", self.face.name());
        }
        if !self.text.is_empty() {
            query.append_pair("q", &self.text);
        }
        if Seq::START < self.from {
            query.append_pair("from", &self.from.to_string());
        }
        query.finish()
    }
}
