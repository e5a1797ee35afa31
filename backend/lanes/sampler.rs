//! Asks kernels again and again what they hold of the session's sockets, and tells what changed.

use std::{
    fs::File,
    io,
    os::fd::OwnedFd,
    time::Duration,
};

use crate::{command::Protocol, lanes::{News, book::Book}, node::On};

mod diag;
mod ends;
mod overflow;
mod pace;
mod place;
mod row;

use self::{
    diag::Diag,
    ends::End,
    pace::{Look, Pace},
    place::Place,
};

/// The ways into one network namespace.
#[derive(Debug)]
pub(crate) struct Tables {
    /// A netlink socket made inside (`NETLINK_SOCK_DIAG`).
    pub(crate) diag: OwnedFd,
    /// Its `/proc/net/netstat`.
    pub(crate) netstat: Option<File>,
}

/// Samples every kernel that has sockets of the session. It never waits: a kernel's answer is there
/// as soon as the question was sent.
#[derive(Debug)]
pub(crate) struct Sampler {
    places: Vec<Place>,
    pace: Pace,
}

impl Sampler {
    /// Begins with this machine's kernel.
    ///
    /// # Errors
    ///
    /// Where the operating system has no `sock_diag(7)`, or does not allow it.
    pub(crate) fn new() -> io::Result<Self> {
        let mut this = Self::empty();
        let netstat = File::open("/proc/net/netstat").ok();
        this.add(On::Host, Tables { diag: Diag::open()?, netstat });
        Ok(this)
    }

    /// Begins with no kernel at all.
    pub(crate) fn empty() -> Self {
        Self { places: Vec::new(), pace: Pace::new() }
    }

    /// Samples the kernel of that place too.
    pub(crate) fn add(&mut self, on: On, tables: Tables) {
        self.remove(on);
        match Diag::new(tables.diag) {
            Ok(diag) => self.places.push(Place::new(on, diag, tables.netstat)),
            Err(error) => tracing::warn!(on = on.wire(), %error, "a kernel cannot be sampled"),
        }
    }

    /// Whether the kernel of that place is sampled.
    pub(crate) fn has(&self, on: On) -> bool {
        self.places.iter().any(|place| place.on == on)
    }

    /// Does not sample that place any more.
    pub(crate) fn remove(&mut self, on: On) {
        self.places.retain(|place| place.on != on);
    }

    /// The lab is over.
    pub(crate) fn remove_labs(&mut self) {
        self.places.retain(|place| place.on == On::Host);
    }

    /// Something happened to a socket.
    pub(crate) fn stir(&mut self, now: Duration) {
        self.pace.stir(now);
    }

    /// When to sample next; `None` while there is nothing to look at.
    pub(crate) fn due(&self) -> Option<Duration> {
        self.pace.due().filter(|_| !self.places.is_empty())
    }

    /// Samples, if it is time.
    pub(crate) fn sample(&mut self, now: Duration, book: &Book, news: &mut News) {
        if self.due().is_none_or(|due| now < due) {
            return;
        }
        let ends = book.ends().filter_map(|(id, on, protocol, local, peer, open)| {
            let local = local.filter(|local| local.port() != 0)?;
            Some(End { id, on, protocol, local, peer, open })
        });
        self.sample_ends(now, &ends.collect::<Vec<_>>(), news);
    }

    fn sample_ends(&mut self, now: Duration, ends: &[End], news: &mut News) {
        let mut look = Look::default();
        for place in &mut self.places {
            for protocol in [Protocol::Tcp, Protocol::Udp] {
                place.look(now, protocol, ends, &mut look, news);
            }
        }
        self.pace.looked(now, &look);
    }
}

#[cfg(test)]
mod tests;
