//! Says effects, events, and sockets in the words of a transcript.

use std::fmt::{Display, Write as _};

use crate::{
    call::{Call, Value},
    effect::{Act, Effect, Flow},
    event::{Event, Payload, Returned},
    policy::Approved,
    session::Output,
    view::SocketView,
};

/// One line.
pub(super) fn output(output: &Output) -> String {
    match output {
        Output::Effect(Effect { socket, act: does }) => format!("< {socket} {}", act(does)),
        Output::Event(Some(socket), happened) => format!("= {socket} {}", event(happened)),
        Output::Event(None, happened) => format!("= {}", event(happened)),
    }
}

/// A socket's state, and of the rest what is not as in the beginning.
pub(super) fn view(view: &SocketView) -> String {
    let mut text = format!("{} {}", view.state.wire(), view.mode.wire());
    for (word, says) in [
        ("peer-finished", view.peer_finished),
        ("we-finished", view.we_finished),
        ("streaming", view.streaming),
        ("exposed", view.exposed),
    ] {
        if says {
            let _ = write!(text, ", {word}");
        }
    }
    for call in &view.waiting {
        let _ = write!(text, ", {call} waits");
    }
    for (word, count) in [
        ("sent", view.sent),
        ("received", view.received),
        ("queued", view.queued as u64),
        ("dropped", view.datagrams_dropped),
    ] {
        if 0 < count {
            let _ = write!(text, ", {word} {count}");
        }
    }
    text
}

fn act(act: &Act) -> String {
    match act {
        Act::Adopt => "adopt".into(),
        Act::Bind(at) => format!("bind {}", at.get()),
        Act::Call(made) => call(made),
        Act::Connect(to) => format!("connect {}", to.get()),
        Act::Flow(Flow { accept: true, .. }) => "accepts".into(),
        Act::Flow(Flow { read: true, .. }) => "reads".into(),
        Act::Flow(Flow { accept: false, read: false }) => "rests".into(),
        Act::Lend => "lend".into(),
        Act::Resolve { name, port } => format!("resolve {name}:{port}"),
        Act::Send { bytes, to } => {
            format!("send {}{}", quoted(bytes), maybe("to", to.map(Approved::get)))
        }
        Act::Start { protocol, family, .. } => {
            format!("start {} {}", protocol.wire(), family.wire())
        }
        Act::Watch(on) => format!("watch {on}"),
        Act::Write { bytes, to } => {
            format!("write {}{}", quoted(bytes), maybe("to", to.map(Approved::get)))
        }
    }
}

fn call(call: &Call) -> String {
    match call {
        Call::Listen { backlog } => format!("listen {backlog}"),
        Call::Recv { max, peek: false } => format!("recv {max}"),
        Call::Recv { max, peek: true } => format!("peek {max}"),
        Call::Reset => "reset".into(),
        Call::SetSockOpt { setting } => format!("setsockopt {} {}", setting.option, setting.value),
        Call::Shutdown { how } => format!("shutdown {}", how.wire()),
        Call::Accept
        | Call::Bind { .. }
        | Call::Close
        | Call::Connect { .. }
        | Call::GetAddrInfo { .. }
        | Call::Send { .. }
        | Call::Socket { .. } => call.name().into(),
    }
}

fn event(event: &Event) -> String {
    match event {
        Event::Accepted { child, peer } => format!("accepted {child} from {peer}"),
        Event::Called(call) => format!("called {}", call.name()),
        Event::Closed { why, unread, unsent } => {
            let mut text = format!("closed {}", why.wire());
            for (word, count) in [("unread", unread), ("unsent", unsent)] {
                if 0 < *count {
                    let _ = write!(text, ", {word} {count}");
                }
            }
            text
        }
        Event::Dropped { datagrams, total, .. } => format!("dropped {datagrams} of {total}"),
        Event::Failed(failed) => format!("failed {} {}", failed.call.name(), failed.error),
        Event::Noted(note) => format!("noted {}", note.wire()),
        Event::Opened(opened) => {
            let mut text = format!("opened {} {}", opened.kind.wire(), opened.local);
            text += &maybe("to", opened.peer);
            text += &maybe("by", opened.parent);
            for (word, says) in [("itself", opened.self_connected), ("exposed", opened.exposed)] {
                if says {
                    let _ = write!(text, ", {word}");
                }
            }
            text
        }
        Event::Received { payload, from } => {
            format!("received {}{}", kept(payload), maybe("from", *from))
        }
        Event::Refused(refusal) => format!("refused {}", refusal.code()),
        Event::Returned(back) => returned(back),
        Event::Sent { payload, to } => format!("sent {}{}", kept(payload), maybe("to", *to)),
        Event::ShutDown { how } => format!("shutdown {}", how.wire()),
        Event::Ended => "ended".into(),
        Event::Icmp { kind, code, from, error } => {
            format!("icmp {kind} {code} from {from} {error}")
        }
        Event::Kernel(_) | Event::Lab(_) | Event::Missed { .. } | Event::Segment(_) => {
            panic!("a session says nothing of its lanes")
        }
    }
}

fn returned(returned: &Returned) -> String {
    let outcome = match returned.outcome {
        Ok(Value::Number(number)) => number.to_string(),
        Ok(Value::Reset) => "reset".into(),
        Ok(Value::Socket(socket)) => socket.to_string(),
        Err(error) => error.to_string(),
    };
    let mut text = format!("returned {} {outcome}", returned.call.name());
    text += &maybe("now", returned.now.as_ref());
    text += &maybe("of", returned.whole);
    text += &maybe("peeked", returned.peeked.as_ref().map(kept));
    text
}

fn maybe(word: &str, value: Option<impl Display>) -> String {
    value.map_or_else(String::new, |value| format!(" {word} {value}"))
}

fn kept(payload: &Payload) -> String {
    if payload.truncated() {
        return format!("{} bytes, {} kept", payload.len, payload.head.len());
    }
    quoted(&payload.head)
}

fn quoted(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) if bytes.len() <= READABLE => format!("\"{text}\""),
        Ok(_) | Err(_) => format!("{} bytes", bytes.len()),
    }
}

/// Longer texts are numbers of bytes.
const READABLE: usize = 32;
