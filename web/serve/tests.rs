//! Connections and upgrades over real TCP, with a router of the test's own.

use std::{sync::Arc, time::Duration};

use axum::{Router, extract::State, response::Response, routing::get};
use backend::{engine::Engine, limits::Limits, policy::Policy};
use futures_util::{SinkExt, StreamExt};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::timeout,
};
use tokio_tungstenite::{
    client_async,
    tungstenite::{Message, protocol::frame::coding::CloseCode},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::accept::Site;
use crate::{
    app::App,
    language::Language,
    upgrade::{Sizes, Socket, Upgrade},
};

#[tokio::test]
async fn a_websocket_echoes_and_ends_with_a_close_frame() {
    let (app, port) = serve(4).await;
    let (mut socket, _) = client_async(address(port), connect(port).await).await.unwrap();
    for text in ["one", "two"] {
        socket.feed(Message::text(text)).await.unwrap();
    }
    socket.flush().await.unwrap();
    assert_eq!(next(&mut socket).await, Message::text("one"));
    assert_eq!(next(&mut socket).await, Message::text("two"));

    app.stopping.cancel();
    let Message::Close(Some(frame)) = next(&mut socket).await else {
        panic!("no close frame");
    };
    assert_eq!(frame.code, CloseCode::Restart);
    app.upgraded.close();
    timeout(LONG, app.upgraded.wait()).await.unwrap();
}

#[tokio::test]
async fn what_comes_with_the_handshake_is_not_lost() {
    let (_app, port) = serve(4).await;
    let mut stream = connect(port).await;
    // A masked text frame with a mask of zeros.
    let early = [&[0x81, 0x85, 0, 0, 0, 0][..], b"early"].concat();
    stream.write_all(&[handshake(port).as_bytes(), &early].concat()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\x81\x05early") {
        let read = timeout(LONG, stream.read_buf(&mut answer)).await.unwrap().unwrap();
        assert_ne!(read, 0, "{:?}", String::from_utf8_lossy(&answer));
    }
    assert!(answer.starts_with(b"HTTP/1.1 101 "));
}

#[tokio::test]
async fn a_message_over_the_limit_ends_it() {
    let (_app, port) = serve(4).await;
    let (mut socket, _) = client_async(address(port), connect(port).await).await.unwrap();
    socket.send(Message::text("a".repeat(1025))).await.unwrap();
    let end = timeout(LONG, socket.next()).await.unwrap();
    assert!(!matches!(end, Some(Ok(Message::Text(_)))), "{end:?}");
}

#[tokio::test]
async fn a_websocket_takes_a_place_for_as_long_as_it_lives() {
    let (_app, port) = serve(1).await;
    let (mut socket, _) = client_async(address(port), connect(port).await).await.unwrap();
    socket.send(Message::text("here")).await.unwrap();
    assert_eq!(next(&mut socket).await, Message::text("here"));
    assert!(status(port).await.starts_with("HTTP/1.1 503 "));
    socket.close(None).await.unwrap();
    while timeout(LONG, socket.next()).await.unwrap().is_some() {}
    let again = async { while !status(port).await.starts_with("HTTP/1.1 101 ") {} };
    timeout(LONG, again).await.unwrap();
}

/// A server with that many places; `/` is a WebSocket that echoes until the server stops.
#[expect(clippy::disallowed_methods, reason = "a port of the test's own")]
async fn serve(places: usize) -> (App, u16) {
    let app = App {
        engine: Engine::new(Policy::default(), Limits::default()),
        language: Language::English,
        origins: Arc::default(),
        upgraded: TaskTracker::new(),
        stopping: CancellationToken::new(),
    };
    let router = Router::new().route("/", get(live)).with_state(app.clone());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    Site::new(router, &app, places).listen(listener);
    (app, port)
}

async fn live(upgrade: Upgrade, State(app): State<App>) -> Response {
    let sizes = Sizes { message: 1024, read: 4096, send: Some(64 << 10) };
    let stopping = app.stopping.clone();
    upgrade.run(&app, sizes, move |socket| echo(socket, stopping))
}

async fn echo(mut socket: Socket, stopping: CancellationToken) {
    loop {
        let message = tokio::select! {
            () = stopping.cancelled() => None,
            message = socket.next() => Some(message),
        };
        match message {
            None => {
                let frame = tokio_tungstenite::tungstenite::protocol::CloseFrame {
                    code: CloseCode::Restart,
                    reason: "stopping".into(),
                };
                let _ = socket.close(Some(frame)).await;
                return;
            }
            Some(Some(Ok(message @ (Message::Text(_) | Message::Binary(_))))) => {
                socket.send(message).await.unwrap();
            }
            Some(Some(Ok(_))) => (),
            Some(Some(Err(_)) | None) => return,
        }
    }
}

/// The status line of an answer to a handshake.
async fn status(port: u16) -> String {
    let mut stream = connect(port).await;
    stream.write_all(handshake(port).as_bytes()).await.unwrap();
    let mut line = [0; 13];
    timeout(LONG, stream.read_exact(&mut line)).await.unwrap().unwrap();
    String::from_utf8_lossy(&line).into_owned()
}

async fn next(socket: &mut tokio_tungstenite::WebSocketStream<TcpStream>) -> Message {
    timeout(LONG, socket.next()).await.unwrap().unwrap().unwrap()
}

#[expect(clippy::disallowed_methods, reason = "the test is the browser")]
async fn connect(port: u16) -> TcpStream {
    TcpStream::connect(("127.0.0.1", port)).await.unwrap()
}

fn address(port: u16) -> String {
    format!("ws://127.0.0.1:{port}/")
}

fn handshake(port: u16) -> String {
    format!(
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: keep-alive, Upgrade\r\n\
         Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

const LONG: Duration = Duration::from_secs(10);
