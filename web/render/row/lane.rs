//! What is seen beside the calls, in the words of a row: kernel samples and the lab.

use std::borrow::Cow;

use backend::{
    event::Event,
    kernel::{Owner, Sample},
    lab::LabEvent,
};

use crate::{
    render::lab_words::{impairment_words, rule_words},
    words::Words,
};

type Says = Vec<Cow<'static, str>>;

/// The words of an event that no call brought.
pub(in crate::render) fn lane(words: Words, event: &Event) -> Says {
    match event {
        Event::Kernel(sample) => kernel(words, sample),
        Event::Lab(event) => vec![lab(words, event).into()],
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
    let mut says: Says = vec![sample.state.name().into()];
    says.push(format!("Recv-Q {} Send-Q {}", sample.recv_q, sample.send_q).into());
    if sample.owner != Owner::Socket {
        says.push(words.t(&format!("kernel-owner-{}", sample.owner.wire())).into());
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
    }
}
