//! The end of a turn: what happened is written down and shown, and commands are answered.

use std::{sync::atomic::Ordering::Relaxed, time::Duration};

use super::{Running, instant};
use crate::{id::SocketId, lab::LabView, lanes::wall};

impl Running {
    /// Writes the turn down, shows it, and answers.
    pub(super) fn commit(&mut self) {
        let touched = self.actor.session.take_touched();
        let lab = self.observe(&touched);
        let lanes = self.lanes.switches();
        if !self.news.is_empty() || !touched.is_empty() || lab.is_some() {
            let mut ledger = self.actor.feed.write();
            self.actor.counters.events.fetch_add(self.news.len() as u64, Relaxed);
            for (at, socket, event) in self.news.drain(..) {
                // Sockets speak one after another of what happened at once.
                self.written = self.written.max(at);
                self.head = ledger.push(self.written, socket, event);
            }
            ledger.lanes = lanes;
            if let Some(mut lab) = lab {
                if let Some(lab) = &mut lab {
                    lab.changed = self.head;
                }
                ledger.lab = lab;
            }
            for id in touched {
                let view = self.actor.session.view(id);
                self.actor.answerers.update(id, view, &self.actor.vitals);
                match view {
                    Some(view) => {
                        let mut view = view.clone();
                        view.changed = self.head;
                        ledger.sockets.insert(id, view);
                    }
                    None => {
                        ledger.sockets.remove(&id);
                    }
                }
            }
            drop(ledger);
            self.actor.vitals.open.store(self.actor.session.open_sockets(), Relaxed);
            self.publish_in_time();
        }
        for (answer, outcome) in self.answers.drain(..) {
            // Whoever asked may have left.
            let _ = answer.send(outcome);
        }
    }

    /// Adds what the lanes saw, and gives the lab's view if what was shown of it is old. Where nothing
    /// is watched this costs nothing.
    fn observe(&mut self, touched: &[SocketId]) -> Option<Option<LabView>> {
        if !self.lanes.awake() {
            return None;
        }
        for id in touched {
            self.lanes.update(*id, self.actor.session.view(*id));
        }
        let (began, now) = self.clocks();
        let start = self.actor.began;
        let clock = || instant().saturating_duration_since(start);
        self.lanes.gather(began, now, clock, &mut self.news);
        self.lanes.view(now, &self.news)
    }

    /// When the session began by the wall clock, and how long ago that is: both clocks are read at one
    /// moment, or at nearly one, if this thread is interrupted again and again.
    fn clocks(&self) -> (Duration, Duration) {
        let mut now = self.now();
        if !self.lanes.wait() {
            return (Duration::ZERO, now);
        }
        let mut best = (Duration::MAX, Duration::ZERO);
        for _ in 0..TRIES {
            let before = now;
            let wall = wall();
            now = self.now();
            best = best.min((now - before, wall.saturating_sub(now)));
            if best.0 < MOMENT {
                break;
            }
        }
        (best.1, now)
    }

    /// Shows news at once to few viewers, and to many of them together every few milliseconds, so
    /// that they share one rendering and one wake-up carries many events.
    fn publish_in_time(&mut self) {
        let viewers = self.actor.vitals.viewers.load(Relaxed);
        if viewers <= FEW {
            return self.publish();
        }
        let pause = PER_VIEWER.saturating_mul(u32::try_from(viewers).unwrap_or(u32::MAX)).min(BEAT);
        let next = self.published + pause;
        if next <= instant() {
            self.publish();
        } else {
            self.publish_at.get_or_insert(next);
        }
    }

    pub(super) fn publish(&mut self) {
        self.publish_at = None;
        self.published = instant();
        self.actor.feed.publish();
    }
}

/// So many viewers see every event as soon as it is there.
const FEW: usize = 4;

/// How much longer news waits for each viewer; this bounds the frames per second of a session.
const PER_VIEWER: Duration = Duration::from_micros(40);

/// The longest that news waits.
const BEAT: Duration = Duration::from_millis(8);

/// Two readings of a clock that are not further apart are of one moment.
const MOMENT: Duration = Duration::from_micros(2);

/// How often one moment is looked for.
const TRIES: usize = 4;
