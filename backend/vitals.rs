//! What the actor of a session and its handles share beside the feed.

use std::sync::atomic::{AtomicU64, AtomicUsize};

/// What the actor and the handles of a session share beside the feed.
#[derive(Debug, Default)]
pub(crate) struct Vitals {
    /// How many viewers look.
    pub(crate) viewers: AtomicUsize,
    /// When somebody was here last, in milliseconds since the session began.
    pub(crate) seen: AtomicU64,
    /// How many sockets are not closed.
    pub(crate) open: AtomicUsize,
}

/// What all actors share.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    pub(crate) events: AtomicU64,
    pub(crate) crashes: AtomicU64,
}
