//! What a captured frame does in its conversation.

use backend::segment::{Flags, Headers, Mark, Outcome, Segment, Source, Tcp};

use super::{
    Meaning,
    source::{self, rfc},
};
use crate::render::segment::{ends::Ends, line::sequence};

impl Meaning {
    /// One sentence of what the frame does, and where the standard says so.
    pub(super) fn segment(&mut self, segment: &Segment) {
        let key = match &segment.headers {
            Headers::Tcp(tcp) => self.tcp(segment, tcp),
            Headers::Udp { .. } => {
                self.sources.push(source::udp_standard());
                "udp"
            }
            Headers::Arp(arp) => {
                self.sources.push(rfc(826, "", "An Ethernet Address Resolution Protocol"));
                if arp.operation == 1 { "arp-request" } else { "arp-reply" }
            }
            Headers::Icmp(icmp) => {
                self.sources.push(if icmp.from.is_ipv6() {
                    rfc(4443, "", "Internet Control Message Protocol (ICMPv6)")
                } else {
                    rfc(792, "", "Internet Control Message Protocol")
                });
                if icmp.about.is_some() { "icmp-error" } else { "icmp" }
            }
            Headers::Other { .. } => "other",
        };
        let (from, to) = Ends::of(segment).map(|ends| (ends.from, ends.to)).unwrap_or_default();
        let (seq, ack, len) = match &segment.headers {
            Headers::Tcp(tcp) => {
                let (seq, ack) = sequence(segment, tcp);
                (seq, ack.unwrap_or_default(), tcp.len)
            }
            Headers::Udp { len, .. } => (0, 0, *len),
            Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } => (0, 0, 0),
        };
        let said = [
            ("from", from.into()),
            ("to", to.into()),
            ("seq", seq.to_string().into()),
            ("ack", ack.to_string().into()),
            ("next", seq.wrapping_add(len).to_string().into()),
            ("n", len.into()),
        ];
        self.says.push(self.words.with(&format!("meaning-segment-{key}"), said).into());
        for mark in &segment.marks {
            self.says.push(crate::render::segment::line::mark_sentence(self.words, *mark).into());
        }
        let fate = segment.fate;
        if fate.outcome != Outcome::Delivered {
            self.say(&format!("meaning-fate-{}", fate.outcome.wire()));
        }
        if let Some(why) = fate.why {
            self.say(&format!("meaning-loss-{}", why.wire()));
        }
        if segment.source == Source::SavedSyn {
            self.say("wire-saved-syn");
        }
    }

    fn tcp(&mut self, segment: &Segment, tcp: &Tcp) -> &'static str {
        let marked = |wanted: Mark| segment.marks.contains(&wanted);
        let has = |flags| tcp.flags.has(flags);
        let relative = segment.relative;
        let third = tcp.len == 0
            && relative.is_some_and(|numbers| numbers.seq == 1 && numbers.ack == Some(1));
        let (key, section, title) = if has(Flags::RST) {
            ("rst", "3.5.2", "Reset Generation")
        } else if has(Flags::SYN) && has(Flags::ACK) {
            ("syn-ack", "3.5", "Establishing a Connection")
        } else if has(Flags::SYN) {
            ("syn", "3.5", "Establishing a Connection")
        } else if has(Flags::FIN) {
            ("fin", "3.6", "Closing a Connection")
        } else if marked(Mark::KeepAlive) || marked(Mark::KeepAliveAck) {
            ("keep-alive", "3.8.4", "TCP Keep-Alives")
        } else if marked(Mark::ZeroWindowProbe) || marked(Mark::ZeroWindowProbeAck) {
            ("probe", "3.8.6.1", "Zero-Window Probing")
        } else if 0 < tcp.len {
            ("data", "3.7", "Segmentation")
        } else if marked(Mark::WindowUpdate) || marked(Mark::ZeroWindow) {
            ("window", "3.8.6", "Managing the Window")
        } else if third {
            ("third", "3.5", "Establishing a Connection")
        } else {
            ("ack", "3.4", "Sequence Numbers")
        };
        self.sources.push(rfc(9293, section, title));
        self.sources.push(rfc(9293, "3.1", "Header Format"));
        for mark in &segment.marks {
            self.sources.extend(of_mark(*mark));
        }
        key
    }
}

fn of_mark(mark: Mark) -> Option<source::Source> {
    match mark {
        Mark::DuplicateAck(_) | Mark::FastRetransmission => {
            Some(rfc(5681, "3.2", "Fast Retransmit/Fast Recovery"))
        }
        Mark::Retransmission | Mark::SpuriousRetransmission => {
            Some(rfc(6298, "5", "Managing the RTO Timer"))
        }
        Mark::ZeroWindow | Mark::WindowFull | Mark::WindowUpdate => {
            Some(rfc(9293, "3.8.6", "Managing the Window"))
        }
        Mark::KeepAlive
        | Mark::KeepAliveAck
        | Mark::OutOfOrder
        | Mark::PreviousNotCaptured
        | Mark::ZeroWindowProbe
        | Mark::ZeroWindowProbeAck => None,
    }
}
