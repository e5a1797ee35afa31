//! Operating systems without `sock_diag(7)`: nothing is sampled.

use std::{convert::Infallible, io, time::Duration};

use super::{End, Look, News, Tables};
use crate::{command::Protocol, node::On};

/// There is none.
#[derive(Debug)]
pub(super) struct Namespace(Infallible);

/// The way into the namespace of this process.
pub(super) fn open() -> io::Result<Tables> {
    Err(io::ErrorKind::Unsupported.into())
}

impl Namespace {
    pub(super) fn new(_on: On, _tables: Tables) -> io::Result<Self> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn on(&self) -> On {
        match self.0 {}
    }

    pub(super) fn look(
        &mut self,
        _now: Duration,
        _protocol: Protocol,
        _ends: &[End],
        _look: &mut Look,
        _news: &mut News,
    ) {
        match self.0 {}
    }
}
