//! The first page: one click to real sockets.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{RawQuery, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};

use backend::{id::Seq, node::On};

use super::{
    Frame, Shown, pairs, prefill,
    preset::{Preset, Presets},
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
    presets: Presets,
    scenes: Presets,
    forms: Vec<Form>,
    failed: Option<String>,
}

impl Home {
    /// Whether a link filled a form in, or something typed could not be done.
    fn filled(&self) -> bool {
        self.forms.iter().any(|form| form.linked || form.failed())
    }
}

/// Shows the first page; a link may fill a form in, and never acts.
pub async fn show(choice: Choice, RawQuery(query): RawQuery) -> Response {
    let query = query.as_deref();
    let words = Words::new(choice.language);
    match prefill::of(words, query.unwrap_or_default()) {
        Ok(typed) => page(choice, StatusCode::OK, typed.as_ref(), None, query),
        Err(says) => page(choice, StatusCode::OK, None, Some(says), query),
    }
}

/// Begins a session, and does what a form of the first page asked for.
pub async fn begin(choice: Choice, State(app): State<App>, body: Bytes) -> Response {
    let body = typed_lines(&body);
    let fields = Fields::form(&body);
    let words = Words::new(choice.language);
    let failed = |status: StatusCode, field: Option<String>, message: String| {
        let typed = Typed { fields: pairs(body.as_bytes()), field, message };
        page(choice, status, Some(&typed), Some(typed.message.clone()), None)
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
    let preset = fields.get("preset").and_then(Preset::of_word);
    let face = preset.map(|preset| preset.face(&session, Seq::START));
    let draft = fields.filled("draft").map(prefill::draft);
    let draft = draft.or(face).unwrap_or_default();
    Redirect::to(&format!("/s/{}{draft}", session.id())).into_response()
}

fn page(
    choice: Choice,
    status: StatusCode,
    typed: Option<&Typed>,
    failed: Option<String>,
    query: Option<&str>,
) -> Response {
    let frame = Frame::new(choice, |words| words.t("home-title").to_owned()).at("/").keep(query);
    let mut forms = form::opening(frame.words, "/", ("127.0.0.1:8888", On::Host), typed);
    forms.sort_by_key(|form| !form.linked);
    let presets = Presets::beginning(frame.words);
    let scenes = Presets::beginning(frame.words).in_lab();
    Shown { choice, status, page: Home { frame, presets, scenes, forms, failed } }.into_response()
}
