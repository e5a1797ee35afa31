//! What one event means, in the reader's language: for the details pane and the event's own page.

use std::{borrow::Cow, collections::BTreeSet};

use askama::{Template, filters::HtmlSafe};
use backend::{
    command::Protocol,
    errno::OsError,
    event::Entry,
    id::{SessionId, SocketId},
};

use self::source::Source;
use super::{
    call::Explanation,
    label::Label,
    phone::{self, Phone},
    protocol,
};
use crate::words::Words;

mod argument;
mod event;
mod kernel;
mod option;
mod result;
mod segment;
mod source;

/// What one event means.
#[derive(Debug, Template)]
#[template(path = "part/meaning.html")]
pub struct Meaning {
    words: Words,
    session: SessionId,
    protocol: Option<Protocol>,
    call: Option<(String, Option<String>)>,
    label: Option<Label>,
    failed: bool,
    /// What the call does, or what the event is.
    says: Vec<Cow<'static, str>>,
    /// Its arguments, and the values beside it.
    parts: Vec<Part>,
    /// What the result means, and how long it took.
    result: Vec<Cow<'static, str>>,
    /// What the error number means, and the number.
    error: Option<(Explanation, i32)>,
    sources: Vec<Source>,
    phone: Option<Phone>,
}

/// A value as it is written, with what it means.
#[derive(Debug)]
struct Part {
    written: String,
    socket: Option<SocketId>,
    means: Vec<Cow<'static, str>>,
}

impl Meaning {
    /// The meaning of an event; the protocol is that of its socket, where it is known.
    #[must_use]
    pub fn new(
        words: Words,
        session: SessionId,
        entry: &Entry,
        protocol: Option<Protocol>,
    ) -> Self {
        let mut meaning = Self {
            words,
            session,
            protocol: protocol.or_else(|| protocol::shown(&entry.event)),
            call: None,
            label: Label::of(&entry.event),
            failed: false,
            says: Vec::new(),
            parts: Vec::new(),
            result: Vec::new(),
            error: None,
            sources: Vec::new(),
            phone: phone::of(&entry.event, protocol),
        };
        meaning.event(&entry.event);
        meaning.keep_sources();
        meaning
    }

    /// Each source once, and none of TCP's for a UDP socket.
    fn keep_sources(&mut self) {
        let mut cited = BTreeSet::new();
        let udp = self.protocol == Some(Protocol::Udp);
        self.sources
            .retain(|source| !(udp && source.is_of_tcp()) && cited.insert(source.url.clone()));
    }

    fn say(&mut self, key: &str) {
        self.says.push(self.words.t(key).into());
    }

    /// What a key says of this socket's protocol; where that is not known, of both.
    fn say_for_protocol(&mut self, key: &str) {
        let said = self.for_protocol(key);
        self.says.extend(said);
    }

    fn for_protocol(&self, key: &str) -> Vec<Cow<'static, str>> {
        let ends = match self.protocol {
            Some(Protocol::Tcp) => &["tcp"][..],
            Some(Protocol::Udp) => &["udp"],
            None => &["tcp", "udp"],
        };
        ends.iter().map(|end| self.words.t(&format!("{key}-{end}")).into()).collect()
    }

    /// What a key says, for both protocols or for one, with an argument.
    fn for_protocol_with(
        &self,
        key: &str,
        name: &'static str,
        value: usize,
    ) -> Vec<Cow<'static, str>> {
        let ends = match self.protocol {
            Some(Protocol::Tcp) => &["tcp"][..],
            Some(Protocol::Udp) => &["udp"],
            None => &["tcp", "udp"],
        };
        let one = |end| self.words.t1(&format!("{key}-{end}"), name, value).into();
        ends.iter().map(one).collect()
    }

    fn part<W: ToString + ?Sized>(&mut self, written: &W, means: impl Into<Cow<'static, str>>) {
        let (written, means) = (written.to_string(), vec![means.into()]);
        self.parts.push(Part { written, socket: None, means });
    }

    fn part_about(&mut self, socket: SocketId, means: impl Into<Cow<'static, str>>) {
        let (written, means) = (socket.to_string(), vec![means.into()]);
        self.parts.push(Part { written, socket: Some(socket), means });
    }

    fn fail(&mut self, error: OsError) {
        self.failed = true;
        let key = if error.code() < 0 { "meaning-result-name" } else { "meaning-result-failed" };
        self.result.push(self.words.t(key).into());
        self.error = Some((Explanation::new(self.words, error), error.code()));
        self.sources.extend(source::of_error(error, self.protocol));
    }

    fn is_tcp(&self) -> bool {
        self.protocol != Some(Protocol::Udp)
    }
}

impl HtmlSafe for Meaning {}

#[cfg(test)]
mod tests;
