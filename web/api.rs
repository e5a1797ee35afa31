//! The API for programs, version 1.
//!
//! | path | handler |
//! |---|---|
//! | `POST /api/v1/sessions` | [`sessions::create`] |
//! | `GET /api/v1/sessions/{session}` | [`sessions::show`] |
//! | `DELETE /api/v1/sessions/{session}` | [`sessions::delete`] |
//! | `POST /api/v1/sessions/{session}/commands` | [`commands::run`] |
//! | `GET /api/v1/sessions/{session}/events` | [`events::list`] |
//! | `GET /api/v1/sessions/{session}/events/{seq}/payload` | [`events::payload`] |
//! | `GET /api/v1/sessions/{session}/export.jsonl` | [`exports::jsonl`] |
//! | `GET /api/v1/sessions/{session}/export.csv` | [`exports::csv`] |
//! | `GET /api/v1/sessions/{session}/export.pcapng` | [`exports::pcapng`] |
//! | `GET /api/v1/sessions/{session}/lab` | [`lab::show`] |
//! | `GET /api/v1/sessions/{session}/live` | [`live::live`] |
//! | `GET /api/v1/sessions/{session}/sockets/{socket}/stream` | [`stream::stream`] |
//! | `GET /healthz` | [`health::live`] |
//! | `GET /readyz` | [`health::ready`] |
//! | `GET /metrics` | [`metrics::metrics`] |
//! | `GET /api/openapi.json` | [`openapi::document`] |
//! | `GET /api/docs` | [`openapi::docs`] (to `/api/docs/`) |
//! | `GET /api/docs/` | [`openapi::index`] |
//! | `GET /api/docs/{*file}` | [`openapi::file`] |

use axum::{
    body::Body,
    http::{
        HeaderValue, StatusCode,
        header::{CACHE_CONTROL, CONTENT_TYPE},
    },
    response::Response,
};
use backend::engine::SessionHandle;

use crate::{app::App, problem::Problem};

pub mod body;
pub mod commands;
pub mod events;
pub mod examples;
pub mod exports;
pub mod health;
pub mod imports;
pub mod lab;
pub mod live;
pub mod metrics;
mod mouth;
pub mod openapi;
pub mod reply;
pub mod sessions;
pub mod stream;

/// The session of a path; whoever asks for it was here just now.
fn session(app: &App, name: &str) -> Result<SessionHandle, Problem> {
    let handle = name
        .parse()
        .ok()
        .and_then(|id| app.engine.session(id))
        .ok_or_else(Problem::unknown_session)?;
    handle.touch();
    Ok(handle)
}

/// An answer that is JSON and that nobody keeps.
fn json(status: StatusCode, body: impl Into<Body>) -> Response {
    typed(status, "application/json", body)
}

/// An answer of a media type that nobody keeps.
fn typed(status: StatusCode, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
