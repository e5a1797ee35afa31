//! What is seen beside the calls, in the words of a row: kernel samples and the lab.

use std::borrow::Cow;

use backend::{
    command::Protocol,
    event::Event,
    kernel::{Owner, Sample, Source, TcpState},
    lab::{Broken, LabEvent},
    node::On,
};

use crate::{
    render::{
        kernel::{is_half_open, short},
        lab_words::{broken_words, impairment_words, rule_words},
    },
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
        Event::Lab(event) => vec![lab_says(words, event).into()],
        Event::Missed { frames } => vec![words.t1("event-missed", "n", *frames).into()],
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
        | Event::Segment(_)
        | Event::Sent { .. }
        | Event::ShutDown { .. } => Says::new(),
    }
}

fn kernel(words: Words, sample: &Sample) -> Says {
    let udp = sample.protocol == Protocol::Udp;
    let mut says: Says = vec![if udp { "UDP" } else { sample.state.name() }.into()];
    if sample.on != On::Host || sample.owner != Owner::Socket {
        let peer = sample.peer.map_or_else(String::new, |peer| format!(" → {peer}"));
        says.push(format!("{}{peer}", sample.local).into());
    }
    let (recv_q, send_q) = (sample.recv_q, sample.send_q);
    match sample.state {
        TcpState::Listen => says.push(
            words.with("kernel-row-queue", [("n", recv_q.into()), ("limit", send_q.into())]).into(),
        ),
        // There is no row, and so there are no queues.
        TcpState::Closed if sample.source == Source::Absence => {
            says.push(words.t("kernel-row-absent").into());
            return says;
        }
        TcpState::Closed
        | TcpState::CloseWait
        | TcpState::Closing
        | TcpState::Established
        | TcpState::FinWait1
        | TcpState::FinWait2
        | TcpState::LastAck
        | TcpState::SynReceived
        | TcpState::SynSent
        | TcpState::TimeWait => says.push(format!("Recv-Q {recv_q} Send-Q {send_q}").into()),
    }
    if let Some(timer) = sample.timer {
        let mut text = format!("{} {}", timer.kind.wire(), short(timer.remaining));
        if 0 < timer.fired {
            text.push_str(&format!(" ×{}", timer.fired));
        }
        says.push(text.into());
    }
    if let Some(info) = sample.info.as_ref().filter(|_| sample.state != TcpState::Listen) {
        if 0 < info.retransmits {
            says.push(words.t1("kernel-row-resent", "n", info.retransmits).into());
        }
        if !info.rtt.is_zero() {
            says.push(format!("RTT {} cwnd {}", short(info.rtt), info.cwnd).into());
        }
    }
    if is_half_open(sample) {
        says.push(words.t("kernel-owner-half").into());
    } else if sample.owner != Owner::Socket {
        says.push(words.t(&format!("kernel-owner-{}", sample.owner.wire())).into());
    }
    says
}

fn lab_says(words: Words, event: &LabEvent) -> String {
    let says = lab(words, event);
    match event {
        LabEvent::Broke(Broken { frames, .. }) | LabEvent::Ended { frames } if 0 < *frames => {
            let lost = words.t1("lab-frames-lost", "n", *frames);
            words.with("event-lab-lost", [("says", says.into()), ("lost", lost.into())])
        }
        LabEvent::Began { .. }
        | LabEvent::Broke(_)
        | LabEvent::Decided { .. }
        | LabEvent::Ended { .. }
        | LabEvent::Impaired { .. }
        | LabEvent::Knob { .. }
        | LabEvent::Ruled { .. }
        | LabEvent::Unavailable { .. }
        | LabEvent::Unruled { .. }
        | LabEvent::Unsent { .. } => says,
    }
}

fn lab(words: Words, event: &LabEvent) -> String {
    let key = format!("event-lab-{}", event.wire());
    match event {
        LabEvent::Began { net } => {
            words.t1(&key, "net", words.t(&format!("lab-net-{}", net.wire())))
        }
        LabEvent::Decided { frame, decision, .. } => {
            words.t1(&format!("event-lab-decided-{}", decision.wire()), "frame", *frame)
        }
        LabEvent::Broke(broken) => words.t1(&key, "how", broken_words(words, broken)),
        LabEvent::Ended { .. } => words.t(&key).to_owned(),
        LabEvent::Impaired { from, impairment } => {
            let value = ("value", impairment_words(words, impairment).into());
            match from {
                None => words.with(&key, [value]),
                Some(node) => {
                    words.with("event-lab-impaired-from", [("node", node.name().into()), value])
                }
            }
        }
        LabEvent::Knob { name, outcome, .. } => {
            let value = match outcome {
                Ok(value) => value.clone(),
                Err(error) => error.name().into_owned(),
            };
            words.with(&key, [("name", name.clone().into()), ("value", value.into())])
        }
        LabEvent::Ruled { number, rule } => {
            words.with(&key, [("n", (*number).into()), ("rule", rule_words(words, rule).into())])
        }
        LabEvent::Unavailable { step, error } => words.with(
            &key,
            [("step", step.clone().into()), ("errno", error.name().into_owned().into())],
        ),
        LabEvent::Unruled { number: None } => words.t("event-lab-unruled-all").to_owned(),
        LabEvent::Unruled { number: Some(number) } => words.t1(&key, "n", *number),
        LabEvent::Unsent { frame, to, error } => words.with(
            &key,
            [
                ("frame", (*frame).into()),
                ("node", to.name().into()),
                ("errno", error.name().into_owned().into()),
            ],
        ),
    }
}
