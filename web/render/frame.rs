//! A stretch of the journal as patches of the page.

use askama::Template;
use backend::{
    event::Event,
    feed::Page,
    id::{Seq, SocketId},
    view::SocketView,
};
use bytes::Bytes;
use serde::Serialize;

use super::{GapRow, Renderer, card::Facts};

/// What changed, up to a place in the journal.
#[derive(Debug, Serialize)]
struct Frame {
    seq: u64,
    patches: Vec<Patch>,
}

/// A piece of HTML, and what to do with it.
#[derive(Debug, Serialize)]
struct Patch {
    action: &'static str,
    target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<&'static str>,
    html: String,
}

/// The frame of a page of the journal.
#[must_use]
pub fn frame(renderer: &Renderer, page: &Page) -> Bytes {
    let mut rows = String::with_capacity(1024 * page.entries.len());
    if let Some(gap) = page.gap {
        let _ = renderer.gap(gap).render_into(&mut rows);
    }
    for entry in &page.entries {
        let _ = renderer.row(entry).render_into(&mut rows);
    }
    let cards = page.sockets.iter().map(|socket| card(renderer, page, socket));
    encode(page.head, rows, cards)
}

/// The frame of events that are not shown.
#[must_use]
pub fn skip<'a>(
    renderer: &Renderer,
    row: &GapRow,
    sockets: impl Iterator<Item = &'a SocketView>,
) -> Bytes {
    let cards = sockets.map(|socket| whole(renderer, socket));
    encode(row.gap.to, row.render().unwrap_or_default(), cards)
}

/// A frame that replaces one part of the page, which is at that place of the journal.
#[must_use]
pub fn single(at: Seq, target: &str, html: String) -> Bytes {
    let patch = Patch { action: "replace", target: target.to_owned(), within: None, html };
    let frame = Frame { seq: at.0, patches: vec![patch] };
    serde_json::to_vec(&frame).map(Bytes::from).unwrap_or_default()
}

fn encode(seq: Seq, rows: String, cards: impl Iterator<Item = Patch>) -> Bytes {
    let rows = Patch { action: "append", target: "events".to_owned(), within: None, html: rows };
    let frame = Frame { seq: seq.0, patches: std::iter::once(rows).chain(cards).collect() };
    serde_json::to_vec(&frame).map(Bytes::from).unwrap_or_default()
}

/// The card of a socket; only its facts where nothing happened that could change its forms.
fn card(renderer: &Renderer, page: &Page, socket: &SocketView) -> Patch {
    if page.gap.is_some() || !only_data(page, socket.id) {
        return whole(renderer, socket);
    }
    let facts = Facts { words: renderer.words, socket: socket.clone() };
    let html = facts.render().unwrap_or_default();
    Patch { action: "replace", target: format!("{}-facts", socket.id), within: None, html }
}

fn whole(renderer: &Renderer, socket: &SocketView) -> Patch {
    let html = renderer.card(socket, None).render().unwrap_or_default();
    Patch { action: "replace", target: socket.id.to_string(), within: Some("sockets"), html }
}

/// Whether all that a page says of a socket is bytes that went or came.
fn only_data(page: &Page, socket: SocketId) -> bool {
    let mut events = page.entries.iter().filter(|entry| entry.socket == Some(socket)).peekable();
    events.peek().is_some()
        && events.all(|entry| match entry.event {
            Event::Dropped { .. } | Event::Received { .. } | Event::Sent { .. } => true,
            Event::Accepted { .. }
            | Event::Called(_)
            | Event::Closed { .. }
            | Event::Ended
            | Event::Failed(_)
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::ShutDown { .. } => false,
        })
}
