//! A stretch of the journal as patches of the page.

use askama::Template;
use backend::{event::Event, feed::Page, id::SocketId, view::SocketView};
use bytes::Bytes;
use serde::Serialize;

use super::{Renderer, card::Facts};

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
    let rows = Patch { action: "append", target: "events".to_owned(), within: None, html: rows };
    let sockets = page.sockets.iter().map(|socket| card(renderer, page, socket));
    let patches = std::iter::once(rows).chain(sockets).collect();
    let frame = Frame { seq: page.head.0, patches };
    serde_json::to_vec(&frame).map(Bytes::from).unwrap_or_default()
}

/// The card of a socket; only its facts where nothing happened that could change its forms.
fn card(renderer: &Renderer, page: &Page, socket: &SocketView) -> Patch {
    let same_forms = page.gap.is_none() && only_data(page, socket.id);
    let (target, within, html) = if same_forms {
        let facts = Facts { words: renderer.words, socket: socket.clone() };
        (format!("{}-facts", socket.id), None, facts.render())
    } else {
        (socket.id.to_string(), Some("sockets"), renderer.card(socket, None).render())
    };
    Patch { action: "replace", target, within, html: html.unwrap_or_default() }
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
