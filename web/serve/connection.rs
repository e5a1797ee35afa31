//! One connection of a browser, from its first request to its end.

use std::{convert::Infallible, pin::pin, time::Duration};

use axum::{body::Body, extract::Request, response::Response};
use hyper::{
    body::{Body as _, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tower::ServiceExt;
use tower_http::timeout::DeadlineBody;
use tracing::debug;

use super::{Connection, accept::Site};

/// What a connection waits for.
enum Wake {
    Ended(hyper::Result<()>),
    Stop,
}

/// How HTTP is spoken here. Heads over the limits are answered 431 by hyper. The time for a head
/// also runs while a kept-alive connection is idle.
pub(super) fn http() -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .max_headers(64)
        .max_header_size(16 << 10)
        .max_buf_size(64 << 10)
        .half_close(true);
    http
}

/// Serves the requests of a connection; when the server stops, the one that runs is the last.
pub(super) async fn serve(site: Site, stream: TcpStream, connection: Connection) {
    let Site { router, http, stopping, .. } = site;
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        let connection = connection.clone();
        async move { Ok::<Response, Infallible>(answer(router, request, connection).await) }
    });
    // The stream must be exactly this type: an upgrade takes it out again.
    let mut talk = pin!(http.serve_connection(TokioIo::new(stream), service).with_upgrades());
    let mut told = false;
    loop {
        let wake = tokio::select! {
            ended = talk.as_mut() => Wake::Ended(ended),
            () = stopping.cancelled(), if !told => Wake::Stop,
        };
        match wake {
            Wake::Ended(Ok(())) => return,
            Wake::Ended(Err(error)) => return debug!(%error, "a connection ended early"),
            Wake::Stop => {
                told = true;
                talk.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answer(
    router: axum::Router,
    request: hyper::Request<Incoming>,
    connection: Connection,
) -> Response {
    let mut request: Request = request.map(|body| match body.is_end_stream() {
        true => Body::empty(),
        false => Body::new(DeadlineBody::new(BODY, body)),
    });
    request.extensions_mut().insert(connection);
    match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// How long a request may take to say what it wants.
const HEAD: Duration = Duration::from_secs(10);

/// How long a request's body may take.
const BODY: Duration = Duration::from_secs(15);
