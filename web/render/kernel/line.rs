//! One row of a kernel's table, in the words of a table for people.

use std::time::Duration;

use backend::{
    command::Protocol,
    id::{SessionId, SocketId},
    kernel::{Owner, Sample, Source, TcpInfo, TcpState, table::Row},
    node::On,
};

use super::{key, seconds, short};
use crate::words::Words;

/// One row, as it is shown.
#[derive(Debug)]
pub struct Line {
    pub(super) words: Words,
    pub(super) sample: Sample,
    pub(super) socket: Option<SocketId>,
    /// The address that shows its pictures.
    pub(super) href: String,
    pub(super) key: String,
    /// Its pictures are shown.
    pub(super) current: bool,
    /// How long ago it was sampled.
    pub(super) age: Duration,
}

impl Line {
    pub(super) fn new(
        words: Words,
        session: SessionId,
        row: &Row,
        now: Duration,
        current: bool,
    ) -> Self {
        let key = key(&row.sample);
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("face", "kernel").append_pair("row", &key);
        Self {
            words,
            sample: row.sample.clone(),
            socket: row.socket,
            href: format!("/s/{session}?{}", query.finish()),
            key,
            current,
            age: now.saturating_sub(row.at),
        }
    }

    pub(super) fn state(&self) -> &'static str {
        if self.sample.protocol == Protocol::Udp { "UDP" } else { self.sample.state.name() }
    }

    /// Whose kernel, where it is not this machine's.
    pub(super) fn on(&self) -> String {
        on(self.words, self.sample.on)
    }

    pub(super) fn listens(&self) -> bool {
        self.sample.state == TcpState::Listen
    }

    /// Nobody has a descriptor of it.
    pub(super) fn unowned(&self) -> bool {
        self.sample.owner != Owner::Socket
    }

    /// The accept queue of a listener: Linux lets one more in than the limit says.
    pub(super) fn queue(&self) -> String {
        let (n, limit) = (self.sample.recv_q, self.sample.send_q);
        self.words.with("kernel-queue", [("n", n.into()), ("limit", limit.into())])
    }

    /// How far the gauge of the accept queue is filled, of a hundred.
    pub(super) fn filled(&self) -> u64 {
        let room = u64::from(self.sample.send_q) + 1;
        (u64::from(self.sample.recv_q) * 100 / room).min(100)
    }

    pub(super) fn full(&self) -> bool {
        self.sample.send_q < self.sample.recv_q
    }

    /// The timer that runs: its word, how long it has left now, and how often it has fired.
    pub(super) fn timer(&self) -> Option<(&'static str, Duration, u8)> {
        let timer = self.sample.timer?;
        Some((timer.kind.wire(), timer.remaining.saturating_sub(self.age), timer.fired))
    }

    /// How many segments were sent again.
    pub(super) fn resent(&self) -> u32 {
        self.info().map_or(0, |info| info.retransmits)
    }

    pub(super) fn left(&self, left: &Duration) -> String {
        seconds(*left)
    }

    pub(super) fn info(&self) -> Option<&TcpInfo> {
        self.sample.info.as_ref().filter(|_| !self.listens())
    }

    pub(super) fn rtt(&self, info: &TcpInfo) -> String {
        if info.rtt.is_zero() { "–".to_owned() } else { short(info.rtt) }
    }

    pub(super) fn rto(&self, info: &TcpInfo) -> String {
        short(info.rto)
    }

    pub(super) fn ssthresh(&self, info: &TcpInfo) -> String {
        info.ssthresh.map_or_else(|| "∞".to_owned(), |segments| segments.to_string())
    }

    pub(super) fn owner(&self) -> &'static str {
        super::owner_key(&self.sample).map_or("", |key| self.words.t(key))
    }

    pub(super) fn absent(&self) -> bool {
        self.sample.source == Source::Absence
    }

    pub(super) fn ago(&self) -> String {
        self.words.t1("kernel-ago", "time", seconds(self.age))
    }

    /// The same for a clock in the page, with a place for the time.
    pub(super) fn ago_says(&self) -> String {
        self.words.t1("kernel-ago", "time", "{time}")
    }
}

/// How a machine is called.
pub(super) fn on(words: Words, on: On) -> String {
    match on {
        On::Host => words.t("kernel-on-host").to_owned(),
        On::Lab(node) => node.name().to_owned(),
    }
}
