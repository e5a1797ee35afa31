//! A lab as programs read it.

use std::time::Duration;

use backend::{
    id::Seq,
    lab::Net,
    segment::{Flags, Tcp},
};

use super::*;

#[test]
fn a_lab_tells_all_that_a_program_needs_to_play_it_again() {
    let headers = Headers::Tcp(Tcp {
        from: "10.0.0.1:40000".parse().unwrap(),
        to: "10.0.0.2:80".parse().unwrap(),
        flags: Flags(0x18),
        seq: 7,
        ack: 9,
        win: 1,
        len: 2,
        options: Vec::new(),
    });
    let matches = lab::Match {
        from: Some(On::A),
        flags: Some(Flags(0x12)),
        kind: Some(lab::MatchKind::Tcp),
        ..lab::Match::default()
    };
    let delay = lab::Action::Delay(Duration::from_millis(30));
    let met = lab::Met { frames: 4, acted: 2 };
    let view = LabView {
        net: Net::Link,
        stage: Stage::Ready,
        nodes: vec![lab::NodeView {
            node: On::A,
            addresses: vec![Ipv4Addr::new(10, 0, 0, 1)],
            mac: [2, 0, 0, 0, 0, 1],
            neighbors: vec![
                (Ipv4Addr::new(10, 0, 0, 2), Some([2, 0, 0, 0, 0, 2]), "REACHABLE".to_owned()),
                (Ipv4Addr::new(10, 0, 0, 9), None, "FAILED".to_owned()),
            ],
        }],
        impairments: vec![(On::A, lab::Impairment { loss: 0.5, ..lab::Impairment::default() })],
        rules: vec![
            (1, lab::Rule { matches, action: delay, nth: 3, times: None }, met),
            (
                2,
                lab::Rule {
                    matches: lab::Match::default(),
                    action: lab::Action::Drop,
                    nth: 1,
                    times: Some(1),
                },
                lab::Met::default(),
            ),
        ],
        held: vec![lab::Held {
            frame: 12,
            from: On::A,
            headers,
            since: Duration::from_millis(5),
            payload: "hi".into(),
        }],
        learned: vec![([2, 0, 0, 0, 0, 1], On::A)],
        counts: lab::Counts { came: 4, went: 3, dropped: 1, full: 0, lost: 0 },
        knobs: vec![(On::A, "net.ipv4.tcp_sack", "1".to_owned())],
        changed: Seq(41),
    };
    let expected = concat!(
        r#"{"net":"link","ready":true,"stage":"ready","changed":41,"#,
        r#""nodes":[{"node":"a","addresses":["10.0.0.1"],"mac":"02:00:00:00:00:01","neighbors":["#,
        r#"{"address":"10.0.0.2","mac":"02:00:00:00:00:02","state":"REACHABLE"},"#,
        r#"{"address":"10.0.0.9","state":"FAILED"}]}],"#,
        r#""impairments":[{"from":"a","delay":0.0,"jitter":0.0,"loss":0.5,"duplicate":0.0,"#,
        r#""reorder":0.0,"corrupt":0.0,"mtu":1500,"seed":1}],"#,
        r#""rules":[{"rule":1,"act":"delay","delay":30.0,"from":"a","kind":"tcp","flags":"SYN+ACK","nth":3,"times":"all","met":4,"acted":2},"#,
        r#"{"rule":2,"act":"drop","nth":1,"times":1,"met":0,"acted":0}],"#,
        r#""held":[{"frame":12,"node":"a","since_us":5000,"protocol":"TCP","from":"10.0.0.1:40000","#,
        r#""to":"10.0.0.2:80","flags":["PSH","ACK"],"tcp_seq":7,"payload":"aGk="}],"#,
        r#""learned":[{"mac":"02:00:00:00:00:01","node":"a"}],"#,
        r#""counts":{"came":4,"went":3,"dropped":1,"full":0,"lost":0},"#,
        r#""knobs":[{"node":"a","name":"net.ipv4.tcp_sack","value":"1"}]}"#,
    );
    assert_eq!(serde_json::to_string(&LabState::from(&view)).unwrap(), expected);
}
