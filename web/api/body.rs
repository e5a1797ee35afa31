//! The body of a request to the API: JSON, bounded in size and in time.

use std::time::Duration;

use axum::{
    body::{Body, HttpBody},
    extract::{FromRequest, Request},
    http::{
        HeaderMap, StatusCode,
        header::{CONTENT_ENCODING, CONTENT_TYPE},
    },
};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tokio::{sync::OwnedSemaphorePermit, time::timeout};

use crate::{app::App, problem::Problem, wire::Malformed};

/// The text of a JSON body; an empty body is an empty text.
#[derive(Clone, Debug)]
pub struct JsonText(Bytes);

impl JsonText {
    /// The text.
    ///
    /// # Errors
    ///
    /// The bytes are not UTF-8, which JSON always is (RFC 8259 §8.1).
    pub fn text(&self) -> Result<&str, Malformed> {
        std::str::from_utf8(&self.0).map_err(|_| Malformed::new("body", "JSON in UTF-8"))
    }
}

impl FromRequest<App> for JsonText {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let empty = body.is_end_stream();
        admit(&parts.headers, empty)?;
        let limit = app.engine.limits().message_bytes;
        collect(body, limit, PATIENCE).await.map(Self)
    }
}

/// The bytes of a file, whose turn it is for as long as the value lives.
#[derive(Debug)]
pub struct File {
    /// The bytes.
    pub bytes: Bytes,
    /// Its place among the files that are put in at once.
    pub turn: Option<OwnedSemaphorePermit>,
}

impl FromRequest<App> for File {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if parts.headers.contains_key(CONTENT_ENCODING) || kind != Some(OCTETS) {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "unsupported-media-type",
                "the body must be application/octet-stream, without Content-Encoding",
            ));
        }
        let limits = app.engine.limits();
        let mut body = Limited::new(body, limits.import_bytes);
        let Ok(turn) = timeout(TURN, app.engine.import_turn()).await else {
            // Whoever is still sending would not see an answer before the end.
            let _ = timeout(PATIENCE - TURN, drain(&mut body)).await;
            return Err(Problem::new(
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-imports",
                format!("more than {} files come in at once (--limit imports)", limits.imports),
            ));
        };
        let bytes = whole(body, limits.import_bytes, PATIENCE - TURN).await?;
        Ok(Self { bytes, turn })
    }
}

/// Throws a body away.
async fn drain(body: &mut Limited<Body>) {
    while let Some(Ok(_)) = body.frame().await {}
}

/// Only plain JSON comes in: a form of another site cannot send it without asking first.
fn admit(headers: &HeaderMap, empty: bool) -> Result<(), Problem> {
    let refuse = |detail: &'static str| {
        Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail))
    };
    if headers.contains_key(CONTENT_ENCODING) {
        return refuse("the body must come without Content-Encoding");
    }
    match headers.get(CONTENT_TYPE).map(|kind| kind.to_str().unwrap_or_default()) {
        None if empty => Ok(()),
        Some(kind) if is_json(kind) => Ok(()),
        None | Some(_) => refuse("the body must be application/json"),
    }
}

fn is_json(kind: &str) -> bool {
    let essence = kind.split(';').next().unwrap_or_default();
    essence.trim().eq_ignore_ascii_case("application/json")
}

async fn collect(body: Body, limit: usize, patience: Duration) -> Result<Bytes, Problem> {
    whole(Limited::new(body, limit), limit, patience).await
}

async fn whole(body: Limited<Body>, limit: usize, patience: Duration) -> Result<Bytes, Problem> {
    let whole = timeout(patience, body.collect()).await.map_err(|_| {
        let seconds = patience.as_secs();
        Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "too-slow",
            format!("the body did not come within {seconds} seconds"),
        )
    })?;
    match whole {
        Ok(whole) => Ok(whole.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("the body has more than {limit} bytes"),
        )),
        Err(_) => {
            Err(Problem::new(StatusCode::BAD_REQUEST, "malformed", "the body did not come whole"))
        }
    }
}

const OCTETS: &str = "application/octet-stream";

/// How long a whole body may take: less than the connection gives it, so that the answer says so.
const PATIENCE: Duration = Duration::from_secs(14);

/// How long a file may wait for its turn, before its bytes are read.
const TURN: Duration = Duration::from_secs(4);

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(kind: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))])
    }

    #[test]
    fn only_json_is_admitted() {
        assert!(admit(&headers("application/json"), false).is_ok());
        assert!(admit(&headers("Application/JSON; charset=utf-8"), false).is_ok());
        assert!(admit(&HeaderMap::new(), true).is_ok());
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
            let problem = admit(&headers(kind), true).unwrap_err();
            assert_eq!(problem.status, StatusCode::UNSUPPORTED_MEDIA_TYPE, "{kind}");
        }
        assert!(admit(&HeaderMap::new(), false).is_err());
        let mut compressed = headers("application/json");
        compressed.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        assert!(admit(&compressed, false).is_err());
    }

    #[tokio::test]
    async fn a_body_is_bounded() {
        assert_eq!(collect(Body::from("12345"), 5, PATIENCE).await.unwrap(), "12345");
        let problem = collect(Body::from("123456"), 5, PATIENCE).await.unwrap_err();
        assert_eq!((problem.status, problem.code), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
    }

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up() {
        let never =
            Body::from_stream(futures_util::stream::pending::<Result<Bytes, std::io::Error>>());
        let problem = collect(never, 5, Duration::from_millis(1)).await.unwrap_err();
        assert_eq!(problem.status, StatusCode::REQUEST_TIMEOUT);
    }
}
