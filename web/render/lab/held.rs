//! The frames that wait for somebody to decide.

use std::time::Duration;

use askama::Template;
use backend::lab::{Held, LabView};

use super::frames;
use crate::{
    render::{
        bytes_text,
        form::{Form, lab::LabForms},
    },
    words::Words,
};

/// The frames that wait for somebody to decide.
#[derive(Debug, Template)]
#[template(path = "part/lab/held.html")]
pub(super) struct HeldFrames {
    words: Words,
    /// How many there are.
    all: usize,
    /// The oldest of them.
    frames: Vec<Waiting>,
}

/// One of them.
#[derive(Debug)]
struct Waiting {
    frame: u64,
    from: &'static str,
    says: String,
    /// Since the session began.
    since: Duration,
    payload: String,
    choices: [Form; 3],
    edit: Option<Form>,
}

impl HeldFrames {
    pub(super) fn new(forms: LabForms<'_>, view: &LabView) -> Self {
        let oldest = view.held.iter().take(MOST);
        let frames = oldest.map(|held| Waiting::new(forms, held)).collect();
        Self { words: forms.words, all: view.held.len(), frames }
    }
}

impl Waiting {
    fn new(forms: LabForms<'_>, held: &Held) -> Self {
        let edit = (!held.payload.is_empty()).then(|| forms.edit(held));
        let shown = &held.payload[..held.payload.len().min(SHOWN)];
        let mut payload = bytes_text::text(shown);
        if shown.len() < held.payload.len() {
            payload.push('…');
        }
        Self {
            frame: held.frame,
            from: held.from.name(),
            says: frames::summary(forms.words, &held.headers),
            since: held.since,
            payload,
            choices: forms.decide(held.frame),
            edit,
        }
    }
}

impl Waiting {
    fn clock(&self) -> String {
        format!("{:.3}", self.since.as_secs_f64())
    }
}

/// How many frames have a card; a wire can hold a thousand, and every card has forms.
pub(super) const MOST: usize = 16;

/// How many bytes of a payload a card shows.
const SHOWN: usize = 120;
