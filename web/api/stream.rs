//! The raw bytes of one connected socket, both ways, on one WebSocket.
//!
//! The two directions do not wait for each other. What the client sends is read by tungstenite, which
//! checks the protocol and answers pings; its own frames go to the `Mouth`, between the frames that
//! carry bytes. So the client can half-close: after its close frame the peer gets FIN, and the bytes
//! that still come are sent before the answering close frame (RFC 6455 §5.5.1 lets an endpoint finish
//! what it is sending first). Programs get them; a browser gives its page nothing after `close()`.

use std::{borrow::Cow, io, time::Duration};

use axum::{
    extract::{Path, State},
    response::Response,
};
use backend::{errno::OsError, policy::Refusal};
use bytes::BytesMut;
use futures_util::StreamExt;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadHalf, WriteHalf},
    sync::oneshot,
    time::{sleep, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        error::{CapacityError, ProtocolError},
        protocol::frame::coding::CloseCode,
    },
};

use super::{
    mouth::{self, Ear, Mouth},
    session,
};
use crate::{
    app::App,
    hearing::Hearing,
    problem::Problem,
    upgrade::{Sizes, Socket, Upgrade},
};

/// Carries the bytes of one connected TCP socket.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/sockets/{socket}/stream", tag = "live", operation_id = "stream",
    params(
        ("session" = String, Path, description = "The name of the session."),
        ("socket" = String, Path, description = "The name of the socket."),
    ),
    responses(
        (status = 101, description = "WebSocket. Binary frames both ways, whose boundaries mean nothing. A close frame half-closes; FIN from the peer ends with close 1000, RST with 1011. The journal records lengths, not payloads."),
        (status = "4XX", description = "Refused.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn stream(
    State(app): State<App>,
    Path((name, socket)): Path<(String, String)>,
    upgrade: Upgrade,
) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    let presence = handle.attend()?;
    let id = socket.parse().map_err(|_| Refusal::UnknownSocket)?;
    let raw = handle.stream(id).await?;
    let sizes = Sizes { message: 1 << 20, read: 128 << 10, send: None };
    let stopping = app.stopping.clone();
    Ok(upgrade.run(&app, sizes, async move |socket| {
        let _presence = presence;
        let revoked = raw.revoked();
        carry(socket, raw, revoked, stopping.cancelled()).await;
    }))
}

/// Carries bytes both ways until one side is finished.
async fn carry(
    socket: Socket,
    raw: impl AsyncRead + AsyncWrite,
    revoked: impl Future<Output = ()>,
    stopped: impl Future<Output = ()>,
) {
    let (source, mut sink) = tokio::io::split(raw);
    let (mut ear, mut mouth) = mouth::halves(socket).await;
    let (tell, over) = oneshot::channel();
    let client = async {
        let ending = tokio::select! {
            ending = up(&mut ear, &mut sink) => ending,
            () = revoked => Ending::Told(CloseCode::Away, "the session took the socket back".into()),
            () = stopped => Ending::Told(CloseCode::Restart, "the server is stopping".into()),
        };
        // The frame that is being written is finished before the close frame, unless it cannot be.
        let _ = tell.send(ending);
        sleep(FAREWELL).await;
    };
    let told = tokio::select! {
        told = down(source, &mut mouth, over) => told.is_ok(),
        () = client => false,
    };
    // The session has its socket back while the client says goodbye.
    drop(sink);
    if told {
        let farewell = async { while let Some(Ok(_)) = ear.next().await {} };
        let _ = timeout(FAREWELL, farewell).await;
    }
}

/// From the client to the peer.
async fn up<R: AsyncRead + AsyncWrite>(
    ear: &mut WebSocketStream<Ear>,
    sink: &mut WriteHalf<R>,
) -> Ending {
    let mut hearing = Hearing::default();
    loop {
        let message = match hearing.next(ear).await {
            Some(Ok(message)) => message,
            Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => {
                return Ending::Told(CloseCode::Size, "the message is too large".into());
            }
            Some(Err(Error::Utf8(_))) => {
                return Ending::Told(CloseCode::Invalid, "a text frame must be UTF-8".into());
            }
            Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) | None => {
                return Ending::Gone;
            }
            Some(Err(Error::Protocol(_))) => {
                return Ending::Told(
                    CloseCode::Protocol,
                    "that was not the WebSocket protocol".into(),
                );
            }
            Some(Err(_)) => return Ending::Gone,
        };
        let written = match message {
            Message::Binary(bytes) => sink.write_all(&bytes).await,
            Message::Text(text) => sink.write_all(text.as_bytes()).await,
            Message::Close(_) => {
                if let Err(error) = sink.shutdown().await {
                    return Ending::failed(&error);
                }
                ear.get_mut().gone().await;
                return Ending::Gone;
            }
            Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => Ok(()),
        };
        if let Err(error) = written {
            return Ending::failed(&error);
        }
    }
}

/// What can happen to the direction to the client.
enum Wake {
    Asked,
    Over(Ending),
    Read(io::Result<usize>),
}

/// From the peer to the client, until the end of either.
async fn down<R: AsyncRead>(
    mut source: ReadHalf<R>,
    mouth: &mut Mouth,
    mut over: oneshot::Receiver<Ending>,
) -> Result<(), Error> {
    let mut buffer = BytesMut::new();
    let ending = loop {
        buffer.reserve(CHUNK);
        let wake = tokio::select! {
            ending = &mut over => Wake::Over(ending.unwrap_or(Ending::Gone)),
            () = mouth.asked() => Wake::Asked,
            read = source.read_buf(&mut buffer) => Wake::Read(read),
        };
        match wake {
            Wake::Asked => mouth.pass_on().await?,
            Wake::Over(ending) => break ending,
            Wake::Read(Ok(0)) => break Ending::Told(CloseCode::Normal, "".into()),
            Wake::Read(Ok(_)) => mouth.binary(buffer.split().freeze()).await?,
            Wake::Read(Err(error)) => break Ending::failed(&error),
        }
    };
    match ending {
        Ending::Gone => Err(Error::AlreadyClosed),
        Ending::Told(code, reason) => mouth.close(code, &reason).await,
    }
}

/// Why a stream is over.
#[derive(Debug)]
enum Ending {
    /// The client is gone, so nobody is told.
    Gone,
    /// The client is told so.
    Told(CloseCode, Cow<'static, str>),
}

impl Ending {
    /// A call on the socket failed, as with RST from the peer.
    fn failed(error: &io::Error) -> Self {
        Self::Told(CloseCode::Error, OsError::from(error).name())
    }
}

/// How much is read from the peer at once, in bytes.
const CHUNK: usize = 64 << 10;
/// How long a close frame may take, in each direction.
const FAREWELL: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use std::future::pending;

    use bytes::Bytes;
    use futures_util::SinkExt;
    use tokio::{
        io::{DuplexStream, duplex},
        task::JoinHandle,
    };
    use tokio_util::task::TaskTracker;

    use super::{super::mouth::pair, *};

    /// A stream between a client and a peer.
    async fn begin() -> (Socket, DuplexStream, JoinHandle<()>) {
        let (server, client) = pair(None).await;
        let (raw, peer) = duplex(64);
        let task = TaskTracker::new().spawn(carry(server, raw, pending(), pending()));
        (client, peer, task)
    }

    /// Everything the client gets, and the code of the close frame.
    async fn rest(client: &mut Socket) -> (Vec<u8>, Option<u16>) {
        let mut bytes = Vec::new();
        while let Some(Ok(message)) = client.next().await {
            match message {
                Message::Binary(more) => bytes.extend_from_slice(&more),
                Message::Close(frame) => return (bytes, frame.map(|frame| frame.code.into())),
                Message::Ping(_) | Message::Pong(_) | Message::Text(_) | Message::Frame(_) => {}
            }
        }
        (bytes, None)
    }

    #[tokio::test]
    async fn bytes_go_both_ways_and_fin_is_close_1000() {
        let (mut client, mut peer, task) = begin().await;
        client.send(Message::binary(&b"hello"[..])).await.unwrap();
        client.send(Message::text(" there")).await.unwrap();
        let mut got = [0; 11];
        peer.read_exact(&mut got).await.unwrap();
        assert_eq!(&got, b"hello there");
        let long = vec![7; 100_000];
        peer.write_all(&long).await.unwrap();
        drop(peer);
        assert_eq!(rest(&mut client).await, (long, Some(1000)));
        let _ = client.close(None).await;
        task.await.unwrap();
    }

    #[tokio::test]
    async fn a_close_frame_is_fin_and_what_still_comes_is_sent() {
        let (mut client, mut peer, task) = begin().await;
        client.send(Message::binary(&b"last words"[..])).await.unwrap();
        client.send(Message::Close(None)).await.unwrap();
        let mut got = Vec::new();
        peer.read_to_end(&mut got).await.unwrap();
        assert_eq!(got, b"last words");
        peer.write_all(b"an answer").await.unwrap();
        peer.shutdown().await.unwrap();
        assert_eq!(rest(&mut client).await, (b"an answer".to_vec(), Some(1000)));
        task.await.unwrap();
    }

    #[tokio::test]
    async fn a_client_that_sends_and_does_not_read_is_heard() {
        let (mut client, mut peer, task) = begin().await;
        let (mut read, mut write) = tokio::io::split(&mut peer);
        let flood = async {
            let chunk = vec![1; 1 << 20];
            while write.write_all(&chunk).await.is_ok() {}
        };
        let talk = async {
            let mut got = vec![0; 1 << 20];
            client.send(Message::binary(vec![2; 1 << 20])).await.unwrap();
            read.read_exact(&mut got).await.unwrap();
            assert!(got.iter().all(|byte| *byte == 2));
        };
        tokio::select! { () = flood => panic!("the peer cannot be written to"), () = talk => {} }
        drop((client, peer));
        task.await.unwrap();
    }

    #[tokio::test]
    async fn a_ping_is_answered_between_the_frames() {
        let (mut client, mut peer, task) = begin().await;
        client.send(Message::Ping(Bytes::from_static(b"here?"))).await.unwrap();
        let answer = client.next().await.unwrap().unwrap();
        assert_eq!(answer, Message::Pong(Bytes::from_static(b"here?")));
        peer.write_all(b"x").await.unwrap();
        assert_eq!(client.next().await.unwrap().unwrap(), Message::binary(&b"x"[..]));
        drop(client);
        task.await.unwrap();
        let mut got = Vec::new();
        peer.read_to_end(&mut got).await.unwrap();
        assert!(got.is_empty());
    }

    #[tokio::test]
    async fn a_stopping_server_says_1012() {
        let (server, mut client) = pair(None).await;
        let (raw, _peer) = duplex(64);
        let task = TaskTracker::new().spawn(carry(server, raw, pending(), async {}));
        assert_eq!(rest(&mut client).await, (vec![], Some(1012)));
        drop(client);
        task.await.unwrap();
    }
}
