//! Text and bytes that a filter looks for, and how both are written.

use std::{
    fmt::{self, Write as _},
    sync::LazyLock,
};

use backend::id::SocketId;
use bstr::ByteSlice;
use encoding_rs::{BIG5, GBK};
use regex::bytes::{Regex, RegexBuilder};

/// Something to look for in all that an event says.
#[derive(Clone, Debug)]
pub(super) struct Text {
    /// How it is written.
    source: String,
    /// What finds it.
    pub(super) regex: Regex,
    /// The socket that it names.
    pub(super) socket: Option<SocketId>,
    /// Whether an address can have it.
    pub(super) in_addresses: bool,
}

impl Text {
    /// Looks for text, no matter whether letters are small; where it is not ASCII, in GBK and Big5
    /// too.
    pub(super) fn plain(bytes: &[u8], compile: Compile) -> Option<Self> {
        let source = quote(bytes);
        let Ok(text) = str::from_utf8(bytes) else {
            return Some(Self::new(source, compile(&exactly(bytes))?, None, false));
        };
        let mut pattern = format!("(?i:{})", regex::escape(text));
        if !text.is_ascii() {
            for encoding in [GBK, BIG5] {
                let (encoded, _, lost) = encoding.encode(text);
                if !lost {
                    pattern = format!("{pattern}|{}", exactly(&encoded));
                }
            }
        }
        let part = |c: char| c.is_ascii_hexdigit() || ".:[]".contains(c);
        let (socket, in_addresses) = (text.parse().ok(), text.chars().all(part));
        Some(Self::new(source, compile(&pattern)?, socket, in_addresses))
    }

    /// Looks for what a regular expression matches.
    pub(super) fn regex(pattern: &str, fold: bool, compile: Compile) -> Option<Self> {
        let flags = if fold { "(?i)" } else { "" };
        let source = format!("/{pattern}/{}", if fold { "i" } else { "" });
        Some(Self::new(source, compile(&format!("{flags}{pattern}"))?, None, true))
    }

    fn new(source: String, regex: Regex, socket: Option<SocketId>, in_addresses: bool) -> Self {
        Self { source, regex, socket, in_addresses }
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

/// What makes a regular expression of its text.
pub(super) type Compile = fn(&str) -> Option<Regex>;

/// A regular expression of bounded size; matching takes linear time.
pub(super) fn compile(pattern: &str) -> Option<Regex> {
    let mut builder = RegexBuilder::new(pattern);
    builder.size_limit(COMPILED).dfa_size_limit(COMPILED).nest_limit(NESTED).build().ok()
}

/// Stands for any expression where a filter is only written and never evaluated.
pub(super) fn uncompiled(_: &str) -> Option<Regex> {
    static NONE: LazyLock<Option<Regex>> = LazyLock::new(|| compile(""));
    NONE.clone()
}

/// An expression that matches these bytes and nothing else.
fn exactly(bytes: &[u8]) -> String {
    let mut pattern = "(?-u:".to_owned();
    for byte in bytes {
        let _ = write!(pattern, "\\x{byte:02x}");
    }
    pattern.push(')');
    pattern
}

/// The bytes of a quotation: `\n \r \t \0 \\ \" \xNN` stand for one byte, another backslash for
/// itself.
pub(super) fn cook(raw: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        let after = &rest[at + 1..];
        let hex = after.strip_prefix('x').and_then(|digits| digits.get(..2)).and_then(byte);
        let (byte, len) = match (after.bytes().next(), hex) {
            (Some(b'n'), _) => (b'\n', 1),
            (Some(b'r'), _) => (b'\r', 1),
            (Some(b't'), _) => (b'\t', 1),
            (Some(b'0'), _) => (0, 1),
            (Some(sign @ (b'\\' | b'"')), _) => (sign, 1),
            (Some(b'x'), Some(byte)) => (byte, 3),
            (Some(_) | None, _) => (b'\\', 0),
        };
        bytes.push(byte);
        rest = &after[len..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// The bytes as a quotation.
pub(super) fn quote(bytes: &[u8]) -> String {
    let mut quoted = "\"".to_owned();
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '"' | '\\' => quoted.extend(['\\', char]),
                '\0'..' ' | '\x7f' => {
                    let _ = write!(quoted, "\\x{:02x}", u32::from(char));
                }
                '“' | '”' => char.to_string().bytes().for_each(|byte| {
                    let _ = write!(quoted, "\\x{byte:02x}");
                }),
                char => quoted.push(char),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(quoted, "\\x{byte:02x}");
        }
    }
    quoted.push('"');
    quoted
}

/// The bytes as `hex:` and digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().map(|byte| format!("{byte:02x}"));
    digits.fold(HEX.to_owned(), |all, byte| all + &byte)
}

/// The bytes of pairs of hex digits, with or without spaces and signs between them.
pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let between = |c: char| c.is_whitespace() || ":-.".contains(c);
    let mut bytes = Vec::new();
    for run in text.split(between).filter(|run| !run.is_empty()) {
        if !run.is_ascii() || run.len() % 2 != 0 {
            return None;
        }
        let pairs = run.as_bytes().chunks(2).map(|pair| byte(pair.to_str().ok()?));
        bytes.extend(pairs.collect::<Option<Vec<u8>>>()?);
    }
    (!bytes.is_empty()).then_some(bytes)
}

/// The bytes of a word such as `e4:bd:a0`, which Wireshark reads as bytes too.
pub(super) fn pairs(word: &str) -> Option<Vec<u8>> {
    let mut parts = word.split([':', '-', '.']);
    let alike = 3 < word.len() && parts.all(|part| part.len() == 2 && byte(part).is_some());
    alike.then(|| unhex(word)).flatten()
}

fn byte(digits: &str) -> Option<u8> {
    let hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    hex.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

/// What stands before hex digits.
pub(super) const HEX: &str = "hex:";
/// The memory of one compiled expression, in bytes.
const COMPILED: usize = 256 << 10;
/// How deep the groups of an expression may be nested.
const NESTED: u32 = 32;
