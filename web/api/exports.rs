//! The journal as a file to keep.

use std::convert::Infallible;

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use backend::{feed::Reader, id::Seq};
use futures_util::stream;

use super::{events::attach, session, typed};
use crate::{app::App, problem::Problem, wire::export::Format};

/// The journal as JSON lines: one event per line.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/export.jsonl", tag = "exports", operation_id = "exportJsonl",
    params(("session" = String, Path, description = "The name of the session.")),
    responses(
        (status = 200, description = "The file.", content_type = "application/jsonl", body = String),
        (status = 404, description = "No such session.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn jsonl(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    export(&app, &name, Format::Jsonl)
}

/// The journal as comma-separated values, for a spreadsheet.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/export.csv", tag = "exports", operation_id = "exportCsv",
    params(("session" = String, Path, description = "The name of the session.")),
    responses(
        (status = 200, description = "The file.", content_type = "text/csv", body = String),
        (status = 404, description = "No such session.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn csv(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    export(&app, &name, Format::Csv)
}

/// Captured packets, which there are none of yet.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/export.pcapng", tag = "exports", operation_id = "exportPcapng",
    params(("session" = String, Path, description = "The name of the session.")),
    responses((status = 404, description = "Not available yet.", content_type = "application/problem+json", body = super::openapi::ProblemSchema)),
)]
pub async fn pcapng(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    session(&app, &name)?;
    Err(Problem::new(
        StatusCode::NOT_FOUND,
        "unavailable",
        "captured packets come in a later version; export.jsonl and export.csv are here",
    ))
}

fn export(app: &App, name: &str, format: Format) -> Result<Response, Problem> {
    let handle = session(app, name)?;
    let reader = handle.reader(Seq::START);
    let file = format!("socket-playground-{}.{}", reader.head(), format.extension());
    let pages = Pages { head: reader.head(), reader, format, begun: false };
    let body = Body::from_stream(stream::unfold(pages, |pages| async { pages.next() }));
    let mut response = typed(StatusCode::OK, format.media_type(), body);
    attach(&mut response, &file);
    Ok(response)
}

/// A file that is written page by page as fast as it is fetched; it ends where the journal ended
/// when it was asked for.
struct Pages {
    reader: Reader,
    head: Seq,
    format: Format,
    begun: bool,
}

impl Pages {
    fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if !self.begun {
            self.begun = true;
            return Some((Ok(self.format.head().into()), self));
        }
        if self.head <= self.reader.cursor() {
            return None;
        }
        let page = self.reader.take();
        if page.is_empty() {
            return None;
        }
        Some((Ok(self.format.page(&page).into()), self))
    }
}
