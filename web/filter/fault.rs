//! What is wrong with a filter, where, and in the reader's words.

use std::ops::Range;

use super::{
    Filter,
    fields::{Field, Shape},
};
use crate::words::Words;

/// Why a filter was not understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fault {
    /// The bytes of the text that it is about; empty where something is missing.
    pub at: Range<usize>,
    /// What is wrong.
    pub kind: Kind,
}

/// What can be wrong with a filter.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A regular expression that is none, or is too large.
    BadRegex,
    /// Two conditions stand side by side.
    MissingJoin,
    /// `in` without `{`.
    MissingSet,
    /// A condition should be here.
    MissingTerm,
    /// A value should be here.
    MissingValue,
    /// `=` instead of `==`.
    SingleEquals,
    /// Too many parentheses in parentheses.
    TooDeep,
    /// Too many bytes.
    TooLong,
    /// Too many conditions.
    TooMany,
    /// Too many regular expressions.
    TooManyRegexes,
    /// `(` without `)`.
    UnclosedParenthesis,
    /// `"` without another.
    UnclosedQuote,
    /// `/` without another.
    UnclosedRegex,
    /// `{` without `}`.
    UnclosedSet,
    /// A sign that has no meaning here.
    Unexpected,
    /// A name that no field has.
    UnknownField {
        /// The name.
        name: String,
        /// A field with nearly that name.
        nearest: Option<&'static str>,
    },
    /// An operator that the field's values do not have.
    WrongOperator {
        /// The field.
        field: &'static Field,
    },
    /// A value that the field cannot have.
    WrongValue {
        /// The field.
        field: &'static Field,
    },
}

impl Fault {
    /// What is wrong, and what to do about it.
    #[must_use]
    pub fn says(&self, words: Words) -> String {
        let plain = |key: &str| words.t(key).to_owned();
        match &self.kind {
            Kind::BadRegex => plain("filter-fault-bad-regex"),
            Kind::MissingJoin => plain("filter-fault-missing-join"),
            Kind::MissingSet => words.t1("filter-fault-missing-set", "example", SET),
            Kind::MissingTerm => plain("filter-fault-missing-term"),
            Kind::MissingValue => plain("filter-fault-missing-value"),
            Kind::SingleEquals => plain("filter-fault-single-equals"),
            Kind::TooDeep => words.t1("filter-fault-too-deep", "n", Filter::DEEPEST),
            Kind::TooLong => words.t1("filter-fault-too-long", "n", Filter::LONGEST),
            Kind::TooMany => words.t1("filter-fault-too-many", "n", Filter::MOST),
            Kind::TooManyRegexes => {
                words.t1("filter-fault-too-many-regexes", "n", Filter::MOST_REGEXES)
            }
            Kind::UnclosedParenthesis => plain("filter-fault-unclosed-parenthesis"),
            Kind::UnclosedQuote => plain("filter-fault-unclosed-quote"),
            Kind::UnclosedRegex => plain("filter-fault-unclosed-regex"),
            Kind::UnclosedSet => words.t1("filter-fault-unclosed-set", "sign", "}"),
            Kind::Unexpected => plain("filter-fault-unexpected"),
            Kind::UnknownField { name, nearest: None } => {
                words.t1("filter-fault-unknown-field", "name", name.as_str())
            }
            Kind::UnknownField { name, nearest: Some(nearest) } => words.with(
                "filter-fault-near-field",
                [("name", name.as_str().into()), ("nearest", (*nearest).into())],
            ),
            Kind::WrongOperator { field } => {
                let name = ("name", field.name.into());
                let operators = field.shape.operators();
                if operators.is_empty() {
                    return words.with("filter-fault-no-operator", [name]);
                }
                let operators = ("operators", operators.join(" ").into());
                words.with("filter-fault-wrong-operator", [name, operators])
            }
            Kind::WrongValue { field } => {
                let key = format!("filter-expect-{}", field.shape.word());
                let name = ("name", field.name.into());
                match field.shape {
                    Shape::Choice(choices) => {
                        words.with(&key, [name, ("choices", choices.join(", ").into())])
                    }
                    Shape::Bytes
                    | Shape::Count
                    | Shape::Errno
                    | Shape::Ipv4
                    | Shape::Ipv6
                    | Shape::Mac
                    | Shape::Mark
                    | Shape::Seconds
                    | Shape::Socket => words.with(&key, [name]),
                }
            }
        }
    }

    /// The field that was probably meant.
    #[must_use]
    pub fn nearest(&self) -> Option<&'static str> {
        if let Kind::UnknownField { nearest, .. } = self.kind { nearest } else { None }
    }

    /// The text with that field.
    #[must_use]
    pub fn mended(&self, text: &str) -> Option<String> {
        let nearest = self.nearest()?;
        let (before, after) = (text.get(..self.at.start)?, text.get(self.at.end..)?);
        Some(format!("{before}{nearest}{after}"))
    }
}

/// How a set is written.
const SET: &str = "tcp.port in {80, 8888}";
