//! The journal, read in stretches, and the bytes it keeps.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Path, RawQuery, State},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY},
    },
    response::Response,
};
use backend::{
    event::{Event as Happening, Payload},
    feed::{Page, Reader},
    id::Seq,
};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;

use super::{json, session, typed};
use crate::{
    app::App,
    problem::Problem,
    wire::{
        Malformed,
        batch::{self, Gap},
        event::Event,
        fields::Fields,
        parse,
    },
};

/// A stretch of the journal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Events<'a> {
    /// The place of the newest event.
    pub head: u64,
    /// What was forgotten before the first of these events.
    pub gap: Option<Gap>,
    /// The events, in the order of `seq`.
    pub events: Vec<Event<'a>>,
}

/// Reads events; with `wait`, an empty answer waits until there is one.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/events", tag = "events", operation_id = "listEvents",
    params(
        ("session" = String, Path, description = "The name of the session."),
        ("after" = Option<u64>, Query, description = "Events after this place; 0 by default."),
        ("limit" = Option<u64>, Query, description = "At most so many, 1 to 10000; 1000 by default."),
        ("wait" = Option<u64>, Query, description = "Seconds to wait for an event, 0 to 30; 0 by default."),
    ),
    responses(
        (status = 200, description = "The events.", body = Events<'_>),
        (status = "4XX", description = "Refused.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn list(
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    let ask = Ask::read(query.as_deref().unwrap_or_default())?;
    let mut reader = handle.reader(ask.after);
    let mut first = reader.take();
    if first.is_empty() && !ask.wait.is_zero() {
        // Whoever waits is there. Where there are too many viewers to count this one, it still waits.
        let _presence = handle.attend();
        // A wait that ends without an event is an empty answer.
        let stopping = app.stopping.run_until_cancelled(reader.next());
        if let Ok(Some(Some(page))) = timeout(ask.wait, stopping).await {
            first = page;
        }
    }
    let pages = stretch(&mut reader, first, ask.limit);
    let events =
        pages.iter().flat_map(|page| &page.entries).take(ask.limit).map(Event::from).collect();
    let gap = pages.first().and_then(|page| page.gap.as_ref()).map(Gap::from);
    let mut out = Vec::new();
    batch::put(&mut out, &Events { head: reader.head().0, gap, events });
    Ok(json(StatusCode::OK, out))
}

/// Gives the bytes that were kept of one event.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/events/{seq}/payload", tag = "events", operation_id = "eventPayload",
    params(
        ("session" = String, Path, description = "The name of the session."),
        ("seq" = u64, Path, description = "The place of the event."),
    ),
    responses(
        (status = 200, description = "At most the first 4096 bytes.", content_type = "application/octet-stream", body = [u8]),
        (status = 404, description = "`forgotten`, `unknown-event`, or `no-payload`.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn payload(
    State(app): State<App>,
    Path((name, seq)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    let missing = |code, detail: &'static str| Problem::new(StatusCode::NOT_FOUND, code, detail);
    let seq: Seq = parse::whole("seq", &seq, 1..=u64::MAX).map(Seq)?;
    let reader = handle.reader(seq);
    let Some(entry) = reader.find(seq) else {
        return Err(match seq < reader.first() {
            true => missing("forgotten", "the journal does not remember that event any more"),
            false => missing("unknown-event", "there is no such event yet"),
        });
    };
    let bytes = if let Happening::Segment(segment) = &entry.event {
        Some(&segment.frame)
    } else {
        let kept = |payload: &&Payload| !payload.head.is_empty() || payload.len == 0;
        entry.event.payload().filter(kept).map(|payload| &payload.head)
    };
    let bytes = bytes.ok_or_else(|| missing("no-payload", "no bytes were kept of that event"))?;
    let mut response = typed(StatusCode::OK, "application/octet-stream", bytes.clone());
    attach(&mut response, &format!("event-{seq}.bin"));
    Ok(response)
}

/// Makes an answer a file to save, which no browser shows as a page of this server.
pub(crate) fn attach(response: &mut Response, name: &str) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    let sniffing = HeaderName::from_static("x-content-type-options");
    headers.insert(sniffing, HeaderValue::from_static("nosniff"));
}

/// Pages from one on, until there are enough events or a gap comes between.
fn stretch(reader: &mut Reader, first: Arc<Page>, limit: usize) -> Vec<Arc<Page>> {
    let mut count = first.entries.len();
    let mut pages = vec![first];
    while 0 < count && count < limit {
        let page = reader.take();
        if page.is_empty() || page.gap.is_some() {
            break;
        }
        count += page.entries.len();
        pages.push(page);
    }
    pages
}

/// What is asked for in the query of a list.
#[derive(Debug, Eq, PartialEq)]
struct Ask {
    after: Seq,
    limit: usize,
    wait: Duration,
}

impl Ask {
    fn read(query: &str) -> Result<Self, Malformed> {
        let fields = Fields::form(query);
        Ok(Self {
            after: after(&fields)?,
            limit: parse::number(&fields, "limit", 1..=10_000, 1000)?,
            wait: Duration::from_secs(parse::number(&fields, "wait", 0..=30, 0)?),
        })
    }
}

/// The place to begin after.
pub(super) fn after(fields: &Fields<'_>) -> Result<Seq, Malformed> {
    parse::number(fields, "after", 0..=u64::MAX, 0).map(Seq)
}

const SANDBOX: &str = "sandbox; default-src 'none'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_has_defaults_and_bounds() {
        let ask =
            |after, limit, wait| Ask { after: Seq(after), limit, wait: Duration::from_secs(wait) };
        assert_eq!(Ask::read(""), Ok(ask(0, 1000, 0)));
        assert_eq!(Ask::read("after=7&limit=10000&wait=30&x=1"), Ok(ask(7, 10_000, 30)));
        for (query, field) in [
            ("after=-1", "after"),
            ("limit=0", "limit"),
            ("limit=10001", "limit"),
            ("wait=31", "wait"),
            ("wait=1.5", "wait"),
        ] {
            assert_eq!(Ask::read(query).unwrap_err().field, field, "{query}");
        }
    }
}
