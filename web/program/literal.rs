//! Bytes and text as literals: whatever they are, they end where the literal ends.

use std::fmt::Write;

/// What stands between the quotes of a bytes literal of Python, and of Rust: printable ASCII as it
/// is, and everything else escaped.
#[must_use]
pub fn bytes(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() + 8);
    for byte in bytes {
        match byte {
            b'\n' => literal.push_str("\\n"),
            b'\r' => literal.push_str("\\r"),
            b'\t' => literal.push_str("\\t"),
            b'"' => literal.push_str("\\\""),
            b'\\' => literal.push_str("\\\\"),
            b' '..=b'~' => literal.push(char::from(*byte)),
            _ => {
                let _ = write!(literal, "\\x{byte:02x}");
            }
        }
    }
    literal
}

/// The same for a string of C, and for the text fields of this playground: `\xNN` has no end in C,
/// so a hexadecimal digit after one is escaped too, and quotes are numbers.
#[must_use]
pub fn c_string(bytes: &[u8]) -> String {
    let mut literal = String::with_capacity(bytes.len() + 8);
    let mut open = false;
    for byte in bytes {
        let plain = match byte {
            b'"' | b'\'' | b'?' => false,
            byte if open && byte.is_ascii_hexdigit() => false,
            byte => matches!(byte, b' '..=b'~'),
        };
        open = false;
        match byte {
            b'\n' => literal.push_str("\\n"),
            b'\r' => literal.push_str("\\r"),
            b'\t' => literal.push_str("\\t"),
            b'\\' => literal.push_str("\\\\"),
            byte if plain => literal.push(char::from(*byte)),
            byte => {
                let _ = write!(literal, "\\x{byte:02x}");
                open = true;
            }
        }
    }
    literal
}

/// What stands between the quotes of a string literal of Python.
#[must_use]
pub fn python_text(text: &str) -> String {
    escaped(text, |c, literal| {
        let _ = write!(literal, "\\U{:08x}", u32::from(c));
    })
}

/// What stands between the quotes of a string literal of Rust.
#[must_use]
pub fn rust_text(text: &str) -> String {
    escaped(text, |c, literal| {
        let _ = write!(literal, "\\u{{{:x}}}", u32::from(c));
    })
}

fn escaped(text: &str, escape: impl Fn(char, &mut String)) -> String {
    let mut literal = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            ' '..='~' => literal.push(c),
            c => escape(c, &mut literal),
        }
    }
    literal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::bytes::decode;

    #[test]
    fn a_literal_is_printable_whatever_the_bytes_are() {
        let all: Vec<u8> = (0..=255).collect();
        for literal in [bytes(&all), c_string(&all)] {
            assert!(literal.bytes().all(|byte| matches!(byte, b' '..=b'~')), "{literal}");
        }
        assert_eq!(bytes(b"\"\\n\n\0\xe4"), "\\\"\\\\n\\n\\x00\\xe4");
        assert_eq!(python_text("a\"\u{202e}\n"), "a\\\"\\U0000202e\\U0000000a");
        assert_eq!(rust_text("a\\\u{202e}"), "a\\\\\\u{202e}");
    }

    #[test]
    fn a_string_of_c_does_not_run_on_and_can_be_sent_again() {
        assert_eq!(c_string(b"\x01face \"?\""), "\\x01\\x66\\x61\\x63\\x65 \\x22\\x3f\\x22");
        let all: Vec<u8> = (0..=255).rev().chain(0..=255).collect();
        assert_eq!(decode("escaped", &c_string(&all)), Ok(all));
    }
}
