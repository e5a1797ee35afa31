//! Which forms there are, and for which sockets.

use backend::{
    command::{How, Mode, Protocol, Respond},
    id::SessionId,
    node::{Node, On},
    option::OptionName,
    view::{SocketView, State},
};

use super::{Form, Input, Typed};
use crate::words::Words;

/// What can be done with a socket, most wanted first.
#[must_use]
pub fn of_socket(
    words: Words,
    session: SessionId,
    socket: &SocketView,
    typed: Option<&Typed>,
) -> Vec<Form> {
    let table = Table { words, action: commands(session), socket };
    let tcp = socket.protocol == Protocol::Tcp;
    let mut forms = match (socket.state, tcp) {
        (State::Closed, _) => return Vec::new(),
        (State::Closing, _) => vec![],
        (State::Connecting, _) => vec![table.simple("close")],
        (State::Created, true) => {
            vec![table.bind().first(), table.connect(), table.simple("close")]
        }
        (State::Bound, true) => {
            vec![table.listen().first(), table.connect(), table.simple("close")]
        }
        (State::Listening, _) => table.listener(),
        (State::Open, true) => table.connection(),
        (State::Bound | State::Created | State::Open, false) => table.datagrams(),
    };
    if socket.state != State::Closing {
        forms.push(table.set().rare());
    }
    if tcp {
        forms.push(table.simple("reset").rare());
    }
    forms.into_iter().map(|form| form.filled(typed)).collect()
}

/// The forms that make a socket. `peer` is where a client most likely wants to go, and `on` whose
/// kernel has to make it for that.
#[must_use]
pub fn opening(
    words: Words,
    action: &str,
    (peer, on): (&str, On),
    typed: Option<&Typed>,
) -> Vec<Form> {
    let open = |kind: &'static str| Form::new(words, action, "open", None).fixed("kind", kind);
    let places = || {
        let mut places = vec![("host", words.t("on-host").to_owned())];
        let host = |node: Node| (node.wire(), words.t1("lab-chip", "node", node.name()));
        places.extend(Node::HOSTS.map(host));
        Input::Choice(places)
    };
    let modes = choices(words, "mode", &["auto", "manual"]);
    let forms = [
        open("tcp-listen")
            .named("tcp-listen", "open-tcp-listen")
            .titled(words.t("title-tcp-listen"))
            .ask("on", "on", places(), "host")
            .ask("at", "at", Input::Text, "127.0.0.1:8888")
            .ask("respond", "respond", Input::Choice(responds(words)), Respond::Echo.wire())
            .ask("backlog", "backlog", Input::Number, "128")
            .ask("mode", "mode", Input::Choice(modes.clone()), Mode::Auto.wire()),
        open("tcp-connect")
            .named("tcp-connect", "open-tcp-connect")
            .titled(words.t("title-tcp-connect"))
            .ask("on", "on", places(), on.wire())
            .ask("to", "to", Input::Text, peer)
            .ask("at", "at-optional", Input::Text, "")
            .ask("respond", "respond", Input::Choice(responds(words)), Respond::None.wire())
            .ask("mode", "mode", Input::Choice(modes.clone()), Mode::Auto.wire()),
        open("udp")
            .named("udp", "open-udp")
            .titled(words.t("title-udp"))
            .ask("on", "on", places(), "host")
            .ask("at", "at-optional", Input::Text, "127.0.0.1:9999")
            .ask("to", "to-optional", Input::Text, "")
            .ask("respond", "respond", Input::Choice(responds(words)), Respond::None.wire())
            .ask("mode", "mode", Input::Choice(modes), Mode::Auto.wire()),
        Form::new(words, action, "create", None)
            .titled(words.t("title-create"))
            .ask("on", "on", places(), "host")
            .ask("kind", "protocol", Input::Choice(names(&[("tcp", "TCP"), ("udp", "UDP")])), "tcp")
            .ask(
                "family",
                "family",
                Input::Choice(names(&[("ipv4", "IPv4"), ("ipv6", "IPv6")])),
                "ipv4",
            ),
    ];
    forms.into_iter().map(|form| form.filled(typed)).collect()
}

/// Where the commands of a session are posted to.
#[must_use]
pub fn commands(session: SessionId) -> String {
    format!("/s/{session}/commands")
}

/// The forms of one socket.
struct Table<'a> {
    words: Words,
    action: String,
    socket: &'a SocketView,
}

impl Table<'_> {
    fn form(&self, act: &'static str) -> Form {
        Form::new(self.words, &self.action, act, Some(self.socket.id))
    }

    fn simple(&self, act: &'static str) -> Form {
        self.form(act)
    }

    fn manual(&self) -> bool {
        self.socket.mode == Mode::Manual
    }

    fn listener(&self) -> Vec<Form> {
        if self.manual() {
            let again = self.listen().rare();
            let mut forms = vec![self.simple("accept").first(), self.simple("close"), again];
            forms.extend([self.accepting().rare(), self.respond().rare()]);
            return forms;
        }
        let accept = self.accepting();
        let mut forms = vec![self.simple("close"), accept.rare(), self.respond().rare()];
        if !self.socket.accepts {
            forms.insert(0, self.simple("accept").first());
        }
        forms
    }

    fn connection(&self) -> Vec<Form> {
        let mut forms = Vec::new();
        if self.manual() || !self.socket.reads {
            forms.push(self.recv().first());
        }
        forms.push(self.simple("close"));
        let hows = [How::Write, How::Read, How::Both].map(|how| (how.wire(), hows(how).to_owned()));
        let shutdown = Input::Choice(hows.to_vec());
        forms.push(self.form("shutdown").ask("how", "how", shutdown, How::Write.wire()).rare());
        forms.push(self.reading().rare());
        forms.push(self.respond().rare());
        forms
    }

    fn datagrams(&self) -> Vec<Form> {
        let mut forms = Vec::new();
        if self.socket.state == State::Created {
            forms.push(self.bind().first());
        }
        if (self.manual() || !self.socket.reads) && self.socket.state != State::Created {
            forms.push(self.recv());
        }
        forms.push(self.simple("close"));
        forms.push(self.connect().rare());
        forms.push(self.reading().rare());
        forms.push(self.respond().rare());
        forms
    }

    fn bind(&self) -> Form {
        let at = match self.socket.on {
            On::Host => "127.0.0.1",
            On::Lab(node) => node.wire(),
        };
        self.form("bind").ask("at", "at", Input::Text, &format!("{at}:8888"))
    }

    fn connect(&self) -> Form {
        let to = match self.socket.on {
            On::Host => "127.0.0.1",
            On::Lab(Node::A) => "b",
            On::Lab(_) => "a",
        };
        self.form("connect").ask("to", "to", Input::Text, &format!("{to}:8888"))
    }

    fn listen(&self) -> Form {
        self.form("listen").ask("backlog", "backlog", Input::Number, "5")
    }

    fn recv(&self) -> Form {
        self.form("recv").ask("max", "max", Input::Number, "1024").ask(
            "peek",
            "peek",
            Input::Flag("true"),
            "",
        )
    }

    fn set(&self) -> Form {
        let options = OptionName::ALL.into_iter();
        let options = options.filter(|option| option.applies_to(self.socket.protocol));
        let options = options.map(|option| (option.wire(), option.constant().to_owned())).collect();
        self.form("set")
            .ask("option", "option", Input::Choice(options), OptionName::ReuseAddress.wire())
            .ask("value", "value", Input::Text, "1")
    }

    fn accepting(&self) -> Form {
        if self.socket.accepts {
            self.form("auto").fixed("accept", false).named("accept", "accept-off")
        } else {
            self.form("auto").fixed("accept", true).named("accept", "accept-on")
        }
    }

    fn reading(&self) -> Form {
        if self.socket.reads {
            self.form("auto").fixed("read", false).named("read", "read-off")
        } else {
            self.form("auto").fixed("read", true).named("read", "read-on")
        }
    }

    fn respond(&self) -> Form {
        let now = self.socket.respond.wire();
        self.form("auto").named("respond", "respond").ask(
            "respond",
            "respond",
            Input::Choice(responds(self.words)),
            now,
        )
    }
}

/// Choices with words of their own.
pub(super) fn choices(
    words: Words,
    field: &str,
    values: &[&'static str],
) -> Vec<(&'static str, String)> {
    let named = |value| (value, words.t(&format!("{field}-{value}")).to_owned());
    values.iter().copied().map(named).collect()
}

fn responds(words: Words) -> Vec<(&'static str, String)> {
    choices(words, "respond", &["none", "echo", "upper", "discard"])
}

/// Choices with names that are never translated.
pub(super) fn names(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    pairs.iter().map(|(value, name)| (*value, (*name).to_owned())).collect()
}

fn hows(how: How) -> &'static str {
    crate::render::call::how_constant(how)
}
