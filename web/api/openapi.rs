//! The description of the API (OpenAPI) and a page that shows it.

use std::{
    collections::BTreeSet,
    sync::{Arc, LazyLock},
};

use axum::{
    extract::Path,
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
    },
    response::{IntoResponse, Redirect, Response},
};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use utoipa_swagger_ui::Config;

use super::{examples, json, typed};
use crate::{
    problem::Problem,
    wire::{event::Event, schema::CommandFields, socket::Socket},
};

/// A request that was not done, with the reason (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemSchema {
    /// A URI for this kind of problem.
    pub r#type: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What happened, in English.
    pub detail: String,
    /// A stable word, such as `malformed`, `unknown-socket`, or `address-forbidden`.
    #[schema(example = "malformed")]
    pub code: String,
    /// The field of a command that is at fault.
    pub field: Option<String>,
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Socket Playground",
        description = "Real TCP and UDP sockets, driven one system call at a time. An error of the \
                       operating system is an event in the journal, never an HTTP error.\n\n\
                       The answer to a command says that it was taken; what comes of it are events. \
                       Before you connect to a listener of this machine, wait for its `opened`.\n\n\
                       In a lab, `at` and `to` take the names of its hosts, such as `b:8888`, and \
                       there is no other name there. `on` with a host begins a lab where there is \
                       none: a wire between two hosts, or for `c` and `d` a switch. What it holds is \
                       in `GET …/lab`, at most a second old. Sockets of a lab are made in the order \
                       in which they were asked for, each when the one before is ready or connects; \
                       `connect`, and `send` of a datagram, wait for those that were asked for \
                       before. So you may connect to a listener at once."
    ),
    paths(
        super::sessions::create,
        super::sessions::show,
        super::sessions::delete,
        super::commands::run,
        super::events::list,
        super::events::payload,
        super::exports::jsonl,
        super::exports::csv,
        super::exports::pcapng,
        super::imports::run,
        super::lab::show,
        super::live::live,
        super::stream::stream,
        super::health::live,
        super::health::ready,
        super::metrics::metrics
    ),
    components(schemas(CommandFields, Event<'_>, ProblemSchema, Socket<'_>))
)]
struct Description;

/// The description as JSON.
pub async fn document() -> Response {
    json(StatusCode::OK, DOCUMENT.as_str())
}

/// The page's address without its slash leads to the page, whose files are beside it.
pub async fn docs() -> Redirect {
    Redirect::permanent("/api/docs/")
}

/// The page (Swagger UI).
pub async fn index() -> Result<Response, Problem> {
    serve("index.html")
}

/// A file of the page.
pub async fn file(Path(path): Path<String>) -> Result<Response, Problem> {
    serve(&path)
}

fn serve(path: &str) -> Result<Response, Problem> {
    let config = Arc::new(Config::from("/api/openapi.json"));
    let missing = || Problem::new(StatusCode::NOT_FOUND, "not-found", "there is no such file here");
    let found = utoipa_swagger_ui::serve(path, config).ok().flatten().ok_or_else(missing)?;
    let kind = HeaderValue::from_str(&found.content_type).map_err(|_| missing())?;
    let mut response = typed(StatusCode::OK, "application/octet-stream", found.bytes.into_owned());
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    Ok(response.into_response())
}

/// Every path of the description, for the test of the routes.
#[must_use]
pub fn described() -> BTreeSet<String> {
    Description::openapi().paths.paths.into_keys().collect()
}

static DOCUMENT: LazyLock<String> = LazyLock::new(|| {
    let mut description = Description::openapi();
    examples::put(&mut description);
    description.to_json().unwrap_or_default()
});

/// Swagger UI sets styles from its script; nothing else departs from the policy of the pages.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data:; connect-src 'self'; font-src 'self' data:; \
                      frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_names_every_path_and_every_event() {
        let text = DOCUMENT.as_str();
        assert_eq!(described().len(), 15);
        for word in ["accepted", "called", "dropped", "returned", "segment", "tcp_seq", "took_us"] {
            assert!(text.contains(&format!("\"{word}\"")), "{word}\n{text}");
        }
        assert!(!text.contains("\"operationId\":\"\""));
        assert!(text.contains("\"summary\":\"Drop the third data segment from A, once\""));
    }

    #[test]
    fn every_field_of_a_command_is_described() {
        let text = serde_json::to_string(&CommandFields::default()).unwrap();
        let calls = ["do", "socket", "at", "to", "on", "data", "encoding", "ending", "peek", "how"];
        let wire = ["delay", "jitter", "loss", "duplicate", "reorder", "corrupt", "rate", "mtu"];
        let rules = ["act", "kind", "flags", "least", "most", "port", "nth", "times", "rule"];
        let lab = ["kernel", "wire", "net", "from", "seed", "frame", "decision", "checksum"];
        let knobs = ["node", "name", "value"];
        let fields = [&calls[..], &wire, &rules, &lab, &knobs].concat();
        for field in fields {
            assert!(text.contains(&format!("\"{field}\":")), "{field}");
        }
    }

    #[test]
    fn the_page_is_served_from_the_program_itself() {
        let page = serve("index.html").unwrap();
        assert_eq!(page.headers()[CONTENT_TYPE], "text/html");
        assert_eq!(page.headers()[CONTENT_SECURITY_POLICY], POLICY);
        for file in ["swagger-ui.css", "swagger-ui-bundle.js", "swagger-initializer.js"] {
            assert_eq!(serve(file).unwrap().status(), StatusCode::OK, "{file}");
        }
        assert_eq!(serve("../Cargo.toml").unwrap_err().status, StatusCode::NOT_FOUND);
    }
}
