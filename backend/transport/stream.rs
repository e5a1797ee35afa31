//! The raw bytes of one connected TCP socket, outside of the journal.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A connected TCP socket that is lent to one reader and writer. Its bytes are counted and not kept.
/// Dropping it gives the socket back to its session.
#[derive(Debug)]
pub struct RawStream {}

impl RawStream {
    /// Resolves when the session takes the socket away (close, reset, or the end of the session). It
    /// does not borrow the stream, which can be split meanwhile.
    pub fn revoked(&self) -> impl Future<Output = ()> + Send + use<> {
        std::future::pending()
    }
}

impl AsyncRead for RawStream {
    fn poll_read(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        _buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        todo!()
    }
}

impl AsyncWrite for RawStream {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        _buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        todo!()
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Half-close: sends FIN.
    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        todo!()
    }
}
