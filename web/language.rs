//! Which language this person reads.

/// A language of the pages, by its script.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文, with the words of the mainland.
    Simplified,
    /// 繁體中文, with the words of Taiwan.
    Traditional,
}
