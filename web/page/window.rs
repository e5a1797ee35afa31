//! The rows that fit on a screen, out of all that a lens sees.
//!
//! Rows have positions. Where a lens sees everything, the position of an event is its `seq` less
//! one, whatever was forgotten before it; with a filter, it is the number of matches before it.

use std::collections::VecDeque;

use backend::{event::Entry, feed::Reader, id::Seq};
use tokio::{sync::Semaphore, task::yield_now};

use crate::lens::{Lens, Look};

/// A stretch of rows.
#[derive(Clone, Debug)]
pub struct Window {
    /// The position of its first row.
    pub at: u64,
    /// The position of the first row there is.
    pub base: u64,
    /// The position after the last row there is.
    pub total: u64,
    /// The newest event that was looked at.
    pub head: Seq,
    /// The events.
    pub entries: Vec<Entry>,
}

/// Which stretch.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Place {
    /// The newest rows.
    End,
    /// The rows from a position on.
    Position(u64),
    /// The rows around an event.
    Around(Seq),
}

impl Window {
    /// At most `most` rows at a place.
    pub async fn of(reader: &Reader, lens: &Lens, place: Place, most: u64) -> Self {
        let head = reader.head();
        let after = Seq(lens.from.0.max(reader.first().0.saturating_sub(1)).min(head.0));
        if lens.sees_all() {
            let at = place.begin(after.0, head.0, most, |seq| seq.0.saturating_sub(1));
            let mut entries = Vec::new();
            while entries.len() as u64 + at < head.0.min(at + most) {
                let stretch = reader.stretch(Seq(at + entries.len() as u64));
                let left = usize::try_from(head.0.min(at + most) - at).unwrap_or(0) - entries.len();
                if stretch.is_empty() {
                    break;
                }
                entries.extend(stretch.into_iter().take(left));
            }
            // What was forgotten meanwhile is not there any more.
            let at = entries.first().map_or(at, |entry| entry.seq.0 - 1);
            return Self { at, base: after.0, total: head.0, head, entries };
        }
        Self::filtered(reader, lens, place, most, after, head).await
    }

    async fn filtered(
        reader: &Reader,
        lens: &Lens,
        place: Place,
        most: u64,
        after: Seq,
        head: Seq,
    ) -> Self {
        let sockets = lens.sockets(reader);
        let mut total = 0;
        let mut kept: VecDeque<Entry> = VecDeque::new();
        let mut at = 0;
        each(reader, after, head, |entry| {
            if !lens.keeps(entry, &sockets) {
                return;
            }
            total += 1;
            let full = most <= kept.len() as u64;
            let wanted = match place {
                Place::End => true,
                Place::Position(position) => position < total && !full,
                // Half of the window stands before the event, and more where too little follows.
                Place::Around(seq) => {
                    let before = || kept.partition_point(|kept| kept.seq < seq) as u64;
                    !full || entry.seq < seq || most / 2 < before()
                }
            };
            if !wanted {
                return;
            }
            if kept.is_empty() {
                at = total - 1;
            }
            if full {
                kept.pop_front();
                at += 1;
            }
            kept.push_back(entry.clone());
        })
        .await;
        // Behind the last match there is nothing, and it is still a place.
        let at = if kept.is_empty() { total } else { at };
        Self { at, base: 0, total, head, entries: kept.into() }
    }
}

impl Place {
    /// The place that an address names.
    #[must_use]
    pub fn of(look: &Look) -> Self {
        match (look.at, look.seq) {
            (Some(at), _) => Self::Position(at),
            (None, Some(seq)) => Self::Around(Seq(seq)),
            (None, None) => Self::End,
        }
    }

    /// The first position of a window of `most` rows, where positions are `base..total`.
    fn begin(self, base: u64, total: u64, most: u64, of: impl Fn(Seq) -> u64) -> u64 {
        let last = total.saturating_sub(most);
        let wanted = match self {
            Self::End => last,
            Self::Position(position) => position.min(total),
            Self::Around(seq) => of(seq).saturating_sub(most / 2).min(last),
        };
        wanted.max(base)
    }
}

/// Looks at every event after a place and up to another, letting others work now and then; waits
/// while too many others do the same.
pub async fn each(reader: &Reader, after: Seq, upto: Seq, mut look: impl FnMut(&Entry)) {
    if upto <= after {
        return;
    }
    // The semaphore is never closed; if it were, the events would still have to be looked at.
    let _permit = SCANS.acquire().await.ok();
    let mut cursor = after;
    while cursor < upto {
        let stretch = reader.stretch(cursor);
        let Some(last) = stretch.last() else { return };
        cursor = last.seq;
        stretch.iter().filter(|entry| entry.seq <= upto).for_each(&mut look);
        yield_now().await;
    }
}

/// How many may go over a journal at once: each step of each of them takes its time from what is
/// sent and received meanwhile.
static SCANS: Semaphore = Semaphore::const_new(4);

#[cfg(test)]
mod tests;
