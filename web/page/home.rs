//! The first page: one click to real sockets.

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use super::{
    Frame, Shown, pairs,
    preset::Preset,
    problem::{self, malformed_words},
    session::{settle, typed_lines},
};
use crate::{
    app::App,
    language::Choice,
    problem::Problem,
    render::form::{self, Form, Typed},
    wire::{self, fields::Fields},
    words::Words,
};

/// The first page.
#[derive(Debug, Template)]
#[template(path = "page/home.html")]
struct Home {
    frame: Frame,
    forms: Vec<Form>,
}

impl Home {
    /// The word of each preset, its name, and what it does.
    fn presets(&self) -> [[&'static str; 3]; 3] {
        let words = self.frame.words;
        [
            ["tcp", words.t("preset-tcp"), words.t("preset-tcp-says")],
            ["udp", words.t("preset-udp"), words.t("preset-udp-says")],
            ["step", words.t("preset-step"), words.t("preset-step-says")],
        ]
    }
}

/// Shows the first page.
pub async fn show(choice: Choice) -> Response {
    page(choice, None)
}

/// Begins a session, and does what a form of the first page asked for.
pub async fn begin(choice: Choice, State(app): State<App>, body: Bytes) -> Response {
    let body = typed_lines(&body);
    let fields = Fields::form(&body);
    let command = match fields.get("do").map(|_| wire::command(&fields)) {
        Some(Err(malformed)) => {
            let message = malformed_words(Words::new(choice.language), &malformed.field);
            let fields = pairs(body.as_bytes());
            return page(choice, Some(&Typed { fields, field: Some(malformed.field), message }));
        }
        Some(Ok(command)) => Some(command),
        None => None,
    };
    let session = match app.engine.begin() {
        Ok(session) => session,
        Err(refusal) => return problem::page(choice, &Problem::from(refusal)),
    };
    if let Some(command) = command {
        // A refusal is in the journal that the page shows next.
        if let Ok(done) = session.command(command).await {
            settle(&session, done.seq).await;
        }
    } else if let Some(preset) = fields.get("preset").and_then(Preset::of_word) {
        preset.perform(&session).await;
    }
    Redirect::to(&format!("/s/{}", session.id())).into_response()
}

fn page(choice: Choice, typed: Option<&Typed>) -> Response {
    let frame = Frame::new(choice, |words| words.t("home-title").to_owned());
    let forms = form::opening(frame.words, "/", "127.0.0.1:8888", typed);
    let status = if typed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Shown { choice, status, page: Home { frame, forms } }.into_response()
}
