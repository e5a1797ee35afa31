//! What a filter can ask about a segment.

use backend::{
    dissect,
    event::Event,
    segment::{Flags, Headers, Icmp, Mark, Segment, Source, Tcp, TcpOption},
};

use super::super::{
    fields::{Asked, End},
    value::Held,
};

/// The hardware addresses of a frame, if it has them.
pub(super) fn macs(end: End, event: &Event) -> [Option<Held<'_>>; 2] {
    let Event::Segment(segment) = event else { return [None, None] };
    let begins = segment.frame.first_chunk::<12>();
    let Some(both) = begins.filter(|_| segment.source != Source::SavedSyn) else {
        return [None, None];
    };
    let mac = |at: usize| both[at..].first_chunk().copied().map(Held::Mac);
    match end {
        End::Both => [mac(6), mac(0)],
        End::Destination => [mac(0), None],
        End::Source => [mac(6), None],
    }
}

/// The value that an event has, if it is a segment that has it.
pub(super) fn value(asked: Asked, event: &Event) -> Option<Held<'_>> {
    let Event::Segment(segment) = event else { return None };
    match asked {
        Asked::ArpOperation => {
            let Headers::Arp(arp) = &segment.headers else { return None };
            count(arp.operation.into())
        }
        Asked::Fate => Some(Held::Word(segment.fate.outcome.wire())),
        Asked::FrameLen => count(segment.frame_len),
        Asked::IcmpCode => icmp(segment, false).and_then(|icmp| count(icmp.code.into())),
        Asked::IcmpCodeV6 => icmp(segment, true).and_then(|icmp| count(icmp.code.into())),
        Asked::IcmpType => icmp(segment, false).and_then(|icmp| count(icmp.kind.into())),
        Asked::IcmpTypeV6 => icmp(segment, true).and_then(|icmp| count(icmp.kind.into())),
        Asked::IpId => ipv4(segment).and_then(|ip| count(ip.id.into())),
        Asked::IpTtl => ipv4(segment).and_then(|ip| count(ip.ttl.into())),
        Asked::Number => Some(Held::Count(segment.number)),
        Asked::On => Some(Held::Word(segment.on.wire())),
        Asked::Protocol(name) => (segment.headers.protocol() == name).then_some(Held::Mark),
        Asked::Stream(protocol) => {
            let stream = segment.stream.filter(|stream| stream.protocol == protocol);
            stream.and_then(|stream| count(stream.index))
        }
        Asked::UdpLength => {
            let Headers::Udp { len, .. } = &segment.headers else { return None };
            count(len.saturating_add(UDP_HEADER))
        }
        Asked::Ack
        | Asked::AckRaw
        | Asked::Duplicate
        | Asked::Flag(_)
        | Asked::Len
        | Asked::Mark(_)
        | Asked::Marked
        | Asked::Mss
        | Asked::Seq
        | Asked::SeqRaw
        | Asked::Shift
        | Asked::TsEcho
        | Asked::TsValue
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
        Asked::Mss | Asked::Shift | Asked::TsEcho | Asked::TsValue => {
            tcp.options.iter().find_map(|option| of_option(asked, option))
        }
        Asked::Seq => count(relative?.seq),
        Asked::SeqRaw => count(tcp.seq),
        Asked::Window => relative?.window.and_then(count),
        Asked::WindowRaw => count(tcp.win.into()),
        Asked::ArpOperation
        | Asked::Fate
        | Asked::FrameLen
        | Asked::IcmpCode
        | Asked::IcmpCodeV6
        | Asked::IcmpType
        | Asked::IcmpTypeV6
        | Asked::IpId
        | Asked::IpTtl
        | Asked::Number
        | Asked::On
        | Asked::Protocol(_)
        | Asked::Stream(_)
        | Asked::UdpLength => None,
    }
}

fn of_option(asked: Asked, option: &TcpOption) -> Option<Held<'static>> {
    match (asked, option) {
        (Asked::Mss, TcpOption::Mss(size)) => count((*size).into()),
        (Asked::Shift, TcpOption::WindowScale(shift)) => count((*shift).into()),
        (Asked::TsEcho, TcpOption::Timestamps { echo, .. }) => count(*echo),
        (Asked::TsValue, TcpOption::Timestamps { value, .. }) => count(*value),
        _ => None,
    }
}

fn icmp(segment: &Segment, is_v6: bool) -> Option<&Icmp> {
    let Headers::Icmp(icmp) = &segment.headers else { return None };
    (icmp.from.is_ipv6() == is_v6).then_some(icmp)
}

fn ipv4(segment: &Segment) -> Option<dissect::Ipv4> {
    dissect::ipv4(&segment.frame, segment.source == Source::SavedSyn)
}

/// What a UDP header adds to the length of what it carries.
const UDP_HEADER: u32 = 8;

#[expect(clippy::unnecessary_wraps, reason = "a value that is there, as others are not")]
fn count(number: u32) -> Option<Held<'static>> {
    Some(Held::Count(number.into()))
}
