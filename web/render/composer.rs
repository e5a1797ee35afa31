//! The one form that sends, through whichever socket can.

use std::hash::{DefaultHasher, Hash, Hasher};

use askama::{Template, filters::HtmlSafe};
use backend::{
    command::Protocol,
    id::{SessionId, SocketId},
    view::{SocketView, State},
};

use super::form::{Typed, commands};
use crate::words::Words;

/// What is sent, and how it is written.
#[derive(Debug, Template)]
#[template(path = "part/composer.html")]
pub struct Composer {
    words: Words,
    session: SessionId,
    targets: Targets,
    to: Filled,
    data: Filled,
    encoding: Filled,
    ending: Filled,
    error: Option<String>,
}

/// The sockets that can send.
#[derive(Debug, Template)]
#[template(path = "part/targets.html")]
pub struct Targets {
    words: Words,
    targets: Vec<Target>,
    error: Option<String>,
}

/// One socket that can send.
#[derive(Debug)]
struct Target {
    id: SocketId,
    name: String,
    asks: bool,
    chosen: bool,
}

/// What stands in a field, and what is wrong with it.
#[derive(Debug, Default)]
struct Filled {
    value: String,
    error: Option<String>,
}

impl Composer {
    /// The composer of a session. `typed` is a message that could not be sent, and `chosen` the
    /// socket to send through.
    #[must_use]
    pub fn new(
        words: Words,
        session: SessionId,
        sockets: &[SocketView],
        typed: Option<&Typed>,
        chosen: Option<SocketId>,
    ) -> Self {
        let typed = typed.filter(|typed| typed.get("do") == Some("send"));
        let filled = |name: &str| {
            let value = typed.and_then(|typed| typed.get(name)).unwrap_or_default().to_owned();
            Filled { value, error: error(typed, name) }
        };
        let chosen = match typed.and_then(|typed| typed.get("socket")) {
            Some(name) => name.parse().ok(),
            None => chosen,
        };
        let mut targets = Targets::new(words, sockets).choosing(chosen);
        targets.error = error(typed, "socket");
        let fields = ["to", "data", "encoding", "ending"];
        let [to, data, encoding, ending] = fields.map(filled);
        let own = |field: &String| field == "socket" || fields.contains(&field.as_str());
        let error = typed
            .filter(|typed| !typed.field.as_ref().is_some_and(own))
            .map(|typed| typed.message.clone());
        Self { words, session, targets, to, data, encoding, ending, error }
    }

    /// The same with a draft, unless something else stands there.
    #[must_use]
    pub fn drafting(mut self, draft: Option<&str>) -> Self {
        if let Some(draft) = draft.filter(|_| self.data.value.is_empty()) {
            draft.clone_into(&mut self.data.value);
        }
        self
    }

    fn action(&self) -> String {
        commands(self.session)
    }

    /// The ways to write bytes: as text in an encoding, or in a notation for any bytes.
    fn encodings(&self) -> [(&'static str, &'static str, bool); 8] {
        let words = self.words;
        [
            ("text", words.t("encoding-text"), true),
            ("gbk", "GBK", true),
            ("gb18030", "GB18030", true),
            ("big5", "Big5", true),
            ("latin1", "Latin-1", true),
            ("escaped", words.t("encoding-escaped"), false),
            ("hex", words.t("encoding-hex"), false),
            ("base64", "Base64", false),
        ]
    }

    /// What a page says while a message is sent again and again, with places for the numbers.
    fn repeat_words(&self) -> String {
        self.words.with("repeat-says", [("n", "{n}".into()), ("of", "{of}".into())])
    }

    fn endings(&self) -> [(&'static str, &'static str); 3] {
        ["none", "lf", "crlf"].map(|word| (word, self.words.t(&format!("ending-{word}"))))
    }
}

impl Targets {
    /// The sockets of a session that can send; the first that was not accepted is chosen.
    #[must_use]
    pub fn new(words: Words, sockets: &[SocketView]) -> Self {
        let able: Vec<&SocketView> = sockets.iter().filter(|socket| can_send(socket)).collect();
        let own = able.iter().find(|socket| socket.parent.is_none());
        let chosen = own.or_else(|| able.first()).map(|socket| socket.id);
        let targets = able.into_iter().map(|socket| Target::new(socket, chosen)).collect();
        Self { words, targets, error: None }
    }

    /// Chooses a socket, if it can send.
    fn choosing(mut self, chosen: Option<SocketId>) -> Self {
        if self.targets.iter().any(|target| Some(target.id) == chosen) {
            for target in &mut self.targets {
                target.chosen = Some(target.id) == chosen;
            }
        }
        self
    }

    fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// Is the same as long as the list is.
    fn version(&self) -> String {
        let mut hasher = DefaultHasher::new();
        for target in &self.targets {
            (target.id, &target.name, target.asks).hash(&mut hasher);
        }
        format!("{:x}", hasher.finish())
    }
}

impl Target {
    fn new(socket: &SocketView, chosen: Option<SocketId>) -> Self {
        let protocol = match socket.protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
        };
        let end = match (socket.peer, socket.local) {
            (Some(peer), _) => format!(" → {peer}"),
            (None, Some(local)) => format!(" {local}"),
            (None, None) => String::new(),
        };
        let on = socket.on.node().map(|node| format!(" {}", node.name())).unwrap_or_default();
        let name = format!("{}{on} {protocol}{end}", socket.id);
        let asks = socket.protocol == Protocol::Udp && socket.peer.is_none();
        Self { id: socket.id, name, asks, chosen: Some(socket.id) == chosen }
    }
}

impl HtmlSafe for Composer {}
impl HtmlSafe for Targets {}

/// Whether `send` can do something on a socket. A UDP socket without an address gets one by it.
#[must_use]
pub fn can_send(socket: &SocketView) -> bool {
    if socket.streaming {
        return false;
    }
    match (socket.protocol, socket.state) {
        (Protocol::Tcp, State::Open) => !socket.we_finished,
        (Protocol::Udp, State::Bound | State::Created | State::Open) => true,
        (
            Protocol::Tcp,
            State::Bound
            | State::Closed
            | State::Closing
            | State::Connecting
            | State::Created
            | State::Listening,
        )
        | (Protocol::Udp, State::Closed | State::Closing | State::Connecting | State::Listening) => {
            false
        }
    }
}

/// What is wrong with a field, if it is the one at fault.
fn error(typed: Option<&Typed>, name: &str) -> Option<String> {
    let typed = typed.filter(|typed| typed.field.as_deref() == Some(name));
    typed.map(|typed| typed.message.clone())
}

#[cfg(test)]
mod tests;
