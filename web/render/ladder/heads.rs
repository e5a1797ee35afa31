//! The names above the lifelines, and what the signs on them mean.

use std::collections::BTreeMap;

use askama::{Template, filters::HtmlSafe};
use backend::{command::Protocol, event::Kind, id::SocketId, node::Node, view::State};

use super::{
    Ladder,
    drawing::{Hue, LANE, MORE, column, hue, x},
    lifeline::Lifeline,
    saying::state_words,
};
use crate::words::Words;

/// The names above the lifelines.
#[derive(Debug, Template)]
#[template(path = "part/ladder_heads.html")]
pub struct Heads {
    words: Words,
    heads: Vec<Head>,
    width: usize,
}

/// The name of one lifeline.
#[derive(Debug)]
struct Head {
    hue: Hue,
    x: usize,
    socket: Option<SocketId>,
    /// What it is, after its name.
    what: String,
    /// Its port and state.
    how: String,
    /// The calls that wait.
    waits: String,
    ghost: bool,
    /// All of that, for the ear.
    spoken: String,
}

impl HtmlSafe for Heads {}

impl Heads {
    pub(super) fn new(ladder: &Ladder, words: Words) -> Self {
        let drawn = ladder.lines.iter().filter(|(_, line)| column(line.slot) != MORE);
        let mut heads: Vec<Head> = drawn.map(|(id, line)| Head::new(words, *id, line)).collect();
        let more = ladder.lines.len() - heads.len();
        if 0 < more {
            heads.push(Head::nameless(x(MORE), words.t1("ladder-more", "n", more)));
        }
        if let Some(slot) = ladder.outside {
            let x = x(ladder.outside_column(slot));
            heads.push(Head::nameless(x, words.t("ladder-outside").to_owned()));
        }
        for (node, slot) in &ladder.wires.hosts {
            let x = x(ladder.outside_column(*slot));
            heads.push(Head::nameless(x, words.t1("ladder-host", "node", node.name())));
        }
        // A line that has ended keeps its name until another one stands there.
        for (id, line) in ladder.left.values().filter(|(_, line)| column(line.slot) != MORE) {
            if heads.iter().all(|head| head.x != x(column(line.slot))) {
                heads.push(Head::new(words, *id, line));
            }
        }
        heads.sort_by_key(|head| head.x);
        let width = heads.last().map_or(LANE, |head| head.x + LANE);
        Self { words, heads, width }
    }
}

impl Head {
    fn new(words: Words, id: SocketId, line: &Lifeline) -> Self {
        let protocol = match line.protocol {
            Protocol::Tcp => "TCP",
            Protocol::Udp => "UDP",
        };
        let role = match line.kind {
            Some(Kind::TcpAccepted) => words.t("ladder-role-accepted"),
            Some(Kind::TcpConnect) => words.t("ladder-role-client"),
            Some(Kind::TcpListen) => words.t("ladder-role-listener"),
            None if line.state == State::Connecting => words.t("ladder-role-client"),
            None | Some(Kind::Udp) => "",
        };
        let state = state_words(words, line.state);
        let port = line.local.map(|local| format!(":{}", local.port()));
        let how = [port.as_deref(), Some(state)].into_iter().flatten().collect::<Vec<_>>();
        let mut calls = BTreeMap::<&str, usize>::new();
        for call in line.waiting.iter().flatten() {
            *calls.entry(call).or_default() += 1;
        }
        let calls = calls.into_iter().map(|(call, n)| match n {
            1 => format!("{call}() …"),
            n => format!("{call}() … ×{n}"),
        });
        let waits = calls.collect::<Vec<_>>().join(" ");
        let address = line.local.map(|local| local.to_string()).unwrap_or_default();
        let node = line.node.map_or("", Node::name);
        let what = [node, protocol, role].join(" ").trim().to_owned();
        Self {
            hue: hue(column(line.slot)),
            x: x(column(line.slot)),
            socket: Some(id),
            spoken: [&*id.to_string(), &*what, &*address, state, &*waits].join(" "),
            what,
            how: how.join(" "),
            waits,
            ghost: line.state == State::Closed,
        }
    }

    /// The name of what is no single socket.
    fn nameless(x: usize, what: String) -> Self {
        let (how, waits) = (String::new(), String::new());
        let spoken = what.clone();
        Self { hue: Hue(0), x, socket: None, what, how, waits, ghost: false, spoken }
    }
}

/// What the signs of the ladder mean.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "part/ladder_legend.html")]
pub struct Legend {
    words: Words,
}

impl HtmlSafe for Legend {}

impl Legend {
    pub(super) fn new(words: Words) -> Self {
        Self { words }
    }
}
