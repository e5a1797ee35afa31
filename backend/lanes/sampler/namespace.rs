//! One network namespace that is sampled: what it held of the session's sockets, and what of that was told.

use std::{collections::BTreeMap, fs::File, io, sync::Arc, time::Duration};

use super::{
    End, Tables,
    diag::{Diag, plain},
    ends::{Ends, Pair},
    overflow::Counters,
    pace::Look,
    row::Row,
};
use crate::{
    command::Protocol,
    event::Event,
    id::SocketId,
    kernel::{Overflows, Owner, Sample, Source, TcpState, TimerKind},
    lanes::News,
    node::On,
};

/// One network namespace, with a kernel's tables of its own.
#[derive(Debug)]
pub(super) struct Namespace {
    on: On,
    diag: Diag,
    /// Of the whole namespace.
    counters: Option<Counters>,
    tcp: BTreeMap<Pair, Told>,
    udp: BTreeMap<Pair, Told>,
    walked: Option<Duration>,
}

/// A row as it was told last.
#[derive(Debug)]
struct Told {
    sample: Sample,
    socket: SocketId,
    at: Duration,
}

impl Namespace {
    pub(super) fn new(on: On, tables: Tables) -> io::Result<Self> {
        Ok(Self {
            on,
            diag: Diag::new(tables.diag)?,
            counters: tables.netstat.and_then(|file| Counters::new(file).ok()),
            tcp: BTreeMap::new(),
            udp: BTreeMap::new(),
            walked: None,
        })
    }

    pub(super) fn on(&self) -> On {
        self.on
    }

    /// Looks at the rows of one protocol.
    pub(super) fn look(
        &mut self,
        now: Duration,
        protocol: Protocol,
        ends: &[End],
        look: &mut Look,
        news: &mut News,
    ) {
        let ends = Ends::of(ends, self.on, protocol);
        let told = self.told(protocol);
        if ends.is_empty() && told.is_empty() {
            return;
        }
        look.rows |= ends.any_open();
        let rows = match protocol {
            Protocol::Tcp => self.connections(now, &ends),
            Protocol::Udp => self.datagrams(&ends),
        };
        let rows = match rows {
            Ok(rows) => rows,
            Err(error) => {
                tracing::debug!(on = self.on.wire(), %error, "a kernel was not sampled");
                return;
            }
        };
        let overflows = if rows.values().any(|row| row.state == TcpState::Listen) {
            self.counters.as_mut().and_then(Counters::since)
        } else {
            None
        };
        self.compare(now, protocol, &ends, &rows, overflows, look, news);
        look.rows |= !self.told(protocol).is_empty();
    }

    fn told(&mut self, protocol: Protocol) -> &mut BTreeMap<Pair, Told> {
        match protocol {
            Protocol::Tcp => &mut self.tcp,
            Protocol::Udp => &mut self.udp,
        }
    }

    /// The rows of TCP: each is looked up. Only what nobody can know of, connections from outside
    /// that wait in an accept queue, takes a walk through the kernel's whole table.
    fn connections(&mut self, now: Duration, ends: &Ends) -> io::Result<BTreeMap<Pair, Row>> {
        let mut asked: Vec<Pair> = ends.pairs().chain(self.tcp.keys().copied()).collect();
        asked.sort_unstable();
        asked.dedup();
        let found = self.diag.find(&asked)?;
        let mut rows: BTreeMap<Pair, Row> = found.into_iter().flatten().map(keyed).collect();
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let since = self.walked.map_or(Duration::MAX, |walked| now.saturating_sub(walked));
        for (at, listener) in rows.iter().filter(|(_, row)| row.state == TcpState::Listen) {
            let socket = ends.listener(at.0);
            let waits = rows.values().filter(|row| {
                row.inode == 0
                    && matches!(row.state, TcpState::Established | TcpState::CloseWait)
                    && ends.whose(row).map(|(id, _)| id) == socket
            });
            let missing = waits.count() != listener.recv_q as usize;
            if socket.is_some() && (if missing { UNKNOWN } else { SELDOM }) <= since {
                let ports = if at.0.is_ipv4() { &mut v4 } else { &mut v6 };
                ports.push(at.0.port());
            }
        }
        for (ports, is_v6) in [(v4, false), (v6, true)] {
            if !ports.is_empty() {
                self.walked = Some(now);
                let walked = self.diag.walk(Protocol::Tcp, is_v6, &ports)?;
                // The rows of one look-up are not mixed with those of another moment.
                for (pair, row) in walked.into_iter().map(keyed) {
                    rows.entry(pair).or_insert(row);
                }
            }
        }
        Ok(rows)
    }

    /// The rows of UDP: the kernel's table is short, and is walked.
    fn datagrams(&mut self, ends: &Ends) -> io::Result<BTreeMap<Pair, Row>> {
        let mut ports = ends.ports();
        ports.extend(self.udp.keys().map(|(local, _)| local.port()));
        let mut rows = BTreeMap::new();
        for v6 in [false, true] {
            rows.extend(self.diag.walk(Protocol::Udp, v6, &ports)?.into_iter().map(keyed));
        }
        Ok(rows)
    }

    /// Tells what changed since it was told last.
    #[expect(clippy::too_many_arguments, reason = "one look, with all that it is compared to")]
    fn compare(
        &mut self,
        now: Duration,
        protocol: Protocol,
        ends: &Ends,
        rows: &BTreeMap<Pair, Row>,
        overflows: Option<Overflows>,
        look: &mut Look,
        news: &mut News,
    ) {
        let on = self.on;
        let told = self.told(protocol);
        told.retain(|pair, told| {
            // Of a socket that was closed, a row with a descriptor is another program's by now.
            let mine = |row: &Row| {
                told.sample.owner != Owner::Socket || row.inode == 0 || ends.whose(row).is_some()
            };
            let gone = !rows.get(pair).is_some_and(mine);
            if gone {
                look.changed = true;
                news.push((now, Some(told.socket), absent(&told.sample)));
            }
            !gone
        });
        for (pair, row) in rows {
            let Some((socket, owner)) = ends.whose(row) else { continue };
            let listens = row.state == TcpState::Listen;
            let sample = sample(on, protocol, row, owner, overflows.filter(|_| listens));
            if let Some(timer) = sample.timer
                && timer.kind != TimerKind::TimeWait
            {
                look.again(now + timer.remaining + AFTER);
            }
            let last = told.get(pair);
            let pressing = last
                .is_none_or(|last| last.sample.state != sample.state || last.sample.owner != owner);
            if let Some(last) = last.filter(|_| !pressing) {
                if !differs(&last.sample, &sample) {
                    continue;
                }
                let allowed = last.at + APART;
                if now < allowed {
                    look.again(allowed);
                    continue;
                }
            }
            look.changed = true;
            news.push((now, Some(socket), Event::Kernel(Arc::new(sample.clone()))));
            told.insert(*pair, Told { sample, socket, at: now });
        }
    }
}

/// The way into the namespace of this process. It needs no privilege.
pub(super) fn open() -> io::Result<Tables> {
    Ok(Tables { diag: Diag::open()?, netstat: File::open("/proc/net/netstat").ok() })
}

fn keyed(row: Row) -> (Pair, Row) {
    ((plain(row.local), row.peer.map(plain)), row)
}

fn sample(
    on: On,
    protocol: Protocol,
    row: &Row,
    owner: Owner,
    overflows: Option<Overflows>,
) -> Sample {
    Sample {
        on,
        protocol,
        local: row.local,
        peer: row.peer,
        owner,
        state: row.state,
        recv_q: row.recv_q,
        send_q: row.send_q,
        timer: row.timer,
        info: row.info.clone(),
        memory: row.memory,
        overflows,
        source: Source::SockDiag,
    }
}

/// There was a row, and now there is none.
fn absent(last: &Sample) -> Event {
    Event::Kernel(Arc::new(Sample {
        state: TcpState::Closed,
        recv_q: 0,
        send_q: 0,
        timer: None,
        info: None,
        memory: None,
        source: Source::Absence,
        ..last.clone()
    }))
}

/// Whether it is worth telling; times that merely pass are not.
fn differs(before: &Sample, now: &Sample) -> bool {
    let queues = |sample: &Sample| (sample.recv_q, sample.send_q);
    let timer = |sample: &Sample| sample.timer.map(|timer| (timer.kind.wire(), timer.fired));
    let info = |sample: &Sample| {
        sample.info.as_ref().map(|info| (info.retransmits, info.cwnd, info.ssthresh, info.lost))
    };
    // The counters are those of the whole namespace, so they count only where a queue is full.
    let full = |sample: &Sample| sample.state == TcpState::Listen && sample.send_q < sample.recv_q;
    queues(before) != queues(now)
        || timer(before) != timer(now)
        || info(before) != info(now)
        || (before.overflows != now.overflows && (full(before) || full(now)))
        || drops(before) != drops(now)
}

fn drops(sample: &Sample) -> u32 {
    sample.memory.map_or(0, |memory| memory.drops)
}

/// How long a row that goes on changing is silent between two samples.
const APART: Duration = Duration::from_millis(100);

/// How soon after a timer a kernel is asked what came of it.
const AFTER: Duration = Duration::from_millis(2);

/// How often the whole table may be walked while a listener has connections that nobody knows.
const UNKNOWN: Duration = Duration::from_millis(100);

/// And how often otherwise.
const SELDOM: Duration = Duration::from_secs(1);
