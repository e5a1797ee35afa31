//! In which encoding this person wants to see bytes as text.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::Response,
};

use crate::render::pane::Gutter;

/// An encoding, and whether the person chose it with this very request.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Reading {
    /// The encoding.
    pub gutter: Gutter,
    /// It came with `?encoding=`, and is to be remembered in a cookie.
    pub sticks: bool,
}

impl Reading {
    /// From the parts of a request: `?encoding=`, then the cookie, then UTF-8.
    #[must_use]
    pub fn of(parts: &Parts) -> Self {
        if let Some(gutter) = parts.uri.query().and_then(|query| named(query, '&', "encoding=")) {
            return Self { gutter, sticks: true };
        }
        let cookies = parts.headers.get(header::COOKIE).and_then(|cookies| cookies.to_str().ok());
        let gutter = cookies.and_then(|cookies| named(cookies, ';', "gutter=")).unwrap_or_default();
        Self { gutter, sticks: false }
    }

    /// Remembers a choice for a year.
    pub(super) fn remember(self, response: &mut Response) {
        let cookie =
            format!("gutter={}; Path=/; Max-Age=31536000; SameSite=Lax", self.gutter.word());
        if let (true, Ok(cookie)) = (self.sticks, HeaderValue::from_str(&cookie)) {
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
    }
}

/// The encoding in a list of pairs that has one by that name.
fn named(pairs: &str, separator: char, name: &str) -> Option<Gutter> {
    pairs
        .split(separator)
        .filter_map(|pair| pair.trim().strip_prefix(name))
        .find_map(Gutter::of_word)
}

impl<S: Sync> FromRequestParts<S> for Reading {
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
    fn a_choice_beats_the_cookie() {
        let read = |uri: &str| {
            let request = Request::builder().uri(uri).header("cookie", "lang=en; gutter=big5");
            let (parts, ()) = request.body(()).unwrap().into_parts();
            let reading = Reading::of(&parts);
            (reading.gutter.word(), reading.sticks)
        };
        assert_eq!(read("/?part=bytes&encoding=gbk"), ("gbk", true));
        assert_eq!(read("/?encoding=klingon"), ("big5", false));
        assert_eq!(read("/"), ("big5", false));
        let (parts, ()) = Request::builder().body(()).unwrap().into_parts();
        assert_eq!(Reading::of(&parts), Reading::default());
    }
}
