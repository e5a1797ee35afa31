//! What one live page sees of a journal as it grows.

use std::time::Duration;

use askama::Template;
use backend::{
    event::{Entry, Event},
    feed::{Page, Reader},
    id::Seq,
};
use bytes::Bytes;

use super::{beginning, session::title, window::each};
use crate::{
    lens::{Face, Lens, Sockets},
    render::{
        Renderer,
        composer::Targets,
        frame::{self, Patch, Rows, only_data},
        lab::{Lab, Seen},
        ladder::{Heads, Ladder},
        peers::Peers,
    },
    words::Words,
};

/// What one live page sees.
#[derive(Debug)]
pub struct View {
    renderer: Renderer,
    lens: Lens,
    /// The sockets that a filter asks about.
    sockets: Sockets,
    /// How many rows the lens sees up to the cursor; not counted where it sees everything.
    seen: u64,
    /// The ladder as it is at the cursor, where that is the face.
    ladder: Option<Ladder>,
    /// The version of the lab's panel that was sent last on its own.
    lab: u64,
    /// The last frame replaced all that a screen shows.
    full: bool,
}

impl View {
    /// The view of a reader who has seen everything up to the cursor.
    pub async fn new(renderer: Renderer, lens: Lens, reader: &Reader) -> Self {
        let ladder = match lens.face {
            Face::Kernel | Face::List => None,
            Face::Ladder => Some(beginning::ladder(reader).await),
        };
        let sockets = lens.sockets(reader);
        let mut view = Self { renderer, lens, sockets, seen: 0, ladder, lab: 0, full: false };
        view.pass(reader, Seq::START, reader.cursor()).await;
        view
    }

    /// The reader's words.
    #[must_use]
    pub fn words(&self) -> Words {
        self.renderer.words
    }

    /// What a page of the journal changes. Viewers who see the same share it; the columns of a
    /// ladder come from all that its viewer saw, and are the same while nothing was forgotten.
    pub fn frame(&mut self, page: &Page, reader: &Reader) -> Bytes {
        let Self { renderer, lens, sockets, seen, ladder, full, .. } = self;
        *full = frame::SCREEN <= page.entries.len();
        let before = ladder.clone();
        let names = before.as_ref().map(|ladder| above(renderer, ladder));
        if let Some(ladder) = ladder {
            page.entries.iter().for_each(|entry| ladder.advance(entry));
        }
        let after = &*ladder;
        let quiet = page.gap.is_none() && page.entries.iter().all(|entry| only_data(&entry.event));
        let told = |entry: &Entry| matches!(entry.event, Event::Lab(_));
        let lab = page.entries.iter().any(told);
        // While many frames go by, the counters of the lab can wait.
        let wired = |entry: &Entry| matches!(entry.event, Event::Segment(_));
        let panel_now = page.entries.len() < FEW && page.entries.iter().any(wired);
        let more = || {
            let mut more = if quiet {
                let seen = Some(Seen::of(reader)).filter(|seen| panel_now && seen.is_there());
                let lab = seen.map(|seen| panel(renderer, &seen).1);
                let heads = after.as_ref().map(|ladder| above(renderer, ladder));
                let heads = heads.filter(|heads| Some(heads) != names.as_ref()).map(heads_patch);
                lab.into_iter().chain(heads).collect()
            } else {
                beside(renderer, reader, after.as_ref(), lab)
            };
            more.extend(held::patches(renderer, lens, page, reader));
            more
        };
        if lens.sees_all() {
            let face = match lens.face {
                Face::List => 1,
                Face::Ladder => 2,
                Face::Kernel => 3,
            };
            let kind = 3 * face + renderer.words.language.index();
            let forgets = before.is_some() && Seq::START.next() < reader.first();
            let whole = !forgets && lens.row.is_empty();
            let make = |page: &Page| {
                let rows = match before {
                    None => Rows::list(renderer, page),
                    Some(before) => {
                        let html = strips(renderer, before, page, |_| true);
                        Rows::new(html, page.head.0)
                    }
                };
                frame::frame(renderer, page, rows, more())
            };
            return if whole { page.rendering(kind, make) } else { make(page) };
        }
        sockets.extend(page.sockets.iter().map(|socket| (socket.id, socket.clone())));
        let keeps = |entry: &Entry| lens.keeps(entry, sockets);
        *seen += page.entries.iter().filter(|entry| keeps(entry)).count() as u64;
        let html = match before {
            None => {
                let kept: Vec<&Entry> = page.entries.iter().filter(|entry| keeps(entry)).collect();
                frame::list(renderer, frame::newest(&kept), &page.sockets)
            }
            Some(before) => strips(renderer, before, page, keeps),
        };
        frame::frame(renderer, page, Rows::new(html, *seen), more())
    }

    /// What a page that is at a place has to be told at once, where it shows more than events.
    #[must_use]
    pub fn beginning(&self, reader: &Reader) -> Option<Bytes> {
        if self.lens.face != Face::Kernel {
            return None;
        }
        let now = held::now(&self.renderer, &self.lens, reader);
        Some(frame::patches(reader.cursor(), now))
    }

    /// How long after a frame the next one may come: longer where nobody can read that fast.
    #[must_use]
    pub fn rest(&self) -> Duration {
        match self.lens.face {
            Face::Ladder | Face::List if !self.full => Duration::from_millis(40),
            Face::Kernel | Face::Ladder | Face::List => Duration::from_millis(100),
        }
    }

    /// The lab as it is a moment after its last event, which no event tells: counters, and what its
    /// kernels know of each other. `None` while nothing changed.
    pub fn lab(&mut self, reader: &Reader) -> Option<Bytes> {
        let seen = Seen::of(reader);
        let (version, patch) = panel(&self.renderer, &seen);
        if !seen.is_there() || self.lab == version {
            return None;
        }
        self.lab = version;
        Some(frame::patches(reader.cursor(), vec![patch]))
    }

    /// What became of the sockets up to a place, where nobody looks at the rows before it.
    pub async fn skip(&mut self, reader: &Reader, upto: Seq) -> Bytes {
        let seen = reader.cursor();
        self.pass(reader, seen, upto).await;
        let total = if self.lens.sees_all() { upto.0 } else { self.seen };
        let sockets = reader.sockets();
        let missed =
            sockets.iter().filter(|socket| seen < socket.changed && socket.changed <= upto);
        let mut more = beside(&self.renderer, reader, self.ladder.as_ref(), true);
        more.extend(held::now(&self.renderer, &self.lens, reader));
        frame::skip(&self.renderer, upto, Rows::none(total), missed, more)
    }

    /// Goes over a stretch that nobody looks at.
    async fn pass(&mut self, reader: &Reader, after: Seq, upto: Seq) {
        self.sockets = self.lens.sockets(reader);
        let Self { lens, sockets, seen, ladder, .. } = self;
        if lens.sees_all() && ladder.is_none() {
            return;
        }
        let after = if ladder.is_some() { after } else { after.max(lens.from) };
        each(reader, after, upto, |entry| {
            *seen += u64::from(lens.keeps(entry, sockets));
            if let Some(ladder) = ladder {
                ladder.advance(entry);
            }
        })
        .await;
    }
}

/// The newest events of a page as strips of a ladder that is at its beginning; how many they are.
fn strips(
    renderer: &Renderer,
    mut ladder: Ladder,
    page: &Page,
    keeps: impl Fn(&Entry) -> bool,
) -> (String, u64) {
    let kept: Vec<&Entry> = page.entries.iter().filter(|entry| keeps(entry)).collect();
    let newest = frame::newest(&kept);
    let first = newest.first().map_or_else(|| page.head.next(), |entry| entry.seq);
    let mut html = String::with_capacity(2048 * newest.len());
    for entry in &page.entries {
        if first <= entry.seq && keeps(entry) {
            let _ = ladder.rung(renderer.words, renderer.session, entry).render_into(&mut html);
        } else {
            ladder.advance(entry);
        }
    }
    (html, newest.len() as u64)
}

/// What changes besides rows and cards, where a socket came, went, or is about to.
fn beside(renderer: &Renderer, reader: &Reader, ladder: Option<&Ladder>, lab: bool) -> Vec<Patch> {
    let words = renderer.words;
    let sockets = reader.sockets();
    let title = super::title(&title(words, &sockets));
    let targets = Targets::new(words, &sockets).render().unwrap_or_default();
    let peers = Peers::new(&sockets).render().unwrap_or_default();
    let mut patches = vec![
        Patch::replace("peers".to_owned(), None, peers),
        Patch::replace("title".to_owned(), None, title),
        Patch::replace("targets".to_owned(), None, targets),
    ];
    let seen = Seen::of(reader);
    if lab || seen.is_there() {
        patches.push(panel(renderer, &seen).1);
    }
    patches.extend(ladder.map(|ladder| heads_patch(above(renderer, ladder))));
    patches
}

/// The names above the lifelines.
fn above(renderer: &Renderer, ladder: &Ladder) -> String {
    Above { heads: ladder.heads(renderer.words) }.render().unwrap_or_default()
}

fn heads_patch(html: String) -> Patch {
    Patch::replace("heads".to_owned(), None, html)
}

/// The lab's panel, and its version.
fn panel(renderer: &Renderer, seen: &Seen) -> (u64, Patch) {
    let lab = Lab::new(renderer.words, renderer.session, seen, None);
    let html = lab.render().unwrap_or_default();
    (lab.version(), Patch::replace("lab".to_owned(), None, html))
}

/// The names above the lifelines, in their place on the page.
#[derive(Debug, Template)]
#[template(path = "part/heads.html")]
struct Above {
    heads: Heads,
}

/// Fewer events than this are no burst.
const FEW: usize = 32;

mod held;
#[cfg(test)]
mod tests;
