//! What the pages share.
//!
//! | path | method | handler |
//! |---|---|---|
//! | `/` | GET | [`home::show`] |
//! | `/` | POST | [`home::begin`] |
//! | `/s/{session}` | GET | [`session::show`] |
//! | `/s/{session}/commands` | GET | [`session::back`] |
//! | `/s/{session}/commands` | POST | [`session::act`] |
//! | `/s/{session}/end` | POST | [`session::end`] |
//! | `/s/{session}/preset` | POST | [`preset::act`] |
//! | `/s/{session}/events/{seq}` | GET | [`event::show`] |
//! | `/s/{session}/events/{seq}/as/{format}` | GET | [`copied::show`] |
//! | `/s/{session}/live` | GET, WebSocket | [`live::live`] |
//! | `/s/{session}/rows` | GET | [`rows::show`] |
//! | `/preview` | POST | [`preview::show`] |
//! | `/s/{session}/sockets/{socket}/program` | GET | [`program::show`] |
//! | `/s/{session}/sockets/{socket}/program.py` | GET | [`program::python`] |
//! | `/s/{session}/sockets/{socket}/program.rs` | GET | [`program::rust`] |
//! | `/s/{session}/filter` | GET | [`filter::show`] |
//! | `/help` | GET | [`help::show`] |
//! | `/help/filter` | GET | [`filter_help::show`] |
//! | `/about` | GET | [`about::show`] |
//!
//! [`problem::render`] is a layer around them all: `axum::middleware::from_fn(problem::render)`.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use crate::{
    language::{Choice, Language},
    theme::{Taste, Theme},
    words::Words,
};

pub mod about;
pub mod beginning;
pub mod conversation;
pub mod copied;
pub mod event;
pub mod filter;
pub mod filter_help;
pub mod gutter;
pub mod help;
pub mod home;
pub mod live;
mod prefill;
pub mod preset;
pub mod preview;
pub mod problem;
pub mod program;
pub mod rows;
pub mod session;
pub mod view;
pub mod window;

/// What the layout of every page needs.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The words of the reader's language.
    pub words: Words,
    /// The title, without the product's name.
    pub title: String,
    taste: Taste,
    here: &'static str,
    kept: String,
}

impl Frame {
    /// The frame of a page with that title.
    #[must_use]
    pub fn new(choice: Choice, title: impl FnOnce(Words) -> String) -> Self {
        let words = Words::new(choice.language);
        let (taste, kept) = (choice.taste, String::new());
        Self { words, title: title(words), taste, here: "", kept }
    }

    /// Says which of the pages in the header this is, by its path.
    #[must_use]
    pub fn at(self, here: &'static str) -> Self {
        Self { here, ..self }
    }

    /// Keeps the query of the request in the links that change the language or the looks.
    #[must_use]
    pub fn keep(self, query: Option<&str>) -> Self {
        let pairs = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
        let others = pairs.filter(|(name, _)| !["lang", "phone", "theme"].contains(&&**name));
        let kept = form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
        Self { kept, ..self }
    }

    /// The link to this page with another language, theme, or analogy.
    fn link(&self, name: &str, value: &str) -> String {
        let between = if self.kept.is_empty() { "" } else { "&" };
        format!("?{}{between}{name}={value}", self.kept)
    }

    /// The path, the name, and, on that very page, the mark of each page in the header.
    fn pages(&self) -> [(&'static str, &'static str, bool); 4] {
        [
            ("/", "nav-playground"),
            ("/help", "help-title"),
            ("/about", "about-title"),
            ("/api/docs", "nav-api"),
        ]
        .map(|(path, key)| (path, self.words.t(key), path == self.here))
    }

    fn themes(&self) -> [(Theme, &'static str); 4] {
        Theme::ALL.map(|theme| (theme, self.words.t(&format!("theme-{}", theme.code()))))
    }

    fn languages(&self) -> [Language; 3] {
        Language::ALL
    }
}

/// A page as an answer, in a language.
#[derive(Debug)]
pub struct Shown<T> {
    /// The language, which the answer names and, where it was chosen, remembers.
    pub choice: Choice,
    /// The HTTP status.
    pub status: StatusCode,
    /// The page.
    pub page: T,
}

impl<T> Shown<T> {
    /// A page that is what was asked for.
    pub fn new(choice: Choice, page: T) -> Self {
        Self { choice, status: StatusCode::OK, page }
    }

    /// A part of a page that is there already. It comes in the language of that page, which nobody
    /// chooses anew by it.
    pub fn part(choice: Choice, page: T) -> Self {
        Self::new(Choice { sticks: false, ..choice }, page)
    }
}

impl<T: Template> IntoResponse for Shown<T> {
    fn into_response(self) -> Response {
        let Ok(html) = self.page.render() else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        let mut response = (self.status, Html(html)).into_response();
        mark(&mut response, self.choice);
        response
    }
}

/// Says in which language an answer is, and remembers for a year what was chosen.
fn mark(response: &mut Response, choice: Choice) {
    let headers = response.headers_mut();
    let code = choice.language.code();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(code));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    for chosen in choice.chosen() {
        let cookie = format!("{chosen}; Path=/; Max-Age=31536000; SameSite=Lax");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}

/// The element of a page's title, for when it changes.
pub(crate) fn title(text: &str) -> String {
    Title { title: text }.render().unwrap_or_default()
}

#[derive(Debug, Template)]
#[template(path = "part/title.html")]
struct Title<'a> {
    title: &'a str,
}

/// The fields of a form post (`application/x-www-form-urlencoded`), in their order.
fn pairs(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

#[cfg(test)]
mod tests;
