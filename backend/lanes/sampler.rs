//! Asks the kernels what they hold.

use std::{fs::File, io, os::fd::OwnedFd, time::Duration};

use super::{News, book::Book};
use crate::node::On;

/// Where a namespace tells of its sockets.
#[derive(Debug)]
pub(crate) struct Tables {
    /// A `NETLINK_SOCK_DIAG` socket that was made inside of it.
    pub(crate) diag: OwnedFd,
    /// Its `/proc/net/netstat`.
    pub(crate) netstat: Option<File>,
}

/// Asks the kernels what they hold.
#[derive(Debug)]
pub(crate) struct Sampler {
    tables: Vec<(On, Tables)>,
    host: bool,
}

impl Sampler {
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Self { tables: Vec::new(), host: false })
    }

    /// Whether this machine's own kernel is asked too.
    pub(crate) fn watch_host(&mut self, on: bool) {
        self.host = on;
    }

    pub(crate) fn add(&mut self, on: On, tables: Tables) {
        self.tables.push((on, tables));
    }

    pub(crate) fn remove_labs(&mut self) {
        self.tables.clear();
    }

    /// Something happened: asks soon.
    pub(crate) fn stir(&mut self, _now: Duration) {}

    /// When it wants to ask.
    pub(crate) fn due(&self) -> Option<Duration> {
        None
    }

    /// Asks, and tells what changed.
    pub(crate) fn sample(&mut self, _now: Duration, _book: &Book, _news: &mut News) {}
}
