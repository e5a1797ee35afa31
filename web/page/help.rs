//! What the pages show, and how to read it.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{Frame, Shown};
use crate::{
    language::Choice,
    render::{keys::Keys, phone},
};

/// The help page.
#[derive(Debug, Template)]
#[template(path = "page/help.html")]
struct Help {
    frame: Frame,
}

impl Help {
    fn says(&self, key: &str) -> &'static str {
        self.frame.words.t(key)
    }

    /// The sections, by their places on the page and the keys of their titles.
    fn sections(&self) -> [(&'static str, &'static str); 16] {
        [
            ("first", "help-first"),
            ("rail", "help-rail"),
            ("journal", "help-journal"),
            ("ladder", "help-ladder"),
            ("lab", "help-lab"),
            ("labels", "help-labels"),
            ("modes", "help-modes"),
            ("composer", "help-composer"),
            ("bytes", "help-bytes"),
            ("filter", "help-filter"),
            ("presets", "help-presets"),
            ("links", "help-links"),
            ("own", "help-own"),
            ("tools", "help-hands"),
            ("phone", "help-phone"),
            ("keys", "help-keys"),
        ]
    }

    /// Who runs the program, and what there is then: the kernel lane, the lab, and the loopback.
    fn rights(&self) -> [(&'static str, &'static str, &'static str, &'static str); 4] {
        let (yes, no) = ("help-lab-rights-yes", "help-lab-rights-no");
        let raw = "help-lab-rights-cap";
        [
            ("help-lab-rights-root", yes, yes, yes),
            ("help-lab-rights-raw", yes, yes, yes),
            ("help-lab-rights-none", yes, yes, raw),
            ("help-lab-rights-refused", yes, no, raw),
        ]
    }

    fn keys(&self) -> Keys {
        Keys { words: self.frame.words }
    }

    /// The calls and what they would be on the telephone.
    fn phone(&self) -> impl Iterator<Item = (&'static str, &'static str, Option<u8>)> {
        phone::TABLE.into_iter()
    }
}

/// Shows the help page.
pub async fn show(choice: Choice) -> Response {
    let frame = Frame::new(choice, |words| words.t("help-title").to_owned()).at("/help");
    Shown::new(choice, Help { frame }).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{language::Language, words::Words};

    #[test]
    fn every_section_is_on_the_page_in_every_language() {
        for language in Language::ALL {
            let words = Words::new(language);
            let frame = Frame::new(Choice { language, ..Choice::default() }, |_| String::new());
            let help = Help { frame };
            let html = help.render().unwrap();
            for (id, title) in help.sections() {
                let heading = format!("<h2 id=\"{id}\">{}</h2>", words.t(title));
                assert!(html.contains(&heading), "{heading} in {html}");
                assert!(html.contains(&format!("href=\"#{id}\"")), "{id}");
            }
            assert!(html.contains("/?open=tcp-listen:127.0.0.1:8888&#38;msg=hello%0A"), "{html}");
            assert_eq!(html.matches("✗1").count(), 2);
        }
    }
}
