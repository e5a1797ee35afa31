//! What a strip says: its sign, and the words beside it.

use std::time::Duration;

use backend::{
    call::{Call, Value},
    errno::OsError,
    event::{Event, Kind, Payload},
    kernel::TcpState,
    view::State,
};

use super::{
    drawing::{MORE, Sign},
    ends::{End, Way},
    flight,
    label::{Label, cut, span},
    sketch::Sketch,
};
use crate::{
    page::problem::refusal_words,
    render::{
        call::{call, outcome},
        kernel::owner_key,
    },
    words::Words,
};

impl Sketch<'_> {
    /// The sign and the words of the event.
    pub(super) fn says(&self) -> (Sign, Label) {
        let words = self.words;
        let mut label = Label::default();
        if let (Some(MORE), Some(socket)) = (self.columns.own, self.entry.socket) {
            label.add("strong", socket.to_string());
        }
        let sign = match &self.entry.event {
            Event::Accepted { child, peer } => {
                label.add("plain", words.t1("ladder-accepted", "child", child.to_string()));
                label.add("quiet", format!("← {peer}"));
                Sign::Dot
            }
            Event::Called(made) => {
                label.add("call", call(made));
                match self.changed {
                    Some(state) => label.add("state", state_words(words, state)),
                    None => label.add("quiet", words.t("ladder-waits")),
                }
                Sign::Dot
            }
            Event::Closed { why, unread, unsent } => {
                label.add("state", words.t(&format!("event-closed-{}", why.wire())));
                if 0 < *unread {
                    label.add("quiet", words.t1("event-closed-unread", "n", *unread));
                }
                if 0 < *unsent {
                    label.add("quiet", words.t1("event-closed-unsent", "n", *unsent));
                }
                Sign::End
            }
            Event::Dropped { datagrams, .. } => {
                label.add("wrong", words.t1("ladder-dropped", "n", *datagrams));
                Sign::Cross
            }
            Event::Ended => {
                label.add("strong", "FIN");
                label.add("quiet", "recv() = 0");
                if self.watched { Sign::Take } else { Sign::Dot }
            }
            Event::Failed(failed) => {
                self.gave(&mut label, &failed.call, Err(failed.error), None);
                Sign::Cross
            }
            Event::Kernel(sample) => {
                label.add("chip", sample.state_name());
                if let Some(owner) = owner_key(sample) {
                    label.add("owner", format!("\u{2002}{}", words.t(owner)));
                }
                // Of a listener the second is the limit of the first.
                let whole = sample.state == TcpState::Listen;
                let queues = [("Recv-Q", sample.recv_q), ("Send-Q", sample.send_q)].into_iter();
                let told = queues.filter(|(_, n)| whole || 0 < *n);
                let told: Vec<String> = told.map(|(name, n)| format!("{name} {n}")).collect();
                if !told.is_empty() {
                    label.add("tiny", format!("\u{2002}{}", told.join(" ")));
                }
                Sign::Note
            }
            Event::Icmp { .. } | Event::Lab(_) | Event::Missed { .. } => {
                label.add("quiet", crate::render::row::lane(words, &self.entry.event).join(" "));
                Sign::Note
            }
            Event::Segment(segment) => {
                flight::label(words, segment, &mut label);
                Sign::Note
            }
            Event::Noted(note) => {
                label.add("quiet", words.t(&format!("event-note-{}", note.wire())));
                Sign::Note
            }
            Event::Opened(opened) => {
                let state = opened_state(opened.kind);
                label.add("state", state_words(words, state));
                label.add("quiet", opened.local.to_string());
                Sign::Note
            }
            Event::Received { payload, .. } => {
                self.bytes(&mut label, payload);
                if self.watched { Sign::Take } else { Sign::Dot }
            }
            Event::Refused(refusal) => {
                let (case, what, _) = refusal_words(words, refusal);
                label.add("wrong", cut(&case.unwrap_or_default(), REFUSAL));
                label.add("plain", cut(what, REFUSAL));
                Sign::Refusal
            }
            Event::Returned(returned) => {
                let took = (WAITED < returned.took).then_some(returned.took);
                self.gave(&mut label, &returned.call, returned.outcome, took);
                if returned.outcome.is_err() { Sign::Cross } else { Sign::Tick }
            }
            Event::Sent { payload, .. } => {
                self.bytes(&mut label, payload);
                if self.watched { Sign::Give } else { Sign::Dot }
            }
            Event::ShutDown { how } => {
                label.add("quiet", words.t(&format!("ladder-shutdown-{}", how.wire())));
                Sign::Note
            }
        };
        (sign, label)
    }

    fn gave(
        &self,
        label: &mut Label,
        made: &Call,
        gave: Result<Value, OsError>,
        took: Option<Duration>,
    ) {
        label.add("call", call(made));
        let role = if gave.is_ok() { "result" } else { "wrong" };
        label.add(role, outcome(gave).unwrap_or_else(|| "RST".to_owned()));
        if let (Some(state), Ok(_)) = (self.changed, gave) {
            label.add("state", state_words(self.words, state));
        }
        if let Some(took) = took {
            label.add("quiet", span(took));
        }
    }

    /// How many bytes, which, and of whom, where no lifeline says that.
    fn bytes(&self, label: &mut Label, payload: &Payload) {
        label.add("plain", self.words.t1("ladder-bytes", "n", payload.len));
        label.add_bytes(payload, TEXT);
        let arrow = if let Some((Way::In, _)) = self.end { '←' } else { '→' };
        match self.end {
            Some((_, End::Line(_) | End::Myself | End::Unknown(None))) | None => {}
            Some((_, End::Gone(id))) => label.add("quiet", format!("{arrow} {id}")),
            Some((_, End::Outside(address) | End::Unknown(Some(address)))) => {
                label.add("quiet", format!("{arrow} {address}"));
            }
        }
    }
}

fn opened_state(kind: Kind) -> State {
    if kind == Kind::TcpListen { State::Listening } else { State::Open }
}

/// The word for a state.
pub(super) fn state_words(words: Words, state: State) -> &'static str {
    words.t(&format!("state-{}", state.wire()))
}

/// A call that waited took longer than this.
const WAITED: Duration = Duration::from_millis(1);
/// How many columns of received text fit on an arrow.
const TEXT: usize = 24;
/// How many columns of a refusal are shown; its details have the rest.
const REFUSAL: usize = 44;
