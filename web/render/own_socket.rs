//! The browser's own connection to this server: the page is its own exhibit.

use std::{convert::Infallible, net::SocketAddr};

use askama::{Template, filters::HtmlSafe};
use axum::{
    extract::FromRequestParts,
    http::{
        HeaderName,
        header::{
            AUTHORIZATION, CONNECTION, COOKIE, HOST, ORIGIN, SEC_WEBSOCKET_KEY,
            SEC_WEBSOCKET_VERSION, UPGRADE, USER_AGENT,
        },
        request::Parts,
    },
};
use backend::id::Seq;
use bytes::Bytes;

use super::{bytes_text, frame};
use crate::{serve::Connection, words::Words};

/// The request that somebody came with, and the TCP connection that carried it.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    /// The browser's end and ours; `None` in a test that has no connection.
    ends: Option<(SocketAddr, SocketAddr)>,
    /// The request line, as it was parsed.
    line: String,
    query: Option<String>,
    /// The headers that are shown, with their values, in the order of [`SHOWN`].
    headers: Vec<(HeaderName, String)>,
    /// The headers that are secrets, by name.
    withheld: Vec<HeaderName>,
    /// How many other headers there were.
    others: usize,
}

impl Arrival {
    /// The query of the request, as it was written.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
    }

    fn of(parts: &Parts) -> Self {
        let ends = parts.extensions.get::<Connection>().map(|tcp| (tcp.peer, tcp.local));
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let line = format!("{} {path} {:?}", parts.method, parts.version);
        let value = |name: &HeaderName| {
            let value = parts.headers.get(name)?;
            Some((name.clone(), bytes_text::text(value.as_bytes())))
        };
        let headers: Vec<_> = SHOWN.iter().filter_map(value).collect();
        let mut withheld = SECRET.to_vec();
        withheld.retain(|name| parts.headers.contains_key(name));
        let others = parts.headers.keys_len().saturating_sub(headers.len() + withheld.len());
        let (line, query) = (bytes_text::text(line.as_bytes()), parts.uri.query());
        Self { ends, line, query: query.map(str::to_owned), headers, withheld, others }
    }
}

impl<S: Sync> FromRequestParts<S> for Arrival {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// The card of that connection.
#[derive(Debug, Template)]
#[template(path = "part/own_socket.html")]
pub struct OwnSocket {
    words: Words,
    arrival: Arrival,
    /// `Sec-WebSocket-Accept` of the 101 answer, once there is a WebSocket.
    accept: Option<String>,
}

impl OwnSocket {
    /// The connection that brought a page.
    #[must_use]
    pub fn page(words: Words, arrival: Arrival) -> Self {
        Self { words, arrival, accept: None }
    }

    /// The connection that became the WebSocket of a page.
    #[must_use]
    pub fn live(words: Words, arrival: Arrival, accept: &str) -> Self {
        Self { words, arrival, accept: Some(accept.to_owned()) }
    }

    /// The card as the first frame of the WebSocket, for a page that is at that place.
    #[must_use]
    pub fn frame(&self, at: Seq) -> Bytes {
        frame::single(at, "own-socket", self.render().unwrap_or_default())
    }

    /// Changes with the connection, and not with the time.
    fn version(&self) -> String {
        let port = self.arrival.ends.map_or(0, |(peer, _)| peer.port());
        format!("{port}-{}", if self.accept.is_some() { "ws" } else { "http" })
    }
}

impl HtmlSafe for OwnSocket {}

/// Headers that show how a request becomes a WebSocket, or say who asks.
const SHOWN: [HeaderName; 7] =
    [HOST, CONNECTION, UPGRADE, SEC_WEBSOCKET_VERSION, SEC_WEBSOCKET_KEY, ORIGIN, USER_AGENT];

/// Headers that are nobody's business, not even on a projector.
const SECRET: [HeaderName; 2] = [AUTHORIZATION, COOKIE];

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;
    use crate::language::Language;

    fn arrival() -> Arrival {
        let request = Request::builder()
            .uri("/s/x/live?after=0")
            .header("host", "localhost:8000")
            .header("cookie", "lang=en; secret=1")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
            .header("accept", "*/*")
            .body(());
        let (parts, ()) = request.unwrap().into_parts();
        Arrival::of(&parts)
    }

    #[test]
    fn cookies_are_named_and_never_shown() {
        for language in Language::ALL {
            let card = OwnSocket::page(Words::new(language), arrival()).render().unwrap();
            assert!(card.contains("GET /s/x/live?after=0 HTTP/1.1"), "{card}");
            assert!(card.contains("cookie") && !card.contains("secret"), "{card}");
            assert!(!card.contains("101"), "{card}");
        }
    }

    #[test]
    fn a_websocket_shows_what_it_was_answered() {
        let card = OwnSocket::live(Words::default(), arrival(), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        let frame = String::from_utf8(card.frame(Seq(7)).to_vec()).unwrap();
        assert!(
            frame.starts_with(r#"{"seq":7,"at":0,"total":0,"rows":"","patches":[{"#),
            "{frame}"
        );
        assert!(frame.contains("101 Switching Protocols"), "{frame}");
        assert!(frame.contains("s3pPLMBiTxaQ9kYGzzhZRbK"), "{frame}");
        let others = Words::default().t("own-answer-others");
        assert!(frame.contains(others), "{frame}");
    }
}
