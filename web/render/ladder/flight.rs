//! A captured frame as an arrow, or as much of it as the wire let through.

use backend::{
    event::{Entry, Event},
    lab::{Decision, LabEvent},
    segment::{Headers, Outcome, Segment},
};

use super::{
    Ladder,
    drawing::{Drawing, Hue, LANE, Mark, Shot, Sign, hue, x},
    label::{Label, span},
    wire::{Route, Stop},
};
use crate::{
    render::segment::line::{icmp_words, mark_words, sequence, sign},
    words::Words,
};

/// A frame on its way between two columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    from: Option<usize>,
    to: Option<usize>,
    /// Whose color it has.
    hue: Hue,
    /// It was held halfway, and goes on.
    resumes: bool,
    /// What became of it, as far as that is known.
    outcome: Outcome,
    /// The wire kept it for some time.
    late: bool,
}

impl Flight {
    /// The flight that a frame begins, or that a decision ends.
    pub(super) fn of(ladder: &Ladder, entry: &Entry, held: Option<Route>) -> Option<Self> {
        let (route, resumes, outcome, late) = match &entry.event {
            Event::Segment(segment) => {
                let fate = segment.fate;
                (ladder.route(segment), false, fate.outcome, !fate.after.is_zero())
            }
            Event::Lab(event) => match &**event {
                LabEvent::Decided { decision, .. } => (held?, true, outcome(decision), true),
                LabEvent::Began { .. }
                | LabEvent::Broke(_)
                | LabEvent::Ended { .. }
                | LabEvent::Impaired { .. }
                | LabEvent::Knob { .. }
                | LabEvent::Ruled { .. }
                | LabEvent::Unavailable { .. }
                | LabEvent::Unruled { .. }
                | LabEvent::Unsent { .. } => return None,
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
            Stop::Left(_) | Stop::Line(_) => from.map_or(Hue(0), hue),
            Stop::Host(_) | Stop::Outside => Hue(0),
        };
        Some(Self { from, to, hue, resumes, outcome, late })
    }

    /// Draws it with its words above it.
    pub(super) fn draw(&self, drawing: &mut Drawing, label: Label) {
        drawing.hue = self.hue;
        let from = self.from.or(self.to).map_or(0, x);
        // An end that is not there any more was beside the other one.
        let to = self.to.filter(|_| self.from.is_some()).map_or(from + LANE / 2, x);
        if from == to {
            drawing.mark = Some(Mark { hue: self.hue, x: from, y: MIDDLE, sign: Sign::Note });
            drawing.label = Some(label.start(from + BESIDE, BASE));
            return;
        }
        let right = from < to;
        let (from, to) = (drawing.side(from, right), drawing.side(to, !right));
        let (middle, height) = (usize::midpoint(from, to), usize::midpoint(TOP, BOTTOM));
        let (top, bottom) = if self.late { (TOP, BOTTOM) } else { (TOP + 3, BOTTOM - 3) };
        let stops = matches!(self.outcome, Outcome::Dropped | Outcome::Held);
        let start = if self.resumes { (middle, height) } else { (from, top) };
        let end = if stops { (middle, height) } else { (to, bottom) };
        let heads = match self.outcome {
            Outcome::Dropped | Outcome::Held => 0,
            Outcome::Corrupted | Outcome::Delivered | Outcome::Reordered => 1,
            Outcome::Duplicated => 2,
        };
        if start != end {
            drawing.shot = Some(Shot { hue: self.hue, from: start, to: end, heads, right });
        }
        let sign = match self.outcome {
            Outcome::Corrupted => Some(Sign::Flaw),
            Outcome::Dropped => Some(Sign::Cross),
            Outcome::Held => Some(Sign::Pause),
            Outcome::Delivered | Outcome::Duplicated | Outcome::Reordered => None,
        };
        drawing.mark = sign.map(|sign| Mark { hue: self.hue, x: middle, y: height, sign });
        drawing.label = Some(label.center(middle, ABOVE));
    }
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
            let asks = if arp.operation == 1 { "?" } else { "!" };
            label.add(
                "numbers",
                format!("{}{asks}", if arp.operation == 1 { arp.target } else { arp.sender }),
            );
        }
        Headers::Icmp(icmp) => {
            label.add("flags", segment.headers.protocol());
            label.add("plain", icmp_words(words, icmp));
        }
        Headers::Other { number, .. } => label.add("flags", format!("0x{number:04x}")),
    }
    for mark in &segment.marks {
        label.add("mark", mark_words(words, *mark));
    }
    if let Some((role, sign)) = sign(segment.fate.outcome) {
        let short = words.t(&format!("fate-short-{}", segment.fate.outcome.wire()));
        label.add(if role == "fate-bad" { "wrong" } else { "fate" }, format!("{sign} {short}"));
    }
    if !segment.fate.after.is_zero() {
        label.add("quiet", format!("+{}", span(segment.fate.after)));
    }
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
