//! What it costs to take a page of the journal, and to make JSON and HTML of its events.

use std::{hint::black_box, time::Duration};

use askama::Template as _;
use backend::{
    command::{Command, Host, Mode, Open, OpenRole, Respond},
    engine::{Engine, SessionHandle},
    event::Event,
    feed::Reader,
    id::Seq,
    limits::Limits,
    policy::Policy,
};
use bytes::Bytes;
use criterion::{BenchmarkId, Criterion, Throughput};
use tokio::runtime::{Builder, Runtime};
use web::{
    language::Language,
    render::{
        Renderer,
        frame::{Rows, frame},
    },
    wire::batch,
    words::Words,
};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let (_runtime, session) = some_session();
    let reader = session.reader(Seq::START);
    pages(&mut criterion, &reader);
    texts(&mut criterion, &session, &reader);
    criterion.final_summary();
}

/// A page that has to be made, and one that another viewer at the same place has had already.
fn pages(criterion: &mut Criterion, reader: &Reader) {
    let mut group = criterion.benchmark_group("feed-page");
    group.throughput(Throughput::Elements(EVENTS));
    let last = reader.head().0 - EVENTS;
    let mut at = last;
    group.bench_function("made", |bencher| {
        bencher.iter(|| {
            // Never the same place twice in a row, so that no page is there already.
            at = if at == last { last - 1 } else { last };
            reader.clone().resume(Seq(at)).take()
        });
    });
    group.bench_function("shared", |bencher| {
        bencher.iter(|| reader.clone().resume(Seq(last)).take());
    });
}

fn texts(criterion: &mut Criterion, session: &SessionHandle, reader: &Reader) {
    let page = reader.clone().resume(Seq(reader.head().0 - EVENTS)).take();
    assert_eq!(page.entries.len() as u64, EVENTS);
    let mut group = criterion.benchmark_group("json-batch");
    group.throughput(Throughput::Elements(EVENTS));
    group.bench_function(BenchmarkId::from_parameter(EVENTS), |bencher| {
        bencher.iter(|| batch(&page));
    });
    group.finish();
    let mut events = page.entries.iter();
    let Some(entry) = events.rfind(|entry| matches!(entry.event, Event::Received { .. })) else {
        panic!("nothing was received");
    };
    for language in Language::ALL {
        let renderer = Renderer { words: Words::new(language), session: session.id() };
        let mut group = criterion.benchmark_group("html-row");
        group.bench_function(language.code(), |bencher| {
            bencher.iter(|| black_box(renderer.row(entry).render()));
        });
        group.finish();
        let mut group = criterion.benchmark_group("html-frame");
        group.throughput(Throughput::Elements(EVENTS));
        group.bench_function(language.code(), |bencher| {
            bencher.iter(|| frame(&renderer, &page, Rows::list(&renderer, &page), Vec::new()));
        });
    }
}

/// A session in which a UDP socket has sent small datagrams to itself, more than a page of them.
fn some_session() -> (Runtime, SessionHandle) {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| panic!("{error}"));
    let session = runtime.block_on(async {
        let engine = Engine::new(Policy::default(), Limits::default());
        let session = engine.begin().unwrap_or_else(|refusal| panic!("{refusal}"));
        let role = OpenRole::Udp { at: None, to: None };
        let open = Open {
            role,
            mode: Mode::Auto,
            respond: Respond::None,
            settings: Vec::new(),
            on: backend::node::On::Host,
        };
        let done = session.command(Command::Open(open)).await;
        let socket = done.ok().and_then(|done| done.socket).unwrap_or_else(|| panic!("no socket"));
        let mut reader = session.reader(Seq::START);
        let mut local = None;
        while reader.cursor().0 < 2 * EVENTS {
            let Some(page) = reader.next().await else { panic!("the session ended") };
            for entry in &page.entries {
                if let Event::Opened(opened) = &entry.event {
                    local = Some(Host::Address(opened.local));
                }
                // Each datagram that came is followed by the next one.
                if matches!(entry.event, Event::Opened(_) | Event::Received { .. }) {
                    let (bytes, to) = (Bytes::from_static(b"hello"), local.clone());
                    let sent = session.command(Command::Send { socket, bytes, to }).await;
                    assert!(sent.is_ok(), "{sent:?}");
                }
            }
        }
        session
    });
    (runtime, session)
}

/// How many events a page of this bench has.
const EVENTS: u64 = 100;
