//! How this person likes pages to look: the theme, and whether the telephone analogy is shown.

/// The colors and sizes of the pages.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Theme {
    /// Light or dark, as the reader's system is.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// Large and strong, to be read from the last row of a lecture hall.
    Projector,
}

impl Theme {
    /// Every theme, in the order of the switch on each page.
    pub const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Projector];

    /// The word for it in links, in the cookie, and in `data-theme`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Projector => "projector",
        }
    }

    /// Its picture in the switch; the words beside it are for whoever cannot see it.
    #[must_use]
    pub fn icon(self) -> &'static str {
        match self {
            Self::System => "◐",
            Self::Light => "☀\u{fe0e}",
            Self::Dark => "☾",
            Self::Projector => "▣",
        }
    }

    /// What `<meta name="color-scheme">` says: which schemes the page can have.
    #[must_use]
    pub fn schemes(self) -> &'static str {
        match self {
            Self::System => "light dark",
            Self::Light | Self::Projector => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// What a person likes, and what of it was chosen with this very request.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Taste {
    /// The theme.
    pub theme: Theme,
    /// Each call is also told as a step of a telephone call.
    pub phone: bool,
    /// The theme came with `?theme=`, and is to be remembered.
    pub theme_sticks: bool,
    /// The analogy came with `?phone=`, and is to be remembered.
    pub phone_sticks: bool,
}

impl Taste {
    /// From a query string and a `Cookie` header; the query wins.
    #[must_use]
    pub fn of(query: &str, cookies: &str) -> Self {
        let asked = value(query, '&', "theme").and_then(Theme::of_code);
        let kept = || value(cookies, ';', "theme").and_then(Theme::of_code);
        let phone_asked = value(query, '&', "phone").and_then(switched);
        let phone_kept = || value(cookies, ';', "phone").and_then(switched);
        Self {
            theme: asked.or_else(kept).unwrap_or_default(),
            phone: phone_asked.or_else(phone_kept).unwrap_or_default(),
            theme_sticks: asked.is_some(),
            phone_sticks: phone_asked.is_some(),
        }
    }

    /// The word for the analogy in links, in the cookie, and in `data-phone`.
    #[must_use]
    pub fn phone_code(&self) -> &'static str {
        if self.phone { "on" } else { "off" }
    }
}

/// The value of that name in a list of pairs.
pub(crate) fn value<'a>(pairs: &'a str, separator: char, name: &str) -> Option<&'a str> {
    let mut pairs = pairs.split(separator).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value)
}

fn switched(word: &str) -> Option<bool> {
    match word {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_beats_the_cookie() {
        let taste = Taste::of("face=ladder&theme=projector", "phone=on; theme=dark");
        assert_eq!((taste.theme, taste.theme_sticks), (Theme::Projector, true));
        assert_eq!((taste.phone, taste.phone_sticks), (true, false));
        let taste = Taste::of("phone=off", "phone=on; theme=dark");
        assert_eq!((taste.theme, taste.phone, taste.phone_sticks), (Theme::Dark, false, true));
    }

    #[test]
    fn what_is_no_theme_changes_nothing() {
        assert_eq!(Taste::of("theme=neon&phone=1", "theme=; phone"), Taste::default());
    }
}
