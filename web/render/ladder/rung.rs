//! One event as a strip of the ladder.

use std::time::Duration;

use askama::{Template, filters::HtmlSafe};
use backend::{
    event::{Entry, Event},
    id::{Seq, SessionId, SocketId},
    view::State,
};

use super::{
    Ladder,
    drawing::Drawing,
    flight::Flight,
    label::span,
    sketch::{Columns, Sketch},
};
use crate::{
    render::row::{Row, clock},
    words::Words,
};

/// One event as a strip.
#[derive(Debug, Template)]
#[template(path = "part/rung.html")]
pub struct Rung {
    session: SessionId,
    seq: Seq,
    index: Option<u64>,
    kind: &'static str,
    socket: Option<SocketId>,
    failed: bool,
    at: String,
    gap: Option<(String, String)>,
    spoken: String,
    pub(super) drawing: Drawing,
}

impl HtmlSafe for Rung {}

impl Rung {
    /// Says which row of the grid it is, from 1 on.
    #[must_use]
    pub fn at_row(mut self, index: u64) -> Self {
        self.index = Some(index);
        self
    }

    /// Folds the entry into the ladder, and draws what it changes.
    pub(super) fn new(
        ladder: &mut Ladder,
        words: Words,
        session: SessionId,
        entry: &Entry,
    ) -> Self {
        let gap = ladder.at.and_then(|before| entry.at.checked_sub(before));
        let gap = gap.filter(|gap| FOLDED < *gap).map(span);
        let gap = gap.map(|gap| (words.t1("ladder-after", "time", gap.clone()), gap));
        let above = ladder.stands();
        let closing = matches!(entry.event, Event::Closed { .. });
        let early = if closing { ladder.other_end(entry) } else { None };
        let state = state(ladder, entry.socket);
        let mut columns = Columns::new(ladder, entry, early);
        let told = if let Event::Lab(event) = &entry.event { ladder.passed(event) } else { None };
        ladder.advance(entry);
        let flight = Flight::of(ladder, entry, told);
        let watched = ladder.watched(entry);
        let end = early.or_else(|| ladder.other_end(entry));
        if !closing {
            columns = Columns::new(ladder, entry, end);
        }
        let drawing = Drawing::between(&above, &ladder.stands());
        let changed = Some(self::state(ladder, entry.socket)).filter(|now| *now != state).flatten();
        let sketch = Sketch { words, entry, columns, end, changed, flight, watched };
        Self {
            session,
            seq: entry.seq,
            index: None,
            kind: entry.event.wire(),
            socket: entry.socket,
            failed: failed(&entry.event),
            at: clock(entry.at),
            gap,
            spoken: Row::new(words, session, entry).spoken(),
            drawing: sketch.draw(drawing),
        }
    }
}

fn state(ladder: &Ladder, socket: Option<SocketId>) -> Option<State> {
    ladder.lines.get(&socket?).map(|line| line.state)
}

fn failed(event: &Event) -> bool {
    event.error().is_some() || matches!(event, Event::Refused(_))
}

/// A pause that is worth a mark is longer than this.
const FOLDED: Duration = Duration::from_millis(100);
