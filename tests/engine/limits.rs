//! Bounds, ends, and what happens to what is left behind.

use std::{net::TcpStream, time::Duration};

use backend::{
    command::{Command, Mode, Protocol, Respond},
    event::Event,
    id::{Seq, SocketId},
    limits::Limits,
    node::On,
    policy::Refusal,
};
use tokio::time::timeout;

use super::{Lab, PATIENCE};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sockets_are_counted() {
    let mut lab = Lab::with(Limits { session_sockets: 2, ..Limits::default() });
    let first = lab.create(Protocol::Tcp).await;
    lab.create(Protocol::Udp).await;
    let command = Command::Create {
        protocol: Protocol::Tcp,
        family: backend::command::Family::Ipv4,
        on: On::Host,
    };
    let refusal = lab.session.command(command.clone()).await.unwrap_err();
    assert_eq!(refusal, Refusal::TooManySockets { limit: 2 });
    lab.ask(Command::Close { socket: first }).await;
    lab.closed(first).await;
    lab.session.command(command).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_full_session_leaves_connections_in_the_queue_until_there_is_room() {
    let mut lab = Lab::with(Limits { session_sockets: 2, ..Limits::default() });
    let (server, at) = lab.listen(Mode::Auto, Respond::Echo).await;
    let _first = TcpStream::connect(at).unwrap();
    let child = lab.accepted(server).await;
    let _second = TcpStream::connect(at).unwrap();
    lab.sees("refused", |e| match &e.event {
        Event::Refused(refusal) if refusal.code() == "too-many-sockets" => Some(()),
        _ => None,
    })
    .await;
    let _third = TcpStream::connect(at).unwrap();
    lab.ask(Command::Close { socket: child }).await;
    lab.accepted(server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_unknown_socket_is_refused() {
    let lab = Lab::new();
    let refusal = lab.session.command(Command::Close { socket: SocketId(7) }).await.unwrap_err();
    assert_eq!(refusal, Refusal::UnknownSocket);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_sockets_of_a_vanished_browser_close_after_their_grace() {
    let mut lab = Lab::with(Limits { grace: Duration::from_millis(50), ..Limits::default() });
    let presence = lab.session.attend().unwrap();
    let (server, _) = lab.listen(Mode::Auto, Respond::None).await;
    // As long as somebody looks, nothing closes.
    assert!(timeout(Duration::from_millis(200), lab.closed(server)).await.is_err());
    drop(presence);
    assert_eq!(lab.closed(server).await, "orphaned");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn shutdown_closes_every_socket_and_ends_every_reader() {
    let mut lab = Lab::new();
    let (server, at) = lab.listen(Mode::Auto, Respond::Echo).await;
    let client = lab.connect(at, Mode::Auto).await;
    let child = lab.accepted(server).await;
    lab.engine.shutdown(PATIENCE).await;
    for socket in [server, client, child] {
        assert_eq!(lab.closed(socket).await, "shutdown");
    }
    assert!(lab.reader.next().await.is_none());
    assert_eq!(lab.engine.stats().sockets, 0);
    assert!(matches!(lab.engine.begin(), Err(Refusal::ShuttingDown)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn sessions_are_counted_and_abandoned_ones_give_way() {
    let lab = Lab::with(Limits { sessions: 2, ..Limits::default() });
    lab.ask(Command::Create {
        protocol: Protocol::Tcp,
        family: backend::command::Family::Ipv4,
        on: On::Host,
    })
    .await;
    let second = lab.engine.begin().unwrap();
    let third = lab.engine.begin().unwrap();
    assert!(lab.engine.session(second.id()).is_none(), "it had no sockets");
    assert!(lab.engine.session(lab.session.id()).is_some(), "it has one");
    let _presence = third.attend().unwrap();
    assert!(matches!(lab.engine.begin(), Err(Refusal::TooManySessions { limit: 2 })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_slow_reader_is_told_exactly_what_it_missed() {
    let mut lab = Lab::with(Limits { journal_events: 50, ..Limits::default() });
    let (server, at) = lab.udp(None, Mode::Auto, Respond::None).await;
    let peer = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    for _ in 0..200 {
        peer.send_to(b"x", at).unwrap();
    }
    while lab.session.reader(Seq::START).socket(server).unwrap().datagrams_received < 200 {
        timeout(PATIENCE, lab.reader.next()).await.unwrap().unwrap();
    }
    let mut late = lab.session.reader(Seq::START);
    let mut seen = 0;
    while seen < late.head().0 {
        let page = late.next().await.unwrap();
        if let Some(gap) = page.gap {
            assert_eq!(gap.from.0, seen + 1);
            seen = gap.to.0;
        }
        for entry in &page.entries {
            assert_eq!(entry.seq.0, seen + 1);
            seen = entry.seq.0;
        }
    }
}
