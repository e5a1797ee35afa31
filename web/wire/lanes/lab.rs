//! What happens to the lab, on the wire of the contract.

use std::time::Duration;

use backend::lab;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{call::Errno, event::micros};

/// Something that happened to the lab.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lab {
    /// `began`, `broke`, `ended`, `unavailable`, `impaired`, `ruled`, `unruled`, `decided`, `unsent`, or
    /// `knob`.
    what: &'static str,
    /// The network: `link`, `switch`, `hub`, or `router`.
    #[serde(skip_serializing_if = "Option::is_none")]
    net: Option<&'static str>,
    /// The node that it is about; absent where it is about all.
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<&'static str>,
    /// The rule's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<u32>,
    /// The frame that was decided on; or, for `unsent`, the one that the kernel did not take at `node`,
    /// so that it did not get there, whatever its segment says.
    #[serde(skip_serializing_if = "Option::is_none")]
    frame: Option<u64>,
    /// `deliver`, `drop`, `duplicate`, or `edit`.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'static str>,
    /// How long it had been held, in microseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    held_us: Option<u64>,
    /// The knob.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// What it is now, as read back; or what the rule or the wire does now, in the words of a command.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    /// What did not work: the call.
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    /// Its errno.
    #[serde(skip_serializing_if = "Option::is_none")]
    errno: Option<Errno>,
    /// `broke`: what was seen at the socket to the helper process: `eof`, `error`, `nonsense`, or
    /// `silence`.
    #[serde(skip_serializing_if = "Option::is_none")]
    saw: Option<&'static str>,
    /// `broke`: how the helper process ended, if it did so by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "SIGKILL")]
    exit: Option<String>,
    /// `broke`, `ended`: how many frames were held or on their way, and are lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    frames: Option<u64>,
}

impl From<&lab::LabEvent> for Lab {
    fn from(event: &lab::LabEvent) -> Self {
        let mut said = Self {
            what: event.wire(),
            net: None,
            node: None,
            rule: None,
            frame: None,
            decision: None,
            held_us: None,
            name: None,
            value: None,
            step: None,
            errno: None,
            saw: None,
            exit: None,
            frames: None,
        };
        match event {
            lab::LabEvent::Began { net } => said.net = Some(net.wire()),
            lab::LabEvent::Decided { frame, decision, held } => {
                said.held_us = Some(micros(*held));
                said.frame = Some(*frame);
                said.decision = Some(decision.wire());
            }
            lab::LabEvent::Broke(broken) => {
                said.saw = Some(broken.saw.wire());
                if let lab::Saw::Error(error) = broken.saw {
                    said.errno = Some(Errno::from(error));
                }
                said.exit = broken.exit.map(|exit| exit.name().into_owned());
                said.frames = Some(broken.frames);
            }
            lab::LabEvent::Ended { frames } => said.frames = Some(*frames),
            lab::LabEvent::Impaired { from, impairment } => {
                said.node = from.map(|node| node.wire());
                said.value = Some(impaired(impairment));
            }
            lab::LabEvent::Knob { node, name, outcome } => {
                said.node = node.map(|node| node.wire());
                said.name = Some(name.clone());
                match outcome {
                    Ok(value) => said.value = Some(value.clone()),
                    Err(error) => said.errno = Some(Errno::from(*error)),
                }
            }
            lab::LabEvent::Ruled { number, rule } => {
                said.rule = Some(*number);
                said.value = Some(ruled(rule));
            }
            lab::LabEvent::Unavailable { step, error } => {
                said.step = Some(step.clone());
                said.errno = Some(Errno::from(*error));
            }
            lab::LabEvent::Unruled { number } => said.rule = *number,
            lab::LabEvent::Unsent { frame, to, error } => {
                said.frame = Some(*frame);
                said.node = Some(to.wire());
                said.errno = Some(Errno::from(*error));
            }
        }
        said
    }
}

/// An impairment in the words of the command that makes it.
#[must_use]
pub fn impaired(impairment: &lab::Impairment) -> String {
    let lab::Impairment { delay, jitter, loss, duplicate, reorder, corrupt, rate, mtu, seed } =
        impairment;
    let millis = |time: &Duration| time.as_secs_f64() * 1000.0;
    let mut text = format!(
        "delay={} jitter={} loss={loss} duplicate={duplicate} reorder={reorder} corrupt={corrupt}",
        millis(delay),
        millis(jitter),
    );
    if let Some(rate) = rate {
        text.push_str(&format!(" rate={rate}"));
    }
    text.push_str(&format!(" mtu={mtu} seed={seed}"));
    text
}

/// A rule in the words of the command that makes it.
#[must_use]
pub fn ruled(rule: &lab::Rule) -> String {
    let mut words = vec![format!("act={}", rule.action.wire())];
    if let lab::Action::Delay(time) = rule.action {
        words.push(format!("delay={}", time.as_secs_f64() * 1000.0));
    }
    let matches = &rule.matches;
    words.extend(matches.from.map(|node| format!("from={}", node.wire())));
    words.extend(matches.kind.map(|kind| format!("kind={}", kind.wire())));
    words.extend(matches.flags.map(|flags| format!("flags={}", flags.names().replace(", ", "+"))));
    words.extend(matches.least.map(|least| format!("least={least}")));
    words.extend(matches.most.map(|most| format!("most={most}")));
    words.extend(matches.port.map(|port| format!("port={port}")));
    words.push(format!("nth={}", rule.nth));
    words.push(rule.times.map_or_else(|| "times=all".to_owned(), |times| format!("times={times}")));
    words.join(" ")
}
