//! What a filter can ask about a segment.

use backend::{
    event::Event,
    segment::{Flags, Headers, Mark, Segment, Tcp},
};

use super::super::{fields::Asked, value::Held};

/// The value that an event has, if it is a segment that has it.
pub(super) fn value(asked: Asked, event: &Event) -> Option<Held<'_>> {
    let Event::Segment(segment) = event else { return None };
    match asked {
        Asked::Fate => Some(Held::Word(segment.fate.outcome.wire())),
        Asked::FrameLen => count(segment.frame_len),
        Asked::On => Some(Held::Word(segment.on.wire())),
        Asked::Protocol(name) => (segment.headers.protocol() == name).then_some(Held::Mark),
        Asked::Stream(name) => {
            let number = segment.stream.filter(|_| segment.headers.protocol() == name);
            number.and_then(count)
        }
        Asked::Ack
        | Asked::AckRaw
        | Asked::Duplicate
        | Asked::Flag(_)
        | Asked::Len
        | Asked::Mark(_)
        | Asked::Marked
        | Asked::Seq
        | Asked::SeqRaw
        | Asked::Window
        | Asked::WindowRaw => {
            let Headers::Tcp(tcp) = &segment.headers else { return None };
            of_tcp(asked, segment, tcp)
        }
    }
}

fn of_tcp(asked: Asked, segment: &Segment, tcp: &Tcp) -> Option<Held<'static>> {
    let relative = segment.relative;
    let marked = |mark: &Mark, name| mark.wire() == name;
    match asked {
        Asked::Ack => relative?.ack.and_then(count),
        Asked::AckRaw => count(tcp.ack).filter(|_| tcp.flags.has(Flags::ACK)),
        Asked::Duplicate => segment
            .marks
            .iter()
            .find_map(|mark| if let Mark::DuplicateAck(nth) = mark { count(*nth) } else { None }),
        Asked::Flag(flag) => count(u32::from(tcp.flags.has(flag))),
        Asked::Len => count(tcp.len),
        // These are retransmissions, too.
        Asked::Mark("retransmission") => {
            let any = segment.marks.iter().any(|mark| mark.wire().ends_with("retransmission"));
            any.then_some(Held::Mark)
        }
        Asked::Mark(name) => {
            segment.marks.iter().any(|mark| marked(mark, name)).then_some(Held::Mark)
        }
        Asked::Marked => (!segment.marks.is_empty()).then_some(Held::Mark),
        Asked::Seq => count(relative?.seq),
        Asked::SeqRaw => count(tcp.seq),
        Asked::Window => relative?.window.and_then(count),
        Asked::WindowRaw => count(tcp.win.into()),
        Asked::Fate | Asked::FrameLen | Asked::On | Asked::Protocol(_) | Asked::Stream(_) => None,
    }
}

#[expect(clippy::unnecessary_wraps, reason = "a value that is there, as others are not")]
fn count(number: u32) -> Option<Held<'static>> {
    Some(Held::Count(number.into()))
}
