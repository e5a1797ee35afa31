//! The filter's field, what is wrong with it, and its chips.

use askama::{Template, filters::HtmlSafe};
use backend::{
    id::SessionId,
    view::{SocketView, State},
};

use super::{
    Fault,
    chips::Parts,
    fields::{FIELDS, Field},
};
use crate::{render::bytes_text, words::Words};

/// The bar above the journal.
#[derive(Debug, Template)]
#[template(path = "part/filter.html")]
pub struct FilterBar {
    words: Words,
    session: SessionId,
    text: String,
    fault: Option<Shown>,
    groups: Vec<Vec<Chip>>,
    kept: Vec<(String, String)>,
    shown: Option<(u64, u64)>,
}

/// A fault as it is shown: what it says, the text around it, and a way out.
#[derive(Debug)]
struct Shown {
    says: String,
    before: String,
    at: String,
    after: String,
    mended: Option<(String, &'static str)>,
}

/// A link that edits the text.
#[derive(Debug)]
struct Chip {
    id: String,
    label: String,
    href: String,
    pressed: bool,
}

impl FilterBar {
    /// The bar of a session's journal with a text, which may have a fault. What the page's query
    /// says besides, such as `face` and `from`, stays as it is.
    #[must_use]
    pub fn new(
        words: Words,
        session: SessionId,
        text: &str,
        fault: Option<&Fault>,
        sockets: &[SocketView],
        kept: &[(String, String)],
    ) -> Self {
        let mut bar = Self {
            words,
            session,
            text: text.to_owned(),
            fault: None,
            groups: Vec::new(),
            kept: kept.to_vec(),
            shown: None,
        };
        bar.fault = fault.map(|fault| bar.explain(fault));
        // Where the text has a fault there is nothing to keep.
        let parts = Parts::new(if fault.is_none() { text } else { "" });
        let plain = |label| words.t(label).to_owned();
        let what = [
            ("all", plain("filter-all"), String::new()),
            ("sent", plain("filter-sent"), "dir == sent".to_owned()),
            ("received", plain("filter-received"), "dir == recv".to_owned()),
            ("calls", plain("filter-calls"), "ev.call".to_owned()),
            ("errors", plain("filter-errors"), ERRORS.to_owned()),
        ];
        let transports = ["tcp", "udp"].map(|name| (name, name.to_uppercase(), name.to_owned()));
        let which = some(sockets).into_iter().map(|name| {
            let term = format!("sock.id == {name}");
            (name.clone(), name, term)
        });
        bar.group(&parts, what);
        bar.group(&parts, transports);
        // Each hides something for itself.
        for (kind, label) in
            [("kernel", "filter-without-kernel"), ("segment", "filter-without-segments")]
        {
            let term = format!("ev.kind != {kind}");
            bar.group(&parts, [(format!("no-{kind}"), plain(label), term)]);
        }
        bar.group(&parts, which);
        bar
    }

    /// Says how many events are shown, of how many.
    #[must_use]
    pub fn counting(mut self, shown: u64, all: u64) -> Self {
        self.shown = Some((shown, all));
        self
    }

    /// What a page says of how many events are shown, with places for the numbers.
    fn count_words(&self) -> String {
        let places = [("shown", "{shown}".into()), ("all", "{all}".into())];
        self.words.with("filter-count", places)
    }

    /// Chips of which at most one is pressed.
    fn group<I: Into<String>>(
        &mut self,
        parts: &Parts,
        chips: impl IntoIterator<Item = (I, String, String)>,
    ) {
        let chips: Vec<(String, String, String)> =
            chips.into_iter().map(|(id, label, term)| (id.into(), label, term)).collect();
        let terms: Vec<&str> = chips.iter().map(|(_, _, term)| term.as_str()).collect();
        let made = chips.iter().map(|(id, label, term)| Chip {
            id: format!("chip-{id}"),
            label: label.clone(),
            href: self.href(&if term.is_empty() {
                String::new()
            } else {
                parts.toggle(term, &terms)
            }),
            pressed: if term.is_empty() { self.text.trim().is_empty() } else { parts.has(term) },
        });
        let made = made.collect();
        self.groups.push(made);
    }

    fn explain(&self, fault: &Fault) -> Shown {
        let part = |from, to| self.text.get(from..to).unwrap_or_default();
        let shown = |text: &str| bytes_text::text(text.as_bytes());
        let mended = fault.mended(&self.text).map(|mended| self.href(&mended));
        Shown {
            says: fault.says(self.words),
            before: shown(part(0, fault.at.start)),
            at: shown(part(fault.at.start, fault.at.end)),
            after: shown(part(fault.at.end, self.text.len())),
            mended: mended.zip(fault.nearest()),
        }
    }

    /// The address of the page with another filter.
    fn href(&self, text: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.kept);
        if !text.is_empty() {
            query.append_pair("q", text);
        }
        let query = query.finish();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/s/{}{mark}{query}", self.session)
    }

    fn fields(&self) -> impl Iterator<Item = (&'static Field, &'static str)> {
        let words = self.words;
        FIELDS.iter().map(move |field| (field, words.t(&field.key())))
    }

    fn count(&self) -> String {
        let Some((shown, all)) = self.shown else { return String::new() };
        self.words.with("filter-count", [("shown", shown.into()), ("all", all.into())])
    }
}

impl HtmlSafe for FilterBar {}

/// The names of the sockets that have a chip: those that are open first.
fn some(sockets: &[SocketView]) -> Vec<String> {
    let mut some: Vec<&SocketView> = sockets.iter().collect();
    some.sort_by_key(|socket| socket.state == State::Closed);
    some.truncate(CHIPS);
    some.sort_by_key(|socket| socket.id);
    some.iter().map(|socket| socket.id.to_string()).collect()
}

/// What went wrong: a call that failed, or a rule of the playground.
const ERRORS: &str = "(ev.errno or ev.kind == refused)";
/// How many sockets have a chip.
const CHIPS: usize = 12;
