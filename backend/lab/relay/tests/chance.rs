//! What an impaired line does: luck with a seed, delay, and a rate.

use super::*;

#[test]
fn the_same_seed_and_frames_meet_the_same_fates() {
    let play = |seed| {
        let mut wire = Wire::with(unlucky(seed));
        let fates: Vec<_> = (0..200)
            .map(|nth| {
                wire.pass(nth % 3);
                wire.data(Node::A, Node::B, "hello").0
            })
            .collect();
        wire.pass(1000);
        (fates, wire.texts())
    };
    assert_eq!(play(7), play(7));
    assert_ne!(play(7).0, play(8).0);
}

#[test]
fn what_others_send_does_not_change_the_luck_of_a_node() {
    let play = |chatty: bool| {
        let mut wire = Wire::new(Net::Link);
        wire.relay.impair(None, unlucky(3));
        let fate = |_| {
            if chatty {
                wire.data(Node::B, Node::A, "chat");
            }
            wire.outcome("hello")
        };
        (0..100).map(fate).collect::<Vec<_>>()
    };
    assert_eq!(play(false), play(true));
}

#[test]
fn a_hundred_percent_is_always_and_zero_never() {
    let all = [
        (Impairment { loss: 100.0, ..Impairment::default() }, Outcome::Dropped),
        (Impairment { corrupt: 100.0, ..Impairment::default() }, Outcome::Corrupted),
        (Impairment { duplicate: 100.0, ..Impairment::default() }, Outcome::Duplicated),
        (Impairment::default(), Outcome::Delivered),
    ];
    for (impairment, outcome) in all {
        let mut wire = Wire::with(impairment);
        assert!((0..500).all(|_| wire.outcome("hello") == outcome), "{outcome:?}");
    }
}

#[test]
fn loss_comes_about_as_often_as_it_was_asked_for() {
    let mut wire = Wire::with(Impairment { loss: 10.0, ..Impairment::default() });
    let lost = (0..10_000).filter(|_| wire.outcome("hello") == Outcome::Dropped).count();
    assert!((800..1200).contains(&lost), "{lost}");
    let back = (0..100).filter(|_| wire.data(Node::B, Node::A, "").0 == Fate::ARRIVED).count();
    assert_eq!(back, 100, "only frames of A are lost");
}

#[test]
fn a_corrupted_frame_differs_in_one_bit_behind_its_ethernet_header() {
    let mut wire = Wire::with(Impairment { corrupt: 100.0, ..Impairment::default() });
    for seq in 1..=300 {
        let (before, headers) = segment(Node::A, Node::B, seq, "hello");
        wire.frame(Node::A, before.clone(), &headers);
        let (.., after) = wire.relay.poll(Duration::ZERO).unwrap();
        assert_eq!(before[..14], after[..14]);
        let bits = before.iter().zip(&after).map(|(one, other)| (one ^ other).count_ones());
        assert_eq!(bits.sum::<u32>(), 1);
    }
    wire.frame(
        Node::A,
        Bytes::from_static(&[2; 14]),
        &Headers::Other { from: None, to: None, number: 0 },
    );
    assert_eq!(
        wire.relay.poll(Duration::ZERO).unwrap().2,
        [2; 14][..],
        "there is nothing behind it"
    );
}

#[test]
fn a_frame_takes_the_delay_of_its_line() {
    let mut wire = Wire::with(Impairment { delay: ms(20), ..Impairment::default() });
    assert_eq!(wire.data(Node::A, Node::B, "there").0.after, ms(20));
    assert_eq!(wire.data(Node::B, Node::A, "back").0, Fate::ARRIVED);
    assert_eq!(wire.texts(), ["back"]);
    wire.pass(20);
    assert_eq!(wire.texts(), ["there"]);
}

#[test]
fn jitter_keeps_the_order() {
    let impairment = Impairment { delay: ms(5), jitter: ms(50), ..Impairment::default() };
    let mut wire = Wire::with(impairment);
    let sent: Vec<_> = (0..100).map(|nth| format!("{nth}")).collect();
    let mut waits = Vec::new();
    for text in &sent {
        wire.pass(1);
        waits.push(wire.data(Node::A, Node::B, text).0.after);
    }
    assert!(waits.iter().all(|wait| (ms(5)..=ms(55)).contains(wait)), "{waits:?}");
    assert!(waits.windows(2).any(|pair| pair[0] != pair[1]), "they differ");
    wire.pass(100);
    assert_eq!(wire.texts(), sent);
}

#[test]
fn the_next_frame_overtakes_one_that_is_reordered() {
    let mut wire =
        Wire::with(Impairment { reorder: 100.0, delay: ms(10), ..Impairment::default() });
    assert_eq!(wire.outcome("one"), Outcome::Reordered);
    wire.pass(2);
    assert_eq!(wire.outcome("two"), Outcome::Delivered, "it cannot overtake and be overtaken");
    assert_eq!(wire.outcome("three"), Outcome::Reordered);
    wire.pass(10);
    assert_eq!(wire.texts(), ["two", "one"]);
    wire.pass(49);
    assert_eq!(wire.texts(), [""; 0]);
    wire.pass(1);
    assert_eq!(wire.texts(), ["three"], "nobody came to overtake it");
}

#[test]
fn a_frame_that_another_one_would_overtake_too_late_goes_first() {
    let mut wire =
        Wire::with(Impairment { reorder: 100.0, delay: ms(100), ..Impairment::default() });
    wire.outcome("one");
    wire.pass(60);
    wire.outcome("two");
    wire.pass(90);
    assert_eq!(wire.texts(), ["one"]);
    wire.pass(10);
    assert_eq!(wire.texts(), ["two"]);
}

#[test]
fn a_slow_line_takes_its_time_for_each_bit() {
    let mut wire = Wire::with(Impairment { rate: Some(1_000_000), ..Impairment::default() });
    let (bytes, _) = segment(Node::A, Node::B, 1, "hello");
    let one = Duration::from_micros(u64::try_from(bytes.len()).unwrap() * 8);
    assert_eq!(wire.data(Node::A, Node::B, "hello").0.after, one);
    assert_eq!(wire.data(Node::A, Node::B, "hello").0.after, one * 2, "it waits for the first");
    wire.pass(1000);
    assert_eq!(wire.data(Node::A, Node::B, "hello").0.after, one, "the line is free again");
}

#[test]
fn the_queue_of_a_slow_line_is_bounded() {
    let mut wire = Wire::with(Impairment { rate: Some(1000), ..Impairment::default() });
    let fates = (0..1500).map(|_| wire.data(Node::A, Node::B, "hello").0);
    let lost: Vec<_> = fates.filter(|fate| fate.outcome == Outcome::Dropped).collect();
    assert!(lost.iter().all(|fate| fate.why == Some(Loss::Queue)), "{lost:?}");
    assert_eq!(lost.len(), 500);
    assert_eq!((wire.relay.counts().dropped, wire.relay.counts().full), (500, 500));
}

#[test]
fn what_is_held_and_on_its_way_is_bounded_for_the_whole_lab() {
    let mut wire = Wire::new(Net::Link);
    wire.relay = Relay::with_room(Net::Link, 100_000);
    wire.relay.impair(None, Impairment { delay: ms(60_000), ..Impairment::default() });
    let held = Match { from: Some(Node::B), ..Match::default() };
    wire.relay.rule(Rule { matches: held, action: Action::Hold, nth: 1, times: Some(5) });
    let text = "x".repeat(9000);
    let fates = [Node::A, Node::B].map(|from| {
        let to = if from == Node::A { Node::B } else { Node::A };
        (0..5).map(|_| wire.data(from, to, &text).0).collect::<Vec<_>>()
    });
    assert!(fates[0].iter().all(|fate| fate.outcome == Outcome::Delivered), "{fates:?}");
    assert!(fates[1].iter().all(|fate| fate.outcome == Outcome::Held), "{fates:?}");
    let lost = wire.data(Node::B, Node::A, &text).0;
    assert_eq!((lost.outcome, lost.why), (Outcome::Dropped, Some(Loss::Room)));
    wire.relay.rule(rule(Action::Hold, 1, None));
    let lost = wire.data(Node::A, Node::B, &text).0;
    assert_eq!((lost.outcome, lost.why, lost.rule), (Outcome::Dropped, Some(Loss::Room), Some(2)));
    assert_eq!((wire.relay.counts().full, wire.relay.waiting()), (2, 10));
    let refused = Err(Refusal::TooMuchQueued { limit: 100_000 });
    assert_eq!(wire.relay.check(6, &Decision::Duplicate), refused, "there is no room for two");
    assert_eq!(wire.relay.check(6, &Decision::Deliver), Ok(()));
    fates[1].iter().zip(6..).for_each(|(_, frame)| {
        wire.decide(frame, &Decision::Deliver);
    });
    assert!(wire.relay.lines.taken() <= 100_000);
    wire.relay.unrule(None);
    wire.pass(60_000);
    assert_eq!(wire.arrived().len(), 10);
    assert_eq!(wire.relay.lines.taken(), 0);
    assert_eq!(wire.outcome("there is room"), Outcome::Delivered);
}

#[test]
fn a_line_that_becomes_faster_lets_go_of_what_waits() {
    let mut wire =
        Wire::with(Impairment { rate: Some(1000), delay: ms(5000), ..Impairment::default() });
    for text in ["one", "two", "three"] {
        wire.outcome(text);
    }
    wire.relay.impair(None, Impairment { delay: ms(3), ..Impairment::default() });
    wire.outcome("four");
    assert_eq!(wire.texts(), [""; 0]);
    wire.pass(3);
    assert_eq!(wire.texts(), ["one", "two", "three", "four"]);
}

#[test]
fn a_rule_spares_its_frames_from_chance_and_not_from_delay() {
    let mut wire = Wire::with(Impairment { loss: 100.0, delay: ms(9), ..Impairment::default() });
    wire.relay.rule(rule(Action::Duplicate, 1, Some(1)));
    let (fate, _) = wire.data(Node::A, Node::B, "twice");
    assert_eq!((fate.outcome, fate.after), (Outcome::Duplicated, ms(9)));
    wire.pass(9);
    assert_eq!(wire.texts(), ["twice", "twice"]);
}

#[test]
fn impairments_are_told_by_node() {
    let mut wire = Wire::new(Net::Router);
    let slow = Impairment { delay: ms(1), ..Impairment::default() };
    wire.relay.impair(Some(Node::Router), slow);
    let told = wire.relay.impairments();
    let nodes: Vec<_> = told.iter().map(|(node, _)| node.name()).collect();
    assert_eq!(nodes, ["A", "B", "C", "D", "R"]);
    assert_eq!(told.last(), Some(&(Node::Router, slow)));
    assert_eq!(told.first(), Some(&(Node::A, Impairment::default())));
}

/// Everything that chance can do.
pub(super) fn unlucky(seed: u64) -> Impairment {
    Impairment {
        delay: ms(3),
        jitter: ms(4),
        loss: 10.0,
        duplicate: 10.0,
        reorder: 10.0,
        corrupt: 10.0,
        seed,
        ..Impairment::default()
    }
}
