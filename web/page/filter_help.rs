//! How a filter is written: its grammar, and its fields from the table that the parser uses.

use askama::Template;
use axum::response::{IntoResponse, Response};

use super::{Frame, Shown};
use crate::{
    filter::fields::{FIELDS, Field},
    language::Choice,
};

/// The help of the filter.
#[derive(Debug, Template)]
#[template(path = "page/filter_help.html")]
struct FilterHelp {
    frame: Frame,
}

impl FilterHelp {
    /// Ways to search for text and bytes.
    fn searches(&self) -> [(&'static str, &'static str); 6] {
        [
            ("hello", "filter-help-word"),
            ("你好", "filter-help-chinese"),
            ("\"GET /index.html\"", "filter-help-quoted"),
            ("/^HTTP\\/1\\.[01]/i", "filter-help-regex"),
            ("data contains e4:bd:a0", "filter-help-bytes"),
            ("hex:\"0d 0a\"", "filter-help-hex"),
        ]
    }

    /// Ways to join conditions.
    fn joints(&self) -> [(&'static str, &'static str); 5] {
        [
            ("tcp and dir == sent", "filter-help-and"),
            ("ev.errno or ev.kind == refused", "filter-help-or"),
            ("not dir == recv", "filter-help-not"),
            ("(tcp or udp) and hello", "filter-help-group"),
            ("good morning", "filter-help-row"),
        ]
    }

    /// Ways to compare a field.
    fn comparisons(&self) -> [(&'static str, &'static str); 6] {
        [
            ("ev.errno", "filter-help-exists"),
            ("tcp.port == 8888", "filter-help-equal"),
            ("tcp.port != 8888", "filter-help-differ"),
            ("data.len >= 100", "filter-help-order"),
            ("tcp.port in {80, 8888}", "filter-help-in"),
            ("data matches \"^get \"", "filter-help-matches"),
        ]
    }

    fn fields(&self) -> &'static [Field] {
        &FIELDS
    }

    fn says(&self, key: &str) -> &'static str {
        self.frame.words.t(key)
    }

    /// What the values of a field are.
    fn shape(&self, field: &Field) -> String {
        self.frame.words.t(&format!("filter-shape-{}", field.shape.word())).to_owned()
    }
}

/// Shows how a filter is written.
pub async fn show(choice: Choice) -> Response {
    let frame = Frame::new(choice, |words| words.t("filter-help-title").to_owned());
    Shown::new(choice, FilterHelp { frame }).into_response()
}
