//! How a reader looks at a journal: as what, at which of its events, and from where on.

use std::collections::BTreeMap;

use backend::{
    event::Entry,
    feed::Reader,
    id::{Seq, SocketId},
    view::SocketView,
};
use serde::Deserialize;

use crate::{
    filter::{Fault, Filter},
    page::preset::scene::Scene,
};

/// What a reader looks through.
#[derive(Clone, Debug, Default)]
pub struct Lens {
    /// As what the events are drawn.
    pub face: Face,
    /// The filter; where it was not understood, it lets everything through.
    pub filter: Filter,
    /// The filter as it was typed.
    pub text: String,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// Events up to this one are out of sight.
    pub from: Seq,
    /// The row of a kernel's table whose pictures are shown; where it is empty, the newest.
    pub row: String,
    /// The one-click experiment that is explained above the journal.
    pub scene: Option<Scene>,
}

/// The sockets of a session by their names.
pub type Sockets = BTreeMap<SocketId, SocketView>;

/// As what events are drawn.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum Face {
    /// What the kernels hold now.
    Kernel,
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
            Self::Kernel => "kernel",
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
    /// The row of a kernel's table whose pictures are shown.
    #[serde(default)]
    pub row: String,
    /// The one-click experiment that is explained.
    #[serde(default)]
    pub scene: String,
    /// The position of the first row to show.
    pub at: Option<u64>,
    /// An event to show among those around it.
    pub seq: Option<u64>,
    /// How many rows to show.
    pub n: Option<u64>,
    /// The socket to send through.
    pub to: Option<String>,
    /// A draft of what to send.
    pub msg: Option<String>,
    /// For a live view: the last event that was seen.
    #[serde(default)]
    pub after: u64,
}

impl Lens {
    /// The lens that an address asks for.
    #[must_use]
    pub fn of(look: &Look) -> Self {
        let (filter, fault) = match Filter::parse(&look.q) {
            Ok(filter) => (filter, None),
            Err(fault) => (Filter::default(), Some(fault)),
        };
        let text = look.q.clone();
        let row = look.row.clone();
        let scene = Scene::of_word(&look.scene);
        Self { face: look.face, filter, text, fault, from: Seq(look.from), row, scene }
    }

    /// The sockets that its filter asks about.
    #[must_use]
    pub fn sockets(&self, reader: &Reader) -> Sockets {
        let sockets = if self.sees_all() { Vec::new() } else { reader.sockets() };
        sockets.into_iter().map(|socket| (socket.id, socket)).collect()
    }

    /// Whether every event after the beginning is seen.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        self.filter.is_empty()
    }

    /// Whether an event is seen; the sockets are those of its session, as they are now.
    #[must_use]
    pub fn keeps(&self, entry: &Entry, sockets: &Sockets) -> bool {
        self.from < entry.seq && self.filter.evaluate(entry, sockets)
    }

    /// The query that asks for it, without `?`; empty where nothing is special.
    #[must_use]
    pub fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if self.face != Face::default() {
            query.append_pair("face", self.face.name());
        }
        if let Some(scene) = self.scene {
            query.append_pair("scene", scene.word());
        }
        if !self.row.is_empty() {
            query.append_pair("row", &self.row);
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
