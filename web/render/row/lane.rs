//! What is seen beside the calls, in the words of a row: kernel samples, segments, and the lab.

use std::borrow::Cow;

use backend::{
    event::Event,
    kernel::{Owner, Sample},
    lab::LabEvent,
    segment::{Headers, Mark, Outcome, Segment},
};

use crate::{
    wire::lanes::{ends, impaired, ruled},
    words::Words,
};

type Says = Vec<Cow<'static, str>>;

/// The words of an event that no call brought.
pub(in crate::render) fn lane(words: Words, event: &Event) -> Says {
    match event {
        Event::Icmp { kind, code, from, error } => vec![
            words
                .with(
                    "event-icmp",
                    [
                        ("from", from.to_string().into()),
                        ("kind", (*kind).into()),
                        ("code", (*code).into()),
                    ],
                )
                .into(),
            error.name(),
        ],
        Event::Kernel(sample) => kernel(words, sample),
        Event::Lab(event) => vec![lab(words, event).into()],
        Event::Missed { frames } => vec![words.t1("event-missed", "n", *frames).into()],
        Event::Segment(seen) => segment(words, seen),
        Event::Accepted { .. }
        | Event::Called(_)
        | Event::Closed { .. }
        | Event::Dropped { .. }
        | Event::Ended
        | Event::Failed(_)
        | Event::Noted(_)
        | Event::Opened(_)
        | Event::Received { .. }
        | Event::Refused(_)
        | Event::Returned(_)
        | Event::Sent { .. }
        | Event::ShutDown { .. } => Says::new(),
    }
}

fn kernel(words: Words, sample: &Sample) -> Says {
    let mut says: Says = vec![sample.state.name().into()];
    says.push(format!("Recv-Q {} Send-Q {}", sample.recv_q, sample.send_q).into());
    if sample.owner != Owner::Socket {
        says.push(words.t(&format!("kernel-owner-{}", sample.owner.wire())).into());
    }
    says
}

fn segment(words: Words, segment: &Segment) -> Says {
    let mut says = Says::new();
    if let (Some(from), Some(to)) = ends(&segment.headers) {
        says.push(format!("{from} → {to}").into());
    }
    match &segment.headers {
        Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } => {
            says.push(segment.headers.protocol().into());
        }
        Headers::Tcp(tcp) => {
            let (seq, ack) = segment
                .relative
                .map_or((tcp.seq, Some(tcp.ack)), |numbers| (numbers.seq, numbers.ack));
            let mut text = format!("[{}] seq={seq}", tcp.flags.names());
            if let Some(ack) = ack {
                text.push_str(&format!(" ack={ack}"));
            }
            text.push_str(&format!(" win={} len={}", tcp.win, tcp.len));
            says.push(text.into());
        }
        Headers::Udp { len, .. } => says.push(format!("UDP len={len}").into()),
    }
    for mark in &segment.marks {
        says.push(if let Mark::DuplicateAck(nth) = mark {
            words.t1("mark-duplicate-ack", "n", *nth).into()
        } else {
            words.t(&format!("mark-{}", mark.wire())).into()
        });
    }
    if segment.fate.outcome != Outcome::Delivered {
        says.push(words.t(&format!("fate-{}", segment.fate.outcome.wire())).into());
    }
    says
}

fn lab(words: Words, event: &LabEvent) -> String {
    let key = format!("event-lab-{}", event.wire());
    match event {
        LabEvent::Began { net } => words.t1(&key, "net", net.wire()),
        LabEvent::Decided { frame, decision, .. } => {
            words.t1(&format!("event-lab-decided-{}", decision.wire()), "frame", *frame)
        }
        LabEvent::Ended => words.t(&key).to_owned(),
        LabEvent::Impaired { impairment, .. } => words.t1(&key, "value", impaired(impairment)),
        LabEvent::Knob { name, outcome, .. } => {
            let value = match outcome {
                Ok(value) => value.clone(),
                Err(error) => error.name().into_owned(),
            };
            words.with(&key, [("name", name.clone().into()), ("value", value.into())])
        }
        LabEvent::Ruled { number, rule } => {
            words.with(&key, [("n", (*number).into()), ("rule", ruled(rule).into())])
        }
        LabEvent::Unavailable { step, error } => words.with(
            &key,
            [("step", step.clone().into()), ("errno", error.name().into_owned().into())],
        ),
        LabEvent::Unruled { number } => {
            words.t1(&key, "n", number.map_or_else(|| "*".to_owned(), |number| number.to_string()))
        }
    }
}
