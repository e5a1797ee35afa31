//! Segments in their conversations: what follows from one together with those before it.

use std::time::Duration;

use crate::{
    node::On,
    segment::{Headers, Mark, Relative},
};

/// The conversations of a session.
#[derive(Debug, Default)]
pub struct Conversations;

/// What follows from a segment together with those before it.
#[derive(Debug, Default)]
pub struct Seen {
    /// The number of its conversation, from 1.
    pub stream: Option<u32>,
    /// Numbers relative to the first ones.
    pub relative: Option<Relative>,
    /// What the analysis says.
    pub marks: Vec<Mark>,
}

impl Conversations {
    /// Takes the next segment.
    pub fn see(&mut self, _at: Duration, _on: On, _headers: &Headers) -> Seen {
        Seen::default()
    }
}
