//! One event with all the bytes that were kept of it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::id::{Seq, SessionId};

use super::{Frame, Shown, copied::Copies, problem};
use crate::{
    app::App,
    language::Choice,
    problem::Problem,
    render::{Renderer, row::Row},
};

/// The page of one event.
#[derive(Debug, Template)]
#[template(path = "page/event.html")]
struct Event<'a> {
    frame: Frame,
    session: SessionId,
    seq: Seq,
    row: Row<'a>,
    bytes: bool,
    copies: Copies,
}

/// Shows one event.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path((session, seq)): Path<(String, String)>,
) -> Response {
    let found = session.parse().ok().and_then(|id| app.engine.session(id));
    let Some(session) = found else { return problem::ended(choice) };
    let entry = seq.parse().ok().and_then(|seq| session.reader(Seq::START).find(Seq(seq)));
    let Some(entry) = entry else {
        let detail = "that event is not remembered";
        return problem::page(
            choice,
            &Problem::new(StatusCode::NOT_FOUND, "unknown-event", detail),
        );
    };
    let frame = Frame::new(choice, |words| words.t1("event-title", "seq", entry.seq.to_string()));
    let renderer = Renderer { words: frame.words, session: session.id() };
    let row = renderer.row(&entry).whole();
    let bytes = entry.event.payload().is_some();
    let copies = Copies::new(frame.words, session.id(), &entry);
    let page = Event { frame, session: session.id(), seq: entry.seq, row, bytes, copies };
    Shown::new(choice, page).into_response()
}
