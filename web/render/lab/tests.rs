//! The panel, drawn from labs that were made up.

use std::{sync::Arc, time::Duration};

use backend::{
    command::{Family, Protocol},
    errno::OsError,
    event::Event,
    id::SocketId,
    lab::{
        Action, Broken, Exit, Held, Impairment, KNOBS, LabEvent, Match, Met, NodeView, Rule, Saw,
    },
    node::{Node, On},
    segment::{Arp, Fate, Flags, Headers, Outcome, Segment, Source, Tcp},
    view::State,
};
use bytes::Bytes;

use super::*;
use crate::language::Language;

fn words() -> impl Iterator<Item = Words> {
    Language::ALL.into_iter().map(Words::new)
}

fn drawn(words: Words, seen: &Seen) -> String {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    Lab::new(words, session, seen, None).render().unwrap()
}

fn view(net: Net) -> LabView {
    let nodes = net.nodes().iter().zip(1..).map(|(node, n)| NodeView {
        node: *node,
        addresses: match node {
            Node::Router => vec![[10, 0, 0, 254].into(), [10, 0, 1, 254].into()],
            Node::A | Node::B | Node::C | Node::D => vec![net.address(*node)],
        },
        mac: [2, 0, 0, 0, 0, n],
        neighbors: vec![(net.address(Node::A), Some([2, 0, 0, 0, 0, 1]), "REACHABLE".to_owned())],
    });
    let each = net.nodes().iter().map(|node| (*node, Impairment::default()));
    let knobs = KNOBS
        .iter()
        .flat_map(|knob| net.nodes().iter().map(|node| (*node, knob.name, "60".to_owned())));
    LabView {
        net,
        stage: Stage::Ready,
        nodes: nodes.collect(),
        impairments: each.collect(),
        rules: Vec::new(),
        held: Vec::new(),
        learned: vec![([2, 0, 0, 0, 0, 1], Node::A)],
        counts: Counts { came: 41, went: 40, dropped: 1, full: 0, lost: 0 },
        knobs: knobs.collect(),
        changed: Seq(1),
    }
}

fn seen(view: LabView) -> Seen {
    Seen { view: Some(view), ..Seen::default() }
}

fn entry(seq: u64, event: Event) -> Entry {
    Entry { seq: Seq(seq), at: Duration::ZERO, socket: None, event }
}

fn tcp(flags: Flags, len: u32) -> Headers {
    Headers::Tcp(Tcp {
        from: "10.0.0.1:51514".parse().unwrap(),
        to: "10.0.0.2:8888".parse().unwrap(),
        flags,
        seq: 1,
        ack: 1,
        win: 502,
        len,
        options: Vec::new(),
    })
}

fn held(frame: u64, payload: &'static [u8]) -> Held {
    let headers = tcp(Flags(Flags::ACK.0 | Flags::PSH.0), payload.len() as u32);
    let (from, since) = (Node::A, Duration::from_millis(3201));
    Held { frame, from, headers, since, payload: Bytes::from_static(payload) }
}

fn crossed(seq: u64, from: Node, outcome: Outcome, reached: &[Node]) -> Entry {
    let headers = Headers::Arp(Arp {
        operation: 1,
        sender_mac: [2, 0, 0, 0, 0, 1],
        sender: [10, 0, 0, 1].into(),
        target_mac: [0; 6],
        target: [10, 0, 0, 2].into(),
    });
    let segment = Segment {
        number: seq,
        source: Source::Packet,
        on: On::Lab(from),
        captured: Duration::ZERO,
        frame: Bytes::new(),
        frame_len: 42,
        headers,
        sender: None,
        receiver: None,
        stream: None,
        relative: None,
        marks: Vec::new(),
        fate: Fate { outcome, ..Fate::ARRIVED },
        reached: reached.to_vec(),
    };
    entry(seq, Event::Segment(Arc::new(segment)))
}

#[test]
fn without_a_lab_every_network_can_be_begun() {
    for words in words() {
        let html = drawn(words, &Seen::default());
        assert!(html.contains("data-lab=\"none\""), "{html}");
        for net in Net::ALL {
            let field = format!("name=\"net\" value=\"{}\"", net.wire());
            assert!(html.contains(&field), "{field} in {html}");
        }
        assert!(!html.contains("<svg class=\"net\""), "{html}");
    }
}

#[test]
fn what_cannot_be_is_one_line() {
    let mut lab = view(Net::Link);
    let step = "unshare(CLONE_NEWUSER)".to_owned();
    lab.stage = Stage::Unavailable { step, error: OsError::from_raw(1) };
    for words in words() {
        let html = drawn(words, &seen(lab.clone()));
        assert!(html.contains("data-lab=\"unavailable\""), "{html}");
        assert!(html.contains("unshare(CLONE_NEWUSER)") && html.contains("EPERM"), "{html}");
        assert!(html.contains("href=\"/help#lab\""), "{html}");
    }
}

#[test]
fn a_lab_that_broke_off_is_one_line_and_a_button_that_begins_it_again() {
    let mut lab = view(Net::Router);
    let broken = Broken { saw: Saw::Eof, exit: Some(Exit::Signal(9)), frames: 2 };
    lab.stage = Stage::Broken(broken);
    for words in words() {
        let html = drawn(words, &seen(lab.clone()));
        assert!(html.contains("data-lab=\"broken\"") && html.contains("SIGKILL"), "{html}");
        assert!(html.contains(words.t("do-lab-again")), "{html}");
        assert!(html.contains(words.t("do-lab-end")), "{html}");
        assert!(!html.contains("<svg class=\"net\""), "there is no wire to draw: {html}");
        let silent = Broken { saw: Saw::Silence, exit: None, frames: 0 };
        lab.stage = Stage::Broken(silent);
        assert!(drawn(words, &seen(lab.clone())).contains("10"), "how long it was waited for");
        lab.stage = Stage::Broken(broken);
    }
}

#[test]
fn the_picture_has_every_host_with_its_addresses_and_sockets() {
    for words in words() {
        for net in Net::ALL {
            let mut server = SocketView::new(SocketId(7), Protocol::Tcp, Family::Ipv4);
            server.on = On::Lab(Node::B);
            server.state = State::Listening;
            server.local = "10.0.0.2:8888".parse().ok();
            let mut seen = seen(view(net));
            seen.sockets.push(server);
            let html = drawn(words, &seen);
            for node in net.nodes() {
                assert!(html.contains(&net.address(*node).to_string()), "{node:?}: {html}");
            }
            assert!(html.contains("02:00:00:00:00:02"), "{html}");
            assert!(html.contains("<a href=\"#s7\">") && html.contains("s7 :8888"), "{html}");
        }
    }
}

#[test]
fn what_the_wire_does_stands_on_it() {
    let mut both = view(Net::Link);
    for (_, impairment) in &mut both.impairments {
        impairment.delay = Duration::from_millis(20);
        impairment.loss = 5.0;
    }
    let mut one = view(Net::Link);
    one.impairments[1].1.rate = Some(64_000);
    for words in words() {
        let html = drawn(words, &seen(both.clone()));
        assert!(html.contains(&words.t1("lab-mark-delay", "time", "20 ms")), "{html}");
        assert!(html.contains(&words.t1("lab-mark-loss", "n", "5")), "{html}");
        let html = drawn(words, &seen(one.clone()));
        assert!(html.contains("A ← B 64 kbit/s"), "{html}");
    }
}

#[test]
fn a_held_frame_can_go_on_be_dropped_doubled_and_edited() {
    let mut view = view(Net::Link);
    view.held = vec![held(12, b"hello <b>"), held(13, b"\xff\x00"), held(14, b"")];
    for words in words() {
        let html = drawn(words, &seen(view.clone()));
        for decision in ["deliver", "drop", "duplicate", "edit"] {
            let field = format!("name=\"decision\" value=\"{decision}\"");
            assert!(html.contains(&field), "{field} in {html}");
        }
        assert!(html.contains("hello &#60;b&#62;"), "{html}");
        assert!(html.contains("name=\"data\" value=\"ff 00\""), "{html}");
        assert!(!html.contains("held-14-fold"), "nothing to edit: {html}");
        assert!(html.contains("href=\"#held-12\""), "it hangs on the wire: {html}");
    }
}

#[test]
fn of_many_held_frames_the_oldest_have_cards() {
    let mut view = view(Net::Link);
    view.held = (1..=1000).map(|frame| held(frame, b"hello")).collect();
    for words in words() {
        let html = drawn(words, &seen(view.clone()));
        assert_eq!(html.matches("class=\"held-frame\"").count(), 16);
        assert!(html.contains(&words.t1("lab-held-title", "n", 1000)), "{html}");
        assert!(html.contains(&words.t1("lab-held-more", "n", 984)), "{html}");
        assert!(!html.contains("#held-17"), "nothing points at a card that is not there");
    }
}

#[test]
fn rules_say_how_often_they_met_a_frame() {
    let mut view = view(Net::Link);
    let matches = Match { from: Some(Node::A), ..Match::default() };
    view.rules = vec![(
        3,
        Rule { matches, action: Action::Drop, nth: 3, times: Some(1) },
        Met { frames: 4, acted: 1 },
    )];
    for words in words() {
        let html = drawn(words, &seen(view.clone()));
        let met = words.with("lab-rule-met", [("n", 4.into()), ("acted", 1.into())]);
        assert!(html.contains(&met), "{html}");
        assert!(html.contains("name=\"rule\" value=\"3\""), "{html}");
    }
}

#[test]
fn a_knob_that_was_refused_says_so() {
    let name = "net.ipv4.tcp_congestion_control".to_owned();
    let outcome = Err(OsError::from_raw(2));
    let event = LabEvent::Knob { node: None, name, outcome };
    for words in words() {
        let mut seen = seen(view(Net::Link));
        seen.recent.push(entry(9, Event::Lab(Box::new(event.clone()))));
        let html = drawn(words, &seen);
        assert!(html.contains(&words.t1("lab-knob-refused", "errno", "ENOENT")), "{html}");
        for knob in KNOBS {
            assert!(html.contains(knob.name), "{} in {html}", knob.name);
            let last = knob.name.rsplit('.').next().unwrap().replace('_', "-");
            assert!(words.find(&format!("lab-knob-{last}")).is_some(), "{last}");
        }
    }
}

#[test]
fn the_table_of_frames_says_whom_each_reached() {
    for words in words() {
        let mut seen = seen(view(Net::Switch));
        seen.recent = vec![
            crossed(5, Node::A, Outcome::Delivered, &[Node::B, Node::C, Node::D]),
            crossed(6, Node::B, Outcome::Dropped, &[]),
        ];
        let html = drawn(words, &seen);
        assert_eq!(html.matches("data-sign=\"✓\"").count(), 3, "{html}");
        assert_eq!(html.matches("data-sign=\"✕\"").count(), 1, "{html}");
        assert!(html.contains(&words.t1("lab-arp-asks", "address", "10.0.0.2")), "{html}");
        assert!(html.find("data-seq=\"6\"") < html.find("data-seq=\"5\""), "newest first: {html}");
    }
}

#[test]
fn a_part_keeps_its_version_while_it_is_the_same() {
    let versions = |view: LabView| {
        let html = drawn(Words::default(), &seen(view));
        let parts = html.split("data-version=\"").skip(1);
        parts.map(|part| part.split('"').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = versions(view(Net::Link));
    let mut counted = view(Net::Link);
    counted.counts.came += 1;
    let after = versions(counted);
    let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
    assert_eq!((changed, before.len()), (1, after.len()));
}
