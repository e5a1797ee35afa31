//! The calls on one socket as a program that can be run, made from the journal.

use backend::{
    command::{Family, Protocol},
    id::{Seq, SocketId},
    view::SocketView,
};

use self::{fold::Part, step::Step};
use crate::words::Words;

mod derive;
pub mod fold;
pub mod literal;
pub mod python;
mod remark;
pub mod rust;
pub mod step;
pub mod steps;

/// What a program is made of, before it is written in a language.
#[derive(Clone, Debug)]
pub struct Program {
    /// Whose calls these are.
    pub socket: SocketId,
    /// The listener that accepted it, whose calls come first.
    pub listener: Option<SocketId>,
    /// TCP or UDP.
    pub protocol: Protocol,
    /// IPv4 or IPv6.
    pub family: Family,
    /// The calls, in the order in which they returned.
    pub parts: Vec<Part>,
    /// How many calls are left out at the end, because the program would be too long.
    pub left_out: usize,
    /// How many other connections of the listener are left out.
    pub others: usize,
    /// The last event of the journal that was forgotten.
    pub forgotten: Option<Seq>,
}

impl Program {
    /// An empty one, for a socket.
    #[must_use]
    pub fn new(socket: &SocketView) -> Self {
        Self {
            socket: socket.id,
            listener: socket.parent,
            protocol: socket.protocol,
            family: socket.family,
            parts: Vec::new(),
            left_out: 0,
            others: 0,
            forgotten: None,
        }
    }

    /// The calls; those of a loop once.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.parts.iter().flat_map(|part| match part {
            Part::Loop { steps, .. } => steps.as_slice(),
            Part::One(step) => std::slice::from_ref(step),
        })
    }

    /// The program as text, with its remarks in the reader's language.
    #[must_use]
    pub fn text(&self, language: Language, words: Words) -> String {
        match language {
            Language::Python => python::text(self, words),
            Language::Rust => rust::text(self, words),
        }
    }
}

/// A programming language that programs are written in.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Language {
    /// Python 3 and its `socket` module.
    #[default]
    Python,
    /// Rust and the `socket2` crate.
    Rust,
}

impl Language {
    /// Every language, in the order of the tabs.
    pub const ALL: [Self; 2] = [Self::Python, Self::Rust];

    /// The word for it in addresses.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::Rust => "rust",
        }
    }

    /// Its name, which is the same in every language that people speak.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Python => "Python",
            Self::Rust => "Rust",
        }
    }

    /// The ending of a file's name.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::Rust => "rs",
        }
    }

    /// The media type of a file.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Python => "text/x-python; charset=utf-8",
            Self::Rust => "text/x-rust; charset=utf-8",
        }
    }

    /// The language of that word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.wire() == word)
    }
}

#[cfg(test)]
mod tests;
