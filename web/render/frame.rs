//! A stretch of the journal as patches of the page.

use askama::Template;
use backend::{
    event::{Entry, Event},
    feed::Page,
    id::Seq,
    segment::Outcome,
    view::SocketView,
};
use bytes::Bytes;
use serde::Serialize;

use super::{Renderer, card::Facts};

/// What changed, up to a place in the journal.
#[derive(Debug, Serialize)]
struct Frame {
    seq: u64,
    #[serde(flatten)]
    rows: Rows,
    patches: Vec<Patch>,
}

/// New rows of the journal, as far as a screen can show them; a reader fetches the others.
#[derive(Debug, Serialize)]
pub struct Rows {
    /// The position of the first of them.
    pub at: u64,
    /// The position after the last row there is.
    pub total: u64,
    /// The rows.
    #[serde(rename = "rows")]
    pub html: String,
}

/// A piece of HTML, and what to do with it.
#[derive(Debug, Serialize)]
pub struct Patch {
    action: &'static str,
    target: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    within: Option<&'static str>,
    html: String,
}

impl Patch {
    /// HTML in the place of the element that has a name; where there is none, at the end of
    /// another.
    #[must_use]
    pub fn replace(target: String, within: Option<&'static str>, html: String) -> Self {
        Self { action: "replace", target, within, html }
    }
}

impl Rows {
    /// The newest events of a page of the journal as a list without a filter.
    #[must_use]
    pub fn list(renderer: &Renderer, page: &Page) -> Self {
        let entries: Vec<&Entry> = page.entries.iter().collect();
        Self::new(list(renderer, newest(&entries), &page.sockets), page.head.0)
    }

    /// So many rows; the last of them is the last there is.
    #[must_use]
    pub fn new((html, rows): (String, u64), total: u64) -> Self {
        Self { at: total - rows, total, html }
    }

    /// No row, at the end.
    #[must_use]
    pub fn none(total: u64) -> Self {
        Self { at: total, total, html: String::new() }
    }
}

/// Events as lines, and how many they are; the sockets are in the order of their names.
#[must_use]
pub fn list(renderer: &Renderer, entries: &[&Entry], sockets: &[SocketView]) -> (String, u64) {
    let mut html = String::with_capacity(1024 * entries.len());
    for entry in entries {
        let socket = entry.socket.and_then(|socket| {
            let at = sockets.binary_search_by_key(&socket, |view| view.id).ok()?;
            sockets.get(at)
        });
        let protocol = socket.map(|socket| socket.protocol);
        let _ = renderer.row(entry).on(protocol).render_into(&mut html);
    }
    (html, entries.len() as u64)
}

/// What of some events a screen can show.
#[must_use]
pub fn newest<'a, 'b>(entries: &'b [&'a Entry]) -> &'b [&'a Entry] {
    &entries[entries.len().saturating_sub(SCREEN)..]
}

/// The frame of a page of the journal.
#[must_use]
pub fn frame(renderer: &Renderer, page: &Page, rows: Rows, more: Vec<Patch>) -> Bytes {
    let cards = page.sockets.iter().map(|socket| card(renderer, page, socket));
    encode(page.head, rows, cards.chain(more))
}

/// The frame of events that came faster than a page can follow: what became of the sockets, and
/// no row.
#[must_use]
pub fn skip<'a>(
    renderer: &Renderer,
    seq: Seq,
    rows: Rows,
    sockets: impl Iterator<Item = &'a SocketView>,
    more: Vec<Patch>,
) -> Bytes {
    encode(seq, rows, sockets.map(|socket| whole(renderer, socket)).chain(more))
}

/// A frame that replaces one part of the page, which is at that place of the journal.
#[must_use]
pub fn single(at: Seq, target: &str, html: String) -> Bytes {
    encode(at, Rows::none(0), std::iter::once(Patch::replace(target.to_owned(), None, html)))
}

/// A frame that replaces parts of the page, which is at that place of the journal.
#[must_use]
pub fn patches(at: Seq, patches: Vec<Patch>) -> Bytes {
    encode(at, Rows::none(0), patches.into_iter())
}

fn encode(seq: Seq, rows: Rows, patches: impl Iterator<Item = Patch>) -> Bytes {
    let frame = Frame { seq: seq.0, rows, patches: patches.collect() };
    serde_json::to_vec(&frame).map(Bytes::from).unwrap_or_default()
}

/// The card of a socket; only its facts where nothing happened that could change its forms.
fn card(renderer: &Renderer, page: &Page, socket: &SocketView) -> Patch {
    let mut events = page.entries.iter().filter(|entry| entry.socket == Some(socket.id)).peekable();
    let busy = events.peek().is_some() && events.all(|entry| only_data(&entry.event));
    if page.gap.is_some() || !busy {
        return whole(renderer, socket);
    }
    let facts = Facts { words: renderer.words, socket: socket.clone() };
    let html = facts.render().unwrap_or_default();
    Patch::replace(format!("{}-facts", socket.id), None, html)
}

fn whole(renderer: &Renderer, socket: &SocketView) -> Patch {
    let html = renderer.card(socket, None).render().unwrap_or_default();
    Patch::replace(socket.id.to_string(), Some("sockets"), html)
}

/// Whether an event is only bytes that went or came, or what is seen of them beside the calls. One
/// that the wire holds asks for a decision.
#[must_use]
pub fn only_data(event: &Event) -> bool {
    match event {
        Event::Segment(segment) => segment.fate.outcome != Outcome::Held,
        Event::Dropped { .. } | Event::Kernel(_) | Event::Received { .. } | Event::Sent { .. } => {
            true
        }
        Event::Accepted { .. }
        | Event::Called(_)
        | Event::Closed { .. }
        | Event::Ended
        | Event::Lab(_)
        | Event::Icmp { .. }
        | Event::Missed { .. }
        | Event::Failed(_)
        | Event::Noted(_)
        | Event::Opened(_)
        | Event::Refused(_)
        | Event::Returned(_)
        | Event::ShutDown { .. } => false,
    }
}

/// How many rows a frame has at most; no screen shows more.
pub const SCREEN: usize = 128;
