//! What programs may rely on: every call, command, and event, as HTTP and WebSocket show them.

use serde_json::Value;

use crate::support::http::Answer;

mod calls;
mod commands;
mod events;
mod exports;
mod filter;
mod lab;
pub(crate) mod live;
mod refusals;
mod server;
mod sessions;
mod stream;

/// A problem of that status and code (RFC 9457), with every member that it must have.
#[track_caller]
fn problem(answer: &Answer, status: u16, code: &str) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let said = answer.json();
    assert_eq!(said["code"], code, "{said}");
    assert_eq!(said["status"], status, "{said}");
    for member in ["type", "title", "detail"] {
        assert!(said[member].as_str().is_some_and(|text| !text.is_empty()), "{member}: {said}");
    }
    said
}
