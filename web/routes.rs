//! Every address of the server, on one screen.

use std::any::Any;

use axum::{
    Extension, Router,
    extract::{DefaultBodyLimit, Request, State},
    http::header::ACCEPT,
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter, on},
};
use backend::engine::Engine;
use tower_http::{CompressionLevel, catch_panic::CatchPanicLayer, compression::CompressionLayer};

use self::{Class::*, Verb::*};
use crate::{
    api, app::App, assets, guard, headers, language::Fallback, page, problem, problem::Problem,
};

/// Every route; a new one is one line. Two methods of one address are two lines.
#[must_use]
pub fn all() -> &'static [Route] {
    const ALL: &[Route] = &[
        route(Get, "/", Page, |to| on(to, page::home::show)),
        route(Post, "/", Write, |to| on(to, page::home::begin)),
        route(Get, "/about", Page, |to| on(to, page::about::show)),
        route(Get, "/help", Page, |to| on(to, page::help::show)),
        route(Post, "/preview", Write, |to| on(to, page::preview::show)),
        route(Get, "/help/filter", Page, |to| on(to, page::filter_help::show)),
        route(Get, "/s/{session}", Page, |to| on(to, page::session::show)),
        route(Get, "/s/{session}/commands", Page, |to| on(to, page::session::back)),
        route(Post, "/s/{session}/commands", Write, |to| on(to, page::session::act)),
        route(Post, "/s/{session}/end", Write, |to| on(to, page::session::end)),
        route(Post, "/s/{session}/preset", Write, |to| on(to, page::preset::act)),
        route(Get, "/s/{session}/events/{seq}", Page, |to| on(to, page::event::show)),
        route(Get, "/s/{session}/events/{seq}/as/{format}", Read, |to| on(to, page::copied::show)),
        route(Get, "/s/{session}/filter", Page, |to| on(to, page::filter::show)),
        route(Get, "/s/{session}/live", Live, |to| on(to, page::live::live)),
        route(Get, "/s/{session}/rows", Page, |to| on(to, page::rows::show)),
        route(Get, "/s/{session}/sockets/{socket}/program", Page, |to| on(to, page::program::show)),
        route(Get, "/s/{session}/sockets/{socket}/program.py", Read, |to| {
            on(to, page::program::python)
        }),
        route(Get, "/s/{session}/sockets/{socket}/program.rs", Read, |to| {
            on(to, page::program::rust)
        }),
        route(Get, "/static/{*file}", Asset, |to| on(to, assets::show)),
        route(Get, "/api/docs", Page, |to| on(to, api::openapi::docs)),
        route(Get, "/api/docs/", Page, |to| on(to, api::openapi::index)),
        route(Get, "/api/docs/{*file}", Asset, |to| on(to, api::openapi::file)),
        route(Get, "/api/openapi.json", Read, |to| on(to, api::openapi::document)),
        route(Post, "/api/v1/sessions", Write, |to| on(to, api::sessions::create)),
        route(Get, "/api/v1/sessions/{session}", Read, |to| on(to, api::sessions::show)),
        route(Delete, "/api/v1/sessions/{session}", Write, |to| on(to, api::sessions::delete)),
        route(Post, "/api/v1/sessions/{session}/commands", Write, |to| on(to, api::commands::run)),
        route(Get, "/api/v1/sessions/{session}/events", Read, |to| on(to, api::events::list)),
        route(Get, "/api/v1/sessions/{session}/events/{seq}/payload", Read, |to| {
            on(to, api::events::payload)
        }),
        route(Get, "/api/v1/sessions/{session}/export.csv", Read, |to| on(to, api::exports::csv)),
        route(Get, "/api/v1/sessions/{session}/export.jsonl", Read, |to| {
            on(to, api::exports::jsonl)
        }),
        route(Get, "/api/v1/sessions/{session}/export.pcapng", Read, |to| {
            on(to, api::exports::pcapng)
        }),
        route(Get, "/api/v1/sessions/{session}/lab", Read, |to| on(to, api::lab::show)),
        route(Get, "/api/v1/sessions/{session}/live", Live, |to| on(to, api::live::live)),
        route(Get, "/api/v1/sessions/{session}/sockets/{socket}/stream", Live, |to| {
            on(to, api::stream::stream)
        }),
        route(Get, "/healthz", Probe, |to| on(to, api::health::live)),
        route(Get, "/metrics", Probe, |to| on(to, api::metrics::metrics)),
        route(Get, "/readyz", Probe, |to| on(to, api::health::ready)),
    ];
    ALL
}

/// What a route is for, which decides how it is guarded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Class {
    /// A file of the pages.
    Asset,
    /// A WebSocket; it acts, although it is a GET.
    Live,
    /// HTML for a person; another site may link to it.
    Page,
    /// For whoever watches over the server.
    Probe,
    /// Tells, and changes nothing.
    Read,
    /// Changes something.
    Write,
}

/// The methods that are used here; a `Get` is also a HEAD.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verb {
    /// DELETE.
    Delete,
    /// GET and HEAD.
    Get,
    /// POST.
    Post,
}

/// One address with one method.
#[derive(Clone, Copy, Debug)]
pub struct Route {
    /// Its method.
    pub verb: Verb,
    /// Its path, with `{names}` for what varies.
    pub path: &'static str,
    /// What it is for.
    pub class: Class,
    handler: fn(MethodFilter) -> MethodRouter<App>,
}

const fn route(
    verb: Verb,
    path: &'static str,
    class: Class,
    handler: fn(MethodFilter) -> MethodRouter<App>,
) -> Route {
    Route { verb, path, class, handler }
}

impl Route {
    /// **Invariant:** a handler is reached only through the guard of its class.
    fn guarded(&self) -> MethodRouter<App> {
        let handler = (self.handler)(self.verb.filter());
        match self.class {
            // A page holds no secret beside the words of a stranger, so that its size tells nothing.
            Asset | Page => {
                handler.layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
            }
            Probe | Read => handler,
            Live => handler.route_layer(middleware::from_fn(guard::live)),
            Write => handler.route_layer(middleware::from_fn(guard::write)),
        }
    }
}

impl Class {
    /// The word for it in `--print-routes`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Asset => "asset",
            Live => "live",
            Page => "page",
            Probe => "probe",
            Read => "read",
            Write => "write",
        }
    }
}

impl Verb {
    /// The method's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Delete => "DELETE",
            Get => "GET",
            Post => "POST",
        }
    }

    fn filter(self) -> MethodFilter {
        match self {
            Delete => MethodFilter::DELETE,
            Get => MethodFilter::GET,
            Post => MethodFilter::POST,
        }
    }
}

/// All routes behind all guards; a body has at most `most` bytes.
pub fn router(app: App, most: usize) -> Router {
    let routes = all()
        .iter()
        .fold(Router::new(), |router, route| router.route(route.path, route.guarded()))
        .layer(DefaultBodyLimit::max(most));
    walled(routes, app)
}

/// **Invariant:** no request reaches a handler except through these layers, and no answer leaves
/// except through them. The last is the outermost.
fn walled(routes: Router<App>, app: App) -> Router {
    let engine = app.engine.clone();
    routes
        .layer(CatchPanicLayer::custom(move |_: Box<dyn Any + Send>| panicked(&engine)))
        .layer(middleware::from_fn_with_state(app.clone(), guard))
        .layer(middleware::from_fn(speak))
        .layer(Extension(Fallback(app.language)))
        .layer(middleware::map_response(dress))
        .with_state(app)
}

/// Lets through what may come in, and gives every error one form.
async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    match guard::check(&app.origins, &request) {
        Ok(()) => problem::uniform(next.run(request).await),
        Err(problem) => problem.into_response(),
    }
}

/// Says what went wrong as a page to whoever reads pages, and as JSON to programs.
async fn speak(request: Request, next: Next) -> Response {
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/html")) {
        return page::problem::render(request, next).await;
    }
    next.run(request).await
}

async fn dress(mut response: Response) -> Response {
    headers::dress(response.headers_mut());
    response
}

/// The message is in the log already, by the panic hook; it is not for whoever asked.
fn panicked(engine: &Engine) -> Response {
    engine.count_crash();
    Problem::defect().into_response()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use axum::{body::Body, http::StatusCode, routing::get};
    use backend::{limits::Limits, policy::Policy};
    use tokio_util::{sync::CancellationToken, task::TaskTracker};
    use tower::ServiceExt;

    use super::*;
    use crate::language::Language;

    #[tokio::test]
    async fn a_panic_is_a_problem_with_all_headers() {
        let app = App {
            engine: Engine::new(Policy::default(), Limits::default()),
            language: Language::English,
            origins: Arc::new(vec!["http://localhost:1".to_owned()]),
            upgraded: TaskTracker::new(),
            stopping: CancellationToken::new(),
        };
        let broken = Router::new().route("/", get(async || -> () { panic!("a defect") }));
        let request = Request::builder().header("host", "localhost:1").body(Body::empty());
        let answer = walled(broken, app).oneshot(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(answer.headers()["content-type"], "application/problem+json");
        assert!(answer.headers().contains_key("content-security-policy"));
        assert_eq!(
            answer.extensions().get::<Problem>().map(|problem| problem.code),
            Some("defect")
        );
    }

    #[test]
    fn every_line_is_there_once() {
        let mut seen = std::collections::BTreeSet::new();
        for route in all() {
            assert!(seen.insert((route.path, route.verb.name())), "{route:?}");
        }
    }
}
