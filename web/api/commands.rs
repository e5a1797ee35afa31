//! One command as one request.

use std::borrow::Cow;

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};

use backend::policy::Refusal;

use super::{body::JsonText, json, reply::Reply, session};
use crate::{
    app::App,
    page::problem,
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
    let fields = Fields::json(body.text()?)?;
    let command = wire::command_of_program(&fields)?;
    let done = handle.command(command).await.map_err(|refusal| {
        let field = field_at_fault(&refusal, &fields).map(Cow::Owned);
        Problem { field, ..Problem::from(refusal) }
    })?;
    let mut out = Vec::new();
    batch::put(&mut out, &Reply::done(done));
    Ok(json(StatusCode::OK, out))
}

/// Which field a refusal is about, if it is about one.
fn field_at_fault(refusal: &Refusal, fields: &Fields<'_>) -> Option<String> {
    let own = |host: &String| {
        let mut names = ["on", "from", "node"].into_iter();
        names.find(|name| fields.filled(name).is_some_and(|at| at.eq_ignore_ascii_case(host)))
    };
    let name = if let Refusal::NoHost { name: host } = refusal
        && let Some(name) = own(host)
    {
        name
    } else if matches!(refusal, Refusal::NoPayload { .. } | Refusal::UnknownFrame { .. }) {
        "frame"
    } else if matches!(refusal, Refusal::UnknownKnob { .. }) {
        "name"
    } else if matches!(refusal, Refusal::UnknownRule { .. }) {
        "rule"
    } else if matches!(refusal, Refusal::UnknownSocket) {
        "socket"
    } else {
        return problem::field_at_fault(refusal, |name| fields.filled(name));
    };
    Some(name.to_owned())
}
