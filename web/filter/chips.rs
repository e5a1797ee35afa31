//! What a chip does: it edits the text of a filter, and nothing else.

use super::{
    grammar,
    token::{Token, pieces},
};

/// A filter's text as the conditions that must all hold.
#[derive(Clone, Debug)]
pub struct Parts {
    /// What was written for each; nothing where the text was not understood.
    written: Vec<String>,
    /// The same in one spelling.
    plain: Vec<String>,
}

impl Parts {
    /// Takes a text apart where `and` joins it. Regular expressions in it are not looked into.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let understood = grammar::outline(text).is_ok();
        let written = if understood { conditions(text) } else { Vec::new() };
        let plain = written.iter().map(|part| plain(part)).collect();
        Self { written, plain }
    }

    /// Whether a condition is one of them.
    #[must_use]
    pub fn has(&self, term: &str) -> bool {
        !term.is_empty() && self.plain.contains(&plain(term))
    }

    /// The text with a condition more, or without it where it was there. Its rivals, which cannot
    /// hold at the same time, are left out; an empty term only does that.
    #[must_use]
    pub fn toggle(&self, term: &str, rivals: &[&str]) -> String {
        let rivals: Vec<String> = rivals.iter().chain([&term]).map(|rival| plain(rival)).collect();
        let pairs = self.written.iter().zip(&self.plain);
        let kept = pairs.filter(|(_, plain)| !rivals.contains(plain));
        let mut kept: Vec<&str> = kept.map(|(written, _)| written.as_str()).collect();
        if !term.is_empty() && !self.has(term) {
            kept.push(term);
        }
        match kept.as_slice() {
            [only] => without_parentheses(only).to_owned(),
            _ => kept.join(" and "),
        }
    }
}

/// The text with a condition more, or without it where it was there.
#[must_use]
pub fn toggle(text: &str, term: &str) -> String {
    Parts::new(text).toggle(term, &[])
}

/// The conditions of a text that is a filter.
fn conditions(text: &str) -> Vec<String> {
    let pieces = pieces(text).unwrap_or_default();
    let mut depth = 0_usize;
    let (mut from, mut found, mut either) = (0, Vec::new(), false);
    for piece in &pieces {
        match piece.token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::And if depth == 0 => {
                found.push(text[from..piece.at.start].trim().to_owned());
                from = piece.at.end;
            }
            Token::Or if depth == 0 => either = true,
            Token::And
            | Token::CloseSet
            | Token::Comma
            | Token::Compare(_)
            | Token::Not
            | Token::OpenSet
            | Token::Or
            | Token::Quoted(_)
            | Token::Regex { .. }
            | Token::Word(_) => {}
        }
    }
    found.push(text[from..].trim().to_owned());
    match text.trim() {
        "" => Vec::new(),
        // What is joined by "or" is one condition.
        whole if either => vec![format!("({whole})")],
        _ => found,
    }
}

/// A condition in the spelling that all ways to write it share.
fn plain(term: &str) -> String {
    let node = grammar::outline(term).ok().flatten();
    node.map(|node| node.to_string()).unwrap_or_default()
}

/// The text without parentheses that stand around all of it.
fn without_parentheses(text: &str) -> &str {
    let inside = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    let same = |inside: &&str| plain(inside) == plain(text);
    inside.map(str::trim).filter(same).unwrap_or(text)
}
