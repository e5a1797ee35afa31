//! Listens to a WebSocket only when there may be something to hear.

use std::{
    future::poll_fn,
    io,
    task::{Context, Poll, ready},
};

use futures_util::StreamExt;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Error, Message},
};

/// What remembers whether a WebSocket had nothing to say.
///
/// tungstenite fills its whole read buffer with zeros whenever it is asked, and whoever waits for one
/// of several things asks at each of them. After it had nothing it is asked again only when the kernel
/// has more; a pong that found no room then goes with the next frame.
#[derive(Debug, Default)]
pub(crate) struct Hearing {
    nothing: bool,
}

impl Hearing {
    /// The next message. Nothing is lost where it is not waited for to the end.
    pub(crate) async fn next<S: Source>(
        &mut self,
        socket: &mut WebSocketStream<S>,
    ) -> Option<Result<Message, Error>> {
        poll_fn(|context| {
            if self.nothing {
                // An error is tungstenite's to find.
                let _ = ready!(socket.get_ref().poll_readable(context));
            }
            let polled = socket.poll_next_unpin(context);
            self.nothing = polled.is_pending();
            polled
        })
        .await
    }
}

/// What a WebSocket reads from, which says whether the kernel has more.
pub(crate) trait Source: AsyncRead + AsyncWrite + Unpin {
    /// Whether a read may find something.
    fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>>;
}

impl Source for TcpStream {
    fn poll_readable(&self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_read_ready(context)
    }
}
