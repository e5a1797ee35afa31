//! Commands for the lanes of a session and for its lab: words into types.

use std::{ops::RangeInclusive, time::Duration};

use backend::{
    command::Command,
    lab::{Action, Decision, Impairment, LabCommand, Match, MatchKind, Net, Rule},
    node::Node,
    segment::Flags,
};

use super::{Malformed, bytes, fields::Fields, parse};

pub mod view;

/// `watch`: which lanes there are.
pub(super) fn watch(fields: &Fields<'_>) -> Result<Command, Malformed> {
    let (kernel, wire) = (parse::switch(fields, "kernel")?, parse::switch(fields, "wire")?);
    if kernel.is_none() && wire.is_none() {
        return Err(Malformed::new("do", "kernel or wire beside watch: which lane, and on or off"));
    }
    Ok(Command::Watch { kernel, wire })
}

/// `lab`: begin it with a network, or end it.
pub(super) fn lab(fields: &Fields<'_>) -> Result<LabCommand, Malformed> {
    let net = parse::required(fields, "net", &NETS)?;
    Ok(net.map_or(LabCommand::End, |net| LabCommand::Start { net }))
}

/// `impair`: all of what the wire does to every frame; what is left out is what a wire does that does
/// nothing.
pub(super) fn impair(fields: &Fields<'_>) -> Result<LabCommand, Malformed> {
    let plain = Impairment::default();
    let percent = |name| parse::decimal(fields, name, 0.0..=100.0).map(Option::unwrap_or_default);
    let impairment = Impairment {
        delay: millis(fields, "delay")?.unwrap_or(plain.delay),
        jitter: millis(fields, "jitter")?.unwrap_or(plain.jitter),
        loss: percent("loss")?,
        duplicate: percent("duplicate")?,
        reorder: percent("reorder")?,
        corrupt: percent("corrupt")?,
        rate: parse::optional(fields, "rate", RATES)?,
        mtu: parse::number(fields, "mtu", MTUS, plain.mtu)?,
        seed: parse::number(fields, "seed", 0..=MOST_SEED, plain.seed)?,
    };
    Ok(LabCommand::Impair { from: node(fields, "from")?, impairment })
}

/// `rule`: what happens to some frames.
pub(super) fn rule(fields: &Fields<'_>) -> Result<LabCommand, Malformed> {
    let act = parse::required(fields, "act", &ACTS)?;
    if !matches!(act, Act::Delay) && fields.filled("delay").is_some() {
        return Err(Malformed::new("delay", "only beside the act delay: others take no time"));
    }
    let action = match act {
        Act::Delay => Action::Delay(
            millis(fields, "delay")?
                .filter(|time| !time.is_zero())
                .ok_or_else(|| Malformed::new("delay", "how many milliseconds, more than 0"))?,
        ),
        Act::Drop => Action::Drop,
        Act::Duplicate => Action::Duplicate,
        Act::Hold => Action::Hold,
    };
    let times = match fields.filled("times") {
        Some("all") => None,
        Some(_) => parse::optional(fields, "times", COUNTS).map_err(|malformed| {
            Malformed::new("times", format!("{}, or all", malformed.expected))
        })?,
        None => Some(1),
    };
    let nth = parse::number(fields, "nth", COUNTS, 1)?;
    Ok(LabCommand::Rule(Rule { matches: matches(fields)?, action, nth, times }))
}

/// `unrule`: take a rule away, or all.
pub(super) fn unrule(fields: &Fields<'_>) -> Result<LabCommand, Malformed> {
    Ok(LabCommand::Unrule { rule: parse::optional(fields, "rule", 1..=u32::MAX)? })
}

/// `decide`: what becomes of a frame that is held.
pub(super) fn decide(fields: &Fields<'_>) -> Result<LabCommand, Malformed> {
    let frame = parse::optional(fields, "frame", 1..=MOST_SEED)?
        .ok_or_else(|| Malformed::new("frame", "the number of a frame that is held"))?;
    let decision = match parse::required(fields, "decision", &DECISIONS)? {
        Decide::Deliver => Decision::Deliver,
        Decide::Drop => Decision::Drop,
        Decide::Duplicate => Decision::Duplicate,
        Decide::Edit => Decision::Edit {
            payload: bytes::payload(fields)?,
            keep_checksum: parse::choice(fields, "checksum", &CHECKSUMS)?.unwrap_or_default(),
        },
    };
    Ok(LabCommand::Decide { frame, decision })
}

/// `knob`: set a knob of a host's kernel. Which there are, the engine knows.
pub(super) fn knob(fields: &Fields<'_>) -> Result<LabCommand, Malformed> {
    let text = |field, expected: &str| {
        let text = fields.filled(field).filter(|text| text.len() <= LONGEST);
        text.map(str::to_owned).ok_or_else(|| Malformed::new(field, expected))
    };
    Ok(LabCommand::Knob {
        node: node(fields, "node")?,
        name: text("name", "the name of a knob, such as net.ipv4.tcp_fin_timeout")?,
        value: text("value", "the value, as sysctl writes it: at most 64 bytes")?,
    })
}

fn matches(fields: &Fields<'_>) -> Result<Match, Malformed> {
    let matches = Match {
        from: node(fields, "from")?,
        kind: parse::choice(fields, "kind", &KINDS)?,
        flags: flags(fields)?,
        least: parse::optional(fields, "least", LENGTHS)?,
        most: parse::optional(fields, "most", LENGTHS)?,
        port: parse::optional(fields, "port", 1..=u16::MAX)?,
    };
    if let (Some(least), Some(most)) = (matches.least, matches.most)
        && most < least
    {
        return Err(Malformed::new("most", format!("at least {least}, which is least")));
    }
    let other = [MatchKind::Arp, MatchKind::Icmp, MatchKind::Udp];
    if matches.flags.is_some() && matches.kind.is_some_and(|kind| other.contains(&kind)) {
        return Err(Malformed::new("flags", "nothing with that kind: only TCP has flags"));
    }
    let bare = [MatchKind::Arp, MatchKind::Icmp];
    if matches.kind.is_some_and(|kind| bare.contains(&kind)) {
        let given = [
            ("least", matches.least.is_some()),
            ("most", matches.most.is_some()),
            ("port", matches.port.is_some()),
        ];
        if let Some((field, _)) = given.iter().find(|(_, given)| *given) {
            return Err(Malformed::new(*field, "nothing with that kind: only TCP and UDP have it"));
        }
    }
    Ok(matches)
}

/// Names of flags with `+`, commas, or spaces between them; a form turns `+` into a space.
fn flags(fields: &Fields<'_>) -> Result<Option<Flags>, Malformed> {
    let Some(text) = fields.filled("flags") else { return Ok(None) };
    let names = text.split(['+', ',', ' ']).filter(|name| !name.is_empty());
    let expected =
        || Malformed::new("flags", "names of TCP flags with + between them, such as syn+ack");
    let mut set = Flags::default();
    for wanted in names {
        let known = Flags::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(wanted));
        set = Flags(set.0 | known.ok_or_else(expected)?.0.0);
    }
    if set == Flags::default() { Err(expected()) } else { Ok(Some(set)) }
}

/// A time in milliseconds, if the field is there.
fn millis(fields: &Fields<'_>, name: &str) -> Result<Option<Duration>, Malformed> {
    let millis = parse::decimal(fields, name, 0.0..=MOST_MILLIS)?;
    Ok(millis.map(|millis| Duration::from_secs_f64(millis / 1000.0)))
}

fn node(fields: &Fields<'_>, name: &str) -> Result<Option<Node>, Malformed> {
    parse::choice(fields, name, &NODES)
}

#[derive(Clone, Copy)]
enum Act {
    Delay,
    Drop,
    Duplicate,
    Hold,
}

const ACTS: [(&str, Act); 4] = [
    ("drop", Act::Drop),
    ("hold", Act::Hold),
    ("duplicate", Act::Duplicate),
    ("delay", Act::Delay),
];

#[derive(Clone, Copy)]
enum Decide {
    Deliver,
    Drop,
    Duplicate,
    Edit,
}

const DECISIONS: [(&str, Decide); 4] = [
    ("deliver", Decide::Deliver),
    ("drop", Decide::Drop),
    ("duplicate", Decide::Duplicate),
    ("edit", Decide::Edit),
];

/// Whether the old checksum is kept.
const CHECKSUMS: [(&str, bool); 2] = [("fix", false), ("keep", true)];

const NETS: [(&str, Option<Net>); 5] = [
    ("link", Some(Net::Link)),
    ("switch", Some(Net::Switch)),
    ("hub", Some(Net::Hub)),
    ("router", Some(Net::Router)),
    ("none", None),
];

const NODES: [(&str, Node); 5] =
    [("a", Node::A), ("b", Node::B), ("c", Node::C), ("d", Node::D), ("router", Node::Router)];

const KINDS: [(&str, MatchKind); 6] = [
    ("data", MatchKind::Data),
    ("ack", MatchKind::Ack),
    ("tcp", MatchKind::Tcp),
    ("udp", MatchKind::Udp),
    ("icmp", MatchKind::Icmp),
    ("arp", MatchKind::Arp),
];

/// The longest time that a wire keeps a frame, in milliseconds.
const MOST_MILLIS: f64 = 60_000.0;

/// Bits per second.
const RATES: RangeInclusive<u64> = 1000..=100_000_000_000;

/// IPv4 hosts take packets of 576 bytes (RFC 791 §3.1); jumbo frames carry 9000.
const MTUS: RangeInclusive<u32> = 576..=9000;

const LENGTHS: RangeInclusive<u32> = 0..=65_535;

const COUNTS: RangeInclusive<u32> = 1..=1_000_000;

/// The largest whole number that every JSON reader has (RFC 8259 §6).
const MOST_SEED: u64 = (1 << 53) - 1;

/// The longest name or value of a knob, in bytes.
const LONGEST: usize = 64;

#[cfg(test)]
mod tests;
