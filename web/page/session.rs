//! One session: its sockets, what can be done, and what happened.

use std::time::Duration;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    engine::SessionHandle,
    feed::Page,
    id::{Seq, SessionId, SocketId},
    view::{SocketView, State as Life},
};
use serde::Deserialize;

use super::{
    Frame, Shown, pairs,
    problem::{self, field_at_fault, malformed_text, refusal_text},
};
use crate::{
    app::App,
    language::Choice,
    render::{
        GapRow, Renderer,
        card::Card,
        composer::Composer,
        form::{self, Form, Typed},
        row::Row,
    },
    wire::{self, fields::Fields},
};

/// The page of a session.
#[derive(Debug, Template)]
#[template(path = "page/session.html")]
struct Session<'a> {
    frame: Frame,
    session: SessionId,
    opening: Vec<Form>,
    opening_failed: bool,
    cards: Vec<Card>,
    composer: Composer,
    gap: Option<GapRow>,
    rows: Vec<Row<'a>>,
    older: Option<Seq>,
    before: u64,
    newer: bool,
    head: Seq,
    failed: Option<String>,
}

/// Which stretch of the journal to show.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Stretch {
    /// Events before this one; the newest where it is absent.
    before: Option<u64>,
    /// The socket that the composer sends through.
    to: Option<String>,
}

/// Shows a session.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path(session): Path<String>,
    Query(stretch): Query<Stretch>,
) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    session.touch();
    page(choice, &session, &stretch, None)
}

/// Does what a form asks, and shows the session again.
pub async fn act(
    choice: Choice,
    State(app): State<App>,
    Path(session): Path<String>,
    body: Bytes,
) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    session.touch();
    let words = Frame::new(choice, |_| String::new()).words;
    let body = typed_lines(&body);
    let fields = Fields::form(&body);
    let command = wire::command(&fields);
    let before = session.reader(Seq(u64::MAX)).cursor();
    let (field, message) = match command {
        Err(malformed) => {
            let message = malformed_text(words, &malformed, &fields);
            (Some(malformed.field), message)
        }
        Ok(command) => match session.command(command).await {
            Ok(done) => {
                let named: Option<SocketId> =
                    fields.filled("socket").and_then(|socket| socket.parse().ok());
                let seq = settle(&session, before, done.socket.or(named)).await;
                let sent = fields.get("do") == Some("send");
                let to = named.filter(|_| sent).map_or_else(String::new, |to| format!("?to={to}"));
                return Redirect::to(&format!("/s/{}{to}#e{seq}", session.id())).into_response();
            }
            Err(refusal) => {
                let field = field_at_fault(&refusal, |name| fields.filled(name));
                (field, refusal_text(words, &refusal))
            }
        },
    };
    let typed = Typed { fields: pairs(body.as_bytes()), field, message };
    page(choice, &session, &Stretch::default(), Some(&typed))
}

/// Shows the session to whoever reloads the answer to a form, or changes its language.
pub async fn back(choice: Choice, Path(session): Path<String>) -> Response {
    let Ok(session) = session.parse::<SessionId>() else { return problem::ended(choice) };
    let page = format!("/s/{session}");
    let page = if choice.sticks { format!("{page}?lang={}", choice.language.code()) } else { page };
    Redirect::to(&page).into_response()
}

/// Ends a session, and goes to the first page.
pub async fn end(choice: Choice, State(app): State<App>, Path(session): Path<String>) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    session.end().await;
    Redirect::to("/").into_response()
}

/// The body of a form. A browser sends the line ends of a text area as CR LF (HTML, form submission);
/// the reader typed none of these CRs, and asks for one with `ending`.
pub(super) fn typed_lines(body: &[u8]) -> String {
    String::from_utf8_lossy(body).replace("%0D%0A", "%0A")
}

/// Gives the system a moment, so that the page can show what a call returned; the place of the
/// first event of that socket, or the one where it will be.
pub(super) async fn settle(session: &SessionHandle, before: Seq, socket: Option<SocketId>) -> Seq {
    let mut reader = session.reader(before);
    let first = async {
        loop {
            let page = reader.next().await?;
            let mut entries = page.entries.iter();
            if let Some(entry) = entries.find(|entry| socket.is_none() || entry.socket == socket) {
                return Some(entry.seq);
            }
        }
    };
    let found = tokio::time::timeout(MOMENT, first).await;
    found.ok().flatten().unwrap_or_else(|| before.next())
}

/// The session of that name.
pub(super) fn find(app: &App, session: &str) -> Option<SessionHandle> {
    app.engine.session(session.parse().ok()?)
}

/// The page, with what was typed and could not be done.
fn page(
    choice: Choice,
    session: &SessionHandle,
    stretch: &Stretch,
    typed: Option<&Typed>,
) -> Response {
    let id = session.id();
    let mut reader = session.reader(Seq::START);
    let head = reader.head();
    let end = stretch.before.map_or(head.0, |before| before.saturating_sub(1).min(head.0));
    reader = reader.resume(Seq(end.saturating_sub(SHOWN)));
    let taken: std::sync::Arc<Page> = reader.take();
    let sockets = reader.sockets();
    let frame = Frame::new(choice, |words| {
        let open = sockets.iter().filter(|socket| socket.state != Life::Closed).count();
        words.t1("session-title", "n", open)
    });
    let renderer = Renderer { words: frame.words, session: id };
    let entries = taken.entries.iter().filter(|entry| entry.seq.0 <= end);
    let rows: Vec<Row<'_>> = entries.map(|entry| renderer.row(entry)).collect();
    let first = taken.entries.first().map(|entry| entry.seq);
    let older = first.filter(|first| reader.first() < *first);
    let opening = form::opening(frame.words, &form::commands(id), &likely_peer(&sockets), typed);
    let cards: Vec<Card> = sockets.iter().map(|socket| renderer.card(socket, typed)).collect();
    let chosen = stretch.to.as_deref().and_then(|name| name.parse().ok());
    let composer = Composer::new(frame.words, id, &sockets, typed, chosen);
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let gap = taken.gap.map(|gap| renderer.gap(gap));
    let newer = end < head.0;
    let head = if newer { head } else { Seq(end) };
    let failed = typed.map(|typed| typed.message.clone());
    let before = first.map_or(1, |first| first.0);
    let opening_failed = opening.iter().any(Form::failed);
    let page = Session {
        frame,
        session: id,
        opening,
        opening_failed,
        cards,
        composer,
        gap,
        rows,
        older,
        before,
        newer,
        head,
        failed,
    };
    Shown { choice, status, page }.into_response()
}

/// Where a new client most likely wants to go: to the newest listener.
fn likely_peer(sockets: &[SocketView]) -> String {
    let listener = sockets.iter().rev().find(|socket| socket.state == Life::Listening);
    let local = listener.and_then(|listener| listener.local);
    local.map_or_else(|| "127.0.0.1:8888".to_owned(), |local| local.to_string())
}

/// How many events a page shows.
const SHOWN: u64 = 200;
/// How long a form post waits for what its call returns.
const MOMENT: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests;
