//! Composers of sessions made by hand.

use backend::command::{Family, Mode};

use super::*;
use crate::language::Language;

fn socket(id: u32, protocol: Protocol, state: State) -> SocketView {
    SocketView {
        mode: Mode::Auto,
        state,
        local: Some(([127, 0, 0, 1], 51514).into()),
        peer: (protocol == Protocol::Tcp).then(|| ([127, 0, 0, 1], 8888).into()),
        reads: true,
        ..SocketView::new(SocketId(id), protocol, Family::Ipv4)
    }
}

fn html(sockets: &[SocketView], typed: Option<&Typed>, chosen: Option<SocketId>) -> String {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let words = Words::new(Language::English);
    Composer::new(words, session, sockets, typed, chosen).render().unwrap()
}

fn sockets() -> Vec<SocketView> {
    let accepted =
        SocketView { parent: Some(SocketId(1)), ..socket(2, Protocol::Tcp, State::Open) };
    vec![
        socket(1, Protocol::Tcp, State::Listening),
        accepted,
        socket(3, Protocol::Tcp, State::Open),
        SocketView { we_finished: true, ..socket(4, Protocol::Tcp, State::Open) },
        socket(5, Protocol::Udp, State::Open),
        socket(6, Protocol::Tcp, State::Closed),
    ]
}

#[test]
fn only_sockets_that_can_send_are_offered() {
    let html = html(&sockets(), None, None);
    for (id, offered) in
        [("s1", false), ("s2", true), ("s3", true), ("s4", false), ("s5", true), ("s6", false)]
    {
        assert_eq!(html.contains(&format!("<option value=\"{id}\"")), offered, "{id}");
    }
    assert!(html.contains("<option value=\"s3\" selected>s3 TCP → 127.0.0.1:8888"));
    assert!(html.contains("<option value=\"s5\" data-to=\"true\">"));
    assert!(!html.contains("disabled"));
}

#[test]
fn a_socket_can_be_chosen_if_it_can_send() {
    assert!(html(&sockets(), None, Some(SocketId(2))).contains("value=\"s2\" selected"));
    assert!(html(&sockets(), None, Some(SocketId(4))).contains("value=\"s3\" selected"));
}

#[test]
fn without_a_socket_nothing_can_be_sent_and_the_page_says_what_to_do() {
    let html = html(&[socket(1, Protocol::Tcp, State::Listening)], None, None);
    assert_eq!(html.matches(" disabled>").count(), 2);
    assert!(html.contains("Open one above"));
}

#[test]
fn the_list_has_another_version_only_if_it_is_another() {
    let words = Words::new(Language::English);
    let mut sockets = sockets();
    let version = |sockets: &[SocketView]| Targets::new(words, sockets).version();
    let before = version(&sockets);
    sockets[2].sent = 9;
    sockets[0].state = State::Closed;
    assert_eq!(version(&sockets), before);
    sockets[2].we_finished = true;
    assert_ne!(version(&sockets), before);
}

#[test]
fn what_could_not_be_sent_stays_with_the_reason_at_its_field() {
    let typed = |field: Option<&str>, act: &str| Typed {
        fields: [
            ("do", act),
            ("socket", "s5"),
            ("data", "zz <b>"),
            ("encoding", "hex"),
            ("ending", "crlf"),
            ("to", "nowhere"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        field: field.map(str::to_owned),
        message: "no good".to_owned(),
    };
    let at = html(&sockets(), Some(&typed(Some("to"), "send")), None);
    for part in [
        "zz &#60;b&#62;</textarea>",
        "value=\"hex\" selected",
        "value=\"crlf\" selected",
        "value=\"nowhere\"",
        "value=\"s5\" data-to=\"true\" selected",
        "data-error=\"to\">no good</p>",
    ] {
        assert!(at.contains(part), "{part} in {at}");
    }
    assert_eq!(at.matches("no good").count(), 1);
    let other = html(&sockets(), Some(&typed(Some("do"), "send")), None);
    assert!(other.contains("data-error=\"\" role=\"alert\">no good</p>"), "{other}");
    let elsewhere = html(&sockets(), Some(&typed(Some("to"), "connect")), None);
    assert!(!elsewhere.contains("no good") && !elsewhere.contains("nowhere"));
}
