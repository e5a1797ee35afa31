//! Calls that a user asked for: made once, and if they would block, made again when the socket is ready.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;
use socket2::Socket;
use tokio::io::Ready;

use crate::{
    call::{Answer, Call, Data},
    command::{How, Protocol},
    errno::OsError,
    option::{OptionName, OptionValue},
    signal::Fact,
    sys,
    transport::{
        option,
        task::{Descriptor, Guard, Task, Waiting, now},
    },
};

/// What a call gave: its answer, and for `accept` the connection itself.
type Outcome = Result<(Answer, Option<Socket>), OsError>;

impl Task {
    /// Makes a call.
    pub(super) async fn asked(&mut self, call: Call) {
        if let Call::Shutdown { how } = call
            && how != How::Read
            && !self.writes.is_empty()
        {
            self.shutdown_after.push_back(how);
            return;
        }
        let waiting = Waiting { call, since: now(), told: false };
        match waiting.call {
            // Behind another that waits, a call waits too.
            Call::Accept if !self.accepts.is_empty() => {
                let waiting = self.tell_waiting(waiting).await;
                return self.accepts.push_back(waiting);
            }
            Call::Recv { .. } if !self.receives.is_empty() => {
                let waiting = self.tell_waiting(waiting).await;
                return self.receives.push_back(waiting);
            }
            Call::Accept => self.accepts.push_back(waiting),
            Call::Recv { .. } => self.receives.push_back(waiting),
            Call::Connect { to } => return self.connect(waiting, to).await,
            Call::Bind { .. }
            | Call::Close
            | Call::GetAddrInfo { .. }
            | Call::Listen { .. }
            | Call::Reset
            | Call::Send { .. }
            | Call::SetSockOpt { .. }
            | Call::Shutdown { .. }
            | Call::Socket { .. } => {
                let outcome = self.make(&waiting.call);
                return self.returned(waiting, outcome).await;
            }
        }
        self.retry_accepts().await;
        self.retry_receives().await;
    }

    /// Makes one `send`.
    pub(super) async fn asked_to_send(&mut self, bytes: Bytes, to: Option<SocketAddr>) {
        let call = Call::Send { len: bytes.len(), to };
        self.sends.push_back((Waiting { call, since: now(), told: false }, bytes, to));
        self.retry_sends().await;
    }

    /// The socket is ready for something: makes the waiting calls again, then what happens by itself.
    pub(super) async fn progress(&mut self, guard: &mut Guard<'_>) {
        let ready = guard.ready();
        if ready.is_writable() || ready.is_error() {
            if self.connecting.is_some() {
                if !self.finish_connecting().await {
                    guard.clear_ready_matching(Ready::WRITABLE);
                }
                return;
            }
            self.write_blocked = false;
            if !self.retry_sends().await || !self.write_now().await {
                guard.clear_ready_matching(Ready::WRITABLE);
            }
        }
        let urgent = sys::is_urgent(ready);
        if ready.is_readable() || ready.is_error() || urgent {
            let emptied = self.retry_accepts().await
                || self.retry_receives().await
                || self.accept_by_itself().await
                || self.read_by_itself(urgent).await;
            if emptied {
                guard.clear_ready_matching(Ready::READABLE | Ready::ERROR | sys::URGENT);
            } else {
                // More is there: the session has its turn first, so that what is under way between
                // it and this task stays small.
                tokio::task::yield_now().await;
            }
        }
    }

    /// Makes waiting `accept`s; whether the queue was found empty.
    async fn retry_accepts(&mut self) -> bool {
        while let Some(waiting) = self.accepts.pop_front() {
            let outcome = self.make(&waiting.call);
            if self.waits(&outcome) {
                let waiting = self.tell_waiting(waiting).await;
                self.accepts.push_front(waiting);
                return true;
            }
            self.returned(waiting, outcome).await;
        }
        false
    }

    /// Makes waiting `recv`s; whether there was nothing to read.
    pub(super) async fn retry_receives(&mut self) -> bool {
        while let Some(waiting) = self.receives.pop_front() {
            let mut outcome = self.make(&waiting.call);
            if let Err(error) = outcome
                && self.explain(error).await
            {
                outcome = self.make(&waiting.call);
            }
            if self.waits(&outcome) {
                let waiting = self.tell_waiting(waiting).await;
                self.receives.push_front(waiting);
                return true;
            }
            self.returned(waiting, outcome).await;
            self.count_drops().await;
        }
        false
    }

    /// Makes waiting `send`s; whether the kernel had room for all. They come before what `Write`
    /// gave: the session asks for a `send` only when no write is under way.
    pub(super) async fn retry_sends(&mut self) -> bool {
        while let Some((waiting, bytes, to)) = self.sends.pop_front() {
            let outcome = match self.socket() {
                Some(socket) => sys::send(socket, &bytes, to)
                    .map(|took| (Answer::Took(bytes.slice(..took)), None)),
                None => Err(OsError::BAD_DESCRIPTOR),
            };
            if let Err(error) = outcome
                && self.explain(error).await
            {
                self.sends.push_front((waiting, bytes, to));
                continue;
            }
            if self.waits(&outcome) {
                let waiting = self.tell_waiting(waiting).await;
                self.sends.push_front((waiting, bytes, to));
                return false;
            }
            let sent = outcome.is_ok();
            self.returned(waiting, outcome).await;
            if sent {
                self.tell_name().await;
            }
        }
        true
    }

    /// Calls that waited as long as `SO_RCVTIMEO` allows come back with what the kernel says now.
    pub(super) async fn expire(&mut self, timeout: Duration) {
        let time = now();
        let late = |waiting: &Waiting| waiting.since + timeout <= time;
        while self.accepts.front().is_some_and(late) || self.receives.front().is_some_and(late) {
            let queue = if self.accepts.front().is_some_and(late) {
                &mut self.accepts
            } else {
                &mut self.receives
            };
            if let Some(waiting) = queue.pop_front() {
                let outcome = self.make(&waiting.call);
                self.returned(waiting, outcome).await;
            }
        }
    }

    async fn connect(&mut self, waiting: Waiting, to: SocketAddr) {
        // The reactor never forgets a hang-up, so it watches each attempt afresh.
        let watched = self.watched().is_some();
        self.unwatch();
        let outcome = match self.socket() {
            Some(socket) => socket.connect(&to.into()).map_err(OsError::from),
            None => Err(OsError::BAD_DESCRIPTOR),
        };
        match outcome {
            Err(OsError::IN_PROGRESS) => {
                self.watch();
                let waiting = self.tell_waiting(waiting).await;
                self.connecting = Some(waiting);
                // The first segment is on its way, so whoever sees it wants to know whose it is.
                self.tell_local().await;
            }
            Ok(()) => {
                self.watch();
                if self.evidence {
                    self.queue_errors(true);
                }
                let outcome = self.connected();
                self.returned(waiting, outcome).await;
            }
            Err(error) => {
                if watched {
                    self.watch();
                }
                self.returned(waiting, Err(error)).await;
            }
        }
    }

    /// Whether the connection attempt is over.
    async fn finish_connecting(&mut self) -> bool {
        let Some(to) = self.connecting.as_ref().and_then(|waiting| waiting.call.peer()) else {
            return true;
        };
        let Some(socket) = self.socket() else { return true };
        // Asked by `connect` itself and not by SO_ERROR, which would leave the kernel's socket in
        // the middle of the attempt: the next connect would be ECONNABORTED.
        let outcome = match socket.connect(&to.into()).map_err(OsError::from) {
            Ok(()) | Err(OsError::IS_CONNECTED) => self.connected(),
            // Not yet: the readiness was about something else.
            Err(OsError::ALREADY | OsError::IN_PROGRESS) => return false,
            Err(error) => Err(error),
        };
        if outcome.is_err() {
            self.disconnected = true;
        }
        if let Some(waiting) = self.connecting.take() {
            self.returned(waiting, outcome).await;
        }
        true
    }

    /// Both addresses of a connection.
    fn connected(&self) -> Outcome {
        let socket = self.socket().ok_or(OsError::BAD_DESCRIPTOR)?;
        let local = address(socket.local_addr())?;
        Ok((Answer::Connected { local, peer: address(socket.peer_addr())? }, None))
    }

    /// Makes a call that needs no bytes from the user.
    fn make(&mut self, call: &Call) -> Outcome {
        let protocol = self.protocol;
        let socket = self.socket().ok_or(OsError::BAD_DESCRIPTOR)?;
        let answer = match call {
            Call::Accept => return accept(socket),
            Call::Bind { at } => {
                socket.bind(&(*at).into())?;
                Answer::Bound { local: address(socket.local_addr())? }
            }
            Call::Listen { backlog } => {
                socket.listen(i32::try_from(*backlog).unwrap_or(i32::MAX))?;
                let local = address(socket.local_addr())?;
                // As for connect: what the reactor saw before does not count any more.
                self.unwatch();
                self.watch();
                Answer::Bound { local }
            }
            Call::Recv { max, peek } => Answer::Data(receive(socket, protocol, *max, *peek)?),
            Call::SetSockOpt { setting } => {
                let now = option::set(socket, setting)?;
                if setting.option == OptionName::ReceiveTimeout {
                    self.receive_timeout = match setting.value {
                        OptionValue::Number(millis) if 0 < millis => {
                            Some(Duration::from_millis(millis.into()))
                        }
                        OptionValue::Number(_)
                        | OptionValue::Flag(_)
                        | OptionValue::Off
                        | OptionValue::Word(_) => None,
                    };
                }
                Answer::Now(now)
            }
            Call::Shutdown { how } => {
                let outcome = socket.shutdown(sys::direction(*how));
                // A UDP socket without a peer answers ENOTCONN and does it all the same.
                if outcome.is_ok() || protocol == Protocol::Udp {
                    self.after_shutdown(*how);
                }
                outcome?;
                Answer::Done
            }
            Call::Close
            | Call::Connect { .. }
            | Call::GetAddrInfo { .. }
            | Call::Reset
            | Call::Send { .. }
            | Call::Socket { .. } => Answer::Done,
        };
        Ok((answer, None))
    }

    /// Tells which address the kernel chose for a UDP socket that sent without being bound.
    async fn tell_name(&mut self) {
        if self.named || self.protocol == Protocol::Tcp {
            return;
        }
        self.named = true;
        self.tell_local().await;
    }

    /// Tells the address that the socket has now.
    async fn tell_local(&self) {
        if let Some(local) = self.socket().and_then(|socket| address(socket.local_addr()).ok()) {
            self.tell(Fact::Named { local }).await;
        }
    }

    fn waits(&self, outcome: &Outcome) -> bool {
        matches!(outcome, Err(error) if error.would_block())
            && matches!(self.descriptor, Descriptor::Watched(_))
            && !(self.read_shut && self.protocol == Protocol::Udp)
    }

    async fn tell_waiting(&self, mut waiting: Waiting) -> Waiting {
        if !waiting.told {
            waiting.told = true;
            let fact = Fact::Waiting { call: waiting.call.clone() };
            self.tell_of(waiting.since, fact, None).await;
        }
        waiting
    }

    async fn returned(&self, waiting: Waiting, outcome: Outcome) {
        let at = now();
        let took = at - waiting.since;
        let (outcome, connection) = match outcome {
            Ok((answer, connection)) => (Ok(answer), connection),
            Err(error) => (Err(error), None),
        };
        let fact = Fact::Returned { call: waiting.call, outcome, took };
        self.tell_of(at, fact, connection).await;
    }
}

/// `accept4(2)`, non-blocking and closed on exec.
pub(super) fn accept(socket: &Socket) -> Outcome {
    let (connection, peer) = socket.accept()?;
    connection.set_nonblocking(true)?;
    let local = address(connection.local_addr())?;
    let peer = peer.as_socket().ok_or(OsError::NO_MEMORY)?;
    Ok((Answer::Accepted { local, peer }, Some(connection)))
}

/// One receiving call.
fn receive(socket: &Socket, protocol: Protocol, max: usize, peek: bool) -> Result<Data, OsError> {
    let flags = if peek { sys::PEEK } else { 0 };
    match protocol {
        Protocol::Tcp => {
            let bytes = sys::receive(socket, max, flags)?;
            Ok(Data { len: bytes.len(), bytes, from: None })
        }
        Protocol::Udp => {
            // MSG_TRUNC: the true length comes back even where the buffer is too short.
            let (bytes, len, from) = sys::receive_from(socket, max, flags | sys::TRUNC)?;
            Ok(Data { bytes, len, from })
        }
    }
}

fn address(address: std::io::Result<socket2::SockAddr>) -> Result<SocketAddr, OsError> {
    address?.as_socket().ok_or(OsError::NO_MEMORY)
}
