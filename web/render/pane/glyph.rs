//! Bytes as the characters they are in an encoding, each with the number of its bytes.

use encoding_rs::{DecoderResult, Encoding};

use super::gutter::Gutter;
use crate::render::bytes_text::{misleads, picture};

/// A character, or what stands for bytes that are none.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Glyph {
    /// What is drawn; one character that is safe to show.
    pub(super) shown: String,
    /// How many bytes it is.
    pub(super) len: usize,
    /// Whether it is what the bytes say.
    pub(super) kind: Kind,
}

/// What a glyph is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// The bytes at the end begin a character that does not end here.
    Cut,
    /// The byte is not valid in the encoding.
    Invalid,
    /// The character cannot be seen, and something stands for it.
    Mark,
    /// The character itself.
    Text,
}

/// **Invariant:** the lengths of the glyphs add up to the length of the bytes.
pub(super) fn glyphs(bytes: &[u8], gutter: Gutter) -> Vec<Glyph> {
    let mut glyphs = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let glyph = match gutter.coded() {
            _ if first.is_ascii() => Glyph::of(&char::from(*first).to_string(), 1),
            None if gutter == Gutter::Latin1 => Glyph::of(&char::from(*first).to_string(), 1),
            None => Glyph::invalid(),
            Some(encoding) => coded(encoding, rest),
        };
        rest = rest.get(glyph.len..).unwrap_or_default();
        glyphs.push(glyph);
    }
    glyphs
}

/// The character that begins with a byte that is not ASCII. In these encodings the beginning of a
/// character is never one itself, hence the first length that fits is the right one.
fn coded(encoding: &'static Encoding, rest: &[u8]) -> Glyph {
    for len in 1..=LONGEST.min(rest.len()) {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&rest[..len]);
        if let Some(text) = text {
            return Glyph::of(&text, len);
        }
    }
    if rest.len() < LONGEST && begins(encoding, rest) {
        return Glyph { shown: CUT.to_owned(), len: rest.len(), kind: Kind::Cut };
    }
    Glyph::invalid()
}

/// Whether the bytes could go on as one character.
fn begins(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(16);
    let (result, _) = decoder.decode_to_string_without_replacement(bytes, &mut text, false);
    matches!(result, DecoderResult::InputEmpty) && text.is_empty()
}

impl Glyph {
    fn of(text: &str, len: usize) -> Self {
        let mut shown = String::with_capacity(text.len());
        let mut kind = Kind::Text;
        for c in text.chars() {
            if let Some(picture) = picture(c) {
                shown.push(picture);
                kind = Kind::Mark;
            } else if misleads(c) || SELECTORS.contains(&c) {
                shown.push(HIDDEN);
                kind = Kind::Mark;
            } else if combines(c) && shown.is_empty() {
                shown.extend(['◌', c]);
            } else {
                shown.push(c);
            }
        }
        Self { shown, len, kind }
    }

    fn invalid() -> Self {
        Self { shown: INVALID.to_owned(), len: 1, kind: Kind::Invalid }
    }
}

/// Whether a character is drawn on the one before it (the combining blocks, and the marks of
/// Hebrew, Arabic, and Thai).
fn combines(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5bd}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{e31}'
            | '\u{e34}'..='\u{e3a}'
            | '\u{e47}'..='\u{e4e}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{302a}'..='\u{302f}'
            | '\u{3099}'..='\u{309a}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

/// Variation selectors: they change the character before them.
const SELECTORS: std::ops::RangeInclusive<char> = '\u{fe00}'..='\u{fe0f}';

/// How many bytes a character has at most.
const LONGEST: usize = 4;

/// Stands for a character that cannot be seen.
pub(super) const HIDDEN: char = '·';
/// Stands for a byte that is not valid.
pub(super) const INVALID: &str = "\u{fffd}";
/// Stands for the beginning of a character.
pub(super) const CUT: &str = "✂";
