//! The first page: one click to real sockets.

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};

use super::{Frame, Shown, pairs, preset::Preset, problem};
use crate::{app::App, language::Choice, problem::Problem};

/// The first page.
#[derive(Debug, Template)]
#[template(path = "page/home.html")]
struct Home {
    frame: Frame,
}

impl Home {
    /// The word of each preset, its name, and what it does.
    fn presets(&self) -> [[&'static str; 3]; 4] {
        let words = self.frame.words;
        [
            ["tcp", words.t("preset-tcp"), words.t("preset-tcp-says")],
            ["udp", words.t("preset-udp"), words.t("preset-udp-says")],
            ["step", words.t("preset-step"), words.t("preset-step-says")],
            ["empty", words.t("preset-empty"), words.t("preset-empty-says")],
        ]
    }
}

/// Shows the first page.
pub async fn show(choice: Choice) -> Response {
    let frame = Frame::new(choice, |words| words.t("home-title").to_owned());
    Shown::new(choice, Home { frame }).into_response()
}

/// Begins a session, and does what its first form asked for.
pub async fn begin(choice: Choice, State(app): State<App>, body: Bytes) -> Response {
    let session = match app.engine.begin() {
        Ok(session) => session,
        Err(refusal) => return problem::page(choice, &Problem::from(refusal)),
    };
    let fields = pairs(&body);
    let field = |name: &str| {
        let mut found = fields.iter().filter(|(field, _)| field == name);
        found.next().map(|(_, value)| value.as_str())
    };
    if let Some(preset) = field("preset").and_then(Preset::of_word) {
        preset.perform(&session).await;
    }
    Redirect::to(&format!("/s/{}", session.id())).into_response()
}
