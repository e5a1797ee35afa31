//! A flat object of strings, numbers, and booleans, from JSON or from a form.

use std::borrow::Cow;

/// The fields of a command, in the order they came.
#[derive(Clone, Debug, Default)]
pub struct Fields<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Fields<'a> {
    /// The fields of a JSON object.
    pub fn json(text: &'a str) -> Result<Self, super::Malformed> {
        let _ = text;
        todo!()
    }

    /// The fields of an `application/x-www-form-urlencoded` body.
    #[must_use]
    pub fn form(text: &'a str) -> Self {
        Self { fields: form_urlencoded::parse(text.as_bytes()).collect() }
    }

    /// The value of a field, as text; numbers and booleans are given as they are written.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_ref())
    }
}
