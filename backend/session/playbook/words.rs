//! The words of one line of a transcript.

use std::{collections::VecDeque, str::FromStr};

use bytes::Bytes;

/// Words that are taken one after another; text between quotation marks is one word.
pub(super) struct Words {
    line: String,
    rest: VecDeque<String>,
}

impl Words {
    pub(super) fn new(line: &str) -> Self {
        let mut rest = VecDeque::new();
        for (place, part) in line.split('"').enumerate() {
            if place % 2 == 0 {
                rest.extend(part.split_whitespace().map(str::to_owned));
            } else {
                rest.push_back(format!("\"{part}\""));
            }
        }
        Self { line: line.to_owned(), rest }
    }

    #[track_caller]
    pub(super) fn next(&mut self) -> String {
        self.rest.pop_front().unwrap_or_else(|| panic!("a word is missing:{}", self.line))
    }

    #[track_caller]
    pub(super) fn parse<T: FromStr>(&mut self) -> T {
        let word = self.next();
        parse(&word).unwrap_or_else(|| panic!("{word:?} is not understood:{}", self.line))
    }

    /// The next word, where it is of that kind.
    pub(super) fn maybe<T: FromStr>(&mut self) -> Option<T> {
        let value = parse(self.rest.front()?)?;
        self.rest.pop_front();
        Some(value)
    }

    /// Whether that word comes next, which is taken then.
    pub(super) fn has(&mut self, word: &str) -> bool {
        let has = self.rest.front().is_some_and(|next| next == word);
        if has {
            self.rest.pop_front();
        }
        has
    }

    /// What stands after a word, where that comes next.
    pub(super) fn after<T: FromStr>(&mut self, word: &str) -> Option<T> {
        self.has(word).then(|| self.parse())
    }

    /// Text between quotation marks, or a number of bytes that nobody wants to read.
    pub(super) fn bytes(&mut self) -> Bytes {
        let word = self.next();
        match word.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            Some(text) => Bytes::copy_from_slice(text.as_bytes()),
            None => {
                assert!(self.has("bytes"), "no bytes:{}", self.line);
                vec![b'x'; parse(&word).unwrap_or_else(|| panic!("no number:{}", self.line))].into()
            }
        }
    }

    /// Everything that was not taken yet.
    pub(super) fn rest(&mut self) -> String {
        Vec::from(std::mem::take(&mut self.rest)).join(" ")
    }

    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty()
    }

    #[track_caller]
    pub(super) fn end(&self) {
        assert!(self.is_over(), "{:?} is too much:{}", self.rest, self.line);
    }
}

fn parse<T: FromStr>(word: &str) -> Option<T> {
    word.trim_end_matches(',').parse().ok()
}
