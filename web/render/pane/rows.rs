//! Bytes as rows of sixteen cells, with the characters under or beside the cells of their bytes.

use askama::{Template, filters::HtmlSafe};

use super::{
    glyph::{Glyph, Kind, glyphs},
    gutter::Gutter,
};

/// The rows of some bytes.
#[derive(Debug, Template)]
#[template(path = "part/hex.html")]
pub struct Rows {
    blocks: Vec<Vec<Line>>,
    lang: Option<&'static str>,
    pub(super) seen: Seen,
}

/// Which marks are in the rows, and want to be explained.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Seen {
    pub(super) cut: bool,
    pub(super) invalid: bool,
    pub(super) hidden: bool,
    pub(super) goes_on: bool,
}

/// Sixteen bytes.
#[derive(Debug, Default)]
struct Line {
    at: usize,
    cells: Vec<(u8, &'static str)>,
    texts: Vec<(String, String)>,
}

impl Rows {
    /// The rows of those bytes, with the text they are in an encoding.
    #[must_use]
    pub fn new(bytes: &[u8], gutter: Gutter) -> Self {
        let mut lines: Vec<Line> = bytes
            .chunks(WIDTH)
            .enumerate()
            .map(|(row, _)| Line { at: row * WIDTH, ..Line::default() })
            .collect();
        let mut seen = Seen::default();
        let mut at = 0;
        for (number, glyph) in glyphs(bytes, gutter).iter().enumerate() {
            seen.note(glyph);
            let class = class(glyph.kind, number);
            for (place, byte) in (at..).zip(bytes.iter().skip(at).take(glyph.len)) {
                if let Some(line) = lines.get_mut(place / WIDTH) {
                    line.cells.push((*byte, class));
                }
            }
            let here = glyph.len.min(WIDTH - at % WIDTH);
            if let Some(line) = lines.get_mut(at / WIDTH) {
                line.texts.push((span(class, glyph.kind, here), glyph.shown.clone()));
            }
            if here < glyph.len
                && let Some(line) = lines.get_mut(at / WIDTH + 1)
            {
                seen.goes_on = true;
                line.texts.push((span(class, Kind::Mark, glyph.len - here) + " on", "⋯".into()));
            }
            at += glyph.len;
        }
        let mut blocks = Vec::with_capacity(lines.len().div_ceil(BLOCK));
        let mut lines = lines.into_iter().peekable();
        while lines.peek().is_some() {
            blocks.push(lines.by_ref().take(BLOCK).collect());
        }
        Self { blocks, lang: gutter.lang(), seen }
    }
}

impl HtmlSafe for Rows {}

impl Seen {
    fn note(&mut self, glyph: &Glyph) {
        match glyph.kind {
            Kind::Cut => self.cut = true,
            Kind::Invalid => self.invalid = true,
            Kind::Mark => self.hidden |= glyph.shown.contains(super::glyph::HIDDEN),
            Kind::Text => {}
        }
    }
}

/// Neighbors are told apart by a tint, and what is no character by a mark of its own.
fn class(kind: Kind, number: usize) -> &'static str {
    match kind {
        Kind::Cut => "cut",
        Kind::Invalid => "bad",
        Kind::Mark | Kind::Text if number.is_multiple_of(2) => "t",
        Kind::Mark | Kind::Text => "",
    }
}

fn span(class: &str, kind: Kind, cells: usize) -> String {
    let mut classes = class.to_owned();
    if kind == Kind::Mark {
        classes.push_str(" mark");
    }
    if 1 < cells {
        classes.push_str(" span-");
        classes.push_str(&cells.to_string());
    }
    classes
}

/// How many bytes a row has.
const WIDTH: usize = 16;
/// How many rows the browser lays out together, when they come into view.
const BLOCK: usize = 16;
