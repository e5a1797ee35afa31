//! The end of the server: in order, within ten seconds, whatever happens.

use std::{io, process, time::Duration};

use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::timeout,
};
use tokio_util::task::TaskTracker;
use tracing::{error, info, warn};

use super::accept::Site;
use crate::app::App;

/// The signals that end the server.
#[derive(Debug)]
pub(super) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    /// Begins to listen for them; from here on they no longer end the process by themselves.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for one; gives the exit code of a process that it ends.
    async fn next(&mut self) -> i32 {
        tokio::select! {
            _ = self.interrupt.recv() => 130,
            _ = self.terminate.recv() => 143,
        }
    }
}

/// Waits for the first signal, and stops; a second one ends the process at once.
pub(super) async fn when_told(mut signals: Signals, app: &App, site: Site) {
    signals.next().await;
    info!("stopping; once more stops at once");
    tokio::select! {
        biased;
        code = signals.next() => process::exit(code),
        stopped = timeout(ALL, stop(app, site)) => {
            if stopped.is_err() {
                warn!("not everything stopped in time");
            }
        }
    }
}

async fn stop(app: &App, site: Site) {
    // No more connections; idle ones close, and live views and long polls end.
    app.stopping.cancel();
    let open = app.engine.stats().sockets;
    let engine = app.engine.clone();
    // On a task of its own, so that a defect in it does not keep the rest from stopping.
    let sockets = site.tasks.spawn(async move { engine.shutdown(SOCKETS).await });
    let sockets = async {
        match timeout(SOCKETS + Duration::from_secs(1), sockets).await {
            Ok(Ok(())) => (),
            Ok(Err(defect)) => error!(%defect, "the sockets were not closed in order"),
            Err(_) => warn!("the sockets did not close in time"),
        }
    };
    // A view that is behind is reading already while the sockets close.
    tokio::join!(sockets, ended(&app.upgraded, "live views", VIEWS));
    ended(&site.tasks, "connections", CONNECTIONS).await;
    info!("stopped; sockets that were open and are closed: {open}");
}

async fn ended(tasks: &TaskTracker, what: &str, deadline: Duration) {
    tasks.close();
    if timeout(deadline, tasks.wait()).await.is_err() {
        warn!("{} {what} did not end in time", tasks.len());
    }
}

/// For everything: whoever stops a server waits at most this long.
const ALL: Duration = Duration::from_secs(9);

/// For the sockets of all sessions.
const SOCKETS: Duration = Duration::from_secs(5);

/// For the viewers to read what is left and to say goodbye, from the first signal on.
const VIEWS: Duration = Duration::from_millis(7200);

/// For the last requests, after that.
const CONNECTIONS: Duration = Duration::from_millis(1200);
