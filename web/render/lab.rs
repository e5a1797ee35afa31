//! The lab as a part of a session's page.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use askama::{Template, filters::HtmlSafe};
use backend::{
    event::{Entry, Event},
    feed::Reader,
    id::{Seq, SessionId},
    lab::{Counts, LabEvent, LabView, Net},
    view::SocketView,
};

use self::{
    held::HeldFrames, knobs::Knobs, lan::Lan, picture::Picture, rules::Rules, wire::Settings,
};
use super::{
    Html,
    form::{self, Form, Typed, lab::LabForms},
};
use crate::words::Words;

mod frames;
mod held;
mod knobs;
mod lan;
mod picture;
mod rules;
mod wire;

/// What there is to show of a session's lab.
#[derive(Debug, Default)]
pub struct Seen {
    view: Option<LabView>,
    sockets: Vec<SocketView>,
    recent: Vec<Entry>,
    now: Duration,
}

impl Seen {
    /// As it is now.
    #[must_use]
    pub fn of(reader: &Reader) -> Self {
        let recent = reader.stretch(Seq(reader.head().0.saturating_sub(RECENT)));
        Self { view: reader.lab(), sockets: reader.sockets(), recent, now: reader.now() }
    }

    /// Whether there is a lab, or one begins.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.view.is_some()
    }

    /// Why there can be no lab, if that is what was tried last.
    fn unavailable(&self) -> Option<(&str, String)> {
        let last = self.recent.iter().rev().find_map(|entry| {
            if let Event::Lab(event) = &entry.event { Some(&**event) } else { None }
        });
        let Some(LabEvent::Unavailable { step, error }) = last else { return None };
        Some((step, error.name().into_owned()))
    }
}

/// The lab as a part of a session's page; its parts are replaced one by one as they change.
#[derive(Debug, Template)]
#[template(path = "part/lab/panel.html")]
pub struct Lab {
    state: &'static str,
    /// The session's clock, in milliseconds.
    now: u128,
    parts: Vec<Part>,
}

impl HtmlSafe for Lab {}

/// A piece of the panel with a version, so that what somebody types in the others stays.
#[derive(Debug)]
struct Part {
    id: &'static str,
    version: u64,
    html: Html,
}

impl Part {
    fn new(id: &'static str, template: Option<&impl Template>) -> Self {
        let html = template.and_then(|template| template.render().ok()).unwrap_or_default();
        let mut hasher = DefaultHasher::new();
        html.hash(&mut hasher);
        Self { id, version: hasher.finish(), html: Html(html) }
    }
}

impl Lab {
    /// The lab of a session.
    #[must_use]
    pub fn new(words: Words, session: SessionId, seen: &Seen, typed: Option<&Typed>) -> Self {
        let action = form::commands(session);
        let forms = LabForms { words, action: &action, typed };
        let view = seen.view.as_ref();
        let ready = view.filter(|view| view.ready);
        let unavailable = seen.unavailable();
        let state = match (view, ready, &unavailable) {
            (_, _, Some(_)) => "unavailable",
            (None, ..) => "none",
            (Some(_), None, _) => "beginning",
            (Some(_), Some(_), _) => "ready",
        };
        let chip = match (view, state) {
            (_, "unavailable") => ("closed", words.t("lab-impossible")),
            (None, _) => ("closed", words.t("lab-off")),
            (Some(_), "beginning") => ("connecting", words.t("lab-beginning")),
            (Some(view), _) => ("open", words.t(&format!("lab-net-{}", view.net.wire()))),
        };
        let cannot = unavailable.map(|(step, errno)| {
            words.with("lab-unavailable-says", [("step", step.into()), ("errno", errno.into())])
        });
        let counts = ready.map(|view| view.counts);
        let head = Head {
            words,
            chip,
            cannot,
            counts,
            end: view.filter(|_| state != "unavailable").map(|_| forms.end()),
        };
        let begin = Begin::new(forms, view.map(|view| view.net));
        let held = ready.map(|view| HeldFrames::new(forms, view));
        let rules = ready.map(|view| Rules::new(forms, view));
        let settings = ready.map(|view| Settings::new(forms, view));
        let knobs = ready.map(|view| Knobs::new(forms, view, &seen.recent));
        let lan = ready.map(|view| Lan::new(words, view, &seen.recent));
        let picture = ready.map(|view| Picture::new(words, view, &seen.sockets));
        let quick = ready.map(|view| Quick::new(forms, view));
        let parts = vec![
            Part::new("lab-head", Some(&head)),
            Part::new("lab-picture", picture.as_ref()),
            Part::new("lab-held", held.as_ref()),
            Part::new("lab-quick", quick.as_ref()),
            Part::new("lab-rules", rules.as_ref()),
            Part::new("lab-wire", settings.as_ref()),
            Part::new("lab-lan", lan.as_ref()),
            Part::new("lab-knobs", knobs.as_ref()),
            Part::new("lab-begin", Some(&begin)),
        ];
        Self { state, now: seen.now.as_millis(), parts }
    }

    /// Whether its hosts are there.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.state == "ready"
    }

    /// Is the same as long as everything in it is.
    #[must_use]
    pub fn version(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.parts.iter().for_each(|part| part.version.hash(&mut hasher));
        hasher.finish()
    }
}

/// Whether there is a lab, what went through it, and why there can be none.
#[derive(Debug, Template)]
#[template(path = "part/lab/head.html")]
struct Head {
    words: Words,
    /// How it is, as a state and in words.
    chip: (&'static str, &'static str),
    cannot: Option<String>,
    counts: Option<Counts>,
    end: Option<Form>,
}

/// The networks that a lab can have.
#[derive(Debug, Template)]
#[template(path = "part/lab/begin.html")]
struct Begin {
    words: Words,
    now: Option<Net>,
    open: bool,
    nets: [(Net, Form); 4],
}

impl Begin {
    fn new(forms: LabForms<'_>, now: Option<Net>) -> Self {
        let nets = Net::ALL.map(|net| (net, forms.begin(net)));
        let open = nets.iter().any(|(_, form)| form.failed());
        Self { words: forms.words, now, open, nets }
    }
}

/// Rules that are wanted often, in one click each, and the time to decide.
#[derive(Debug, Template)]
#[template(path = "part/lab/quick.html")]
struct Quick {
    words: Words,
    rules: Vec<Form>,
    rto: Form,
    /// The minimum RTO, where it gives a person time.
    raised: Option<String>,
}

impl Quick {
    fn new(forms: LabForms<'_>, view: &LabView) -> Self {
        let least = view.knobs.iter().filter(|(_, name, _)| *name == form::lab::RTO_MIN);
        let least = least.filter_map(|(.., value)| value.trim().parse::<u64>().ok()).min();
        let raised = least.filter(|micros| 2_000_000 <= *micros);
        let rto = forms.rto(raised.is_some());
        let raised = raised.map(|micros| format!("{} s", micros / 1_000_000));
        Self { words: forms.words, rules: forms.ready_made(), rto, raised }
    }
}

/// How many of the newest events are looked through for frames and refused knobs.
const RECENT: u64 = 512;

#[cfg(test)]
mod tests;
