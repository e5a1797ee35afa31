//! TCP in auto mode.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
};

use backend::{
    command::{Command, Host, How, Mode, OpenRole, Respond},
    event::Event,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::Lab;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_echo_pair_carries_words_there_and_back() {
    let mut lab = Lab::new();
    let (server, at) = lab.listen(Mode::Auto, Respond::Echo).await;
    let client = lab.connect(at, Mode::Auto).await;
    let child = lab.accepted(server).await;
    lab.send(client, "你好").await;
    assert_eq!(lab.receives(child, 6).await, "你好".as_bytes());
    assert_eq!(lab.receives(client, 6).await, "你好".as_bytes());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_native_client_is_answered_in_upper_case_and_closed_after_its_fin() {
    let mut lab = Lab::new();
    let (server, at) = lab.listen(Mode::Auto, Respond::Upper).await;
    let peer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(at).unwrap();
        stream.write_all(b"hello").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let mut all = String::new();
        stream.read_to_string(&mut all).unwrap();
        all
    });
    assert_eq!(peer.await.unwrap(), "HELLO");
    let child = lab.accepted(server).await;
    lab.ended(child).await;
    assert_eq!(lab.closed(child).await, "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn four_mebibytes_cross_in_both_directions_at_once() {
    let mut lab = Lab::new();
    let (_, at) = lab.listen(Mode::Auto, Respond::Echo).await;
    let total = 4 << 20;
    let stream = tokio::net::TcpStream::connect(at).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let data: Vec<u8> = (0..total).map(|i| (i % 251) as u8).collect();
    let expected = data.clone();
    let writer = async move {
        write.write_all(&data).await.unwrap();
        write.shutdown().await.unwrap();
    };
    let reader = async move {
        let mut all = Vec::new();
        read.read_to_end(&mut all).await.unwrap();
        assert!(all == expected, "{} bytes came back", all.len());
    };
    tokio::join!(writer, reader);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn half_close_leaves_the_other_half_open() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (mut peer, _) = listener.accept().unwrap();
    lab.send(client, "request").await;
    lab.ask(Command::Shutdown { socket: client, how: How::Write }).await;
    let mut all = String::new();
    peer.read_to_string(&mut all).unwrap();
    assert_eq!(all, "request");
    peer.write_all(b"response after your FIN").unwrap();
    assert_eq!(lab.receives(client, 23).await, b"response after your FIN");
    drop(peer);
    lab.ended(client).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_was_given_is_sent_before_close() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (mut peer, _) = listener.accept().unwrap();
    for _ in 0..8 {
        lab.send(client, &"x".repeat(100_000)).await;
    }
    lab.ask(Command::Close { socket: client }).await;
    let reader = tokio::task::spawn_blocking(move || {
        let mut all = Vec::new();
        peer.read_to_end(&mut all).unwrap();
        all.len()
    });
    assert_eq!(reader.await.unwrap(), 800_000);
    assert_eq!(lab.closed(client).await, "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_reset_is_rst_both_ways() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (mut peer, _) = listener.accept().unwrap();
    lab.ask(Command::Reset { socket: client }).await;
    assert_eq!(lab.closed(client).await, "reset");
    let error = peer.read(&mut [0; 8]).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);

    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (peer, _) = listener.accept().unwrap();
    socket2::SockRef::from(&peer).set_linger(Some(std::time::Duration::ZERO)).unwrap();
    drop(peer);
    let (call, error) = lab.failed(client).await;
    assert_eq!((call.name(), error.to_string().as_str()), ("recv", "ECONNRESET"));
    assert_eq!(lab.closed(client).await, "peer-reset");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nobody_listening_is_an_event_and_not_a_refusal() {
    let mut lab = Lab::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let role = OpenRole::TcpConnect { to: Host::Address(free), at: None };
    let id = lab.open(role, Mode::Auto, Respond::None).await;
    let (call, error) = lab.failed(id).await;
    assert_eq!((call.name(), error.to_string().as_str()), ("connect", "ECONNREFUSED"));
    lab.closed(id).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_peer_that_never_reads_costs_no_more_than_the_queue() {
    let mut lab = Lab::new();
    let (server, at) = lab.listen(Mode::Auto, Respond::Echo).await;
    let mut peer = TcpStream::connect(at).unwrap();
    peer.set_nonblocking(true).unwrap();
    let child = lab.accepted(server).await;
    // The echo comes back to a peer that does not read, so the playground stops reading in turn.
    let chunk = vec![b'x'; 1 << 20];
    let mut sent = 0;
    let mut idle = 0;
    while idle < 50 {
        match peer.write(&chunk) {
            Ok(count) => (sent, idle) = (sent + count, 0),
            Err(_) => {
                idle += 1;
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        }
    }
    let view = lab.session.reader(backend::id::Seq::START).socket(child).unwrap();
    assert!(view.queued <= 1 << 20, "{} bytes queued", view.queued);
    assert!((view.received as usize) < sent, "the rest stays in the kernel");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_raw_stream_carries_bytes_and_the_journal_only_counts_them() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (mut peer, _) = listener.accept().unwrap();
    let mut raw = lab.session.stream(client).await.unwrap();
    raw.write_all(b"secret up").await.unwrap();
    let mut up = [0; 9];
    peer.read_exact(&mut up).unwrap();
    assert_eq!(&up, b"secret up");
    peer.write_all(b"secret down").unwrap();
    let mut down = [0; 11];
    raw.read_exact(&mut down).await.unwrap();
    assert_eq!(&down, b"secret down");
    drop(peer);
    assert_eq!(raw.read(&mut down).await.unwrap(), 0);
    drop(raw);
    for wanted in [9, 11] {
        lab.sees("counts", |entry| match &entry.event {
            Event::Sent { payload, .. } | Event::Received { payload, .. } => {
                assert!(payload.head.is_empty(), "the journal keeps no bytes of a raw stream");
                (payload.len == wanted).then_some(())
            }
            _ => None,
        })
        .await;
    }
    assert_eq!(lab.closed(client).await, "closed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_raw_stream_that_is_left_gives_the_socket_back() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (mut peer, _) = listener.accept().unwrap();
    drop(lab.session.stream(client).await.unwrap());
    lab.sees("the end", |e| {
        matches!(e.event, Event::Noted(backend::event::Note::StreamEnded)).then_some(())
    })
    .await;
    peer.write_all(b"again").unwrap();
    assert_eq!(lab.receives(client, 5).await, b"again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn ipv6_carries_an_echo_as_well() {
    let mut lab = Lab::new();
    let at = Host::Address("[::1]:0".parse().unwrap());
    let role = OpenRole::TcpListen { at, backlog: 5 };
    let server = lab.open(role, Mode::Auto, Respond::Echo).await;
    let at = lab.opened(server).await;
    assert!(at.is_ipv6());
    let client = lab.connect(at, Mode::Auto).await;
    lab.send(client, "six").await;
    assert_eq!(lab.receives(client, 3).await, b"six");
}
