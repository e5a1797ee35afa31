//! What a message would be, byte by byte, before it is sent.

use askama::Template;
use axum::{
    body::Bytes,
    response::{IntoResponse, Response},
};

use super::{Shown, session::typed_lines};
use crate::{
    language::Choice,
    render::{
        bytes_text,
        pane::{Gutter, Rows},
    },
    wire::{
        bytes::{self, Fault, Notation},
        fields::Fields,
    },
    words::Words,
};

/// The bytes of a message, or what is wrong with it.
#[derive(Debug, Template)]
#[template(path = "part/preview.html")]
struct Preview {
    words: Words,
    made: Result<Made, String>,
    asked: Asked,
}

/// Bytes as they would be sent.
#[derive(Debug)]
struct Made {
    len: usize,
    rows: Rows,
    more: bool,
}

/// Whether the bytes of the data were wanted in another notation.
#[derive(Debug)]
enum Asked {
    /// They cannot be written so.
    Kept,
    /// They were not.
    Nothing,
    /// The same bytes in it.
    Written(String),
}

/// Shows what `data` in its `encoding` with its `ending` would be; with `as`, also how the bytes of
/// `data` are written in that encoding.
pub async fn show(choice: Choice, body: Bytes) -> Response {
    let words = Words::new(choice.language);
    let body = typed_lines(&body);
    let fields = Fields::form(&body);
    let data = fields.get("data").unwrap_or_default();
    let encoding = fields.filled("encoding").unwrap_or("text");
    let decoded = bytes::decode(encoding, data);
    let asked = match (fields.filled("as"), &decoded) {
        (Some(other), Ok(bytes)) => {
            bytes::written(other, bytes).map_or(Asked::Kept, Asked::Written)
        }
        (None, _) | (_, Err(_)) => Asked::Nothing,
    };
    let made = match decoded {
        Err(fault) => Err(fault_words(words, &fault)),
        Ok(_) => bytes::payload(&fields)
            .map(|bytes| Made::new(&bytes, Gutter::of_sent(encoding)))
            .map_err(|malformed| super::problem::malformed_words(words, &malformed.field)),
    };
    Shown::part(choice, Preview { words, made, asked }).into_response()
}

impl Made {
    fn new(bytes: &[u8], gutter: Gutter) -> Self {
        let head = bytes.get(..SHOWN).unwrap_or(bytes);
        Self { len: bytes.len(), rows: Rows::new(head, gutter), more: SHOWN < bytes.len() }
    }
}

/// What is wrong with a text, and where.
#[must_use]
pub fn fault_words(words: Words, fault: &Fault) -> String {
    let shown = |c: char| bytes_text::text(c.encode_utf8(&mut [0; 4]).as_bytes());
    match fault {
        Fault::Alone { digit, position } => {
            let digit = digit.to_string();
            words.with("fault-alone", [("digit", digit.into()), ("at", (*position).into())])
        }
        Fault::CutOff => words.t("fault-cut-off").to_owned(),
        Fault::Escape { escape, position } => {
            let escape = bytes_text::text(escape.as_bytes());
            words.with("fault-escape", [("escape", escape.into()), ("at", (*position).into())])
        }
        Fault::Lacks { encoding, found, position } => words.with(
            "fault-lacks",
            [
                ("encoding", encoding.as_str().into()),
                ("found", shown(*found).into()),
                ("code", format!("U+{:04X}", u32::from(*found)).into()),
                ("at", (*position).into()),
            ],
        ),
        Fault::Strange { notation, found, position } => {
            let key = match notation {
                Notation::Base64 => "fault-base64",
                Notation::Hex => "fault-hex",
            };
            words.with(key, [("found", shown(*found).into()), ("at", (*position).into())])
        }
        Fault::Unknown => words.t("expect-encoding").to_owned(),
    }
}

/// How many bytes a preview shows.
const SHOWN: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    async fn preview(language: Language, form: &'static str) -> String {
        let choice = Choice { language, ..Choice::default() };
        let answer = show(choice, Bytes::from_static(form.as_bytes())).await;
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        String::from_utf8(body.to_vec()).unwrap()
    }

    #[tokio::test]
    async fn the_bytes_are_those_that_would_be_sent() {
        let html = preview(Language::English, "data=%E4%BD%A0&encoding=gbk&ending=crlf").await;
        for part in ["4 bytes", ">c4</i>", ">e3</i>", ">0d</i>", ">0a</i>", ">你</b>"] {
            assert!(html.contains(part), "{part} in {html}");
        }
        // A browser's line end in a text area is one that nobody typed.
        let html = preview(Language::English, "data=a%0D%0Ab").await;
        assert!(html.contains("3 bytes"), "{html}");
    }

    #[tokio::test]
    async fn what_is_wrong_is_named_with_its_place() {
        for language in Language::ALL {
            for (form, parts) in [
                ("data=a%F0%9F%98%80&encoding=gbk", ["😀", "GBK"]),
                ("data=48+6&encoding=hex", ["6", "4"]),
                ("data=48+%E2%80%AE&encoding=hex", ["⟨U+202E⟩", "4"]),
                ("data=a%5Cq&encoding=escaped", ["\\q", "2"]),
                ("data=a*&encoding=base64", ["*", "2"]),
                ("data=abcde&encoding=base64", ["Base64", ""]),
                ("data=a&encoding=klingon", ["", ""]),
                ("data=a&ending=cr", ["", ""]),
            ] {
                let html = preview(language, form).await;
                assert!(html.contains("class=\"error\""), "{form}: {html}");
                for part in parts {
                    assert!(html.contains(part), "{form}: {part} in {html}");
                }
            }
        }
    }

    #[tokio::test]
    async fn bytes_keep_when_they_are_written_in_another_way() {
        let html = preview(Language::English, "data=%E4%BD%A0%22&encoding=text&as=hex").await;
        assert!(html.contains("data-written=\"e4 bd a0 22\""), "{html}");
        let html = preview(Language::English, "data=c4e3&encoding=hex&as=gbk").await;
        assert!(html.contains("data-written=\"你\""), "{html}");
        let html = preview(Language::English, "data=ff&encoding=hex&as=text").await;
        assert!(!html.contains("data-written") && html.contains("data-kept"), "{html}");
        let html = preview(Language::English, "data=3c22&encoding=hex&as=text").await;
        assert!(html.contains("data-written=\"&#60;&#34;\""), "{html}");
    }
}
