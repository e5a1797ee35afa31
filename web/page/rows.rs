//! Rows of a journal by their positions, for a page that shows some of them.

use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use backend::{event::Entry, feed::Reader, id::Seq, journal::Gap};

use super::{
    Shown, beginning, problem,
    session::find,
    window::{Place, Window, each},
};
use crate::{
    app::App,
    language::Choice,
    lens::{Face, Lens, Look},
    render::{GapRow, Html, Renderer, frame, ladder::Heads},
    words::Words,
};

/// Some rows of a journal.
#[derive(Debug, Template)]
#[template(path = "part/window.html")]
pub struct Rows {
    /// The position of the first.
    pub at: u64,
    /// The position of the first row there is.
    pub base: u64,
    /// The position after the last row there is.
    pub total: u64,
    /// The newest event that was looked at.
    pub head: Seq,
    /// What was forgotten before the first row there is.
    pub gap: Option<GapRow>,
    /// The names above the lifelines, where the rows are a ladder.
    pub heads: Option<Heads>,
    /// The rows.
    pub rows: Html,
}

impl Rows {
    /// At most `most` rows at a place, through a lens.
    pub async fn of(
        renderer: &Renderer,
        reader: &Reader,
        lens: &Lens,
        place: Place,
        most: u64,
    ) -> Self {
        let window = Window::of(reader, lens, place, most).await;
        let (rows, heads) = match lens.face {
            Face::Kernel | Face::List => {
                let entries: Vec<&Entry> = window.entries.iter().collect();
                (frame::list(renderer, &entries, &reader.sockets()).0, None)
            }
            Face::Ladder => {
                let (rows, heads) = ladder(renderer, reader, lens, &window).await;
                (rows, Some(heads))
            }
        };
        let first = reader.first();
        let gap = (lens.from.next() < first && window.at <= window.base)
            .then(|| renderer.gap(Gap { from: lens.from.next(), to: Seq(first.0 - 1) }));
        let Window { at, base, total, head, .. } = window;
        Self { at, base, total, head, gap, heads, rows: Html(rows) }
    }
}

/// The rows of a window as strips of a ladder, which has to know all that came before them; and
/// the names of the lifelines in their middle.
async fn ladder(
    renderer: &Renderer,
    reader: &Reader,
    lens: &Lens,
    window: &Window,
) -> (String, Heads) {
    let sockets = lens.sockets(reader);
    let mut ladder = beginning::ladder(reader).await;
    let mut rows = String::with_capacity(2048 * window.entries.len());
    let mut heads = None;
    let begin = window.entries.first().map_or(window.head, |entry| Seq(entry.seq.0 - 1));
    let end = window.entries.last().map_or(window.head, |entry| entry.seq);
    // At the end of the journal, the names are those of now.
    let middle = if end == window.head { end } else { Seq(begin.0.midpoint(end.0)) };
    each(reader, Seq::START, end, |entry| {
        if begin < entry.seq && lens.keeps(entry, &sockets) {
            let rung = ladder.rung(renderer.words, renderer.session, entry);
            let _ = rung.render_into(&mut rows);
        } else {
            ladder.advance(entry);
        }
        if entry.seq == middle {
            heads = Some(ladder.heads(renderer.words));
        }
    })
    .await;
    (rows, heads.unwrap_or_else(|| ladder.heads(renderer.words)))
}

impl HtmlSafe for Rows {}

/// Gives the rows that a page asks for.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path(session): Path<String>,
    Query(look): Query<Look>,
) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    let renderer = Renderer { words: Words::new(choice.language), session: session.id() };
    let most = look.n.unwrap_or(SCREEN).clamp(1, MOST);
    let reader = session.reader(Seq::START);
    let rows = Rows::of(&renderer, &reader, &Lens::of(&look), Place::of(&look), most).await;
    Shown::part(choice, rows).into_response()
}

/// How many rows a page begins with.
pub const SCREEN: u64 = 120;
/// How many rows may be asked for at once.
const MOST: u64 = 500;
