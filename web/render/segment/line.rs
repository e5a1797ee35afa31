//! A captured frame on one line, in the manner of Wireshark.

use std::borrow::Cow;

use backend::{
    node::{Node, On},
    segment::{Headers, Icmp, Loss, Mark, Outcome, Segment, Source, Tcp, TcpOption},
};

use super::ends::Ends;
use crate::{render::ladder::span, wire::lanes::option, words::Words};

/// A piece of the line with its role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(in crate::render) struct Piece {
    /// What the style sheet knows it as.
    pub(in crate::render) role: &'static str,
    pub(in crate::render) text: Cow<'static, str>,
    /// More about it, and where it comes from.
    pub(in crate::render) title: Option<Cow<'static, str>>,
}

impl Piece {
    fn new(role: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        Self { role, text: text.into(), title: None }
    }

    fn titled(self, title: impl Into<Cow<'static, str>>) -> Self {
        Self { title: Some(title.into()), ..self }
    }
}

/// The line of a frame.
pub(in crate::render) fn line(words: Words, segment: &Segment) -> Vec<Piece> {
    let mut line = Vec::with_capacity(8);
    if let Some(ends) = Ends::of(segment) {
        let piece = Piece::new("ends", format!("{} → {}", ends.from, ends.to));
        line.push(match ends.addresses {
            Some((from, to)) => piece.titled(format!("{from} → {to}")),
            None => piece,
        });
    }
    if segment.on == On::Lab(Node::Router) {
        line.push(Piece::new("via", "R").titled(words.t("wire-via-router")));
    }
    line.push(Piece::new("protocol", segment.headers.protocol()));
    // What is unusual comes first, because the end of a long line is cut off.
    if let Headers::Tcp(tcp) = &segment.headers {
        line.push(Piece::new("flags", format!("[{}]", tcp.flags.names())));
    }
    line.extend(fate(words, segment));
    for mark in &segment.marks {
        line.push(Piece::new("mark", mark_words(words, *mark)).titled(words.t("mark-derived")));
    }
    says(words, segment, &mut line);
    line.extend(delay(words, segment));
    if segment.source == Source::SavedSyn {
        line.push(Piece::new("via", segment.source.wire()).titled(words.t("wire-saved-syn")));
    }
    line
}

/// The same to be heard.
pub(in crate::render) fn spoken(words: Words, segment: &Segment) -> String {
    let mut parts = Vec::new();
    for piece in line(words, segment) {
        match (piece.role, Ends::of(segment)) {
            ("ends", Some(Ends { from, to, .. })) => {
                parts.push(
                    words.with("wire-spoken-ends", [("from", from.into()), ("to", to.into())]),
                );
            }
            _ => parts.push(piece.text.into_owned()),
        }
    }
    parts.join(", ")
}

/// What its headers say.
fn says(words: Words, segment: &Segment, line: &mut Vec<Piece>) {
    match &segment.headers {
        Headers::Arp(arp) => {
            let (key, mac) = match arp.operation {
                1 => ("wire-arp-request", None),
                2 => ("wire-arp-reply", Some(arp.sender_mac)),
                _ => return,
            };
            let (sender, target) = (arp.sender.to_string(), arp.target.to_string());
            let mac = mac.map(|mac| mac.map(|byte| format!("{byte:02x}")).join(":"));
            line.push(Piece::new(
                "text",
                words.with(
                    key,
                    [
                        ("sender", sender.into()),
                        ("target", target.into()),
                        ("mac", mac.unwrap_or_default().into()),
                    ],
                ),
            ));
        }
        Headers::Icmp(icmp) => {
            line.push(Piece::new("text", icmp_words(words, icmp)));
            if let Some((_, from, to)) = icmp.about {
                let about = format!("{from} → {to}");
                line.push(Piece::new("options", words.t1("wire-icmp-about", "ends", about)));
            }
        }
        Headers::Other { number, .. } => {
            line.push(Piece::new("numbers", format!("0x{number:04x} len={}", segment.frame_len)));
        }
        Headers::Tcp(tcp) => {
            let piece = Piece::new("numbers", numbers(segment, tcp));
            line.push(match segment.relative {
                Some(_) => {
                    let numbers = format!("seq={} ack={}", tcp.seq, tcp.ack);
                    piece.titled(words.t1("wire-relative", "numbers", numbers))
                }
                None => piece,
            });
            let options = options(tcp);
            if !options.is_empty() {
                let all: Vec<_> = tcp.options.iter().map(option).collect();
                line.push(Piece::new("options", options).titled(all.join(", ")));
            }
        }
        Headers::Udp { len, .. } => line.push(Piece::new("numbers", format!("len={len}"))),
    }
}

fn numbers(segment: &Segment, tcp: &Tcp) -> String {
    let (seq, ack) = sequence(segment, tcp);
    let ack = ack.map(|ack| format!(" ack={ack}")).unwrap_or_default();
    format!("seq={seq}{ack} win={} len={}", tcp.win, tcp.len)
}

/// The sequence and the acknowledgment number as they are shown: relative, where that is known.
pub(in crate::render) fn sequence(segment: &Segment, tcp: &Tcp) -> (u32, Option<u32>) {
    let acknowledges = tcp.flags.has(backend::segment::Flags::ACK).then_some(tcp.ack);
    segment.relative.map_or((tcp.seq, acknowledges), |numbers| (numbers.seq, numbers.ack))
}

/// The options that differ from segment to segment; all of them where a connection begins.
fn options(tcp: &Tcp) -> String {
    let begins = tcp.flags.has(backend::segment::Flags::SYN);
    let shown = tcp.options.iter().filter_map(|given| match given {
        TcpOption::Mss(_) | TcpOption::WindowScale(_) if begins => Some(option(given)),
        TcpOption::SackPermitted if begins => Some("SACK".to_owned()),
        TcpOption::Timestamps { .. } if begins => Some("TS".to_owned()),
        TcpOption::Sack(_) | TcpOption::Other { .. } => Some(option(given)),
        TcpOption::Mss(_)
        | TcpOption::Nop
        | TcpOption::SackPermitted
        | TcpOption::Timestamps { .. }
        | TcpOption::WindowScale(_) => None,
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// What the wire did with it.
fn fate(words: Words, segment: &Segment) -> Option<Piece> {
    let fate = &segment.fate;
    let (role, sign) = sign(fate.outcome)?;
    let long = words.t(&format!("fate-{}", fate.outcome.wire()));
    let why = fate.why.map(|why| Cow::from(words.t(&format!("fate-why-{}", why.wire()))));
    let title = match why.or_else(|| Some(words.t1("fate-rule", "n", fate.rule?).into())) {
        Some(why) => Cow::from(format!("{long}; {why}")),
        None => long.into(),
    };
    let short = match fate.why {
        Some(why @ (Loss::Queue | Loss::Room)) => words.t(&format!("fate-short-{}", why.wire())),
        Some(Loss::Chance | Loss::Nowhere) | None => {
            words.t(&format!("fate-short-{}", fate.outcome.wire()))
        }
    };
    Some(Piece::new(role, format!("{sign} {short}")).titled(title))
}

/// How long the wire kept it.
fn delay(words: Words, segment: &Segment) -> Option<Piece> {
    let kept = Some(segment.fate.after).filter(|kept| !kept.is_zero())?;
    Some(Piece::new("delay", format!("+{}", span(kept))).titled(words.t("fate-delayed")))
}

/// The sign of what became of it, and whether that is bad.
pub(in crate::render) fn sign(outcome: Outcome) -> Option<(&'static str, &'static str)> {
    match outcome {
        Outcome::Corrupted => Some(("fate-bad", "≠")),
        Outcome::Delivered => None,
        Outcome::Dropped => Some(("fate-bad", "✕")),
        Outcome::Duplicated => Some(("fate", "×2")),
        Outcome::Held => Some(("fate", "‖")),
        Outcome::Reordered => Some(("fate", "⤨")),
    }
}

/// A mark in words.
pub(in crate::render) fn mark_words(words: Words, mark: Mark) -> Cow<'static, str> {
    if let Mark::DuplicateAck(nth) = mark {
        return words.t1("mark-duplicate-ack", "n", nth).into();
    }
    words.t(&format!("mark-{}", mark.wire())).into()
}

/// A mark as a sentence.
pub(in crate::render) fn mark_sentence(words: Words, mark: Mark) -> String {
    words.t1("meaning-mark", "mark", mark_words(words, mark))
}

/// An ICMP message by its type and code.
pub(in crate::render) fn icmp_words(words: Words, icmp: &Icmp) -> Cow<'static, str> {
    let key = if icmp.from.is_ipv6() {
        match (icmp.kind, icmp.code) {
            (1, 4) => "icmp-port-unreachable",
            (1, _) => "icmp-unreachable",
            (2, _) => "icmp-too-big",
            (3, _) => "icmp-time-exceeded",
            (128, _) => "icmp-echo-request",
            (129, _) => "icmp-echo-reply",
            (133..=136, _) => "icmp-neighbor",
            _ => "",
        }
    } else {
        match (icmp.kind, icmp.code) {
            (0, _) => "icmp-echo-reply",
            (3, 1) => "icmp-host-unreachable",
            (3, 3) => "icmp-port-unreachable",
            (3, 4) => "icmp-too-big",
            (3, _) => "icmp-unreachable",
            (8, _) => "icmp-echo-request",
            (11, _) => "icmp-time-exceeded",
            _ => "",
        }
    };
    if key.is_empty() {
        return format!("type={} code={}", icmp.kind, icmp.code).into();
    }
    words.t(key).into()
}
