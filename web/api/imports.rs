//! A file of captured frames, put into the journal.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use bytes::Bytes;
use serde::Serialize;
use tokio::{sync::Semaphore, task::spawn_blocking};
use utoipa::ToSchema;

use super::{body::File, json, session};
use crate::{
    app::App,
    problem::Problem,
    wire::{batch, import},
};

/// What was taken of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct Imported {
    /// Frames that are events now, with the source `file`.
    frames: usize,
    /// Frames of links other than Ethernet, which are left out.
    left_out: usize,
}

/// Puts the Ethernet frames of a pcapng or pcap file into the journal, as segments.
#[utoipa::path(
    post, path = "/api/v1/sessions/{session}/import", tag = "exports", operation_id = "importFile",
    params(("session" = String, Path, description = "The name of the session.")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    responses(
        (status = 200, description = "It is in the journal.", body = Imported),
        (status = "4XX", description = "It is not taken; the code says why: `file-empty`, `file-compressed`, `file-cut`, `file-links` (no frame of Ethernet), `file-unknown`, `file-broken`, `too-large`, or, while too many others come in, `too-many-imports`.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn run(
    State(app): State<App>,
    Path(name): Path<String>,
    File { bytes, turn }: File,
) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    let import::Read { frames, left_out, .. } = read(bytes).await?;
    let imported = Imported { frames: frames.len(), left_out };
    handle.import(frames).await?;
    drop(turn);
    let mut out = Vec::new();
    batch::put(&mut out, &imported);
    Ok(json(StatusCode::OK, out))
}

/// A large file takes a while to read, for which nobody else has to wait.
async fn read(file: Bytes) -> Result<import::Read, Problem> {
    // A semaphore that is never closed gives every permit.
    let _permit = READING.acquire().await;
    spawn_blocking(move || import::read(&file)).await.map_err(|_| Problem::defect())?
}

/// Files are read one after another.
static READING: Semaphore = Semaphore::const_new(1);
