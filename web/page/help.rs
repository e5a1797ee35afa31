//! What the pages show, and how to read it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{Frame, Shown};
use crate::language::Choice;

/// The help page.
#[derive(Debug, Template)]
#[template(path = "page/help.html")]
struct Help {
    frame: Frame,
}

/// Shows the help page.
pub async fn show(choice: Choice) -> Response {
    let frame = Frame::new(choice, |words| words.t("help-title").to_owned()).at("/help");
    Shown::new(choice, Help { frame }).into_response()
}
