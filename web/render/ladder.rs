//! The call ladder: every socket a lifeline, every event a strip across them.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    time::Duration,
};

use backend::{
    command::Protocol,
    event::{Entry, Event},
    id::{SessionId, SocketId},
    view::State,
};

use self::{ends::End, lifeline::Lifeline};
pub use self::{
    heads::{Heads, Legend},
    rung::Rung,
};
use crate::words::Words;

mod drawing;
mod ends;
mod heads;
mod label;
mod lifeline;
mod rung;

/// What is known of the sockets at one place of the journal, as far as a drawing needs it: a pure
/// fold over the entries in their order, cheap enough to be made anew for every answer.
///
/// **Invariant:** two sockets never stand in the same slot at once, and a socket never changes its
/// slot, hence strips that were drawn apart join without a seam.
#[derive(Clone, Debug, Default)]
pub struct Ladder {
    /// Every socket that is not closed, and those closed ones whose other end is not.
    lines: BTreeMap<SocketId, Lifeline>,
    /// Which slots are taken.
    slots: Vec<bool>,
    /// The slot of everybody who is no socket of this session, from the first contact on.
    outside: Option<usize>,
    /// Sockets that went away lately, with their addresses, oldest first.
    gone: VecDeque<(SocketId, Protocol, SocketAddr)>,
    /// When the last event happened; `None` before the first.
    at: Option<Duration>,
}

impl Ladder {
    /// Takes an entry without drawing it.
    pub fn advance(&mut self, entry: &Entry) {
        self.at = Some(entry.at);
        if let Some(id) = entry.socket {
            if !self.lines.contains_key(&id) {
                self.line(id);
            }
            self.happened(id, &entry.event);
        }
        if self.outside.is_none()
            && let Some((_, End::Outside(_))) = self.other_end(entry)
        {
            self.outside = Some(self.take_slot());
        }
    }

    /// Takes an entry and draws its strip.
    #[must_use]
    pub fn rung(&mut self, words: Words, session: SessionId, entry: &Entry) -> Rung {
        Rung::new(self, words, session, entry)
    }

    /// The names above the lifelines, as they are after the last entry.
    #[must_use]
    pub fn heads(&self, words: Words) -> Heads {
        Heads::new(self, words)
    }

    /// What the signs mean.
    #[must_use]
    pub fn legend(words: Words) -> Legend {
        Legend::new(words)
    }

    fn happened(&mut self, id: SocketId, event: &Event) {
        match event {
            // Nothing that is drawn as a state; this is nearly every event of a busy session.
            Event::Dropped { .. }
            | Event::Ended
            | Event::Noted(_)
            | Event::Received { .. }
            | Event::Refused(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => {}
            Event::Accepted { child, peer } => {
                let listener = self.lines.get(&id).and_then(|line| line.local);
                let child = self.line(*child);
                child.parent = Some(id);
                child.state = State::Open;
                child.remote = Some(ends::plain(*peer));
                child.local = listener;
            }
            Event::Called(call) => self.line(id).called(call),
            Event::Closed { .. } => self.closed(id),
            Event::Failed(failed) => self.line(id).returned(&failed.call, Err(failed.error)),
            Event::Opened(opened) => {
                self.line(id).opened(opened);
                self.link(id);
            }
            Event::Returned(returned) => self.line(id).returned(&returned.call, returned.outcome),
        }
    }

    /// The lifeline of a socket, which begins with its first event.
    fn line(&mut self, id: SocketId) -> &mut Lifeline {
        if !self.lines.contains_key(&id) {
            let slot = self.take_slot();
            self.lines.insert(id, Lifeline::new(slot));
        }
        self.lines.entry(id).or_default()
    }

    /// The descriptor is gone. While the other end is there, the slot stays taken, because bytes
    /// and a FIN may still come from here.
    fn closed(&mut self, id: SocketId) {
        let Some(line) = self.lines.get_mut(&id) else { return };
        line.state = State::Closed;
        line.waiting.clear();
        let peer = line.peer.filter(|peer| *peer != id);
        if let Some(local) = line.local {
            self.gone.push_back((id, line.protocol, local));
            if KEPT < self.gone.len() {
                self.gone.pop_front();
            }
        }
        match peer.and_then(|peer| self.lines.get(&peer)).map(|line| line.state) {
            Some(State::Closed) => {
                self.remove(id);
                if let Some(peer) = peer {
                    self.remove(peer);
                }
            }
            None => self.remove(id),
            Some(
                State::Bound
                | State::Closing
                | State::Connecting
                | State::Created
                | State::Listening
                | State::Open,
            ) => {}
        }
    }

    fn remove(&mut self, id: SocketId) {
        if let Some(line) = self.lines.remove(&id)
            && let Some(taken) = self.slots.get_mut(line.slot)
        {
            *taken = false;
        }
    }

    /// The lowest slot that is free.
    fn take_slot(&mut self) -> usize {
        let free = self.slots.iter().position(|taken| !taken).unwrap_or(self.slots.len());
        if free == self.slots.len() {
            self.slots.push(true);
        } else {
            self.slots[free] = true;
        }
        free
    }
}

/// How many sockets that went away are remembered.
const KEPT: usize = 32;
