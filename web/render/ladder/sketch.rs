//! How a strip is composed: what goes from where to where, and where its words stand.

use backend::{
    event::{Entry, Event},
    view::State,
};

use super::{
    Ladder,
    drawing::{ARROW, Arrow, BAR, Chip, Drawing, Hue, Join, LANE, MIDDLE, Mark, hue, x},
    ends::{End, Way},
    flight::Flight,
    label::{Label, columns},
};
use crate::words::Words;

/// What a strip is drawn from.
pub(super) struct Sketch<'a> {
    pub(super) words: Words,
    pub(super) entry: &'a Entry,
    pub(super) columns: Columns,
    pub(super) end: Option<(Way, End)>,
    /// The state of the socket, where it has just changed.
    pub(super) changed: Option<State>,
    /// The frame that goes from one lifeline to another.
    pub(super) flight: Option<Flight>,
    /// Frames of this socket are seen, hence no arrow guesses where its bytes go.
    pub(super) watched: bool,
}

impl Sketch<'_> {
    pub(super) fn draw(&self, mut drawing: Drawing) -> Drawing {
        let own = self.columns.own;
        let (at, hue) = (own.map_or(NOBODY, x), own.map_or(Hue(0), hue));
        if let Some(flight) = &self.flight {
            flight.draw(&mut drawing, self.says().1);
            return Self::widened(drawing);
        }
        drawing.hue = hue;
        drawing.arrow = if self.watched { None } else { self.arrow(&drawing, at) };
        let (sign, label) = self.says();
        let mut mark = Mark { hue, x: at, y: MIDDLE, sign };
        // Words begin beside the last bar, and a call's sign stands on its own.
        let beside = drawing.bars_at(at).last().map_or(at, |bar| bar.x) + BESIDE;
        if let Some(bar) = drawing.bars_at(at).find(|bar| bar.to == MIDDLE) {
            mark.x = bar.x;
        }
        let lane = self.columns.other.map_or(at + LANE / 2, x);
        drawing.label = Some(match &self.entry.event {
            Event::Accepted { .. } => {
                mark.y = ARROW;
                if let Some(to) = self.columns.other {
                    drawing.join(Join { hue: self::hue(to), from: at, to: x(to) });
                }
                label.start(beside, ABOVE)
            }
            Event::Received { .. } | Event::Sent { .. } | Event::Ended if !self.watched => {
                mark.y = ARROW;
                label.center(usize::midpoint(at, lane), ABOVE)
            }
            Event::Dropped { .. } => {
                (mark.x, mark.y) = (at + LANE / 4, ARROW);
                label.start(beside, ABOVE)
            }
            Event::Kernel(sample) => {
                let width = columns(sample.state_name()) * WIDE / 6 + 2 * PADDING;
                drawing.chip = Some(Chip { x: beside - PADDING, width });
                label.start(beside, BASE)
            }
            Event::Called(_)
            | Event::Closed { .. }
            | Event::Ended
            | Event::Failed(_)
            | Event::Lab(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Received { .. }
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Segment(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => {
                let arrow = drawing.arrow.filter(|arrow| at < arrow.unseen.0.max(arrow.unseen.1));
                let base = arrow.map_or(BASE, |arrow| if arrow.y < BASE { BELOW } else { ABOVE });
                label.start(beside, base)
            }
        });
        // A call that begins to wait is marked by its bar, and what comes in by the arrow's head.
        let marked = match &self.entry.event {
            Event::Called(_) => false,
            Event::Ended | Event::Received { .. } => self.watched,
            Event::Accepted { .. }
            | Event::Closed { .. }
            | Event::Dropped { .. }
            | Event::Failed(_)
            | Event::Kernel(_)
            | Event::Lab(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Segment(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => true,
        };
        drawing.mark = marked.then_some(mark);
        Self::widened(drawing)
    }

    /// As wide as all that is drawn.
    fn widened(mut drawing: Drawing) -> Drawing {
        let right = drawing.label.as_ref().map_or(0, Label::right);
        let reach = drawing.arrow.map_or(0, |arrow| arrow.unseen.0.max(arrow.unseen.1));
        let shots = drawing.shots.iter().map(|shot| shot.from.0.max(shot.to.0));
        let seen = shots.max().unwrap_or_default();
        drawing.width = drawing.width.max(right).max(reach).max(seen);
        drawing
    }

    fn arrow(&self, drawing: &Drawing, at: usize) -> Option<Arrow> {
        // A lifeline that ends here ends below what ended it.
        let closes = matches!(self.entry.event, Event::Closed { .. });
        let y = if closes { MIDDLE / 2 } else { ARROW };
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
        let (way, end) = self.end?;
        let own = self.columns.own?;
        let other = self.columns.other.map_or(at + LANE / 2, x);
        let right = at < other;
        let (at, other) = (drawing.side(at, right), drawing.side(other, !right));
        let middle = usize::midpoint(at, other);
        let hue = match way {
            Way::In if end != End::Myself => {
                let inside = self.columns.other.filter(|_| !matches!(end, End::Outside(_)));
                inside.map_or(Hue(0), hue)
            }
            Way::In | Way::Out | Way::Try => hue(own),
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
}

/// Where the ends of what an event tells of stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns {
    pub(super) own: Option<usize>,
    pub(super) other: Option<usize>,
}

impl Columns {
    pub(super) fn new(ladder: &Ladder, entry: &Entry, end: Option<(Way, End)>) -> Self {
        // A kernel may know of a socket that is closed.
        let is_sample = matches!(entry.event, Event::Kernel(_));
        let left = |id| if is_sample { ladder.left_column(id) } else { None };
        let own = entry.socket.and_then(|id| ladder.column_of(id).or_else(|| left(id)));
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

/// Where what is no lifeline's is marked.
const NOBODY: usize = 8;
/// The distance of words from their lifeline.
const BESIDE: usize = 14;
/// The base line of words at the height of calls.
const BASE: usize = MIDDLE + 5;
/// The base line of words above an arrow.
const ABOVE: usize = 16;
/// The base line of words below an arrow.
const BELOW: usize = 30;
/// How wide a letter of a state is, in sixths.
const WIDE: usize = 47;
/// What is left free around a state.
const PADDING: usize = 4;
