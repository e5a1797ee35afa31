//! Rows of a journal by their positions, for a page that shows some of them.

use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use backend::{feed::Reader, id::Seq, journal::Gap};

use super::{
    Shown, problem,
    session::find,
    window::{Place, Window},
};
use crate::{
    app::App,
    language::Choice,
    lens::{Lens, Look},
    render::{GapRow, Html, Renderer},
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
        let mut rows = String::with_capacity(1024 * window.entries.len());
        for entry in &window.entries {
            let _ = renderer.row(entry).render_into(&mut rows);
        }
        let first = reader.first();
        let gap = (lens.from.next() < first && window.at <= window.base)
            .then(|| renderer.gap(Gap { from: lens.from.next(), to: Seq(first.0 - 1) }));
        let Window { at, base, total, head, .. } = window;
        Self { at, base, total, head, gap, rows: Html(rows) }
    }
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
    Shown::new(choice, rows).into_response()
}

/// How many rows a page begins with.
pub const SCREEN: u64 = 200;
/// How many rows may be asked for at once.
const MOST: u64 = 500;
