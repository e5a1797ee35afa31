//! Who may ask: this server's own pages, and programs of this machine, but no other site.
//!
//! Any page in the user's browser can send requests here; without this wall it could open sockets
//! from this machine. **Invariant:** no answer ever carries `Access-Control-Allow-*`.

use axum::{
    extract::Request,
    http::{
        HeaderMap, HeaderName, Method, StatusCode, Uri,
        header::{
            CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, TRANSFER_ENCODING,
            UPGRADE,
        },
    },
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::problem::Problem;

/// Whether a request may only see, or also do something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Intent {
    /// It does something: a write, or a WebSocket.
    Act,
    /// It reads.
    Look,
}

/// Checks what every request must be, whatever it asks for. `origins` are the ways in which a
/// browser may name this server, such as `http://localhost:8000`.
pub fn check<B>(origins: &[String], request: &Request<B>) -> Result<(), Problem> {
    let origin = host(origins, request.headers())?;
    target(origin, request.uri())?;
    let method = request.method();
    if [Method::CONNECT, Method::TRACE].contains(method) {
        return Err(Problem::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method-not-allowed",
            format!("{method} is not for this server"),
        ));
    }
    // What is decided by a header must not depend on which of several is looked at.
    if SINGLE.iter().any(|name| 1 < request.headers().get_all(name).iter().count()) {
        return Err(malformed("Content-Type and Sec-Fetch-* come once at most"));
    }
    if request.headers().contains_key(CONTENT_ENCODING) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "content-encoding",
            "a request must not be compressed",
        ));
    }
    let reads = [Method::GET, Method::HEAD].contains(method);
    let upgrades = request.headers().contains_key(UPGRADE);
    let intent = if reads && !upgrades { Intent::Look } else { Intent::Act };
    same_site(origin, intent, request.headers())
}

/// Takes a request that acts although it is a GET: the guard of live routes.
pub async fn live(request: Request, next: Next) -> Response {
    match fetched_from_elsewhere(Intent::Act, request.headers()) {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    }
}

/// Takes only the content types that a write has here; a foreign page can send `text/plain` without
/// asking first, but neither `application/json` nor `application/octet-stream`.
pub async fn write(request: Request, next: Next) -> Response {
    if typed(request.headers()) {
        return next.run(request).await;
    }
    let detail =
        "send application/json, a form of this site, or a file as application/octet-stream";
    Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-media-type", detail)
        .into_response()
}

/// Exactly one `Host`, and one of ours: a name that somebody else points at this machine is not.
fn host<'a>(origins: &'a [String], headers: &HeaderMap) -> Result<&'a str, Problem> {
    let mut hosts = headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return Err(malformed("a request has exactly one Host header (RFC 9112 §3.2)"));
    };
    let host = host.as_bytes();
    let spelled = |byte: &u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(byte);
    if host.is_empty() || !host.iter().all(spelled) {
        return Err(malformed("the Host header is not a host and port"));
    }
    let ours =
        origins.iter().find(|origin| host.eq_ignore_ascii_case(authority(origin).as_bytes()));
    ours.map(String::as_str).ok_or_else(|| misdirected(origins))
}

/// A target in absolute form must name the host that `Host` names (RFC 9112 §3.2.2).
fn target(origin: &str, uri: &Uri) -> Result<(), Problem> {
    if let Some(named) = uri.authority()
        && !named.as_str().eq_ignore_ascii_case(authority(origin))
    {
        return Err(malformed("the target of the request and its Host header differ"));
    }
    if uri.scheme_str().is_some_and(|scheme| scheme != "http") {
        return Err(malformed("this server speaks http only"));
    }
    let long = uri.path_and_query().is_some_and(|target| LONGEST_TARGET < target.as_str().len());
    if long {
        return Err(Problem::new(
            StatusCode::URI_TOO_LONG,
            "too-long",
            format!("an address here has at most {LONGEST_TARGET} bytes"),
        ));
    }
    Ok(())
}

/// The origin must be the very one the request was sent to, port included; where a browser names
/// none, what it says about the site of the sender decides, and where it says nothing, it is a
/// program of this machine.
fn same_site(origin: &str, intent: Intent, headers: &HeaderMap) -> Result<(), Problem> {
    let mut origins = headers.get_all(ORIGIN).iter();
    if let Some(named) = origins.next()
        && (named.as_bytes() != origin.as_bytes() || origins.next().is_some())
    {
        return Err(forbidden());
    }
    fetched_from_elsewhere(intent, headers).map_or(Ok(()), Err)
}

/// What Fetch Metadata says: another site may link to a page here, and nothing else.
fn fetched_from_elsewhere(intent: Intent, headers: &HeaderMap) -> Option<Problem> {
    let word = |name: &HeaderName| headers.get(name).map(|value| value.as_bytes());
    let here = match word(&SITE) {
        None | Some(b"none" | b"same-origin") => true,
        Some(_) => {
            intent == Intent::Look
                && word(&MODE) == Some(b"navigate")
                && word(&DESTINATION) == Some(b"document")
        }
    };
    (!here).then(forbidden)
}

/// Whether a body, if there is one, is of a kind that a write takes.
fn typed(headers: &HeaderMap) -> bool {
    let empty = headers.get(CONTENT_LENGTH).is_none_or(|length| length.as_bytes() == b"0")
        && !headers.contains_key(TRANSFER_ENCODING);
    let Some(kind) = headers.get(CONTENT_TYPE) else {
        return empty;
    };
    let kind = kind.as_bytes().split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
    WRITES.iter().any(|known| kind.eq_ignore_ascii_case(known.as_bytes()))
}

fn authority(origin: &str) -> &str {
    origin.strip_prefix("http://").unwrap_or(origin)
}

fn malformed(detail: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
}

fn forbidden() -> Problem {
    let detail = "only this server's own pages and programs of this machine may do this";
    Problem::new(StatusCode::FORBIDDEN, "origin-forbidden", detail)
}

fn misdirected(origins: &[String]) -> Problem {
    let home = origins.first().map_or("http://localhost", String::as_str);
    Problem::new(
        StatusCode::MISDIRECTED_REQUEST,
        "unknown-host",
        format!("this server does not go by that name; open {home}/ instead"),
    )
}

const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Headers that decide something here.
const SINGLE: [HeaderName; 4] = [CONTENT_TYPE, DESTINATION, MODE, SITE];

/// The longest path and query, in bytes.
const LONGEST_TARGET: usize = 4096;

const WRITES: [&str; 4] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/octet-stream",
];
