//! Strips of small sessions, written as one line of signs each.

use askama::Template as _;
use backend::{
    call::{Call, Value},
    command::{Family, How},
    errno::OsError,
    event::{Failed, Kind, Opened, Payload, Returned, Why},
    id::Seq,
    policy::Refusal,
    signal::DropSource,
};

use self::signs::{line, strip};
use super::{
    drawing::{Drawing, Sign},
    *,
};
use crate::language::Language;

mod signs;
mod wires;

#[test]
fn an_echo_pair_is_drawn_strip_by_strip() {
    let strips = draw(&echo_pair());
    let expected = [
        ",          # s1 socket(AF_INET, SOCK_STREAM) = s1 created",
        "|          # s1 listen(128) = 0 listening",
        "|          # s1 listening 127.0.0.1:8888",
        "|,         # s2 socket(AF_INET, SOCK_STREAM) = s2 created",
        "|T         # s2 connect(127.0.0.1:8888) connecting (1-try>0)",
        "|H,        # s1 new connection s3 ← 127.0.0.1:40000",
        "|H|        # s3 open 127.0.0.1:8888",
        "|U|        # s2 connect(127.0.0.1:8888) = 0 open",
        "|||        # s2 open 127.0.0.1:40000",
        "|||        # s2 6 bytes 你好 (1-sent>2)",
        "|||        # s3 6 bytes 你好 (1-received>2)",
        "|||        # s2 shutdown(SHUT_WR) = 0",
        "|||        # s2 sends nothing more",
        "|||        # s3 FIN recv() = 0 (1-received>2)",
        "||.        # s3 closed",
        "||:        # s2 FIN recv() = 0 (2-received>1)",
        "|''        # s2 closed",
        "'          # s1 closed",
    ];
    assert_eq!(strips, expected.map(|line| line.replace("  # ", " # ").replace(' ', "")));
}

#[test]
fn a_call_that_waits_has_a_bar_on_every_strip_until_it_returns() {
    let recv = || Call::Recv { max: 9, peek: false };
    let drawings = drawings(&[
        on(1, socket(1)),
        on(1, Event::Called(Box::new(recv()))),
        on(2, socket(2)),
        on(1, Event::Called(Box::new(recv()))),
        on(2, Event::Noted(backend::event::Note::AutoChanged)),
        on(1, returned(recv(), Ok(Value::Number(5)))),
        on(1, returned(recv(), Ok(Value::Number(0)))),
        on(1, returned(Call::Close, Ok(Value::Number(0)))),
    ]);
    let first: String =
        drawings.iter().filter_map(|drawing| line(drawing).chars().next()).collect();
    assert_eq!(first, ",THHHU||");
    // The second call has a bar of its own beside it, which ends a strip later.
    let bars: Vec<_> = drawings.iter().map(|drawing| drawing.bars.len()).collect();
    assert_eq!(bars, [0, 1, 1, 2, 2, 2, 1, 0]);
    let mut ladder = Ladder::default();
    ladder.advance(&entry(1, on(1, socket(1))));
    for seq in 2..4 {
        ladder.advance(&entry(seq, on(1, Event::Called(Box::new(recv())))));
    }
    let heads = ladder.heads(Words::default()).render().unwrap();
    assert!(heads.contains("recv() … ×2"), "{heads}");
}

#[test]
fn a_slot_is_free_again_after_its_socket_closed() {
    let strips = draw(&[
        on(1, socket(1)),
        on(2, socket(2)),
        on(1, closed(Why::Closed)),
        // What is said of it afterward does not bring it back.
        on(1, Event::Refused(Box::new(Refusal::SessionEnded))),
        on(3, socket(3)),
        on(4, socket(4)),
    ]);
    let lines: Vec<_> = strips.iter().map(|strip| strip.split('#').next().unwrap()).collect();
    assert_eq!(lines, [",", "|,", "'|", "_|", ",|", "||,"]);
}

#[test]
fn the_slot_of_a_closed_end_stays_taken_while_the_other_end_is_open() {
    let mut entries = echo_pair();
    entries.truncate(15);
    entries.push(on(4, socket(4)));
    assert!(draw(&entries).last().unwrap().starts_with("||:,#"));
}

#[test]
fn whoever_is_no_socket_here_stands_outside_once_there_was_contact() {
    let to = "192.168.1.7:80";
    let strips = draw(&[
        on(1, socket(1)),
        on(1, Event::Called(Box::new(Call::Connect { to: address(to) }))),
        on(1, returned(Call::Connect { to: address(to) }, Ok(Value::Number(0)))),
        on(1, opened(Kind::TcpConnect, "192.168.1.2:40000", Some(to))),
        on(1, sent(b"hi", None)),
        on(1, received(b"yo", None)),
        on(1, closed(Why::PeerReset)),
    ]);
    let expected = [
        ",#s1socket(AF_INET,SOCK_STREAM)=s1created",
        "T#s1connect(192.168.1.7:80)connecting(0-try>?)",
        "U#s1connect(192.168.1.7:80)=0open",
        "|,#s1open192.168.1.2:40000",
        "||#s12byteshi→192.168.1.7:80(0-sent>1)",
        "||#s12bytesyo←192.168.1.7:80(1-received>0)",
        "'|#s1closed,becausethepeersentRST(1-received>0)",
    ];
    assert_eq!(strips, expected);
}

#[test]
fn an_error_has_a_sign_and_its_name() {
    let call = || Call::Connect { to: address("127.0.0.1:9") };
    let error = OsError::from_raw(111);
    let refused = Event::Failed(Box::new(Failed { call: call(), error }));
    let strips = [on(1, socket(1)), on(1, Event::Called(Box::new(call()))), on(1, refused)];
    let drawings = drawings(&strips);
    let last = drawings.last().unwrap();
    assert_eq!(last.mark.map(|mark| mark.sign), Some(Sign::Cross));
    let wrong = last.label.as_ref().unwrap().parts.iter().find(|part| part.role == "wrong");
    assert_eq!(wrong.unwrap().text, "= -1 ECONNREFUSED (111)");
    // Nobody was there, so nobody is drawn.
    assert!(draw(&strips).last().unwrap().starts_with("U#"));
}

#[test]
fn datagrams_find_their_sockets_by_address() {
    let udp = |at| opened(Kind::Udp, at, None);
    let strips = draw(&[
        on(1, udp("0.0.0.0:5000")),
        on(2, udp("127.0.0.1:6000")),
        on(2, sent(b"a", Some("127.0.0.1:5000"))),
        on(1, received(b"a", Some("127.0.0.1:6000"))),
        on(2, sent(b"me", Some("127.0.0.1:6000"))),
        on(2, received(b"far", Some("10.0.0.1:5000"))),
        on(1, Event::Dropped { datagrams: 3, total: 3, source: DropSource::MemInfo }),
        on(2, closed(Why::Closed)),
        on(1, received(b"late", Some("127.0.0.1:6000"))),
    ]);
    let expected = [
        "||#s21bytea(1-sent>0)",
        "||#s11bytea(1-received>0)",
        "||#s22bytesme(1-sent>?)",
        "||,#s23bytesfar←10.0.0.1:5000(2-received>1)",
        "|||#s13datagramsdropped(?-try>0)",
        "|'|#s2closed",
        "|_|#s14byteslate←s2(?-received>0)",
    ];
    assert_eq!(strips[2..], expected);
}

#[test]
fn what_is_sent_before_the_accept_goes_to_the_listener() {
    let (server, client) = ("127.0.0.1:8888", "127.0.0.1:40000");
    let accepted = |peer| opened(Kind::TcpAccepted, server, Some(peer));
    let strips = draw(&[
        on(1, opened(Kind::TcpListen, "0.0.0.0:8888", None)),
        on(2, opened(Kind::TcpConnect, client, Some(server))),
        on(2, sent(b"early", None)),
        on(1, Event::Accepted { child: SocketId(3), peer: address(client) }),
        on(3, accepted(client)),
        on(3, received(b"early", None)),
        // Another one, whose own connect has not come back: it may be s4 or a stranger.
        on(4, Event::Called(Box::new(Call::Connect { to: address(server) }))),
        on(1, Event::Accepted { child: SocketId(5), peer: address("127.0.0.1:40001") }),
        on(5, accepted("127.0.0.1:40001")),
        on(5, sent(b"hello", None)),
    ]);
    assert!(strips[2].ends_with("(1-sent>0)"), "{}", strips[2]);
    assert!(strips[5].ends_with("(1-received>2)"), "{}", strips[5]);
    assert!(strips[6].ends_with("(3-try>0)"), "{}", strips[6]);
    assert_eq!(strips[9], "|||H|#s55byteshello→127.0.0.1:40001(4-sent>?)");
}

#[test]
fn a_session_whose_beginning_was_forgotten_still_tells_directions() {
    let strips = draw(&[on(7, received(b"x", None)), on(7, sent(b"y", None))]);
    assert_eq!(strips, [",#s71bytex(?-received>0)", "|#s71bytey(0-sent>?)"]);
}

#[test]
fn sockets_without_a_column_of_their_own_share_the_last_one_and_say_so() {
    let mut ladder = Ladder::default();
    for id in 1..=15 {
        ladder.advance(&entry(u64::from(id), on(id, socket(id))));
    }
    let heads = ladder.heads(Words::default()).render().unwrap();
    assert!(heads.contains("3 more sockets") && !heads.contains(">s13<"), "{heads}");
    let strips = draw(&(1..=15).map(|id| on(id, socket(id))).collect::<Vec<_>>());
    assert!(strips[14].starts_with("|||||||||||||#s15s15socket("), "{}", strips[14]);
}

#[test]
fn a_pause_is_marked_where_it_was() {
    let mut ladder = Ladder::default();
    let mut last = String::new();
    for (seq, millis) in [(1, 5000), (2, 5100), (3, 5912)] {
        let at = Duration::from_millis(millis);
        let entry = Entry { at, ..entry(seq, on(1, socket(1))) };
        let html = ladder.rung(Words::default(), session(), &entry).render().unwrap();
        assert_eq!(html.contains("rung-gap"), seq == 3, "{html}");
        last = html;
    }
    assert!(last.contains("⋮ 812 ms") && last.contains("after a pause of 812 ms"), "{last}");
}

#[test]
fn a_strip_is_a_row_that_says_in_words_what_it_draws() {
    for (language, words) in Language::ALL.into_iter().zip(["received", "收到", "收到"]) {
        let mut ladder = Ladder::default();
        let words_of = Words::new(language);
        let rung = ladder.rung(words_of, session(), &entry(41, on(2, received(b"x", None))));
        let html = rung.at_row(7).render().unwrap();
        for part in [
            "<div role=\"row\" id=\"e41\"",
            "data-kind=\"received\" data-socket=\"s2\" aria-rowindex=\"7\"",
            "href=\"/s/AAAAAAAAAAAAAAAAAAAAAA/events/41\"",
            "<span class=\"sr\">s2 ",
            "aria-hidden=\"true\"",
            words,
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let legend = Ladder::legend(words_of).render().unwrap();
        assert!(legend.contains(words_of.t("legend-source")), "{legend}");
    }
}

#[test]
fn bytes_are_never_code_and_all_else_is() {
    let bytes = "<script>alert(1)</script>\u{202e}\"&";
    let mut ladder = Ladder::default();
    let hostile = on(1, received(bytes.as_bytes(), None));
    let html = ladder.rung(Words::default(), session(), &entry(1, hostile)).render().unwrap();
    assert!(!html.contains("<script") && html.contains("&#60;script&#62;"), "{html}");
    assert!(!html.contains('\u{202e}'), "{html}");
    let plain = ladder.rung(Words::default(), session(), &entry(2, on(1, socket(1))));
    let plain = plain.render().unwrap();
    assert!(!plain.contains("&#") && plain.contains("</svg>"), "{plain}");
}

#[test]
fn a_long_session_is_folded_and_its_end_is_drawn() {
    let mut ladder = Ladder::default();
    let udp = |id, at| on(id, opened(Kind::Udp, at, None));
    ladder.advance(&entry(1, udp(1, "127.0.0.1:5000")));
    ladder.advance(&entry(2, udp(2, "127.0.0.1:6000")));
    let (there, back) =
        (sent(b"x", Some("127.0.0.1:6000")), received(b"x", Some("127.0.0.1:5000")));
    for seq in (3..100_003).step_by(2) {
        ladder.advance(&entry(seq, on(1, there.clone())));
        ladder.advance(&entry(seq + 1, on(2, back.clone())));
    }
    for seq in 100_003..100_203 {
        let rung = ladder.rung(Words::default(), session(), &entry(seq, on(1, there.clone())));
        assert_eq!(line(&rung.drawing), "||");
        assert!(rung.render().unwrap().contains(&format!("id=\"e{seq}\"")));
    }
}

/// A listener that echoes is not here: this is what the two ends say, without the answer.
fn echo_pair() -> Vec<(u32, Event)> {
    let (server, client) = ("127.0.0.1:8888", "127.0.0.1:40000");
    let connect = || Call::Connect { to: address(server) };
    let shutdown = Call::Shutdown { how: How::Write };
    vec![
        on(1, socket(1)),
        on(1, returned(Call::Listen { backlog: 128 }, Ok(Value::Number(0)))),
        on(1, opened(Kind::TcpListen, server, None)),
        on(2, socket(2)),
        on(2, Event::Called(Box::new(connect()))),
        on(1, Event::Accepted { child: SocketId(3), peer: address(client) }),
        on(3, opened(Kind::TcpAccepted, server, Some(client))),
        on(2, returned(connect(), Ok(Value::Number(0)))),
        on(2, opened(Kind::TcpConnect, client, Some(server))),
        on(2, sent("你好".as_bytes(), None)),
        on(3, received("你好".as_bytes(), None)),
        on(2, returned(shutdown, Ok(Value::Number(0)))),
        on(2, Event::ShutDown { how: How::Write }),
        on(3, Event::Ended),
        on(3, closed(Why::Closed)),
        on(2, Event::Ended),
        on(2, closed(Why::Closed)),
        on(1, closed(Why::Closed)),
    ]
}

/// The strips of some events as text: lifelines, then words, then what goes where.
fn draw(events: &[(u32, Event)]) -> Vec<String> {
    let drawn = drawings(events).into_iter().zip(events);
    drawn.map(|(drawing, (id, _))| strip(&drawing, *id).replace(' ', "")).collect()
}

fn drawings(events: &[(u32, Event)]) -> Vec<Drawing> {
    let mut ladder = Ladder::default();
    let entries = (1..).zip(events).map(|(seq, event)| entry(seq, event.clone()));
    entries.map(|entry| ladder.rung(Words::default(), session(), &entry).drawing).collect()
}

fn on(id: u32, event: Event) -> (u32, Event) {
    (id, event)
}

fn entry(seq: u64, (id, event): (u32, Event)) -> Entry {
    let at = Duration::from_micros(10 * seq);
    let socket = (id != 0).then_some(SocketId(id));
    Entry { seq: Seq(seq), at, socket, event }
}

fn socket(id: u32) -> Event {
    let call = Call::Socket { protocol: Protocol::Tcp, family: Family::Ipv4 };
    returned(call, Ok(Value::Socket(SocketId(id))))
}

fn returned(call: Call, outcome: Result<Value, OsError>) -> Event {
    let took = Duration::from_micros(12);
    Event::Returned(Box::new(Returned {
        call,
        outcome,
        took,
        now: None,
        whole: None,
        peeked: None,
    }))
}

fn opened(kind: Kind, local: &str, peer: Option<&str>) -> Event {
    let (local, peer) = (address(local), peer.map(address));
    let (parent, self_connected, exposed) = (None, false, false);
    Event::Opened(Box::new(Opened { kind, local, peer, parent, self_connected, exposed }))
}

fn sent(bytes: &[u8], to: Option<&str>) -> Event {
    Event::Sent { payload: Payload::keep(bytes), to: to.map(address) }
}

fn received(bytes: &[u8], from: Option<&str>) -> Event {
    Event::Received { payload: Payload::keep(bytes), from: from.map(address) }
}

fn closed(why: Why) -> Event {
    Event::Closed { why, unread: 0, unsent: 0 }
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn session() -> SessionId {
    "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap()
}
