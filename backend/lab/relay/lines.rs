//! What is on its way: the line of each port, and when each frame is due.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;

use super::{
    Relay,
    chance::{Luck, Sender},
    switch::Ports,
};
use crate::{lab::Impairment, segment::Loss};

/// When a frame is due, and its place among those that are due then.
pub(super) type Place = (Duration, u64);

/// The lines of all ports, by their index.
#[derive(Debug)]
pub(super) struct Lines {
    senders: Vec<Sender>,
    queue: BTreeMap<Place, Queued>,
    ties: u64,
    /// How much memory frames may take, and how much they do, in bytes. What is held counts too.
    room: usize,
    taken: usize,
}

/// A frame on its way.
#[derive(Debug)]
pub(super) struct Queued {
    /// Its number.
    pub(super) number: u64,
    /// The index of the port that it came from.
    pub(super) from: usize,
    /// Where it goes; never nowhere.
    pub(super) to: Ports,
    /// What it is.
    pub(super) bytes: Bytes,
}

/// A frame that leaves for one port.
#[derive(Debug)]
pub(super) struct Leaving {
    pub(super) number: u64,
    /// The index of the port.
    pub(super) to: usize,
    pub(super) bytes: Bytes,
    /// There is no other port that it goes to.
    pub(super) last: bool,
}

/// When a frame goes on.
#[derive(Clone, Copy)]
pub(super) enum When {
    /// After everything that its port sent before.
    InOrder,
    /// So much later than that, and others need not wait for it.
    Later(Duration),
    /// Behind the next frame of its port.
    Overtaken,
}

impl Lines {
    /// Lines that do nothing to frames, which may take so much memory.
    pub(super) fn new(ports: usize, room: usize) -> Self {
        let senders = (0..ports).map(|index| Sender::new(index, Impairment::default()));
        Self { senders: senders.collect(), queue: BTreeMap::new(), ties: 0, room, taken: 0 }
    }

    /// Changes what a line does. What is on its way is then due no later than if it had come just now.
    pub(super) fn impair(&mut self, now: Duration, index: usize, impairment: Impairment) {
        let Some(sender) = self.senders.get_mut(index) else { return };
        sender.become_new(index, impairment);
        let mine: Vec<_> = self.queue.extract_if(.., |_, queued| queued.from == index).collect();
        for ((due, tie), queued) in mine {
            let due = due.min(sender.again(now, queued.bytes.len()));
            self.queue.insert((due, tie), queued);
        }
    }

    /// What each line does.
    pub(super) fn impairments(&self) -> impl Iterator<Item = Impairment> {
        self.senders.iter().map(|sender| sender.impairment)
    }

    /// What chance does to the next frame of a port. What overtakes another one is not overtaken.
    pub(super) fn luck(&mut self, index: usize) -> Luck {
        let Some(sender) = self.senders.get_mut(index) else { return Luck::Lost };
        let overtakes = sender.laggard.is_some_and(|place| self.queue.contains_key(&place));
        sender.luck(!overtakes)
    }

    /// The frame with one bit flipped.
    pub(super) fn flip(&mut self, index: usize, frame: &Bytes) -> Bytes {
        self.senders.get_mut(index).map_or_else(Bytes::new, |sender| sender.flip(frame))
    }

    /// How much memory there may be.
    pub(super) fn room(&self) -> usize {
        self.room
    }

    /// Whether so many bytes more find room.
    pub(super) fn fits(&self, bytes: usize) -> bool {
        self.taken.saturating_add(bytes) <= self.room
    }

    /// A frame is kept beside the lines.
    pub(super) fn keep(&mut self, bytes: &Bytes) {
        self.taken += cost(bytes);
    }

    /// It is kept no more.
    pub(super) fn free(&mut self, bytes: &Bytes) {
        self.taken = self.taken.saturating_sub(cost(bytes));
    }

    /// Sends a frame behind those that its port sent, and tells when it is due.
    ///
    /// # Errors
    ///
    /// The line is full, or there is no room.
    pub(super) fn send(
        &mut self,
        now: Duration,
        queued: Queued,
        when: When,
    ) -> Result<Duration, Loss> {
        if !self.fits(cost(&queued.bytes)) {
            return Err(Loss::Room);
        }
        let sender = self.senders.get_mut(queued.from).ok_or(Loss::Nowhere)?;
        let in_order = sender.depart(now, queued.bytes.len()).ok_or(Loss::Queue)?;
        match when {
            When::InOrder => {
                sender.last = in_order;
                let laggard = sender.laggard.take();
                self.put(in_order, queued);
                if let Some(place) = laggard {
                    self.overtake(place, in_order);
                }
                Ok(in_order)
            }
            When::Later(time) => {
                sender.last = in_order;
                self.put(in_order + time, queued);
                Ok(in_order + time)
            }
            When::Overtaken => {
                let from = queued.from;
                let place = self.put(in_order + Relay::PATIENCE, queued);
                if let Some(sender) = self.senders.get_mut(from) {
                    sender.laggard = Some(place);
                }
                Ok(in_order)
            }
        }
    }

    /// Puts a frame on its way that no line delays.
    pub(super) fn put(&mut self, due: Duration, queued: Queued) -> Place {
        self.keep(&queued.bytes);
        self.insert(due, queued)
    }

    /// When the next frame is due.
    pub(super) fn due(&self) -> Option<Duration> {
        self.queue.first_key_value().map(|((due, _), _)| *due)
    }

    /// The next frame that is due, for one port.
    pub(super) fn poll(&mut self, now: Duration) -> Option<Leaving> {
        let mut first = self.queue.first_entry().filter(|first| first.key().0 <= now)?;
        let to = first.get_mut().to.take_first()?;
        let number = first.get().number;
        if first.get().to != Ports::default() {
            return Some(Leaving { number, to, bytes: first.get().bytes.clone(), last: false });
        }
        let bytes = first.remove().bytes;
        self.free(&bytes);
        Some(Leaving { number, to, bytes, last: true })
    }

    /// Lets a frame that waits to be overtaken go on right behind one that goes at `by`.
    fn overtake(&mut self, place: Place, by: Duration) {
        if place.0 < by {
            return;
        }
        if let Some(queued) = self.queue.remove(&place) {
            let due = by.max(place.0.saturating_sub(Relay::PATIENCE));
            self.insert(due, queued);
        }
    }

    fn insert(&mut self, due: Duration, queued: Queued) -> Place {
        self.ties += 1;
        let place = (due, self.ties);
        self.queue.insert(place, queued);
        place
    }

    /// How many frames are on their way.
    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }

    /// How much memory is taken, in bytes.
    #[cfg(test)]
    pub(super) fn taken(&self) -> usize {
        self.taken
    }
}

/// What a frame takes of the memory that a lab may take, in bytes.
pub(super) fn cost(bytes: &[u8]) -> usize {
    bytes.len() + 128
}
