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
        let field = Filled::of(&fields).at_fault(&refusal).map(Cow::Owned);
        Problem { field, ..Problem::from(refusal) }
    })?;
    let mut out = Vec::new();
    batch::put(&mut out, &Reply::done(done));
    Ok(json(StatusCode::OK, out))
}

/// What a command says in the fields that a refusal may be about.
#[derive(Debug)]
pub(super) struct Filled(Vec<(&'static str, String)>);

impl Filled {
    pub(super) fn of(fields: &Fields<'_>) -> Self {
        let filled = ["on", "from", "node", "to", "at"].into_iter();
        Self(filled.filter_map(|name| Some((name, fields.filled(name)?.to_owned()))).collect())
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| text.as_str())
    }

    /// Which field a refusal is about, if it is about one.
    pub(super) fn at_fault(&self, refusal: &Refusal) -> Option<String> {
        let own = |host: &String| {
            let mut names = ["on", "from", "node"].into_iter();
            names.find(|name| self.get(name).is_some_and(|at| at.eq_ignore_ascii_case(host)))
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
            return problem::field_at_fault(refusal, |name| self.get(name));
        };
        Some(name.to_owned())
    }
}
