//! One event as a strip of the ladder.

use std::time::Duration;

use askama::{Template, filters::HtmlSafe};
use backend::{
    call::{Call, Value},
    errno::OsError,
    event::{Entry, Event, Payload},
    id::{Seq, SessionId, SocketId},
    view::State,
};

use super::{
    Ladder,
    drawing::{ARROW, Arrow, BAR, Drawing, Hue, Join, LANE, MIDDLE, Mark, Sign, hue, x},
    ends::{End, Way},
    label::{Label, cut, span},
};
use crate::{
    page::problem::refusal_words,
    render::{
        call::{call, outcome},
        row::{Row, clock},
    },
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
    gap: Option<String>,
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
        let above = ladder.stands();
        let closing = matches!(entry.event, Event::Closed { .. });
        let early = if closing { ladder.other_end(entry) } else { None };
        let state = state(ladder, entry.socket);
        let mut columns = Columns::new(ladder, entry, early);
        ladder.advance(entry);
        let end = early.or_else(|| ladder.other_end(entry));
        if !closing {
            columns = Columns::new(ladder, entry, end);
        }
        let drawing = Drawing::between(&above, &ladder.stands());
        let changed = Some(self::state(ladder, entry.socket)).filter(|now| *now != state).flatten();
        let sketch = Sketch { words, entry, columns, end, changed };
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

/// Where the ends of what an event tells of stand.
#[derive(Clone, Copy, Debug)]
struct Columns {
    own: Option<usize>,
    other: Option<usize>,
}

impl Columns {
    fn new(ladder: &Ladder, entry: &Entry, end: Option<(Way, End)>) -> Self {
        let own = entry.socket.and_then(|id| ladder.column_of(id));
        let other = match (end, &entry.event) {
            (Some((_, End::Line(id))), _) => ladder.column_of(id),
            (Some((_, End::Outside(_))), _) => {
                ladder.outside.map(|slot| ladder.outside_column(slot))
            }
            (None, Event::Accepted { child, .. }) => ladder.column_of(*child),
            (Some((_, End::Gone(_) | End::Myself | End::Unknown(_))) | None, _) => None,
        };
        Self { own, other: other.filter(|other| Some(*other) != own) }
    }
}

/// What a strip is drawn from.
struct Sketch<'a> {
    words: Words,
    entry: &'a Entry,
    columns: Columns,
    end: Option<(Way, End)>,
    /// The state of the socket, where it has just changed.
    changed: Option<State>,
}

impl Sketch<'_> {
    fn draw(&self, mut drawing: Drawing) -> Drawing {
        let own = self.columns.own;
        let (at, hue) = (own.map_or(0, x), own.map_or(Hue(0), hue));
        drawing.arrow = self.arrow(&drawing, at);
        let (sign, label) = self.says();
        let mut mark = Mark { hue, x: at, y: MIDDLE, sign };
        let lane = self.columns.other.map_or(at + LANE / 2, x);
        drawing.label = Some(match &self.entry.event {
            Event::Accepted { .. } => {
                mark.y = ARROW;
                let hue = self.columns.other.map_or(Hue(0), self::hue);
                drawing.join = self.columns.other.map(|to| Join { hue, from: at, to: x(to) });
                label.start(at + BESIDE, ABOVE)
            }
            Event::Received { .. } | Event::Sent { .. } | Event::Ended => {
                mark.y = ARROW;
                label.center(usize::midpoint(at, lane), ABOVE)
            }
            Event::Dropped { .. } => {
                (mark.x, mark.y) = (at + LANE / 4, ARROW);
                label.start(at + BESIDE, ABOVE)
            }
            Event::Called(_)
            | Event::Closed { .. }
            | Event::Failed(_)
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::ShutDown { .. } => {
                let arrow = drawing.arrow.filter(|arrow| at < arrow.unseen.0.max(arrow.unseen.1));
                label.start(at + BESIDE, if arrow.is_some() { ABOVE } else { BASE })
            }
        });
        // A call that begins to wait is marked by its bar, and what comes in by the arrow's head.
        let marked = match &self.entry.event {
            Event::Called(_) | Event::Ended | Event::Received { .. } => false,
            Event::Accepted { .. }
            | Event::Closed { .. }
            | Event::Dropped { .. }
            | Event::Failed(_)
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => true,
        };
        drawing.mark = marked.then_some(mark);
        let right = drawing.label.as_ref().map_or(0, Label::right);
        let reach = drawing.arrow.map_or(0, |arrow| arrow.unseen.0.max(arrow.unseen.1));
        drawing.width = drawing.width.max(right).max(reach);
        drawing
    }

    fn arrow(&self, drawing: &Drawing, at: usize) -> Option<Arrow> {
        let y = ARROW;
        if let Event::Dropped { .. } = self.entry.event {
            // Who sent what was dropped is not known.
            let (hue, tip) = (Hue(0), at + LANE / 4 + BAR);
            return Some(Arrow {
                hue,
                y,
                seen: None,
                unseen: (at + LANE / 2, tip),
                tip,
                right: false,
            });
        }
        let (way, _) = self.end?;
        let own = self.columns.own?;
        let other = self.columns.other.map_or(at + LANE / 2, x);
        let right = at < other;
        let side = |x: usize, to_right: bool| {
            let barred = drawing.bars.iter().any(|bar| bar.x == x);
            let inset = if barred { BAR / 2 + 2 } else { 2 };
            if to_right { x + inset } else { x - inset }
        };
        let (at, other) = (side(at, right), side(other, !right));
        let middle = usize::midpoint(at, other);
        let hue = match way {
            Way::In => self.columns.other.filter(|_| !self.outside()).map_or(Hue(0), hue),
            Way::Out | Way::Try => hue(own),
        };
        Some(match way {
            Way::In => Arrow {
                hue,
                y,
                seen: Some((middle, at)),
                unseen: (other, middle),
                tip: at,
                right: !right,
            },
            Way::Out => Arrow {
                hue,
                y,
                seen: Some((at, middle)),
                unseen: (middle, other),
                tip: middle,
                right,
            },
            Way::Try => Arrow { hue, y, seen: None, unseen: (at, other), tip: middle, right },
        })
    }

    fn outside(&self) -> bool {
        matches!(self.end, Some((_, End::Outside(_))))
    }

    /// The sign and the words of the event.
    fn says(&self) -> (Sign, Label) {
        let words = self.words;
        let mut label = Label::default();
        let sign = match &self.entry.event {
            Event::Accepted { child, peer } => {
                label.add("plain", words.t1("ladder-accepted", "child", child.to_string()));
                label.add("quiet", format!("← {peer}"));
                Sign::Dot
            }
            Event::Called(made) => {
                label.add("call", call(made));
                match self.changed {
                    Some(state) => label.add("state", state_words(words, state)),
                    None => label.add("quiet", words.t("ladder-waits")),
                }
                Sign::Dot
            }
            Event::Closed { why, unread, unsent } => {
                label.add("state", words.t(&format!("event-closed-{}", why.wire())));
                if 0 < *unread {
                    label.add("quiet", words.t1("event-closed-unread", "n", *unread));
                }
                if 0 < *unsent {
                    label.add("quiet", words.t1("event-closed-unsent", "n", *unsent));
                }
                Sign::End
            }
            Event::Dropped { datagrams, .. } => {
                label.add("wrong", words.t1("ladder-dropped", "n", *datagrams));
                Sign::Cross
            }
            Event::Ended => {
                label.add("strong", "FIN");
                label.add("quiet", "recv = 0");
                Sign::Dot
            }
            Event::Failed(failed) => {
                self.gave(&mut label, &failed.call, Err(failed.error), None);
                Sign::Cross
            }
            Event::Noted(note) => {
                label.add("quiet", words.t(&format!("event-note-{}", note.wire())));
                Sign::Note
            }
            Event::Opened(opened) => {
                let state = self.changed.unwrap_or(opened_state(opened.kind));
                label.add("state", state_words(words, state));
                label.add("quiet", opened.local.to_string());
                Sign::Note
            }
            Event::Received { payload, from } => {
                self.bytes(&mut label, payload, from.map(|from| format!("← {from}")));
                Sign::Dot
            }
            Event::Refused(refusal) => {
                let (case, what, _) = refusal_words(words, refusal);
                label.add("wrong", case.unwrap_or_default());
                label.add("plain", cut(what, REFUSAL));
                Sign::Refusal
            }
            Event::Returned(returned) => {
                let took = (WAITED < returned.took).then_some(returned.took);
                self.gave(&mut label, &returned.call, returned.outcome, took);
                if returned.outcome.is_err() { Sign::Cross } else { Sign::Tick }
            }
            Event::Sent { payload, to } => {
                self.bytes(&mut label, payload, to.map(|to| format!("→ {to}")));
                Sign::Dot
            }
            Event::ShutDown { how } => {
                label.add("quiet", words.t(&format!("ladder-shutdown-{}", how.wire())));
                Sign::Note
            }
        };
        (sign, label)
    }

    fn gave(
        &self,
        label: &mut Label,
        made: &Call,
        gave: Result<Value, OsError>,
        took: Option<Duration>,
    ) {
        label.add("call", call(made));
        let role = if gave.is_ok() { "result" } else { "wrong" };
        label.add(role, outcome(gave).unwrap_or_else(|| "RST".to_owned()));
        if let Some(state) = self.changed {
            label.add("state", state_words(self.words, state));
        }
        if let Some(took) = took {
            label.add("quiet", span(took));
        }
    }

    /// How many bytes, which, and of whom, where no lifeline says that.
    fn bytes(&self, label: &mut Label, payload: &Payload, address: Option<String>) {
        label.add("plain", self.words.t1("ladder-bytes", "n", payload.len));
        label.add_bytes(payload, TEXT);
        let arrow = if let Some((Way::In, _)) = self.end { '←' } else { '→' };
        match self.end {
            Some((_, End::Line(_) | End::Myself)) => {}
            Some((_, End::Gone(id))) => label.add("quiet", format!("{arrow} {id}")),
            Some((_, End::Outside(address) | End::Unknown(address))) => {
                label.add("quiet", format!("{arrow} {address}"));
            }
            None => label.add("quiet", address.unwrap_or_default()),
        }
    }
}

fn state(ladder: &Ladder, socket: Option<SocketId>) -> Option<State> {
    ladder.lines.get(&socket?).map(|line| line.state)
}

fn failed(event: &Event) -> bool {
    match event {
        Event::Failed(_) | Event::Refused(_) => true,
        Event::Returned(returned) => returned.outcome.is_err(),
        Event::Accepted { .. }
        | Event::Called(_)
        | Event::Closed { .. }
        | Event::Dropped { .. }
        | Event::Ended
        | Event::Noted(_)
        | Event::Opened(_)
        | Event::Received { .. }
        | Event::Sent { .. }
        | Event::ShutDown { .. } => false,
    }
}

fn opened_state(kind: backend::event::Kind) -> State {
    if kind == backend::event::Kind::TcpListen { State::Listening } else { State::Open }
}

/// The word for a state.
pub(super) fn state_words(words: Words, state: State) -> &'static str {
    words.t(&format!("state-{}", state.wire()))
}

/// A pause that is worth a mark is longer than this.
const FOLDED: Duration = Duration::from_millis(100);
/// A call that waited took longer than this.
const WAITED: Duration = Duration::from_millis(1);
/// How many columns of received text fit on an arrow.
const TEXT: usize = 24;
/// How many columns of a refusal are shown; its details have the rest.
const REFUSAL: usize = 60;
/// The distance of words from their lifeline.
const BESIDE: usize = 14;
/// The base line of words at the height of calls.
const BASE: usize = MIDDLE + 5;
/// The base line of words above an arrow.
const ABOVE: usize = 16;
