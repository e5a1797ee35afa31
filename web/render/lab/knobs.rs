//! The knobs of the hosts' kernels, with their values.

use askama::Template;
use backend::{
    event::{Entry, Event},
    lab::{KNOBS, Knob, LabEvent, LabView},
};

use crate::{
    render::form::{Form, lab::LabForms},
    words::Words,
};

/// The knobs of the hosts' kernels.
#[derive(Debug, Template)]
#[template(path = "part/lab/knobs.html")]
pub(super) struct Knobs {
    words: Words,
    knobs: Vec<Shown>,
    open: bool,
}

/// One knob.
#[derive(Debug)]
struct Shown {
    name: &'static str,
    id: String,
    /// Its values, each with the hosts that have it.
    values: Vec<(String, String)>,
    says: &'static str,
    refused: Option<String>,
    form: Form,
    open: bool,
}

impl Knobs {
    pub(super) fn new(forms: LabForms<'_>, view: &LabView, recent: &[Entry]) -> Self {
        let knobs: Vec<Shown> =
            KNOBS.iter().map(|knob| Shown::new(forms, view, knob, recent)).collect();
        let open = knobs.iter().any(|knob| knob.open);
        Self { words: forms.words, knobs, open }
    }
}

impl Shown {
    fn new(forms: LabForms<'_>, view: &LabView, knob: &Knob, recent: &[Entry]) -> Self {
        let words = forms.words;
        let mut values: Vec<(String, String)> = Vec::new();
        for (node, _, value) in view.knobs.iter().filter(|(_, name, _)| *name == knob.name) {
            let value = format!("{value} {}", knob.unit).trim_end().to_owned();
            match values.iter_mut().find(|(_, known)| *known == value) {
                Some((nodes, _)) => {
                    nodes.push(' ');
                    nodes.push_str(node.name());
                }
                None => values.push((node.name().to_owned(), value)),
            }
        }
        let last = knob.name.rsplit('.').next().unwrap_or_default().replace('_', "-");
        let form = forms.knob(view, knob);
        let open = form.failed();
        let refused = refused(knob.name, recent);
        Self {
            name: knob.name,
            id: format!("knob-{last}"),
            values,
            says: words.find(&format!("lab-knob-{last}")).unwrap_or_default(),
            refused: refused.map(|errno| words.t1("lab-knob-refused", "errno", errno)),
            open,
            form,
        }
    }
}

/// What a kernel said to the last value of a knob, if it was no.
fn refused(knob: &str, recent: &[Entry]) -> Option<String> {
    let last = recent.iter().rev().find_map(|entry| {
        let Event::Lab(event) = &entry.event else { return None };
        let LabEvent::Knob { name, outcome, .. } = &**event else { return None };
        (name == knob).then_some(outcome)
    });
    last?.as_ref().err().map(|error| error.name().into_owned())
}
