//! What the kernel holds of a socket, in one line on its card.

use askama::{Template, filters::HtmlSafe};
use backend::{
    id::{SessionId, SocketId},
    kernel::{Owner, table::Row},
};

use super::line::Line;
use crate::words::Words;

/// One line; empty where nothing is known.
#[derive(Debug, Template)]
#[template(path = "part/kernel_chip.html")]
pub struct Chip {
    target: String,
    line: Option<Line>,
}

impl Chip {
    /// What rows say of a socket.
    #[must_use]
    pub fn new(words: Words, session: SessionId, socket: SocketId, rows: &[Row]) -> Self {
        let own = |row: &&Row| row.socket == Some(socket) && row.sample.owner != Owner::AcceptQueue;
        let row =
            rows.iter().filter(own).max_by_key(|row| (row.sample.owner == Owner::Socket, row.at));
        let line = row.map(|row| Line::new(words, session, row, row.at, false));
        Self { target: Self::target(socket), line }
    }

    /// The name of its element.
    #[must_use]
    pub fn target(socket: SocketId) -> String {
        format!("{socket}-kernel")
    }
}

impl HtmlSafe for Chip {}
