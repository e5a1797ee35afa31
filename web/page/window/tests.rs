//! Windows on journals that real sessions made.

use std::{future::poll_fn, pin::pin, task::Poll};

use backend::{
    command::{Command, Family, Protocol},
    engine::{Engine, SessionHandle},
    limits::Limits,
    node::On,
    policy::Policy,
};

use super::*;

/// A session with at least so many events.
async fn session(engine: &Engine, events: u64) -> SessionHandle {
    let session = engine.begin().unwrap();
    while session.reader(Seq::START).head().0 < events {
        let create =
            Command::Create { protocol: Protocol::Udp, family: Family::Ipv4, on: On::Host };
        let before = session.reader(Seq(u64::MAX)).cursor();
        let socket = session.command(create).await.unwrap().socket.unwrap();
        session.command(Command::Close { socket }).await.unwrap();
        let mut reader = session.reader(before);
        while !reader.socket(socket).is_some_and(|view| view.state == backend::view::State::Closed)
        {
            reader.next().await.unwrap();
        }
    }
    session
}

fn seqs(window: &Window) -> Vec<u64> {
    window.entries.iter().map(|entry| entry.seq.0).collect()
}

#[tokio::test]
async fn a_window_has_the_rows_of_its_place_and_says_how_many_there_are() {
    let engine = Engine::new(Policy::default(), Limits::default());
    let session = session(&engine, 40).await;
    let reader = session.reader(Seq::START);
    let head = reader.head().0;
    for (place, from, at) in [
        (Place::End, 0, head - 10),
        (Place::End, head - 3, head - 3),
        (Place::End, head, head),
        (Place::Position(0), 0, 0),
        (Place::Position(0), 7, 7),
        (Place::Position(head + 9), 0, head),
        (Place::Around(Seq(20)), 0, 14),
        (Place::Around(Seq(1)), 0, 0),
        (Place::Around(Seq(head)), 0, head - 10),
    ] {
        let lens = Lens { from: Seq(from), ..Lens::default() };
        let window = Window::of(&reader, &lens, place, 10).await;
        assert_eq!((window.at, window.base, window.total), (at, from, head), "{place:?} {from}");
        assert_eq!(seqs(&window), (at + 1..=head.min(at + 10)).collect::<Vec<_>>(), "{place:?}");
    }
}

#[tokio::test]
async fn what_the_journal_forgot_is_not_in_a_window() {
    let limits = Limits { journal_events: 16, ..Limits::default() };
    let engine = Engine::new(Policy::default(), limits);
    let session = session(&engine, 40).await;
    let reader = session.reader(Seq::START);
    let (first, head) = (reader.first().0, reader.head().0);
    let window = Window::of(&reader, &Lens::default(), Place::Position(0), 10).await;
    assert_eq!((window.at, window.base, window.total), (first - 1, first - 1, head));
    assert_eq!(seqs(&window), (first..first + 10).collect::<Vec<_>>());
}

#[tokio::test]
async fn with_a_filter_positions_count_what_is_let_through() {
    let engine = Engine::new(Policy::default(), Limits::default());
    let session = session(&engine, 90).await;
    let reader = session.reader(Seq::START);
    let look = Look { q: "ev.kind == closed".to_owned(), ..Look::default() };
    let lens = Lens::of(&look);
    let all = Window::of(&reader, &lens, Place::Position(0), 1000).await;
    let matches = seqs(&all);
    let total = matches.len() as u64;
    assert!(20 < total && total < reader.head().0, "{matches:?}");
    assert_eq!((all.at, all.base, all.total), (0, 0, total));
    let middle = matches[9];
    for (place, from, to) in [
        (Place::End, total - 6, total),
        (Place::Position(4), 4, 10),
        (Place::Position(total - 2), total - 2, total),
        (Place::Around(Seq(middle)), 6, 12),
        (Place::Around(Seq(1)), 0, 6),
        (Place::Around(Seq(matches[matches.len() - 1])), total - 6, total),
        (Place::Around(Seq(u64::MAX)), total - 6, total),
    ] {
        let window = Window::of(&reader, &lens, place, 6).await;
        assert_eq!((window.at, window.total), (from, total), "{place:?}");
        let (from, to) = (usize::try_from(from).unwrap(), usize::try_from(to).unwrap());
        assert_eq!(seqs(&window), matches[from..to], "{place:?}");
    }
}

#[tokio::test]
async fn a_place_behind_the_last_match_is_the_end_and_not_the_beginning() {
    let engine = Engine::new(Policy::default(), Limits::default());
    let session = session(&engine, 20).await;
    let reader = session.reader(Seq::START);
    let look = Look { q: "ev.kind == closed".to_owned(), ..Look::default() };
    let lens = Lens::of(&look);
    let all = Window::of(&reader, &lens, Place::Position(0), 100).await;
    assert!(0 < all.total && all.entries.len() as u64 == all.total, "{all:?}");
    let behind = Window::of(&reader, &lens, Place::Position(u64::MAX), 10).await;
    assert_eq!((behind.at, behind.total, behind.entries.len()), (all.total, all.total, 0));
}

#[tokio::test]
async fn one_row_around_an_event_is_that_event() {
    let engine = Engine::new(Policy::default(), Limits::default());
    let session = session(&engine, 40).await;
    let reader = session.reader(Seq::START);
    let lens = Lens::of(&Look { q: "ev.kind == closed".to_owned(), ..Look::default() });
    let matches = seqs(&Window::of(&reader, &lens, Place::Position(0), 100).await);
    for (at, seq) in matches.iter().enumerate() {
        let window = Window::of(&reader, &lens, Place::Around(Seq(*seq)), 1).await;
        assert_eq!((window.at, seqs(&window)), (at as u64, vec![*seq]));
    }
}

#[tokio::test]
async fn a_scan_waits_while_too_many_others_go_on() {
    let engine = Engine::new(Policy::default(), Limits::default());
    let session = session(&engine, 20).await;
    let reader = session.reader(Seq::START);
    let head = reader.head();
    let mut seen = 0;
    {
        let others = SCANS.acquire_many(4).await.unwrap();
        let mut scan = pin!(each(&reader, Seq::START, head, |_| seen += 1));
        let waits = poll_fn(|cx| Poll::Ready(scan.as_mut().poll(cx).is_pending())).await;
        assert!(waits);
        drop(others);
        scan.await;
    }
    assert_eq!(seen, head.0);
}
