//! What every handler shares.

use std::sync::Arc;

use backend::engine::Engine;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::language::Language;

/// The state of the server; a clone is another handle on the same.
#[derive(Clone, Debug)]
pub struct App {
    /// The sessions.
    pub engine: Engine,
    /// The language of pages for a person who prefers none.
    pub language: Language,
    /// The origins that are this server, such as `http://localhost:8000`.
    pub origins: Arc<Vec<String>>,
    /// Owns the tasks of upgraded connections, which hyper does not watch.
    pub upgraded: TaskTracker,
    /// Ends long polls and live views when the server stops.
    pub stopping: CancellationToken,
}
