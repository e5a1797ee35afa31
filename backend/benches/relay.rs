//! How many frames a lab's wire takes in a second, with rules and without.

use std::{hint::black_box, net::SocketAddr, time::Duration};

use backend::{
    lab::{
        Action, Impairment, Match, MatchKind, Net, Rule,
        relay::{Port, Relay},
    },
    node::Node,
    segment::{Flags, Headers, Tcp},
};
use bytes::Bytes;
use criterion::{Criterion, Throughput};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    let mut group = criterion.benchmark_group("relay-frame");
    group.throughput(Throughput::Elements(1));
    let impairment = Impairment {
        delay: Duration::from_millis(20),
        jitter: Duration::from_millis(5),
        loss: 1.0,
        duplicate: 1.0,
        reorder: 1.0,
        corrupt: 1.0,
        ..Impairment::default()
    };
    for (name, net, rules, impairment) in [
        ("link", Net::Link, 0, Impairment::default()),
        ("switch", Net::Switch, 0, Impairment::default()),
        ("impaired", Net::Link, 0, impairment),
        ("64-rules", Net::Link, 64, Impairment::default()),
    ] {
        let mut wire = Wire::new(net, rules, impairment);
        group.bench_function(name, |bencher| bencher.iter(|| wire.pass_one()));
    }
    group.finish();
    criterion.final_summary();
}

/// A relay that two nodes talk through, a frame every ten microseconds.
struct Wire {
    relay: Relay,
    now: Duration,
    frames: [(Port, Bytes, Headers); 2],
    passed: u64,
}

impl Wire {
    fn new(net: Net, rules: u32, impairment: Impairment) -> Self {
        let mut relay = Relay::new(net);
        relay.impair(None, impairment);
        for _ in 0..rules {
            let kind = Some(MatchKind::Data);
            let matches = Match { kind, port: Some(1), ..Match::default() };
            relay.rule(Rule { matches, action: Action::Drop, nth: 1, times: None });
        }
        let frames = [(Node::A, 1, 2), (Node::B, 2, 1)].map(|(node, from, to)| {
            let mut bytes = vec![0; 1514];
            bytes[..12].copy_from_slice(&[2, 0, 0, 0, 0, to, 2, 0, 0, 0, 0, from]);
            (Port { node, lan: 0 }, bytes.into(), headers(from, to))
        });
        Self { relay, now: Duration::ZERO, frames, passed: 0 }
    }

    fn pass_one(&mut self) {
        self.passed += 1;
        self.now += Duration::from_micros(10);
        let (port, bytes, headers) = &self.frames[usize::from(self.passed.is_multiple_of(2))];
        black_box(self.relay.frame(self.now, self.passed, *port, bytes.clone(), headers));
        while let Some(frame) = self.relay.poll(self.now) {
            black_box(frame);
        }
    }
}

fn headers(from: u8, to: u8) -> Headers {
    Headers::Tcp(Tcp {
        from: SocketAddr::from(([10, 0, 0, from], 40_000)),
        to: SocketAddr::from(([10, 0, 0, to], 80)),
        flags: Flags::ACK,
        seq: 1,
        ack: 1,
        win: 1000,
        len: 1460,
        options: Vec::new(),
    })
}
