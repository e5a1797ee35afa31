//! Why a text is not bytes in the way it is written.

use crate::wire::Malformed;

/// What is wrong with a text; positions are in characters, from 1.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// A hexadecimal digit without its partner.
    Alone {
        /// The digit.
        digit: char,
        /// Where it stands.
        position: usize,
    },
    /// The last group of base64 is no whole byte.
    CutOff,
    /// An escape that means nothing.
    Escape {
        /// The escape as it is written.
        escape: String,
        /// Where it begins.
        position: usize,
    },
    /// The encoding has no such character.
    Lacks {
        /// The encoding's name.
        encoding: String,
        /// The character.
        found: char,
        /// Where it stands.
        position: usize,
    },
    /// A character that the notation does not have.
    Strange {
        /// The notation.
        notation: Notation,
        /// The character.
        found: char,
        /// Where it stands.
        position: usize,
    },
    /// Nobody knows that encoding.
    Unknown,
}

/// A way to write bytes in ASCII.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Notation {
    /// Base64.
    Base64,
    /// Hexadecimal digits.
    Hex,
}

impl From<Fault> for Malformed {
    fn from(fault: Fault) -> Self {
        let expected = match fault {
            Fault::Alone { digit, position } => format!(
                "two hexadecimal digits for each byte; {digit:?} at position {position} is alone"
            ),
            Fault::CutOff => "base64 of whole bytes; the last group is cut off".to_owned(),
            Fault::Escape { escape, position } => {
                format!(r"one of \n \r \t \0 \\ \xNN; {escape} at position {position} is none")
            }
            Fault::Lacks { encoding, found, position } => format!(
                "characters that {encoding} has; {found:?} (U+{:04X}) at position {position} is none",
                u32::from(found)
            ),
            Fault::Strange { notation, found, position } => {
                let expected = match notation {
                    Notation::Base64 => "base64",
                    Notation::Hex => "hexadecimal digits",
                };
                format!("{expected}; {found:?} at position {position} is none")
            }
            Fault::Unknown => return Self::new("encoding", KNOWN),
        };
        Self::new("data", expected)
    }
}

const KNOWN: &str = "text, hex, base64, escaped, or the label of a character encoding such as gbk, \
                     gb18030, big5, latin1, shift_jis, euc-kr, windows-1252, or utf-16le";
