//! What the kernels hold now, row by row, with what each row was before.

use std::{
    collections::{BTreeMap, VecDeque},
    net::SocketAddr,
    time::Duration,
};

use super::{Sample, Source, TcpState, walk::Walk};
use crate::{
    command::Protocol,
    event::{Entry, Event, Note},
    id::SocketId,
    lab::LabEvent,
    node::{Node, On},
    segment::{self, Flags, Headers, Outcome, Segment, Tcp},
};

/// One row of a kernel's table, as it was sampled last.
#[derive(Clone, Debug)]
pub struct Row {
    /// The socket of the session that it is, or whose listener it waits in.
    pub socket: Option<SocketId>,
    /// The newest sample.
    pub sample: Sample,
    /// When it was taken, since the session began.
    pub at: Duration,
    /// The states it was in, oldest first.
    pub visited: Vec<Visit>,
    /// The last samples' numbers, oldest first, at most [`Row::POINTS`].
    pub history: VecDeque<Point>,
}

impl Row {
    /// How many samples' numbers are kept.
    pub const POINTS: usize = 120;
}

/// A state that a row was in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Visit {
    /// Which.
    pub state: TcpState,
    /// When it was first seen, since the session began.
    pub at: Duration,
    /// How that is known.
    pub evidence: Evidence,
}

impl Visit {
    /// The visit that a sample tells of.
    #[must_use]
    pub fn of(sample: &Sample, at: Duration) -> Self {
        let evidence = match sample.source {
            Source::Absence => Evidence::Absent,
            Source::SockDiag => Evidence::Sampled,
        };
        Self { state: sample.state, at, evidence }
    }
}

/// How a state is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Evidence {
    /// There was a row, and then there was none.
    Absent,
    /// From segments that were captured (RFC 9293 §3.3.2).
    Derived,
    /// From a sample.
    Sampled,
}

/// The numbers of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When, since the session began.
    pub at: Duration,
    /// The congestion window, in segments.
    pub cwnd: u32,
    /// The smoothed round-trip time.
    pub rtt: Duration,
    /// Recv-Q.
    pub recv_q: u32,
    /// Send-Q.
    pub send_q: u32,
}

/// The rows of every kernel that was sampled: a fold of a journal.
///
/// **Invariant:** a row shows what was sampled. Segments only add states to its past that were too
/// short to be sampled, and each says so.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<Key, Row>,
    walks: BTreeMap<Ends, Walked>,
    /// Segments on their way that may change a state, by when they arrive and by their numbers.
    coming: BTreeMap<(Duration, u64), (Ends, Tcp)>,
}

type Key = (On, Protocol, SocketAddr, Option<SocketAddr>);

/// In a lab or not, and both addresses; a lab's addresses are unique in it.
type Ends = (bool, SocketAddr, SocketAddr);

/// One end of a connection that was captured.
#[derive(Debug, Default)]
struct Walked {
    walk: Walk,
    visited: Vec<Visit>,
    at: Duration,
}

impl Table {
    /// Takes what the next entry of the journal says.
    pub fn take(&mut self, entry: &Entry) {
        self.arrive(entry.at);
        match &entry.event {
            Event::Kernel(sample) => self.sampled(entry.at, entry.socket, sample),
            Event::Lab(event)
                if matches!(**event, LabEvent::Began { .. } | LabEvent::Ended { .. }) =>
            {
                self.rows.retain(|(on, ..), _| *on == On::Host);
                self.walks.retain(|(lab, ..), _| !lab);
                self.coming.clear();
            }
            Event::Noted(Note::WatchingKernel { on: false }) => {
                self.rows.retain(|(on, ..), _| *on != On::Host);
            }
            Event::Segment(segment) => self.captured(entry.at, segment),
            Event::Accepted { .. }
            | Event::Called(_)
            | Event::Closed { .. }
            | Event::Dropped { .. }
            | Event::Ended
            | Event::Failed(_)
            | Event::Icmp { .. }
            | Event::Lab(_)
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Received { .. }
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => {}
        }
    }

    /// The rows, by machine, protocol, and addresses.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.values()
    }

    fn sampled(&mut self, at: Duration, socket: Option<SocketId>, sample: &Sample) {
        let key = (sample.on, sample.protocol, plain(sample.local), sample.peer.map(plain));
        let mut past = Vec::new();
        if let (Protocol::Tcp, Some(peer)) = (sample.protocol, key.3) {
            let ends = (sample.on != On::Host, key.2, peer);
            if let Some(walked) = self.walks.get_mut(&ends) {
                walked.walk.set(sample.state);
                past = std::mem::take(&mut walked.visited);
            }
        }
        if !self.rows.contains_key(&key) {
            self.make_room(at);
        }
        let row = self.rows.entry(key).or_insert_with(|| Row {
            socket,
            sample: sample.clone(),
            at,
            visited: Vec::new(),
            history: VecDeque::new(),
        });
        if !past.is_empty() {
            merge(&mut row.visited, past);
        }
        visit(&mut row.visited, Visit::of(sample, at));
        row.socket = socket.or(row.socket);
        row.sample = sample.clone();
        row.at = at;
        if sample.source == Source::SockDiag {
            let info = sample.info.as_ref();
            row.history.push_back(Point {
                at,
                cwnd: info.map_or(0, |info| info.cwnd),
                rtt: info.map_or(Duration::ZERO, |info| info.rtt),
                recv_q: sample.recv_q,
                send_q: sample.send_q,
            });
            if Row::POINTS < row.history.len() {
                row.history.pop_front();
            }
        }
    }

    fn captured(&mut self, at: Duration, segment: &Segment) {
        let Headers::Tcp(tcp) = &segment.headers else { return };
        if segment.source != segment::Source::Packet {
            return;
        }
        let lab = segment.on != On::Host;
        // Behind a router the same segment is seen again, and its sender has sent it only once.
        if segment.on != On::Lab(Node::Router) {
            self.walk((lab, plain(tcp.from), plain(tcp.to)), at, |walk| walk.sent(tcp));
        }
        let lost = match segment.fate.outcome {
            Outcome::Dropped | Outcome::Held | Outcome::Corrupted => true,
            Outcome::Delivered | Outcome::Duplicated | Outcome::Reordered => false,
        };
        let host = |node: &Node| *node != Node::Router;
        if !lost && (!lab || segment.reached.iter().any(host)) {
            let ends = (lab, plain(tcp.to), plain(tcp.from));
            if segment.fate.after.is_zero() {
                self.walk(ends, at, |walk| walk.received(tcp));
            } else if self.may_change(&ends, tcp) {
                let tcp = Tcp { options: Vec::new(), ..tcp.clone() };
                self.coming.insert((at + segment.fate.after, segment.number), (ends, tcp));
            }
        }
    }

    /// Whether a segment can bring its receiver to another state: an acknowledgment alone ends
    /// nothing where nothing was begun.
    fn may_change(&self, ends: &Ends, tcp: &Tcp) -> bool {
        let begins = [Flags::SYN, Flags::FIN, Flags::RST].into_iter().any(|one| tcp.flags.has(one));
        let state = self.walks.get(ends).and_then(|walked| walked.walk.state());
        begins || state != Some(TcpState::Established)
    }

    /// What the wire kept for some time arrives.
    fn arrive(&mut self, now: Duration) {
        while let Some(first) = self.coming.first_entry()
            && (first.key().0 <= now || MOST < self.coming.len())
        {
            let Some(((at, _), (ends, tcp))) = self.coming.pop_first() else { return };
            self.walk(ends, at, |walk| walk.received(&tcp));
        }
    }

    fn walk(&mut self, ends: Ends, at: Duration, step: impl FnOnce(&mut Walk) -> Vec<TcpState>) {
        let (lab, local, peer) = ends;
        if MOST <= self.walks.len() && !self.walks.contains_key(&ends) {
            let oldest = self.walks.iter().min_by_key(|(_, walked)| walked.at);
            if let Some(oldest) = oldest.map(|(ends, _)| *ends) {
                self.walks.remove(&oldest);
            }
        }
        let walked = self.walks.entry(ends).or_default();
        walked.at = at;
        let states = step(&mut walked.walk);
        if states.is_empty() {
            return;
        }
        let row = self.rows.iter_mut().find(|((on, protocol, of, other), _)| {
            (*on != On::Host) == lab
                && *protocol == Protocol::Tcp
                && *of == local
                && *other == Some(peer)
        });
        let visited = row.map_or(&mut walked.visited, |(_, row)| &mut row.visited);
        for state in states {
            visit(visited, Visit { state, at, evidence: Evidence::Derived });
        }
    }

    /// Forgets rows that are gone: those that have been for long, and the oldest where there are many.
    fn make_room(&mut self, now: Duration) {
        let gone = |row: &Row| row.sample.source == Source::Absence;
        self.rows.retain(|_, row| !gone(row) || now.saturating_sub(row.at) < LONG);
        while MOST <= self.rows.len() {
            let oldest = self.rows.iter().min_by_key(|(_, row)| (!gone(row), row.at));
            let Some(key) = oldest.map(|(key, _)| *key) else { return };
            self.rows.remove(&key);
        }
    }
}

/// Adds a state to a row's past. The same state again is no new visit, and a sample is better
/// evidence for it than a segment.
fn visit(visited: &mut Vec<Visit>, visit: Visit) {
    if let Some(last) = visited.last_mut() {
        if last.state == visit.state {
            if visit.evidence == Evidence::Sampled {
                last.evidence = Evidence::Sampled;
            }
            return;
        }
        let over = matches!(last.state, TcpState::Closed | TcpState::TimeWait);
        if over && begins(visit.state) {
            visited.clear();
        }
    }
    visited.push(visit);
    visited.sort_by_key(|visit| visit.at);
}

/// Puts what segments told before the first sample in its place.
fn merge(visited: &mut Vec<Visit>, past: Vec<Visit>) {
    for before in past {
        visit(visited, before);
    }
}

/// Whether a connection's life begins there: the same addresses are used again.
fn begins(state: TcpState) -> bool {
    match state {
        TcpState::Established | TcpState::Listen | TcpState::SynReceived | TcpState::SynSent => {
            true
        }
        TcpState::CloseWait
        | TcpState::Closed
        | TcpState::Closing
        | TcpState::FinWait1
        | TcpState::FinWait2
        | TcpState::LastAck
        | TcpState::TimeWait => false,
    }
}

fn plain(address: SocketAddr) -> SocketAddr {
    SocketAddr::new(address.ip().to_canonical(), address.port())
}

/// How many rows, and how many ends of captured connections, are kept.
const MOST: usize = 256;

/// How long a row that is gone is kept when new ones come.
const LONG: Duration = Duration::from_secs(120);

#[cfg(test)]
mod tests;
