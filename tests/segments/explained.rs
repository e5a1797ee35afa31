//! What Wireshark says otherwise than we do of the same bytes, and why.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use backend::segment::{Flags, Tcp};

use super::conversations::Told;

/// What was met, by its reason.
#[derive(Debug, Default)]
pub(super) struct Explained {
    ways: HashMap<(u32, bool), Way>,
    /// How often each reason was one.
    pub(super) counts: BTreeMap<&'static str, usize>,
}

/// What one direction of a conversation has sent, in relative numbers, as Wireshark keeps it.
#[derive(Debug, Default)]
struct Way {
    next: Option<i64>,
    /// The end of what was seen without a hole.
    whole: Option<i64>,
    ranges: Vec<(i64, i64)>,
    /// Its last segment asked a closed window with an old number.
    asks_old: bool,
    acked: Option<u32>,
    /// The number of duplicates of this acknowledgment is another one for Wireshark.
    miscounted: bool,
}

impl Explained {
    /// Makes what both say of a segment the same where the difference has one of the reasons.
    pub(super) fn explain(&mut self, tcp: &Tcp, ours: &mut Told, theirs: &mut Told) {
        let upward = tcp.from < tcp.to;
        let mut way = self.ways.remove(&(ours.stream, upward)).unwrap_or_default();
        let mut peer = self.ways.remove(&(ours.stream, !upward)).unwrap_or_default();
        let from = i64::from(ours.seq.cast_signed());
        let to = from + i64::from(tcp.takes());
        let acks = ours.ack.map(|ack| i64::from(ack.cast_signed()));
        let is_probe = theirs.marks.contains("zero-window-probe");
        let asks_old = theirs.marks.contains("keep-alive");

        self.probes(&mut way, &peer, ours, theirs);
        if way.acked != Some(tcp.ack) {
            (way.acked, way.miscounted) = (Some(tcp.ack), way.miscounted && ours.ack.is_none());
        }
        self.duplicates(&way, ours, theirs);
        if let (Some(acks), Some(whole)) = (acks, peer.whole.filter(|_| tcp.flags.has(Flags::ACK)))
            && whole < acks
        {
            if peer.next < Some(whole) {
                peer.whole = peer.next;
            } else {
                peer.miscounted = true;
            }
        }
        self.again(&way, &peer, (from, to), ours, theirs);

        way.asks_old = asks_old && ours.marks.contains("zero-window-probe");
        way.ranges.push((from, to));
        if !is_probe {
            way.next = way.next.max(Some(to));
            if way.whole.is_none_or(|whole| whole == from) {
                way.whole = way.next;
            }
        }
        self.ways.insert((ours.stream, upward), way);
        self.ways.insert((ours.stream, !upward), peer);
    }

    /// Linux asks a closed window with an old number, as it asks a silent peer. Wireshark goes by the
    /// number, and we by the window; and so it takes what answers for another answer than we do: we
    /// know that the window is still closed, or else count it among the duplicates.
    fn probes(&mut self, way: &mut Way, peer: &Way, ours: &mut Told, theirs: &mut Told) {
        if ours.marks.contains("zero-window-probe") && theirs.marks.remove("keep-alive") {
            theirs.marks.insert("zero-window-probe".to_owned());
            self.count("probe of a closed window by an old number");
        }
        if !peer.asks_old {
            return;
        }
        if ours.marks.remove("zero-window-probe-ack") {
            self.count("answer to such a probe");
        }
        if theirs.marks.remove("keep-alive-ack") {
            way.miscounted |= ours.duplicate.take().is_some();
            self.count("answer to such a probe");
        }
    }

    /// Wireshark does not count what it took for something else, and begins anew where the other end
    /// acknowledges what was not captured, or the byte of a probe.
    fn duplicates(&mut self, way: &Way, ours: &Told, theirs: &mut Told) {
        if let (Some(ours), Some(theirs)) = (ours.duplicate, &mut theirs.duplicate)
            && *theirs < ours
            && way.miscounted
        {
            *theirs = ours;
            self.count("number of duplicates");
        }
    }

    fn again(
        &mut self,
        way: &Way,
        peer: &Way,
        range: (i64, i64),
        ours: &mut Told,
        theirs: &mut Told,
    ) {
        let told = |told: &Told| -> BTreeSet<String> {
            told.marks.iter().filter(|mark| AGAIN.contains(&mark.as_str())).cloned().collect()
        };
        let (said, by_them) = (told(ours), told(theirs));
        if said == by_them {
            return;
        }
        let is = |set: &BTreeSet<String>, mark: &str| set.iter().eq([mark]);
        let reason = if peer.miscounted
            && [&said, &by_them].iter().any(|set| is(set, "fast-retransmission"))
        {
            // And so it does not know, or only believes, that duplicates have asked for it.
            "fast retransmission after duplicates so numbered"
        } else if is(&said, "retransmission")
            && is(&by_them, "out-of-order")
            && way.ranges.iter().any(|known| known.0 <= range.0 && range.1 <= known.1)
        {
            // Version 4.0 takes bytes that come soon after newer ones for overtaken, even if it has
            // seen the same bytes before; later versions and we look whether it has.
            "out of order, though it was seen before"
        } else {
            return;
        };
        theirs.marks.retain(|mark| !by_them.contains(mark));
        theirs.marks.extend(said);
        self.count(reason);
    }

    fn count(&mut self, reason: &'static str) {
        *self.counts.entry(reason).or_default() += 1;
    }
}

/// What is said of bytes that are no news.
const AGAIN: [&str; 3] = ["fast-retransmission", "out-of-order", "retransmission"];
