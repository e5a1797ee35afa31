//! Whatever the wire does and whatever comes: no frame vanishes, and none comes that was not sent.

use std::collections::BTreeMap;

use proptest::{collection::vec, prelude::*};

use super::{chance::unlucky, *};

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_frame_is_accounted_for(steps in vec(step(), 1..300), seed in 0..9_u64, net in net()) {
        let mut wire = Wire::new(net);
        wire.relay.impair(None, unlucky(seed));
        // By text: how often it must arrive at each node that it reaches; `None` is any text.
        let mut awaited: BTreeMap<String, usize> = BTreeMap::new();
        let (mut corrupted, mut copies, mut dropped) = (0, 0, 0);
        let mut arrived = Vec::new();
        for (place, step) in steps.into_iter().enumerate() {
            match step {
                Step::Send(from, to) => {
                    let nodes = net.nodes();
                    let (from, to) = (nodes[from % nodes.len()], nodes[to % nodes.len()]);
                    let text = format!("frame {place}");
                    let (fate, reached) = wire.data(from, to, &text);
                    prop_assert_eq!(fate.outcome == Outcome::Dropped, reached.is_empty() && fate.outcome != Outcome::Held);
                    match fate.outcome {
                        Outcome::Corrupted => corrupted += reached.len(),
                        Outcome::Delivered | Outcome::Reordered => {
                            awaited.insert(text, reached.len());
                        }
                        Outcome::Dropped => dropped += 1,
                        Outcome::Duplicated => {
                            copies += 1;
                            awaited.insert(text, 2 * reached.len());
                        }
                        Outcome::Held => {}
                    }
                }
                Step::Pass(millis) => wire.pass(millis),
                Step::Poll => arrived.extend(wire.texts()),
                Step::Hold => {
                    wire.relay.rule(rule(Action::Hold, 1, Some(2)));
                }
                Step::Late => {
                    wire.relay.rule(rule(Action::Delay(ms(30)), 2, Some(1)));
                }
                Step::Change(seed) => wire.relay.impair(Some(Node::A), unlucky(seed)),
            }
            let counts = wire.relay.counts();
            let waiting = wire.relay.waiting();
            prop_assert_eq!(counts.came + copies, counts.went + counts.dropped + waiting);
            prop_assert_eq!(counts.dropped, dropped);
        }
        wire.pass(10_000);
        arrived.extend(wire.texts());
        let mut strange = 0;
        for text in arrived {
            match awaited.get_mut(&text) {
                Some(times) if 0 < *times => *times -= 1,
                _ => strange += 1,
            }
        }
        prop_assert!(awaited.values().all(|times| *times == 0), "{:?}", awaited);
        prop_assert_eq!(strange, corrupted);
        prop_assert_eq!(wire.relay.lines.len(), 0);
        for held in wire.relay.held() {
            wire.decide(held.frame, &Decision::Drop);
        }
        prop_assert_eq!(wire.relay.lines.taken(), 0);
    }

    #[test]
    fn a_direction_keeps_its_order_whatever_its_delay(
        waits in vec(0..9_u64, 1..200), delay in 0..40_u64, jitter in 0..40_u64, slow in any::<bool>(),
        changes in vec((0..200_usize, 0..40_u64), 0..4),
    ) {
        let rate = slow.then_some(100_000);
        let line = |delay| Impairment { delay: ms(delay), jitter: ms(jitter), rate, ..Impairment::default() };
        let mut wire = Wire::with(line(delay));
        let mut arrived = Vec::new();
        for (place, wait) in waits.iter().enumerate() {
            wire.pass(*wait);
            for (at, delay) in &changes {
                if *at == place {
                    wire.relay.impair(None, line(*delay));
                }
            }
            wire.outcome(&format!("{place}"));
            arrived.extend(wire.texts());
        }
        wire.pass(100_000);
        arrived.extend(wire.texts());
        prop_assert_eq!(arrived, (0..waits.len()).map(|place| format!("{place}")).collect::<Vec<_>>());
    }

    #[test]
    fn bytes_of_any_kind_do_no_harm(frames in vec(vec(any::<u8>(), 0..80), 1..50), seed in any::<u64>()) {
        let mut wire = Wire::new(Net::Switch);
        wire.relay.impair(None, unlucky(seed));
        wire.relay.rule(Rule { matches: Match::default(), action: Action::Hold, nth: 3, times: Some(9) });
        let headers = Headers::Other { from: None, to: None, number: 0 };
        for frame in frames {
            wire.frame(Node::C, frame.into(), &headers);
        }
        for held in wire.relay.held() {
            let edit = Decision::Edit { payload: "other".into(), keep_checksum: false };
            prop_assert_eq!(wire.relay.check(held.frame, &edit).is_ok(), wire.decide(held.frame, &edit).is_some());
        }
        wire.pass(1000);
        wire.arrived();
    }
}

#[derive(Clone, Debug)]
enum Step {
    Change(u64),
    Hold,
    Late,
    Pass(u64),
    Poll,
    Send(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => (0..5_usize, 0..5_usize).prop_map(|(from, to)| Step::Send(from, to)),
        5 => (0..20_u64).prop_map(Step::Pass),
        5 => Just(Step::Poll),
        1 => Just(Step::Hold),
        1 => Just(Step::Late),
        1 => (0..9_u64).prop_map(Step::Change),
    ]
}

fn net() -> impl Strategy<Value = Net> {
    prop::sample::select(Net::ALL.to_vec())
}
