//! Panes of bytes made by hand.

use proptest::prelude::*;

use super::{
    glyph::{CUT, INVALID, Kind, glyphs},
    *,
};
use crate::language::Language;

/// The glyphs of some bytes as `text:bytes`.
fn check(gutter: Gutter, bytes: &[u8], expected: &str) {
    let found: Vec<String> = glyphs(bytes, gutter)
        .iter()
        .map(|glyph| match glyph.kind {
            Kind::Cut | Kind::Invalid | Kind::Mark => format!("({}:{})", glyph.shown, glyph.len),
            Kind::Text => format!("{}:{}", glyph.shown, glyph.len),
        })
        .collect();
    assert_eq!(found.join(" "), expected, "{} {bytes:02x?}", gutter.name());
}

fn html(bytes: &[u8], gutter: Gutter) -> String {
    pane(&Payload::keep(bytes), gutter, Language::English)
}

fn pane(payload: &Payload, gutter: Gutter, language: Language) -> String {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    Pane::new(Words::new(language), session, Seq(7), payload, gutter).render().unwrap()
}

#[test]
fn a_character_spans_the_cells_of_its_bytes() {
    check(Gutter::Utf8, "你好".as_bytes(), "你:3 好:3");
    check(Gutter::Gbk, b"\xc4\xe3\xba\xc3", "你:2 好:2");
    check(Gutter::Big5, b"\xa7\x41\xa6\x6e", "你:2 好:2");
    check(Gutter::Utf8, "aé你😀".as_bytes(), "a:1 é:2 你:3 😀:4");
    check(Gutter::Gbk, b"a\x94\x39\xfc\x36\x80", "a:1 😀:4 €:1");
    let html = html("你好a".as_bytes(), Gutter::Utf8);
    for part in [
        "<i class=\"t\">e4</i><i class=\"t\">bd</i><i class=\"t\">a0</i><i>e5</i>",
        "<b class=\"t span-3\">你</b><b class=\"span-3\">好</b><b class=\"t\">a</b>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
}

#[test]
fn the_same_bytes_are_another_text_in_another_encoding() {
    check(Gutter::Gbk, "你好".as_bytes(), "浣:2 犲:2 ソ:2");
    check(Gutter::Latin1, "é".as_bytes(), "Ã:1 ©:1");
    check(Gutter::Ascii, "é!".as_bytes(), &format!("({INVALID}:1) ({INVALID}:1) !:1"));
}

#[test]
fn a_character_over_the_end_of_a_row_is_drawn_where_it_begins() {
    let html = html("aaaaaaaaaaaaaaa你b".as_bytes(), Gutter::Utf8);
    assert!(html.contains("<b>你</b></span></div>"), "{html}");
    assert!(html.contains("<b class=\"mark span-2 on\">⋯</b><b class=\"t\">b</b>"), "{html}");
    assert!(html.contains("the row above"));
}

#[test]
fn a_character_that_is_cut_off_says_so() {
    check(Gutter::Utf8, b"a\xe4\xbd", &format!("a:1 ({CUT}:2)"));
    check(Gutter::Utf8, b"\xf0\x9f\x98", &format!("({CUT}:3)"));
    check(Gutter::Gbk, b"\xc4\xe3\xba", &format!("你:2 ({CUT}:1)"));
    check(Gutter::Gbk, b"\x94\x39\xfc", &format!("({CUT}:3)"));
    check(Gutter::Big5, b"\xa7", &format!("({CUT}:1)"));
    assert!(html(b"\xe4\xbd", Gutter::Utf8).contains("not in this event"));
    let long = "你".repeat(2000);
    let html = html(long.as_bytes(), Gutter::Utf8);
    assert!(html.contains("were not kept"), "{html}");
    assert!(html.contains("The first 4096 of 6000 bytes"));
}

#[test]
fn broken_utf8_is_marked_byte_by_byte() {
    let bad = |n: usize| vec![format!("({INVALID}:1)"); n].join(" ");
    for bytes in [&b"\xc0\xaf!"[..], b"\xed\xa0\x80!", b"\xf4\x90\x80\x80!", b"\x80!", b"\xe4\xbd!"]
    {
        check(Gutter::Utf8, bytes, &format!("{} !:1", bad(bytes.len() - 1)));
    }
    check(Gutter::Utf8, b"\xff\xfe", &bad(2));
    check(Gutter::Utf8, b"\xed\xa0", &bad(2));
    check(Gutter::Gbk, b"\xff\x81 ", &format!("{}  :1", bad(2)));
    assert!(html(b"\xff", Gutter::Utf8).contains("<i class=\"bad\">ff</i>"));
}

#[test]
fn nothing_hides_or_turns_other_text() {
    check(Gutter::Utf8, b"\0\n\x1b\x7f", "(␀:1) (␊:1) (␛:1) (␡:1)");
    check(Gutter::Utf8, "\u{202e}\u{200b}\u{85}\u{fe0f}".as_bytes(), "(·:3) (·:3) (·:2) (·:3)");
    check(Gutter::Utf8, "e\u{301}".as_bytes(), "e:1 ◌\u{301}:2");
    let html = html("\u{202e}<script>alert(1)</script>\x1b[31m".as_bytes(), Gutter::Utf8);
    assert!(!html.contains("<script") && !html.contains('\u{202e}') && !html.contains('\x1b'));
    assert!(html.contains("&#60;"));
}

#[test]
fn latin_1_has_a_character_for_every_byte() {
    let all: Vec<u8> = (0..=255).collect();
    let glyphs = glyphs(&all, Gutter::Latin1);
    assert_eq!(glyphs.len(), 256);
    assert!(glyphs.iter().all(|glyph| glyph.len == 1 && glyph.shown.chars().count() == 1));
    assert!(glyphs.iter().all(|glyph| !matches!(glyph.kind, Kind::Cut | Kind::Invalid)));
    assert_eq!(glyphs[0x80].shown, "·", "a control, and not the € of windows-1252");
    assert_eq!(glyphs[0xe9].shown, "é");
}

#[test]
fn a_pane_says_how_much_was_kept_and_switches_its_encoding() {
    for language in Language::ALL {
        let html = pane(&Payload::keep(&[b'x'; 5000]), Gutter::Gbk, language);
        for part in [
            "4096",
            "5000",
            "/s/AAAAAAAAAAAAAAAAAAAAAA/events/7?encoding=big5",
            "/api/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA/events/7/payload",
            "data-gutter=\"gbk\" aria-current=\"true\"",
            "{at}",
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        let nothing = pane(&Payload::counted(9), Gutter::Utf8, language);
        assert!(nothing.contains('9') && !nothing.contains("download"), "{nothing}");
    }
}

#[test]
fn a_full_pane_is_not_large() {
    let bytes: Vec<u8> =
        (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for gutter in Gutter::ALL {
        let html = html(&bytes, gutter);
        assert!(html.len() < 200_000, "{}: {}", gutter.name(), html.len());
    }
}

proptest! {
    #[test]
    fn the_cells_give_back_exactly_the_bytes(bytes in any::<Vec<u8>>(), at in 0..5_usize) {
        let html = html(&bytes, Gutter::ALL[at]);
        let cells = html.split("</i>").filter_map(|cell| cell.rsplit('>').next());
        let found: Vec<u8> =
            cells.filter_map(|cell| u8::from_str_radix(cell.get(..2)?, 16).ok()).collect();
        prop_assert_eq!(&found[..bytes.len()], &bytes[..]);
        let spans: usize = glyphs(&bytes, Gutter::ALL[at]).iter().map(|glyph| glyph.len).sum();
        prop_assert_eq!(spans, bytes.len());
    }

    #[test]
    fn whatever_is_text_is_shown_as_it_is(text in "[a-z一-龥]{0,60}") {
        for encoding in ["utf-8", "gb18030"] {
            let bytes = crate::wire::bytes::decode(encoding, &text).unwrap();
            let shown: String =
                glyphs(&bytes, Gutter::of_sent(encoding)).into_iter().map(|glyph| glyph.shown).collect();
            prop_assert_eq!(&shown, &text);
        }
    }
}
