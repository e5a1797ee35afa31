//! What a person types, as the bytes that are sent.

use ::bytes::Bytes;
use bstr::ByteVec;
use data_encoding::{BASE64, BASE64_NOPAD, DecodeKind, HEXLOWER_PERMISSIVE};
use encoding_rs::{EncoderResult, Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE};

pub use self::{
    fault::{Fault, Notation},
    written::written,
};
use super::{Malformed, fields::Fields, parse};

mod fault;
mod written;

/// The bytes of a `send` command: `data` in its `encoding`, and its `ending`.
///
/// # Errors
///
/// The field that is missing, or that does not say bytes.
pub fn payload(fields: &Fields<'_>) -> Result<Bytes, Malformed> {
    let data = fields
        .get("data")
        .ok_or_else(|| Malformed::new("data", "the bytes to send; an empty text is zero bytes"))?;
    let ending = parse::choice(fields, "ending", &ENDINGS)?.unwrap_or_default();
    let mut bytes = decode(fields.filled("encoding").unwrap_or("text"), data)?;
    bytes.extend_from_slice(ending);
    Ok(bytes.into())
}

/// The bytes that a text in an encoding stands for.
///
/// # Errors
///
/// An encoding that nobody knows, or a text that it cannot express, with the place.
pub fn decode(encoding: &str, data: &str) -> Result<Vec<u8>, Fault> {
    match encoding {
        "text" => Ok(data.as_bytes().to_vec()),
        "base64" => base64(data),
        "hex" => hex(data),
        "escaped" => escaped(data),
        label => charset(label, data),
    }
}

/// Base64 of RFC 4648 §4, with or without padding; white space is skipped.
fn base64(data: &str) -> Result<Vec<u8>, Fault> {
    if let Ok(bytes) = BASE64.decode(data.as_bytes()) {
        return Ok(bytes);
    }
    let kept: String = data.chars().filter(|kept| !kept.is_whitespace()).collect();
    BASE64_NOPAD.decode(kept.trim_end_matches('=').as_bytes()).map_err(|error| {
        let strange = |c: &char| !(c.is_ascii_alphanumeric() || "+/".contains(*c));
        match data.chars().filter(|kept| !kept.is_whitespace()).nth(error.position) {
            Some(found) if error.kind == DecodeKind::Symbol && strange(&found) => {
                let position = place(data, found);
                Fault::Strange { notation: Notation::Base64, found, position }
            }
            _ => Fault::CutOff,
        }
    })
}

/// Pairs of hexadecimal digits; white space, `,` `:` `;` `-` and a `0x` before a run are skipped.
fn hex(data: &str) -> Result<Vec<u8>, Fault> {
    if let Ok(bytes) = HEXLOWER_PERMISSIVE.decode(data.as_bytes()) {
        return Ok(bytes);
    }
    let mut bytes = Vec::with_capacity(data.len() / 2);
    let mut high: Option<(u8, char, usize)> = None;
    let mut fresh = true;
    let mut characters = data.chars().zip(1..).peekable();
    while let Some((found, position)) = characters.next() {
        if found.is_whitespace() || ",:;-".contains(found) {
            half(high)?;
            fresh = true;
            continue;
        }
        let prefix = fresh && found == '0';
        fresh = false;
        if prefix && characters.next_if(|(next, _)| matches!(next, 'x' | 'X')).is_some() {
            continue;
        }
        let Some(digit) = found.to_digit(16).and_then(|digit| u8::try_from(digit).ok()) else {
            return Err(Fault::Strange { notation: Notation::Hex, found, position });
        };
        match high.take() {
            Some((left, ..)) => bytes.push(left << 4 | digit),
            None => high = Some((digit, found, position)),
        }
    }
    half(high)?;
    Ok(bytes)
}

/// A digit without a partner could be the left or the right half of a byte.
fn half(high: Option<(u8, char, usize)>) -> Result<(), Fault> {
    match high {
        None => Ok(()),
        Some((_, digit, position)) => Err(Fault::Alone { digit, position }),
    }
}

/// Text with `\n` `\r` `\t` `\0` `\\` and `\xNN`.
fn escaped(data: &str) -> Result<Vec<u8>, Fault> {
    let mut characters = data.chars().zip(1..);
    while let Some((found, position)) = characters.next() {
        if found != '\\' {
            continue;
        }
        let mut escape = String::from(found);
        let known = match characters.next() {
            Some(('n' | 'r' | 't' | '0' | '\\', _)) => true,
            Some(('x', _)) => {
                let digits: String = characters.by_ref().take(2).map(|(digit, _)| digit).collect();
                escape.push('x');
                escape.push_str(&digits);
                digits.len() == 2 && digits.chars().all(|digit| digit.is_ascii_hexdigit())
            }
            Some((other, _)) => {
                escape.push(other);
                false
            }
            None => false,
        };
        if !known {
            return Err(Fault::Escape { escape, position });
        }
    }
    Ok(Vec::unescape_bytes(data))
}

/// Text in a character encoding by its label of the WHATWG Encoding Standard. `latin1` and `ascii`
/// are the real ones, which that standard takes for windows-1252.
fn charset(label: &str, data: &str) -> Result<Vec<u8>, Fault> {
    let label = label.to_ascii_lowercase();
    match label.as_str() {
        "latin1" | "latin-1" | "iso-8859-1" | "iso8859-1" | "l1" => {
            return narrow(data, "latin1", 0xff);
        }
        "ascii" | "us-ascii" => return narrow(data, "ascii", 0x7f),
        _ => {}
    }
    let encoding = Encoding::for_label(label.as_bytes())
        .filter(|encoding| *encoding != REPLACEMENT)
        .ok_or(Fault::Unknown)?;
    if encoding == UTF_8 {
        return Ok(data.as_bytes().to_vec());
    }
    if encoding == UTF_16LE {
        return Ok(data.encode_utf16().flat_map(u16::to_le_bytes).collect());
    }
    if encoding == UTF_16BE {
        return Ok(data.encode_utf16().flat_map(u16::to_be_bytes).collect());
    }
    let mut encoder = encoding.new_encoder();
    let size = encoder.max_buffer_length_from_utf8_without_replacement(data.len());
    let mut bytes = Vec::with_capacity(size.unwrap_or(data.len()));
    let mut read = 0;
    loop {
        let rest = data.get(read..).unwrap_or_default();
        let (result, taken) =
            encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        read += taken;
        match result {
            EncoderResult::InputEmpty => return Ok(bytes),
            EncoderResult::OutputFull => bytes.reserve(rest.len().max(64)),
            EncoderResult::Unmappable(found) => {
                let (encoding, position) = (encoding.name().to_owned(), place(data, found));
                return Err(Fault::Lacks { encoding, found, position });
            }
        }
    }
}

/// One byte for each character up to a last one.
fn narrow(data: &str, name: &str, last: u8) -> Result<Vec<u8>, Fault> {
    data.chars()
        .zip(1..)
        .map(|(found, position)| match u8::try_from(u32::from(found)) {
            Ok(byte) if byte <= last => Ok(byte),
            _ => Err(Fault::Lacks { encoding: name.to_owned(), found, position }),
        })
        .collect()
}

/// Where a character comes first, in characters from 1.
fn place(data: &str, wanted: char) -> usize {
    data.chars().take_while(|found| *found != wanted).count() + 1
}

const ENDINGS: [(&str, &[u8]); 3] = [("none", b""), ("lf", b"\n"), ("crlf", b"\r\n")];

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;
    use proptest::prelude::*;

    use super::*;

    fn check(encoding: &str, data: &str, expected: &[u8]) {
        assert_eq!(decode(encoding, data), Ok(expected.to_vec()), "{encoding} {data:?}");
    }

    fn fault(encoding: &str, data: &str, field: &str, hint: &str) {
        let malformed = Malformed::from(decode(encoding, data).unwrap_err());
        assert_eq!(malformed.field, field, "{encoding} {data:?}");
        assert!(malformed.expected.contains(hint), "{encoding} {data:?}: {malformed}");
    }

    #[test]
    fn hex_is_read_as_people_write_it() {
        for text in [
            "48656c6c6f",
            "48 65 6C 6c 6F",
            "48:65:6c:6c:6f",
            "0x48,0x65, 0x6c; 0X6c-6f",
            "4865 6c6c\n6f\t",
            "0x48656c6c6f",
        ] {
            check("hex", text, b"Hello");
        }
        check("hex", "", b"");
        check("hex", "00 0x00", b"\0\0");
    }

    #[test]
    fn what_is_not_hex_is_named_with_its_place() {
        fault("hex", "48 6g", "data", "'g' at position 5");
        fault("hex", "486", "data", "'6' at position 3 is alone");
        fault("hex", "4 8", "data", "'4' at position 1 is alone");
        fault("hex", "48 0x6", "data", "'6' at position 6 is alone");
        fault("hex", "10x41", "data", "'x' at position 3");
        fault("hex", "48 你", "data", "'你' at position 4");
    }

    #[test]
    fn base64_needs_no_padding_and_may_have_white_space() {
        check("base64", "aGVsbG8=", b"hello");
        check("base64", "aGVsbG8", b"hello");
        check("base64", " aGVs\r\n bG8 = ", b"hello");
        check("base64", "", b"");
        fault("base64", "aGV*bG8=", "data", "'*' at position 4");
        fault("base64", "aGVsb", "data", "cut off");
        fault("base64", "aGVsb-==", "data", "'-' at position 6");
    }

    #[test]
    fn escapes_are_few_and_exact() {
        check("escaped", r"a\n\r\t\0\\\xfF", b"a\n\r\t\0\\\xff");
        check("escaped", r"你\x0a", b"\xe4\xbd\xa0\n");
        check("escaped", r"\\x41", br"\x41");
        fault("escaped", r"ab\q", "data", r"\q at position 3");
        fault("escaped", r"\x4", "data", r"\x4 at position 1");
        fault("escaped", r"\x4g", "data", r"\x4g at position 1");
        fault("escaped", r"\", "data", r"\ at position 1");
    }

    #[test]
    fn other_encodings_lose_nothing_silently() {
        check("gbk", "你好", b"\xc4\xe3\xba\xc3");
        check("big5", "你好", b"\xa7\x41\xa6\x6e");
        check("GB18030", "😀", b"\x94\x39\xfc\x36");
        check("latin1", "é\u{80}", b"\xe9\x80");
        check("windows-1252", "€", b"\x80");
        check("utf-16le", "a你", b"a\0\x60\x4f");
        check("utf-16be", "a", b"\0a");
        check("utf-8", "é", "é".as_bytes());
        check("iso-2022-jp", "あ", b"\x1b$B$\"\x1b(B");
        fault("latin1", "a€", "data", "'€' (U+20AC) at position 2");
        fault("ascii", "é", "data", "'é'");
        fault("big5", "a😀", "data", "Big5 has; '😀' (U+1F600) at position 2");
        fault("gbk", "😀", "data", "GBK");
        fault("klingon", "a", "encoding", "gb18030");
        fault("replacement", "a", "encoding", "gb18030");
    }

    #[test]
    fn an_ending_is_added_after_decoding() {
        let send = |ending: &str| {
            let form = format!("data=6869&encoding=hex&ending={ending}");
            payload(&Fields::form(&form))
        };
        assert_eq!(send(""), Ok(Bytes::from("hi")));
        assert_eq!(send("none"), Ok(Bytes::from("hi")));
        assert_eq!(send("lf"), Ok(Bytes::from("hi\n")));
        assert_eq!(send("crlf"), Ok(Bytes::from("hi\r\n")));
        assert_eq!(send("cr").unwrap_err().field, "ending");
    }

    proptest! {
        #[test]
        fn every_notation_gives_the_bytes_back(bytes in any::<Vec<u8>>()) {
            prop_assert_eq!(decode("hex", &HEXLOWER.encode(&bytes)), Ok(bytes.clone()));
            prop_assert_eq!(decode("base64", &BASE64.encode(&bytes)), Ok(bytes.clone()));
            prop_assert_eq!(decode("base64", &BASE64_NOPAD.encode(&bytes)), Ok(bytes.clone()));
            let spaced: Vec<String> = bytes.iter().map(|byte| format!("0x{byte:02X}")).collect();
            prop_assert_eq!(decode("hex", &spaced.join(", ")), Ok(bytes.clone()));
            let escapes: String = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
            prop_assert_eq!(decode("escaped", &escapes), Ok(bytes.clone()));
            let latin: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            prop_assert_eq!(decode("latin1", &latin), Ok(bytes));
        }

        #[test]
        fn no_text_is_a_crash(encoding in "(text|hex|base64|escaped|gbk|big5|shift_jis|iso-2022-jp)",
                              data in ".{0,60}") {
            let _ = decode(&encoding, &data);
        }

        /// Private-use characters moved between the editions of the standard.
        #[test]
        fn gb18030_has_every_public_character(data in "\\P{Co}{0,200}") {
            let bytes = decode("gb18030", &data).unwrap();
            let (text, _) = encoding_rs::GB18030.decode_without_bom_handling(&bytes);
            prop_assert_eq!(text, data);
        }
    }
}
