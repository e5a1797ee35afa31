//! The lab of a session: its helper process, its sockets, and its wire.

use std::{
    path::PathBuf,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use socket2::Socket;

use super::{News, frame::Frame, sampler::Tables};
use crate::{
    command::{Family, Protocol},
    errno::OsError,
    id::Seq,
    lab::{Counts, LabCommand, LabView, Net},
    node::{Node, On},
    policy::Refusal,
};

/// A lab.
#[derive(Debug)]
pub(crate) struct Lab {
    net: Net,
}

/// Whoever makes sockets on the hosts of a lab.
#[derive(Clone, Debug)]
pub(crate) struct Factory;

impl Factory {
    /// `socket(2)` on that host.
    pub(crate) async fn socket(
        &self,
        _node: Node,
        _protocol: Protocol,
        _family: Family,
    ) -> Result<Socket, OsError> {
        Err(OsError::from_raw(libc::EOPNOTSUPP))
    }
}

impl Lab {
    /// Begins; the hosts are there a little later.
    pub(crate) fn start(net: Net, _program: Option<Arc<PathBuf>>) -> Result<Self, Refusal> {
        Ok(Self { net })
    }

    pub(crate) fn factory(&self) -> Factory {
        Factory
    }

    /// Does what a user asks of the wire or of a knob.
    pub(crate) fn command(
        &mut self,
        _now: Duration,
        _command: LabCommand,
        _news: &mut News,
    ) -> Result<(), Refusal> {
        Err(Refusal::NoLab)
    }

    /// Whether frames are there, or the helper has something to say.
    pub(crate) fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Pending
    }

    /// Takes what is there and puts on what is due.
    pub(crate) fn take(
        &mut self,
        _now: Duration,
        _numbers: &mut u64,
        _frames: &mut Vec<Frame>,
        _news: &mut News,
    ) {
    }

    /// When the next frame wants to be put on.
    pub(crate) fn due(&self) -> Option<Duration> {
        None
    }

    /// Where its kernels tell of their sockets, once, when they are there.
    pub(crate) fn tables(&mut self) -> Vec<(On, Tables)> {
        Vec::new()
    }

    /// The lab as it is now.
    pub(crate) fn view(&self) -> LabView {
        LabView {
            net: self.net,
            ready: false,
            nodes: Vec::new(),
            impairments: Vec::new(),
            rules: Vec::new(),
            held: Vec::new(),
            learned: Vec::new(),
            counts: Counts::default(),
            knobs: Vec::new(),
            changed: Seq::START,
        }
    }
}
