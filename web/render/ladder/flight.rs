//! A captured frame as an arrow, or as much of it as the wire let through.

use std::{iter, time::Duration};

use backend::{
    event::{Entry, Event},
    lab::{Decision, LabEvent},
    segment::{self, Arp, Headers, Outcome, Segment},
};

use super::{
    Ladder,
    drawing::{Drawing, Hue, LANE, Mark, Sign, hue, x},
    label::{Label, span},
    passed::{GROUP, Passed},
    shot::{Head, Shot},
    wire::{Route, Stop},
};
use crate::{
    render::segment::line::{icmp_words, mark_words, sequence, sign},
    words::Words,
};

/// A frame on its way between two columns.
#[derive(Clone, Debug)]
pub(super) struct Flight {
    from: Option<usize>,
    to: Option<usize>,
    /// Where else it was put on.
    others: Vec<usize>,
    /// Whether it is for everybody.
    broadcast: bool,
    /// Whose color it has.
    hue: Hue,
    /// It was held halfway, and goes on.
    resumes: bool,
    /// What became of it, as far as that is known.
    outcome: Outcome,
    /// How long the wire kept it.
    after: Duration,
    /// It came as far as its target, and was refused there.
    refused: bool,
}

impl Flight {
    /// The flight that a frame begins, or that a decision ends.
    pub(super) fn of(ladder: &Ladder, entry: &Entry, told: Option<Passed>) -> Option<Self> {
        let (mut others, mut broadcast, mut owned) = (Vec::new(), false, true);
        let (mut after, mut refused) = (Duration::ZERO, false);
        let (route, resumes, outcome) = match &entry.event {
            Event::Segment(segment) => {
                let fate = segment.fate;
                let route = ladder.route(segment);
                let stops = ladder.others(segment, route).into_iter();
                others = stops.filter_map(|stop| ladder.column_at(stop)).collect();
                broadcast = segment.frame.first().is_some_and(|first| first & GROUP != 0);
                owned = !matches!(segment.headers, Headers::Arp(_));
                after = fate.after;
                (route, false, fate.outcome)
            }
            Event::Lab(event) => match &**event {
                LabEvent::Decided { decision, .. } => {
                    let told = told?;
                    let stops = told.others.iter().map(|node| ladder.at_host(*node));
                    others = stops.filter_map(|stop| ladder.column_at(stop)).collect();
                    broadcast = told.broadcast;
                    (told.route, true, outcome(decision))
                }
                LabEvent::Unsent { to, .. } => {
                    let told = told?;
                    refused = true;
                    let to = ladder.refused_at(&told, *to);
                    (Route { from: told.route.from, to }, false, Outcome::Dropped)
                }
                LabEvent::Began { .. }
                | LabEvent::Broke(_)
                | LabEvent::Ended { .. }
                | LabEvent::Impaired { .. }
                | LabEvent::Knob { .. }
                | LabEvent::Ruled { .. }
                | LabEvent::Unavailable { .. }
                | LabEvent::Unruled { .. } => return None,
            },
            Event::Accepted { .. }
            | Event::Called(_)
            | Event::Closed { .. }
            | Event::Dropped { .. }
            | Event::Ended
            | Event::Failed(_)
            | Event::Kernel(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Received { .. }
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => return None,
        };
        let (from, to) = (ladder.column_at(route.from), ladder.column_at(route.to));
        let hue = match route.from {
            Stop::Left(_) | Stop::Line(_) if owned => from.map_or(Hue(0), hue),
            Stop::Host(_) | Stop::Left(_) | Stop::Line(_) | Stop::Outside => Hue(0),
        };
        Some(Self { from, to, others, broadcast, hue, resumes, outcome, after, refused })
    }

    /// Draws it with its words above it.
    pub(super) fn draw(&self, drawing: &mut Drawing, label: Label) {
        drawing.hue = self.hue;
        let from = self.from.or(self.to).map_or(0, x);
        // An end that is not there any more was beside the other one.
        let to = self.to.filter(|_| self.from.is_some()).map_or(from + LANE / 2, x);
        if from == to {
            drawing.mark = Some(Mark { hue: self.hue, x: from, y: MIDDLE, sign: Sign::Note });
            drawing.label = Some(self.timed(label).start(from + BESIDE, BASE));
            return;
        }
        let (mut middle, mut height) = (halfway(from, to), usize::midpoint(TOP, BOTTOM));
        if self.refused {
            middle = if from < to { to - SHORT } else { to + SHORT };
            height = self.bottom();
        }
        let stops = matches!(self.outcome, Outcome::Dropped | Outcome::Held);
        let copies = if self.outcome == Outcome::Duplicated { 2 } else { 1 };
        if stops && !self.resumes {
            let (right, from) = (from < to, drawing.side(from, from < to));
            let (from, to) = ((from, self.top()), (middle, height));
            drawing.shots.push(Shot { hue: self.hue, from, to, right, heads: Vec::new() });
        } else if !stops {
            let main = (to, true);
            let others = self.others.iter().map(|column| (x(*column), self.broadcast));
            let targets: Vec<(usize, bool)> = iter::once(main).chain(others).collect();
            for right in [false, true] {
                let beside = targets.iter().filter(|(to, _)| *to != from && (from < *to) == right);
                let head = |(to, meant): &(usize, bool)| {
                    let x = drawing.side(*to, !right);
                    Head { x, copies, meant: *meant }
                };
                let heads: Vec<Head> = beside.map(head).collect();
                let ends = heads.iter().map(|head| head.x);
                let Some(end) = (if right { ends.max() } else { ends.min() }) else { continue };
                let start = (drawing.side(from, right), self.top());
                let start = if self.resumes { (middle, height) } else { start };
                let to = (end, self.bottom());
                drawing.shots.push(Shot { hue: self.hue, from: start, to, right, heads });
            }
        }
        let sign = match self.outcome {
            Outcome::Corrupted => Some(Sign::Flaw),
            Outcome::Dropped => Some(Sign::Cross),
            Outcome::Held => Some(Sign::Pause),
            Outcome::Delivered | Outcome::Duplicated | Outcome::Reordered => None,
        };
        drawing.mark = sign.map(|sign| Mark { hue: self.hue, x: middle, y: height, sign });
        let (left, lane) = (from.min(to), from.abs_diff(to).min(LANE));
        // Words that are wider than their lane reach over one lifeline, not over both.
        let wide = lane < label.width() * SLIM / 10;
        drawing.label = Some(if wide {
            label.start(left + NEAR, ABOVE)
        } else {
            label.center(left + lane / 2, ABOVE)
        });
        if !self.after.is_zero() {
            drawing.after = Some(self.beside(from, from < to));
        }
    }

    fn top(&self) -> usize {
        if self.late() { TOP } else { TOP + 3 }
    }

    fn bottom(&self) -> usize {
        if self.late() { BOTTOM } else { BOTTOM - 3 }
    }

    /// Whether the wire kept it for some time.
    fn late(&self) -> bool {
        self.resumes || !self.after.is_zero()
    }

    /// How long the wire kept it, below where it leaves.
    fn beside(&self, from: usize, right: bool) -> Label {
        let label = self.timed(Label::default());
        let end = if right { from + NEAR } else { from - NEAR };
        if right { label.start(end, UNDER) } else { label.end(end, UNDER) }
    }

    fn timed(&self, mut label: Label) -> Label {
        if !self.after.is_zero() {
            label.add("tiny", format!("+{}", span(self.after)));
        }
        label
    }
}

/// Halfway between two lifelines, and beside any that stands there.
fn halfway(from: usize, to: usize) -> usize {
    let middle = usize::midpoint(from, to);
    if (from.abs_diff(to) / LANE).is_multiple_of(2) { middle - LANE / 2 } else { middle }
}

/// The words above a frame.
pub(super) fn label(words: Words, segment: &Segment, label: &mut Label) {
    match &segment.headers {
        Headers::Tcp(tcp) => {
            label.add("flags", format!("[{}]", tcp.flags.names()));
            let (seq, ack) = sequence(segment, tcp);
            let mut numbers = Vec::new();
            // A pure acknowledgment is about its number alone.
            if 0 < tcp.takes() || ack.is_none() {
                numbers.push(format!("seq={seq}"));
            }
            if 0 < tcp.len {
                numbers.push(format!("len={}", tcp.len));
            } else if let Some(ack) = ack {
                numbers.push(format!("ack={ack}"));
            }
            if tcp.win == 0 {
                numbers.push("win=0".to_owned());
            }
            label.add("numbers", numbers.join(" "));
        }
        Headers::Udp { len, .. } => {
            label.add("flags", "UDP");
            label.add("numbers", format!("len={len}"));
        }
        Headers::Arp(arp) => {
            label.add("flags", "ARP");
            label.add("plain", arp_words(words, arp));
        }
        Headers::Icmp(icmp) => {
            label.add("flags", segment.headers.protocol());
            label.add("plain", icmp_words(words, icmp));
        }
        Headers::Other { number, .. } => label.add("flags", format!("0x{number:04x}")),
    }
    // That the window is zero stands there as a number.
    let marks = segment.marks.iter();
    for mark in marks.filter(|mark| **mark != segment::Mark::ZeroWindow) {
        label.add("mark", mark_words(words, *mark));
    }
    if let Some((role, sign)) = sign(segment.fate.outcome) {
        let short = words.t(&format!("fate-short-{}", segment.fate.outcome.wire()));
        label.add(if role == "fate-bad" { "wrong" } else { "fate" }, format!("{sign} {short}"));
    }
}

/// What an ARP packet asks or says.
fn arp_words(words: Words, arp: &Arp) -> String {
    if arp.operation == 1 {
        return words.t1("lab-arp-asks", "address", arp.target.to_string());
    }
    let [.., last] = arp.sender_mac;
    let mac = format!("…:{last:02x}");
    words.with("lab-arp-says", [("address", arp.sender.to_string().into()), ("mac", mac.into())])
}

fn outcome(decision: &Decision) -> Outcome {
    match decision {
        Decision::Deliver => Outcome::Delivered,
        Decision::Drop => Outcome::Dropped,
        Decision::Duplicate => Outcome::Duplicated,
        Decision::Edit { .. } => Outcome::Corrupted,
    }
}

/// Where a frame leaves that the wire keeps for some time.
const TOP: usize = 21;
/// Where it arrives.
const BOTTOM: usize = 31;
/// The base line of its words.
const ABOVE: usize = 14;
const MIDDLE: usize = super::drawing::MIDDLE;
/// The distance of words from their lifeline, and their base line, where nothing goes anywhere.
const BESIDE: usize = 14;
const BASE: usize = MIDDLE + 5;
/// The distance of words above or below a frame from the lifeline where they begin.
const NEAR: usize = 6;
/// The base line of words below a frame.
const UNDER: usize = 34;
/// How much of the width that is set aside for the words of a frame they take, in tenths.
const SLIM: usize = 9;
/// How far from a lifeline a frame ends that was refused there.
const SHORT: usize = 12;
