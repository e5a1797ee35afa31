//! Corners of the socket interface that are easy to get wrong.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream, UdpSocket},
};

use backend::{
    call::Value,
    command::{AutoChange, Command, Family, Host, How, Mode, Open, OpenRole, Protocol, Respond},
    event::Event,
    id::Seq,
    node::On,
    option::{OptionName, OptionValue, Setting},
};
use bytes::Bytes;

use super::{Lab, anywhere};

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn after_a_refused_connection_the_next_attempt_is_a_fresh_one() {
    let mut lab = Lab::new();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = holder.local_addr().unwrap();
    drop(holder);
    let socket = lab.create(Protocol::Tcp).await;
    lab.ask(Command::Connect { socket, to: Host::Address(at) }).await;
    assert_eq!(lab.fails(socket, "connect").await, "ECONNREFUSED");
    let _listener = TcpListener::bind(at).unwrap();
    lab.ask(Command::Connect { socket, to: Host::Address(at) }).await;
    assert_eq!(lab.returns(socket, "connect").await, Value::Number(0));
    lab.opened(socket).await;
    lab.ask(Command::Connect { socket, to: Host::Address(at) }).await;
    assert_eq!(lab.fails(socket, "connect").await, "EISCONN");
    lab.send(socket, "still works").await;
    assert_eq!(lab.returns(socket, "send").await, Value::Number(11));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn closing_with_linger_makes_nobody_else_wait() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Manual).await;
    let (mut peer, _) = listener.accept().unwrap();
    let setting = Setting { option: OptionName::Linger, value: OptionValue::Number(8) };
    lab.ask(Command::Set { socket: client, setting }).await;
    // More than the kernels' buffers hold, so that close has something to wait for.
    let chunk = Bytes::from(vec![b'x'; 200_000]);
    loop {
        lab.ask(Command::Send { socket: client, bytes: chunk.clone(), to: None }).await;
        let waits = lab
            .sees("sent or waits", |entry| match &entry.event {
                Event::Called(_) => Some(true),
                Event::Returned(back) if back.call.name() == "send" => Some(false),
                _ => None,
            })
            .await;
        if waits {
            break;
        }
    }
    lab.ask(Command::Close { socket: client }).await;
    // The close lingers, and the same runtime does something else meanwhile.
    let mut other = Lab::on(&lab.engine);
    let socket = other.create(Protocol::Tcp).await;
    other.ask(Command::Close { socket }).await;
    other.closed(socket).await;
    let state = lab.session.reader(Seq::START).socket(client).unwrap().state;
    assert_eq!(state.wire(), "closing");
    let reader = tokio::task::spawn_blocking(move || peer.read_to_end(&mut Vec::new()).unwrap());
    assert_eq!(lab.closed(client).await, "closed");
    assert!(200_000 <= reader.await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_manual_send_does_not_overtake_what_was_given_before() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (mut peer, _) = listener.accept().unwrap();
    let chunk = Bytes::from(vec![b'x'; 250_000]);
    let mut given = 0;
    while lab
        .session
        .command(Command::Send { socket: client, bytes: chunk.clone(), to: None })
        .await
        .is_ok()
    {
        given += chunk.len();
    }
    let change = AutoChange { read: Some(false), ..AutoChange::default() };
    lab.ask(Command::Auto { socket: client, change }).await;
    let reader = tokio::task::spawn_blocking(move || {
        let mut all = Vec::new();
        peer.read_to_end(&mut all).unwrap();
        all
    });
    while lab
        .session
        .command(Command::Send { socket: client, bytes: Bytes::from_static(b"last"), to: None })
        .await
        .is_err()
    {
        lab.sees("sent", |e| matches!(e.event, Event::Sent { .. }).then_some(())).await;
    }
    lab.ask(Command::Close { socket: client }).await;
    lab.closed(client).await;
    let all = reader.await.unwrap();
    assert_eq!(all.len(), given + 4);
    assert!(all.ends_with(b"xlast"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_udp_socket_that_names_no_address_is_on_loopback() {
    let mut lab = Lab::new();
    let settings =
        vec![Setting { option: OptionName::SendBuffer, value: OptionValue::Number(9000) }];
    let role = OpenRole::Udp { at: None, to: None };
    let open = Open { role, mode: Mode::Auto, respond: Respond::None, settings, on: On::Host };
    let socket = lab.ask(Command::Open(open)).await;
    assert!(lab.opened(socket).await.ip().is_loopback());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_udp_socket_that_sends_unbound_says_where_the_kernel_put_it() {
    let mut lab = Lab::new();
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    let command = Command::Create { protocol: Protocol::Udp, family: Family::Ipv4, on: On::Host };
    let socket = lab.ask(command).await;
    let to = Some(Host::Address(peer.local_addr().unwrap()));
    lab.ask(Command::Send { socket, bytes: Bytes::from_static(b"hi"), to }).await;
    let local = lab.opened(socket).await;
    assert!(local.ip().is_unspecified() && local.port() != 0, "{local}");
    let (_, from) = peer.recv_from(&mut [0; 8]).unwrap();
    assert_eq!(from.port(), local.port());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_answerers_on_any_address_do_not_answer_each_other() {
    let mut lab = Lab::new();
    let mut ports = Vec::new();
    for _ in 0..2 {
        let at = Some(Host::Address("[::]:0".parse().unwrap()));
        let role = OpenRole::Udp { at, to: None };
        let socket = lab.open(role, Mode::Auto, Respond::Echo).await;
        ports.push((socket, lab.opened(socket).await.port()));
    }
    let (first, (_, port)) = (ports[0].0, ports[1]);
    let to = Some(Host::Address(format!("[::ffff:127.0.0.1]:{port}").parse().unwrap()));
    lab.ask(Command::Send { socket: first, bytes: Bytes::from_static(b"ping"), to }).await;
    let code = lab
        .sees("refused", |entry| match &entry.event {
            Event::Refused(refusal) => Some(refusal.code()),
            _ => None,
        })
        .await;
    assert_eq!(code, "echo-loop");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_listener_that_was_shut_down_listens_again() {
    let mut lab = Lab::new();
    let server = lab.create(Protocol::Tcp).await;
    lab.ask(Command::Bind { socket: server, at: anywhere() }).await;
    lab.ask(Command::Listen { socket: server, backlog: 5 }).await;
    lab.opened(server).await;
    lab.ask(Command::Accept { socket: server }).await;
    lab.waits(server, "accept").await;
    lab.ask(Command::Shutdown { socket: server, how: How::Read }).await;
    assert_eq!(lab.fails(server, "accept").await, "EINVAL");
    lab.ask(Command::Listen { socket: server, backlog: 5 }).await;
    // A port that the kernel chose is given back by shutdown, so it may be another one.
    let at = lab.opened(server).await;
    lab.ask(Command::Accept { socket: server }).await;
    lab.waits(server, "accept").await;
    let _peer = TcpStream::connect(at).unwrap();
    assert!(matches!(lab.returns(server, "accept").await, Value::Socket(_)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn reading_goes_on_after_urgent_data() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Auto).await;
    let (mut peer, _) = listener.accept().unwrap();
    peer.write_all(b"ab").unwrap();
    socket2::SockRef::from(&peer).send_out_of_band(b"!").unwrap();
    peer.write_all(b"cd").unwrap();
    assert_eq!(lab.receives(client, 4).await, b"abcd");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn our_own_shutdown_of_reading_is_not_the_peers_fin() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Manual).await;
    let _peer = listener.accept().unwrap();
    lab.ask(Command::Shutdown { socket: client, how: How::Read }).await;
    lab.ask(Command::Recv { socket: client, max: 8, peek: false }).await;
    assert_eq!(lab.returns(client, "recv").await, Value::Number(0));
    assert!(!lab.session.reader(Seq::START).socket(client).unwrap().peer_finished);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_send_that_waits_and_what_is_given_after_it_both_arrive() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Manual).await;
    let (mut peer, _) = listener.accept().unwrap();
    let send = |bytes: Bytes| Command::Send { socket: client, bytes, to: None };
    let setting = Setting { option: OptionName::SendBuffer, value: OptionValue::Number(4096) };
    lab.ask(Command::Set { socket: client, setting }).await;
    // Given at once, so that nobody knows yet which of the sends will wait.
    let chunk = Bytes::from(vec![b'x'; 250_000]);
    let change = AutoChange { read: Some(true), ..AutoChange::default() };
    let mut pending = Vec::new();
    for _ in 0..4 {
        pending.push(lab.session.submit(send(chunk.clone())).await);
    }
    pending.push(lab.session.submit(Command::Auto { socket: client, change }).await);
    pending.push(lab.session.submit(send(Bytes::from_static(b"tail"))).await);
    for answer in pending {
        answer.await.unwrap();
    }
    let reader = tokio::task::spawn_blocking(move || {
        let mut all = Vec::new();
        peer.read_to_end(&mut all).unwrap();
        all
    });
    lab.sees("the tail", |entry| match &entry.event {
        Event::Sent { payload, .. } => (payload.head == "tail").then_some(()),
        _ => None,
    })
    .await;
    lab.ask(Command::Close { socket: client }).await;
    lab.closed(client).await;
    assert!(reader.await.unwrap().ends_with(b"xtail"));
}
