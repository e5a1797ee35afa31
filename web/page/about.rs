//! Which version this is, and what its limits are.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use backend::limits::LIMITS;

use super::{Frame, Shown};
use crate::{app::App, language::Choice};

/// The about page.
#[derive(Debug, Template)]
#[template(path = "page/about.html")]
struct About {
    frame: Frame,
    version: &'static str,
    limits: Vec<(&'static str, u64)>,
}

/// Shows the about page.
pub async fn show(choice: Choice, State(app): State<App>) -> Response {
    let frame = Frame::new(choice, |words| words.t("about-title").to_owned());
    let limits =
        LIMITS.iter().map(|limit| (limit.name, (limit.get)(app.engine.limits()))).collect();
    let page = About { frame, version: env!("CARGO_PKG_VERSION"), limits };
    Shown::new(choice, page).into_response()
}
