//! Asks kernels again and again what they hold of the session's sockets, and tells what changed.

use std::{fs::File, io, os::fd::OwnedFd, time::Duration};

use super::{
    News,
    book::{Book, Place},
};
use crate::{command::Protocol, id::SocketId, node::On};

#[cfg(target_os = "linux")]
mod diag;
#[cfg(target_os = "linux")]
mod ends;
#[cfg(target_os = "linux")]
mod namespace;
#[cfg(not(target_os = "linux"))]
#[path = "sampler/elsewhere.rs"]
mod namespace;
#[cfg(target_os = "linux")]
mod overflow;
mod pace;
#[cfg(target_os = "linux")]
mod row;

use self::{
    namespace::Namespace,
    pace::{Look, Pace},
};

/// The ways into one network namespace.
#[derive(Debug)]
pub(crate) struct Tables {
    /// A `NETLINK_SOCK_DIAG` socket that was made inside of it.
    pub(crate) diag: OwnedFd,
    /// Its `/proc/net/netstat`.
    pub(crate) netstat: Option<File>,
}

/// A socket of the session, and where it is.
type End = (SocketId, Place);

/// Samples every kernel that has sockets of the session. It never waits: a kernel's answer is there
/// as soon as the question was sent.
#[derive(Debug)]
pub(crate) struct Sampler {
    host: Option<Namespace>,
    labs: Vec<Namespace>,
    pace: Pace,
}

impl Sampler {
    /// Begins with no kernel at all.
    ///
    /// # Errors
    ///
    /// Where the operating system has no `sock_diag(7)`, or does not allow it.
    pub(crate) fn new() -> io::Result<Self> {
        namespace::open()?;
        Ok(Self { host: None, labs: Vec::new(), pace: Pace::new() })
    }

    /// Whether this machine's own kernel is asked too.
    pub(crate) fn watch_host(&mut self, on: bool) {
        if !on {
            self.host = None;
        } else if self.host.is_none() {
            let opened = namespace::open().and_then(|tables| Namespace::new(On::Host, tables));
            self.host = taken(On::Host, opened);
        }
    }

    /// Samples the kernel of a lab's host too.
    pub(crate) fn add(&mut self, on: On, tables: Tables) {
        self.labs.retain(|lab| lab.on() != on);
        self.labs.extend(taken(on, Namespace::new(on, tables)));
    }

    /// The lab is over.
    pub(crate) fn remove_labs(&mut self) {
        self.labs.clear();
    }

    /// Something happened: asks soon.
    pub(crate) fn stir(&mut self, now: Duration) {
        self.pace.stir(now);
    }

    /// When it wants to ask; `None` while there is nothing to look at.
    pub(crate) fn due(&self) -> Option<Duration> {
        self.pace.due().filter(|_| self.host.is_some() || !self.labs.is_empty())
    }

    /// Asks, and tells what changed.
    pub(crate) fn sample(&mut self, now: Duration, book: &Book, news: &mut News) {
        let ends: Vec<End> = book.places().map(|(id, place)| (id, *place)).collect();
        self.look(now, &ends, news);
    }

    fn look(&mut self, now: Duration, ends: &[End], news: &mut News) {
        let mut look = Look::default();
        for namespace in self.host.iter_mut().chain(&mut self.labs) {
            for protocol in [Protocol::Tcp, Protocol::Udp] {
                namespace.look(now, protocol, ends, &mut look, news);
            }
        }
        self.pace.looked(now, &look);
    }
}

fn taken(on: On, opened: io::Result<Namespace>) -> Option<Namespace> {
    if let Err(error) = &opened {
        tracing::warn!(on = on.wire(), %error, "a kernel cannot be sampled");
    }
    opened.ok()
}

#[cfg(target_os = "linux")]
#[cfg(test)]
#[expect(
    clippy::disallowed_methods,
    reason = "the sockets of strangers are sampled, and looks have a deadline"
)]
mod tests;
