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
//! | `/s/{session}/events/{seq}` | GET | [`event::show`] |
//! | `/s/{session}/live` | GET, WebSocket | [`live::live`] |
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
    words::Words,
};

pub mod about;
pub mod event;
pub mod filter;
pub mod filter_help;
pub mod help;
pub mod home;
pub mod live;
pub mod preset;
pub mod problem;
pub mod session;

/// What the layout of every page needs.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The words of the reader's language.
    pub words: Words,
    /// The title, without the product's name.
    pub title: String,
}

impl Frame {
    /// The frame of a page with that title.
    #[must_use]
    pub fn new(choice: Choice, title: impl FnOnce(Words) -> String) -> Self {
        let words = Words::new(choice.language);
        Self { words, title: title(words) }
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

/// Says in which language an answer is, and remembers a choice for a year.
fn mark(response: &mut Response, choice: Choice) {
    let headers = response.headers_mut();
    let code = choice.language.code();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(code));
    headers.insert(header::VARY, HeaderValue::from_static("Accept-Language, Cookie"));
    let cookie = format!("lang={code}; Path=/; Max-Age=31536000; SameSite=Lax");
    if let (true, Ok(cookie)) = (choice.sticks, HeaderValue::from_str(&cookie)) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// The fields of a form post (`application/x-www-form-urlencoded`), in their order.
fn pairs(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

#[cfg(test)]
mod tests;
