//! From an HTTP request to a WebSocket (RFC 6455 §4.2).

use std::future::Future;

use axum::response::Response;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;

use crate::app::App;

/// A WebSocket with a browser or a program, straight on its TCP connection.
pub type Socket = WebSocketStream<TcpStream>;

/// A request that may become a WebSocket: an extractor that has checked the handshake.
#[derive(Debug)]
pub struct Upgrade {}

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
    /// Answers 101 and runs the conversation on a task that the app owns.
    pub fn run<F, Fut>(self, app: &App, sizes: Sizes, talk: F) -> Response
    where
        F: FnOnce(Socket) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let _ = (app, sizes, talk, TokioIo::<TcpStream>::new);
        todo!()
    }
}
