//! What commands for the lanes and the lab mean, and what is said where they mean nothing.

use proptest::prelude::*;

use super::*;
use crate::wire::{
    command,
    lanes::{impaired, ruled},
};

fn read(json: &str) -> Result<Command, Malformed> {
    command(&Fields::json(json).unwrap())
}

/// The debugging text of a command: commands have no equality.
#[track_caller]
fn check(json: &str, expected: LabCommand) {
    let expected = Ok::<_, Malformed>(Command::Lab(expected));
    assert_eq!(format!("{:?}", read(json)), format!("{expected:?}"));
}

#[track_caller]
fn fault(json: &str, field: &str, hint: &str) {
    let malformed = read(json).unwrap_err();
    assert_eq!(malformed.field, field, "{json}: {malformed}");
    assert!(malformed.expected.contains(hint), "{json}: {malformed}");
}

const PLAIN: Impairment = Impairment {
    delay: Duration::ZERO,
    jitter: Duration::ZERO,
    loss: 0.0,
    duplicate: 0.0,
    reorder: 0.0,
    corrupt: 0.0,
    rate: None,
    mtu: 1500,
    seed: 1,
};

#[test]
fn lanes_are_switched_one_by_one() {
    let watch = |json| format!("{:?}", read(json));
    let said = |kernel, wire| format!("{:?}", Ok::<_, Malformed>(Command::Watch { kernel, wire }));
    assert_eq!(
        watch(r#"{"do":"watch","kernel":true,"wire":false}"#),
        said(Some(true), Some(false))
    );
    assert_eq!(watch(r#"{"do":"watch","wire":"on"}"#), said(None, Some(true)));
    fault(r#"{"do":"watch"}"#, "do", "which lane");
    fault(r#"{"do":"watch","kernel":"perhaps"}"#, "kernel", "true or false");
}

#[test]
fn a_lab_begins_with_a_network_and_ends() {
    for net in Net::ALL {
        let json = format!(r#"{{"do":"lab","net":"{}"}}"#, net.wire());
        check(&json, LabCommand::Start { net });
    }
    check(r#"{"do":"lab","net":"none"}"#, LabCommand::End);
    fault(r#"{"do":"lab"}"#, "net", "link, switch, hub, router, none");
    fault(r#"{"do":"lab","net":"ring"}"#, "net", "one of");
}

#[test]
fn an_impairment_says_everything_that_a_wire_does() {
    check(r#"{"do":"impair"}"#, LabCommand::Impair { from: None, impairment: PLAIN });
    check(
        r#"{"do":"impair","from":"a","delay":20,"jitter":0.5,"loss":2.5,"duplicate":1,"reorder":3,"corrupt":100,"rate":1000,"mtu":576,"seed":7}"#,
        LabCommand::Impair {
            from: Some(Node::A),
            impairment: Impairment {
                delay: Duration::from_millis(20),
                jitter: Duration::from_micros(500),
                loss: 2.5,
                duplicate: 1.0,
                reorder: 3.0,
                corrupt: 100.0,
                rate: Some(1000),
                mtu: 576,
                seed: 7,
            },
        },
    );
}

#[test]
fn what_no_wire_can_do_is_named() {
    fault(r#"{"do":"impair","delay":60001}"#, "delay", "0 to 60000");
    fault(r#"{"do":"impair","delay":-1}"#, "delay", "0 to 60000");
    fault(r#"{"do":"impair","jitter":"1e3"}"#, "jitter", "0 to 60000");
    fault(r#"{"do":"impair","loss":100.1}"#, "loss", "0 to 100");
    fault(r#"{"do":"impair","loss":"inf"}"#, "loss", "0 to 100");
    fault(r#"{"do":"impair","corrupt":"NaN"}"#, "corrupt", "0 to 100");
    fault(r#"{"do":"impair","duplicate":"5%"}"#, "duplicate", "0 to 100");
    fault(r#"{"do":"impair","rate":999}"#, "rate", "from 1000");
    fault(r#"{"do":"impair","mtu":575}"#, "mtu", "576 to 9000");
    fault(r#"{"do":"impair","mtu":9001}"#, "mtu", "576 to 9000");
    fault(r#"{"do":"impair","seed":"x"}"#, "seed", "whole number");
    fault(r#"{"do":"impair","from":"e"}"#, "from", "a, b, c, d, router");
}

#[test]
fn a_rule_names_what_it_is_for() {
    check(
        r#"{"do":"rule","act":"drop"}"#,
        LabCommand::Rule(Rule {
            matches: Match::default(),
            action: Action::Drop,
            nth: 1,
            times: Some(1),
        }),
    );
    check(
        r#"{"do":"rule","act":"delay","delay":30,"from":"router","kind":"tcp","flags":"syn+ack","least":1,"most":9,"port":80,"nth":3,"times":"all"}"#,
        LabCommand::Rule(Rule {
            matches: Match {
                from: Some(Node::Router),
                kind: Some(MatchKind::Tcp),
                flags: Some(Flags(0x12)),
                least: Some(1),
                most: Some(9),
                port: Some(80),
            },
            action: Action::Delay(Duration::from_millis(30)),
            nth: 3,
            times: None,
        }),
    );
}

#[test]
fn flags_are_written_in_many_ways() {
    for text in ["syn+ack", "SYN, ACK", "ack syn", "Syn+Ack+"] {
        let rule = rule(&Fields::json(&format!(r#"{{"act":"hold","flags":"{text}"}}"#)).unwrap());
        let Ok(LabCommand::Rule(rule)) = rule else { panic!("{rule:?}") };
        assert_eq!(rule.matches.flags, Some(Flags(0x12)), "{text}");
    }
    let form = rule(&Fields::form("act=hold&flags=syn+ack&least=&port=")).unwrap();
    let LabCommand::Rule(form) = form else { panic!("{form:?}") };
    assert_eq!(form.matches, Match { flags: Some(Flags(0x12)), ..Match::default() });
}

#[test]
fn a_rule_that_could_never_act_is_refused() {
    fault(r#"{"do":"rule"}"#, "act", "drop, hold, duplicate, delay");
    fault(r#"{"do":"rule","act":"delay"}"#, "delay", "more than 0");
    fault(r#"{"do":"rule","act":"delay","delay":0}"#, "delay", "more than 0");
    for act in ["drop", "hold", "duplicate"] {
        let text = format!(r#"{{"do":"rule","act":"{act}","delay":30}}"#);
        fault(&text, "delay", "only beside the act delay");
    }
    fault(r#"{"do":"rule","act":"drop","nth":0}"#, "nth", "from 1");
    fault(r#"{"do":"rule","act":"drop","times":0}"#, "times", "or all");
    fault(r#"{"do":"rule","act":"drop","kind":"syn"}"#, "kind", "data, ack, tcp");
    fault(r#"{"do":"rule","act":"drop","flags":"syn+acc"}"#, "flags", "syn+ack");
    fault(r#"{"do":"rule","act":"drop","flags":"+"}"#, "flags", "syn+ack");
    fault(r#"{"do":"rule","act":"drop","flags":"syn","kind":"udp"}"#, "flags", "only TCP");
    fault(r#"{"do":"rule","act":"drop","port":80,"kind":"arp"}"#, "port", "only TCP and UDP");
    fault(r#"{"do":"rule","act":"drop","least":5,"most":4}"#, "most", "at least 5");
    fault(r#"{"do":"rule","act":"drop","port":0}"#, "port", "1 to 65535");
}

#[test]
fn one_rule_goes_or_all() {
    check(r#"{"do":"unrule","rule":4}"#, LabCommand::Unrule { rule: Some(4) });
    check(r#"{"do":"unrule","rule":""}"#, LabCommand::Unrule { rule: None });
    fault(r#"{"do":"unrule","rule":"all"}"#, "rule", "whole number");
}

#[test]
fn a_decision_is_about_one_frame() {
    let decide = |decision| LabCommand::Decide { frame: 12, decision };
    check(r#"{"do":"decide","frame":12,"decision":"deliver"}"#, decide(Decision::Deliver));
    check(r#"{"do":"decide","frame":12,"decision":"drop"}"#, decide(Decision::Drop));
    check(r#"{"do":"decide","frame":12,"decision":"duplicate"}"#, decide(Decision::Duplicate));
    let edit = |payload: &'static str, keep_checksum| {
        decide(Decision::Edit { payload: payload.into(), keep_checksum })
    };
    check(r#"{"do":"decide","frame":12,"decision":"edit","data":"hi"}"#, edit("hi", false));
    check(
        r#"{"do":"decide","frame":12,"decision":"edit","data":"6f 6b","encoding":"hex","checksum":"keep"}"#,
        edit("ok", true),
    );
    fault(r#"{"do":"decide","decision":"drop"}"#, "frame", "held");
    fault(r#"{"do":"decide","frame":0,"decision":"drop"}"#, "frame", "from 1");
    fault(r#"{"do":"decide","frame":1}"#, "decision", "deliver, drop, duplicate, edit");
    fault(r#"{"do":"decide","frame":1,"decision":"edit"}"#, "data", "bytes");
    fault(
        r#"{"do":"decide","frame":1,"decision":"edit","data":"x","checksum":"no"}"#,
        "checksum",
        "fix, keep",
    );
    fault(
        r#"{"do":"decide","frame":1,"decision":"edit","data":"x","encoding":"hex"}"#,
        "data",
        "hexadecimal",
    );
}

#[test]
fn a_knob_has_a_name_and_a_value() {
    check(
        r#"{"do":"knob","node":"a","name":"net.ipv4.tcp_fin_timeout","value":5}"#,
        LabCommand::Knob {
            node: Some(Node::A),
            name: "net.ipv4.tcp_fin_timeout".to_owned(),
            value: "5".to_owned(),
        },
    );
    fault(r#"{"do":"knob","value":"5"}"#, "name", "tcp_fin_timeout");
    fault(r#"{"do":"knob","name":"x"}"#, "value", "sysctl");
    let long = "x".repeat(65);
    fault(&format!(r#"{{"do":"knob","name":"x","value":"{long}"}}"#), "value", "64 bytes");
}

proptest! {
    /// What an event says of a rule can be given as a command again.
    #[test]
    fn a_rule_says_the_command_that_makes_it(rule in rules()) {
        let form = ruled(&rule).replace(' ', "&");
        let made = super::rule(&Fields::form(&form)).unwrap();
        prop_assert_eq!(format!("{made:?}"), format!("{:?}", LabCommand::Rule(rule)));
    }

    #[test]
    fn an_impairment_says_the_command_that_makes_it(
        micros in (0..60_000_000_u64, 0..60_000_000_u64),
        percents in (0..=1000_u32, 0..=1000_u32, 0..=1000_u32, 0..=1000_u32),
        rate in proptest::option::of(RATES), mtu in MTUS, seed in 0..=MOST_SEED,
    ) {
        let impairment = Impairment {
            delay: Duration::from_micros(micros.0),
            jitter: Duration::from_micros(micros.1),
            loss: f64::from(percents.0) / 10.0,
            duplicate: f64::from(percents.1) / 10.0,
            reorder: f64::from(percents.2) / 10.0,
            corrupt: f64::from(percents.3) / 10.0,
            rate,
            mtu,
            seed,
        };
        let form = impaired(&impairment).replace(' ', "&");
        let made = impair(&Fields::form(&form)).unwrap();
        let LabCommand::Impair { impairment: made, .. } = made else { panic!("{made:?}") };
        // Times are written in milliseconds with decimals; what is lost is less than a microsecond.
        let close = |one: Duration, other| one.abs_diff(other) < Duration::from_micros(1);
        prop_assert!(close(made.delay, impairment.delay) && close(made.jitter, impairment.jitter));
        let (delay, jitter) = (made.delay, made.jitter);
        prop_assert_eq!(made, Impairment { delay, jitter, ..impairment });
    }
}

fn rules() -> impl Strategy<Value = Rule> {
    use proptest::{option::of, sample::select};
    let kinds = select(vec![MatchKind::Data, MatchKind::Ack, MatchKind::Tcp]);
    let actions = prop_oneof![
        (1..60_000_u64).prop_map(|millis| Action::Delay(Duration::from_millis(millis))),
        select(vec![Action::Drop, Action::Duplicate, Action::Hold]),
    ];
    let nodes = select(NODES.map(|(_, node)| node).to_vec());
    let matches =
        (of(nodes), of(kinds), of(1..=255_u8), of(0..99_u32), of(99..999_u32), of(1..=u16::MAX));
    (matches, actions, COUNTS, of(COUNTS)).prop_map(|(matches, action, nth, times)| {
        let (from, kind, flags, least, most, port) = matches;
        let matches = Match { from, kind, flags: flags.map(Flags), least, most, port };
        Rule { matches, action, nth, times }
    })
}
