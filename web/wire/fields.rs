//! A flat object of strings, numbers, and booleans, from JSON or from a form.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::Malformed;

/// The fields of a command, in the order they came. Where a name comes twice, the last one counts,
/// as with a hidden form field before its checkbox.
#[derive(Clone, Debug, Default)]
pub struct Fields<'a> {
    fields: Vec<Field<'a>>,
}

#[derive(Clone, Debug)]
struct Field<'a> {
    name: Cow<'a, str>,
    value: Cow<'a, str>,
    /// The value as JSON wrote it; forms have none.
    raw: Option<&'a str>,
}

impl<'a> Fields<'a> {
    /// The fields of a JSON object.
    ///
    /// # Errors
    ///
    /// The text is not JSON, not an object, or has a value that is `null`, an array, or an object.
    pub fn json(text: &'a str) -> Result<Self, Malformed> {
        serde_json::from_str(text).map_err(|error| {
            let said = error.to_string();
            // A value's error starts with its field; see `plain`.
            match said.split_once(MARK) {
                Some((field, _)) => Malformed::new(field, "a string, a number, or a boolean"),
                None => Malformed::new("body", format!("one flat JSON object ({said})")),
            }
        })
    }

    /// The fields of an `application/x-www-form-urlencoded` body or of a query string.
    #[must_use]
    pub fn form(text: &'a str) -> Self {
        let fields = form_urlencoded::parse(text.as_bytes())
            .map(|(name, value)| Field { name, value, raw: None })
            .collect();
        Self { fields }
    }

    /// The value of a field, as text; numbers and booleans are given as they are written.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.find(name).map(|field| field.value.as_ref())
    }

    /// The value without white space around it; an empty one counts as absent, because an HTML form
    /// sends every field it has.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// The value exactly as JSON wrote it, quotation marks included.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&'a str> {
        self.find(name)?.raw
    }

    /// The names, as often as they came.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|field| field.name.as_ref())
    }

    fn find(&self, name: &str) -> Option<&Field<'a>> {
        self.fields.iter().rev().find(|field| field.name == name)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Object)
    }
}

struct Object;

impl<'de> Visitor<'de> for Object {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a flat object of strings, numbers, and booleans")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
        let mut fields = Vec::with_capacity(8);
        while let Some(name) = map.next_key::<&RawValue>()? {
            let name = plain("body", name.get())?;
            let raw = map.next_value::<&RawValue>()?.get();
            let value = plain(&name, raw)?;
            fields.push(Field { name, value, raw: Some(raw) });
        }
        Ok(Fields { fields })
    }
}

/// The text of a JSON value that is a string, a number, or a boolean.
fn plain<'a, E: Error>(name: &str, raw: &'a str) -> Result<Cow<'a, str>, E> {
    match raw.as_bytes().first() {
        Some(b'"') => match raw.get(1..raw.len() - 1) {
            Some(inner) if !inner.contains('\\') => Ok(Cow::Borrowed(inner)),
            _ => serde_json::from_str(raw).map(Cow::Owned).map_err(E::custom),
        },
        Some(b'{' | b'[' | b'n') | None => Err(E::custom(format_args!("{name}{MARK}"))),
        Some(_) => Ok(Cow::Borrowed(raw)),
    }
}

/// Stands between a field's name and what serde adds; no key of ours has it.
const MARK: &str = "\u{1f}is not plain";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_booleans_stay_as_they_are_written() {
        let fields =
            Fields::json(r#" {"do":"recv","max":1024,"peek":true,"x":1.50,"y":1e400} "#).unwrap();
        assert_eq!(fields.get("max"), Some("1024"));
        assert_eq!(fields.get("peek"), Some("true"));
        assert_eq!(fields.get("x"), Some("1.50"));
        assert_eq!(fields.get("y"), Some("1e400"));
        assert_eq!(fields.get("z"), None);
        assert_eq!(fields.names().count(), 5);
    }

    #[test]
    fn escapes_in_strings_are_resolved() {
        let fields = Fields::json(r#"{"d\u0061ta":"a\n\"b\" 😀 \ud83d\ude00"}"#).unwrap();
        assert_eq!(fields.get("data"), Some("a\n\"b\" 😀 😀"));
    }

    #[test]
    fn a_nested_value_is_named() {
        for value in ["null", "[1]", r#"{"a":1}"#, &"[".repeat(5000)] {
            let close = if value.starts_with("[[") { "]".repeat(5000) } else { String::new() };
            let text = format!(r#"{{"do":"send","data":{value}{close}}}"#);
            assert_eq!(Fields::json(&text).unwrap_err().field, "data");
        }
    }

    #[test]
    fn what_is_not_an_object_is_refused() {
        for text in
            ["", "[]", "3", "null", "{", r#"{"a":"\ud800"}"#, r#"{"a":1}x"#, "{\"a\":\"\n\"}"]
        {
            assert_eq!(Fields::json(text).unwrap_err().field, "body", "{text}");
        }
    }

    #[test]
    fn the_last_of_two_counts() {
        assert_eq!(Fields::json(r#"{"a":1,"a":2}"#).unwrap().get("a"), Some("2"));
        assert_eq!(Fields::form("a=off&a=on").get("a"), Some("on"));
    }

    #[test]
    fn a_form_is_decoded() {
        let fields = Fields::form("data=a+b%26%E4%BD%A0&at=&to=+%5B%3A%3A1%5D%3A80+");
        assert_eq!(fields.get("data"), Some("a b&你"));
        assert_eq!(fields.get("at"), Some(""));
        assert_eq!(fields.filled("at"), None);
        assert_eq!(fields.filled("to"), Some("[::1]:80"));
        assert_eq!(fields.raw("data"), None);
    }

    #[test]
    fn an_identifier_is_kept_as_it_was_written() {
        assert_eq!(Fields::json(r#"{"id": 1.0 }"#).unwrap().raw("id"), Some("1.0"));
        assert_eq!(Fields::json(r#"{"id":"\u0041"}"#).unwrap().raw("id"), Some(r#""\u0041""#));
    }

    proptest! {
        #[test]
        fn json_and_forms_say_the_same(name in ".{1,9}", value in ".{0,40}") {
            let json = serde_json::to_string(&std::collections::BTreeMap::from([(&name, &value)]));
            let json = json.unwrap();
            let form: String =
                form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
            for fields in [Fields::json(&json).unwrap(), Fields::form(&form)] {
                prop_assert_eq!(fields.get(&name), Some(value.as_str()));
            }
        }
    }
}
