//! Every word a person reads, from the Fluent files of the three languages.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use fluent_templates::{Loader, fluent_bundle::FluentValue, static_loader};
use rust_embed::RustEmbed;

use crate::language::Language;

static_loader! {
    static LOADED = {
        locales: "./web/words",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The words of one language.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Words {
    /// Which language.
    pub language: Language,
}

impl Words {
    /// The words of that language.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self { language }
    }

    /// A message without arguments.
    #[must_use]
    pub fn t(self, key: &str) -> &'static str {
        let found = self.find(key);
        debug_assert!(found.is_some(), "no words for {key}");
        found.unwrap_or_default()
    }

    /// A message without arguments that may not exist.
    #[must_use]
    pub fn find(self, key: &str) -> Option<&'static str> {
        PLAIN[usize::from(self.language.index())].get(key).map(String::as_str)
    }

    /// A message with one argument.
    pub fn t1<'a>(
        self,
        key: &str,
        name: &'static str,
        value: impl Into<FluentValue<'a>>,
    ) -> String {
        self.with(key, [(name, value.into())])
    }

    /// A message with arguments.
    pub fn with<'a, const N: usize>(
        self,
        key: &str,
        arguments: [(&'static str, FluentValue<'a>); N],
    ) -> String {
        let arguments: HashMap<Cow<'static, str>, FluentValue<'a>> =
            arguments.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
        let found = LOADED.try_lookup_with_args(&self.language.id(), key, &arguments);
        debug_assert!(found.is_some(), "no words for {key}");
        found.unwrap_or_default()
    }
}

/// The messages without arguments, made once; hashed, because every row looks some up.
static PLAIN: LazyLock<[HashMap<String, String>; 3]> = LazyLock::new(|| {
    Language::ALL.map(|language| {
        let plain = sources(language).into_iter().filter(|(_, source)| !source.contains('$'));
        plain.map(|(key, _)| (key.clone(), LOADED.lookup(&language.id(), &key))).collect()
    })
});

/// The messages of a language as they are written, by key.
fn sources(language: Language) -> BTreeMap<String, String> {
    let mut messages = BTreeMap::new();
    let mut key = String::new();
    for name in Files::iter().filter(|name| name.split('/').next() == Some(language.code())) {
        let Some(file) = Files::get(&name) else { continue };
        for line in String::from_utf8_lossy(&file.data).lines() {
            match line.split_once('=') {
                Some((name, text)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    name.trim().clone_into(&mut key);
                    messages.insert(key.clone(), text.trim().to_owned());
                }
                Some(_) | None if line.starts_with(' ') => {
                    let message: &mut String = messages.entry(key.clone()).or_default();
                    message.push('\n');
                    message.push_str(line);
                }
                Some(_) | None => {}
            }
        }
    }
    messages
}

/// The Fluent files.
#[derive(RustEmbed)]
#[folder = "web/words"]
struct Files;

#[cfg(test)]
mod tests;
