//! What went wrong, as an answer (RFC 9457).

use std::borrow::Cow;

use axum::{
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER, SEC_WEBSOCKET_VERSION, UPGRADE},
    },
    response::{IntoResponse, Response},
};
use backend::policy::Refusal;
use serde::Serialize;

/// A request that was not done, with the reason.
///
/// As an answer it is `application/problem+json`, and it travels with that answer as an extension,
/// so that a page can say the same in a person's language.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// A stable word for it, such as `malformed`.
    pub code: &'static str,
    /// What happened, in English, for programs and their authors.
    pub detail: Cow<'static, str>,
    /// The field of a command that is at fault.
    pub field: Option<Cow<'static, str>>,
    /// The rule that said no, if it was one of the engine's.
    pub refusal: Option<Refusal>,
}

impl Problem {
    /// A problem without a field.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, code, detail: detail.into(), field: None, refusal: None }
    }

    /// There is no such session, or it is over.
    #[must_use]
    pub fn unknown_session() -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown-session", "there is no such session here")
    }

    /// The server has a defect, and this request met it.
    #[must_use]
    pub fn defect() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "defect",
            "the server made a mistake with this request; its log says more, and other requests go on",
        )
    }

    /// What a status without words means.
    fn of(status: StatusCode) -> Self {
        let (code, detail) = match status {
            StatusCode::NOT_FOUND => ("not-found", "there is nothing at this address"),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("method-not-allowed", "this address does not take this method")
            }
            StatusCode::REQUEST_TIMEOUT => ("too-slow", "the request took too long to arrive"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "the request is larger than its limit"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                ("unsupported-media-type", "this address does not take this content type")
            }
            status if status.is_server_error() => return Self { status, ..Self::defect() },
            _ => ("malformed", "the request cannot be understood"),
        };
        Self::new(status, code, detail)
    }
}

/// Gives an error that a library answered in its own words the form of a problem. (axum adds
/// `Allow` to a 405 after this.)
#[must_use]
pub fn uniform(response: Response) -> Response {
    let status = response.status();
    let error = status.is_client_error() || status.is_server_error();
    if !error || response.extensions().get::<Problem>().is_some() || !wordless(&response) {
        return response;
    }
    Problem::of(status).into_response()
}

/// Nothing or plain text, which is what axum's own rejections are.
fn wordless(response: &Response) -> bool {
    response
        .headers()
        .get(CONTENT_TYPE)
        .is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match &refusal {
            Refusal::AddressForbidden { .. }
            | Refusal::CaptureForbidden { .. }
            | Refusal::NameForbidden { .. }
            | Refusal::OwnPort { .. }
            | Refusal::PeerForbidden { .. }
            | Refusal::PortReserved { .. } => StatusCode::FORBIDDEN,
            Refusal::EchoLoop { .. }
            | Refusal::NoPayload { .. }
            | Refusal::NoSamples { .. }
            | Refusal::LabBroke
            | Refusal::LabFailed { .. }
            | Refusal::NotNow { .. }
            | Refusal::Streaming
            | Refusal::Unsupported { .. } => StatusCode::CONFLICT,
            Refusal::SessionEnded => StatusCode::GONE,
            Refusal::ShuttingDown => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::TooManyCalls { .. }
            | Refusal::TooManyLabs { .. }
            | Refusal::TooManyRules { .. }
            | Refusal::TooManySessions { .. }
            | Refusal::TooManySettings { .. }
            | Refusal::TooManySockets { .. }
            | Refusal::TooManyViewers { .. }
            | Refusal::TooMuchQueued { .. } => StatusCode::TOO_MANY_REQUESTS,
            Refusal::NoHost { .. }
            | Refusal::NoLab
            | Refusal::UnknownFrame { .. }
            | Refusal::UnknownKnob { .. }
            | Refusal::UnknownRule { .. }
            | Refusal::UnknownSocket => StatusCode::NOT_FOUND,
        };
        let mut problem = Self::new(status, refusal.code(), refusal.to_string());
        problem.refusal = Some(refusal);
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body {
            kind: format!("urn:socket-playground:problem:{}", self.code),
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            field: self.field.as_deref(),
        };
        // Text and numbers only: this cannot fail, and an empty body would still have its status.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (self.status, [(CONTENT_TYPE, JSON)], body).into_response();
        for (name, value) in companions(self.status) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The headers without which a status is half an answer.
fn companions(status: StatusCode) -> &'static [(HeaderName, &'static str)] {
    match status {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => &[(RETRY_AFTER, "2")],
        StatusCode::UPGRADE_REQUIRED => &[(SEC_WEBSOCKET_VERSION, "13"), (UPGRADE, "websocket")],
        _ => &[],
    }
}

/// The members of a problem, in the order of RFC 9457 §3.1, and ours.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
}

const JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
