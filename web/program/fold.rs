//! Calls that repeat as loops, and an end to programs that nobody could read.

use super::step::{Act, End, Step};

/// A piece of a program.
#[derive(Clone, Debug)]
pub enum Part {
    /// The same calls again and again.
    Loop {
        /// How often.
        times: usize,
        /// One round, with the results of the first.
        steps: Vec<Step>,
    },
    /// One call.
    One(Step),
}

/// Folds what repeats, and gives with it how many calls are left out because there are too many.
#[must_use]
pub fn fold(steps: &[Step]) -> (Vec<Part>, usize) {
    let all = steps.len();
    let mut parts = Vec::new();
    let (mut at, mut bytes) = (0, 0);
    while at < all && parts.len() < MOST_PARTS && bytes < MOST_BYTES {
        let (round, times) = repeats(&steps[at..]);
        bytes += steps[at..at + round].iter().map(Step::literal).sum::<usize>();
        if times < FEWEST {
            parts.push(Part::One(steps[at].clone()));
            at += 1;
        } else {
            parts.push(Part::Loop { times, steps: steps[at..at + round].to_vec() });
            at += round * times;
        }
    }
    scope(&mut parts);
    (parts, all - at)
}

/// The round that repeats here, and how often it does: the longer one only where it folds more.
fn repeats(steps: &[Step]) -> (usize, usize) {
    let times = |round: usize| {
        let first = steps.get(..round).unwrap_or_default();
        let alike = |next: &[Step]| first.iter().zip(next).all(|(a, b)| a.is_like(b));
        steps.chunks_exact(round).take_while(|next| alike(next)).count()
    };
    let (one, two) = (times(1), times(2));
    if FEWEST <= two && one < FEWEST { (2, two) } else { (1, one) }
}

impl Step {
    /// Whether both are the same line of a program; what a `recv` brings may differ.
    fn is_like(&self, other: &Self) -> bool {
        let returned = |step: &Self| matches!(step.end, End::Returned(_));
        if self.socket != other.socket || !returned(self) || !returned(other) {
            return false;
        }
        match (&self.act, &other.act) {
            (
                Act::Recv { max, peek, data, .. },
                Act::Recv { max: size, peek: look, data: came, .. },
            ) => {
                // Zero bytes are the end of a stream, which is worth a line of its own.
                max == size && peek == look && (data.len == 0) == (came.len == 0)
            }
            (
                Act::Send { data, answer, to, back },
                Act::Send { data: went, answer: same, to: there, back: again },
            ) => {
                let literal = answer.is_none() && data == went;
                let answers = answer.is_some() && answer == same;
                (literal || answers) && back == again && (*back || to == there)
            }
            _ => false,
        }
    }

    /// How many bytes of a program's text are what it sends.
    fn literal(&self) -> usize {
        match &self.act {
            Act::Send { data, answer: None, .. } => data.head.len(),
            Act::Send { .. }
            | Act::Accept { .. }
            | Act::Call(_)
            | Act::Close { .. }
            | Act::Recv { .. }
            | Act::Set { .. }
            | Act::Streamed => 0,
        }
    }
}

/// What a loop received is not known after it: steps that would use it say the bytes themselves.
fn scope(parts: &mut [Part]) {
    let mut known = false;
    for part in parts {
        match part {
            Part::One(step) => known = step.settle(known),
            Part::Loop { steps, .. } => {
                let brings = steps.iter().any(Step::brings);
                let mut inside = known && !brings;
                for step in steps {
                    inside = step.settle(inside);
                }
                known &= !brings;
            }
        }
    }
}

impl Step {
    /// Uses what was received only if that is known here; whether it is known afterward.
    fn settle(&mut self, known: bool) -> bool {
        if let (false, Act::Send { answer, back, .. }) = (known, &mut self.act) {
            (*answer, *back) = (None, false);
        }
        known || self.brings()
    }
}

/// From how many rounds on a loop is shorter than its calls.
const FEWEST: usize = 3;

/// How many pieces a program has at most.
const MOST_PARTS: usize = 200;

/// After how many bytes of literals a program ends.
const MOST_BYTES: usize = 64 << 10;
