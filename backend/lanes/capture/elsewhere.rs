//! Where there are no packet sockets.

use std::{
    io,
    net::SocketAddr,
    task::{Context, Poll},
    time::Duration,
};

use crate::{
    command::Protocol,
    lanes::{book::Book, frame::Frame},
};

/// Nothing is captured here.
#[derive(Debug)]
pub(crate) struct Capture;

impl Capture {
    pub(crate) fn open(_own_port: u16) -> io::Result<Self> {
        Err(io::Error::from_raw_os_error(libc::EAFNOSUPPORT))
    }

    pub(crate) fn expect(&mut self, _protocol: Protocol, _to: SocketAddr) {}

    pub(crate) fn update(&mut self, _book: &Book) {}

    pub(crate) fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    pub(crate) fn take(
        &mut self,
        _now: Duration,
        _book: &Book,
        _numbers: &mut u64,
        _frames: &mut Vec<Frame>,
    ) {
    }

    pub(crate) fn missed(&mut self) -> u64 {
        0
    }
}
