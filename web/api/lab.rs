//! The lab of a session.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use backend::{id::Seq, policy::Refusal};

use super::{json, session};
use crate::{
    app::App,
    problem::Problem,
    wire::{batch, lab::view::LabState},
};

/// Shows the lab: its nodes, what its wire does, and the frames that wait there.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/lab", tag = "sessions", operation_id = "showLab",
    params(("session" = String, Path, description = "The name of the session.")),
    responses(
        (status = 200, description = "The lab.", body = LabState<'_>),
        (status = 404, description = "No such session, or it has no lab (`no-lab`).", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn show(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let view = session(&app, &name)?.reader(Seq::START).lab().ok_or(Refusal::NoLab)?;
    let mut out = Vec::new();
    batch::put(&mut out, &LabState::from(&view));
    Ok(json(StatusCode::OK, out))
}
