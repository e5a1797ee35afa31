//! The server: from listening to the last connection closed.

use std::{
    io::{self, Write},
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

use backend::{engine::Engine, limits::Limits, policy::Policy};
use tokio::{runtime, sync::OwnedSemaphorePermit};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tracing::{info, warn};

use self::{accept::Site, bind::Door, descriptors::Descriptors};
use crate::{app::App, language::Language, routes};

mod accept;
mod bind;
mod connection;
mod descriptors;
mod machine;
mod stop;
#[cfg(test)]
mod tests;

/// How a server is to be.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The port that must be used; 0 is any free one, and `None` the first free one of 8000…8009.
    pub port: Option<u16>,
    /// Open the page in the browser.
    pub open: bool,
    /// The language of pages for a person who prefers none.
    pub language: Language,
    /// The limits that were asked for.
    pub limits: Limits,
}

/// The TCP connection that a request came on; an extension of every request.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The browser's end.
    pub peer: SocketAddr,
    /// Our end.
    pub local: SocketAddr,
    permit: Option<Arc<OwnedSemaphorePermit>>,
}

impl Connection {
    /// The place that it takes among the connections; whoever keeps the TCP connection keeps this.
    pub(crate) fn permit(&self) -> Option<Arc<OwnedSemaphorePermit>> {
        self.permit.clone()
    }
}

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address cannot be used.
    #[error("{address} cannot be used: {source}")]
    Bind {
        /// The address.
        address: SocketAddr,
        /// What the kernel said.
        source: io::Error,
    },
    /// Somebody else listens there.
    #[error(
        "{address} is in use by {holder} — EADDRINUSE ({code}). Try --port {next}, or --port 0.",
        code = machine::EADDRINUSE,
        next = next(address.port())
    )]
    Busy {
        /// The address.
        address: SocketAddr,
        /// Who it is, as far as this user may know.
        holder: String,
    },
    /// Too few descriptors for anything useful.
    #[error("only {allowed} open files are allowed here, and {least} are needed; raise ulimit -n")]
    FewDescriptors {
        /// How many the system allows.
        allowed: u64,
        /// How many are needed.
        least: u64,
    },
    /// The runtime or its signals could not be set up.
    #[error("the server cannot start: {0}")]
    Runtime(#[from] io::Error),
}

impl Error {
    /// The exit code of the process.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Bind { .. } | Self::Busy { .. } => 3,
            Self::FewDescriptors { .. } | Self::Runtime(_) => 1,
        }
    }
}

/// Serves until a signal says stop. Everything runs on one thread: the wake-up of a second thread
/// would cost more than this server has to do.
pub fn run(plan: Plan) -> Result<(), Error> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let outcome = runtime.block_on(serve(plan));
    // A thread that still looks a name up cannot hold the exit back.
    runtime.shutdown_timeout(Duration::from_millis(100));
    outcome
}

async fn serve(plan: Plan) -> Result<(), Error> {
    let signals = stop::Signals::listen()?;
    let limits = Descriptors::raise()?.fit(plan.limits);
    let door = Door::open(plan.port)?;
    let port = door.port();
    let origins = Arc::new(origins(port));
    let home = format!("{}/", origins[0]);

    let app = App {
        engine: Engine::new(Policy::of_this_machine(port)?, limits.clone()),
        language: plan.language,
        origins,
        upgraded: TaskTracker::new(),
        stopping: CancellationToken::new(),
    };
    let router = routes::router(app.clone(), limits.message_bytes);
    let site = Site::new(router, &app, limits.connections);
    for listener in door.listeners {
        site.listen(listener);
    }

    // If nobody reads the address, the server serves all the same.
    let _ = writeln!(io::stdout(), "{home}");
    info!("serving {home}; Ctrl+C stops");
    if plan.open
        && let Err(error) = open::that_detached(&home)
    {
        warn!(%error, "no browser could be opened");
    }
    stop::when_told(signals, &app, site).await;
    Ok(())
}

/// The ways in which a browser may name this server; a browser leaves the port of http out.
fn origins(port: u16) -> Vec<String> {
    let hosts = ["localhost", "127.0.0.1", "[::1]"];
    let bare = hosts.iter().filter(|_| port == 80).map(|host| format!("http://{host}"));
    bare.chain(hosts.iter().map(|host| format!("http://{host}:{port}"))).collect()
}

fn next(port: u16) -> u16 {
    port.checked_add(1).unwrap_or(8000)
}
