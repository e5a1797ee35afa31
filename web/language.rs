//! Which language this person reads.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
};
use fluent_langneg::{NegotiationStrategy, accepted_languages, negotiate_languages};
use unic_langid::{LanguageIdentifier, langid};

use crate::theme::{Taste, value};

/// A language of the pages, by its script.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文, with the words of the mainland.
    Simplified,
    /// 繁體中文, with the words of Taiwan.
    Traditional,
}

impl Language {
    /// Every language, in the order of the switch on each page.
    pub const ALL: [Self; 3] = [Self::English, Self::Simplified, Self::Traditional];

    /// The language tag (BCP 47), by script and not by country.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Simplified => "zh-Hans",
            Self::Traditional => "zh-Hant",
        }
    }

    /// Its name in itself.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Simplified => "简体中文",
            Self::Traditional => "繁體中文",
        }
    }

    /// Its place in [`Self::ALL`].
    #[must_use]
    pub fn index(self) -> u8 {
        match self {
            Self::English => 0,
            Self::Simplified => 1,
            Self::Traditional => 2,
        }
    }

    /// The language of that tag.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The identifier that the Fluent sets go by.
    #[must_use]
    pub fn id(self) -> LanguageIdentifier {
        match self {
            Self::English => langid!("en"),
            Self::Simplified => langid!("zh-Hans"),
            Self::Traditional => langid!("zh-Hant"),
        }
    }

    /// The best of ours for an `Accept-Language` header (RFC 9110 §12.5.4), by likely subtags.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Self> {
        let mut wanted: Vec<(f32, &str)> = header
            .split(',')
            .map(|part| match part.split_once(";q=") {
                Some((tag, q)) => (q.trim().parse().unwrap_or(0.0), tag.trim()),
                None => (1.0, part.trim()),
            })
            .filter(|(q, _)| 0.0 < *q)
            .collect();
        wanted.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        let tags: Vec<&str> = wanted.into_iter().map(|(_, tag)| tag).collect();
        let requested = accepted_languages::parse(&tags.join(","));
        let available = Self::ALL.map(Self::id);
        let strategy = NegotiationStrategy::Filtering;
        let best = *negotiate_languages(&requested, &available, None, strategy).first()?;
        Self::ALL.into_iter().find(|language| language.id() == *best)
    }
}

/// The language of people who say nothing about theirs; an extension of the request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fallback(pub Language);

/// How a person wants pages: the language, whether it was chosen with this very request, and the
/// looks.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Choice {
    /// The language.
    pub language: Language,
    /// It came with `?lang=`, and is to be remembered in a cookie.
    pub sticks: bool,
    /// The theme, and what else is a matter of taste.
    pub taste: Taste,
}

impl Choice {
    /// From the parts of a request: `?lang=`, the cookie, `Accept-Language`, then the fallback.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        let text =
            |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
        let query = parts.uri.query().unwrap_or_default();
        let cookies = text(header::COOKIE).unwrap_or_default();
        let taste = Taste::of(query, cookies);
        if let Some(language) = named(query, '&') {
            return Self { language, sticks: true, taste };
        }
        let language = named(cookies, ';')
            .or_else(|| text(header::ACCEPT_LANGUAGE).and_then(Language::accepted))
            .or_else(|| parts.extensions.get::<Fallback>().map(|fallback| fallback.0))
            .unwrap_or_default();
        Self { language, sticks: false, taste }
    }

    /// What was chosen with this request, as pairs of a query or of cookies.
    pub fn chosen(&self) -> impl Iterator<Item = String> {
        let Self { language, sticks, taste } = *self;
        [
            sticks.then(|| format!("lang={}", language.code())),
            taste.theme_sticks.then(|| format!("theme={}", taste.theme.code())),
            taste.phone_sticks.then(|| format!("phone={}", taste.phone_code())),
        ]
        .into_iter()
        .flatten()
    }
}

/// The language in a list of pairs that has one by the name `lang`.
fn named(pairs: &str, separator: char) -> Option<Language> {
    value(pairs, separator, "lang").and_then(Language::of_code)
}

impl<S: Sync> FromRequestParts<S> for Choice {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn browsers_get_the_script_they_read() {
        let (english, hans, hant) =
            (Language::English, Language::Simplified, Language::Traditional);
        for (header, expected) in [
            ("zh-TW", hant),
            ("zh-HK", hant),
            ("zh-MO", hant),
            ("zh-CN", hans),
            ("zh-SG", hans),
            ("zh", hans),
            ("zh-Hans-CN", hans),
            ("zh-TW,zh;q=0.9,en;q=0.8", hant),
            ("en;q=0.5, zh-CN", hans),
            ("en-GB", english),
            ("ja,en;q=.5", english),
        ] {
            assert_eq!(Language::accepted(header), Some(expected), "{header}");
        }
        assert_eq!(Language::accepted("de"), None);
        assert_eq!(Language::accepted("zh-TW;q=0"), None);
    }

    #[test]
    fn a_choice_beats_the_cookie_and_the_cookie_beats_the_browser() {
        let choose = |uri: &str, cookie: &str| {
            let request = Request::builder()
                .uri(uri)
                .header("cookie", cookie)
                .header("accept-language", "zh-TW")
                .extension(Fallback(Language::English));
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let choice = Choice::of(&parts);
            (choice.language.code(), choice.sticks)
        };
        assert_eq!(choose("/?lang=en", "lang=zh-Hans"), ("en", true));
        assert_eq!(choose("/?before=3", "a=b; lang=zh-Hans"), ("zh-Hans", false));
        assert_eq!(choose("/?lang=xx", "lang=yy"), ("zh-Hant", false));
    }
}
