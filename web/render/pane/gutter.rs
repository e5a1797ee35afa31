//! The encodings in which a pane can show bytes as text.

use encoding_rs::{BIG5, Encoding, GBK, UTF_8};

/// An encoding of the text beside the bytes.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Gutter {
    /// One byte each; only 00 to 7f are characters.
    Ascii,
    /// Big5 with its extensions, as the WHATWG Encoding Standard has it.
    Big5,
    /// GBK, with the four bytes of GB 18030.
    Gbk,
    /// ISO 8859-1 itself, one byte each, and not windows-1252.
    Latin1,
    /// UTF-8.
    #[default]
    Utf8,
}

impl Gutter {
    /// Every encoding, in the order of the switch.
    pub const ALL: [Self; 5] = [Self::Utf8, Self::Gbk, Self::Big5, Self::Latin1, Self::Ascii];

    /// The word for it in an address and in a cookie; also what `send` calls it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ascii => "ascii",
            Self::Big5 => "big5",
            Self::Gbk => "gbk",
            Self::Latin1 => "latin1",
            Self::Utf8 => "utf-8",
        }
    }

    /// Its name, which is the same in every language.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ascii => "ASCII",
            Self::Big5 => "Big5",
            Self::Gbk => "GBK",
            Self::Latin1 => "Latin-1",
            Self::Utf8 => "UTF-8",
        }
    }

    /// The encoding of that word.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gutter| gutter.word() == word)
    }

    /// The encoding that shows what `send` writes in that one.
    #[must_use]
    pub fn of_sent(encoding: &str) -> Self {
        match encoding {
            "gb18030" => Self::Gbk,
            word => Self::of_word(word).unwrap_or_default(),
        }
    }

    /// The language whose glyphs its text wants, where it tells.
    #[must_use]
    pub fn lang(self) -> Option<&'static str> {
        match self {
            Self::Big5 => Some("zh-Hant"),
            Self::Gbk => Some("zh-Hans"),
            Self::Ascii | Self::Latin1 | Self::Utf8 => None,
        }
    }

    /// How several bytes become one character; `None` where each byte is one.
    pub(super) fn coded(self) -> Option<&'static Encoding> {
        match self {
            Self::Ascii | Self::Latin1 => None,
            Self::Big5 => Some(BIG5),
            Self::Gbk => Some(GBK),
            Self::Utf8 => Some(UTF_8),
        }
    }
}
