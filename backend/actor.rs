//! Drives one session: commands, signals, and the clock meet here.

use std::{
    collections::{BTreeMap, HashMap},
    pin::pin,
    sync::{Arc, atomic::Ordering::Relaxed},
    time::Duration,
};

use socket2::Socket;
use tokio::{
    sync::{mpsc, oneshot},
    task::{Id, JoinError, JoinSet},
    time::{Instant, sleep_until},
};

use crate::{
    answerers::Answerers,
    command::Command,
    effect::{Act, Effect},
    engine::Done,
    event::{Event, Why},
    feed::Feed,
    id::{Seq, SocketId},
    lab::LabCommand,
    lanes::{Labs, Lanes, News},
    node::On,
    policy::Refusal,
    segment::Filed,
    session::{Output, Session},
    signal::{Fact, Signal},
    transport::{self, Line, Order, Port, Report, resolve::resolve, stream::RawStream},
    vitals::{Counters, Vitals},
};

mod beside;
mod commit;
mod evidence;
mod lab;

/// What comes from outside.
#[derive(Debug)]
pub(crate) enum Envelope {
    /// A user's command.
    Command(Command, Answer),
    /// The session is over.
    End(Why),
    /// Frames of a file: those that begin it, or more of the same.
    Import(Vec<Filed>, bool, Answer),
    /// A raw stream of a socket.
    Stream(SocketId, Answer, oneshot::Sender<RawStream>),
}

/// Where the answer to a command goes.
pub(crate) type Answer = oneshot::Sender<Result<Done, Refusal>>;

/// One session with its sockets' tasks.
pub(crate) struct Actor {
    pub(crate) session: Session,
    pub(crate) feed: Feed,
    pub(crate) envelopes: mpsc::Receiver<Envelope>,
    pub(crate) vitals: Arc<Vitals>,
    pub(crate) counters: Arc<Counters>,
    pub(crate) answerers: Arc<Answerers>,
    pub(crate) began: Instant,
    pub(crate) grace: Duration,
    pub(crate) labs: Arc<Labs>,
}

/// The actor while it runs.
struct Running {
    actor: Actor,
    reports: mpsc::Sender<Report>,
    lines: BTreeMap<SocketId, Line>,
    tasks: JoinSet<()>,
    owners: HashMap<Id, SocketId>,
    /// The connection that was accepted in this turn and not adopted yet.
    arrived: Option<Socket>,
    /// Where the raw stream goes that was asked for in this turn.
    loan: Option<oneshot::Sender<RawStream>>,
    /// Events of this turn, not written down yet.
    news: News,
    lanes: Lanes,
    /// Answers of this turn.
    answers: Vec<(Answer, Result<Done, Refusal>)>,
    head: Seq,
    /// When the last event was.
    written: Duration,
    published: Instant,
    publish_at: Option<Instant>,
    ending: Option<Instant>,
}

impl Actor {
    /// Runs until the session is over and every socket is closed.
    pub(crate) async fn run(self) {
        let (reports, mut incoming) = mpsc::channel(REPORTS);
        let mut this = Running {
            published: self.began,
            lanes: Lanes::new(Arc::clone(&self.labs), self.session.own_port()),
            actor: self,
            reports,
            lines: BTreeMap::new(),
            tasks: JoinSet::new(),
            owners: HashMap::new(),
            arrived: None,
            loan: None,
            news: Vec::new(),
            answers: Vec::new(),
            head: Seq::START,
            written: Duration::ZERO,
            publish_at: None,
            ending: None,
        };
        enum Wake {
            Envelope(Option<Envelope>),
            Frames,
            Joined(Option<Result<(Id, ()), JoinError>>),
            Orphan,
            Report(Option<Report>),
            Time,
        }
        let mut orphan = pin!(sleep_until(this.actor.began + this.actor.grace));
        while !this.over() {
            let deadline = this.deadline();
            let wake = tokio::select! {
                biased;
                report = incoming.recv() => Wake::Report(report),
                envelope = this.actor.envelopes.recv(), if this.ending.is_none() => {
                    Wake::Envelope(envelope)
                }
                joined = this.tasks.join_next_with_id(), if !this.tasks.is_empty() => {
                    Wake::Joined(joined)
                }
                () = until(deadline), if deadline.is_some() => Wake::Time,
                () = &mut orphan => Wake::Orphan,
                // Last, because on a busy wire there are always more.
                () = this.lanes.ready(), if this.lanes.wait() => Wake::Frames,
            };
            match wake {
                Wake::Report(report) => {
                    this.take_report(report);
                    // What else is there is taken in the same turn, so that a burst is written
                    // down, published, and shown as one.
                    for _ in 0..REPORTS {
                        let Ok(report) = incoming.try_recv() else { break };
                        this.take_report(Some(report));
                    }
                    // Facts that never run dry must not keep intents waiting.
                    if this.ending.is_none()
                        && let Ok(envelope) = this.actor.envelopes.try_recv()
                    {
                        this.take_envelope(envelope);
                    }
                }
                Wake::Envelope(Some(envelope)) => {
                    this.take_envelope(envelope);
                    for _ in 0..ENVELOPES {
                        let Ok(envelope) = this.actor.envelopes.try_recv() else { break };
                        this.take_envelope(envelope);
                    }
                }
                Wake::Envelope(None) => this.end(Why::Closed),
                // They are taken with every turn.
                Wake::Frames => this.lanes.rest().await,
                Wake::Joined(joined) => this.joined(joined),
                Wake::Orphan => {
                    let next = this.check_orphan();
                    orphan.as_mut().reset(next);
                }
                Wake::Time => this.tick(),
            }
            this.commit();
        }
        this.tasks.shutdown().await;
        this.actor.feed.publish();
        tracing::debug!(events = this.head.0, "a session ended");
    }
}

impl Running {
    fn now(&self) -> Duration {
        instant().saturating_duration_since(self.actor.began)
    }

    fn take_report(&mut self, report: Option<Report>) {
        let Some(Report { mut signal, connection, at }) = report else { return };
        let now = at.saturating_duration_since(self.actor.began);
        if let Fact::Received { data, from_answerer } = &mut signal.fact
            && let Some(view) = self.actor.session.view(signal.socket)
            && view.respond.answers()
        {
            *from_answerer = self.actor.answerers.knows(view, data.from, &self.actor.vitals);
        }
        if let Fact::SavedSyn { bytes } = &signal.fact
            && let Some(view) = self.actor.session.view(signal.socket)
        {
            self.lanes.saved_syn(now, view.on, signal.socket, bytes, &mut self.news);
        }
        self.arrived = connection;
        let named = matches!(signal.fact, Fact::Named { .. }).then_some(signal.socket);
        self.actor.session.signal(now, signal);
        self.named(named);
        self.carry_out(now);
    }

    fn take_envelope(&mut self, envelope: Envelope) {
        let now = self.now();
        match envelope {
            Envelope::Command(Command::Lab(command), answer) => {
                let outcome = self.command_lab(now, command);
                self.answer_of_lanes(now, answer, outcome);
            }
            Envelope::Command(Command::Watch { kernel, wire }, answer) => {
                self.lanes.learn(self.actor.session.views());
                let outcome = self.lanes.watch(now, kernel, wire, &mut self.news);
                self.watch_all();
                self.answer_of_lanes(now, answer, outcome);
            }
            Envelope::Command(command, answer) => {
                if let Err(refusal) = self.provide(now, &command) {
                    return self.answer_of_lanes(now, answer, Err(refusal));
                }
                let outcome = self.actor.session.command(now, command);
                self.carry_out(now);
                self.answer(answer, outcome);
            }
            Envelope::End(why) => self.end(why),
            Envelope::Import(frames, begins, answer) => {
                self.lanes.import(now, frames, begins, &mut self.news);
                self.answer(answer, Ok(None));
            }
            Envelope::Stream(socket, answer, loan) => {
                self.loan = Some(loan);
                let outcome = self.actor.session.command(now, Command::Stream { socket });
                self.carry_out(now);
                self.loan = None;
                self.answer(answer, outcome);
            }
        }
    }

    /// Keeps the answer until the events that it counts are written down.
    fn answer(&mut self, answer: Answer, outcome: Result<Option<SocketId>, Refusal>) {
        let seq = Seq(self.head.0 + self.news.len() as u64);
        self.answers.push((answer, outcome.map(|socket| Done { socket, seq })));
    }

    /// The same for what was asked of the lanes; a refusal is an event here too.
    fn answer_of_lanes(&mut self, now: Duration, answer: Answer, outcome: Result<(), Refusal>) {
        if let Err(refusal) = &outcome {
            self.news.push((now, None, Event::Refused(Box::new(refusal.clone()))));
        }
        self.answer(answer, outcome.map(|()| None));
    }

    fn end(&mut self, why: Why) {
        let now = self.now();
        self.ending = Some(instant() + CLOSING);
        self.actor.session.end(now, why);
        self.carry_out(now);
    }

    fn tick(&mut self) {
        let now = self.now();
        self.actor.session.tick(now);
        self.carry_out(now);
        if self.publish_at.is_some_and(|at| at <= instant()) {
            self.publish();
        }
    }

    /// Takes every output of the last input.
    fn carry_out(&mut self, now: Duration) {
        while let Some(output) = self.actor.session.poll() {
            match output {
                Output::Effect(effect) => self.perform(effect),
                Output::Event(socket, event) => self.news.push((now, socket, event)),
            }
        }
        // This is how a connection is refused: with RST, which also never makes this thread linger.
        if let Some(refused) = self.arrived.take() {
            let _ = refused.set_linger(Some(Duration::ZERO));
        }
    }

    fn perform(&mut self, effect: Effect) {
        let Effect { socket, act } = effect;
        self.announce(socket, &act);
        let port = match &act {
            Act::Adopt => self.arrived.take().map(Port::Connection),
            Act::Lend => self.loan.take().map(Port::Loan),
            Act::Resolve { name, port } => return self.resolve(socket, name.clone(), *port),
            Act::Start { on: On::Lab(node), .. } => Some(Port::Factory(self.factory(*node))),
            Act::Bind(_)
            | Act::Call(_)
            | Act::Connect(_)
            | Act::Flow(_)
            | Act::Send { .. }
            | Act::Start { on: On::Host, .. }
            | Act::Watch(_)
            | Act::Write { .. } => None,
        };
        let begins = matches!(act, Act::Adopt | Act::Start { .. });
        if begins {
            let (line, task) = transport::task(socket, self.reports.clone());
            let handle = self.tasks.spawn(task);
            self.owners.insert(handle.id(), socket);
            self.lines.insert(socket, line);
        }
        if let Some(line) = self.lines.get(&socket) {
            // A task that is gone has said why, or its end is about to be seen.
            let _ = line.send(Order { act, port });
        }
        if begins {
            self.watch(socket);
        }
    }

    fn resolve(&mut self, socket: SocketId, name: String, port: u16) {
        let reports = self.reports.clone();
        self.tasks.spawn(async move {
            let signal = Signal { socket, fact: resolve(name, port).await };
            let _ = reports.send(Report { signal, connection: None, at: instant() }).await;
        });
    }

    /// A task is over: after its last signal, or because it failed.
    fn joined(&mut self, joined: Option<Result<(Id, ()), JoinError>>) {
        let (id, failed) = match joined {
            None => return,
            Some(Ok((id, ()))) => (id, false),
            Some(Err(error)) => (error.id(), error.is_panic()),
        };
        let Some(socket) = self.owners.remove(&id) else { return };
        self.lines.remove(&socket);
        if failed {
            self.actor.counters.crashes.fetch_add(1, Relaxed);
            tracing::error!(%socket, "a socket's task failed");
            let now = self.now();
            self.actor.session.signal(now, Signal { socket, fact: Fact::Crashed });
            self.carry_out(now);
        }
    }

    /// Closes what a vanished browser left, and says when to look again.
    fn check_orphan(&mut self) -> Instant {
        let now = self.now();
        let grace = self.actor.grace;
        let seen = Duration::from_millis(self.actor.vitals.seen.load(Relaxed));
        if 0 < self.actor.vitals.viewers.load(Relaxed) {
            return instant() + grace;
        }
        if now < seen + grace {
            return self.actor.began + seen + grace;
        }
        self.actor.session.close_all(now, Why::Orphaned);
        self.carry_out(now);
        // Others may want one of the few labs that there can be; there may be none to end.
        let _ = self.lanes.command(now, LabCommand::End, &mut self.news);
        instant() + grace.max(Duration::from_millis(10))
    }

    fn deadline(&self) -> Option<Instant> {
        let linger = self.actor.session.deadline().map(|at| self.actor.began + at);
        let lanes = self.lanes.due().map(|at| self.actor.began + at);
        [self.publish_at, linger, self.ending, lanes].into_iter().flatten().min()
    }

    fn over(&self) -> bool {
        self.ending.is_some_and(|by| {
            (self.actor.session.is_idle() && self.lines.is_empty()) || by <= instant()
        })
    }
}

/// The engine's clock.
#[expect(clippy::disallowed_methods, reason = "this is where the engine reads the clock")]
pub(crate) fn instant() -> Instant {
    Instant::now()
}

async fn until(deadline: Option<Instant>) {
    if let Some(deadline) = deadline {
        sleep_until(deadline).await;
    }
}

/// How many signals wait before sockets stop reading.
const REPORTS: usize = 256;

/// How many commands wait before browsers do.
pub(crate) const ENVELOPES: usize = 64;

/// How long sockets may take to close at the end.
const CLOSING: Duration = Duration::from_secs(2);
