//! All sessions, and the end of them.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot},
    task::JoinSet,
    time::{Instant, timeout},
};

use crate::{
    actor::{Actor, ENVELOPES, Envelope, instant},
    answerers::Answerers,
    command::Command,
    event::Why,
    feed::{Feed, Reader, lock},
    id::{Seq, SessionId, SocketId},
    journal::Journal,
    lanes::Labs,
    limits::Limits,
    policy::{Policy, Refusal},
    segment::Filed,
    session::{
        Session,
        quota::{Pool, Quota},
    },
    transport::stream::RawStream,
    view::State,
    vitals::{Counters, Vitals},
};

/// Everything that runs; a clone is another handle on the same.
#[derive(Clone, Debug)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    policy: Arc<Policy>,
    limits: Limits,
    pool: Arc<Pool>,
    answerers: Arc<Answerers>,
    counters: Arc<Counters>,
    sessions: Mutex<BTreeMap<SessionId, SessionHandle>>,
    tasks: Mutex<JoinSet<()>>,
    stopping: AtomicBool,
    labs: Arc<Labs>,
    imports: Arc<Semaphore>,
}

impl Engine {
    /// An engine without sessions.
    #[must_use]
    pub fn new(policy: Policy, limits: Limits) -> Self {
        Self::with_labs(policy, limits, None)
    }

    /// The same with the path of the program whose `lab-host` makes labs; without one it is the
    /// program that runs.
    #[must_use]
    pub fn with_labs(policy: Policy, limits: Limits, lab_program: Option<PathBuf>) -> Self {
        let pool = Pool::new(limits.sockets);
        let labs = Labs::new(lab_program, limits.labs, limits.lab_bytes);
        let imports = Arc::new(Semaphore::new(limits.imports.min(Semaphore::MAX_PERMITS)));
        let answerers = Arc::new(Answerers::new(policy.own_addresses.clone()));
        Self {
            inner: Arc::new(Inner {
                policy: Arc::new(policy),
                limits,
                pool,
                answerers,
                counters: Arc::default(),
                sessions: Mutex::default(),
                tasks: Mutex::default(),
                stopping: AtomicBool::new(false),
                labs,
                imports,
            }),
        }
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// Waits until another file may be put into a journal; it may be so for as long as the value lives.
    pub async fn import_turn(&self) -> Option<OwnedSemaphorePermit> {
        // It is never closed.
        Arc::clone(&self.inner.imports).acquire_owned().await.ok()
    }

    /// The rules in force.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.inner.policy
    }

    /// Begins a session. Where there are too many, the one that nobody has looked at for longest
    /// gives way, if it has no open sockets.
    pub fn begin(&self) -> Result<SessionHandle, Refusal> {
        let inner = &self.inner;
        if inner.stopping.load(Relaxed) {
            return Err(Refusal::ShuttingDown);
        }
        let limit = inner.limits.sessions;
        let mut sessions = lock(&inner.sessions);
        if limit <= sessions.len() {
            let idle = sessions.values().filter(|session| session.is_abandoned());
            let oldest = idle.min_by_key(|session| session.seen()).map(SessionHandle::id);
            let Some(session) = oldest.and_then(|id| sessions.remove(&id)) else {
                return Err(Refusal::TooManySessions { limit });
            };
            session.end_soon(Why::Closed);
        }
        #[expect(clippy::expect_used, reason = "an operating system without random bits is broken")]
        let id = SessionId::draw().expect("the operating system has random bits");
        let (session, actor) = self.session_of(id);
        sessions.insert(id, session.clone());
        drop(sessions);
        let keeper = Arc::downgrade(inner);
        let mut tasks = lock(&inner.tasks);
        while tasks.try_join_next().is_some() {}
        tasks.spawn(async move {
            actor.run().await;
            if let Some(inner) = keeper.upgrade() {
                lock(&inner.sessions).remove(&id);
            }
        });
        Ok(session)
    }

    /// Whether a session can begin now.
    #[must_use]
    pub fn has_room(&self) -> bool {
        let sessions = lock(&self.inner.sessions);
        sessions.len() < self.inner.limits.sessions
            || sessions.values().any(SessionHandle::is_abandoned)
    }

    fn session_of(&self, id: SessionId) -> (SessionHandle, Actor) {
        let inner = &self.inner;
        let limits = &inner.limits;
        let quota = Quota::new(limits.session_sockets, Arc::clone(&inner.pool));
        let (feed, reader) = Feed::new(Journal::new(limits));
        let (sender, envelopes) = mpsc::channel(ENVELOPES);
        let vitals = Arc::new(Vitals::default());
        let began = instant();
        let handle = SessionHandle {
            id,
            envelopes: sender,
            reader,
            vitals: Arc::clone(&vitals),
            began,
            viewers: limits.viewers,
        };
        let actor = Actor {
            session: Session::new(Arc::clone(&inner.policy), quota, limits.queue_bytes),
            feed,
            envelopes,
            vitals,
            counters: Arc::clone(&inner.counters),
            answerers: Arc::clone(&inner.answerers),
            began,
            grace: limits.grace,
            labs: Arc::clone(&inner.labs),
        };
        (handle, actor)
    }

    /// The session of that name.
    #[must_use]
    pub fn session(&self, id: SessionId) -> Option<SessionHandle> {
        lock(&self.inner.sessions).get(&id).cloned()
    }

    /// What is going on, in numbers.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let sessions = lock(&self.inner.sessions);
        let viewers = sessions.values().map(|session| session.vitals.viewers.load(Relaxed)).sum();
        Stats {
            sessions: sessions.len(),
            sockets: self.inner.pool.taken(),
            viewers,
            journal_bytes: sessions.values().map(|session| session.reader.bytes()).sum(),
            events: self.inner.counters.events.load(Relaxed),
            crashes: self.inner.counters.crashes.load(Relaxed),
        }
    }

    /// Counts a task that failed outside of the engine; it is a defect just the same.
    pub fn count_crash(&self) {
        self.inner.counters.crashes.fetch_add(1, Relaxed);
    }

    /// Closes every socket of every session, with reason `shutdown`, and waits for it.
    pub async fn shutdown(&self, deadline: Duration) {
        self.inner.stopping.store(true, Relaxed);
        let sessions: Vec<_> = lock(&self.inner.sessions).values().cloned().collect();
        let mut tasks = std::mem::take(&mut *lock(&self.inner.tasks));
        let end = async {
            for session in sessions {
                // A session that is over already needs no telling.
                let _ = session.envelopes.send(Envelope::End(Why::Shutdown)).await;
            }
            while tasks.join_next().await.is_some() {}
        };
        if timeout(deadline, end).await.is_err() {
            tracing::warn!("some sockets did not close in time");
        }
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
    id: SessionId,
    envelopes: mpsc::Sender<Envelope>,
    reader: Reader,
    vitals: Arc<Vitals>,
    began: Instant,
    viewers: usize,
}

impl SessionHandle {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> SessionId {
        self.id
    }

    /// Gives a command and waits for the session's answer.
    pub async fn command(&self, command: Command) -> Result<Done, Refusal> {
        self.submit(command).await.await
    }

    /// Gives a command; waits only while too many others wait.
    pub async fn submit(&self, command: Command) -> Pending {
        let (sender, answer) = oneshot::channel();
        // If the session is over the sender is dropped, which is the answer.
        let _ = self.envelopes.send(Envelope::Command(command, sender)).await;
        Pending { answer }
    }

    /// A cursor behind that place.
    #[must_use]
    pub fn reader(&self, after: Seq) -> Reader {
        self.reader.clone().resume(after.min(self.reader.head()))
    }

    /// Says that somebody looks, for as long as the value lives; without anybody the sockets close
    /// after their grace.
    pub fn attend(&self) -> Result<Presence, Refusal> {
        let limit = self.viewers;
        let admit = |viewers| (viewers < limit).then_some(viewers + 1);
        match self.vitals.viewers.fetch_update(Relaxed, Relaxed, admit) {
            Ok(_) => Ok(Presence { session: self.clone() }),
            Err(_) => Err(Refusal::TooManyViewers { limit }),
        }
    }

    /// Says that somebody was here just now.
    pub fn touch(&self) {
        let now = instant().saturating_duration_since(self.began).as_millis();
        self.vitals.seen.store(u64::try_from(now).unwrap_or(u64::MAX), Relaxed);
    }

    /// Puts the frames of a file into the journal, in turns, so that others wait for one turn only.
    ///
    /// # Errors
    ///
    /// The session is over.
    pub async fn import(&self, frames: Vec<Filed>) -> Result<(), Refusal> {
        let mut frames = frames.into_iter().peekable();
        let mut begins = true;
        while frames.peek().is_some() {
            let (sender, answer) = oneshot::channel();
            let turn = frames.by_ref().take(IMPORTED).collect();
            let _ = self.envelopes.send(Envelope::Import(turn, begins, sender)).await;
            Pending { answer }.await?;
            begins = false;
            // Sockets are only looked at when everybody waits, so this lets others have their turn.
            tokio::task::yield_now().await;
        }
        Ok(())
    }

    /// Takes the bytes of a connected TCP socket out of the journal's way.
    pub async fn stream(&self, socket: SocketId) -> Result<RawStream, Refusal> {
        let (sender, answer) = oneshot::channel();
        let (loan, stream) = oneshot::channel();
        let _ = self.envelopes.send(Envelope::Stream(socket, sender, loan)).await;
        Pending { answer }.await?;
        // The socket may have closed between the answer and the loan.
        let gone = Refusal::NotNow { state: State::Closed, doing: "give its bytes to a stream" };
        stream.await.map_err(|_| gone)
    }

    /// Ends the session: every socket closes, and readers end.
    pub async fn end(&self) {
        let _ = self.envelopes.send(Envelope::End(Why::Closed)).await;
        self.envelopes.closed().await;
    }

    fn end_soon(&self, why: Why) {
        // A full queue means that somebody is at work with it after all; it ends when they leave.
        let _ = self.envelopes.try_send(Envelope::End(why));
    }

    fn is_abandoned(&self) -> bool {
        self.vitals.viewers.load(Relaxed) == 0 && self.vitals.open.load(Relaxed) == 0
    }

    fn seen(&self) -> Instant {
        self.began + Duration::from_millis(self.vitals.seen.load(Relaxed))
    }
}

/// The answer to a command that is on its way.
#[derive(Debug)]
pub struct Pending {
    answer: oneshot::Receiver<Result<Done, Refusal>>,
}

impl Future for Pending {
    type Output = Result<Done, Refusal>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(Pin::new(&mut self.answer).poll(cx));
        // A session that is over answers nothing more.
        Poll::Ready(answer.unwrap_or(Err(Refusal::SessionEnded)))
    }
}

/// A command was taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Done {
    /// The socket it made.
    pub socket: Option<SocketId>,
    /// The place of the newest event when it was taken; what it brings comes after that.
    pub seq: Seq,
}

/// Somebody looks at a session.
#[derive(Debug)]
pub struct Presence {
    session: SessionHandle,
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.session.touch();
        self.session.vitals.viewers.fetch_sub(1, Relaxed);
    }
}

/// How many frames of a file one turn takes.
const IMPORTED: usize = 128;
