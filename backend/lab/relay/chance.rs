//! What a sender's line does to frames by itself: luck, and the time that they take.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;
use fastrand::Rng;

use super::lines::Place;
use crate::lab::Impairment;

/// What chance does to a frame; one thing at most.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Luck {
    /// A bit of it is flipped.
    Corrupted,
    /// It goes on twice.
    Duplicated,
    /// It is lost.
    Lost,
    /// Nothing.
    None,
    /// The next one goes first.
    Overtaken,
}

/// The line of a port: everything that it sends takes it.
#[derive(Debug)]
pub(super) struct Sender {
    /// What the line does.
    pub(super) impairment: Impairment,
    /// When the frame is due that was put on in order as the last one.
    pub(super) last: Duration,
    /// A frame that waits for the next one to overtake it.
    pub(super) laggard: Option<Place>,
    luck: Rng,
    /// When the last bit of each frame leaves that waits for the line to be free.
    leaving: VecDeque<Duration>,
}

impl Sender {
    /// The line of a port.
    pub(super) fn new(index: usize, impairment: Impairment) -> Self {
        Self {
            impairment,
            last: Duration::ZERO,
            laggard: None,
            luck: generator(impairment.seed, index),
            leaving: VecDeque::new(),
        }
    }

    /// Does something else from now on; frames that are on their way come [`Sender::again`].
    pub(super) fn become_new(&mut self, index: usize, impairment: Impairment) {
        *self = Self::new(index, impairment);
    }

    /// When a frame is due that had been on its way before the line changed, and that is put on it again.
    pub(super) fn again(&mut self, now: Duration, len: usize) -> Duration {
        let due = self.leave(now, len) + self.impairment.delay;
        self.last = self.last.max(due);
        due
    }

    /// What chance does to the next frame. Each kind is drawn by itself, and the first that hits counts.
    pub(super) fn luck(&mut self, may_be_overtaken: bool) -> Luck {
        let Impairment { loss, duplicate, reorder, corrupt, .. } = self.impairment;
        if self.hits(loss) {
            Luck::Lost
        } else if self.hits(corrupt) {
            Luck::Corrupted
        } else if self.hits(duplicate) {
            Luck::Duplicated
        } else if self.hits(reorder) && may_be_overtaken {
            Luck::Overtaken
        } else {
            Luck::None
        }
    }

    /// The frame with one bit flipped behind its Ethernet header.
    pub(super) fn flip(&mut self, frame: &Bytes) -> Bytes {
        let mut frame = frame.to_vec();
        if let Some(behind) = frame.get_mut(ETHERNET..).filter(|behind| !behind.is_empty()) {
            let bit = self.luck.usize(0..behind.len() * 8);
            if let Some(byte) = behind.get_mut(bit / 8) {
                *byte ^= 1 << (bit % 8);
            }
        }
        frame.into()
    }

    /// When a frame is due that comes now, behind those before it; `None`: too many wait for the line.
    pub(super) fn depart(&mut self, now: Duration, len: usize) -> Option<Duration> {
        while self.leaving.front().is_some_and(|left| *left <= now) {
            self.leaving.pop_front();
        }
        if LONGEST_QUEUE <= self.leaving.len() {
            return None;
        }
        let mut due = self.leave(now, len) + self.impairment.delay;
        if !self.impairment.jitter.is_zero() {
            due += self.impairment.jitter.mul_f64(self.luck.f64());
        }
        Some(due.max(self.last))
    }

    /// When the last bit of a frame is on the line.
    fn leave(&mut self, now: Duration, len: usize) -> Duration {
        let Some(rate) = self.impairment.rate else { return now };
        let free = self.leaving.back().copied().unwrap_or_default().max(now);
        let bits = u64::try_from(len).unwrap_or(u64::MAX).saturating_mul(8);
        let nanos = bits.saturating_mul(1_000_000_000) / rate.max(1);
        let left = free + Duration::from_nanos(nanos);
        self.leaving.push_back(left);
        left
    }

    fn hits(&mut self, percent: f64) -> bool {
        0.0 < percent && self.luck.f64() * 100.0 < percent
    }
}

/// A generator of its own for each port, so that what one port meets does not depend on the others.
fn generator(seed: u64, index: usize) -> Rng {
    let mut seeds = Rng::with_seed(seed);
    let mut seed = seeds.u64(..);
    for _ in 0..index {
        seed = seeds.u64(..);
    }
    Rng::with_seed(seed)
}

/// The length of an Ethernet header, in bytes.
const ETHERNET: usize = 14;

/// How many frames can wait for a line of a limited rate; what comes then is lost, as at a router whose
/// queue is full.
const LONGEST_QUEUE: usize = 1000;
