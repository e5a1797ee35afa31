//! The events that belong together: those of a socket and of the one it talks to.

use backend::{
    event::Entry,
    feed::Reader,
    id::{Seq, SocketId},
    view::SocketView,
};
use tokio::task::yield_now;

/// The sockets of one conversation, as far as this session has them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Conversation {
    /// One or two sockets.
    pub sockets: Vec<SocketId>,
}

impl Conversation {
    /// The conversation of a socket: with it goes the one whose ends are the same, seen from the
    /// other side.
    #[must_use]
    pub fn of(socket: SocketId, all: &[SocketView]) -> Self {
        let mut sockets = vec![socket];
        if let Some(this) = all.iter().find(|view| view.id == socket)
            && this.local.is_some()
            && this.peer.is_some()
        {
            let other = all.iter().rev().find(|view| {
                view.id != socket && view.local == this.peer && view.peer == this.local
            });
            sockets.extend(other.map(|view| view.id));
        }
        sockets.sort();
        Self { sockets }
    }

    /// The filter that shows nothing else.
    #[must_use]
    pub fn filter(&self) -> String {
        match self.sockets.as_slice() {
            [one] => format!("sock.id == {one}"),
            more => {
                let names: Vec<String> = more.iter().map(ToString::to_string).collect();
                format!("sock.id in {{{}}}", names.join(", "))
            }
        }
    }

    /// Its last event before a place, as far as it is near.
    pub async fn before(&self, reader: &Reader, seq: Seq) -> Option<Seq> {
        let mut end = seq.0;
        for _ in 0..NEAR {
            let begin = end.saturating_sub(STEP);
            let stretch = reader.stretch(Seq(begin));
            let mut older = stretch.iter().rev().filter(|entry| entry.seq.0 < end);
            if let Some(found) = older.find(|entry| self.has(entry)) {
                return Some(found.seq);
            }
            if begin == 0 {
                return None;
            }
            end = begin + 1;
            yield_now().await;
        }
        None
    }

    /// Its first event after a place, as far as it is near.
    pub async fn after(&self, reader: &Reader, seq: Seq) -> Option<Seq> {
        let mut cursor = seq;
        for _ in 0..NEAR {
            let stretch = reader.stretch(cursor);
            if let Some(found) = stretch.iter().find(|entry| self.has(entry)) {
                return Some(found.seq);
            }
            cursor = stretch.last()?.seq;
            yield_now().await;
        }
        None
    }

    fn has(&self, entry: &Entry) -> bool {
        entry.socket.is_some_and(|socket| self.sockets.contains(&socket))
    }
}

/// How many stretches are searched.
const NEAR: usize = 64;
/// How many events a step back goes over; no more than a stretch has.
const STEP: u64 = 512;
