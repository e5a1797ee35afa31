//! What follows from a segment together with those before it.

use std::time::Duration;

use crate::{
    node::On,
    segment::{Headers, Mark, Relative},
};

/// The conversations of a session.
#[derive(Debug, Default)]
pub struct Conversations {}

/// What a segment is in its conversation.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Seen {
    /// The number of the conversation, from 1; the same both ways.
    pub stream: Option<u32>,
    /// Numbers relative to the first ones.
    pub relative: Option<Relative>,
    /// What follows from it.
    pub marks: Vec<Mark>,
}

impl Conversations {
    /// Takes the next segment that was seen there.
    pub fn see(&mut self, at: Duration, on: On, headers: &Headers) -> Seen {
        let _ = (at, on, headers);
        Seen::default()
    }
}
