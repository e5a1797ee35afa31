//! Sessions: begin one, look at one, end one.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header::LOCATION},
    response::{IntoResponse, Response},
};
use backend::id::Seq;
use serde::Serialize;
use utoipa::ToSchema;

use super::{body::JsonText, json, session};
use crate::{
    app::App,
    problem::Problem,
    wire::{batch, fields::Fields, socket::Socket},
};

/// A session that was begun.
#[derive(Debug, Serialize, ToSchema)]
pub struct Begun {
    /// Its name; whoever knows it can use the session.
    #[schema(min_length = 22)]
    session: String,
    /// Its page.
    #[schema(example = "/s/AAAAAAAAAAAAAAAAAAAAAA")]
    page: String,
}

/// A session as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Shown<'a> {
    /// Its name.
    session: String,
    /// The place of its newest event.
    head: u64,
    /// Its sockets.
    sockets: Vec<Socket<'a>>,
    /// Which lanes are on beside the calls; a lab's are always.
    lanes: Lanes,
}

/// The lanes of a session, as `watch` switches them.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lanes {
    /// Samples of what this machine's kernel holds.
    kernel: bool,
    /// The capture of this machine's loopback.
    wire: bool,
}

/// Begins a session.
#[utoipa::path(
    post, path = "/api/v1/sessions", tag = "sessions", operation_id = "createSession",
    request_body(content = Option<serde_json::Map<String, serde_json::Value>>, content_type = "application/json", description = "`{}` or nothing."),
    responses(
        (status = 201, description = "The session.", body = Begun),
        (status = "4XX", description = "Refused.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn create(State(app): State<App>, body: JsonText) -> Result<Response, Problem> {
    let text = body.text()?;
    if !text.trim_ascii().is_empty() {
        Fields::json(text)?;
    }
    let handle = app.engine.begin()?;
    let name = handle.id().to_string();
    let path = format!("/api/v1/sessions/{name}");
    let mut out = Vec::new();
    batch::put(&mut out, &Begun { page: format!("/s/{name}"), session: name });
    let mut response = json(StatusCode::CREATED, out);
    if let Ok(path) = HeaderValue::from_str(&path) {
        response.headers_mut().insert(LOCATION, path);
    }
    Ok(response)
}

/// Shows a session with its sockets.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}", tag = "sessions", operation_id = "showSession",
    params(("session" = String, Path, description = "The name of the session.")),
    responses(
        (status = 200, description = "The session.", body = Shown<'_>),
        (status = 404, description = "No such session.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn show(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    let reader = handle.reader(Seq::START);
    let views = reader.sockets();
    let sockets = views.iter().map(Socket::from).collect();
    let backend::view::Lanes { kernel, wire } = reader.lanes();
    let shown = Shown {
        session: handle.id().to_string(),
        head: reader.head().0,
        sockets,
        lanes: Lanes { kernel, wire },
    };
    let mut out = Vec::new();
    batch::put(&mut out, &shown);
    Ok(json(StatusCode::OK, out))
}

/// Ends a session; every socket is closed.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{session}", tag = "sessions", operation_id = "deleteSession",
    params(("session" = String, Path, description = "The name of the session.")),
    responses(
        (status = 204, description = "It is over."),
        (status = 404, description = "No such session.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn delete(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    session(&app, &name)?.end().await;
    Ok(StatusCode::NO_CONTENT.into_response())
}
