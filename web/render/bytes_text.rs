//! Bytes as people read them: hex, text without tricks, and dumps.

use std::fmt::Write;

/// The text in some bytes, on one line. Controls become their pictures (U+2400 and on), what would
/// turn or hide other text is spelled out as ⟨U+202E⟩, and what is not UTF-8 is written `\xNN`.
#[must_use]
pub fn text(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len() + 8);
    let broken = std::str::from_utf8(bytes).is_err();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            // Text in another encoding has pairs of bytes that are characters of UTF-8 by accident.
            if broken && c.len_utf8() == 2 {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    let _ = write!(shown, "\\x{byte:02x}");
                }
            } else {
                show(c, &mut shown);
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// The bytes as pairs of hex digits, with spaces.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(3 * bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if 0 < at {
            shown.push(' ');
        }
        push_hex(*byte, &mut shown);
    }
    shown
}

/// The bytes as a dump: place, sixteen bytes, and what of them is ASCII.
#[must_use]
pub fn dump(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len().div_ceil(WIDTH) * 76);
    for (row, line) in bytes.chunks(WIDTH).enumerate() {
        if 0 < row {
            shown.push('\n');
        }
        let _ = write!(shown, "{:04x} ", row * WIDTH);
        for column in 0..WIDTH {
            shown.push_str(if column == WIDTH / 2 { "  " } else { " " });
            match line.get(column) {
                Some(byte) => push_hex(*byte, &mut shown),
                None => shown.push_str("  "),
            }
        }
        shown.push_str("  ");
        shown.extend(line.iter().map(|byte| match byte {
            b' '..=b'~' => char::from(*byte),
            _ => '·',
        }));
    }
    shown
}

fn push_hex(byte: u8, shown: &mut String) {
    shown.push(char::from(DIGITS[usize::from(byte >> 4)]));
    shown.push(char::from(DIGITS[usize::from(byte & 15)]));
}

fn show(c: char, shown: &mut String) {
    if let Some(picture) = picture(c) {
        shown.push(picture);
    } else if misleads(c) {
        let _ = write!(shown, "⟨U+{:04X}⟩", u32::from(c));
    } else {
        shown.push(c);
    }
}

/// The picture of a control character of ASCII.
pub(super) fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(c)),
        '\x7f' => Some('␡'),
        _ => None,
    }
}

/// Whether a character cannot be seen, or changes how others are shown (UTR 36, UAX 9).
pub(crate) fn misleads(c: char) -> bool {
    matches!(
        c,
        '\u{80}'..='\u{9f}'
            | '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

const WIDTH: usize = 16;
const DIGITS: &[u8; 16] = b"0123456789abcdef";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_hide_or_turn_anything() {
        assert_eq!(text("你好".as_bytes()), "你好");
        assert_eq!(text(b"a\r\n\0\x7f"), "a␍␊␀␡");
        assert_eq!(text("x\u{202e}y\u{200b}\u{feff}".as_bytes()), "x⟨U+202E⟩y⟨U+200B⟩⟨U+FEFF⟩");
        assert_eq!(text(b"\xc4\xe3\xe4\xbd"), "\\xc4\\xe3\\xe4\\xbd");
        assert_eq!(text(b"\xca\xd6\xbb\xfa"), "\\xca\\xd6\\xbb\\xfa");
        assert_eq!(text(b"\xe4\xbd\xa0\xe5\xa5"), "\u{4f60}\\xe5\\xa5");
        assert_eq!(text(b"<b>"), "<b>");
    }

    #[test]
    fn a_dump_has_sixteen_bytes_in_a_row() {
        assert_eq!(hex("你".as_bytes()), "e4 bd a0");
        let rows = dump(b"0123456789abcdefg\n");
        let mut rows = rows.lines();
        assert_eq!(
            rows.next(),
            Some("0000  30 31 32 33 34 35 36 37  38 39 61 62 63 64 65 66  0123456789abcdef")
        );
        assert_eq!(rows.next(), Some(&*format!("0010  67 0a {:44}g·", "")));
        assert_eq!(rows.next(), None);
        assert_eq!(dump(b""), "");
    }
}
