//! The journal as a file to keep.

use std::{convert::Infallible, mem};

use axum::{
    body::{Body, Bytes},
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use backend::{
    feed::{Page, Reader},
    id::Seq,
};
use futures_util::stream;

use super::{events::attach, session, typed};
use crate::{
    app::App,
    problem::Problem,
    wire::{export::Format, pcapng::Capture},
};

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

/// The captured frames, for Wireshark: each with a comment of what the journal knows of it.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/export.pcapng", tag = "exports", operation_id = "exportPcapng",
    params(("session" = String, Path, description = "The name of the session.")),
    responses(
        (status = 200, description = "The file; without frames if none was captured.", content_type = "application/x-pcapng", body = String),
        (status = 404, description = "No such session.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn pcapng(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    send(handle.reader(Seq::START), "pcapng", "application/x-pcapng", Capture::default())
}

fn export(app: &App, name: &str, format: Format) -> Result<Response, Problem> {
    let reader = session(app, name)?.reader(Seq::START);
    send(reader, format.extension(), format.media_type(), Lines { format, begun: false })
}

fn send(
    reader: Reader,
    extension: &str,
    media_type: &'static str,
    writer: impl Writer + 'static,
) -> Result<Response, Problem> {
    let file = format!("socket-playground-{}.{extension}", reader.head());
    let pages = Pages { head: reader.head(), reader, writer: Some(writer) };
    let body = Body::from_stream(stream::unfold(pages, |pages| async { pages.next() }));
    let mut response = typed(StatusCode::OK, media_type, body);
    attach(&mut response, &file);
    Ok(response)
}

/// Whoever writes the pages of a journal down in some format.
trait Writer: Send {
    /// A page, with what stands before it.
    fn page(&mut self, page: &Page) -> Vec<u8>;
    /// What stands behind the last page.
    fn end(&mut self) -> Vec<u8>;
}

impl Writer for Capture {
    fn page(&mut self, page: &Page) -> Vec<u8> {
        Self::page(self, page)
    }

    fn end(&mut self) -> Vec<u8> {
        Self::end(self)
    }
}

/// One event is one line.
struct Lines {
    format: Format,
    begun: bool,
}

impl Lines {
    fn head(&mut self) -> Vec<u8> {
        if mem::replace(&mut self.begun, true) { Vec::new() } else { self.format.head() }
    }
}

impl Writer for Lines {
    fn page(&mut self, page: &Page) -> Vec<u8> {
        let mut out = self.head();
        out.append(&mut self.format.page(page));
        out
    }

    fn end(&mut self) -> Vec<u8> {
        self.head()
    }
}

/// A file that is written page by page as fast as it is fetched; it ends where the journal ended
/// when it was asked for.
struct Pages<W> {
    reader: Reader,
    head: Seq,
    /// `None` when it has written everything.
    writer: Option<W>,
}

impl<W: Writer> Pages<W> {
    fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        let mut writer = self.writer.take()?;
        while self.reader.cursor() < self.head {
            let page = self.reader.take();
            if page.is_empty() {
                break;
            }
            let written = writer.page(&page);
            // A page of other events than those of this format has nothing to send.
            if !written.is_empty() {
                self.writer = Some(writer);
                return Some((Ok(written.into()), self));
            }
        }
        Some((Ok(writer.end().into()), self))
    }
}
