//! The three languages say the same, and nothing else.

use std::{collections::BTreeSet, fs, path::Path};

use super::*;

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments() {
    let arguments = |language| {
        let messages = sources(language).into_iter();
        messages.map(|(key, source)| (key, arguments(&source))).collect::<BTreeMap<_, _>>()
    };
    let english = arguments(Language::English);
    assert!(100 < english.len());
    assert_eq!(english, arguments(Language::Simplified));
    assert_eq!(english, arguments(Language::Traditional));
}

#[test]
fn every_message_can_be_written() {
    for language in Language::ALL {
        for (key, source) in sources(language) {
            let names = arguments(&source);
            let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
                names.into_iter().map(|name| (Cow::Owned(name), FluentValue::from("x"))).collect();
            let text = LOADED.try_lookup_with_args(&language.id(), &key, &values);
            let text = text.unwrap_or_else(|| panic!("{} {key} is not a message", language.code()));
            assert!(!text.is_empty() && !text.contains("{$"), "{key}: {text}");
        }
    }
}

#[test]
fn a_message_that_the_code_asks_for_exists() {
    let messages = sources(Language::English);
    let mut asked = BTreeSet::new();
    for root in ["web", "templates"] {
        keys(&Path::new(env!("CARGO_MANIFEST_DIR")).join(root), &mut asked);
    }
    assert!(50 < asked.len());
    for key in asked {
        assert!(messages.contains_key(&key), "no words for {key}");
    }
}

#[test]
fn no_english_is_left_in_chinese() {
    for language in [Language::Simplified, Language::Traditional] {
        for (key, source) in sources(language) {
            let text = placeholders_removed(&source);
            let word = text
                .split(|c: char| !c.is_ascii_graphic())
                .filter(|token| !token.trim_matches('.').contains(['.', '_', '/', '\\']))
                .flat_map(|token| token.split(|c: char| !c.is_ascii_alphabetic()))
                .filter(|word| 1 < word.len() && word.chars().all(|c| c.is_ascii_lowercase()))
                .find(|word| !NAMES.contains(word));
            assert_eq!(word, None, "{} {key}: {text}", language.code());
        }
    }
}

/// What is written the same in every language: names of calls, of tools, and parts of addresses.
/// Words with capitals, such as TCP, `SO_LINGER`, and ECONNREFUSED, need no entry.
const NAMES: [&str; 19] = [
    "accept",
    "backlog",
    "bind",
    "close",
    "connect",
    "datagram",
    "getsockopt",
    "ip",
    "listen",
    "localhost",
    "man",
    "recv",
    "route",
    "send",
    "setsockopt",
    "shutdown",
    "socket",
    "ss",
    "ulimit",
];

/// The names of the arguments in a message.
fn arguments(source: &str) -> BTreeSet<String> {
    let names = source.split('$').skip(1);
    names
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

/// The text without what stands in braces, and without code in backquotes.
fn placeholders_removed(source: &str) -> String {
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut kept = String::new();
    for c in source.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '`' => quoted = !quoted,
            _ if depth == 0 && !quoted => kept.push(c),
            _ => kept.push(' '),
        }
    }
    kept
}

/// The keys that the files below a folder name, as `t("key")` and its kin.
fn keys(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            for opening in [".t(\"", ".t1(\"", ".with(\""] {
                let calls = text.split(opening).skip(1);
                found.extend(calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
    }
}
