//! One event in the formats that people paste elsewhere.

use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::{Path, State},
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Response},
};
use backend::{
    event::{Entry, Event, Payload},
    id::{Seq, SessionId},
};
use data_encoding::{BASE64, HEXLOWER};

use super::{problem, session::find};
use crate::{
    app::App,
    language::Choice,
    problem::Problem,
    program::literal,
    render::{bytes_text, pane::payload},
    wire::export,
    words::Words,
};

/// The links to one event in every format; JavaScript turns each into a copy.
#[derive(Debug, Template)]
#[template(path = "part/copy.html")]
pub struct Copies {
    words: Words,
    session: SessionId,
    seq: Seq,
    formats: Vec<Format>,
    /// How many bytes were kept of how many, where some were not.
    cut: Option<(usize, u64)>,
    /// The bytes are no UTF-8.
    lossy: bool,
}

impl HtmlSafe for Copies {}

impl Copies {
    /// For that event.
    #[must_use]
    pub fn new(words: Words, session: SessionId, entry: &Entry) -> Self {
        let payload = kept(&entry.event);
        let formats =
            Format::ALL.into_iter().filter(|format| !format.is_of_bytes() || payload.is_some());
        let cut = payload.filter(|payload| payload.truncated());
        Self {
            words,
            session,
            seq: entry.seq,
            formats: formats.collect(),
            cut: cut.map(|payload| (payload.head.len(), payload.len)),
            lossy: payload.is_some_and(|payload| std::str::from_utf8(whole(payload)).is_err()),
        }
    }

    fn cut_words(&self) -> Option<String> {
        let (kept, n) = self.cut?;
        Some(self.words.with("copy-cut", [("kept", kept.into()), ("n", n.into())]))
    }

    fn name(&self, format: &Format) -> &'static str {
        self.words.t(match format {
            Format::Base64 => "copy-base64",
            Format::Csv => "copy-csv",
            Format::Dump => "copy-dump",
            Format::Escaped => "copy-escaped",
            Format::Hex => "copy-hex",
            Format::Json => "copy-json",
            Format::Python => "copy-python",
            Format::Rust => "copy-rust",
            Format::Text => "copy-text",
        })
    }
}

/// A format of one event.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// Base64 (RFC 4648 §4).
    Base64,
    /// A row of the journal as comma-separated values.
    Csv,
    /// Sixteen bytes in a row, as hexadecimal digits and as ASCII.
    Dump,
    /// What stands between the quotes of a string in C; the composer reads it too.
    Escaped,
    /// Hexadecimal digits without anything between them.
    Hex,
    /// The event as programs read it.
    Json,
    /// A bytes literal of Python.
    Python,
    /// A byte string literal of Rust.
    Rust,
    /// The bytes as UTF-8.
    Text,
}

impl Format {
    /// Every format, in the order of the menu.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::Dump,
        Self::Hex,
        Self::Escaped,
        Self::Base64,
        Self::Json,
        Self::Csv,
        Self::Python,
        Self::Rust,
    ];

    /// The word for it in addresses.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Base64 => "base64",
            Self::Csv => "csv",
            Self::Dump => "dump",
            Self::Escaped => "escaped",
            Self::Hex => "hex",
            Self::Json => "json",
            Self::Python => "python",
            Self::Rust => "rust",
            Self::Text => "text",
        }
    }

    /// Whether it says the bytes alone, so that an event without bytes does not have it.
    #[must_use]
    pub fn is_of_bytes(self) -> bool {
        !matches!(self, Self::Csv | Self::Json)
    }

    /// The event in this format, if it has what the format says.
    #[must_use]
    pub fn write(self, entry: &Entry) -> Option<Vec<u8>> {
        let payload = || kept(&entry.event);
        let head = || payload().map(|payload| &*payload.head);
        let text = match self {
            Self::Base64 => BASE64.encode(head()?),
            Self::Csv => return Some(line(export::Format::Csv.entry(entry))),
            Self::Dump => bytes_text::dump(head()?),
            Self::Escaped => literal::c_string(head()?),
            Self::Hex => HEXLOWER.encode(head()?),
            Self::Json => return Some(line(export::Format::Jsonl.entry(entry))),
            Self::Python | Self::Rust => format!("b\"{}\"", literal::bytes(head()?)),
            Self::Text => String::from_utf8_lossy(whole(payload()?)).into_owned(),
        };
        Some(text.into_bytes())
    }
}

/// Gives one event in one format, as plain text.
pub async fn show(
    choice: Choice,
    State(app): State<App>,
    Path((session, seq, format)): Path<(String, String, String)>,
) -> Response {
    let Some(session) = find(&app, &session) else { return problem::ended(choice) };
    session.touch();
    let missing = |code, detail: &'static str| {
        problem::page(choice, &Problem::new(StatusCode::NOT_FOUND, code, detail))
    };
    let Some(format) = Format::ALL.into_iter().find(|known| known.wire() == format) else {
        return missing("not-found", "there is no such format");
    };
    let entry = seq.parse().ok().and_then(|seq| session.reader(Seq::START).find(Seq(seq)));
    let Some(entry) = entry else {
        return missing("unknown-event", "that event is not remembered");
    };
    let Some(text) = format.write(&entry) else {
        return missing("no-payload", "no bytes were kept of that event");
    };
    let mut response = text.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    response
}

/// The bytes of an event, where some of them were kept.
fn kept(event: &Event) -> Option<&Payload> {
    payload(event).filter(|payload| !payload.head.is_empty() || payload.len == 0)
}

/// The bytes without the character that the end of what was kept cut in two.
fn whole(payload: &Payload) -> &[u8] {
    match std::str::from_utf8(&payload.head) {
        Err(error) if payload.truncated() && error.error_len().is_none() => {
            &payload.head[..error.valid_up_to()]
        }
        Ok(_) | Err(_) => &payload.head,
    }
}

/// A line without its end.
fn line(mut line: Vec<u8>) -> Vec<u8> {
    while line.pop_if(|last| matches!(last, b'\r' | b'\n')).is_some() {}
    line
}

const SANDBOX: &str = "sandbox; default-src 'none'";

#[cfg(test)]
mod tests;
