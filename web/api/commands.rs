//! One command as one request.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use super::{body::JsonText, json, reply::Reply, session};
use crate::{
    app::App,
    problem::Problem,
    wire::{self, batch, fields::Fields},
};

/// Gives a command. The answer says whether it was taken; what comes of it are events.
#[utoipa::path(
    post, path = "/api/v1/sessions/{session}/commands", tag = "commands", operation_id = "runCommand",
    params(("session" = String, Path, description = "The name of the session.")),
    request_body = wire::schema::CommandFields,
    responses(
        (status = 200, description = "It was taken.", body = Reply<'_>),
        (status = "4XX", description = "It cannot be understood, or the playground said no.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn run(
    State(app): State<App>,
    Path(name): Path<String>,
    body: JsonText,
) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    let command = wire::command(&Fields::json(body.text()?)?)?;
    let done = handle.command(command).await?;
    let mut out = Vec::new();
    batch::put(&mut out, &Reply::done(done));
    Ok(json(StatusCode::OK, out))
}
