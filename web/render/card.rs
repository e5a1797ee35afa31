//! One socket as a card: what is known of it, and what can be done with it.

use askama::{Template, filters::HtmlSafe};
use backend::{
    command::{Mode, Protocol},
    id::SessionId,
    kernel::table::Row,
    view::{SocketView, State},
};

use super::{
    composer::can_send,
    form::{self, Form, Typed},
    kernel::chip::Chip,
};
use crate::words::Words;

/// One socket as a card.
#[derive(Debug, Template)]
#[template(path = "part/socket.html")]
pub struct Card {
    facts: Facts,
    forms: Vec<Form>,
    more: Vec<Form>,
    more_open: bool,
    sends: bool,
    shape: String,
    held: Chip,
}

impl Card {
    /// The card of a socket.
    #[must_use]
    pub fn new(
        words: Words,
        session: SessionId,
        socket: &SocketView,
        typed: Option<&Typed>,
    ) -> Self {
        let (more, forms): (Vec<Form>, Vec<Form>) =
            form::of_socket(words, session, socket, typed).into_iter().partition(|form| form.rare);
        let mut shape =
            format!("{}-{}-{}", socket.state.wire(), socket.mode.wire(), socket.respond.wire());
        for (flag, letter) in [
            (socket.accepts, 'a'),
            (socket.reads, 'r'),
            (socket.we_finished, 'f'),
            (socket.streaming, 's'),
            (socket.peer.is_some(), 'p'),
        ] {
            if flag {
                shape.push(letter);
            }
        }
        let more_open = more.iter().any(Form::failed);
        let sends = can_send(socket);
        Self {
            facts: Facts { words, socket: socket.clone() },
            forms,
            more,
            more_open,
            sends,
            shape,
            held: Chip::new(words, session, socket.id, &[]),
        }
    }

    /// The same with what the kernel holds of the socket.
    #[must_use]
    pub fn holding(mut self, session: SessionId, rows: &[Row]) -> Self {
        let Facts { words, socket } = &self.facts;
        self.held = Chip::new(*words, session, socket.id, rows);
        self
    }
}

/// What is known of a socket.
#[derive(Debug, Template)]
#[template(path = "part/facts.html")]
pub struct Facts {
    pub(super) words: Words,
    pub(super) socket: SocketView,
}

impl Facts {
    fn state_words(&self) -> &'static str {
        let words = self.words;
        match self.socket.state {
            State::Bound => words.t("state-bound"),
            State::Closed => words.t("state-closed"),
            State::Closing => words.t("state-closing"),
            State::Connecting => words.t("state-connecting"),
            State::Created => words.t("state-created"),
            State::Listening => words.t("state-listening"),
            State::Open => words.t("state-open"),
        }
    }

    fn mode_words(&self) -> &'static str {
        match self.socket.mode {
            Mode::Auto => self.words.t("mode-auto"),
            Mode::Manual => self.words.t("mode-manual"),
        }
    }

    fn protocol(&self) -> &'static str {
        match self.socket.protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
        }
    }

    fn udp(&self) -> bool {
        self.socket.protocol == Protocol::Udp
    }

    /// What is worth a word besides the numbers.
    fn marks(&self) -> Vec<String> {
        let (words, socket) = (self.words, &self.socket);
        let mut marks = Vec::new();
        if let Some(parent) = socket.parent {
            marks.push(words.t1("mark-parent", "socket", parent.to_string()));
        }
        if let (State::Listening, Some(backlog)) = (socket.state, socket.backlog) {
            marks.push(words.t1("mark-backlog", "n", backlog));
        }
        if socket.respond.answers() || socket.respond == backend::command::Respond::Discard {
            marks.push(words.t(&format!("mark-respond-{}", socket.respond.wire())).to_owned());
        }
        let pausable = matches!(socket.state, State::Open | State::Closing);
        if socket.mode == Mode::Auto && pausable && !socket.reads {
            marks.push(words.t("mark-not-reading").to_owned());
        }
        if socket.mode == Mode::Auto && socket.state == State::Listening && !socket.accepts {
            marks.push(words.t("mark-not-accepting").to_owned());
        }
        for (flag, key) in [
            (socket.peer_finished, "mark-peer-finished"),
            (socket.we_finished, "mark-we-finished"),
            (socket.streaming, "mark-streaming"),
            (socket.exposed, "mark-exposed"),
        ] {
            if flag {
                marks.push(words.t(key).to_owned());
            }
        }
        marks
    }
}

impl HtmlSafe for Facts {}
impl HtmlSafe for Card {}
