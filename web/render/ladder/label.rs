//! The words on a strip: pieces of text that follow one another.

use std::time::Duration;

use crate::render::bytes_text;
use backend::event::Payload;

/// Pieces of text at one place.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Label {
    pub(super) x: usize,
    pub(super) y: usize,
    /// `start`, `middle`, or `end`, as in `text-anchor`.
    pub(super) anchor: &'static str,
    pub(super) parts: Vec<Part>,
}

/// A piece of text with its role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Part {
    /// What the style sheet knows it as.
    pub(super) role: &'static str,
    pub(super) text: String,
}

impl Label {
    /// Adds a piece after a space.
    pub(super) fn add(&mut self, role: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.parts.push(Part { role, text });
        }
    }

    /// Adds bytes as text, if they were kept.
    pub(super) fn add_bytes(&mut self, payload: &Payload, most: usize) {
        let head = &payload.head[..payload.head.len().min(4 * most)];
        let mut text = cut(&bytes_text::text(head), most);
        if (head.len() as u64) < payload.len && !text.ends_with('…') && !text.is_empty() {
            text.push('…');
        }
        self.add("payload", text);
    }

    /// About how wide it is; text is not measured, so it is rather too much than too little.
    pub(super) fn width(&self) -> usize {
        let columns: usize = self.parts.iter().map(|part| 1 + columns(&part.text)).sum();
        columns * COLUMN
    }

    /// Puts its middle at a place, but no part of it to the left of the strip.
    pub(super) fn center(mut self, x: usize, y: usize) -> Self {
        (self.x, self.y, self.anchor) = (x.max(EDGE + self.width() / 2), y, "middle");
        self
    }

    /// Begins it at a place.
    pub(super) fn start(mut self, x: usize, y: usize) -> Self {
        (self.x, self.y, self.anchor) = (x, y, "start");
        self
    }

    /// Ends it at a place.
    pub(super) fn end(mut self, x: usize, y: usize) -> Self {
        (self.x, self.y, self.anchor) = (x, y, "end");
        self
    }

    /// Where it ends on the right.
    pub(super) fn right(&self) -> usize {
        let beyond = match self.anchor {
            "end" => 0,
            "start" => self.width(),
            _ => self.width() / 2,
        };
        EDGE + self.x + beyond
    }
}

/// The text, or what of it fits into so many columns of letters.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut room = most;
    for (at, c) in text.char_indices() {
        let wide = column(c);
        if room < wide {
            return format!("{}…", &text[..at]);
        }
        room -= wide;
    }
    text.to_owned()
}

/// How many columns a text takes.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

/// How many columns a character takes: two in the scripts of East Asia (UAX 11), and in emoji.
fn column(c: char) -> usize {
    let wide = matches!(
        c,
        '\u{1100}'..='\u{115f}'
            | '\u{2400}'..='\u{243f}'
            | '\u{2e80}'..='\u{a4cf}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff00}'..='\u{ff60}'
            | '\u{ffe0}'..='\u{ffe6}'
            | '\u{1f000}'..='\u{1faff}'
            | '\u{20000}'..='\u{3fffd}'
    );
    1 + usize::from(wide)
}

/// A time with its unit, as short as it can be read.
pub(in crate::render) fn span(time: Duration) -> String {
    match time.as_millis() {
        0 => format!("{} µs", time.as_micros()),
        millis @ 1..1000 => format!("{millis} ms"),
        millis @ 1000..60_000 => format!("{}.{} s", millis / 1000, millis % 1000 / 100),
        millis @ 60_000..3_600_000 => format!("{} min {} s", millis / 60_000, millis / 1000 % 60),
        millis => format!("{} h {} min", millis / 3_600_000, millis / 60_000 % 60),
    }
}

/// How wide a letter is.
const COLUMN: usize = 8;
/// What is left free at the sides of the strip.
const EDGE: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_the_width_of_its_letters() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcdef…");
        assert_eq!(cut("你好嗎", 5), "你好…");
        assert_eq!(cut("", 5), "");
    }

    #[test]
    fn bytes_that_were_not_kept_have_no_text() {
        let mut label = Label::default();
        label.add_bytes(&Payload::counted(7), 24);
        assert_eq!(label.parts, []);
    }

    #[test]
    fn times_have_the_unit_that_suits_them() {
        for (millis, text) in
            [(812, "812 ms"), (1_240, "1.2 s"), (62_000, "1 min 2 s"), (7_260_000, "2 h 1 min")]
        {
            assert_eq!(span(Duration::from_millis(millis)), text);
        }
        assert_eq!(span(Duration::from_micros(12)), "12 µs");
    }
}
