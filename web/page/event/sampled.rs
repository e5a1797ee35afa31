//! The states and numbers of a connection by the time that one of its samples was taken.

use backend::{
    event::{Entry, Event},
    feed::Reader,
    kernel::{
        Sample,
        table::{Row, Visit},
    },
    node::On,
};

use crate::{render::kernel::picture::Picture, words::Words};

/// The pictures of a sample's row and of its other end, and whether the row is remembered.
pub(super) fn pictures(
    words: Words,
    reader: &Reader,
    entry: &Entry,
) -> Option<(Vec<Picture>, bool)> {
    let Event::Kernel(sample) = &entry.event else { return None };
    let rows = reader.kernel();
    let same = |row: &&Row| {
        let other = &row.sample;
        (other.on, other.protocol, other.local, other.peer)
            == (sample.on, sample.protocol, sample.local, sample.peer)
    };
    let row = rows.iter().find(same);
    let own = row.map_or_else(
        || {
            let visited = vec![Visit::of(sample, entry.at)];
            Picture::new(words, entry.socket, sample, visited, &[])
        },
        |row| Picture::at(words, row, sample, entry.at),
    );
    let other = rows.iter().find(|row| !same(row) && faces(sample, &row.sample));
    let other = other.and_then(|row| {
        let state = row.visited.iter().rev().find(|visit| visit.at <= entry.at)?.state;
        let then = Sample { state, ..row.sample.clone() };
        Some(Picture::at(words, row, &then, entry.at))
    });
    Some(([own].into_iter().chain(other).collect(), row.is_some()))
}

/// Whether two rows are the two ends of one connection.
fn faces(one: &Sample, other: &Sample) -> bool {
    one.protocol == other.protocol
        && (one.on == On::Host) == (other.on == On::Host)
        && one.peer == Some(other.local)
        && other.peer == Some(one.local)
}
