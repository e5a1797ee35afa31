//! What crosses the wire: commands in, events and sockets out.

use backend::{command::Command, feed::Page};
use bytes::Bytes;

use self::fields::Fields;

pub mod fields;

/// A command that cannot be understood; it names the field and what was expected there.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: expected {expected}")]
pub struct Malformed {
    /// The field's name.
    pub field: String,
    /// What was expected, in English.
    pub expected: String,
}

/// The command in a flat object: the only place where words become types.
pub fn command(fields: &Fields<'_>) -> Result<Command, Malformed> {
    let _ = fields;
    todo!()
}

/// A page of the journal as one frame of the live WebSocket: `{"events":[…],"gap":{…}?}`.
#[must_use]
pub fn batch(page: &Page) -> Bytes {
    let _ = page;
    todo!()
}
