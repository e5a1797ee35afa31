//! What a strip is drawn with, in units that are pixels at normal size.

use std::collections::BTreeMap;

use backend::{id::SocketId, view::State};

use super::{Ladder, label::Label, shot::Shot};

/// A whole strip, or as much of it as an event fills.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Drawing {
    /// How far it reaches to the right.
    pub(super) width: usize,
    pub(super) lines: Vec<Line>,
    pub(super) bars: Vec<Bar>,
    pub(super) arrow: Option<Arrow>,
    /// As far as a frame came, to either side.
    pub(super) shots: Vec<Shot>,
    pub(super) chip: Option<Chip>,
    pub(super) join: Option<Join>,
    pub(super) mark: Option<Mark>,
    pub(super) label: Option<Label>,
    /// How long the wire kept a frame.
    pub(super) after: Option<Label>,
    /// Whose event it is.
    pub(super) hue: Hue,
}

/// A piece of a lifeline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Line {
    pub(super) hue: Hue,
    pub(super) x: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    /// The socket is closed, and only its other end is still there.
    pub(super) ghost: bool,
}

/// A piece of the bar of a call that waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Bar {
    pub(super) hue: Hue,
    pub(super) x: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Something that goes from one lifeline toward another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Arrow {
    pub(super) hue: Hue,
    pub(super) y: usize,
    /// The part that a call told of.
    pub(super) seen: Option<(usize, usize)>,
    /// The part that nobody saw.
    pub(super) unseen: (usize, usize),
    /// Where its head is.
    pub(super) tip: usize,
    /// Whether it points to the right.
    pub(super) right: bool,
}

/// The frame around a state that the kernel told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Chip {
    pub(super) x: usize,
    pub(super) width: usize,
}

/// A new connection that comes out of its listener.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Join {
    pub(super) hue: Hue,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// A sign on a lifeline.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Mark {
    pub(super) hue: Hue,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) sign: Sign,
}

/// Which sign.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sign {
    /// A call that came back with an error, or something that was lost.
    Cross,
    /// Where bytes left or a connection began.
    Dot,
    /// The end of a lifeline.
    End,
    /// Bytes that a frame has of somebody else than its sender.
    Flaw,
    /// Bytes that a call gave to the kernel, where frames are seen.
    Give,
    /// Something the playground says itself.
    Note,
    /// A frame that waits on the wire.
    Pause,
    /// The playground said no.
    Refusal,
    /// Bytes or an end that a call took from the kernel, where frames are seen.
    Take,
    /// A call that came back.
    Tick,
}

impl Sign {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Cross => "cross",
            Self::Dot => "dot",
            Self::End => "end",
            Self::Flaw => "flaw",
            Self::Give => "give",
            Self::Note => "note",
            Self::Pause => "pause",
            Self::Refusal => "refusal",
            Self::Take => "take",
            Self::Tick => "tick",
        }
    }

    /// Its outline around the place where it stands.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Cross => "M-5 -5L5 5M5 -5L-5 5",
            Self::Dot => "M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0",
            Self::End => "M-8 0H8",
            Self::Flaw => "M-7 4L-3 -4L0 4L3 -4L7 4",
            Self::Give => "M-3 -6L6 0L-3 6Z",
            Self::Note => "M0 -6L6 0L0 6L-6 0Z",
            Self::Pause => "M-3 -6V6M3 -6V6",
            Self::Take => "M6 -6L-3 0L6 6Z",
            Self::Refusal => "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0M-4.2 -4.2L4.2 4.2",
            Self::Tick => "M-4.5 -4.5h9v9h-9z",
        }
    }
}

/// Which of the colors of the lifelines; 0 belongs to nobody.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Hue(pub(super) usize);

/// One lifeline between two strips.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Stand {
    /// `None` for the outside, and for sockets that share a column.
    pub(super) socket: Option<SocketId>,
    pub(super) hue: Hue,
    pub(super) ghost: bool,
    pub(super) bars: u8,
}

/// What stands for no socket of the session.
const NOBODY: Stand = Stand { socket: None, hue: Hue(0), ghost: false, bars: 0 };

impl Ladder {
    /// The lifelines by their columns.
    pub(super) fn stands(&self) -> BTreeMap<usize, Stand> {
        let mut stands = BTreeMap::new();
        for (id, line) in &self.lines {
            let column = column(line.slot);
            let (shared, hue) = (column == MORE, hue(column));
            let ghost = line.state == State::Closed && !shared;
            let bars = if shared { 0 } else { line.bars() };
            let socket = (!shared).then_some(*id);
            stands.insert(column, Stand { socket, hue, ghost, bars });
        }
        if let Some(slot) = self.outside {
            stands.insert(self.outside_column(slot), NOBODY);
        }
        for slot in self.wires.hosts.values() {
            stands.insert(self.outside_column(*slot), NOBODY);
        }
        for (slot, (id, line)) in &self.left {
            let column = column(*slot);
            if line.lingers && column != MORE && self.slots.get(*slot) == Some(&false) {
                let (socket, hue) = (Some(*id), hue(column));
                stands.entry(column).or_insert(Stand { socket, hue, ghost: true, bars: 0 });
            }
        }
        stands
    }

    pub(super) fn column_of(&self, id: SocketId) -> Option<usize> {
        self.lines.get(&id).map(|line| column(line.slot))
    }

    pub(super) fn outside_column(&self, slot: usize) -> usize {
        if slot < MORE { slot } else { MORE + 1 }
    }
}

impl Drawing {
    /// The lifelines and bars of a strip, from how they stand above and below it.
    pub(super) fn between(above: &BTreeMap<usize, Stand>, below: &BTreeMap<usize, Stand>) -> Self {
        let mut drawing = Self::default();
        let last = above.keys().chain(below.keys()).max();
        drawing.width = last.map_or(2 * FIRST, |last| x(*last) + MARGIN);
        for column in 0..=last.copied().unwrap_or_default() {
            let (before, after) = (above.get(&column), below.get(&column));
            drawing.lifeline(x(column), before, after);
        }
        drawing
    }

    /// The new connection comes out of its listener, instead of beginning by itself.
    pub(super) fn join(&mut self, join: Join) {
        let begins = |line: &&mut Line| line.x == join.to && line.from == MIDDLE;
        if let Some(line) = self.lines.iter_mut().find(begins) {
            line.from = ARROW + BEND;
        }
        self.join = Some(join);
    }

    /// The bars of the lifeline at that place, from left to right.
    pub(super) fn bars_at(&self, x: usize) -> impl Iterator<Item = &Bar> {
        self.bars.iter().filter(move |bar| (x..x + BARS * BAR_STEP).contains(&bar.x))
    }

    /// Beside the lifeline at that place, and beside its bars.
    pub(super) fn side(&self, x: usize, to_right: bool) -> usize {
        let bar = if to_right { self.bars_at(x).last() } else { self.bars_at(x).next() };
        let (x, inset) = bar.map_or((x, 2), |bar| (bar.x, BAR / 2 + 2));
        if to_right { x + inset } else { x - inset }
    }

    fn lifeline(&mut self, x: usize, before: Option<&Stand>, after: Option<&Stand>) {
        let through = match (before, after) {
            (Some(before), Some(after)) => before.hue == after.hue && before.ghost == after.ghost,
            (Some(_) | None, None) | (None, Some(_)) => false,
        };
        let halves = [(before, 0, MIDDLE), (after, MIDDLE, HEIGHT)];
        let whole = [(before, 0, HEIGHT), (None, 0, 0)];
        for (stand, from, to) in if through { whole } else { halves } {
            if let Some(stand) = stand {
                self.lines.push(Line { hue: stand.hue, x, from, to, ghost: stand.ghost });
            }
        }
        for place in 0..BARS {
            let waits = |stand: Option<&Stand>| {
                stand.filter(|stand| stand.bars & (1 << place) != 0).map(|stand| stand.hue)
            };
            let x = x + place * BAR_STEP;
            match (waits(before), waits(after)) {
                (Some(hue), Some(_)) => self.bars.push(Bar { hue, x, from: 0, to: HEIGHT }),
                (Some(hue), None) => self.bars.push(Bar { hue, x, from: 0, to: MIDDLE }),
                (None, Some(hue)) => self.bars.push(Bar { hue, x, from: MIDDLE, to: HEIGHT }),
                (None, None) => {}
            }
        }
    }
}

impl Bar {
    /// Its inside, which covers the lifeline.
    pub(super) fn inside(&self) -> String {
        let (left, right) = (self.x - BAR / 2, self.x + BAR / 2);
        format!("M{left} {}H{right}V{}H{left}Z", self.from, self.to)
    }

    /// Its outline, which is open where the call goes on in the next strip.
    pub(super) fn outline(&self) -> String {
        let (left, right) = (self.x - BAR / 2, self.x + BAR / 2);
        let (from, to) = (self.from, self.to);
        match (from, to) {
            (0, HEIGHT) => format!("M{left} 0V{to}M{right} 0V{to}"),
            (0, _) => format!("M{left} 0V{to}H{right}V0"),
            _ => format!("M{left} {to}V{from}H{right}V{to}"),
        }
    }
}

impl Arrow {
    /// The outline of its head.
    pub(super) fn head(&self) -> String {
        let (tip, y) = (self.tip, self.y);
        let back = if self.right { tip - HEAD } else { tip + HEAD };
        format!("M{tip} {y}L{back} {}V{}Z", y - HEAD / 2, y + HEAD / 2)
    }
}

impl Join {
    /// From the listener to the side, and down where the new lifeline begins.
    pub(super) fn path(&self) -> String {
        let (from, to) = (self.from, self.to);
        let bend = if from < to { to - BEND } else { to + BEND };
        format!("M{from} {ARROW}H{bend}Q{to} {ARROW} {to} {}", ARROW + BEND)
    }
}

/// The column of a slot: the slots after the last drawn one share it.
pub(super) fn column(slot: usize) -> usize {
    slot.min(MORE)
}

/// Where a column stands.
pub(super) fn x(column: usize) -> usize {
    FIRST + column * LANE
}

/// The color of a column; those that belong to nobody alone have none.
pub(super) fn hue(column: usize) -> Hue {
    if column < MORE { Hue(1 + column % HUES) } else { Hue(0) }
}

/// How high a strip is.
pub(super) const HEIGHT: usize = 36;
/// Where calls are marked.
pub(super) const MIDDLE: usize = 18;
/// Where arrows run, below their label.
pub(super) const ARROW: usize = 26;
/// The distance between two lifelines.
pub(super) const LANE: usize = 192;
/// The column that the sockets share for which there is no room.
pub(super) const MORE: usize = 12;
/// Where the first lifeline stands.
const FIRST: usize = 24;
/// What is left free beside the last lifeline.
const MARGIN: usize = 24;
/// How many waiting calls of one socket have bars of their own.
const BARS: usize = 3;
/// How wide a bar is.
pub(super) const BAR: usize = 10;
/// The distance between two bars of one socket.
pub(super) const BAR_STEP: usize = 12;
/// How long the head of an arrow is.
pub(super) const HEAD: usize = 10;
/// The roundness of a join.
const BEND: usize = 8;
/// How many colors lifelines have.
const HUES: usize = 6;
