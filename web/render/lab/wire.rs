//! What the wire does to every frame, in words and as a form.

use askama::Template;
use backend::lab::{Impairment, LabView};

use crate::{
    render::{
        form::{
            Form,
            lab::{LabForms, millis},
        },
        lab_words::impairment_words,
    },
    words::Words,
};

/// What the wire does to every frame.
#[derive(Debug, Template)]
#[template(path = "part/lab/wire.html")]
pub(super) struct Settings {
    words: Words,
    now: Vec<(&'static str, String)>,
    form: Form,
}

impl Settings {
    pub(super) fn new(forms: LabForms<'_>, view: &LabView) -> Self {
        let words = forms.words;
        let now = match uniform(view) {
            Some(all) => vec![(words.t("lab-both-ways"), impairment_words(words, all))],
            None => {
                let each = view.impairments.iter();
                each.map(|(node, one)| (node.name(), impairment_words(words, one))).collect()
            }
        };
        Self { words, now, form: forms.impair(view) }
    }
}

/// What happens to the frames of every node, if it is the same.
pub(super) fn uniform(view: &LabView) -> Option<&Impairment> {
    let (_, first) = view.impairments.first()?;
    view.impairments.iter().all(|(_, one)| one == first).then_some(first)
}

/// What it does beyond what a good wire does, each in a word or two.
pub(super) fn marks(words: Words, impairment: &Impairment) -> Vec<String> {
    let Impairment { delay, jitter, loss, duplicate, reorder, corrupt, rate, mtu, seed: _ } =
        *impairment;
    let mut marks = Vec::new();
    if !delay.is_zero() || !jitter.is_zero() {
        let least = millis(delay);
        let most = millis(delay + jitter);
        let time =
            if jitter.is_zero() { format!("{least} ms") } else { format!("{least}–{most} ms") };
        marks.push(words.t1("lab-mark-delay", "time", time));
    }
    for (key, n) in [
        ("lab-mark-loss", loss),
        ("lab-mark-duplicate", duplicate),
        ("lab-mark-reorder", reorder),
        ("lab-mark-corrupt", corrupt),
    ] {
        if 0.0 < n {
            marks.push(words.t1(key, "n", n.to_string()));
        }
    }
    marks.extend(rate.map(|rate| match rate {
        0 => "0 bit/s".to_owned(),
        rate if rate % 1_000_000 == 0 => format!("{} Mbit/s", rate / 1_000_000),
        rate if rate % 1_000 == 0 => format!("{} kbit/s", rate / 1_000),
        rate => format!("{rate} bit/s"),
    }));
    if mtu != Impairment::default().mtu {
        marks.push(format!("MTU {mtu}"));
    }
    marks
}
