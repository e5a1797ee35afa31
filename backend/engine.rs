//! All sessions, and the end of them.

use std::{sync::Arc, time::Duration};

use crate::{
    command::Command,
    feed::Reader,
    id::{Seq, SessionId, SocketId},
    limits::Limits,
    policy::{Policy, Refusal},
    transport::stream::RawStream,
};

/// Everything that runs; a clone is another handle on the same.
#[derive(Clone, Debug)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {}

impl Engine {
    /// An engine without sessions.
    #[must_use]
    pub fn new(policy: Policy, limits: Limits) -> Self {
        let _ = (policy, limits);
        Self { inner: Arc::new(Inner {}) }
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        todo!()
    }

    /// Begins a session.
    pub fn begin(&self) -> Result<SessionHandle, Refusal> {
        let _ = &self.inner;
        todo!()
    }

    /// The session of that name.
    #[must_use]
    pub fn session(&self, _id: SessionId) -> Option<SessionHandle> {
        todo!()
    }

    /// What is going on, in numbers.
    #[must_use]
    pub fn stats(&self) -> Stats {
        todo!()
    }

    /// Closes every socket of every session, with reason `shutdown`, and waits for it.
    pub async fn shutdown(&self, _deadline: Duration) {
        todo!()
    }
}

/// What is going on, in numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stats {
    /// Sessions now.
    pub sessions: usize,
    /// Open sockets now.
    pub sockets: usize,
    /// Viewers now.
    pub viewers: usize,
    /// Bytes of memory that the journals take.
    pub journal_bytes: usize,
    /// Events since the start.
    pub events: u64,
    /// Tasks that failed since the start; each is a defect.
    pub crashes: u64,
}

/// All that anyone outside can hold of a session.
#[derive(Clone, Debug)]
pub struct SessionHandle {
    reader: Reader,
}

impl SessionHandle {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> SessionId {
        todo!()
    }

    /// Gives a command and waits for the session's answer.
    pub async fn command(&self, command: Command) -> Result<Done, Refusal> {
        self.submit(command).await.answer().await
    }

    /// Gives a command; waits only while too many others wait.
    pub async fn submit(&self, _command: Command) -> Pending {
        todo!()
    }

    /// A cursor behind that place.
    #[must_use]
    pub fn reader(&self, after: Seq) -> Reader {
        self.reader.clone().resume(after.min(self.reader.head()))
    }

    /// Says that somebody looks, for as long as the value lives; without anybody the sockets close
    /// after their grace.
    pub fn attend(&self) -> Result<Presence, Refusal> {
        todo!()
    }

    /// Says that somebody was here just now.
    pub fn touch(&self) {
        todo!()
    }

    /// Takes the bytes of a connected TCP socket out of the journal's way.
    pub async fn stream(&self, _socket: SocketId) -> Result<RawStream, Refusal> {
        todo!()
    }

    /// Ends the session: every socket closes, and readers end.
    pub async fn end(&self) {
        todo!()
    }
}

/// The answer to a command that is on its way.
#[derive(Debug)]
pub struct Pending {}

impl Pending {
    /// Waits for it.
    pub async fn answer(self) -> Result<Done, Refusal> {
        todo!()
    }
}

/// A command was taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Done {
    /// The socket it made.
    pub socket: Option<SocketId>,
    /// The place of the newest event after it.
    pub seq: Seq,
}

/// Somebody looks at a session.
#[derive(Debug)]
pub struct Presence {}
