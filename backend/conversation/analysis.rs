//! A TCP connection as somebody who listens to the wire understands it.
//!
//! The marks mean what Wireshark's analysis means by them, as its User's Guide describes them
//! (§7.5, TCP Analysis), with the same thresholds; a test compares them with `tshark`.

use std::{collections::VecDeque, time::Duration};

use crate::segment::{Flags, Mark, Relative, Tcp, TcpOption};

/// Both directions of a connection.
#[derive(Debug, Default)]
pub(super) struct Analysis {
    up: Way,
    down: Way,
    /// When the latest SYN was seen that asks for the connection.
    asked: Option<Duration>,
    /// From the SYN to the end of the handshake.
    first_rtt: Option<Duration>,
}

/// What one end has sent.
#[derive(Debug, Default)]
struct Way {
    /// The number before the first byte.
    base: Option<u32>,
    /// The next number that is expected.
    next: Option<u32>,
    /// When that last moved on.
    next_at: Duration,
    /// The latest acknowledgment and window, if anything was sent.
    said: Option<Said>,
    /// How often the same acknowledgment came again.
    duplicates: u32,
    /// Whether its SYN was seen, and the shift in it.
    shift: Shift,
    /// What was sent and is not acknowledged: its numbers from and to.
    unacked: VecDeque<(u32, u32)>,
    /// What the latest segment was.
    probe: Probe,
}

#[derive(Clone, Copy, Debug)]
struct Said {
    ack: u32,
    win: u16,
    at: Duration,
    /// It stood in a SYN, where windows are never scaled.
    in_syn: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Shift {
    /// No SYN was seen.
    #[default]
    Unknown,
    /// There was a SYN without the option.
    Without,
    With(u8),
}

/// Whether a segment only asks for an answer.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Probe {
    #[default]
    No,
    KeepAlive,
    ZeroWindow,
}

impl Analysis {
    /// Whether a SYN with that number begins another connection than this one.
    pub(super) fn began_otherwise(&self, upward: bool, seq: u32) -> bool {
        let way = if upward { &self.up } else { &self.down };
        way.base.is_some_and(|base| base != seq)
    }

    /// Takes the next segment.
    pub(super) fn see(&mut self, at: Duration, upward: bool, tcp: &Tcp) -> (Relative, Vec<Mark>) {
        let (ours, theirs) =
            if upward { (&mut self.up, &mut self.down) } else { (&mut self.down, &mut self.up) };
        let syn = tcp.flags.has(Flags::SYN);
        let acks = tcp.flags.has(Flags::ACK);
        if syn {
            ours.base = Some(tcp.seq);
        }
        let base = *ours.base.get_or_insert_with(|| tcp.seq.wrapping_sub(1));
        if acks {
            // Without its SYN, the first number is not known; then the numbers begin with 1.
            theirs.base.get_or_insert_with(|| tcp.ack.wrapping_sub(1));
        }
        if syn && !acks {
            self.asked = Some(at);
        } else if acks
            && !syn
            && self.first_rtt.is_none()
            && tcp.seq == base.wrapping_add(1)
            && theirs.base.is_some_and(|base| tcp.ack == base.wrapping_add(1))
        {
            self.first_rtt = self.asked.map(|asked| at.saturating_sub(asked));
        }
        let now = Now { tcp, at, first_rtt: self.first_rtt };
        let marks = now.marks(ours, theirs);
        now.remember(ours, theirs, &marks);
        let relative = Relative {
            seq: tcp.seq.wrapping_sub(base),
            ack: acks.then(|| tcp.ack.wrapping_sub(theirs.base.unwrap_or_default())),
            window: match (syn, ours.shift, theirs.shift) {
                (true, ..) => Some(u32::from(tcp.win)),
                (false, Shift::With(shift), Shift::With(_)) => Some(u32::from(tcp.win) << shift),
                // One without the option is enough for no scaling (RFC 7323 §2.2).
                (false, Shift::Without, _) | (false, _, Shift::Without) => Some(tcp.win.into()),
                (false, Shift::Unknown, _) | (false, _, Shift::Unknown) => None,
            },
        };
        (relative, marks)
    }
}

/// A segment that just came.
struct Now<'a> {
    tcp: &'a Tcp,
    at: Duration,
    first_rtt: Option<Duration>,
}

impl Now<'_> {
    fn has(&self, flag: Flags) -> bool {
        self.tcp.flags.has(flag)
    }

    /// It is no SYN, FIN, or RST.
    fn is_plain(&self) -> bool {
        !self.has(Flags::SYN) && !self.has(Flags::FIN) && !self.has(Flags::RST)
    }

    fn has_sack(&self) -> bool {
        self.tcp.options.iter().any(|option| matches!(option, TcpOption::Sack(_)))
    }

    /// The number behind it.
    fn end(&self) -> u32 {
        self.tcp.seq.wrapping_add(self.tcp.takes())
    }

    fn marks(&self, ours: &Way, theirs: &Way) -> Vec<Mark> {
        let mut marks = Vec::new();
        self.mark_state(ours, theirs, &mut marks);
        // A probe by the next number may have been acknowledged before; one by an old number always
        // was, and so it is only a probe.
        let only_asks = marks.contains(&Mark::KeepAlive)
            || marks.contains(&Mark::ZeroWindowProbe) && ours.next != Some(self.tcp.seq);
        if (0 < self.tcp.len || self.has(Flags::SYN) || self.has(Flags::FIN)) && !only_asks {
            marks.extend(self.again(ours, theirs));
        }
        marks
    }

    /// What it says about windows, acknowledgments, and whether the other end is there.
    fn mark_state(&self, ours: &Way, theirs: &Way, marks: &mut Vec<Mark>) {
        let Tcp { seq, ack, win, len, .. } = *self.tcp;
        let plain = self.is_plain();
        let closed = theirs.said.is_some_and(|said| said.win == 0);
        if len == 1 && ours.next == Some(seq) && closed {
            marks.push(Mark::ZeroWindowProbe);
            return;
        }
        if win == 0 && plain {
            marks.push(Mark::ZeroWindow);
        }
        if ours.next.is_some_and(|next| after(seq, next)) && !self.has(Flags::RST) {
            marks.push(Mark::PreviousNotCaptured);
        }
        if len <= 1 && ours.next == Some(seq.wrapping_add(1)) && plain {
            // Linux asks a closed window in the same way as a silent peer: with an old number.
            marks.push(if closed { Mark::ZeroWindowProbe } else { Mark::KeepAlive });
        }
        if 0 < len && plain && theirs.edge(ours) == Some(self.end()) {
            marks.push(Mark::WindowFull);
        }
        let Some(said) = ours.said.filter(|_| len == 0 && plain && ours.next == Some(seq)) else {
            return;
        };
        let same_ack = ack == said.ack;
        let same_win = win == said.win;
        if 0 < win && !same_win && same_ack && !self.has_sack() {
            marks.push(Mark::WindowUpdate);
        } else if 0 < win && same_win && same_ack && theirs.probe == Probe::KeepAlive {
            marks.push(Mark::KeepAliveAck);
        } else if win == 0 && same_win && same_ack && theirs.probe == Probe::ZeroWindow {
            marks.push(Mark::ZeroWindowProbeAck);
        } else if 0 < win && (same_win || self.has_sack()) && same_ack {
            marks.push(Mark::DuplicateAck(ours.duplicates + 1));
        }
    }

    /// Whether its bytes are no news.
    fn again(&self, ours: &Way, theirs: &Way) -> Option<Mark> {
        let Tcp { seq, len, .. } = *self.tcp;
        let said = theirs.said.filter(|said| said.ack != 0);
        if 0 < len && said.is_some_and(|said| !after(seq.wrapping_add(len), said.ack)) {
            return Some(Mark::SpuriousRetransmission);
        }
        let next = ours.next?;
        // A byte that probed a closed window is sent again with those behind it.
        let is_old = after(next, seq) && !(1 < len && next.wrapping_sub(1) == seq);
        if !is_old {
            return None;
        }
        let asked = said.is_some_and(|said| {
            said.ack == seq && self.at.saturating_sub(said.at) < FAST && 2 <= theirs.duplicates
        });
        if asked {
            return Some(Mark::FastRetransmission);
        }
        let soon = self.first_rtt.unwrap_or(NEAR);
        if self.at.saturating_sub(ours.next_at) < soon && next != self.end() {
            let known =
                |(from, to): &(u32, u32)| !after(*from, seq) && !after(seq.wrapping_add(len), *to);
            if !ours.unacked.iter().any(known) {
                return Some(Mark::OutOfOrder);
            }
        }
        Some(Mark::Retransmission)
    }

    fn remember(&self, ours: &mut Way, theirs: &mut Way, marks: &[Mark]) {
        let Tcp { seq, ack, win, .. } = *self.tcp;
        let syn = self.has(Flags::SYN);
        if syn {
            let shift = |option: &TcpOption| match option {
                // More than 14 counts as 14 (RFC 7323 §2.3).
                TcpOption::WindowScale(shift) => Some(Shift::With((*shift).min(14))),
                TcpOption::Mss(_)
                | TcpOption::Nop
                | TcpOption::Other { .. }
                | TcpOption::Sack(_)
                | TcpOption::SackPermitted
                | TcpOption::Timestamps { .. } => None,
            };
            ours.shift = self.tcp.options.iter().find_map(shift).unwrap_or(Shift::Without);
        }
        if 0 < self.tcp.takes() && ours.unacked.len() < UNACKED {
            ours.unacked.push_back((seq, self.end()));
        }
        ours.probe = if marks.contains(&Mark::ZeroWindowProbe) {
            Probe::ZeroWindow
        } else if marks.contains(&Mark::KeepAlive) {
            Probe::KeepAlive
        } else {
            Probe::No
        };
        // A probe of a closed window takes nothing: its byte comes again.
        let moves = ours.next.is_none_or(|next| after(self.end(), next));
        if moves && ours.probe != Probe::ZeroWindow {
            ours.next = Some(self.end());
            ours.next_at = self.at;
        }
        let is_duplicate = marks.iter().any(|mark| matches!(mark, Mark::DuplicateAck(_)));
        if is_duplicate {
            ours.duplicates += 1;
        } else if ours.said.is_none_or(|said| said.ack != ack) {
            ours.duplicates = 0;
        }
        ours.said = Some(Said { ack, win, at: self.at, in_syn: syn });
        if self.has(Flags::ACK) {
            theirs.unacked.retain_mut(|(from, to)| {
                if after(ack, *from) && after(*to, ack) {
                    *from = ack;
                }
                after(*to, ack)
            });
        }
    }
}

impl Way {
    /// The number up to which it lets the other end send; `None` where the scale is not known.
    fn edge(&self, other: &Self) -> Option<u32> {
        let said = self.said?;
        let shift = match (self.shift, other.shift) {
            (Shift::Unknown, _) => return None,
            (Shift::Without, _) | (_, Shift::Without) => 0,
            (Shift::With(_), _) if said.in_syn => 0,
            (Shift::With(shift), _) => shift,
        };
        Some(said.ack.wrapping_add(u32::from(said.win) << shift))
    }
}

/// Whether a number comes after another on the circle of sequence numbers (RFC 9293 §3.4).
fn after(number: u32, other: u32) -> bool {
    number != other && number.wrapping_sub(other) < 1 << 31
}

/// How soon after duplicate acknowledgments a segment must come for having been asked for by them.
const FAST: Duration = Duration::from_millis(20);

/// How soon a segment must come for having been overtaken, where the round trip is not known.
const NEAR: Duration = Duration::from_millis(3);

/// How many segments of one direction are kept until they are acknowledged.
const UNACKED: usize = 512;
