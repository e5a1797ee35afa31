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
    view::{SocketView, State},
};

pub(super) use self::label::span;
pub use self::{
    heads::{Heads, Legend},
    rung::Rung,
};
use self::{lifeline::Lifeline, wire::Wires};
use crate::words::Words;

mod drawing;
mod ends;
mod flight;
mod heads;
mod label;
mod lifeline;
mod passed;
mod rung;
mod saying;
mod shot;
mod sketch;
mod wire;

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
    /// The wires, and what waits on them.
    wires: Wires,
    /// Sockets that went away lately, with their addresses, oldest first.
    gone: VecDeque<Gone>,
    /// Who stood last in each slot that is free now.
    left: BTreeMap<usize, (SocketId, Lifeline)>,
    /// When the last event happened; `None` before the first.
    at: Option<Duration>,
}

impl Ladder {
    /// The ladder at the beginning of a journal that has forgotten how these sockets began, in the
    /// order of their names: they stand there as what they were opened as.
    #[must_use]
    pub fn among<'a>(sockets: impl IntoIterator<Item = &'a SocketView>) -> Self {
        let mut ladder = Self::default();
        for socket in sockets {
            ladder.line(socket.id).remember(socket);
            ladder.link(socket.id);
        }
        ladder
    }

    /// Takes an entry without drawing it.
    pub fn advance(&mut self, entry: &Entry) {
        self.at = Some(entry.at);
        if self.knows(entry) {
            return;
        }
        self.wired(entry);
        // What is seen beside the calls tells nothing of what a socket does, nor does it begin one.
        if matches!(entry.event, Event::Kernel(_) | Event::Segment(_)) {
            return;
        }
        if let Some(id) = entry.socket {
            // What is said of a socket after its end does not bring its line back.
            if self.lines.contains_key(&id) {
                self.happened(id, &entry.event);
            } else if !self.gone.iter().any(|gone| gone.id == id) {
                self.line(id);
                self.happened(id, &entry.event);
            }
        }
        if self.outside.is_none() && self.meets_outside(entry) {
            self.outside = Some(self.take_slot());
        } else if let (Some(id), Some(address)) = (entry.socket, entry.event.other_end())
            && let Some(line) = self.lines.get_mut(&id)
        {
            line.met = Some(address);
        }
    }

    /// Whether an entry is one more transfer between ends that are known, which changes nothing.
    /// Nearly every entry of a busy session is, hence this comes first.
    fn knows(&self, entry: &Entry) -> bool {
        let (Event::Received { .. } | Event::Sent { .. }, Some(id)) = (&entry.event, entry.socket)
        else {
            return false;
        };
        self.lines.get(&id).is_some_and(|line| {
            let met = || line.met.is_some() && line.met == entry.event.other_end();
            self.outside.is_some() || line.peer.is_some() || met()
        })
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
            | Event::Kernel(_)
            | Event::Lab(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Received { .. }
            | Event::Refused(_)
            | Event::Segment(_)
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
                self.place(id, opened.local);
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
        self.gone.push_back(Gone { id, protocol: line.protocol, local: line.local });
        if KEPT < self.gone.len() {
            self.gone.pop_front();
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
        // Its address may belong to somebody else from here on.
        for line in self.lines.values_mut() {
            line.met = None;
        }
        let mut line = self.lines.remove(&id);
        if let Some(line) = &mut line {
            // A kernel that is asked goes on with a connection when its socket is closed.
            line.lingers = line.node.is_some() && line.connected() && !line.forgotten;
            self.left.insert(line.slot, (id, line.clone()));
        }
        if let Some(line) = line
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

/// A socket that went away.
#[derive(Clone, Copy, Debug)]
struct Gone {
    id: SocketId,
    protocol: Protocol,
    local: Option<SocketAddr>,
}

/// How many sockets that went away are remembered; the engine takes no command for older ones.
const KEPT: usize = 32;

#[cfg(test)]
mod tests;
