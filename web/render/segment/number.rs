//! The numbers of a TCP header beside what follows from them.

use backend::segment::{Flags, Headers, Segment};

use crate::words::Words;

/// A number as it stands in the header, and as it is counted from the beginning of the conversation.
#[derive(Debug)]
pub(super) struct Number {
    pub(super) name: String,
    pub(super) captured: String,
    pub(super) derived: Option<String>,
    pub(super) says: &'static str,
}

/// The numbers of a segment.
pub(super) fn numbers(words: Words, segment: &Segment) -> Vec<Number> {
    let Headers::Tcp(tcp) = &segment.headers else { return Vec::new() };
    let relative = segment.relative;
    let row = |key: &str, captured: String, derived: Option<u32>| Number {
        name: words.t(&format!("number-{key}")).to_owned(),
        captured,
        derived: derived.map(|number| number.to_string()),
        says: words.t(&format!("number-{key}-says")),
    };
    let mut rows = vec![row("seq", tcp.seq.to_string(), relative.map(|numbers| numbers.seq))];
    if tcp.flags.has(Flags::ACK) {
        rows.push(row("ack", tcp.ack.to_string(), relative.and_then(|numbers| numbers.ack)));
    }
    let window = relative.and_then(|numbers| numbers.window);
    rows.push(row("win", tcp.win.to_string(), window));
    let next = relative.map(|numbers| numbers.seq.wrapping_add(tcp.takes()));
    rows.push(row("next", tcp.seq.wrapping_add(tcp.takes()).to_string(), next));
    rows
}
