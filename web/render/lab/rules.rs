//! The rules of the wire, with what they have met.

use askama::Template;
use backend::lab::{LabView, Met, Rule};

use crate::{
    render::{
        form::{Form, lab::LabForms},
        lab_words::rule_words,
    },
    words::Words,
};

/// The rules of the wire, and a form for another one.
#[derive(Debug, Template)]
#[template(path = "part/lab/rules.html")]
pub(super) struct Rules {
    words: Words,
    rules: Vec<Listed>,
    add: Form,
    all: Option<Form>,
    open: bool,
}

/// One rule.
#[derive(Debug)]
struct Listed {
    number: u32,
    says: String,
    met: String,
    remove: Form,
}

impl Rules {
    pub(super) fn new(forms: LabForms<'_>, view: &LabView) -> Self {
        let words = forms.words;
        let rules: Vec<Listed> = view
            .rules
            .iter()
            .map(|(number, rule, met)| Listed {
                number: *number,
                says: rule_words(words, rule),
                met: met_words(words, rule, *met),
                remove: forms.unrule(Some(*number)),
            })
            .collect();
        let add = forms.rule(view);
        let all = (1 < rules.len()).then(|| forms.unrule(None));
        let open = add.failed();
        Self { words, rules, add, all, open }
    }
}

/// How many frames matched a rule, and how many of those it acted on.
fn met_words(words: Words, rule: &Rule, met: Met) -> String {
    let says = words.with("lab-rule-met", [("n", met.frames.into()), ("acted", met.acted.into())]);
    let last = |times| u64::from(rule.nth.max(1)) + u64::from(times);
    let done = rule.times.is_some_and(|times| last(times) <= 1 + met.frames);
    if done { words.t1("lab-rule-done", "says", says) } else { says }
}
