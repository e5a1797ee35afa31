//! The filter bar for a text, while somebody writes it.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use backend::id::Seq;

use super::{Shown, pairs, problem, session};
use crate::{
    app::App,
    filter::{Filter, FilterBar},
    language::Choice,
    words::Words,
};

/// Shows the bar for the text `q`, with what the page's query says besides.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(session) = session::find(&app, &name) else { return problem::ended(choice) };
    let query = pairs(query.unwrap_or_default().as_bytes());
    let text = query.iter().find(|(name, _)| name == "q").map_or("", |(_, text)| text.as_str());
    let fault = Filter::parse(text).err();
    let sockets = session.reader(Seq::START).sockets();
    let kept = kept(&query);
    let words = Words::new(choice.language);
    let bar = FilterBar::new(words, session.id(), text, fault.as_ref(), &sockets, &kept);
    Shown::part(choice, bar).into_response()
}

/// What of a page's query stays when the filter changes.
#[must_use]
pub fn kept(query: &[(String, String)]) -> Vec<(String, String)> {
    query.iter().filter(|(name, _)| ["face", "from"].contains(&name.as_str())).cloned().collect()
}
