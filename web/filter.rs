//! Which events of a journal a reader wants to see: a small part of Wireshark's display filters.
//!
//! A filter is parsed once and evaluated on the server, for the list, the ladder, and the live view.

use std::{collections::BTreeMap, fmt, sync::Arc};

use backend::{event::Entry, id::SocketId, view::SocketView};

use self::node::Node;
pub use self::{
    bar::FilterBar,
    evaluate::{errno, kind_of},
    fault::{Fault, Kind},
};

pub mod bar;
pub mod chips;
mod evaluate;
mod fault;
pub mod fields;
mod grammar;
mod node;
mod sampled;
mod text;
mod token;
mod value;

/// A filter that was understood; it costs little to clone.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    text: Arc<str>,
    root: Option<Arc<Node>>,
}

impl Filter {
    /// How many bytes a filter may have.
    pub const LONGEST: usize = 1000;
    /// How deep parentheses and negations may be nested.
    pub const DEEPEST: usize = 32;
    /// How many conditions a filter may have, which bounds the memory of its expressions.
    pub const MOST: usize = 32;
    /// How many regular expressions a filter may have, which bounds the time it takes to read it.
    pub const MOST_REGEXES: usize = 8;

    /// Understands a filter; nothing but spaces lets everything through.
    ///
    /// # Errors
    /// Says what is wrong and where.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let root = grammar::parse(text)?.map(Arc::new);
        Ok(Self { text: text.into(), root })
    }

    /// What was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// Whether an event is let through; the sockets are those of its session, as they are now.
    pub fn evaluate<L: Lookup + ?Sized>(&self, entry: &Entry, sockets: &L) -> bool {
        self.root.as_ref().is_none_or(|root| evaluate::holds(root, entry, sockets))
    }
}

impl fmt::Display for Filter {
    /// The same filter with one spelling: parentheses around everything that is joined.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| root.fmt(f))
    }
}

/// Where the addresses of an event's socket are found.
pub trait Lookup {
    /// The socket of that name, if it is remembered.
    fn socket(&self, id: SocketId) -> Option<&SocketView>;
}

impl Lookup for BTreeMap<SocketId, SocketView> {
    fn socket(&self, id: SocketId) -> Option<&SocketView> {
        self.get(&id)
    }
}

/// In the order of their names, as `Reader::sockets` gives them.
impl Lookup for [SocketView] {
    fn socket(&self, id: SocketId) -> Option<&SocketView> {
        self.binary_search_by_key(&id, |socket| socket.id).ok().map(|at| &self[at])
    }
}

impl Lookup for Vec<SocketView> {
    fn socket(&self, id: SocketId) -> Option<&SocketView> {
        self.as_slice().socket(id)
    }
}

#[cfg(test)]
mod tests;
