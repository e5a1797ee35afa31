//! Links that fill a form in: `/?open=tcp-listen:127.0.0.1:8888&respond=echo&msg=hello%0A`.
//!
//! **Invariant:** nothing here acts. Any page of the web may carry such a link, so that a click on it
//! only shows a form, and what the form would do is said beside its button.

use crate::{
    page::problem::malformed_words,
    render::{bytes_text, form::Typed},
    wire::{self, fields::Fields},
    words::Words,
};

/// What the query of a link puts into a form; `None` if it puts nothing anywhere, and the words for
/// the reader if it asks for something that there is no form for.
pub(super) fn of(words: Words, query: &str) -> Result<Option<Typed>, String> {
    let asked = Fields::form(query);
    let Some(open) = asked.filled("open") else { return Ok(None) };
    let (word, address) = open.split_once(':').unwrap_or((open, ""));
    let Some((_, kind, place)) = WORDS.iter().find(|(known, ..)| known.eq_ignore_ascii_case(word))
    else {
        return Err(words.t1("link-unknown", "open", bytes_text::text(open.as_bytes())));
    };
    let mut fields = vec![("do", "open"), ("kind", kind), ("from", "link")];
    for (name, usual) in
        [("on", "host"), ("at", ""), ("to", ""), ("respond", "none"), ("backlog", "128")]
    {
        let given = if name == *place { address } else { asked.filled(name).unwrap_or(usual) };
        fields.push((name, given));
    }
    fields.push(("mode", asked.filled("mode").unwrap_or("auto")));
    let draft = asked.get("msg").filter(|text| !text.is_empty()).map(encoded);
    fields.extend(draft.as_deref().map(|draft| ("draft", draft)));

    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&fields).finish();
    let field = wire::command(&Fields::form(&form)).err().map(|malformed| malformed.field);
    let message = field.as_ref().map(|field| malformed_words(words, field)).unwrap_or_default();
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Some(Typed { fields: fields.collect(), field, message }))
}

/// The query that brings a draft to the page of the session that was begun.
pub(super) fn draft(draft: &str) -> String {
    let text = Fields::form(draft).get("msg").map(encoded);
    text.map(|draft| format!("?{draft}")).unwrap_or_default()
}

/// Percent-encoded, because a form field would lose what kind of line ends there are.
fn encoded(text: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair("msg", text).finish()
}

/// The words of socat, the kind of socket each means, and the field that its address fills.
pub(super) const WORDS: [(&str, &str, &str); 6] = [
    ("tcp-listen", "tcp-listen", "at"),
    ("tcp", "tcp-connect", "to"),
    ("tcp-connect", "tcp-connect", "to"),
    ("udp-listen", "udp", "at"),
    ("udp", "udp", "to"),
    ("udp-connect", "udp", "to"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(query: &str) -> Typed {
        of(Words::default(), query).unwrap().unwrap()
    }

    #[test]
    fn the_words_of_socat_fill_the_form_they_mean() {
        for (query, kind, field, value) in [
            ("open=tcp-listen:127.0.0.1:8888&respond=echo", "tcp-listen", "at", "127.0.0.1:8888"),
            ("open=TCP:[::1]:80", "tcp-connect", "to", "[::1]:80"),
            ("open=udp-listen:0.0.0.0:9999", "udp", "at", "0.0.0.0:9999"),
            ("open=udp:localhost:53&at=:0", "udp", "to", "localhost:53"),
        ] {
            let typed = typed(query);
            assert_eq!((typed.get("kind"), typed.get(field)), (Some(kind), Some(value)), "{query}");
            assert_eq!((typed.field.as_deref(), typed.message.as_str()), (None, ""), "{query}");
        }
        assert_eq!(typed("open=tcp-listen:1:8888&respond=echo").get("respond"), Some("echo"));
    }

    #[test]
    fn a_field_that_is_not_understood_is_named_and_kept() {
        for (query, field, value) in [
            ("open=tcp-listen:nowhere", "at", "nowhere"),
            ("open=tcp", "to", ""),
            ("open=udp:[::1]:1&respond=shout", "respond", "shout"),
            ("open=tcp-listen::1&backlog=-1", "backlog", "-1"),
        ] {
            let typed = typed(query);
            assert_eq!(typed.field.as_deref(), Some(field), "{query}");
            assert_eq!(typed.get(field), Some(value), "{query}");
            assert!(!typed.message.is_empty(), "{query}");
        }
    }

    #[test]
    fn what_there_is_no_form_for_is_said_without_tricks() {
        let says = of(Words::default(), "open=exec:rm%E2%80%AE&msg=x").unwrap_err();
        assert!(says.contains("exec:rm⟨U+202E⟩"), "{says}");
        assert!(of(Words::default(), "lang=en&msg=x").unwrap().is_none());
    }

    #[test]
    fn a_draft_travels_with_its_line_ends() {
        let typed = typed("open=tcp::80&msg=GET%20/%0D%0A%0a%26");
        assert_eq!(draft(typed.get("draft").unwrap()), "?msg=GET+%2F%0D%0A%0A%26");
        assert_eq!(draft("nothing"), "");
    }
}
