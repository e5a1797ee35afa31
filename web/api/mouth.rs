//! A WebSocket in two halves that write apart: tungstenite listens, and we speak.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll},
};

use bytes::{Buf, Bytes};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf},
    net::tcp::{OwnedReadHalf, OwnedWriteHalf},
    sync::Notify,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error,
        protocol::{
            CloseFrame, Role,
            frame::{
                Frame,
                coding::{CloseCode, Data, OpCode},
            },
        },
    },
};

use crate::{hearing::Source, upgrade::Socket};

/// Takes a WebSocket apart, before anything was read or written on it.
pub(super) async fn halves(socket: Socket) -> (WebSocketStream<Ear>, Mouth) {
    let config = socket.get_config().write_buffer_size(0).max_write_buffer_size(MOST_WAITING);
    let (read, write) = socket.into_inner().into_split();
    let queue = Arc::new(Queue::default());
    let ear = Ear { read, queue: Arc::clone(&queue) };
    let ear = WebSocketStream::from_raw_socket(ear, Role::Server, Some(config)).await;
    (ear, Mouth { write, queue })
}

/// The reading half; what tungstenite writes to it (pongs, and the answer to a close frame) waits for
/// the writing half.
#[derive(Debug)]
pub(super) struct Ear {
    read: OwnedReadHalf,
    queue: Arc<Queue>,
}

impl Ear {
    /// Waits until the client's TCP connection ends; what still comes is thrown away.
    pub(super) async fn gone(&mut self) {
        let mut scratch = [0; 512];
        while matches!(self.read.read(&mut scratch).await, Ok(1..)) {}
    }
}

impl Source for Ear {
    fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.read.as_ref().poll_read_ready(context)
    }
}

impl AsyncRead for Ear {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.read).poll_read(cx, buf)
    }
}

impl AsyncWrite for Ear {
    /// Where too much waits, tungstenite keeps the newest pong and tries again at its next read; so
    /// no wake-up is owed.
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut waiting = self.queue.waiting();
        if MOST_WAITING < waiting.len() {
            return Poll::Pending;
        }
        waiting.extend_from_slice(bytes);
        self.queue.news.notify_one();
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

/// The writing half.
#[derive(Debug)]
pub(super) struct Mouth {
    write: OwnedWriteHalf,
    queue: Arc<Queue>,
}

impl Mouth {
    /// Waits until the reading half has something to say.
    pub(super) async fn asked(&self) {
        self.queue.news.notified().await;
    }

    /// Says what the reading half has to say: whole frames.
    pub(super) async fn pass_on(&mut self) -> Result<(), Error> {
        let waiting = std::mem::take(&mut *self.queue.waiting());
        Ok(self.write.write_all(&waiting).await?)
    }

    /// One binary frame.
    pub(super) async fn binary(&mut self, bytes: Bytes) -> Result<(), Error> {
        self.frame(Frame::message(bytes, OpCode::Data(Data::Binary), true)).await
    }

    /// The close frame, after which nothing is sent.
    pub(super) async fn close(&mut self, code: CloseCode, reason: &str) -> Result<(), Error> {
        self.frame(Frame::close(Some(CloseFrame { code, reason: reason.into() }))).await?;
        Ok(self.write.shutdown().await?)
    }

    /// The payload is not copied: header and payload go to the kernel together.
    async fn frame(&mut self, frame: Frame) -> Result<(), Error> {
        let mut header = Vec::with_capacity(10);
        frame.header().format(frame.payload().len() as u64, &mut header)?;
        let mut both = Buf::chain(header.as_slice(), frame.into_payload());
        Ok(self.write.write_all_buf(&mut both).await?)
    }
}

#[derive(Debug, Default)]
struct Queue {
    waiting: Mutex<Vec<u8>>,
    news: Notify,
}

impl Queue {
    /// Locks; what a panic leaves behind is still whole frames.
    fn waiting(&self) -> MutexGuard<'_, Vec<u8>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How many bytes of pongs may wait; a ping has at most 125 bytes.
const MOST_WAITING: usize = 1024;

/// A WebSocket and the client at its other end, past the handshake, for tests.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test is its own network")]
pub(super) async fn pair(
    config: Option<tokio_tungstenite::tungstenite::protocol::WebSocketConfig>,
) -> (Socket, Socket) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (server, _) = listener.accept().unwrap();
    let ready = |stream: std::net::TcpStream| {
        stream.set_nonblocking(true).unwrap();
        tokio::net::TcpStream::from_std(stream).unwrap()
    };
    let server = Socket::from_raw_socket(ready(server), Role::Server, config).await;
    (server, Socket::from_raw_socket(ready(client), Role::Client, None).await)
}
