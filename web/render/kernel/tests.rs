//! Tables and pictures of rows made by hand.

use std::collections::VecDeque;

use backend::{
    command::Protocol,
    kernel::{
        Source, TcpInfo, Timer, TimerKind,
        table::{Evidence, Point, Visit},
    },
    node::{Node, On},
};

use super::*;
use crate::language::Language;

fn seconds_of(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// A row in the last of some states.
fn row(socket: Option<u32>, local: &str, peer: Option<&str>, states: &[(TcpState, f64)]) -> Row {
    let (state, at) = *states.last().unwrap();
    let visited = states.iter().map(|(state, at)| Visit {
        state: *state,
        at: seconds_of(*at),
        evidence: Evidence::Sampled,
    });
    let visited: Vec<Visit> = visited.collect();
    Row {
        socket: socket.map(SocketId),
        sample: Sample {
            on: On::Host,
            protocol: Protocol::Tcp,
            local: local.parse().unwrap(),
            peer: peer.map(|peer| peer.parse().unwrap()),
            owner: Owner::Socket,
            state,
            recv_q: 0,
            send_q: 0,
            timer: None,
            info: None,
            memory: None,
            overflows: None,
            source: Source::SockDiag,
        },
        at: seconds_of(at),
        visited,
        history: VecDeque::new(),
    }
}

fn info() -> TcpInfo {
    TcpInfo {
        rtt: Duration::from_micros(40_120),
        rttvar: Duration::from_micros(8_000),
        rto: Duration::from_millis(252),
        cwnd: 13,
        ssthresh: Some(7),
        snd_wnd: 64_256,
        rcv_wnd: 65_535,
        retransmits: 1,
        snd_mss: 1448,
        ca_state: "open",
        congestion: "reno".to_owned(),
        ..TcpInfo::default()
    }
}

/// A listener with a full accept queue, a connection with both ends, one that nobody accepted,
/// and one that nobody has any more.
pub(crate) fn rows() -> Vec<Row> {
    use TcpState::{Established, FinWait1, FinWait2, Listen, SynReceived, SynSent, TimeWait};
    let mut listener = row(Some(1), "10.0.0.2:8888", None, &[(Listen, 0.2)]);
    (listener.sample.recv_q, listener.sample.send_q) = (3, 2);
    listener.sample.overflows = Some(Overflows { overflows: 2, drops: 5 });
    let (a, b) = ("10.0.0.1:51514", "10.0.0.2:8888");
    let mut client = row(
        Some(2),
        a,
        Some(b),
        &[(SynSent, 1.0), (Established, 1.05), (FinWait1, 9.0), (FinWait2, 9.1)],
    );
    client.visited[2].evidence = Evidence::Derived;
    client.sample.on = On::Lab(Node::A);
    client.sample.send_q = 1448;
    client.sample.info = Some(info());
    client.sample.timer = Some(Timer {
        kind: TimerKind::Retransmit,
        remaining: Duration::from_millis(1_210),
        fired: 2,
    });
    client.history = (0..60_u32)
        .map(|n| Point {
            at: Duration::from_millis(1_050 + 130 * u64::from(n)),
            cwnd: if n < 30 { 10 + n } else { 7 + n / 4 },
            rtt: Duration::from_micros(40_000 + u64::from(n % 7) * 900),
            recv_q: 0,
            send_q: (n * 37) % 5000,
        })
        .collect();
    let mut server = row(
        Some(3),
        b,
        Some(a),
        &[(SynReceived, 1.02), (Established, 1.1), (TcpState::CloseWait, 9.05)],
    );
    server.sample.on = On::Lab(Node::B);
    server.sample.info = Some(info());
    server.history = client.history.clone();
    let mut waiting =
        row(None, b, Some("10.0.0.3:40001"), &[(SynReceived, 2.0), (Established, 2.1)]);
    waiting.sample.owner = Owner::AcceptQueue;
    waiting.sample.recv_q = 5;
    let mut gone = row(None, "127.0.0.1:40100", Some("127.0.0.1:9000"), &[(TimeWait, 4.0)]);
    gone.sample.owner = Owner::Nobody;
    gone.sample.timer =
        Some(Timer { kind: TimerKind::TimeWait, remaining: Duration::from_secs(58), fired: 0 });
    vec![gone, server, client, waiting, listener]
}

fn kernel(language: Language, pick: &str) -> (String, String) {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let kernel = Kernel::new(Words::new(language), session, &rows(), Duration::from_secs(10), pick);
    (kernel.table.render().unwrap(), kernel.pictures.render().unwrap())
}

#[test]
fn a_table_says_what_each_row_is_and_who_has_it() {
    for language in Language::ALL {
        let (table, _) = kernel(language, "");
        let words = Words::new(language);
        let listener = words.with("kernel-queue", [("n", 3.into()), ("limit", 2.into())]);
        for part in [
            ">LISTEN<",
            ">TIME-WAIT<",
            "data-left=\"52000\"",
            ">52 s<",
            "time-wait",
            &listener,
            words.t("kernel-full"),
            words.t("kernel-has-queue"),
            words.t("kernel-has-nobody-means"),
            words.t("label-sampled"),
            "40 ms",
            "252 ms",
            "reno",
            "ListenOverflows",
        ] {
            assert!(table.contains(part), "{part} in {table}");
        }
        let place = |part: &str| table.find(part).unwrap();
        assert!(place(">LISTEN<") < place(">s2<") && place(">s2<") < place(">s3<"), "{table}");
        assert_eq!(table.matches("kernel-unowned").count(), 2, "{table}");
    }
}

#[test]
fn both_ends_of_a_connection_are_pictured_side_by_side() {
    for pick in ["", "a-10.0.0.1:51514-10.0.0.2:8888", "b-10.0.0.2:8888-10.0.0.1:51514"] {
        let (table, pictures) = kernel(Language::English, pick);
        assert_eq!(pictures.matches("<svg class=\"machine-drawing\"").count(), 2, "{pictures}");
        assert_eq!(table.matches("aria-current").count(), 2, "{table}");
        // Whoever began the connection stands first.
        let place = |part: &str| pictures.find(part).unwrap();
        assert!(place(">s2<") < place(">s3<"), "{pictures}");
    }
}

#[test]
fn states_are_lit_by_what_is_known_of_them() {
    let (_, pictures) = kernel(Language::Simplified, "");
    let client = pictures.split("<section").nth(1).unwrap();
    let looks = |look: &str| client.matches(&format!("machine-state machine-{look}\"")).count();
    // SYN-SENT and ESTABLISHED were sampled, FIN-WAIT-1 is known from segments alone.
    assert_eq!((looks("sampled"), looks("derived"), looks("current")), (2, 1, 1), "{client}");
    assert_eq!(looks("unseen"), 8, "{client}");
    assert!(
        client.contains("由报文段") && client.contains("当前")
            || client.contains("现在：FIN-WAIT-2")
    );
    assert!(client.contains("<title>") && client.contains("<desc>"), "{client}");
    assert!(client.contains("machine-way machine-taken"), "{client}");
}

#[test]
fn numbers_over_time_are_a_picture_and_words() {
    let (_, pictures) = kernel(Language::English, "");
    for part in ["cwnd: 21 now, 10 to 39", "ssthresh 7", "RTT: 42 ms now", "Send-Q: "] {
        assert!(pictures.contains(part), "{part} in {pictures}");
    }
    assert!(!pictures.contains("style="), "{pictures}");
}

#[test]
fn a_row_without_a_session_that_says_anything_is_an_empty_table() {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let words = Words::new(Language::Traditional);
    let kernel = Kernel::new(words, session, &[], Duration::ZERO, "");
    assert!(kernel.table.render().unwrap().contains(words.t("kernel-empty")));
    assert!(!kernel.pictures.render().unwrap().contains("<svg"));
}

#[test]
fn of_a_row_that_is_gone_nothing_is_said_to_be_sampled() {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let words = Words::new(Language::English);
    let states = [(TcpState::Established, 1.0), (TcpState::Closed, 2.0)];
    let mut gone = row(Some(1), "127.0.0.1:80", Some("127.0.0.1:9000"), &states);
    gone.sample.source = Source::Absence;
    let rows = [gone];
    let kernel = Kernel::new(words, session, &rows, Duration::from_secs(3), "");
    let chip = chip::Chip::new(words, session, SocketId(1), &rows).render().unwrap();
    for html in [kernel.table.render().unwrap(), chip] {
        assert!(html.contains("data-label=\"derived\""), "{html}");
        assert!(!html.contains("data-label=\"sampled\"") && !html.contains("Recv-Q 0"), "{html}");
    }
}
