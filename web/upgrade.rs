//! From an HTTP request to a WebSocket (RFC 6455 §4.2).

use std::{future::Future, panic::AssertUnwindSafe, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{
        HeaderMap, HeaderName, Method, StatusCode, Version,
        header::{
            CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE,
        },
        request::Parts,
    },
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use socket2::SockRef;
use tokio::{net::TcpStream, sync::OwnedSemaphorePermit};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        handshake::derive_accept_key,
        protocol::{Role, WebSocketConfig},
    },
};
use tracing::debug;

use crate::{app::App, problem::Problem, serve::Connection};

/// A WebSocket with a browser or a program, straight on its TCP connection.
pub type Socket = WebSocketStream<TcpStream>;

/// A request that may become a WebSocket: an extractor that has checked the handshake.
#[derive(Debug)]
pub struct Upgrade {
    on: OnUpgrade,
    accept: String,
    permit: Option<Arc<OwnedSemaphorePermit>>,
}

/// How large the buffers of a WebSocket are.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// The largest message a client may send, in bytes.
    pub message: usize,
    /// The read buffer, in bytes.
    pub read: usize,
    /// The kernel's send buffer (`SO_SNDBUF`), in bytes; `None` leaves the kernel to tune it.
    pub send: Option<usize>,
}

impl Upgrade {
    /// What the answer proves that the key was read with (`Sec-WebSocket-Accept`).
    #[must_use]
    pub fn accept(&self) -> &str {
        &self.accept
    }

    /// Answers 101 and runs the conversation on a task that the app owns. No extension is ever
    /// agreed to, hence nothing is compressed.
    pub fn run<F, Fut>(self, app: &App, sizes: Sizes, talk: F) -> Response
    where
        F: FnOnce(Socket) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let Self { on, accept, permit } = self;
        let engine = app.engine.clone();
        app.upgraded.spawn(async move {
            // The connection counts against its limit for as long as it lives.
            let _permit = permit;
            if let Some(socket) = connected(on, sizes).await
                && AssertUnwindSafe(talk(socket)).catch_unwind().await.is_err()
            {
                engine.count_crash();
            }
        });
        let headers = [
            (CONNECTION, "upgrade"),
            (UPGRADE, "websocket"),
            (SEC_WEBSOCKET_ACCEPT, accept.as_str()),
        ];
        (StatusCode::SWITCHING_PROTOCOLS, headers).into_response()
    }
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        if parts.method != Method::GET || parts.version != Version::HTTP_11 {
            return Err(malformed("a WebSocket begins with a GET of HTTP/1.1"));
        }
        let headers = &parts.headers;
        if !has(headers, &CONNECTION, "upgrade") || !has(headers, &UPGRADE, "websocket") {
            return Err(Problem::new(
                StatusCode::UPGRADE_REQUIRED,
                "upgrade-required",
                "this address is a WebSocket; ask with Connection: upgrade and Upgrade: websocket",
            ));
        }
        if headers.get(SEC_WEBSOCKET_VERSION).is_none_or(|version| version != "13") {
            return Err(Problem::new(
                StatusCode::UPGRADE_REQUIRED,
                "websocket-version",
                "the version of the WebSocket protocol here is 13",
            ));
        }
        let Some(key) = headers.get(SEC_WEBSOCKET_KEY).filter(|key| is_key(key.as_bytes())) else {
            return Err(malformed("Sec-WebSocket-Key must be 16 bytes in base64"));
        };
        let accept = derive_accept_key(key.as_bytes());
        let permit = parts.extensions.get::<Connection>().and_then(Connection::permit);
        let Some(on) = parts.extensions.remove::<OnUpgrade>() else {
            return Err(malformed("this connection cannot become a WebSocket"));
        };
        Ok(Self { on, accept, permit })
    }
}

/// Waits for the answer to be sent, and takes the TCP connection itself out of hyper, so that no
/// layer is between the WebSocket and the kernel.
async fn connected(on: OnUpgrade, sizes: Sizes) -> Option<Socket> {
    let upgraded = match on.await {
        Ok(upgraded) => upgraded,
        Err(error) => {
            debug!(%error, "the client went away during the handshake");
            return None;
        }
    };
    let Ok(parts) = upgraded.downcast::<TokioIo<TcpStream>>() else {
        debug!("the connection is not a TCP connection of this server");
        return None;
    };
    let stream = parts.io.into_inner();
    if let Some(bytes) = sizes.send
        && let Err(error) = SockRef::from(&stream).set_send_buffer_size(bytes)
    {
        debug!(%error, "SO_SNDBUF stays as it is");
    }
    let early = parts.read_buf.to_vec();
    let config = Some(config(sizes));
    Some(Socket::from_partially_read(stream, early, Role::Server, config).await)
}

/// tungstenite writes to the kernel whenever more than `write_buffer_size` waits: with 0, each
/// `feed` would be a system call of its own. With 16 KiB, frames that are fed gather until the flush,
/// a larger frame goes out at once, and `send`, which flushes, is as prompt as with 0.
fn config(sizes: Sizes) -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(sizes.message))
        .max_frame_size(Some(sizes.message))
        .read_buffer_size(sizes.read)
        .write_buffer_size(16 << 10)
        .max_write_buffer_size(sizes.message.saturating_add(1 << 20))
}

/// Whether a header that lists words has this one, in any case.
fn has(headers: &HeaderMap, name: &HeaderName, word: &str) -> bool {
    let lines = headers.get_all(name).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).any(|one| one.trim().eq_ignore_ascii_case(word))
}

/// 16 bytes in base64 have 24 characters, of which the last two are padding.
fn is_key(key: &[u8]) -> bool {
    let Some((digits, b"==")) = key.split_last_chunk::<2>().map(|(head, tail)| (head, &tail[..]))
    else {
        return false;
    };
    let digit = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/".contains(byte);
    digits.len() == 22 && digits.iter().all(digit)
}

fn malformed(detail: &'static str) -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "malformed", detail)
}
