//! A flat object of strings, numbers, and booleans, from JSON or from a form.

use std::borrow::Cow;

/// The fields of a command, in the order they came.
#[derive(Clone, Debug, Default)]
pub struct Fields<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl Fields<'_> {
    /// The value of a field, as text; numbers and booleans are given as they are written.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_ref())
    }
}
