//! Bytes as a person could have typed them.

use std::fmt::Write;

use data_encoding::BASE64;

use super::decode;
use crate::render::bytes_text::misleads;

/// The text that [`decode`] makes these bytes of; `None` where there is none that a text field can
/// hold, which has no control characters besides tab and line feed.
#[must_use]
pub fn written(encoding: &str, bytes: &[u8]) -> Option<String> {
    let text = match encoding {
        "base64" => BASE64.encode(bytes),
        "escaped" => escaped(bytes),
        "hex" => crate::render::bytes_text::hex(bytes),
        "latin1" => bytes.iter().map(|byte| char::from(*byte)).collect(),
        "text" => String::from_utf8(bytes.to_vec()).ok()?,
        label => encoding_rs::Encoding::for_label(label.as_bytes())?
            .decode_without_bom_handling_and_without_replacement(bytes)?
            .into_owned(),
    };
    let held = !text.chars().any(|c| c.is_control() && !"\t\n".contains(c));
    (held && decode(encoding, &text).ok()? == bytes).then_some(text)
}

/// Text stays, and what a text cannot show becomes an escape.
fn escaped(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let escape = |bytes: &[u8], text: &mut String| {
        for byte in bytes {
            let _ = write!(text, "\\x{byte:02x}");
        }
    };
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\\' => text.push_str("\\\\"),
                c if c.is_control() || misleads(c) => {
                    escape(c.encode_utf8(&mut [0; 4]).as_bytes(), &mut text);
                }
                c => text.push(c),
            }
        }
        escape(chunk.invalid(), &mut text);
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_same_bytes_are_written_in_every_way() {
        for (encoding, bytes, expected) in [
            ("hex", "你".as_bytes(), Some("e4 bd a0")),
            ("base64", "你".as_bytes(), Some("5L2g")),
            ("escaped", b"a\r\n\\\0\xff\xe4\xbd\xa0", Some(r"a\r\n\\\x00\xff你")),
            ("text", "你\n".as_bytes(), Some("你\n")),
            ("gbk", b"\xc4\xe3", Some("你")),
            ("big5", b"\xa7\x41", Some("你")),
            ("latin1", b"\xe9", Some("é")),
            ("text", b"\xff", None),
            ("text", b"\r\n", None),
            ("gbk", b"\xff", None),
            ("latin1", b"\x80", None),
            ("klingon", b"a", None),
        ] {
            assert_eq!(written(encoding, bytes).as_deref(), expected, "{encoding} {bytes:02x?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_means_the_same_bytes(bytes in any::<Vec<u8>>()) {
            for encoding in ["hex", "base64", "escaped"] {
                let text = written(encoding, &bytes).unwrap();
                prop_assert_eq!(decode(encoding, &text).unwrap(), bytes.clone());
            }
            for encoding in ["text", "gbk", "gb18030", "big5", "latin1"] {
                if let Some(text) = written(encoding, &bytes) {
                    prop_assert_eq!(decode(encoding, &text).unwrap(), bytes.clone());
                }
            }
        }
    }
}
