//! Words into values: numbers, switches, choices, and names.

use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

use backend::id::SocketId;

use super::{Malformed, fields::Fields};

/// A whole number in a range, or the default where the field is absent.
pub fn number<T>(
    fields: &Fields<'_>,
    name: &str,
    range: RangeInclusive<T>,
    default: T,
) -> Result<T, Malformed>
where
    T: Display + FromStr + PartialOrd,
{
    let Some(text) = fields.filled(name) else { return Ok(default) };
    whole(name, text, range)
}

/// A whole number in a range.
pub fn whole<T>(name: &str, text: &str, range: RangeInclusive<T>) -> Result<T, Malformed>
where
    T: Display + FromStr + PartialOrd,
{
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if digits && range.contains(&number) => Ok(number),
        _ => Err(Malformed::new(
            name,
            format!("a whole number from {} to {}", range.start(), range.end()),
        )),
    }
}

/// A whole number in a range, if the field is there.
pub(super) fn optional<T>(
    fields: &Fields<'_>,
    name: &str,
    range: RangeInclusive<T>,
) -> Result<Option<T>, Malformed>
where
    T: Display + FromStr + PartialOrd,
{
    fields.filled(name).map(|text| whole(name, text, range)).transpose()
}

/// A number in a range, with decimals or without, if the field is there.
pub(super) fn decimal(
    fields: &Fields<'_>,
    name: &str,
    range: RangeInclusive<f64>,
) -> Result<Option<f64>, Malformed> {
    let Some(text) = fields.filled(name) else { return Ok(None) };
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    match text.parse() {
        Ok(number) if plain && range.contains(&number) => Ok(Some(number)),
        _ => {
            let (start, end) = range.into_inner();
            Err(Malformed::new(name, format!("a number from {start} to {end}")))
        }
    }
}

/// A switch, if the field is there.
pub(super) fn switch(fields: &Fields<'_>, name: &str) -> Result<Option<bool>, Malformed> {
    fields.filled(name).map(|text| flag(name, text)).transpose()
}

/// A switch; `on` is what an HTML checkbox sends.
pub(super) fn flag(name: &str, text: &str) -> Result<bool, Malformed> {
    match text {
        "true" | "1" | "on" | "yes" => Ok(true),
        "false" | "0" | "off" | "no" => Ok(false),
        _ => Err(Malformed::new(name, "true or false (also 1 or 0, on or off, yes or no)")),
    }
}

/// One of several words, if the field is there.
pub(super) fn choice<T: Copy>(
    fields: &Fields<'_>,
    name: &str,
    choices: &[(&str, T)],
) -> Result<Option<T>, Malformed> {
    let Some(text) = fields.filled(name) else { return Ok(None) };
    match choices.iter().find(|(word, _)| *word == text) {
        Some((_, value)) => Ok(Some(*value)),
        None => Err(one_of(name, choices.iter().map(|(word, _)| *word))),
    }
}

/// One of several words.
pub(super) fn required<T: Copy>(
    fields: &Fields<'_>,
    name: &str,
    choices: &[(&str, T)],
) -> Result<T, Malformed> {
    choice(fields, name, choices)?
        .ok_or_else(|| one_of(name, choices.iter().map(|(word, _)| *word)))
}

/// The name of a socket.
pub(super) fn socket(fields: &Fields<'_>) -> Result<SocketId, Malformed> {
    fields
        .filled("socket")
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| Malformed::new("socket", "the name of a socket, such as s3"))
}

/// The error that lists the words there are.
pub(super) fn one_of<'a>(name: &str, words: impl Iterator<Item = &'a str>) -> Malformed {
    Malformed::new(name, format!("one of: {}", words.collect::<Vec<_>>().join(", ")))
}
