//! A filter as a tree.

use std::fmt;

use regex::bytes::Regex;

use super::{fields::Field, text::Text, token::Op, value::Value};

/// A part of a filter.
#[derive(Clone, Debug)]
pub(super) enum Node {
    All(Vec<Self>),
    Any(Vec<Self>),
    Field(&'static Field, Check),
    Not(Box<Self>),
    Text(Text),
}

/// What is asked of a field.
#[derive(Clone, Debug)]
pub(super) enum Check {
    Compare(Op, Value),
    Exists,
    In(Vec<Value>),
    Matches(Pattern),
}

/// What a field's value is matched with.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) source: String,
    pub(super) regex: Regex,
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) => joined(parts, " and ", f),
            Self::Any(parts) => joined(parts, " or ", f),
            Self::Field(field, check) => {
                f.write_str(field.name)?;
                check.fmt(f)
            }
            Self::Not(part) => write!(f, "not {part}"),
            Self::Text(text) => text.fmt(f),
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(op, value) => write!(f, " {} {value}", op.sign()),
            Self::Exists => Ok(()),
            Self::In(values) => {
                f.write_str(" in {")?;
                for (at, value) in values.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{value}")?;
                }
                f.write_str("}")
            }
            Self::Matches(pattern) => write!(f, " matches {}", pattern.source),
        }
    }
}

fn joined(parts: &[Node], by: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at == 0 { "(" } else { by })?;
        write!(f, "{part}")?;
    }
    f.write_str(")")
}
