//! The signs and words of a filter, each with its place.

use std::ops::Range;

use super::{Fault, Kind};

/// A sign or a word.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Token<'a> {
    And,
    Close,
    CloseSet,
    Comma,
    Compare(Op),
    Not,
    Open,
    OpenSet,
    Or,
    /// What stands between the quotes, as it was written.
    Quoted(&'a str),
    Regex {
        pattern: &'a str,
        fold: bool,
    },
    Word(&'a str),
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Op {
    Contains,
    Eq,
    Ge,
    Gt,
    Le,
    Lt,
    Matches,
    Ne,
}

impl Op {
    /// The operator that a word is.
    pub(super) fn word(word: &str) -> Option<Self> {
        Some(match word {
            "contains" => Self::Contains,
            "eq" => Self::Eq,
            "ge" => Self::Ge,
            "gt" => Self::Gt,
            "le" => Self::Le,
            "lt" => Self::Lt,
            "matches" => Self::Matches,
            "ne" => Self::Ne,
            _ => return None,
        })
    }

    /// Its shortest spelling.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::Eq => "==",
            Self::Ge => ">=",
            Self::Gt => ">",
            Self::Le => "<=",
            Self::Lt => "<",
            Self::Matches => "matches",
            Self::Ne => "!=",
        }
    }
}

/// A token in its place.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) at: Range<usize>,
    pub(super) token: Token<'a>,
}

/// Takes a text apart.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Fault> {
    let mut found = Vec::new();
    let (mut at, mut in_set) = (0, false);
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let (token, len) = next(&text[at..], in_set).map_err(|(kind, len)| {
            let at = at..at + len;
            Fault { at, kind }
        })?;
        in_set = token == Token::OpenSet || (in_set && token != Token::CloseSet);
        found.push(Piece { at: at..at + len, token });
        at += len;
    }
    Ok(found)
}

/// The first token of a text that begins with one, and how many bytes it has.
fn next(text: &str, in_set: bool) -> Result<(Token<'_>, usize), (Kind, usize)> {
    for (sign, token) in SIGNS {
        if text.starts_with(sign) && (token != Token::Comma || in_set) {
            return Ok((token, sign.len()));
        }
    }
    if text.starts_with('=') {
        return Err((Kind::SingleEquals, 1));
    }
    if let Some(rest) = text.strip_prefix(QUOTES) {
        let open = text.len() - rest.len();
        let Some((inside, close)) = until(rest, &QUOTES) else {
            return Err((Kind::UnclosedQuote, text.len()));
        };
        return Ok((Token::Quoted(inside), open + inside.len() + close));
    }
    if let Some(rest) = text.strip_prefix('/') {
        let Some((pattern, _)) = until(rest, &['/']) else {
            return Err((Kind::UnclosedRegex, text.len()));
        };
        let rest = &rest[pattern.len() + 1..];
        let fold = rest.starts_with('i');
        let len = pattern.len() + 2 + usize::from(fold);
        let more = word(&rest[usize::from(fold)..], in_set);
        if more != 0 {
            return Err((Kind::UnclosedRegex, len + more));
        }
        return Ok((Token::Regex { pattern, fold }, len));
    }
    let len = word(text, in_set);
    Ok(match &text[..len] {
        "and" => (Token::And, len),
        "or" => (Token::Or, len),
        "not" => (Token::Not, len),
        word => (Token::Word(word), len),
    })
}

/// What stands before one of the closing signs, and how many bytes that sign has. A backslash
/// takes the character after it along.
fn until<'a>(text: &'a str, closing: &[char]) -> Option<(&'a str, usize)> {
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        if char == '\\' {
            chars.next();
        } else if closing.contains(&char) {
            return Some((&text[..at], char.len_utf8()));
        }
    }
    None
}

/// How many bytes the word has that a text begins with.
fn word(text: &str, in_set: bool) -> usize {
    let ends = |(at, char): &(usize, char)| {
        let rest = &text[*at..];
        char.is_whitespace()
            || ENDS.contains(*char)
            || (*char == ',' && in_set)
            || ["&&", "||", "!="].iter().any(|sign| rest.starts_with(sign))
    };
    text.char_indices().find(ends).map_or(text.len(), |(at, _)| at)
}

/// What is no word, longer signs before shorter ones. Those of a Chinese input method count too.
const SIGNS: [(&str, Token<'_>); 17] = [
    ("&&", Token::And),
    ("||", Token::Or),
    ("==", Token::Compare(Op::Eq)),
    ("!=", Token::Compare(Op::Ne)),
    ("<=", Token::Compare(Op::Le)),
    (">=", Token::Compare(Op::Ge)),
    ("<", Token::Compare(Op::Lt)),
    (">", Token::Compare(Op::Gt)),
    ("~", Token::Compare(Op::Matches)),
    ("!", Token::Not),
    ("(", Token::Open),
    (")", Token::Close),
    ("（", Token::Open),
    ("）", Token::Close),
    ("{", Token::OpenSet),
    ("}", Token::CloseSet),
    (",", Token::Comma),
];
/// What begins or ends a quotation.
const QUOTES: [char; 3] = ['"', '“', '”'];
/// Signs that no word has.
const ENDS: &str = "(){}<>=~\"（）“”";
