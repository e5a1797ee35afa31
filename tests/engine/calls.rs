//! Manual mode: every call is a step.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
};

use backend::{
    call::Value,
    command::{Command, Host, How, Mode, Protocol, Respond},
    id::SocketId,
    option::{OptionName, OptionValue, Setting},
};
use bytes::Bytes;

use super::{Lab, anywhere};

async fn listening(lab: &mut Lab, backlog: u32) -> (SocketId, SocketAddr) {
    let server = lab.create(Protocol::Tcp).await;
    lab.ask(Command::Bind { socket: server, at: anywhere() }).await;
    assert_eq!(lab.returns(server, "bind").await, Value::Number(0));
    lab.ask(Command::Listen { socket: server, backlog }).await;
    assert_eq!(lab.returns(server, "listen").await, Value::Number(0));
    let at = lab.opened(server).await;
    (server, at)
}

#[tokio::test]
async fn a_server_is_stepped_by_hand() {
    let mut lab = Lab::new();
    let (server, at) = listening(&mut lab, 5).await;
    lab.ask(Command::Accept { socket: server }).await;
    lab.waits(server, "accept").await;
    let mut peer = TcpStream::connect(at).unwrap();
    let Value::Socket(child) = lab.returns(server, "accept").await else { panic!() };
    assert_eq!(lab.accepted(server).await, child);
    peer.write_all(b"hello world").unwrap();
    lab.ask(Command::Recv { socket: child, max: 4, peek: false }).await;
    assert_eq!(lab.returns(child, "recv").await, Value::Number(4));
    assert_eq!(lab.receives_once(child).await, "hell");
    lab.ask(Command::Recv { socket: child, max: 1024, peek: true }).await;
    let peeked = lab.returned(child, "recv").await;
    assert_eq!(peeked.peeked.unwrap().head, "o world");
    lab.ask(Command::Recv { socket: child, max: 1024, peek: false }).await;
    assert_eq!(lab.receives_once(child).await, "o world");
    lab.ask(Command::Send { socket: child, bytes: Bytes::from_static(b"HELLO"), to: None }).await;
    assert_eq!(lab.returns(child, "send").await, Value::Number(5));
    let mut answer = [0; 5];
    peer.read_exact(&mut answer).unwrap();
    assert_eq!(&answer, b"HELLO");
    lab.ask(Command::Close { socket: child }).await;
    assert_eq!(lab.closed(child).await, "closed");
    assert_eq!(peer.read(&mut answer).unwrap(), 0);
}

#[tokio::test]
async fn listen_gives_the_kernel_its_backlog_and_nobody_accepts() {
    let mut lab = Lab::new();
    let (server, at) = listening(&mut lab, 1).await;
    let first = TcpStream::connect(at).unwrap();
    let second = TcpStream::connect(at).unwrap();
    let third = TcpStream::connect_timeout(&at, std::time::Duration::from_millis(300));
    assert_eq!(third.unwrap_err().kind(), std::io::ErrorKind::TimedOut, "backlog + 1 connections");
    lab.ask(Command::Accept { socket: server }).await;
    assert!(matches!(lab.returns(server, "accept").await, Value::Socket(_)));
    drop((first, second));
}

#[tokio::test]
async fn a_waiting_call_is_overtaken_by_close_and_says_so() {
    let mut lab = Lab::new();
    let (server, at) = listening(&mut lab, 5).await;
    let _peer = TcpStream::connect(at).unwrap();
    lab.ask(Command::Accept { socket: server }).await;
    let Value::Socket(child) = lab.returns(server, "accept").await else { panic!() };
    lab.ask(Command::Recv { socket: child, max: 10, peek: false }).await;
    lab.waits(child, "recv").await;
    lab.ask(Command::Accept { socket: server }).await;
    lab.waits(server, "accept").await;
    lab.ask(Command::Close { socket: child }).await;
    assert_eq!(lab.fails(child, "recv").await, "EBADF");
    assert_eq!(lab.returns(child, "close").await, Value::Number(0));
    lab.closed(child).await;
    lab.ask(Command::Close { socket: server }).await;
    assert_eq!(lab.fails(server, "accept").await, "EBADF");
    lab.closed(server).await;
}

#[tokio::test]
async fn end_of_stream_is_a_recv_of_zero_bytes() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = lab.connect(listener.local_addr().unwrap(), Mode::Manual).await;
    drop(listener.accept().unwrap());
    lab.ask(Command::Recv { socket: client, max: 10, peek: false }).await;
    assert_eq!(lab.returns(client, "recv").await, Value::Number(0));
    lab.ended(client).await;
}

#[tokio::test]
async fn the_kernel_answers_calls_that_make_no_sense() {
    let mut lab = Lab::new();
    let socket = lab.create(Protocol::Tcp).await;
    lab.ask(Command::Accept { socket }).await;
    assert_eq!(lab.fails(socket, "accept").await, "EINVAL");
    lab.ask(Command::Recv { socket, max: 1, peek: false }).await;
    assert_eq!(lab.fails(socket, "recv").await, "ENOTCONN");
    lab.ask(Command::Send { socket, bytes: Bytes::from_static(b"x"), to: None }).await;
    assert_eq!(lab.fails(socket, "send").await, "EPIPE");
    lab.ask(Command::Bind { socket, at: anywhere() }).await;
    lab.returns(socket, "bind").await;
    lab.ask(Command::Bind { socket, at: anywhere() }).await;
    assert_eq!(lab.fails(socket, "bind").await, "EINVAL");
    let elsewhere = Host::Address(([203, 0, 113, 1], 9000).into());
    let other = lab.create(Protocol::Tcp).await;
    lab.ask(Command::Bind { socket: other, at: elsewhere }).await;
    assert_eq!(lab.fails(other, "bind").await, "EADDRNOTAVAIL");
    lab.ask(Command::Shutdown { socket, how: How::Write }).await;
    assert_eq!(lab.fails(socket, "shutdown").await, "ENOTCONN");
}

#[tokio::test]
async fn a_refused_connection_can_be_tried_again_on_the_same_socket() {
    let mut lab = Lab::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let socket = lab.create(Protocol::Tcp).await;
    for _ in 0..2 {
        lab.ask(Command::Connect { socket, to: Host::Address(free) }).await;
        let errno = lab.fails(socket, "connect").await;
        assert!(["ECONNREFUSED", "ECONNABORTED"].contains(&errno.as_str()), "{errno}");
    }
}

#[tokio::test]
async fn an_option_is_read_back_as_the_kernel_holds_it() {
    let mut lab = Lab::new();
    let socket = lab.create(Protocol::Tcp).await;
    let setting = Setting { option: OptionName::ReceiveBuffer, value: OptionValue::Number(4096) };
    lab.ask(Command::Set { socket, setting }).await;
    let returned = lab.returned(socket, "setsockopt").await;
    assert_eq!(returned.now, Some(OptionValue::Number(8192)), "Linux doubles it");
    for option in OptionName::ALL.into_iter().filter(|o| o.applies_to(Protocol::Tcp)) {
        let value = match option {
            OptionName::Congestion => OptionValue::Word("reno".to_owned()),
            OptionName::V6Only => continue,
            OptionName::Linger => OptionValue::Number(3),
            OptionName::MaxSegment => OptionValue::Number(1000),
            OptionName::ReceiveBuffer | OptionName::SendBuffer => OptionValue::Number(8192),
            OptionName::ReceiveTimeout => OptionValue::Number(250),
            OptionName::TimeToLive => OptionValue::Number(7),
            OptionName::UserTimeout => OptionValue::Number(3000),
            _ => OptionValue::Flag(true),
        };
        lab.ask(Command::Set { socket, setting: Setting { option, value } }).await;
        let returned = lab.returned(socket, "setsockopt").await;
        assert!(returned.outcome.is_ok() && returned.now.is_some(), "{option}: {returned:?}");
    }
    let word = OptionValue::Word("no-such-algorithm".to_owned());
    let setting = Setting { option: OptionName::Congestion, value: word };
    lab.ask(Command::Set { socket, setting }).await;
    assert_eq!(lab.fails(socket, "setsockopt").await, "ENOENT");
}

#[tokio::test]
async fn a_recv_with_a_timeout_comes_back_with_eagain() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let socket = lab.connect(listener.local_addr().unwrap(), Mode::Manual).await;
    let value = OptionValue::Number(50);
    let setting = Setting { option: OptionName::ReceiveTimeout, value };
    lab.ask(Command::Set { socket, setting }).await;
    lab.ask(Command::Recv { socket, max: 10, peek: false }).await;
    lab.waits(socket, "recv").await;
    assert_eq!(lab.fails(socket, "recv").await, "EAGAIN");
}

#[tokio::test]
async fn an_address_in_use_is_the_kernels_answer() {
    let mut lab = Lab::new();
    let holder = TcpListener::bind("127.0.0.1:0").unwrap();
    let socket = lab.create(Protocol::Tcp).await;
    let at = Host::Address(holder.local_addr().unwrap());
    lab.ask(Command::Bind { socket, at: at.clone() }).await;
    assert_eq!(lab.fails(socket, "bind").await, "EADDRINUSE");
    let role = backend::command::OpenRole::TcpListen { at, backlog: 5 };
    let id = lab.open(role, Mode::Auto, Respond::None).await;
    let (call, error) = lab.failed(id).await;
    assert_eq!((call.name(), error.to_string().as_str()), ("bind", "EADDRINUSE"));
}

#[tokio::test]
async fn a_name_is_looked_up_and_its_address_is_used() {
    let mut lab = Lab::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let to = Host::Name { name: "localhost".to_owned(), port };
    let role = backend::command::OpenRole::TcpConnect { to, at: None };
    let id = lab.open(role, Mode::Auto, Respond::None).await;
    // Given before it is connected, sent when it is.
    lab.send(id, "early").await;
    lab.returns(id, "getaddrinfo").await;
    lab.opened(id).await;
    let (mut peer, _) = listener.accept().unwrap();
    let mut early = [0; 5];
    peer.read_exact(&mut early).unwrap();
    assert_eq!(&early, b"early");
}

#[tokio::test]
async fn a_connection_with_itself_is_named() {
    let mut lab = Lab::new();
    let socket = lab.create(Protocol::Tcp).await;
    lab.ask(Command::Bind { socket, at: anywhere() }).await;
    lab.returns(socket, "bind").await;
    let local = lab.session.reader(backend::id::Seq::START).socket(socket).unwrap().local.unwrap();
    lab.ask(Command::Connect { socket, to: Host::Address(local) }).await;
    let named = lab
        .sees("opened", |entry| match &entry.event {
            backend::event::Event::Opened(opened) => Some(opened.self_connected),
            _ => None,
        })
        .await;
    assert!(named);
}
