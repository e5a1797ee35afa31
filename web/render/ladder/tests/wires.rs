//! Strips of sessions whose frames are seen.

use std::sync::Arc;

use backend::{
    event::Note,
    kernel::{Owner, Sample, TcpState},
    lab::{Decision, LabEvent, Net},
    node::{Node, On},
    segment::{Arp, Fate, Flags, Headers, Icmp, Outcome, Segment, Source},
};

use super::*;
use crate::render::segment::made;

const SYN: Flags = Flags::SYN;
const ACK: Flags = Flags::ACK;
const SYN_ACK: Flags = Flags(0x12);
const PUSH: Flags = Flags(0x18);
const SERVER: &str = "127.0.0.1:8888";
const CLIENT: &str = "127.0.0.1:40000";

fn seen(sender: Option<u32>, receiver: Option<u32>, segment: Segment) -> (u32, Event) {
    let (sender, receiver) = (sender.map(SocketId), receiver.map(SocketId));
    on(0, Event::Segment(Arc::new(Segment { sender, receiver, ..segment })))
}

fn fated(segment: Segment, outcome: Outcome, number: u64) -> Segment {
    let fate = Fate { outcome, ..Fate::ARRIVED };
    Segment { fate, number, ..segment }
}

fn lab(event: LabEvent) -> (u32, Event) {
    on(0, Event::Lab(Box::new(event)))
}

#[test]
fn a_handshake_goes_between_the_client_and_the_listener_until_it_is_accepted() {
    let connect = || Call::Connect { to: address(SERVER) };
    let strips = draw(&[
        on(0, Event::Noted(Note::WatchingWire { on: true })),
        on(1, opened(Kind::TcpListen, SERVER, None)),
        on(2, socket(2)),
        on(2, Event::Called(Box::new(connect()))),
        // The engine knows the new connection before the journal says that it was accepted.
        seen(Some(2), Some(3), made::tcp(CLIENT, SERVER, SYN, b"")),
        seen(Some(3), Some(2), made::tcp(SERVER, CLIENT, SYN_ACK, b"")),
        seen(None, None, made::tcp(CLIENT, SERVER, ACK, b"")),
        on(2, returned(connect(), Ok(Value::Number(0)))),
        on(2, opened(Kind::TcpConnect, CLIENT, Some(SERVER))),
        on(1, Event::Accepted { child: SocketId(3), peer: address(CLIENT) }),
        on(3, opened(Kind::TcpAccepted, SERVER, Some(CLIENT))),
        on(2, sent(b"hello", None)),
        seen(Some(2), Some(3), made::tcp(CLIENT, SERVER, PUSH, b"hello")),
        on(3, received(b"hello", None)),
        seen(Some(3), Some(2), made::tcp(SERVER, CLIENT, ACK, b"")),
    ]);
    let expected = [
        "|T#s2connect(127.0.0.1:8888)connecting",
        "|H#s0[SYN]seq=1000(1=>0)",
        "|H#s0[SYN,ACK]seq=1000ack=5001(0=>1)",
        "|H#s0[ACK]ack=5001(1=>0)",
        "|U#s2connect(127.0.0.1:8888)=0open",
    ];
    assert_eq!(strips[3..8], expected);
    let expected = [
        "|||#s25byteshello",
        "|||#s0[PSH,ACK]seq=1000len=5(1=>2)",
        "|||#s35byteshello",
        "|||#s0[ACK]ack=5001(2=>1)",
    ];
    assert_eq!(strips[11..], expected);
}

#[test]
fn a_frame_of_a_file_is_nobody_s_although_a_socket_has_its_address() {
    let mut segment = made::tcp(CLIENT, SERVER, SYN, b"");
    segment.source = Source::File;
    let strips = draw(&[on(1, opened(Kind::TcpListen, SERVER, None)), seen(None, None, segment)]);
    let [.., strip] = &strips[..] else { panic!() };
    assert!(!strip.contains("=>"), "{strip}");
}

#[test]
fn what_the_wire_did_with_a_frame_can_be_seen() {
    let ends = [
        on(1, opened(Kind::Udp, "127.0.0.1:5000", None)),
        on(2, opened(Kind::Udp, "127.0.0.1:6000", None)),
    ];
    let ack = || made::tcp(CLIENT, SERVER, ACK, b"");
    let of = |outcome, number| seen(Some(1), Some(2), fated(ack(), outcome, number));
    let decided = |frame, decision| {
        let held = Duration::from_secs(1);
        lab(LabEvent::Decided { frame, decision, held })
    };
    let mut events = ends.to_vec();
    events.extend([
        of(Outcome::Dropped, 1),
        of(Outcome::Held, 2),
        of(Outcome::Duplicated, 3),
        of(Outcome::Corrupted, 4),
        of(Outcome::Held, 5),
        decided(2, Decision::Duplicate),
        decided(5, Decision::Drop),
        // It was decided on already.
        decided(5, Decision::Deliver),
    ]);
    let strips = draw(&events);
    let ways: Vec<_> =
        strips[2..].iter().map(|strip| strip.rsplit_once('(').unwrap_or_default().1).collect();
    let expected = ["0=cross?)", "0=pause?)", "0=>>1)", "0=flaw>1)", "0=pause?)", "?=>>1)", "", ""];
    assert_eq!(ways, expected);
    let drawings = drawings(&events);
    let mark = drawings[8].mark.unwrap();
    assert_eq!((mark.sign, mark.x), (Sign::Cross, usize::midpoint(drawing::x(0), drawing::x(1))));
    assert!(strips[2].contains("✕lost"), "{}", strips[2]);
}

#[test]
fn what_is_told_later_of_a_frame_is_drawn_as_far_as_it_came() {
    let (server, client) = ("10.0.0.2:8888", "10.0.0.1:40000");
    let mut segment = fated(made::tcp(client, server, ACK, b""), Outcome::Held, 7);
    segment.on = On::Lab(Node::A);
    let decision = Decision::Deliver;
    let error = OsError::from_raw(90);
    let drawings = drawings(&[
        lab(LabEvent::Began { net: Net::Hub }),
        on(1, opened(Kind::TcpConnect, client, Some(server))),
        on(2, opened(Kind::TcpAccepted, server, Some(client))),
        seen(Some(1), Some(2), segment),
        lab(LabEvent::Decided { frame: 7, decision, held: Duration::from_secs(1) }),
        lab(LabEvent::Unsent { frame: 7, to: Node::B, error }),
    ]);
    let [.., held, decided, unsent] = &drawings[..] else { panic!() };
    assert_eq!(held.mark.unwrap().sign, Sign::Pause);
    let heads = decided.shots.iter().flat_map(|shot| &shot.heads);
    assert_eq!(heads.count(), 3, "everybody on a hub gets it");
    let mark = unsent.mark.unwrap();
    assert_eq!(mark.sign, Sign::Cross);
    let near = drawing::x(1) - drawing::LANE / 4..drawing::x(1);
    assert!(near.contains(&mark.x), "at {}, beside the host that did not get it", mark.x);
    assert!(unsent.shots.iter().all(|shot| shot.heads.is_empty()));
}

#[test]
fn hosts_of_a_lab_stand_at_the_heads_and_have_lines_where_no_socket_is_meant() {
    let (server, client) = ("10.0.0.2:8888", "10.0.0.1:40000");
    let over = |segment: Segment, node| Segment { on: On::Lab(node), ..segment };
    let arp = Headers::Arp(Arp {
        operation: 1,
        sender_mac: [2; 6],
        sender: [10, 0, 0, 1].into(),
        target_mac: [0; 6],
        target: [10, 0, 0, 2].into(),
    });
    let events = [
        lab(LabEvent::Began { net: Net::Link }),
        on(1, opened(Kind::TcpConnect, client, Some(server))),
        seen(Some(1), None, over(made::tcp(client, server, SYN, b""), Node::A)),
        seen(None, Some(1), over(made::tcp(server, client, Flags::RST, b""), Node::B)),
        seen(None, None, over(made::of(arp, vec![0; 42]), Node::A)),
        lab(LabEvent::Ended { frames: 0 }),
    ];
    let strips = draw(&events);
    let expected = [
        ",#s1open10.0.0.1:40000",
        "|,#s0[SYN]seq=1000(0=>1)",
        "||#s0[RST]seq=1000(1=>0)",
        "||#s0ARPwhohas10.0.0.2?(0=>1)",
    ];
    assert_eq!(strips[1..5], expected);
    assert!(strips[5].starts_with("|'#"), "{}", strips[5]);
    let mut ladder = Ladder::default();
    for (seq, event) in (1..).zip(&events[..5]) {
        ladder.advance(&entry(seq, event.clone()));
    }
    let heads = ladder.heads(Words::default()).render().unwrap();
    assert!(heads.contains("A TCP client") && heads.contains("host B"), "{heads}");
}

#[test]
fn a_frame_has_a_head_at_every_host_that_it_was_put_on() {
    let (server, client) = ("10.0.0.2:9999", "10.0.0.1:40000");
    let arp = Headers::Arp(Arp {
        operation: 1,
        sender_mac: [2, 0, 0, 0, 0, 0x0a],
        sender: [10, 0, 0, 1].into(),
        target_mac: [0; 6],
        target: [10, 0, 0, 2].into(),
    });
    let from_a = |segment: Segment, reached: &[Node]| {
        let (on, reached) = (On::Lab(Node::A), reached.to_vec());
        seen(None, None, Segment { on, reached, ..segment })
    };
    let nowhere = Arp { target: [10, 0, 0, 9].into(), ..arp_of(&arp) };
    let strips = draw(&[
        lab(LabEvent::Began { net: Net::Hub }),
        on(1, opened(Kind::TcpListen, server, None)),
        on(2, Event::Called(Box::new(Call::Connect { to: address(server) }))),
        from_a(made::of(arp, vec![0xff; 42]), &[Node::B, Node::C, Node::D]),
        from_a(made::tcp(client, server, SYN, b""), &[Node::B, Node::C, Node::D]),
        from_a(made::of(Headers::Arp(nowhere), vec![0xff; 42]), &[Node::B, Node::C, Node::D]),
    ]);
    // A socket stands for its host, which tells nothing while it connects; C and D have none.
    let expected = [
        "|H,,#s0ARPwhohas10.0.0.2?(1=>0)(1=>2>3)",
        "|H||#s0[SYN]seq=1000(1=>0)(1=~2~3)",
        "|H||#s0ARPwhohas10.0.0.9?(1=>0)(1=>2>3)",
    ];
    assert_eq!(strips[3..], expected);
}

fn arp_of(headers: &Headers) -> Arp {
    let Headers::Arp(arp) = headers else { panic!("no ARP") };
    arp.clone()
}

#[test]
fn a_closed_connection_has_dots_until_its_kernel_has_forgotten_it() {
    let (server, client) = ("10.0.0.2:8888", "10.0.0.1:40000");
    let sampled = |id, state| {
        let [local, peer] = [client, server].map(address);
        let (on, peer) = (On::Lab(Node::A), Some(peer));
        (id, Event::Kernel(Arc::new(Sample { on, local, peer, state, ..time_wait() })))
    };
    let strips = draw(&[
        lab(LabEvent::Began { net: Net::Link }),
        on(1, opened(Kind::TcpConnect, client, Some(server))),
        on(2, opened(Kind::TcpAccepted, server, Some(client))),
        on(1, closed(Why::Closed)),
        on(2, closed(Why::Closed)),
        sampled(1, TcpState::TimeWait),
        sampled(2, TcpState::Closed),
        sampled(1, TcpState::Closed),
        sampled(1, TcpState::Closed),
    ]);
    let lines: Vec<_> = strips.iter().map(|strip| strip.split('#').next().unwrap()).collect();
    assert_eq!(lines[3..], [".|", ":.", "::", ":'", "'", ""]);
}

#[test]
fn frames_to_another_network_go_by_way_of_the_router() {
    let (server, client) = ("10.0.1.3:8888", "10.0.0.1:40000");
    let over = |node| Segment { on: On::Lab(node), ..made::tcp(client, server, SYN, b"") };
    let strips = draw(&[
        lab(LabEvent::Began { net: Net::Router }),
        on(1, opened(Kind::TcpConnect, client, Some(server))),
        on(2, opened(Kind::TcpListen, server, None)),
        seen(Some(1), Some(2), over(Node::A)),
        seen(Some(1), Some(2), over(Node::Router)),
    ]);
    assert_eq!(strips[3..], ["||,#s0[SYN]seq=1000(0=>2)", "|||#s0[SYN]seq=1000(2=>1)"]);
}

#[test]
fn an_icmp_error_comes_from_outside_to_the_socket_that_it_is_about() {
    let (from, to) = (address("127.0.0.1:5000"), address("127.0.0.1:9"));
    let icmp = Icmp {
        from: to.ip(),
        to: from.ip(),
        kind: 3,
        code: 3,
        about: Some((Protocol::Udp, from, to)),
    };
    let strips = draw(&[
        on(1, opened(Kind::Udp, "127.0.0.1:5000", None)),
        seen(None, Some(1), made::of(Headers::Icmp(icmp), vec![0; 70])),
    ]);
    assert_eq!(strips[1], "|,#s0ICMPdestinationunreachable:nobodyhasthisport(1=>0)");
}

#[test]
fn frames_of_a_socket_that_is_closed_do_not_bring_its_line_back() {
    let strips = draw(&[
        on(1, opened(Kind::TcpListen, SERVER, None)),
        on(2, opened(Kind::TcpConnect, CLIENT, Some("127.0.0.1:9000"))),
        on(2, closed(Why::Closed)),
        seen(Some(2), Some(1), made::tcp(CLIENT, SERVER, ACK, b"")),
        // A socket of which nothing was said yet has no line before its first event.
        seen(Some(9), Some(1), made::tcp("127.0.0.1:1", SERVER, ACK, b"")),
    ]);
    assert_eq!(strips[3], "|_|#s0[ACK]ack=5001(1=>0)".replace("|_|", &strips[3][..3]));
    assert!(strips[4].ends_with("(2=>0)"), "{}", strips[4]);
}

#[test]
fn a_kernels_state_stands_in_a_frame_at_its_line() {
    let sample = time_wait();
    let drawings = drawings(&[
        on(1, opened(Kind::TcpConnect, CLIENT, Some(SERVER))),
        on(1, Event::Kernel(Arc::new(sample))),
    ]);
    let drawing = drawings.last().unwrap();
    let parts: Vec<_> = drawing.label.iter().flat_map(|label| &label.parts).collect();
    assert!(drawing.chip.is_some() && parts[0].text == "TIME-WAIT", "{parts:?}");
    assert_eq!(parts.last().unwrap().text.trim(), "Send-Q 3");
}

fn time_wait() -> Sample {
    Sample {
        on: On::Host,
        protocol: Protocol::Tcp,
        local: address(CLIENT),
        peer: Some(address(SERVER)),
        owner: Owner::Nobody,
        state: TcpState::TimeWait,
        recv_q: 0,
        send_q: 3,
        timer: None,
        info: None,
        memory: None,
        overflows: None,
        source: backend::kernel::Source::SockDiag,
    }
}
