//! The ladder at the beginning of what a journal remembers.

use backend::{
    call::{Call, Value},
    event::{Entry, Event},
    feed::Reader,
    id::{Seq, SocketId},
    view::State,
};
use tokio::task::yield_now;

use crate::render::ladder::Ladder;

/// An empty ladder; where the beginning was forgotten, with the sockets that were there by then.
pub async fn ladder(reader: &Reader) -> Ladder {
    let first = reader.first();
    if first <= Seq::START.next() {
        return Ladder::default();
    }
    // Names are given in their order, so that whatever has an earlier one was there before.
    let mut young = None;
    let mut cursor = Seq(first.0 - 1);
    while young.is_none() {
        let stretch = reader.stretch(cursor);
        let Some(last) = stretch.last() else { break };
        cursor = last.seq;
        young = stretch.iter().find_map(begins);
        yield_now().await;
    }
    let sockets = reader.sockets();
    let there = sockets.iter().filter(|socket| {
        let ended = socket.state == State::Closed && socket.changed < first;
        !ended && young.is_none_or(|young| socket.id < young)
    });
    Ladder::among(there)
}

/// The socket that an event is the beginning of.
fn begins(entry: &Entry) -> Option<SocketId> {
    match &entry.event {
        Event::Accepted { child, .. } => Some(*child),
        Event::Returned(returned) => match (&returned.call, returned.outcome) {
            (Call::Socket { .. }, Ok(Value::Socket(socket))) => Some(socket),
            _ => None,
        },
        Event::Called(_)
        | Event::Closed { .. }
        | Event::Dropped { .. }
        | Event::Ended
        | Event::Kernel(_)
        | Event::Lab(_)
        | Event::Icmp { .. }
        | Event::Missed { .. }
        | Event::Failed(_)
        | Event::Noted(_)
        | Event::Opened(_)
        | Event::Received { .. }
        | Event::Refused(_)
        | Event::Segment(_)
        | Event::Sent { .. }
        | Event::ShutDown { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use backend::{
        command::{Command, Host, Mode, Open, OpenRole, Respond},
        engine::Engine,
        limits::Limits,
        policy::Policy,
    };

    use super::*;
    use crate::{language::Language, words::Words};

    #[tokio::test]
    async fn sockets_whose_beginning_was_forgotten_are_what_they_are() {
        let limits = Limits { journal_events: 12, ..Limits::default() };
        let engine = Engine::new(Policy::default(), limits);
        let session = engine.begin().unwrap();
        let mut reader = session.reader(Seq::START);
        let here = Host::Address("127.0.0.1:0".parse().unwrap());
        let open = |at, to, respond| {
            let role = OpenRole::Udp { at, to };
            Command::Open(Open {
                role,
                mode: Mode::Auto,
                respond,
                settings: Vec::new(),
                on: backend::node::On::Host,
            })
        };
        session.command(open(Some(here), None, Respond::Echo)).await.unwrap();
        while reader.sockets().first().is_none_or(|socket| socket.local.is_none()) {
            reader.next().await.unwrap();
        }
        let server = Host::Address(reader.sockets()[0].local.unwrap());
        let socket = session.command(open(None, Some(server), Respond::None)).await.unwrap().socket;
        let socket = socket.unwrap();
        while reader.first() <= Seq(20) {
            let bytes = bytes::Bytes::from_static(b"x");
            session.command(Command::Send { socket, bytes, to: None }).await.unwrap();
            reader.next().await.unwrap();
        }
        let mut ladder = ladder(&reader).await;
        reader.stretch(Seq::START).iter().for_each(|entry| ladder.advance(entry));
        let words = Words::new(Language::English);
        let heads = ladder.heads(words).render().unwrap();
        assert!(heads.contains("s1 UDP") && heads.contains("s2 UDP"), "{heads}");
        assert!(!heads.contains("created") && !heads.contains("outside"), "{heads}");
    }
}
