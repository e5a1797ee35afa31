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
    /// Whether there is a lab, whose own lanes are always on.
    lab: bool,
    switches: [Switch; 2],
}

/// One switch.
#[derive(Debug)]
struct Switch {
    name: &'static str,
    on: bool,
}

impl Lanes {
    /// The switches as they are, beside a lab, if there is one.
    #[must_use]
    pub fn new(words: Words, session: SessionId, lanes: view::Lanes, lab: bool) -> Self {
        let switches =
            [Switch { name: "kernel", on: lanes.kernel }, Switch { name: "wire", on: lanes.wire }];
        Self { words, session, lab, switches }
    }

    /// What is always written down.
    fn always(&self) -> &'static str {
        if self.lab { "lane-calls-lab" } else { "lane-calls" }
    }
}

impl Switch {
    fn next(&self) -> &'static str {
        if self.on { "off" } else { "on" }
    }

    /// Beside a lab it says that it is about this machine.
    fn label(&self, words: Words, lab: bool) -> &'static str {
        words.t(&format!("lane-{}{}", self.name, if lab { "-lab" } else { "" }))
    }

    fn says(&self, words: Words) -> &'static str {
        words.t(&format!("lane-{}-says", self.name))
    }
}

impl HtmlSafe for Lanes {}
