//! Where there are no network namespaces there is no lab, and whoever wants one is told.

use std::{
    path::PathBuf,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use super::{News, frame::Frame, sampler::Tables};
use crate::{
    command::{Family, Protocol},
    lab::{LabCommand, LabView, Net},
    node::{Node, On},
    policy::Refusal,
    transport::Made,
};

/// Where labs would come from.
#[derive(Debug, Default)]
pub(crate) struct Labs;

/// A lab that nobody can have.
#[derive(Debug)]
pub(crate) enum Lab {}

/// Whoever would make its sockets.
#[derive(Clone, Debug)]
pub(crate) enum Factory {}

impl Labs {
    pub(crate) fn new(_program: Option<PathBuf>, _limit: usize, _bytes: usize) -> Arc<Self> {
        Arc::new(Self)
    }
}

impl Factory {
    pub(crate) async fn socket(
        &self,
        _node: Node,
        _protocol: Protocol,
        _family: Family,
    ) -> Result<Made, Refusal> {
        match *self {}
    }
}

impl Lab {
    pub(crate) fn start(_net: Net, _labs: &Arc<Labs>) -> Result<Self, Refusal> {
        Err(Refusal::Unsupported { what: "network namespace" })
    }

    pub(crate) fn factory(&self) -> Factory {
        match *self {}
    }

    pub(crate) fn net(&self) -> Net {
        match *self {}
    }

    pub(crate) fn expect(&self, _node: Option<Node>) -> Result<(), Refusal> {
        match *self {}
    }

    pub(crate) fn command(
        &mut self,
        _now: Duration,
        _command: LabCommand,
        _news: &mut News,
    ) -> Result<(), Refusal> {
        match *self {}
    }

    pub(crate) fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        match *self {}
    }

    pub(crate) fn take(
        &mut self,
        _now: Duration,
        _room: &mut usize,
        _numbers: &mut u64,
        _frames: &mut Vec<Frame>,
        _news: &mut News,
    ) {
        match *self {}
    }

    pub(crate) fn due(&self) -> Option<Duration> {
        match *self {}
    }

    pub(crate) fn tables(&mut self) -> Vec<(On, Tables)> {
        match *self {}
    }

    pub(crate) fn changed(&mut self) -> bool {
        match *self {}
    }

    pub(crate) fn waiting(&self) -> u64 {
        match *self {}
    }

    pub(crate) fn view(&self) -> LabView {
        match *self {}
    }
}
