//! Sees the segments of the session's sockets on this machine's loopback.

use std::{
    io,
    net::SocketAddr,
    task::{Context, Poll},
    time::Duration,
};

use super::{book::Book, frame::Frame};
use crate::{command::Protocol, policy::Refusal};

/// A packet socket on the loopback interface.
#[derive(Debug)]
pub(crate) struct Capture;

impl Capture {
    pub(crate) fn open() -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// A socket is about to connect or to send there.
    pub(crate) fn expect(&mut self, _protocol: Protocol, _to: SocketAddr) {}

    /// The session's sockets are there now.
    pub(crate) fn update(&mut self, _book: &Book) {}

    /// Whether frames are there.
    pub(crate) fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    /// Takes what is there.
    pub(crate) fn take(
        &mut self,
        _now: Duration,
        _book: &Book,
        _numbers: &mut u64,
        _frames: &mut Vec<Frame>,
    ) {
    }

    /// How many frames were lost since this was last asked.
    pub(crate) fn missed(&mut self) -> u64 {
        0
    }
}

/// Why there is no capture, and what to do about it.
pub(crate) fn refusal(error: io::Error) -> Refusal {
    let program = std::env::current_exe().unwrap_or_default();
    Refusal::CaptureForbidden { error: error.into(), program: program.display().to_string() }
}
