//! A rule of the wire in the words of the reader.

use backend::lab::{Action, Match, Rule};

use crate::{render::form::lab::millis, words::Words};

/// A rule in one line: what happens, to which frames, from which one on, and to how many.
pub(super) fn rule(words: Words, rule: &Rule) -> String {
    let mut says = vec![words.t(&format!("act-{}", rule.action.wire())).to_owned()];
    if let Action::Delay(time) = rule.action {
        says[0] = words.t1("lab-mark-delay", "time", format!("{} ms", millis(time)));
    }
    let Match { from, kind, flags, least, most, port } = rule.matches;
    says.push(match kind {
        Some(kind) => words.t(&format!("kind-{}", kind.wire())).to_owned(),
        None if flags.is_some() => words.t("kind-tcp").to_owned(),
        None => words.t("kind-any").to_owned(),
    });
    says.extend(flags.map(|flags| format!("[{}]", flags.names())));
    says.extend(from.map(|node| words.t1("lab-rule-from", "node", node.name())));
    says.extend(least.map(|n| format!("len ≥ {n}")));
    says.extend(most.map(|n| format!("len ≤ {n}")));
    says.extend(port.map(|port| words.t1("lab-rule-port", "port", port.to_string())));
    if rule.nth != 1 {
        says.push(words.t1("lab-rule-nth", "n", rule.nth));
    }
    says.push(match rule.times {
        Some(n) => words.t1("lab-rule-times", "n", n),
        None => words.t("lab-rule-always").to_owned(),
    });
    says.join(" · ")
}
