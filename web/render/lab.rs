//! The lab as a part of a session's page.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use askama::{Template, filters::HtmlSafe};
use backend::{
    event::Entry,
    feed::Reader,
    id::{Seq, SessionId},
    lab::{Counts, LabView, Net, Stage},
    view::SocketView,
};

use self::{
    held::HeldFrames, knobs::Knobs, lan::Lan, picture::Picture, rules::Rules, wire::Settings,
};
use super::{
    Html,
    form::{self, Form, Typed, lab::LabForms},
    lab_words::broken_words,
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
        let ready = view.filter(|view| view.stage == Stage::Ready);
        let state = view.map_or("none", |view| view.stage.wire());
        let chip = match view.map(|view| (view.net, &view.stage)) {
            None => ("closed", words.t("lab-off")),
            Some((_, Stage::Beginning)) => ("connecting", words.t("lab-beginning")),
            Some((_, Stage::Broken(_))) => ("closed", words.t("lab-broken")),
            Some((net, Stage::Ready)) => ("open", words.t(&format!("lab-net-{}", net.wire()))),
            Some((_, Stage::Unavailable { .. })) => ("closed", words.t("lab-impossible")),
        };
        let cannot = view.and_then(|view| match &view.stage {
            Stage::Unavailable { step, error } => Some(words.with(
                "lab-unavailable-says",
                [("step", step.clone().into()), ("errno", error.name().into_owned().into())],
            )),
            Stage::Beginning | Stage::Broken(_) | Stage::Ready => None,
        });
        let broke = view.and_then(|view| match &view.stage {
            Stage::Broken(broken) => {
                let says = words.t1("lab-broke-line", "how", broken_words(words, broken));
                Some((says, forms.again(view.net)))
            }
            Stage::Beginning | Stage::Ready | Stage::Unavailable { .. } => None,
        });
        let counts = ready.map(|view| view.counts);
        let end = view.filter(|_| cannot.is_none()).map(|_| forms.end());
        let head = Head { words, chip, cannot, broke, counts, end };
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
    /// How it broke off, and the button that begins it again.
    broke: Option<(String, Form)>,
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
