//! A bounded memory of events, in order.

use std::{collections::VecDeque, time::Duration};

use crate::{
    event::{Entry, Event},
    id::{Seq, SocketId},
    kernel::Sample,
    lab::LabEvent,
    limits::Limits,
    segment::{Headers, Mark, Segment, TcpOption},
};

/// The last events of a session.
///
/// **Invariant:** the entries' places are consecutive; the oldest are forgotten first, and a reader
/// that comes too late is told which places it missed.
#[derive(Debug)]
pub struct Journal {
    entries: VecDeque<Entry>,
    head: Seq,
    bytes: usize,
    max_bytes: usize,
    max_entries: usize,
}

/// Places that were forgotten, both ends included.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Gap {
    /// The first.
    pub from: Seq,
    /// The last.
    pub to: Seq,
}

impl Journal {
    /// An empty journal.
    #[must_use]
    pub fn new(limits: &Limits) -> Self {
        Self {
            entries: VecDeque::new(),
            head: Seq::START,
            bytes: 0,
            max_bytes: limits.journal_bytes,
            max_entries: limits.journal_events.max(1),
        }
    }

    /// Writes an event down and forgets the oldest ones where there is no room.
    pub fn push(&mut self, at: Duration, socket: Option<SocketId>, event: Event) -> Seq {
        self.head = self.head.next();
        self.bytes += weight(&event);
        self.entries.push_back(Entry { seq: self.head, at, socket, event });
        while self.entries.len() > self.max_entries
            || (self.bytes > self.max_bytes && self.entries.len() > 1)
        {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= weight(&oldest.event);
            }
        }
        self.head
    }

    /// The place of the newest event.
    #[must_use]
    pub fn head(&self) -> Seq {
        self.head
    }

    /// How many bytes of memory the events take, about.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The event at a place, if it is remembered.
    #[must_use]
    pub fn find(&self, seq: Seq) -> Option<&Entry> {
        self.entries.get(usize::try_from(seq.0.checked_sub(self.first().0)?).ok()?)
    }

    /// What comes after a place: what was forgotten of it, and at most `most` events. The cost does
    /// not depend on how long the journal is.
    pub fn after(&self, cursor: Seq, most: usize) -> (Option<Gap>, impl Iterator<Item = &Entry>) {
        let first = self.first();
        let wanted = cursor.next();
        let gap = (wanted < first && wanted <= self.head)
            .then(|| Gap { from: wanted, to: Seq(first.0 - 1) });
        let skip = usize::try_from(wanted.0.saturating_sub(first.0)).unwrap_or(usize::MAX);
        (gap, self.entries.range(skip.min(self.entries.len())..).take(most))
    }

    /// The place of the oldest event that is remembered.
    #[must_use]
    pub fn first(&self) -> Seq {
        Seq(self.head.0 + 1 - self.entries.len() as u64)
    }
}

/// The memory of an event in bytes: its slot, and what it keeps outside of it.
fn weight(event: &Event) -> usize {
    let outside = match event {
        Event::Received { payload, .. } | Event::Sent { payload, .. } => payload.head.len(),
        Event::Kernel(_) => size_of::<Sample>(),
        Event::Lab(lab) => size_of::<LabEvent>() + lab.heap(),
        Event::Segment(segment) => size_of::<Segment>() + kept(segment),
        Event::Called(call) => BOXED + call.heap(),
        Event::Failed(failed) => BOXED + failed.call.heap(),
        Event::Opened(_) => BOXED,
        Event::Refused(refusal) => BOXED + refusal.heap(),
        Event::Returned(returned) => {
            let peeked = returned.peeked.as_ref().map_or(0, |payload| payload.head.len());
            BOXED + returned.call.heap() + peeked
        }
        Event::Accepted { .. }
        | Event::Closed { .. }
        | Event::Dropped { .. }
        | Event::Ended
        | Event::Icmp { .. }
        | Event::Missed { .. }
        | Event::Noted(_)
        | Event::ShutDown { .. } => 0,
    };
    size_of::<Entry>() + outside
}

/// What a segment keeps outside of itself.
fn kept(segment: &Segment) -> usize {
    let options = match &segment.headers {
        Headers::Tcp(tcp) => tcp.options.capacity() * size_of::<TcpOption>(),
        Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } | Headers::Udp { .. } => 0,
    };
    let marks = segment.marks.capacity() * size_of::<Mark>();
    segment.frame.len() + options + marks + segment.reached.capacity()
}

/// About what a boxed event takes.
const BOXED: usize = 128;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Payload;

    fn journal(max_entries: usize, max_bytes: usize) -> Journal {
        Journal::new(&Limits {
            journal_events: max_entries,
            journal_bytes: max_bytes,
            ..Limits::default()
        })
    }

    #[test]
    fn a_frame_counts_as_far_as_it_is_kept_and_its_rest_is_freed() {
        let frame = crate::lanes::frame::Frame {
            number: 1,
            on: crate::node::On::Host,
            captured: Duration::ZERO,
            bytes: vec![7; 9014].into(),
            len: 9014,
            headers: Headers::Other { from: None, to: None, number: 0 },
            fate: crate::segment::Fate::ARRIVED,
            reached: Vec::new(),
            ends: None,
        };
        let kept = frame.kept();
        assert_eq!(kept.len(), Segment::KEPT);
        assert!(!frame.bytes.as_ptr_range().contains(&kept.as_ptr()));
        let short = crate::lanes::frame::Frame { bytes: frame.bytes.slice(..100), ..frame };
        assert_eq!(short.kept().as_ptr(), short.bytes.as_ptr());
        let payload = vec![7; 5000].into();
        let decision = crate::lab::Decision::Edit { payload, keep_checksum: false };
        let decided = LabEvent::Decided { frame: 1, decision, held: Duration::ZERO };
        assert!(5000 < weight(&Event::Lab(Box::new(decided))));
    }

    fn seqs(journal: &Journal, after: u64, most: usize) -> (Option<(u64, u64)>, Vec<u64>) {
        let (gap, entries) = journal.after(Seq(after), most);
        (gap.map(|gap| (gap.from.0, gap.to.0)), entries.map(|entry| entry.seq.0).collect())
    }

    #[test]
    fn a_reader_gets_what_comes_after_its_cursor() {
        let mut journal = journal(10, usize::MAX);
        assert_eq!(seqs(&journal, 0, 9), (None, vec![]));
        for _ in 0..4 {
            journal.push(Duration::ZERO, None, Event::Ended);
        }
        assert_eq!(seqs(&journal, 0, 9), (None, vec![1, 2, 3, 4]));
        assert_eq!(seqs(&journal, 2, 1), (None, vec![3]));
        assert_eq!(seqs(&journal, 4, 9), (None, vec![]));
        assert_eq!(seqs(&journal, 99, 9), (None, vec![]));
    }

    #[test]
    fn what_was_forgotten_is_named_exactly() {
        let mut journal = journal(3, usize::MAX);
        for _ in 0..8 {
            journal.push(Duration::ZERO, None, Event::Ended);
        }
        assert_eq!(seqs(&journal, 0, 9), (Some((1, 5)), vec![6, 7, 8]));
        assert_eq!(seqs(&journal, 4, 9), (Some((5, 5)), vec![6, 7, 8]));
        assert_eq!(seqs(&journal, 5, 9), (None, vec![6, 7, 8]));
        assert!(journal.find(Seq(5)).is_none());
        assert_eq!(journal.find(Seq(6)).unwrap().seq, Seq(6));
        assert!(journal.find(Seq(9)).is_none());
    }

    #[test]
    fn memory_is_bounded_by_bytes_too() {
        let mut journal = journal(usize::MAX, 10_000);
        for _ in 0..1000 {
            let payload = Payload::keep(&[7; 1000]);
            journal.push(Duration::ZERO, None, Event::Received { payload, from: None });
        }
        assert!(journal.bytes() <= 10_000);
        assert_eq!(journal.head(), Seq(1000));
        assert!(journal.first() > Seq(980));
    }
}
