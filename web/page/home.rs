//! The first page: one click to real sockets.

use askama::Template;
use axum::{
    body::Bytes,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use backend::id::Seq;

use super::{
    Frame, Shown, pairs,
    preset::Preset,
    problem::{self, field_at_fault, malformed_words, refusal_text},
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
    failed: Option<String>,
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
    page(choice, StatusCode::OK, None)
}

/// Begins a session, and does what a form of the first page asked for.
pub async fn begin(choice: Choice, State(app): State<App>, body: Bytes) -> Response {
    let body = typed_lines(&body);
    let fields = Fields::form(&body);
    let words = Words::new(choice.language);
    let failed = |status: StatusCode, field: Option<String>, message: String| {
        page(choice, status, Some(&Typed { fields: pairs(body.as_bytes()), field, message }))
    };
    let command = match fields.get("do").map(|_| wire::command(&fields)).transpose() {
        Err(malformed) => {
            let message = malformed_words(words, &malformed.field);
            return failed(StatusCode::UNPROCESSABLE_ENTITY, Some(malformed.field), message);
        }
        Ok(command) => command,
    };
    let session = match app.engine.begin() {
        Ok(session) => session,
        Err(refusal) if command.is_none() => return problem::page(choice, &refusal.into()),
        Err(refusal) => {
            let message = refusal_text(words, &refusal);
            return failed(Problem::from(refusal).status, None, message);
        }
    };
    let done = if let Some(command) = command {
        match session.command(command).await {
            Ok(done) => {
                settle(&session, Seq::START, done.socket).await;
                Ok(())
            }
            Err(refusal) => Err(refusal),
        }
    } else if let Some(preset) = fields.get("preset").and_then(Preset::of_word) {
        preset.perform(&session).await
    } else {
        Ok(())
    };
    if let Err(refusal) = done {
        session.end().await;
        let field = field_at_fault(&refusal, |name| fields.filled(name));
        let message = refusal_text(words, &refusal);
        return failed(StatusCode::UNPROCESSABLE_ENTITY, field, message);
    }
    Redirect::to(&format!("/s/{}", session.id())).into_response()
}

fn page(choice: Choice, status: StatusCode, typed: Option<&Typed>) -> Response {
    let frame = Frame::new(choice, |words| words.t("home-title").to_owned());
    let forms = form::opening(frame.words, "/", "127.0.0.1:8888", typed);
    let failed = typed.map(|typed| typed.message.clone());
    Shown { choice, status, page: Home { frame, forms, failed } }.into_response()
}
