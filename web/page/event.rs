//! One event with all the bytes that were kept of it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{
    call::Call,
    command::Protocol,
    engine::SessionHandle,
    errno::OsError,
    event::{Entry, Event as Happening},
    id::{Seq, SessionId},
    view::State as Life,
};

use super::{Frame, Shown, problem};
use crate::{
    app::App,
    holder::{self, Holder},
    language::Choice,
    problem::Problem,
    render::{Renderer, bytes_text, meaning::Meaning, row::Row},
    words::Words,
};

/// The page of one event.
#[derive(Debug, Template)]
#[template(path = "page/event.html")]
struct Event<'a> {
    frame: Frame,
    session: SessionId,
    seq: Seq,
    row: Row<'a>,
    meaning: Meaning,
    bytes: bool,
    /// Who has the address, and the label of where that comes from.
    holder: Option<(String, &'static str)>,
}

/// Shows one event.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path((session, seq)): Path<(String, String)>,
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
    let frame = Frame::new(choice, |words| words.t1("event-title", "seq", entry.seq.to_string()));
    let renderer = Renderer { words: frame.words, session: session.id() };
    let row = renderer.row(&entry);
    let bytes = entry.event.payload().is_some();
    let holder = held_now(frame.words, &session, &entry).await;
    let socket = entry.socket.and_then(|id| reader.socket(id));
    let protocol = socket.map(|socket| socket.protocol);
    let meaning = Meaning::new(frame.words, session.id(), &entry, protocol);
    let page = Event { frame, session: session.id(), seq: entry.seq, row, meaning, bytes, holder };
    Shown::new(choice, page).into_response()
}

/// Who holds the address of a `bind` that failed with `EADDRINUSE`, asked now and not then.
async fn held_now(
    words: Words,
    session: &SessionHandle,
    entry: &Entry,
) -> Option<(String, &'static str)> {
    let at = taken_address(&entry.event)?;
    let address = at.to_string();
    let reader = session.reader(Seq::START);
    let sockets = reader.sockets();
    let holds = |local| holder::in_the_way(local, at);
    let here = sockets.iter().find(|socket| {
        socket.state != Life::Closed
            && Some(socket.id) != entry.socket
            && socket.local.is_some_and(holds)
    });
    if let Some(here) = here {
        let socket = here.id.to_string();
        let said = [("address", address.into()), ("socket", socket.into())];
        return Some((words.with("holder-here", said), "playground"));
    }
    let own = sockets.iter().find(|socket| Some(socket.id) == entry.socket);
    let protocol = own.map_or(Protocol::Tcp, |socket| socket.protocol);
    let says = match holder::of(protocol, at).await {
        Some(Holder::Hidden) => words.t1("holder-hidden", "address", address),
        Some(Holder::Playground) => words.t1("holder-playground", "address", address),
        Some(Holder::Program { name, pid }) => {
            let name = bytes_text::text(name.as_bytes());
            let pid = pid.to_string();
            let said = [("address", address.into()), ("name", name.into()), ("pid", pid.into())];
            words.with("holder-program", said)
        }
        Some(Holder::TimeWait) => words.t1("holder-time-wait", "address", address),
        None => words.t1("holder-nobody", "address", address),
    };
    Some((says, "sampled"))
}

/// The address that a `bind` was refused because somebody has it.
fn taken_address(event: &Happening) -> Option<std::net::SocketAddr> {
    let (call, error) = match event {
        Happening::Failed(failed) => (&failed.call, failed.error),
        Happening::Returned(returned) => {
            (&returned.call, returned.outcome.as_ref().err().copied()?)
        }
        Happening::Accepted { .. }
        | Happening::Called(_)
        | Happening::Closed { .. }
        | Happening::Dropped { .. }
        | Happening::Ended
        | Happening::Noted(_)
        | Happening::Opened(_)
        | Happening::Received { .. }
        | Happening::Refused(_)
        | Happening::Sent { .. }
        | Happening::ShutDown { .. } => return None,
    };
    let taken = error == OsError::from_raw(nix::errno::Errno::EADDRINUSE as i32);
    if let (true, Call::Bind { at }) = (taken, call) { Some(*at) } else { None }
}
