//! What the kernels hold, as patches of a live page.

use std::collections::BTreeSet;

use askama::Template;
use backend::{
    event::Event,
    feed::{Page, Reader},
    id::SocketId,
};

use crate::{
    lens::{Face, Lens},
    render::{
        Renderer,
        frame::Patch,
        kernel::{Kernel, chip::Chip},
        lanes::Lanes,
    },
};

/// What a page of the journal changes of it.
pub(super) fn patches(
    renderer: &Renderer,
    lens: &Lens,
    page: &Page,
    reader: &Reader,
) -> Vec<Patch> {
    let mut patches = Vec::new();
    let noted = page.gap.is_some()
        || page.entries.iter().any(|entry| matches!(entry.event, Event::Lab(_) | Event::Noted(_)));
    let sampled = page.entries.iter().filter(|entry| matches!(entry.event, Event::Kernel(_)));
    let sampled: BTreeSet<SocketId> = sampled.filter_map(|entry| entry.socket).collect();
    if noted {
        patches.push(lanes(renderer, reader));
    }
    if lens.face == Face::Kernel {
        patches.extend(table(renderer, lens, reader));
    }
    let all = if noted { reader.sockets() } else { Vec::new() };
    let names: BTreeSet<SocketId> = all.iter().map(|socket| socket.id).chain(sampled).collect();
    if !names.is_empty() {
        let rows = reader.kernel();
        patches.extend(names.into_iter().map(|name| {
            let chip = Chip::new(renderer.words, renderer.session, name, &rows);
            let html = chip.render().unwrap_or_default();
            Patch::replace(Chip::target(name), None, html)
        }));
    }
    patches
}

/// All of it, as it is now.
pub(super) fn now(renderer: &Renderer, lens: &Lens, reader: &Reader) -> Vec<Patch> {
    let mut patches = vec![lanes(renderer, reader)];
    if lens.face == Face::Kernel {
        patches.extend(table(renderer, lens, reader));
    }
    patches
}

fn lanes(renderer: &Renderer, reader: &Reader) -> Patch {
    let (words, session, lab) = (renderer.words, renderer.session, reader.lab().is_some());
    let lanes = Lanes::new(words, session, reader.lanes(), lab);
    Patch::replace("lanes".to_owned(), None, lanes.render().unwrap_or_default())
}

fn table(renderer: &Renderer, lens: &Lens, reader: &Reader) -> [Patch; 2] {
    let (words, session) = (renderer.words, renderer.session);
    let kernel = Kernel::new(words, session, &reader.kernel(), reader.now(), &lens.row);
    let table = kernel.table.render().unwrap_or_default();
    let pictures = kernel.pictures.render().unwrap_or_default();
    [("kernel-table", table), ("kernel-pictures", pictures)]
        .map(|(target, html)| Patch::replace(target.to_owned(), None, html))
}
