//! How much of everything there may be, by name.

use std::time::Duration;

/// The limits of one server; each has a name, a default, and one place where it is checked.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Sessions at once.
    pub sessions: usize,
    /// Open sockets of all sessions together.
    pub sockets: usize,
    /// Labs of all sessions together.
    pub labs: usize,
    /// Bytes of frames that are held or on their way in one lab.
    pub lab_bytes: usize,
    /// Open sockets of one session, accepted connections included.
    pub session_sockets: usize,
    /// HTTP connections at once, WebSockets included.
    pub connections: usize,
    /// Viewers of one session at once.
    pub viewers: usize,
    /// Events that one journal keeps.
    pub journal_events: usize,
    /// Memory that one journal keeps, in bytes.
    pub journal_bytes: usize,
    /// Bytes that wait to be sent on one socket.
    pub queue_bytes: usize,
    /// One command or message from a browser, in bytes.
    pub message_bytes: usize,
    /// Files that are put into journals at once; others wait before their bytes are read.
    pub imports: usize,
    /// A file that is put into a journal, in bytes.
    pub import_bytes: usize,
    /// How long the sockets of a vanished browser live, in seconds.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sessions: 64,
            sockets: 4096,
            labs: 32,
            lab_bytes: 16 << 20,
            session_sockets: 128,
            connections: 512,
            viewers: 256,
            journal_events: 200_000,
            journal_bytes: 32 << 20,
            queue_bytes: 1 << 20,
            message_bytes: 256 << 10,
            imports: 4,
            import_bytes: 8 << 20,
            grace: Duration::from_secs(600),
        }
    }
}

macro_rules! limit {
    ($name:literal, $unit:literal, $field:ident) => {
        Limit {
            name: $name,
            unit: $unit,
            get: |limits| limits.$field as u64,
            set: |limits, value| limits.$field = usize::try_from(value).unwrap_or(usize::MAX),
        }
    };
}

/// A limit by name.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// Its name, as `--limit name=value` takes it.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Reads it.
    pub get: fn(&Limits) -> u64,
    /// Changes it.
    pub set: fn(&mut Limits, u64),
}

/// Every limit.
pub const LIMITS: [Limit; 14] = [
    limit!("sessions", "", sessions),
    limit!("sockets", "", sockets),
    limit!("session-sockets", "", session_sockets),
    limit!("labs", "", labs),
    limit!("lab-bytes", "bytes per lab", lab_bytes),
    limit!("connections", "", connections),
    limit!("viewers", "per session", viewers),
    limit!("journal-events", "per session", journal_events),
    limit!("journal-bytes", "bytes per session", journal_bytes),
    limit!("queue-bytes", "bytes per socket", queue_bytes),
    limit!("message-bytes", "bytes", message_bytes),
    limit!("imports", "", imports),
    limit!("import-bytes", "bytes", import_bytes),
    Limit {
        name: "grace",
        unit: "seconds",
        get: |limits| limits.grace.as_secs(),
        set: |limits, value| limits.grace = Duration::from_secs(value),
    },
];
