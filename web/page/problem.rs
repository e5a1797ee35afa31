//! What went wrong, as a page with a way out.

use std::borrow::Cow;

use askama::Template;
use axum::{
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use backend::policy::Refusal;

use super::{Frame, Shown, preview::fault_words};
use crate::{
    language::Choice,
    problem::Problem,
    render::bytes_text,
    wire::{Malformed, bytes, fields::Fields},
    words::Words,
};

/// A problem as a page.
#[derive(Debug, Template)]
#[template(path = "page/problem.html")]
struct Page {
    frame: Frame,
    code: &'static str,
    status: u16,
    case: Option<String>,
    what: &'static str,
    next: &'static str,
}

/// Turns the problem of an answer into a page, except for programs under `/api`.
pub async fn render(request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let (parts, body) = request.into_parts();
    let choice = Choice::of(&parts);
    let mut response = next.run(Request::from_parts(parts, body)).await;
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) if !api => {
            let mut page = page(choice, &problem);
            for (name, value) in response.headers() {
                if !page.headers().contains_key(name) && name.as_str() != "content-length" {
                    page.headers_mut().insert(name.clone(), value.clone());
                }
            }
            page
        }
        Some(_) | None => response,
    }
}

/// The page of a problem.
#[must_use]
pub fn page(choice: Choice, problem: &Problem) -> Response {
    let frame = Frame::new(choice, |words| words.t("problem-title").to_owned());
    let (case, what, next) = match &problem.refusal {
        Some(refusal) => refusal_words(frame.words, refusal),
        None => status_words(frame.words, problem),
    };
    let (code, status) = (problem.code, problem.status);
    let page = Page { frame, code, status: status.as_u16(), case, what, next };
    Shown { choice, status, page }.into_response()
}

/// The page of a session that is not there.
#[must_use]
pub fn ended(choice: Choice) -> Response {
    let mut problem = Problem::unknown_session();
    problem.status = StatusCode::GONE;
    page(choice, &problem)
}

/// What a rule of the playground said: the case at hand, the rule, and what can be done.
#[must_use]
pub fn refusal_words(
    words: Words,
    refusal: &Refusal,
) -> (Option<String>, &'static str, &'static str) {
    let find = |key: &str| words.find(key).unwrap_or_else(|| words.t("problem-next"));
    let code = refusal.code();
    let case = match refusal {
        Refusal::AddressForbidden { address, class } => {
            let class = find(&format!("class-{}", class.wire()));
            let address = address.to_string();
            Some(words.with("case-address", [("address", address.into()), ("class", class.into())]))
        }
        Refusal::CaptureForbidden { error, program } => Some(words.with(
            "case-capture",
            [
                ("errno", error.name().into()),
                ("command", format!("sudo setcap cap_net_raw+ep {program}").into()),
            ],
        )),
        Refusal::NoSamples { error } => Some(words.t1("case-errno", "errno", error.name())),
        Refusal::LabFailed { step, error } => {
            Some(words.with("case-step", [("step", step.into()), ("errno", error.name().into())]))
        }
        Refusal::EchoLoop { peer } | Refusal::PeerForbidden { peer } => {
            Some(words.t1("case-peer", "peer", peer.to_string()))
        }
        Refusal::NameForbidden { name } => {
            Some(words.t1("case-name", "name", bytes_text::text(name.as_bytes())))
        }
        Refusal::NotNow { state, doing } => {
            let state = words.t(&format!("state-{}", state.wire()));
            Some(words.with("case-state", [("state", state.into()), ("doing", (*doing).into())]))
        }
        Refusal::OwnPort { port } | Refusal::PortReserved { port } => {
            Some(words.t1("case-port", "port", port.to_string()))
        }
        Refusal::TooLarge { limit }
        | Refusal::TooManyCalls { limit }
        | Refusal::TooManyLabs { limit }
        | Refusal::TooManyRules { limit }
        | Refusal::TooManySessions { limit }
        | Refusal::TooManySettings { limit }
        | Refusal::TooManySockets { limit }
        | Refusal::TooManyViewers { limit }
        | Refusal::TooMuchQueued { limit } => {
            Some(words.t1("case-limit", "limit", limit.to_string()))
        }
        Refusal::Unsupported { what } => Some(words.t1("case-unsupported", "what", *what)),
        Refusal::LabBroke
        | Refusal::NoHost { .. }
        | Refusal::NoLab
        | Refusal::SessionEnded
        | Refusal::ShuttingDown
        | Refusal::Streaming
        | Refusal::NoPayload { .. }
        | Refusal::UnknownFrame { .. }
        | Refusal::UnknownKnob { .. }
        | Refusal::UnknownRule { .. }
        | Refusal::UnknownSocket => None,
    };
    (case, find(&format!("refusal-{code}")), find(&format!("refusal-{code}-next")))
}

/// The same as one text, for the place of an error.
#[must_use]
pub fn refusal_text(words: Words, refusal: &Refusal) -> String {
    let (case, what, next) = refusal_words(words, refusal);
    joined(case.as_deref().into_iter().chain([what, next]))
}

/// Sentences after one another, with a space where the full stop is not as wide as one.
fn joined<'a>(sentences: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for sentence in sentences {
        if !text.is_empty() && !text.ends_with('。') {
            text.push(' ');
        }
        text.push_str(sentence);
    }
    text
}

/// Which of the fields that were filled in a refusal is about, if it is about one.
pub fn field_at_fault<'a>(
    refusal: &Refusal,
    filled: impl Fn(&str) -> Option<&'a str>,
) -> Option<String> {
    let part = match refusal {
        Refusal::AddressForbidden { address, .. } => address.to_string(),
        Refusal::NameForbidden { name } | Refusal::NoHost { name } => name.clone(),
        Refusal::OwnPort { port } | Refusal::PortReserved { port } => port.to_string(),
        Refusal::CaptureForbidden { .. }
        | Refusal::EchoLoop { .. }
        | Refusal::LabBroke
        | Refusal::LabFailed { .. }
        | Refusal::NoLab
        | Refusal::NoSamples { .. }
        | Refusal::NotNow { .. }
        | Refusal::PeerForbidden { .. }
        | Refusal::SessionEnded
        | Refusal::ShuttingDown
        | Refusal::Streaming
        | Refusal::TooLarge { .. }
        | Refusal::TooManyCalls { .. }
        | Refusal::TooManyLabs { .. }
        | Refusal::TooManyRules { .. }
        | Refusal::TooManySessions { .. }
        | Refusal::TooManySettings { .. }
        | Refusal::TooManySockets { .. }
        | Refusal::TooManyViewers { .. }
        | Refusal::TooMuchQueued { .. }
        | Refusal::NoPayload { .. }
        | Refusal::UnknownFrame { .. }
        | Refusal::UnknownKnob { .. }
        | Refusal::UnknownRule { .. }
        | Refusal::UnknownSocket
        | Refusal::Unsupported { .. } => return None,
    };
    let names = ["to", "at"].into_iter().filter(|name| filled(name).is_some());
    let has = |name: &&str| filled(name).is_some_and(|text| text.contains(&part));
    // An address may be typed in another form than the one it is printed in.
    let found = names.clone().find(has).or_else(|| names.clone().next());
    found.map(str::to_owned)
}

/// What to say of a field that could not be understood.
#[must_use]
pub fn malformed_words(words: Words, field: &str) -> String {
    let own = words.find(&format!("expect-{field}"));
    own.map_or_else(|| words.t1("expect-other", "field", Cow::from(field)), str::to_owned)
}

/// The same for a command whose fields are at hand: of data, it says what is wrong and where.
#[must_use]
pub fn malformed_text(words: Words, malformed: &Malformed, fields: &Fields<'_>) -> String {
    let data = fields.get("data").filter(|_| malformed.field == "data");
    let encoding = fields.filled("encoding").unwrap_or("text");
    match data.map(|data| bytes::decode(encoding, data)) {
        Some(Err(fault)) => fault_words(words, &fault),
        Some(Ok(_)) | None => malformed_words(words, &malformed.field),
    }
}

/// What to say of a problem that is no rule of the engine.
fn status_words(words: Words, problem: &Problem) -> (Option<String>, &'static str, &'static str) {
    let own = |end: &str| {
        let code = problem.code;
        let known = words.find(&format!("problem-{code}{end}"));
        known.or_else(|| words.find(&format!("refusal-{code}{end}")))
    };
    let what = own("").unwrap_or_else(|| match problem.status.as_u16() {
        404 => words.t("problem-not-found"),
        500.. => words.t("problem-defect"),
        _ => words.t("problem-malformed"),
    });
    (None, what, own("-next").unwrap_or_else(|| words.t("problem-next")))
}
