//! Whether the server lives, and whether it takes work.

use axum::{extract::State, http::StatusCode, response::Response};

use super::typed;
use crate::{app::App, problem::Problem};

/// Says that the process answers.
#[utoipa::path(
    get, path = "/healthz", tag = "server", operation_id = "healthz",
    responses((status = 200, description = "It lives.", content_type = "text/plain", body = String)),
)]
pub async fn live() -> Response {
    typed(StatusCode::OK, TEXT, "ok\n")
}

/// Says that new sessions can begin.
#[utoipa::path(
    get, path = "/readyz", tag = "server", operation_id = "readyz",
    responses(
        (status = 200, description = "It takes work.", content_type = "text/plain", body = String),
        (status = 503, description = "It stops, or it is full.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn ready(State(app): State<App>) -> Result<Response, Problem> {
    let busy =
        |code, detail: &'static str| Problem::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
    if app.stopping.is_cancelled() {
        return Err(busy("shutting-down", "the server is stopping"));
    }
    let (limits, stats) = (app.engine.limits(), app.engine.stats());
    if !app.engine.has_room() {
        return Err(busy("too-many-sessions", "there is no room for another session"));
    }
    if limits.sockets <= stats.sockets {
        return Err(busy("too-many-sockets", "there is no room for another socket"));
    }
    Ok(typed(StatusCode::OK, TEXT, "ready\n"))
}

const TEXT: &str = "text/plain; charset=utf-8";
