//! One event with all the bytes that were kept of it.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::id::{Seq, SessionId};
use serde::Deserialize;

use super::{Frame, Shown, gutter::Reading, problem};
use crate::{
    app::App,
    language::Choice,
    problem::Problem,
    render::{
        Renderer,
        pane::{self, Pane},
        row::Row,
    },
};

/// The page of one event.
#[derive(Debug, Template)]
#[template(path = "page/event.html")]
struct Event<'a> {
    frame: Frame,
    session: SessionId,
    seq: Seq,
    row: Row<'a>,
    pane: Option<Pane>,
}

/// Which part of the page is wanted.
#[derive(Clone, Debug, Deserialize)]
pub struct Wanted {
    /// `bytes`: only the bytes; the whole page where it is absent.
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
    let pane = pane::payload(&entry.event)
        .map(|payload| Pane::new(frame.words, session.id(), entry.seq, payload, reading.gutter));
    let mut response = match pane {
        Some(pane) if wanted.part.as_deref() == Some("bytes") => {
            Shown::new(choice, pane).into_response()
        }
        pane => {
            let row = renderer.row(&entry).without_bytes();
            let page = Event { frame, session: session.id(), seq: entry.seq, row, pane };
            Shown::new(choice, page).into_response()
        }
    };
    reading.remember(&mut response);
    response
}
