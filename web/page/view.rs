//! What one live page sees of a journal as it grows.

use backend::{
    event::{Entry, Event},
    feed::{Page, Reader},
    id::Seq,
};
use bytes::Bytes;

use super::{session::title, window::each};
use crate::{
    lens::Lens,
    render::{
        Renderer,
        frame::{self, Patch, Rows},
    },
    words::Words,
};

/// What one live page sees.
#[derive(Debug)]
pub struct View {
    renderer: Renderer,
    lens: Lens,
    /// How many rows the lens sees up to the cursor; not counted where it sees everything.
    seen: u64,
}

impl View {
    /// The view of a reader who has seen everything up to the cursor.
    pub async fn new(renderer: Renderer, lens: Lens, reader: &Reader) -> Self {
        let mut view = Self { renderer, lens, seen: 0 };
        let from = view.lens.from;
        view.pass(reader, from, reader.cursor()).await;
        view
    }

    /// The reader's words.
    #[must_use]
    pub fn words(&self) -> Words {
        self.renderer.words
    }

    /// What a page of the journal changes. Viewers who see the same share it.
    pub fn frame(&mut self, page: &Page, reader: &Reader) -> Bytes {
        let renderer = self.renderer;
        let more = || title_of(renderer.words, page, reader).into_iter().collect();
        if self.lens.sees_all() {
            let kind = 1 + renderer.words.language.index();
            return page.rendering(kind, |page| {
                frame::frame(&renderer, page, Rows::list(&renderer, page), more())
            });
        }
        let kept: Vec<&Entry> =
            page.entries.iter().filter(|entry| self.lens.keeps(entry)).collect();
        self.seen += kept.len() as u64;
        let newest = frame::newest(&kept);
        let rows = Rows::new(&renderer, newest, self.seen);
        frame::frame(&renderer, page, rows, more())
    }

    /// What became of the sockets up to a place, where nobody looks at the rows before it.
    pub async fn skip(&mut self, reader: &Reader, upto: Seq) -> Bytes {
        let seen = reader.cursor();
        self.pass(reader, seen, upto).await;
        let total = if self.lens.sees_all() { upto.0 } else { self.seen };
        let sockets = reader.sockets();
        let missed =
            sockets.iter().filter(|socket| seen < socket.changed && socket.changed <= upto);
        frame::skip(&self.renderer, upto, Rows::none(total), missed)
    }

    /// Counts what the lens sees in a stretch.
    async fn pass(&mut self, reader: &Reader, after: Seq, upto: Seq) {
        if self.lens.sees_all() {
            return;
        }
        let (lens, seen) = (&self.lens, &mut self.seen);
        each(reader, after, upto, |entry| *seen += u64::from(lens.keeps(entry))).await;
    }
}

/// The new title, where a socket came or went.
fn title_of(words: Words, page: &Page, reader: &Reader) -> Option<Patch> {
    let came_or_went = page.entries.iter().any(|entry| match entry.event {
        Event::Closed { .. } | Event::Opened(_) | Event::Returned(_) => true,
        Event::Accepted { .. }
        | Event::Called(_)
        | Event::Dropped { .. }
        | Event::Ended
        | Event::Failed(_)
        | Event::Noted(_)
        | Event::Received { .. }
        | Event::Refused(_)
        | Event::Sent { .. }
        | Event::ShutDown { .. } => false,
    });
    came_or_went.then(|| {
        let title = title(words, &reader.sockets());
        Patch::replace("title".to_owned(), None, crate::page::title(&title))
    })
}
