//! What went wrong, as an answer (RFC 9457).

use std::borrow::Cow;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::policy::Refusal;

/// A request that was not done, with the reason.
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
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let _ = refusal;
        todo!()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        todo!()
    }
}
