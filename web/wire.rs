//! What crosses the wire: commands in, events and sockets out.

use std::borrow::Cow;

use axum::http::StatusCode;

use crate::problem::Problem;

pub use self::{
    batch::batch,
    command::{command, command_of_program},
};

pub mod batch;
pub mod bytes;
pub mod call;
pub mod command;
pub mod event;
pub mod export;
pub mod fields;
pub mod host;
pub mod import;
pub mod lab;
pub mod lanes;
pub mod meaning;
pub mod open;
pub mod parse;
pub mod pcapng;
pub mod schema;
pub mod socket;

/// A command that cannot be understood; it names the field and what was expected there.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: expected {expected}")]
pub struct Malformed {
    /// The field's name.
    pub field: String,
    /// What was expected, in English.
    pub expected: String,
}

impl Malformed {
    /// Something else was expected in that field.
    pub fn new(field: impl Into<String>, expected: impl Into<String>) -> Self {
        Self { field: field.into(), expected: expected.into() }
    }
}

impl From<Malformed> for Problem {
    fn from(malformed: Malformed) -> Self {
        let mut problem = Self::new(StatusCode::BAD_REQUEST, CODE, malformed.to_string());
        problem.field = Some(Cow::Owned(malformed.field));
        problem
    }
}

/// The stable word for every command that cannot be understood.
pub const CODE: &str = "malformed";
