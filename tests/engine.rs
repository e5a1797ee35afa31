//! The engine against real sockets on loopback.

mod calls;
mod corners;
mod datagrams;
mod kernel;
mod limits;
mod streams;
mod wire;

use std::{net::SocketAddr, time::Duration};

use backend::{
    call::{Call, Value},
    command::{Command, Family, Host, Mode, Open, OpenRole, Protocol, Respond},
    engine::{Engine, SessionHandle},
    errno::OsError,
    event::{Entry, Event, Returned},
    feed::Reader,
    id::{Seq, SocketId},
    limits::Limits,
    node::On,
    policy::Policy,
};
use bytes::Bytes;
use tokio::time::timeout;

/// A session, with everything that its journal said so far.
struct Lab {
    engine: Engine,
    session: SessionHandle,
    reader: Reader,
    journal: Vec<Entry>,
}

impl Lab {
    fn new() -> Self {
        Self::with(Limits::default())
    }

    fn with(limits: Limits) -> Self {
        Self::on(&Engine::new(Policy::default(), limits))
    }

    fn on(engine: &Engine) -> Self {
        let session = engine.begin().unwrap();
        let reader = session.reader(Seq::START);
        Self { engine: engine.clone(), session, reader, journal: Vec::new() }
    }

    async fn ask(&self, command: Command) -> SocketId {
        let done = self.session.command(command).await.unwrap();
        done.socket.unwrap_or(SocketId(0))
    }

    async fn open(&self, role: OpenRole, mode: Mode, respond: Respond) -> SocketId {
        self.ask(Command::Open(Open { role, mode, respond, settings: Vec::new(), on: On::Host }))
            .await
    }

    async fn listen(&mut self, mode: Mode, respond: Respond) -> (SocketId, SocketAddr) {
        let role = OpenRole::TcpListen { at: anywhere(), backlog: 128 };
        let id = self.open(role, mode, respond).await;
        (id, self.opened(id).await)
    }

    async fn connect(&mut self, to: SocketAddr, mode: Mode) -> SocketId {
        let role = OpenRole::TcpConnect { to: Host::Address(to), at: None };
        let id = self.open(role, mode, Respond::None).await;
        self.opened(id).await;
        id
    }

    async fn udp(
        &mut self,
        to: Option<SocketAddr>,
        mode: Mode,
        respond: Respond,
    ) -> (SocketId, SocketAddr) {
        let role = OpenRole::Udp { at: Some(anywhere()), to: to.map(Host::Address) };
        let id = self.open(role, mode, respond).await;
        (id, self.opened(id).await)
    }

    async fn create(&mut self, protocol: Protocol) -> SocketId {
        let id = self.ask(Command::Create { protocol, family: Family::Ipv4, on: On::Host }).await;
        self.returns(id, "socket").await;
        id
    }

    async fn send(&self, socket: SocketId, text: &str) {
        let bytes = Bytes::copy_from_slice(text.as_bytes());
        self.ask(Command::Send { socket, bytes, to: None }).await;
    }

    /// Waits for an event that fits, looking from the beginning; it is taken, so that the next look
    /// finds the next one.
    async fn sees<T>(&mut self, what: &str, fits: impl Fn(&Entry) -> Option<T>) -> T {
        loop {
            if let Some(at) = self.journal.iter().position(|entry| fits(entry).is_some()) {
                return fits(&self.journal.remove(at)).unwrap();
            }
            match timeout(PATIENCE, self.reader.next()).await {
                Ok(Some(page)) => self.journal.extend(page.entries.iter().cloned()),
                Ok(None) => panic!("the session ended before {what}: {:#?}", self.journal),
                Err(_) => panic!("never saw {what}: {:#?}", self.journal),
            }
        }
    }

    async fn opened(&mut self, id: SocketId) -> SocketAddr {
        self.sees("opened", |entry| match &entry.event {
            Event::Opened(opened) if entry.socket == Some(id) => Some(opened.local),
            _ => None,
        })
        .await
    }

    async fn accepted(&mut self, id: SocketId) -> SocketId {
        self.sees("accepted", |entry| match &entry.event {
            Event::Accepted { child, .. } if entry.socket == Some(id) => Some(*child),
            _ => None,
        })
        .await
    }

    async fn ended(&mut self, id: SocketId) {
        self.sees("ended", |e| {
            (e.socket == Some(id) && matches!(e.event, Event::Ended)).then_some(())
        })
        .await;
    }

    async fn returned(&mut self, id: SocketId, name: &str) -> Returned {
        self.sees(&format!("{name} returned"), |entry| match &entry.event {
            Event::Returned(returned)
                if entry.socket == Some(id) && returned.call.name() == name =>
            {
                Some((**returned).clone())
            }
            _ => None,
        })
        .await
    }

    async fn returns(&mut self, id: SocketId, name: &str) -> Value {
        self.returned(id, name).await.outcome.unwrap()
    }

    async fn fails(&mut self, id: SocketId, name: &str) -> String {
        self.returned(id, name).await.outcome.unwrap_err().to_string()
    }

    async fn waits(&mut self, id: SocketId, name: &str) {
        self.sees(&format!("{name} waiting"), |entry| match &entry.event {
            Event::Called(call) if entry.socket == Some(id) && call.name() == name => Some(()),
            _ => None,
        })
        .await;
    }

    /// Bytes of a stream until there are so many.
    async fn receives(&mut self, id: SocketId, len: usize) -> Vec<u8> {
        let mut all = Vec::new();
        while all.len() < len {
            all.extend(self.receives_once(id).await);
        }
        all
    }

    async fn receives_once(&mut self, id: SocketId) -> Bytes {
        self.sees("received", |entry| match &entry.event {
            Event::Received { payload, .. } if entry.socket == Some(id) => {
                Some(payload.head.clone())
            }
            _ => None,
        })
        .await
    }

    async fn failed(&mut self, id: SocketId) -> (Call, OsError) {
        self.sees("failed", |entry| match &entry.event {
            Event::Failed(failed) if entry.socket == Some(id) => {
                Some((failed.call.clone(), failed.error))
            }
            _ => None,
        })
        .await
    }

    async fn closed(&mut self, id: SocketId) -> &'static str {
        self.sees("closed", |entry| match &entry.event {
            Event::Closed { why, .. } if entry.socket == Some(id) => Some(why.wire()),
            _ => None,
        })
        .await
    }
}

fn anywhere() -> Host {
    Host::Address(([127, 0, 0, 1], 0).into())
}

const PATIENCE: Duration = Duration::from_secs(10);
