//! The switches of a session's lanes.

use askama::{Template, filters::HtmlSafe};
use backend::{id::SessionId, view};

use crate::words::Words;

/// The switches above the journal.
#[derive(Debug, Template)]
#[template(path = "part/lanes.html")]
pub struct Lanes {
    words: Words,
    session: SessionId,
    switches: [Switch; 2],
    /// Why a lane could not be switched on.
    failed: Option<String>,
}

/// One switch.
#[derive(Debug)]
struct Switch {
    name: &'static str,
    on: bool,
}

impl Lanes {
    /// The switches as they are, and why the last attempt to set one failed.
    #[must_use]
    pub fn new(
        words: Words,
        session: SessionId,
        lanes: view::Lanes,
        failed: Option<String>,
    ) -> Self {
        let switches =
            [Switch { name: "kernel", on: lanes.kernel }, Switch { name: "wire", on: lanes.wire }];
        Self { words, session, switches, failed }
    }
}

impl Switch {
    fn next(&self) -> &'static str {
        if self.on { "off" } else { "on" }
    }

    fn label(&self, words: Words) -> &'static str {
        words.t(&format!("lane-{}", self.name))
    }

    fn says(&self, words: Words) -> &'static str {
        words.t(&format!("lane-{}-says", self.name))
    }
}

impl HtmlSafe for Lanes {}
