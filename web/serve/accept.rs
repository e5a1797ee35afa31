//! Takes connections in, as many as there may be.

use std::{io, sync::Arc, time::Duration};

use axum::Router;
use hyper::server::conn::http1;
use nix::errno::Errno;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{debug, warn};

use super::{Connection, connection};
use crate::app::App;

/// What every connection shares.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) router: Router,
    pub(super) http: http1::Builder,
    pub(super) stopping: CancellationToken,
    /// Owns the tasks of listeners and connections.
    pub(super) tasks: TaskTracker,
    places: Arc<Semaphore>,
    farewells: Arc<Semaphore>,
}

/// What an accept loop wakes for.
enum Wake {
    Came(io::Result<TcpStream>),
    Stop,
}

impl Site {
    pub(super) fn new(router: Router, app: &App, connections: usize) -> Self {
        Self {
            router,
            http: connection::http(),
            stopping: app.stopping.clone(),
            tasks: TaskTracker::new(),
            places: Arc::new(Semaphore::new(connections.min(Semaphore::MAX_PERMITS))),
            farewells: Arc::new(Semaphore::new(FAREWELLS)),
        }
    }

    /// Serves whoever comes in there, until the server stops.
    pub(super) fn listen(&self, listener: TcpListener) {
        let site = self.clone();
        self.tasks.spawn(async move {
            loop {
                let wake = tokio::select! {
                    biased;
                    () = site.stopping.cancelled() => Wake::Stop,
                    came = listener.accept() => Wake::Came(came.map(|(stream, _)| stream)),
                };
                match wake {
                    Wake::Came(Ok(stream)) => site.take(stream),
                    Wake::Came(Err(error)) => rest(&error).await,
                    Wake::Stop => return,
                }
            }
        });
    }

    fn take(&self, stream: TcpStream) {
        let (Ok(peer), Ok(local)) = (stream.peer_addr(), stream.local_addr()) else {
            // It is gone already.
            return;
        };
        // What is sent is sent whole, so there is nothing to wait for.
        let _ = stream.set_nodelay(true);
        let Ok(permit) = Arc::clone(&self.places).try_acquire_owned() else {
            return self.turn_away(stream);
        };
        let connection = Connection { peer, local, permit: Some(Arc::new(permit)) };
        self.tasks.spawn(connection::serve(self.clone(), stream, connection));
    }

    /// Says at once that there is no place. The answer fits into the kernel's buffer; whoever has
    /// sent something would lose it to a RST, so that it is read for a moment, if not too many are.
    fn turn_away(&self, mut stream: TcpStream) {
        debug!("a connection was turned away: all places are taken");
        if stream.try_write(FULL.as_bytes()).is_err() {
            return;
        }
        let Ok(permit) = Arc::clone(&self.farewells).try_acquire_owned() else {
            return;
        };
        self.tasks.spawn(async move {
            let _permit = permit;
            let _ = stream.shutdown().await;
            let mut rest = [0; 1024];
            let drain = async { while let Ok(1..) = stream.read(&mut rest).await {} };
            // Over time or not, the connection ends here.
            let _ = timeout(FAREWELL, drain).await;
        });
    }
}

/// Waits after an error of `accept(2)`: a moment where the connection was at fault, and longer
/// where the kernel has no more to give, which would otherwise be asked again and again.
async fn rest(error: &io::Error) {
    let exhausted = [Errno::EMFILE, Errno::ENFILE, Errno::ENOBUFS, Errno::ENOMEM];
    if error.raw_os_error().is_some_and(|code| exhausted.contains(&Errno::from_raw(code))) {
        warn!(%error, "no connection can be accepted at the moment");
        sleep(Duration::from_millis(200)).await;
    } else {
        debug!(%error, "a connection went away before it was accepted");
        sleep(Duration::from_millis(1)).await;
    }
}

/// How many that were turned away are read at once; they take descriptors from the reserve.
const FAREWELLS: usize = 16;

const FAREWELL: Duration = Duration::from_millis(500);

/// What is said when all places are taken.
const FULL: &str = "HTTP/1.1 503 Service Unavailable\r\n\
    content-type: text/plain; charset=utf-8\r\n\
    content-length: 57\r\n\
    retry-after: 2\r\n\
    cache-control: no-store\r\n\
    x-content-type-options: nosniff\r\n\
    content-security-policy: default-src 'none'\r\n\
    connection: close\r\n\r\n\
    all connections are taken (--limit connections raises it)";
