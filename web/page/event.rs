//! One event with all that is known of it: as a page, or as a part of the session's page.

use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{
    engine::SessionHandle,
    event::{Entry, Event as Happening, Payload},
    id::{Seq, SessionId, SocketId},
};
use serde::Deserialize;

use super::{Frame, Shown, conversation::Conversation, copied::Copies, gutter::Reading, problem};
use crate::{
    app::App,
    filter::errno,
    language::Choice,
    problem::Problem,
    render::{
        bytes_text,
        kernel::picture::Picture,
        meaning::Meaning,
        pane::{self, Pane},
        row::clock,
        segment::FrameView,
    },
    words::Words,
};

mod held;
mod sampled;

/// The page of one event.
#[derive(Debug, Template)]
#[template(path = "page/event.html")]
struct Event {
    frame: Frame,
    details: Details,
}

/// What is known of one event.
#[derive(Debug, Template)]
#[template(path = "part/details.html")]
struct Details {
    words: Words,
    session: SessionId,
    seq: Seq,
    at: String,
    socket: Option<SocketId>,
    /// The name of the error that a call returned.
    errno: Option<String>,
    previous: Option<Seq>,
    next: Option<Seq>,
    /// The filter that shows its conversation and nothing else.
    follow: Option<String>,
    again: Option<Again>,
    meaning: Meaning,
    /// Who has the address that it could not have, and the label of where that comes from.
    holder: Option<(String, &'static str)>,
    /// The states and numbers of the connection by then, and whether its row is remembered.
    kernel: Option<(Vec<Picture>, bool)>,
    /// What a captured frame says, field by field.
    view: Option<FrameView>,
    pane: Option<Pane>,
    copies: Copies,
}

/// The bytes of an event for who wants to send them once more, if all of them were kept.
#[derive(Debug)]
struct Again {
    hex: String,
    to: Option<String>,
}

impl HtmlSafe for Details {}

impl Details {
    async fn new(words: Words, session: &SessionHandle, entry: &Entry, reading: Reading) -> Self {
        let reader = session.reader(Seq::START);
        let (id, seq) = (session.id(), entry.seq);
        let sockets = reader.sockets();
        let talk = entry.socket.map(|socket| Conversation::of(socket, &sockets));
        let (mut previous, mut next) = (None, None);
        if let Some(talk) = &talk {
            previous = talk.before(&reader, seq).await;
            next = talk.after(&reader, seq).await;
        }
        let own = sockets.iter().find(|socket| Some(socket.id) == entry.socket);
        let protocol = own.map(|socket| socket.protocol);
        let frame = frame(&entry.event);
        let payload = frame.as_ref().or_else(|| pane::payload(&entry.event));
        let pane = payload.map(|payload| Pane::new(words, id, seq, payload, reading.gutter));
        let stream = stream(&entry.event);
        Self {
            words,
            session: id,
            seq,
            at: clock(entry.at),
            socket: entry.socket,
            errno: errno(&entry.event).map(|error| error.name().into_owned()),
            previous,
            next,
            follow: stream.or_else(|| talk.map(|talk| talk.filter())),
            again: Again::of(&entry.event, own.is_some_and(|socket| socket.peer.is_some())),
            meaning: Meaning::new(words, id, entry, protocol),
            holder: held::held_now(words, session, entry).await,
            kernel: sampled::pictures(words, &reader, entry),
            view: view(words, &entry.event),
            pane,
            copies: Copies::new(words, id, entry),
        }
    }

    /// The session with only this conversation.
    fn followed(&self, filter: &str) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", filter).append_pair("seq", &self.seq.to_string());
        format!("/s/{}?{}", self.session, query.finish())
    }
}

impl Again {
    fn of(event: &Happening, connected: bool) -> Option<Self> {
        let payload = event.payload().filter(|payload| !payload.truncated())?;
        let to = event.other_end().filter(|_| !connected).map(|other| other.to_string());
        Some(Self { hex: bytes_text::hex(&payload.head).replace(' ', ""), to })
    }
}

/// The bytes of a captured frame.
fn frame(event: &Happening) -> Option<Payload> {
    let Happening::Segment(segment) = event else { return None };
    Some(Payload { head: segment.frame.clone(), len: segment.frame_len.into() })
}

/// What a captured frame says.
fn view(words: Words, event: &Happening) -> Option<FrameView> {
    let Happening::Segment(segment) = event else { return None };
    Some(FrameView::new(words, segment))
}

/// The filter that shows the stream of a captured segment and nothing else.
fn stream(event: &Happening) -> Option<String> {
    let Happening::Segment(segment) = event else { return None };
    let stream = segment.stream?;
    Some(format!("{}.stream == {}", stream.protocol.wire(), stream.index))
}

/// Which part of the page is wanted.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    /// `bytes` or `details`; the whole page where it is absent.
    part: Option<String>,
}

/// Shows one event.
pub async fn show(
    choice: Choice,
    reading: Reading,
    State(app): State<App>,
    Path((session, seq)): Path<(String, String)>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let found = session.parse().ok().and_then(|id| app.engine.session(id));
    let Some(session) = found else { return problem::ended(choice) };
    let reader = session.reader(Seq::START);
    let entry = seq.parse().ok().and_then(|seq| reader.find(Seq(seq)));
    let Some(entry) = entry else {
        let detail = "that event is not remembered";
        return problem::page(
            choice,
            &Problem::new(StatusCode::NOT_FOUND, "unknown-event", detail),
        );
    };
    let words = Words::new(choice.language);
    let details = Details::new(words, &session, &entry, reading).await;
    let mut response = match (wanted.part.as_deref(), details.pane) {
        (Some("bytes"), Some(pane)) => Shown::part(choice, pane).into_response(),
        (Some("details"), pane) => Shown::part(choice, Details { pane, ..details }).into_response(),
        (_, pane) => {
            let title = |words: Words| words.t1("event-title", "seq", entry.seq.to_string());
            let details = Details { pane, ..details };
            Shown::new(choice, Event { frame: Frame::new(choice, title), details }).into_response()
        }
    };
    reading.remember(&mut response);
    response
}
