//! What one turn of a session costs, and that a journal costs the same however long it is.

use std::{hint::black_box, net::SocketAddr, sync::Arc, time::Duration};

use backend::{
    call::{Answer, Call, Data},
    command::{Command, Family, Host, Mode, Open, OpenRole, Protocol, Respond},
    event::{Event, Payload},
    id::{Seq, SocketId},
    journal::Journal,
    limits::Limits,
    node::On,
    policy::Policy,
    session::{
        Session,
        quota::{Pool, Quota},
    },
    signal::{Fact, Signal},
};
use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    turns(&mut criterion);
    journals(&mut criterion);
    criterion.final_summary();
}

/// Bytes arrive at a connection; with an answer they leave it again.
fn turns(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("session-turn");
    for respond in [Respond::None, Respond::Echo] {
        let mut session = connected(respond);
        let bytes = Bytes::from_static(&[b'x'; 64]);
        group.bench_function(respond.wire(), |bencher| {
            bencher.iter(|| {
                let data = Data { bytes: bytes.clone(), len: bytes.len(), from: None };
                turn(&mut session, Fact::Received { data, from_answerer: false });
                if respond.answers() {
                    turn(&mut session, Fact::Wrote { bytes: bytes.clone(), to: None, done: true });
                }
            });
        });
    }
}

fn journals(criterion: &mut Criterion) {
    for length in [1_000, 200_000] {
        let mut journal = full(length);
        let mut group = criterion.benchmark_group("journal-push");
        group.bench_function(BenchmarkId::from_parameter(length), |bencher| {
            bencher.iter(|| journal.push(Duration::ZERO, Some(SOCKET), small()));
        });
        group.finish();
        let cursor = Seq(journal.head().0 - 500);
        let mut group = criterion.benchmark_group("journal-after");
        group.throughput(Throughput::Elements(100));
        group.bench_function(BenchmarkId::from_parameter(length), |bencher| {
            bencher.iter(|| {
                journal.after(black_box(cursor), 100).1.map(|entry| entry.seq.0).sum::<u64>()
            });
        });
    }
}

/// A session with one open connection that reads by itself.
fn connected(respond: Respond) -> Session {
    let quota = Quota::new(8, Pool::new(8));
    let mut session = Session::new(Arc::new(Policy::default()), quota, 1 << 20);
    let peer = SocketAddr::from(([127, 0, 0, 1], 7777));
    let local = SocketAddr::from(([127, 0, 0, 1], 40_000));
    let role = OpenRole::TcpConnect { to: Host::Address(peer), at: None };
    let open = Open { role, mode: Mode::Auto, respond, settings: Vec::new(), on: On::Host };
    let made = session.command(Duration::ZERO, Command::Open(open));
    assert_eq!(made, Ok(Some(SOCKET)));
    let calls = [
        (Call::Socket { protocol: Protocol::Tcp, family: Family::Ipv4 }, Answer::Done),
        (Call::Connect { to: peer }, Answer::Connected { local, peer }),
    ];
    for (call, answer) in calls {
        turn(&mut session, Fact::Returned { call, outcome: Ok(answer), took: Duration::ZERO });
    }
    session
}

/// One signal, with everything that comes of it taken.
fn turn(session: &mut Session, fact: Fact) {
    session.signal(Duration::ZERO, Signal { socket: SOCKET, fact });
    while let Some(output) = session.poll() {
        black_box(output);
    }
    black_box(session.take_touched());
}

/// A journal that forgets an event for each that is written down.
fn full(length: usize) -> Journal {
    let limits = Limits { journal_events: length, journal_bytes: usize::MAX, ..Limits::default() };
    let mut journal = Journal::new(&limits);
    for _ in 0..length {
        journal.push(Duration::ZERO, Some(SOCKET), small());
    }
    journal
}

fn small() -> Event {
    Event::Received { payload: Payload::keep(b"hello"), from: None }
}

const SOCKET: SocketId = SocketId(1);
