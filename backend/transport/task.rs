//! The life of one socket's task: orders, readiness, and deadlines.

use std::{collections::VecDeque, io, net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use socket2::Socket;
use tokio::{
    io::{
        Interest,
        unix::{AsyncFd, AsyncFdReadyGuard},
    },
    sync::mpsc,
    time::{self, Instant},
};

use crate::{
    call::Call,
    command::{How, Protocol},
    effect::{Act, Flow},
    errno::OsError,
    id::SocketId,
    signal::{Fact, Signal},
    sys,
    transport::{Order, Port, Report, ends::socket_on, stream::Loan},
};

/// One socket, its calls that wait, and what it does by itself.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) id: SocketId,
    pub(super) descriptor: Descriptor,
    pub(super) protocol: Protocol,
    pub(super) flow: Flow,
    /// The peer's FIN was read by itself, or reading failed for good.
    pub(super) read_ended: bool,
    pub(super) accepts: VecDeque<Waiting>,
    pub(super) receives: VecDeque<Waiting>,
    pub(super) sends: VecDeque<(Waiting, Bytes, Option<SocketAddr>)>,
    pub(super) connecting: Option<Waiting>,
    /// What `Write` gave and the kernel has not taken.
    pub(super) writes: VecDeque<(Bytes, Option<SocketAddr>)>,
    /// The kernel's send buffer was full at the last attempt.
    pub(super) write_blocked: bool,
    /// What to shut down when everything is written.
    pub(super) shutdown_after: VecDeque<How>,
    /// Reading was shut down: a UDP socket that was, answers `EAGAIN` for ever.
    pub(super) read_shut: bool,
    /// The session knows the address that the kernel chose.
    pub(super) named: bool,
    /// A connection attempt failed: what the reactor believes of the descriptor is stale.
    pub(super) disconnected: bool,
    /// `SO_RCVTIMEO`, kept here because the kernel does not apply it to a non-blocking descriptor.
    pub(super) receive_timeout: Option<Duration>,
    pub(super) drops: u64,
    /// A lane wants what the kernel keeps beside the calls.
    pub(super) evidence: bool,
    pub(super) loan: Option<Loan>,
    sample_drops_at: Option<Instant>,
    orders: mpsc::UnboundedReceiver<Order>,
    reports: mpsc::Sender<Report>,
}

/// A call that was made and did not come back yet.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) call: Call,
    pub(super) since: Instant,
    /// The user was told that it waits.
    pub(super) told: bool,
}

/// The descriptor, and whether the reactor watches it. A fresh TCP socket reports a hang-up that the
/// reactor never forgets, so it is watched only from `listen` or `connect` on.
#[derive(Debug)]
pub(super) enum Descriptor {
    Idle(Socket),
    None,
    Watched(Arc<AsyncFd<Socket>>),
}

/// Whether the task goes on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Life {
    Ends,
    GoesOn,
}

impl Task {
    pub(super) fn new(
        id: SocketId,
        orders: mpsc::UnboundedReceiver<Order>,
        reports: mpsc::Sender<Report>,
    ) -> Self {
        Self {
            id,
            descriptor: Descriptor::None,
            protocol: Protocol::Tcp,
            flow: Flow::default(),
            read_ended: false,
            accepts: VecDeque::new(),
            receives: VecDeque::new(),
            sends: VecDeque::new(),
            connecting: None,
            writes: VecDeque::new(),
            write_blocked: false,
            shutdown_after: VecDeque::new(),
            read_shut: false,
            named: false,
            disconnected: false,
            receive_timeout: None,
            drops: 0,
            evidence: false,
            loan: None,
            sample_drops_at: None,
            orders,
            reports,
        }
    }

    pub(super) async fn run(mut self) {
        enum Wake<'a> {
            LoanMoved,
            Order(Option<Order>),
            Ready(Guard<'a>),
            Time,
            Unwatched(io::Error),
        }
        loop {
            if !self.writes.is_empty() && !self.write_blocked {
                self.write_now().await;
            }
            let deadline = self.deadline();
            let interest = self.interest();
            let watched = self.watched();
            let wake = tokio::select! {
                biased;
                ready = ready(watched.as_deref(), interest), if interest.is_some() => {
                    ready.map_or_else(Wake::Unwatched, Wake::Ready)
                }
                order = self.orders.recv() => Wake::Order(order),
                () = Loan::moved(&mut self.loan), if self.loan.is_some() => Wake::LoanMoved,
                () = until(deadline), if deadline.is_some() => Wake::Time,
            };
            let mut next = None;
            match wake {
                Wake::Ready(mut guard) => self.progress(&mut guard).await,
                Wake::Unwatched(error) => {
                    tracing::warn!(socket = %self.id, %error, "the reactor is gone");
                    return;
                }
                Wake::Order(None) => return,
                Wake::Order(Some(order)) => next = Some(order),
                Wake::LoanMoved => self.settle_loan().await,
                Wake::Time => self.time_passed().await,
            }
            drop(watched);
            if self.disconnected {
                self.disconnected = false;
                self.unwatch();
                // What waited for the connection comes back with what the kernel says now.
                self.retry_receives().await;
                self.retry_sends().await;
            }
            while let Some(order) = next.take().or_else(|| self.orders.try_recv().ok()) {
                if self.perform(order).await == Life::Ends {
                    return;
                }
            }
        }
    }

    /// Tells the session; waits while it has too much to do, which stops the reading of this socket
    /// and lets the kernel's buffers fill.
    pub(super) async fn tell(&self, fact: Fact) {
        self.tell_with(fact, None).await;
    }

    pub(super) async fn tell_with(&self, fact: Fact, connection: Option<Socket>) {
        self.tell_of(now(), fact, connection).await;
    }

    /// The same of a moment that has passed.
    pub(super) async fn tell_of(&self, at: Instant, fact: Fact, connection: Option<Socket>) {
        let signal = Signal { socket: self.id, fact };
        // The session may be gone; then the line is dropped too and the task ends.
        let _ = self.reports.send(Report { signal, connection, at }).await;
    }

    async fn perform(&mut self, order: Order) -> Life {
        let Order { act, port } = order;
        match act {
            Act::Adopt => {
                if let Some(Port::Connection(socket)) = port {
                    self.descriptor = Descriptor::Idle(socket);
                    self.watch();
                }
            }
            Act::Bind(at) => self.asked(Call::Bind { at: at.get() }).await,
            Act::Call(Call::Close) => return self.close(Call::Close).await,
            Act::Call(Call::Reset) => return self.close(Call::Reset).await,
            Act::Call(call) => self.asked(call).await,
            Act::Connect(to) => self.asked(Call::Connect { to: to.get() }).await,
            Act::Flow(flow) => self.flow = flow,
            Act::Lend => {
                if let Some(Port::Loan(taker)) = port {
                    self.lend(taker).await;
                }
            }
            // Names are looked up by the actor, because there may be no socket yet.
            Act::Resolve { .. } => {}
            Act::Send { bytes, to } => self.asked_to_send(bytes, to.map(|to| to.get())).await,
            Act::Start { protocol, family, on } => {
                let made = socket_on(on, protocol, family, port);
                self.start(protocol, family, made).await;
            }
            Act::Watch(on) => self.keep_evidence(on).await,
            // Written before the task waits again, so that what is ordered at once goes out at once.
            Act::Write { bytes, to } => self.writes.push_back((bytes, to.map(|to| to.get()))),
        }
        Life::GoesOn
    }

    /// Lets the reactor watch the descriptor.
    pub(super) fn watch(&mut self) {
        match std::mem::replace(&mut self.descriptor, Descriptor::None) {
            Descriptor::Idle(socket) => {
                let all = Interest::READABLE | Interest::WRITABLE | Interest::ERROR;
                let all = all | sys::URGENT_INTEREST;
                match sys::watch(socket, all) {
                    Ok(fd) => self.descriptor = Descriptor::Watched(Arc::new(fd)),
                    Err(error) => {
                        tracing::error!(socket = %self.id, %error, "epoll refused a socket");
                    }
                }
            }
            other @ (Descriptor::None | Descriptor::Watched(_)) => self.descriptor = other,
        }
    }

    /// Takes the descriptor back from the reactor, with everything it believed.
    pub(super) fn unwatch(&mut self) {
        match std::mem::replace(&mut self.descriptor, Descriptor::None) {
            Descriptor::Watched(fd) => match Arc::try_unwrap(fd) {
                Ok(fd) => self.descriptor = Descriptor::Idle(fd.into_inner()),
                Err(fd) => self.descriptor = Descriptor::Watched(fd),
            },
            other @ (Descriptor::Idle(_) | Descriptor::None) => self.descriptor = other,
        }
    }

    pub(super) fn socket(&self) -> Option<&Socket> {
        match &self.descriptor {
            Descriptor::Idle(socket) => Some(socket),
            Descriptor::None => None,
            Descriptor::Watched(fd) => Some(fd.get_ref()),
        }
    }

    pub(super) fn watched(&self) -> Option<Arc<AsyncFd<Socket>>> {
        match &self.descriptor {
            Descriptor::Watched(fd) => Some(Arc::clone(fd)),
            Descriptor::Idle(_) | Descriptor::None => None,
        }
    }

    /// What readiness the task waits for.
    fn interest(&self) -> Option<Interest> {
        if !matches!(self.descriptor, Descriptor::Watched(_)) {
            return None;
        }
        let accepting = self.flow.accept || !self.accepts.is_empty();
        let reading = self.reads_by_itself() || !self.receives.is_empty();
        let reading = reading && self.connecting.is_none();
        let read = (accepting || reading).then(|| match self.protocol {
            Protocol::Tcp => Interest::READABLE | sys::URGENT_INTEREST,
            // A connected UDP socket's ICMP errors never make it readable.
            Protocol::Udp => Interest::READABLE | Interest::ERROR,
        });
        let writing =
            self.connecting.is_some() || !self.sends.is_empty() || !self.writes.is_empty();
        let write = writing.then_some(Interest::WRITABLE);
        match (read, write) {
            (Some(read), Some(write)) => Some(read | write),
            (read, write) => read.or(write),
        }
    }

    pub(super) fn reads_by_itself(&self) -> bool {
        self.flow.read && !self.read_ended && self.loan.is_none()
    }

    /// When a waiting call times out or the dropped datagrams are counted again.
    fn deadline(&mut self) -> Option<Instant> {
        let unwatched = self.protocol == Protocol::Udp
            && !self.flow.read
            && self.receives.is_empty()
            && self.socket().is_some();
        self.sample_drops_at =
            unwatched.then(|| self.sample_drops_at.unwrap_or_else(|| now() + SAMPLE));
        let call = self.receive_timeout.and_then(|timeout| {
            self.receives.iter().chain(&self.accepts).map(|waiting| waiting.since + timeout).min()
        });
        [self.sample_drops_at, call].into_iter().flatten().min()
    }

    async fn time_passed(&mut self) {
        if self.sample_drops_at.is_some_and(|at| at <= now()) {
            self.sample_drops_at = None;
            self.count_drops().await;
        }
        if let Some(timeout) = self.receive_timeout {
            self.expire(timeout).await;
        }
    }

    /// A direction that is shut down does not read by itself any more.
    pub(super) fn after_shutdown(&mut self, how: How) {
        if how != How::Write {
            self.read_ended = true;
            self.read_shut = true;
        }
    }

    /// Whether waiting for readiness makes sense after that answer.
    pub(super) fn can_wait(&self, error: OsError) -> bool {
        error.would_block() && matches!(self.descriptor, Descriptor::Watched(_))
    }
}

impl Drop for Task {
    /// A task that is cut off must not make its thread wait for `SO_LINGER`.
    fn drop(&mut self) {
        if let Some(socket) = self.socket() {
            let _ = socket.set_linger(None);
        }
    }
}

/// The transport's clock, which measures how long calls take.
#[expect(clippy::disallowed_methods, reason = "the transport measures how long calls take")]
pub(super) fn now() -> Instant {
    Instant::now()
}

async fn until(deadline: Option<Instant>) {
    if let Some(deadline) = deadline {
        time::sleep_until(deadline).await;
    }
}

/// Waits for readiness.
async fn ready(fd: Option<&AsyncFd<Socket>>, interest: Option<Interest>) -> io::Result<Guard<'_>> {
    match (fd, interest) {
        (Some(fd), Some(interest)) => fd.ready(interest).await,
        _ => std::future::pending().await,
    }
}

/// Readiness that can be cleared.
pub(super) type Guard<'a> = AsyncFdReadyGuard<'a, Socket>;

/// How often dropped datagrams are counted while nobody reads.
const SAMPLE: Duration = Duration::from_secs(1);
