//! A journal's samples and segments, folded into rows.

use std::sync::Arc;

use TcpState as S;

use super::*;
use crate::{
    id::Seq,
    kernel::{Owner, TcpInfo},
    segment::{Fate, Flags, Tcp},
};

const SERVER: &str = "127.0.0.1:8888";
const CLIENT: &str = "127.0.0.1:5000";

#[derive(Default)]
struct Scene {
    table: Table,
    millis: u64,
    /// How long the wire takes, in milliseconds.
    delay: u64,
}

impl Scene {
    fn takes(&mut self, event: Event) {
        self.millis += 10;
        let at = Duration::from_millis(self.millis);
        self.table.take(&Entry { seq: Seq(self.millis), at, socket: Some(SocketId(2)), event });
    }

    fn sample(&mut self, local: &str, peer: &str, state: TcpState) {
        let info = TcpInfo { cwnd: 10, ..TcpInfo::default() };
        let absent = state == S::Closed;
        self.takes(Event::Kernel(Arc::new(Sample {
            on: On::Host,
            protocol: Protocol::Tcp,
            local: local.parse().unwrap(),
            peer: Some(peer.parse().unwrap()),
            owner: Owner::Socket,
            state,
            recv_q: 5,
            send_q: 0,
            timer: None,
            info: Some(info),
            memory: None,
            overflows: None,
            source: if absent { Source::Absence } else { Source::SockDiag },
        })));
    }

    fn segment(&mut self, from: &str, to: &str, flags: &[Flags], seq: u32, ack: u32) {
        let headers = Headers::Tcp(Tcp {
            from: from.parse().unwrap(),
            to: to.parse().unwrap(),
            flags: Flags(flags.iter().fold(0, |all, flag| all | flag.0)),
            seq,
            ack,
            win: 0,
            len: 0,
            options: Vec::new(),
        });
        self.takes(Event::Segment(Arc::new(Segment {
            number: self.millis,
            source: segment::Source::Packet,
            on: On::Host,
            captured: Duration::ZERO,
            frame: bytes::Bytes::new(),
            frame_len: 54,
            headers,
            sender: None,
            receiver: None,
            stream: None,
            relative: None,
            marks: Vec::new(),
            fate: Fate { after: Duration::from_millis(self.delay), ..Fate::ARRIVED },
            reached: Vec::new(),
        })));
    }

    fn visits(&self, local: &str) -> Vec<(TcpState, bool)> {
        let local = local.parse().unwrap();
        let row = self.table.rows().find(|row| row.sample.local == local).unwrap();
        assert!(row.visited.is_sorted_by_key(|visit| visit.at));
        let seen = |visit: &Visit| (visit.state, visit.evidence == Evidence::Sampled);
        row.visited.iter().map(seen).collect()
    }
}

#[test]
fn segments_fill_in_what_was_too_short_to_be_sampled() {
    let mut scene = Scene::default();
    scene.segment(CLIENT, SERVER, &[Flags::SYN], 99, 0);
    scene.segment(SERVER, CLIENT, &[Flags::SYN, Flags::ACK], 300, 100);
    scene.segment(CLIENT, SERVER, &[Flags::ACK], 100, 301);
    assert_eq!(scene.table.rows().count(), 0, "segments alone are no rows");
    scene.sample(CLIENT, SERVER, S::Established);
    scene.segment(CLIENT, SERVER, &[Flags::FIN, Flags::ACK], 100, 301);
    scene.segment(SERVER, CLIENT, &[Flags::ACK], 301, 101);
    scene.sample(CLIENT, SERVER, S::FinWait2);
    let visits =
        [(S::SynSent, false), (S::Established, true), (S::FinWait1, false), (S::FinWait2, true)];
    assert_eq!(scene.visits(CLIENT), visits);
    scene.sample(SERVER, CLIENT, S::CloseWait);
    let visits = [(S::SynReceived, false), (S::Established, false), (S::CloseWait, true)];
    assert_eq!(scene.visits(SERVER), visits);
}

#[test]
fn a_segment_changes_its_receiver_when_it_arrives() {
    let mut scene = Scene::default();
    scene.sample(CLIENT, SERVER, S::Established);
    scene.sample(SERVER, CLIENT, S::Established);
    scene.delay = 35;
    scene.segment(CLIENT, SERVER, &[Flags::FIN, Flags::ACK], 100, 301);
    scene.segment(SERVER, CLIENT, &[Flags::FIN, Flags::ACK], 301, 100);
    scene.sample(CLIENT, SERVER, S::FinWait1);
    scene.sample(SERVER, CLIENT, S::FinWait1);
    // Each has the other's FIN by now, and says so before its own is acknowledged.
    scene.segment(SERVER, CLIENT, &[Flags::ACK], 302, 101);
    scene.segment(CLIENT, SERVER, &[Flags::ACK], 101, 302);
    scene.millis += 100;
    scene.sample(CLIENT, SERVER, S::TimeWait);
    let closing = [(S::Established, true), (S::FinWait1, true), (S::Closing, false)];
    assert_eq!(scene.visits(CLIENT)[..3], closing);
    assert_eq!(scene.visits(CLIENT)[3..], [(S::TimeWait, true)]);
    assert_eq!(scene.visits(SERVER)[3..], [(S::TimeWait, false)]);
}

#[test]
fn a_row_shows_its_newest_sample_and_keeps_a_bounded_past() {
    let mut scene = Scene::default();
    for _ in 0..500 {
        scene.sample(CLIENT, SERVER, S::Established);
    }
    let row = scene.table.rows().next().unwrap();
    assert_eq!((row.history.len(), row.at), (Row::POINTS, Duration::from_millis(5000)));
    assert_eq!(row.visited.len(), 1);
    assert_eq!(row.visited[0].at, Duration::from_millis(10));
    assert_eq!((row.history[0].cwnd, row.history[0].recv_q), (10, 5));
}

#[test]
fn the_same_addresses_begin_a_new_life() {
    let mut scene = Scene::default();
    for state in [S::Established, S::Closed, S::Established] {
        scene.sample(CLIENT, SERVER, state);
    }
    assert_eq!(scene.visits(CLIENT), [(S::Established, true)]);
}

#[test]
fn rows_that_are_gone_make_room() {
    let mut scene = Scene::default();
    scene.sample(SERVER, CLIENT, S::Established);
    for port in 1000..1900 {
        let local = format!("127.0.0.1:{port}");
        scene.sample(&local, SERVER, S::Established);
        scene.sample(&local, SERVER, S::Closed);
    }
    assert!(scene.table.rows().count() <= MOST);
    assert_eq!(scene.visits(SERVER), [(S::Established, true)]);
}

#[test]
fn a_lane_that_is_switched_off_shows_nothing_old() {
    let mut scene = Scene::default();
    scene.sample(CLIENT, SERVER, S::Established);
    scene.takes(Event::Noted(Note::WatchingKernel { on: false }));
    assert_eq!(scene.table.rows().count(), 0);
}
