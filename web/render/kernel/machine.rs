//! The states of a TCP connection as a picture: figure 5 of RFC 9293, with what was seen lit.

use std::time::Duration;

use askama::{Template, filters::HtmlSafe};
use backend::kernel::{
    TcpState::{
        self, CloseWait, Closed, Closing, Established, FinWait1, FinWait2, LastAck, Listen,
        SynReceived, SynSent, TimeWait,
    },
    table::{Evidence, Visit},
};

use crate::{render::row::clock, words::Words};

/// The picture of one connection's states.
#[derive(Debug, Template)]
#[template(path = "part/machine.html")]
pub struct Machine {
    words: Words,
    /// What the picture is of.
    name: String,
    boxes: Vec<State>,
    edges: Vec<Edge>,
    visited: Vec<Visit>,
    current: TcpState,
}

/// A state in its place.
#[derive(Debug)]
struct State {
    name: &'static str,
    x: i16,
    y: i16,
    /// How it looks: `current`, `sampled`, `derived`, `absent`, or `unseen`.
    look: &'static str,
    /// When it was visited, among all visits.
    order: String,
}

/// A way from one state to another.
#[derive(Debug)]
struct Edge {
    path: &'static str,
    at: (i16, i16),
    says: &'static [&'static str],
    taken: bool,
}

/// Where a state stands; CLOSED stands at the beginning and at the end.
const PLACES: [(TcpState, i16, i16); 12] = [
    (Closed, 200, 24),
    (Listen, 200, 130),
    (SynReceived, 60, 238),
    (SynSent, 340, 238),
    (Established, 200, 350),
    (FinWait1, 60, 462),
    (CloseWait, 340, 462),
    (FinWait2, 60, 584),
    (Closing, 200, 584),
    (LastAck, 340, 584),
    (TimeWait, 200, 696),
    (Closed, 340, 696),
];

/// A way: from, to, its line, the middle of its label, and what happens with what is done.
type Way = (TcpState, TcpState, &'static str, (i16, i16), &'static [&'static str]);

/// What can happen, in the words of the figure; what is `x` there is left out.
const WAYS: [Way; 19] = [
    (Closed, Listen, "M176 42V112", (146, 72), &["passive OPEN", "create TCB"]),
    (Listen, Closed, "M222 112V42", (246, 72), &["CLOSE", "delete TCB"]),
    (Closed, SynSent, "M256 24H322V220", (322, 90), &["active OPEN", "snd SYN"]),
    (SynSent, Closed, "M378 220V12H256", (364, 164), &["CLOSE", "delete TCB"]),
    (Listen, SynReceived, "M168 148L92 220", (122, 184), &["rcv SYN", "snd SYN,ACK"]),
    (Listen, SynSent, "M226 148L300 220", (254, 178), &["SEND", "snd SYN"]),
    (SynReceived, Listen, "M28 220V130H144", (60, 130), &["rcv RST"]),
    (SynSent, SynReceived, "M284 238H116", (200, 238), &["rcv SYN", "snd SYN,ACK"]),
    (SynReceived, Established, "M86 256L166 332", (126, 292), &["rcv ACK of SYN"]),
    (SynSent, Established, "M314 256L234 332", (280, 292), &["rcv SYN,ACK", "snd ACK"]),
    (SynReceived, FinWait1, "M32 256V444", (34, 372), &["CLOSE", "snd FIN"]),
    (Established, FinWait1, "M168 368L88 444", (130, 406), &["CLOSE", "snd FIN"]),
    (Established, CloseWait, "M232 368L312 444", (270, 406), &["rcv FIN", "snd ACK"]),
    (FinWait1, FinWait2, "M44 480V566", (56, 538), &["rcv ACK of FIN"]),
    (FinWait1, Closing, "M92 480L176 566", (142, 508), &["rcv FIN", "snd ACK"]),
    (CloseWait, LastAck, "M340 480V566", (340, 523), &["CLOSE", "snd FIN"]),
    (FinWait2, TimeWait, "M76 602L166 678", (120, 634), &["rcv FIN", "snd ACK"]),
    (Closing, TimeWait, "M206 602V678", (208, 636), &["rcv ACK of FIN"]),
    (LastAck, Closed, "M340 602V678", (340, 636), &["rcv ACK of FIN"]),
];

/// The way from TIME-WAIT to the end, which needs its label elsewhere.
const END: Way = (TimeWait, Closed, "M256 696H284", (270, 732), &["Timeout=2MSL · delete TCB"]);

impl Machine {
    /// The states that a connection was in, and the one it is in.
    #[must_use]
    pub fn new(words: Words, name: String, visited: Vec<Visit>, current: TcpState) -> Self {
        let begun = visited.iter().any(|visit| visit.state != Closed);
        let boxes = PLACES.iter().enumerate().map(|(place, (state, x, y))| {
            // The first CLOSED is before everything, the last one after it.
            let here = |at: usize| *state != Closed || (place == 0) == (at == 0 || !begun);
            let mut look = "unseen";
            let mut order = Vec::new();
            for (at, visit) in visited.iter().enumerate() {
                if visit.state == *state && here(at) {
                    order.push((at + 1).to_string());
                    look = match visit.evidence {
                        Evidence::Sampled => "sampled",
                        Evidence::Absent if look == "unseen" => "absent",
                        Evidence::Derived if look == "unseen" => "derived",
                        Evidence::Absent | Evidence::Derived => look,
                    };
                }
            }
            if *state == current && here(visited.len().saturating_sub(1)) {
                look = "current";
            }
            State { name: state.name(), x: *x, y: *y, look, order: order.join(",") }
        });
        let taken = |from: TcpState, to: TcpState| {
            visited.windows(2).any(|two| two[0].state == from && two[1].state == to)
        };
        let edges = WAYS.iter().chain([&END]).map(|(from, to, path, at, says)| Edge {
            path,
            at: *at,
            says,
            taken: taken(*from, *to)
                && (*to != Closed || matches!(from, TimeWait | LastAck | SynSent | Listen)),
        });
        Self { words, name, boxes: boxes.collect(), edges: edges.collect(), visited, current }
    }

    /// What a person who does not see the picture is told of it.
    fn tells(&self) -> String {
        self.words.with(
            "machine-desc",
            [("state", self.current.name().into()), ("n", self.visited.len().into())],
        )
    }

    fn evidence(&self, visit: &Visit) -> &'static str {
        match visit.evidence {
            Evidence::Absent => self.words.t("kernel-row-absent"),
            Evidence::Derived => self.words.t("machine-derived"),
            Evidence::Sampled => self.words.t("label-sampled"),
        }
    }

    /// The label of what is known of it.
    fn label(&self, visit: &Visit) -> &'static str {
        match visit.evidence {
            Evidence::Absent | Evidence::Derived => "derived",
            Evidence::Sampled => "sampled",
        }
    }

    fn at(&self, at: &Duration) -> String {
        clock(*at)
    }
}

impl State {
    /// How wide the mark of its numbers is.
    fn wide(&self) -> usize {
        13 + 7 * self.order.len()
    }

    /// The middle of that mark.
    fn middle(&self) -> usize {
        self.wide() / 2 - 10
    }
}

impl Edge {
    /// Where its arrow ends, and to where that points, in degrees.
    fn tip(&self) -> (i16, i16, i16) {
        let (mut now, mut before) = ((0_i16, 0_i16), (0, 0));
        let mut rest = self.path;
        while let Some(how) = rest.chars().next() {
            let end =
                rest[1..].find(|c: char| c.is_ascii_uppercase()).map_or(rest.len(), |at| at + 1);
            let mut numbers = rest[1..end].split(' ').filter_map(|number| number.parse().ok());
            before = now;
            now = match (how, numbers.next(), numbers.next()) {
                ('H', Some(x), _) => (x, now.1),
                ('V', Some(y), _) => (now.0, y),
                (_, Some(x), Some(y)) => (x, y),
                (_, _, _) => now,
            };
            rest = &rest[end..];
        }
        let (across, down) = (f64::from(now.0 - before.0), f64::from(now.1 - before.1));
        #[expect(clippy::cast_possible_truncation, reason = "an angle in degrees is small")]
        let angle = down.atan2(across).to_degrees().round() as i16;
        (now.0, now.1, angle)
    }

    /// The lines of the label with their heights around its middle.
    fn lines(&self) -> impl Iterator<Item = (i16, &'static str)> {
        let (_, y) = self.at;
        let first = if self.says.len() == 1 { y + 4 } else { y - 3 };
        self.says.iter().zip(0..).map(move |(says, line)| (first + 14 * line, *says))
    }
}

impl HtmlSafe for Machine {}
