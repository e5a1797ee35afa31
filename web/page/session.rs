//! One session: its sockets, what can be done, and what happened.

use std::time::Duration;

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, Uri, header::REFERER},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    engine::SessionHandle,
    id::{Seq, SessionId, SocketId},
    policy::Refusal,
    view::{SocketView, State as Life},
};

use super::{
    Frame, Shown, filter, pairs, prefill,
    preset::Presets,
    problem::{self, field_at_fault, malformed_text, refusal_text},
    rows::{self, Rows},
    window::Place,
};
use crate::{
    app::App,
    filter::FilterBar,
    language::Choice,
    lens::{Face, Lens, Look},
    render::{
        Renderer,
        card::Card,
        composer::Composer,
        form::{self, Form, Typed},
        kernel::Kernel,
        keys::Keys,
        lab::{Lab, Seen},
        ladder::{Ladder, Legend},
        lanes::Lanes,
        own_socket::{Arrival, OwnSocket},
        peers::Peers,
    },
    wire::{self, fields::Fields, import},
    words::Words,
};

/// The page of a session.
#[derive(Debug, Template)]
#[template(path = "page/session.html")]
struct Session {
    frame: Frame,
    session: SessionId,
    own: OwnSocket,
    presets: Presets,
    scenes: Presets,
    opening: Vec<Form>,
    peers: Peers,
    opening_failed: bool,
    lab: Lab,
    cards: Vec<Card>,
    composer: Composer,
    lens: Lens,
    filter: FilterBar,
    rows: Rows,
    legend: Legend,
    lanes: Lanes,
    kernel: Option<Kernel>,
    keys: Keys,
    failed: Option<String>,
}

impl Session {
    /// What can be wrong with a file, by the code of the problem.
    fn import_problems(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let text = |code| self.frame.words.t(&format!("problem-{code}"));
        import::PROBLEMS.into_iter().map(move |code| (code, text(code)))
    }

    /// The same page with another lens, at another place.
    fn link(&self, lens: &Lens, at: Option<u64>) -> String {
        let mut query = lens.query();
        if let Some(at) = at {
            let more = if query.is_empty() { "" } else { "&" };
            query = format!("{query}{more}at={at}");
        }
        if query.is_empty() { format!("/s/{}", self.session) } else { format!("?{query}") }
    }

    /// The words for sockets to be opened, each with its form and the field of its address.
    fn openings(&self) -> [(&'static str, &'static str, &'static str); 6] {
        prefill::WORDS
    }

    /// The same page without what explains the scene.
    fn unexplained(&self) -> String {
        self.link(&Lens { scene: None, ..self.lens.clone() }, None)
    }

    /// What a scene has to say under a name.
    fn scene(&self, word: &str, name: &str) -> &'static str {
        self.frame.words.t(&format!("scene-{word}-{name}"))
    }

    fn face(&self, face: Face) -> String {
        self.link(&Lens { face, ..self.lens.clone() }, None)
    }

    /// Everything up to now out of sight.
    fn clear(&self) -> String {
        self.link(&Lens { from: self.rows.head, ..self.lens.clone() }, None)
    }

    /// Everything in sight again.
    fn unclear(&self) -> String {
        self.link(&Lens { from: Seq::START, ..self.lens.clone() }, None)
    }

    /// Rows before the ones that are shown, and how many there are.
    fn older(&self) -> Option<(String, u64)> {
        let n = self.rows.at.saturating_sub(self.rows.base);
        let at = self.rows.at.saturating_sub(rows::SCREEN).max(self.rows.base);
        (0 < n).then(|| (self.link(&self.lens, Some(at)), n))
    }

    /// The newest rows, if they are not the ones that are shown.
    fn newest(&self) -> Option<String> {
        let newer = self.rows.at + rows::SCREEN < self.rows.total;
        newer.then(|| self.link(&self.lens, None))
    }
}

/// Shows a session.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path(session): Path<String>,
    Query(look): Query<Look>,
    arrival: Arrival,
) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    session.touch();
    page(choice, &session, &look, None, arrival).await
}

/// Does what a form asks, and shows the session again.
pub async fn act(
    choice: Choice,
    State(app): State<App>,
    Path(session): Path<String>,
    arrival: Arrival,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    session.touch();
    let words = Words::new(choice.language);
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
                let to = named.filter(|_| sent).map(|to| format!("to={to}"));
                let query: Vec<String> = came_from(&headers).into_iter().chain(to).collect();
                let query = Some(query.join("&")).filter(|query| !query.is_empty());
                let query = query.map_or_else(String::new, |query| format!("?{query}"));
                return Redirect::to(&format!("/s/{}{query}#e{seq}", session.id())).into_response();
            }
            Err(refusal) => {
                let field = field_at_fault(&refusal, |name| fields.filled(name));
                (field, refusal_text(words, &refusal))
            }
        },
    };
    let typed = Typed { fields: pairs(body.as_bytes()), field, message };
    page(choice, &session, &Look::default(), Some(&typed), arrival).await
}

/// The lens of the page that a form was on, as a query; `None` where nothing was special.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let page: Uri = headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    let Query(look) = Query::<Look>::try_from_uri(&page).ok()?;
    Some(Lens::of(&look).query()).filter(|query| !query.is_empty())
}

/// Shows the session to whoever reloads the answer to a form, or changes its language or looks.
pub async fn back(choice: Choice, Path(session): Path<String>) -> Response {
    let Ok(session) = session.parse::<SessionId>() else { return problem::ended(choice) };
    let page = format!("/s/{session}");
    let chosen: Vec<String> = choice.chosen().collect();
    let query = if chosen.is_empty() { String::new() } else { format!("?{}", chosen.join("&")) };
    Redirect::to(&format!("{page}{query}")).into_response()
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

/// The page, with a refusal that no field is at fault for.
pub(super) async fn refused(
    choice: Choice,
    session: &SessionHandle,
    refusal: &Refusal,
    arrival: Arrival,
) -> Response {
    let message = refusal_text(Words::new(choice.language), refusal);
    let typed = Typed { fields: Vec::new(), field: None, message };
    page(choice, session, &Look::default(), Some(&typed), arrival).await
}

/// The page, with what was typed and could not be done.
async fn page(
    choice: Choice,
    session: &SessionHandle,
    look: &Look,
    typed: Option<&Typed>,
    arrival: Arrival,
) -> Response {
    let id = session.id();
    let reader = session.reader(Seq::START);
    let words = Words::new(choice.language);
    let renderer = Renderer { words, session: id };
    let lens = Lens::of(look);
    let rows = Rows::of(&renderer, &reader, &lens, Place::of(look), rows::SCREEN).await;
    let sockets = reader.sockets();
    let frame = Frame::new(choice, |words| title(words, &sockets)).keep(arrival.query());
    let own = OwnSocket::page(words, arrival);
    let presets = Presets::within(words, id);
    let scenes = Presets::within(words, id).in_lab();
    let peers = Peers::new(&sockets);
    let opening = form::opening(words, &form::commands(id), peers.likely(), typed);
    let lab = Lab::new(words, id, &Seen::of(&reader), typed);
    let chosen = look.to.as_deref().and_then(|name| name.parse().ok());
    let composer = Composer::new(words, id, &sockets, typed, chosen).drafting(look.msg.as_deref());
    let opening_failed = opening.iter().any(Form::failed);
    let held = reader.kernel();
    let card = |socket| renderer.card(socket, typed).holding(id, &held);
    let cards: Vec<Card> = sockets.iter().map(card).collect();
    let kernel =
        (lens.face == Face::Kernel).then(|| Kernel::new(words, id, &held, reader.now(), &lens.row));
    let lanes = Lanes::new(words, id, reader.lanes(), reader.lab().is_some());
    let kept: Vec<(String, String)> = filter::kept(&pairs(lens.query().as_bytes()));
    let filter = FilterBar::new(words, id, &lens.text, lens.fault.as_ref(), &sockets, &kept);
    let filter = if lens.sees_all() {
        filter
    } else {
        filter.counting(rows.total, rows.head.0 - lens.from.0)
    };
    let legend = Ladder::legend(words);
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let failed = typed.map(|typed| typed.message.clone());
    let page = Session {
        frame,
        session: id,
        own,
        presets,
        scenes,
        opening,
        peers,
        opening_failed,
        lab,
        cards,
        composer,
        lens,
        filter,
        rows,
        legend,
        lanes,
        kernel,
        keys: Keys { words },
        failed,
    };
    Shown { choice, status, page }.into_response()
}

/// The title of a session's page: how many of its sockets are open.
pub(super) fn title(words: Words, sockets: &[SocketView]) -> String {
    let open = sockets.iter().filter(|socket| socket.state != Life::Closed).count();
    words.t1("session-title", "n", open)
}

/// How long a form post waits for what its call returns.
const MOMENT: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests;
