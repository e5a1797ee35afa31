//! The forms of a lab: its networks, its wire, its rules, its held frames, and its knobs.

use std::time::Duration;

use backend::{
    lab::{Held, Impairment, Knob, LabView, MatchKind, Net},
    node::Node,
};

use super::{
    Form, Input, Typed,
    table::{choices, names},
};
use crate::{render::bytes_text, words::Words};

/// Makes the forms of one session's lab.
#[derive(Clone, Copy, Debug)]
pub struct LabForms<'a> {
    /// The words of the reader.
    pub words: Words,
    /// Where commands are posted to.
    pub action: &'a str,
    /// What was typed and could not be done.
    pub typed: Option<&'a Typed>,
}

impl LabForms<'_> {
    /// Begins a lab, or begins it anew.
    #[must_use]
    pub fn begin(&self, net: Net) -> Form {
        let button = match net {
            Net::Hub => "lab-hub",
            Net::Link => "lab-link",
            Net::Router => "lab-router",
            Net::Switch => "lab-switch",
        };
        let form = self.form("lab").fixed("net", net.wire()).named(net.wire(), button);
        form.about(self.words.t(&format!("lab-net-{}", net.wire()))).filled(self.typed)
    }

    /// Begins one again that broke off.
    #[must_use]
    pub fn again(&self, net: Net) -> Form {
        let form = self.form("lab").fixed("net", net.wire());
        form.named("again", "lab-again").filled(self.typed)
    }

    /// Ends it.
    #[must_use]
    pub fn end(&self) -> Form {
        self.form("lab").fixed("net", "none").named("none", "lab-end").filled(self.typed)
    }

    /// What the wire does to every frame.
    #[must_use]
    pub fn impair(&self, view: &LabView) -> Form {
        let now = view.impairments.first().map(|(_, now)| *now).unwrap_or_default();
        let Impairment { delay, jitter, loss, duplicate, reorder, corrupt, rate, mtu, seed } = now;
        let rate = rate.map(|rate| rate.to_string()).unwrap_or_default();
        let form = self.form("impair").ask("from", "impair-from", self.senders(view), "");
        let fields = [
            ("delay", millis(delay)),
            ("jitter", millis(jitter)),
            ("loss", loss.to_string()),
            ("duplicate", duplicate.to_string()),
            ("reorder", reorder.to_string()),
            ("corrupt", corrupt.to_string()),
            ("rate", rate),
            ("mtu", mtu.to_string()),
            ("seed", seed.to_string()),
        ];
        let asked = fields
            .into_iter()
            .fold(form, |form, (name, value)| form.ask(name, name, Input::Number, &value));
        asked.filled(self.typed)
    }

    /// Adds a rule.
    #[must_use]
    pub fn rule(&self, view: &LabView) -> Form {
        let acts = ["drop", "hold", "duplicate", "delay"];
        let mut kinds = vec![("", self.words.t("kind-any").to_owned())];
        let known = [
            MatchKind::Data,
            MatchKind::Ack,
            MatchKind::Tcp,
            MatchKind::Udp,
            MatchKind::Icmp,
            MatchKind::Arp,
        ];
        kinds.extend(choices(self.words, "kind", &known.map(MatchKind::wire)));
        let mut flags = vec![("", self.words.t("flags-any").to_owned())];
        flags.extend(names(&[
            ("syn", "SYN"),
            ("syn+ack", "SYN, ACK"),
            ("fin", "FIN"),
            ("rst", "RST"),
            ("psh", "PSH"),
        ]));
        self.form("rule")
            .ask("act", "act", Input::Choice(choices(self.words, "act", &acts)), "drop")
            .ask("from", "rule-from", self.senders(view), "")
            .ask("kind", "kind", Input::Choice(kinds), "")
            .ask("flags", "flags", Input::Choice(flags), "")
            .ask("nth", "nth", Input::Number, "1")
            .ask("times", "times", Input::Text, "1")
            .ask("port", "port", Input::Number, "")
            .ask("least", "least", Input::Number, "")
            .ask("most", "most", Input::Number, "")
            .ask("delay", "rule-delay", Input::Number, "")
            .filled(self.typed)
    }

    /// Rules that are wanted often, ready to be added.
    #[must_use]
    pub fn ready_made(&self) -> Vec<Form> {
        let rule = |part: &str, button, fields: &[(&'static str, &str)]| {
            let form = self.form("rule").named(part, button);
            fields.iter().fold(form, |form, (name, value)| form.fixed(name, value))
        };
        let once = |fields: &[(&'static str, &'static str)]| {
            let mut fields = fields.to_vec();
            fields.push(("times", "1"));
            fields
        };
        [
            rule("first-syn", "rule-first-syn", &once(&[("act", "drop"), ("flags", "syn")])),
            rule(
                "third-data",
                "rule-third-data",
                &once(&[("act", "drop"), ("kind", "data"), ("nth", "3")]),
            ),
            rule("hold-data", "rule-hold-data", &once(&[("act", "hold"), ("kind", "data")])),
            rule("last-ack", "rule-last-ack", &once(&[("act", "drop"), ("kind", "ack")])),
            rule("fin", "rule-fin", &once(&[("act", "drop"), ("flags", "fin")])),
            rule("hold-all", "rule-hold-all", &[("act", "hold"), ("times", "all")]),
        ]
        .map(|form| form.filled(self.typed))
        .to_vec()
    }

    /// Takes a rule away, or all of them.
    #[must_use]
    pub fn unrule(&self, rule: Option<u32>) -> Form {
        let form = self.form("unrule");
        match rule {
            Some(rule) => {
                let number = rule.to_string();
                form.fixed("rule", rule).named(&number, "unrule").about(&number)
            }
            None => form.named("all", "unrule-all"),
        }
        .filled(self.typed)
    }

    /// What can become of a held frame.
    #[must_use]
    pub fn decide(&self, frame: u64) -> [Form; 3] {
        ["deliver", "drop", "duplicate"].map(|decision| {
            let form = self.decision(frame, decision).filled(self.typed);
            if decision == "deliver" { form.first() } else { form }
        })
    }

    /// Another payload for a held frame.
    #[must_use]
    pub fn edit(&self, held: &Held) -> Form {
        let text = std::str::from_utf8(&held.payload).ok();
        let plain = text.filter(|text| !text.contains(char::is_control));
        let (value, encoding) = match plain {
            Some(text) => (text.to_owned(), "text"),
            None => (bytes_text::hex(&held.payload), "hex"),
        };
        let encodings = choices(self.words, "encoding", &["text", "escaped", "hex"]);
        self.decision(held.frame, "edit")
            .ask("data", "payload", Input::Text, &value)
            .ask("encoding", "encoding", Input::Choice(encodings), encoding)
            .ask("checksum", "checksum", Input::Flag("keep"), "")
            .filled(self.typed)
    }

    /// Sets a knob.
    #[must_use]
    pub fn knob(&self, view: &LabView, knob: &Knob) -> Form {
        let value = view.knobs.iter().find(|(_, name, _)| *name == knob.name);
        let value = value.map(|(_, _, value)| value.as_str()).unwrap_or_default();
        let part = knob.name.replace('.', "-");
        self.form("knob")
            .fixed("name", knob.name)
            .named(&part, "knob")
            .about(knob.name)
            .ask("node", "node", self.hosts(view), "")
            .ask("value", "knob-value", Input::Text, value)
            .filled(self.typed)
    }

    /// The minimum RTO of every host, so that a person has time, or as it was.
    #[must_use]
    pub fn rto(&self, raised: bool) -> Form {
        let (part, button, value) = if raised {
            ("rto-back", "rto-back", 200_000)
        } else {
            ("rto", "rto-raise", 20_000_000)
        };
        self.form("knob").fixed("name", RTO_MIN).fixed("value", value).named(part, button)
    }

    fn decision(&self, frame: u64, decision: &'static str) -> Form {
        self.form("decide")
            .fixed("frame", frame)
            .fixed("decision", decision)
            .named(&format!("{frame}-{decision}"), decision)
            .about(&frame.to_string())
    }

    fn form(&self, act: &'static str) -> Form {
        Form::new(self.words, self.action, act, None)
    }

    /// Every sender of a frame.
    fn senders(&self, view: &LabView) -> Input {
        self.nodes(view.net.nodes().iter().copied())
    }

    /// Every host; a router has no knobs that matter.
    fn hosts(&self, view: &LabView) -> Input {
        self.nodes(view.net.nodes().iter().copied().filter(|node| *node != Node::Router))
    }

    fn nodes(&self, nodes: impl Iterator<Item = Node>) -> Input {
        let mut choices = vec![("", self.words.t("from-every").to_owned())];
        choices.extend(nodes.map(|node| (node.wire(), node.name().to_owned())));
        Input::Choice(choices)
    }
}

/// The knob that gives a person time to decide.
pub const RTO_MIN: &str = "net.ipv4.tcp_rto_min_us";

/// A time in milliseconds, without zeros that say nothing.
#[must_use]
pub fn millis(time: Duration) -> String {
    (time.as_secs_f64() * 1000.0).to_string()
}
