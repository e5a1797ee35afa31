//! UDP.

use std::net::UdpSocket;

use backend::{
    call::Value,
    command::{AutoChange, Command, Host, Mode, Open, OpenRole, Respond},
    event::Event,
    id::Seq,
    node::On,
    option::{OptionName, OptionValue, Setting},
};
use bytes::Bytes;

use super::Lab;

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn datagrams_keep_their_edges_and_an_empty_one_is_not_goodbye() {
    let mut lab = Lab::new();
    let (socket, at) = lab.udp(None, Mode::Auto, Respond::None).await;
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    for text in ["AAA", "BBBB", "", "q"] {
        peer.send_to(text.as_bytes(), at).unwrap();
    }
    for text in ["AAA", "BBBB", "", "q"] {
        assert_eq!(lab.receives_once(socket).await, text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_short_read_tells_how_long_the_datagram_was() {
    let mut lab = Lab::new();
    let (socket, at) = lab.udp(None, Mode::Manual, Respond::None).await;
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.send_to(b"0123456789", at).unwrap();
    lab.ask(Command::Recv { socket, max: 4, peek: false }).await;
    let returned = lab.returned(socket, "recv").await;
    assert_eq!(returned.outcome, Ok(Value::Number(4)));
    assert_eq!(returned.whole, Some(10));
    assert_eq!(lab.receives_once(socket).await, "0123");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_echo_answers_whoever_asks() {
    let mut lab = Lab::new();
    let (_, at) = lab.udp(None, Mode::Auto, Respond::Echo).await;
    let (client, _) = lab.udp(Some(at), Mode::Auto, Respond::None).await;
    lab.send(client, "你好").await;
    assert_eq!(lab.receives_once(client).await, "你好");
    let native = UdpSocket::bind("127.0.0.1:0").unwrap();
    native.send_to(b"native", at).unwrap();
    let mut buffer = [0; 16];
    let (len, from) = native.recv_from(&mut buffer).unwrap();
    assert_eq!((&buffer[..len], from), (&b"native"[..], at));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_closed_port_is_heard_of_on_a_connected_socket() {
    let mut lab = Lab::new();
    let nobody = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (socket, _) = lab.udp(Some(nobody), Mode::Auto, Respond::None).await;
    lab.send(socket, "hello?").await;
    let (call, error) = lab.failed(socket).await;
    assert_eq!((call.name(), error.to_string().as_str()), ("recv", "ECONNREFUSED"));

    let (socket, _) = lab.udp(Some(nobody), Mode::Manual, Respond::None).await;
    lab.send(socket, "hello?").await;
    lab.returns(socket, "send").await;
    lab.ask(Command::Recv { socket, max: 10, peek: false }).await;
    assert_eq!(lab.fails(socket, "recv").await, "ECONNREFUSED");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_was_sent_is_what_was_received_and_what_the_kernel_dropped() {
    let mut lab = Lab::new();
    let (socket, at) = lab.udp(None, Mode::Manual, Respond::None).await;
    let setting = Setting { option: OptionName::ReceiveBuffer, value: OptionValue::Number(4096) };
    lab.ask(Command::Set { socket, setting }).await;
    lab.returns(socket, "setsockopt").await;
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    for number in 0..1000u32 {
        peer.send_to(&[&number.to_be_bytes()[..], &[0; 96]].concat(), at).unwrap();
    }
    let change = AutoChange { read: Some(true), ..AutoChange::default() };
    lab.ask(Command::Auto { socket, change }).await;
    // The first thousand are read or counted when one more gets through.
    lab.receives_once(socket).await;
    peer.send_to(b"last", at).unwrap();
    while lab.receives_once(socket).await != "last" {}
    let view = lab.session.reader(Seq::START).socket(socket).unwrap();
    assert!(0 < view.datagrams_dropped, "4 KiB cannot hold a thousand datagrams");
    assert_eq!(view.datagrams_received + view.datagrams_dropped, 1001);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn two_answerers_do_not_answer_each_other() {
    let mut lab = Lab::new();
    let (first, at) = lab.udp(None, Mode::Auto, Respond::Echo).await;
    let (second, _) = lab.udp(None, Mode::Auto, Respond::Echo).await;
    let bytes = Bytes::from_static(b"ping");
    lab.ask(Command::Send { socket: second, bytes, to: Some(Host::Address(at)) }).await;
    let code = lab
        .sees("refused", |entry| match &entry.event {
            Event::Refused(refusal) if entry.socket == Some(first) => Some(refusal.code()),
            _ => None,
        })
        .await;
    assert_eq!(code, "echo-loop");
    let view = lab.session.reader(Seq::START).socket(first).unwrap();
    assert_eq!((view.datagrams_received, view.datagrams_sent), (1, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_datagram_can_be_too_long() {
    let mut lab = Lab::new();
    let (socket, at) = lab.udp(None, Mode::Manual, Respond::None).await;
    for (len, outcome) in [(65_507, "65507"), (65_508, "EMSGSIZE")] {
        let bytes = Bytes::from(vec![b'x'; len]);
        lab.ask(Command::Send { socket, bytes, to: Some(Host::Address(at)) }).await;
        let returned = lab.returned(socket, "send").await;
        let said = match returned.outcome {
            Ok(Value::Number(count)) => count.to_string(),
            Ok(other) => format!("{other:?}"),
            Err(error) => error.to_string(),
        };
        assert_eq!(said, outcome);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn an_ipv6_socket_answers_ipv4_too_unless_told_otherwise() {
    let mut lab = Lab::new();
    for (settings, answered) in [
        (vec![], true),
        (vec![Setting { option: OptionName::V6Only, value: OptionValue::Flag(true) }], false),
    ] {
        let at = Host::Address("[::]:0".parse().unwrap());
        let role = OpenRole::Udp { at: Some(at), to: None };
        let open = Open { role, mode: Mode::Auto, respond: Respond::Echo, settings, on: On::Host };
        let socket = lab.ask(Command::Open(open)).await;
        let port = lab.opened(socket).await.port();
        let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
        peer.connect(("127.0.0.1", port)).unwrap();
        peer.send(b"four").unwrap();
        let mut buffer = [0; 8];
        assert_eq!(peer.recv(&mut buffer).is_ok_and(|len| &buffer[..len] == b"four"), answered);
        let peer = UdpSocket::bind("[::1]:0").unwrap();
        peer.send_to(b"six", ("::1", port)).unwrap();
        assert_eq!(peer.recv(&mut buffer).unwrap(), 3);
    }
}
