//! Which version this is, what it and this machine allow, and whose work is in it.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use backend::{
    engine::Stats,
    limits::{LIMITS, Limit, Limits},
};

use self::{licenses::Crate, machine::Fact, targets::Target};
use super::{Frame, Shown};
use crate::{app::App, language::Choice, words::Words};

mod licenses;
mod machine;
mod targets;

/// The about page.
#[derive(Debug, Template)]
#[template(path = "page/about.html")]
struct About {
    frame: Frame,
    says: String,
    linux: bool,
    machine: Vec<Fact>,
    targets: Vec<Target>,
    stats: Stats,
    /// All descriptors of this process, and those that are sockets.
    descriptors: Option<(usize, usize)>,
    limits: Vec<Line>,
    license: &'static str,
    crates: Vec<Crate>,
}

/// One limit as a line of the table.
#[derive(Debug)]
struct Line {
    name: &'static str,
    meaning: &'static str,
    value: String,
    unit: &'static str,
}

impl Line {
    fn new(words: Words, limit: &Limit, limits: &Limits) -> Self {
        let unit = match limit.unit.split(' ').next() {
            Some("bytes") => words.t("about-unit-bytes"),
            Some("seconds") => words.t("about-unit-seconds"),
            Some(_) | None => "",
        };
        let meaning = words.t(&format!("limit-{}", limit.name));
        Self { name: limit.name, meaning, value: grouped((limit.get)(limits)), unit }
    }
}

/// Shows the about page.
pub async fn show(choice: Choice, State(app): State<App>) -> Response {
    let frame = Frame::new(choice, |words| words.t("about-title").to_owned()).at("/about");
    let words = frame.words;
    let limits = LIMITS.iter().map(|limit| Line::new(words, limit, app.engine.limits())).collect();
    let says = words.t1("about-says", "version", env!("CARGO_PKG_VERSION"));
    let page = About {
        linux: cfg!(target_os = "linux"),
        machine: machine::facts(words),
        targets: targets::all(words, app.engine.policy()),
        stats: app.engine.stats(),
        descriptors: machine::descriptors(),
        license: env!("CARGO_PKG_LICENSE"),
        crates: licenses::crates(),
        frame,
        says,
        limits,
    };
    Shown::new(choice, page).into_response()
}

/// A number with a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(2 * digits.len());
    for (at, digit) in digits.chars().enumerate() {
        if 0 < at && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_grouped_by_three() {
        for (number, text) in [(0, "0"), (512, "512"), (4096, "4,096"), (33_554_432, "33,554,432")]
        {
            assert_eq!(grouped(number), text);
        }
    }
}
