//! Conversations with everything that goes wrong on a wire.

#![expect(clippy::print_stdout, reason = "it says how much had to be explained")]

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write as _,
    net::SocketAddr,
    time::Duration,
};

use backend::{
    conversation::{Conversations, Seen},
    dissect,
    node::On,
    segment::{Flags, Headers, Mark},
};

use super::{explained::Explained, frames::Segment, tshark};

/// A generator of numbers that look like chance and are always the same.
struct Luck(u64);

impl Luck {
    fn below(&mut self, most: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(most)).unwrap()
    }

    fn one_of<T: Copy>(&mut self, among: &[T]) -> T {
        among[self.below(u32::try_from(among.len()).unwrap()) as usize]
    }
}

struct End {
    address: SocketAddr,
    /// The next number to send.
    next: u32,
    /// What it has got without a hole.
    got: u32,
    win: u16,
    sent: Vec<(u32, u32)>,
}

/// A conversation in which nearly everything happens that can.
fn conversation(
    luck: &mut Luck,
    port: u16,
    frames: &mut Vec<(Duration, Segment)>,
    now: &mut Duration,
) {
    let client: SocketAddr = format!("10.0.0.1:{port}").parse().unwrap();
    let server: SocketAddr = "10.0.0.2:8888".parse().unwrap();
    let mut ends = [client, server].map(|address| End {
        address,
        next: luck.one_of(&[1000, 5_000_000, u32::MAX - 300]).wrapping_add(luck.below(50_000)),
        got: 0,
        win: 500,
        sent: Vec::new(),
    });
    ends[0].got = ends[1].next;
    ends[1].got = ends[0].next;
    let mut send = |now: Duration,
                    ends: &[End; 2],
                    who: usize,
                    flags: Flags,
                    seq: u32,
                    ack: u32,
                    len: u32,
                    options: &[u8]| {
        frames.push((
            now,
            Segment {
                from: ends[who].address,
                to: ends[1 - who].address,
                flags,
                seq,
                ack,
                win: ends[who].win,
                options: options.to_vec(),
                payload: vec![b'x'; len as usize],
            },
        ));
    };
    let ack = Flags::ACK;
    let with = |flag: Flags| Flags(flag.0 | ack.0);
    if luck.below(5) != 0 {
        let scales = luck.below(3);
        let options: [&[u8]; 2] = match scales {
            0 => [&[2, 4, 5, 180], &[2, 4, 5, 180]],
            1 => [&[2, 4, 5, 180, 1, 3, 3, 2], &[2, 4, 5, 180, 1, 3, 3, 7]],
            _ => [&[2, 4, 5, 180, 1, 3, 3, 2], &[2, 4, 5, 180]],
        };
        let (seq, peer) = (ends[0].next, ends[1].next);
        send(*now, &ends, 0, Flags::SYN, seq, 0, 0, options[0]);
        if luck.below(4) == 0 {
            *now += Duration::from_secs(1);
            send(*now, &ends, 0, Flags::SYN, seq, 0, 0, options[0]);
        }
        *now += Duration::from_micros(luck.one_of(&[50, 900, 20_000]));
        send(*now, &ends, 1, with(Flags::SYN), peer, seq.wrapping_add(1), 0, options[1]);
        if luck.below(4) == 0 {
            *now += Duration::from_millis(luck.one_of(&[1, 1000]));
            send(*now, &ends, 1, with(Flags::SYN), peer, seq.wrapping_add(1), 0, options[1]);
        }
        *now += Duration::from_micros(luck.one_of(&[50, 900, 20_000]));
        for end in &mut ends {
            end.next = end.next.wrapping_add(1);
            end.got = end.got.wrapping_add(1);
        }
        send(*now, &ends, 0, ack, ends[0].next, ends[0].got, 0, &[]);
    }
    for _ in 0..luck.below(60) {
        *now += Duration::from_micros(luck.one_of(&[10, 100, 1500, 4000, 19_000, 25_000, 210_000]));
        let who = luck.below(2) as usize;
        let (seq, got) = (ends[who].next, ends[who].got);
        match luck.below(20) {
            // Data that arrives, or that is lost on its way, or that nobody captured.
            choice @ 0..=6 => {
                let len = luck.one_of(&[1, 10, 100, 500, 1000]);
                if choice != 6 || luck.below(2) == 0 {
                    send(*now, &ends, who, with(Flags::PSH), seq, got, len, &[]);
                }
                ends[who].sent.push((seq, len));
                ends[who].next = seq.wrapping_add(len);
                if choice < 5 && ends[1 - who].got == seq {
                    ends[1 - who].got = ends[who].next;
                }
            }
            // The same again.
            7..=9 => {
                if let Some((seq, len)) =
                    (!ends[who].sent.is_empty()).then(|| luck.one_of(&ends[who].sent))
                {
                    let part = luck.one_of(&[len, len, len.div_ceil(2), len + 5]);
                    send(*now, &ends, who, with(Flags::PSH), seq, got, part, &[]);
                    if ends[1 - who].got == seq {
                        ends[1 - who].got = seq.wrapping_add(part);
                    }
                }
            }
            // What the other end waits for.
            10 => {
                let missing = ends[1 - who].got;
                let behind = seq.wrapping_sub(missing);
                if 0 < behind && behind < 1 << 20 {
                    let len = behind.min(100);
                    send(*now, &ends, who, ack, missing, got, len, &[]);
                    ends[1 - who].got = missing.wrapping_add(len);
                }
            }
            11..=13 => send(*now, &ends, who, ack, seq, got, 0, &[]),
            14 => {
                for _ in 0..luck.below(5) {
                    send(*now, &ends, who, ack, seq, got, 0, &[]);
                }
            }
            15 => {
                let mut sack = vec![1, 1, 5, 10];
                sack.extend(got.wrapping_add(100).to_be_bytes());
                sack.extend(got.wrapping_add(200).to_be_bytes());
                send(*now, &ends, who, ack, seq, got, 0, &sack);
            }
            16 => {
                ends[who].win = luck.one_of(&[0, 0, 100, 500, 1000]);
                send(*now, &ends, who, ack, seq, got, 0, &[]);
            }
            17 => {
                let len = luck.below(2);
                send(*now, &ends, who, ack, seq.wrapping_sub(1), got, len, &[]);
                let who = 1 - who;
                if luck.below(3) != 0 {
                    send(*now, &ends, who, ack, ends[who].next, ends[who].got, 0, &[]);
                }
            }
            // A byte that probes a closed window, and the answer.
            18 => {
                send(*now, &ends, who, ack, seq, got, 1, &[]);
                let who = 1 - who;
                send(*now, &ends, who, ack, ends[who].next, ends[who].got, 0, &[]);
            }
            // A segment that fills the window exactly, if it is not too large.
            _ => {
                let len = u32::from(ends[1 - who].win);
                send(*now, &ends, who, ack, seq, got, len, &[]);
                ends[who].sent.push((seq, len));
                ends[who].next = seq.wrapping_add(len);
            }
        }
    }
    match luck.below(4) {
        0 => send(*now, &ends, 0, Flags::RST, ends[0].next, 0, 0, &[]),
        1 => send(*now, &ends, 1, with(Flags::RST), ends[1].next, ends[1].got, 0, &[]),
        _ => {
            for who in 0..2 {
                send(*now, &ends, who, with(Flags::FIN), ends[who].next, ends[who].got, 0, &[]);
                if luck.below(3) == 0 {
                    *now += Duration::from_millis(300);
                    send(*now, &ends, who, with(Flags::FIN), ends[who].next, ends[who].got, 0, &[]);
                }
                ends[who].next = ends[who].next.wrapping_add(1);
                ends[1 - who].got = ends[who].next;
                let peer = 1 - who;
                send(*now, &ends, peer, ack, ends[peer].next, ends[peer].got, 0, &[]);
            }
        }
    }
}

/// A few seeds, in which each reason of [`Explained`] is met; `SEEDS=100-399` tries others.
#[test]
fn conversations_are_understood_as_wireshark_understands_them() {
    let wanted = std::env::var("SEEDS").ok();
    let (first, last) = wanted.as_deref().map_or((1, 2), |seeds| {
        let (first, last) = seeds.split_once('-').expect("SEEDS=first-last");
        (first.parse().unwrap(), last.parse().unwrap())
    });
    let mut report = String::new();
    for seed in first..=last {
        compare(seed, &mut report);
    }
    assert!(report.is_empty(), "{report}");
}

/// What both say of the conversations of a seed; differences are added to the report.
fn compare(seed: u64, report: &mut String) {
    let mut luck = Luck(seed);
    let mut now = Duration::from_secs(1_700_000_000);
    let mut frames = Vec::new();
    for nth in 0..400 {
        conversation(&mut luck, 20_000 + nth % 300, &mut frames, &mut now);
    }
    let bytes: Vec<_> = frames.iter().map(|(at, segment)| (*at, segment.frame())).collect();
    let theirs = tshark::fields(&tshark::file(&bytes), &NAMES, &[]);
    assert_eq!(bytes.len(), theirs.len());
    let mut conversations = Conversations::default();
    let mut explained = Explained::default();
    let mut before: HashMap<u32, Vec<String>> = HashMap::new();
    for (nth, ((at, frame), theirs)) in (1..).zip(bytes.iter().zip(&theirs)) {
        let headers = dissect::headers(frame);
        let seen = conversations.see(*at, On::Host, &headers);
        let Headers::Tcp(tcp) = headers else { panic!("frame {nth} is no TCP") };
        let (mut ours, mut theirs) = (told(&seen), told_by_wireshark(theirs));
        let before = before.entry(ours.stream).or_default();
        before.push(format!("{nth} at {at:?} {tcp:?}: {ours:?} {:?}", theirs.marks));
        explained.explain(&tcp, &mut ours, &mut theirs);
        if ours != theirs {
            let last = before.len().saturating_sub(SHOWN);
            let lines = before[last..].join("\n    ");
            let _ = writeln!(
                report,
                "seed {seed}, frame {nth}:\n    {lines}\n  {theirs:?}\n  {ours:?}"
            );
        }
    }
    println!("seed {seed}: {} frames, explained: {:?}", bytes.len(), explained.counts);
    let count: usize = explained.counts.values().sum();
    assert!(count * 10 < bytes.len(), "{count} of {} are explained", bytes.len());
}

/// How many segments of a conversation are shown where both say different things of the last one.
const SHOWN: usize = 12;

/// What is said of a segment.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Told {
    pub(super) stream: u32,
    pub(super) seq: u32,
    pub(super) ack: Option<u32>,
    window: Option<u32>,
    pub(super) duplicate: Option<u32>,
    pub(super) marks: BTreeSet<String>,
}

fn told(seen: &Seen) -> Told {
    let numbers = seen.relative.unwrap();
    let duplicate = seen.marks.iter().find_map(|mark| match mark {
        Mark::DuplicateAck(nth) => Some(*nth),
        _ => None,
    });
    let marks = seen.marks.iter().filter(|mark| !matches!(mark, Mark::DuplicateAck(_)));
    Told {
        stream: seen.stream.unwrap().index,
        seq: numbers.seq,
        ack: numbers.ack,
        window: numbers.window,
        duplicate,
        marks: marks.map(|mark| mark.wire().to_owned()).collect(),
    }
}

fn told_by_wireshark(row: &[Vec<String>]) -> Told {
    let number = |at: usize| row[at].first().map(|text| text.parse::<u32>().unwrap());
    let is_scale_known = row[4] != ["-1"];
    let words = MARKS.iter().zip(&row[7..]).filter(|(_, values)| !values.is_empty());
    let mut marks: BTreeSet<_> = words.map(|(word, _)| (*word).to_owned()).collect();
    // Wireshark says of both kinds that they are retransmissions, too.
    if marks.contains("fast-retransmission") || marks.contains("spurious-retransmission") {
        marks.remove("retransmission");
    }
    Told {
        stream: number(0).unwrap(),
        seq: number(1).unwrap(),
        ack: number(2).filter(|_| row[6] == ["1"]),
        window: number(3).filter(|_| is_scale_known),
        duplicate: number(5),
        marks,
    }
}

const NAMES: [&str; 19] = [
    "tcp.stream",
    "tcp.seq",
    "tcp.ack",
    "tcp.window_size",
    "tcp.window_size_scalefactor",
    "tcp.analysis.duplicate_ack_num",
    "tcp.flags.ack",
    "tcp.analysis.fast_retransmission",
    "tcp.analysis.keep_alive",
    "tcp.analysis.keep_alive_ack",
    "tcp.analysis.out_of_order",
    "tcp.analysis.lost_segment",
    "tcp.analysis.retransmission",
    "tcp.analysis.spurious_retransmission",
    "tcp.analysis.window_full",
    "tcp.analysis.window_update",
    "tcp.analysis.zero_window",
    "tcp.analysis.zero_window_probe",
    "tcp.analysis.zero_window_probe_ack",
];

/// Our words for those from the seventh on.
const MARKS: [&str; 12] = [
    "fast-retransmission",
    "keep-alive",
    "keep-alive-ack",
    "out-of-order",
    "previous-not-captured",
    "retransmission",
    "spurious-retransmission",
    "window-full",
    "window-update",
    "zero-window",
    "zero-window-probe",
    "zero-window-probe-ack",
];
