//! What the kernels hold now: a table, and pictures of one connection.

use std::time::Duration;

use askama::{Template, filters::HtmlSafe};
use backend::{
    id::{SessionId, SocketId},
    kernel::{Overflows, Owner, Sample, TcpState, table::Row},
    node::On,
};

use self::{line::Line, picture::Picture};
use crate::words::Words;

pub mod chip;
pub mod line;
pub mod machine;
pub mod picture;
pub mod plot;

/// The rows of the kernels' tables.
#[derive(Debug, Template)]
#[template(path = "part/kernel_table.html")]
pub struct Table {
    words: Words,
    lines: Vec<Line>,
    /// Some rows are of a lab's hosts.
    lab: bool,
    /// What listeners refused, by whose kernel.
    overflows: Vec<(String, Overflows)>,
    /// The states that there are, for the explanation of each.
    states: Vec<TcpState>,
}

/// The pictures of the connection that was picked: one for each of its ends that is in the session.
#[derive(Debug, Template)]
#[template(path = "part/kernel_pictures.html")]
pub struct Pictures {
    words: Words,
    pictures: Vec<Picture>,
}

/// What the kernels hold now.
#[derive(Debug)]
pub struct Kernel {
    /// The table.
    pub table: Table,
    /// The pictures below it.
    pub pictures: Pictures,
}

impl Kernel {
    /// What rows say at a time; one of them may have been picked by its key.
    #[must_use]
    pub fn new(words: Words, session: SessionId, rows: &[Row], now: Duration, pick: &str) -> Self {
        let mut rows: Vec<&Row> = rows.iter().collect();
        rows.sort_by_key(|row| order(row));
        let picked = picked(&rows, pick);
        let ends: Vec<&Row> = picked.map_or_else(Vec::new, |row| ends(&rows, row));
        let line = |row: &&Row| {
            let current = ends.iter().any(|end| std::ptr::eq(*end, *row));
            Line::new(words, session, row, now, current)
        };
        let mut states: Vec<TcpState> = rows.iter().map(|row| row.sample.state).collect();
        states.sort();
        states.dedup();
        let mut overflows: Vec<(String, Overflows)> = Vec::new();
        for row in &rows {
            let on = line::on(words, row.sample.on);
            if let Some(found) = row.sample.overflows
                && 0 < found.overflows.max(found.drops)
                && overflows.iter().all(|(other, _)| *other != on)
            {
                overflows.push((on, found));
            }
        }
        let lab = rows.iter().any(|row| row.sample.on != On::Host);
        let table = Table { words, lab, lines: rows.iter().map(line).collect(), overflows, states };
        let pictures = ends.iter().map(|row| Picture::of(words, row)).collect();
        Self { table, pictures: Pictures { words, pictures } }
    }
}

impl Table {
    /// What the counters of a kernel say.
    fn refused(&self, (on, counts): &(String, Overflows)) -> String {
        self.words.with(
            "kernel-overflows",
            [
                ("on", on.as_str().into()),
                ("overflows", counts.overflows.into()),
                ("drops", counts.drops.into()),
            ],
        )
    }

    fn means(&self, state: TcpState) -> &'static str {
        self.words.t(&state_key(state))
    }
}

impl HtmlSafe for Table {}
impl HtmlSafe for Pictures {}

/// The key of what a state means.
#[must_use]
pub fn state_key(state: TcpState) -> String {
    format!("kernel-state-{}", state.name().to_lowercase())
}

/// Whether it is a connection that the kernel is still agreeing about; `accept` does not give it yet.
#[must_use]
pub fn is_half_open(sample: &Sample) -> bool {
    sample.owner == Owner::AcceptQueue && sample.state == TcpState::SynReceived
}

/// The key of who has a connection that is no program's.
#[must_use]
pub fn owner_key(sample: &Sample) -> Option<&'static str> {
    match sample.owner {
        Owner::AcceptQueue if is_half_open(sample) => Some("kernel-has-half"),
        Owner::AcceptQueue => Some("kernel-has-queue"),
        Owner::Nobody => Some("kernel-has-nobody"),
        Owner::Socket => None,
    }
}

/// The name of a row in an address.
#[must_use]
pub fn key(sample: &Sample) -> String {
    let peer = sample.peer.map_or_else(String::new, |peer| format!("-{peer}"));
    format!("{}-{}{peer}", sample.on.wire(), sample.local)
}

/// Listeners first, then what sockets hold by their names, then what nobody holds.
fn order(row: &Row) -> (bool, bool, Option<SocketId>, Duration) {
    let listens = row.sample.state == TcpState::Listen;
    let owned = row.sample.owner == Owner::Socket;
    (!listens, !owned, row.socket, row.visited.first().map_or(Duration::ZERO, |visit| visit.at))
}

/// The row with that key; otherwise the connection whose state changed last.
fn picked<'a>(rows: &[&'a Row], pick: &str) -> Option<&'a Row> {
    let named = rows.iter().find(|row| !pick.is_empty() && key(&row.sample) == pick);
    let since = |row: &Row| row.visited.last().map_or(row.at, |visit| visit.at);
    let newest = || rows.iter().max_by_key(|row| (row.sample.peer.is_some(), since(row)));
    named.or_else(newest).copied()
}

/// A row with the other end of its connection, where the session has that too.
fn ends<'a>(rows: &[&'a Row], row: &'a Row) -> Vec<&'a Row> {
    let mut ends = vec![row];
    let sample = &row.sample;
    ends.extend(rows.iter().copied().find(|other| {
        let other = &other.sample;
        other.protocol == sample.protocol
            && sample.peer == Some(other.local)
            && other.peer == Some(sample.local)
    }));
    ends.sort_by_key(|row| {
        let began = row.visited.iter().any(|visit| visit.state == TcpState::SynSent);
        (!began, row.socket.is_none(), row.socket)
    });
    ends.dedup_by_key(|row| key(&row.sample));
    ends
}

/// A time with its unit, short.
#[must_use]
pub fn short(time: Duration) -> String {
    match time.as_micros() {
        micros @ 0..1000 => format!("{micros} µs"),
        micros @ 1000..10_000 => {
            format!("{:.1} ms", f64::from(u32::try_from(micros).unwrap_or_default()) / 1e3)
        }
        micros @ 10_000..1_000_000 => format!("{} ms", micros / 1000),
        _ => seconds(time),
    }
}

/// Seconds, with tenths while they are few.
#[must_use]
pub fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} s", time.as_secs())
    }
}

#[cfg(test)]
mod tests;
