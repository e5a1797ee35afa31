//! What one click shows in a lab: the kernel's side, and a wire that does what it is told.

use std::{net::SocketAddr, time::Duration};

use backend::{
    command::{AutoChange, Command, Host, Mode, Open, OpenRole, Respond},
    engine::SessionHandle,
    event::Event,
    id::{Seq, SocketId},
    lab::{Action, Impairment, LabCommand, LabEvent, Match, MatchKind, Net, Rule},
    node::{Node, On},
    option::{OptionName, OptionValue, Setting},
    policy::Refusal,
};
use bytes::Bytes;
use tokio::time::sleep;

use super::until;
use crate::lens::{Face, Lens};

/// What one click shows in a lab.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Scene {
    /// `listen(5)`, and nine clients that nobody accepts.
    Backlog,
    /// A connection that is established before anybody accepts it.
    Handshake,
    /// A segment that waits for a person.
    Hold,
    /// Two datagrams on a switch.
    Lan,
    /// A segment that is lost once.
    Loss,
    /// A connection that only a kernel still knows.
    TimeWait,
    /// A receiver that does not read.
    Window,
}

impl Scene {
    /// Every scene, in the order of a course.
    pub const ALL: [Self; 7] = [
        Self::Handshake,
        Self::Loss,
        Self::Hold,
        Self::TimeWait,
        Self::Backlog,
        Self::Window,
        Self::Lan,
    ];

    /// Its word in a form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Backlog => "backlog",
            Self::Handshake => "handshake",
            Self::Hold => "hold",
            Self::Lan => "lan",
            Self::Loss => "loss",
            Self::TimeWait => "timewait",
            Self::Window => "window",
        }
    }

    /// The scene of that word in a form or an address.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scene| scene.word() == word)
    }

    /// The face of the journal that shows its point.
    fn face(self) -> Face {
        match self {
            Self::Backlog | Self::TimeWait => Face::Kernel,
            Self::Handshake | Self::Hold | Self::Lan | Self::Loss | Self::Window => Face::Ladder,
        }
    }

    /// The query of the page that shows and explains it.
    #[must_use]
    pub fn query(self) -> String {
        Lens { face: self.face(), scene: Some(self), ..Lens::default() }.query()
    }

    /// What happens, as a drawing that needs no words.
    pub(super) fn sketch(self) -> &'static str {
        match self {
            Self::Backlog => "SYN × 9 → Recv-Q ?",
            Self::Handshake => "SYN → SYN, ACK → ACK",
            Self::Hold => "A ── ‖ ── B",
            Self::Lan => "ARP ? → UDP UDP",
            Self::Loss => "1 2 ✕ 4 5 … 3",
            Self::TimeWait => "FIN ⇄ FIN → TIME-WAIT",
            Self::Window => "win = 0",
        }
    }

    /// Does it in a lab of its own; where there can be no lab, the journal says why.
    pub(super) async fn perform(self, session: &SessionHandle) -> Result<(), Refusal> {
        let net = if self == Self::Lan { Net::Switch } else { Net::Link };
        let Some(stage) = Stage::begin(session, net).await? else { return Ok(()) };
        match self {
            Self::Backlog => stage.backlog().await,
            Self::Handshake => stage.handshake().await,
            Self::Hold => stage.hold().await,
            Self::Lan => stage.lan().await,
            Self::Loss => stage.loss().await,
            Self::TimeWait => stage.time_wait().await,
            Self::Window => stage.window().await,
        }
    }
}

/// A lab that is ready.
struct Stage<'a> {
    session: &'a SessionHandle,
    net: Net,
}

impl<'a> Stage<'a> {
    /// Begins a lab, and waits until it is there; `None` where there can be none.
    async fn begin(session: &'a SessionHandle, net: Net) -> Result<Option<Self>, Refusal> {
        let before = session.reader(Seq(u64::MAX)).cursor();
        session.command(Command::Lab(LabCommand::Start { net })).await?;
        let began = until(session, before, |_, event| {
            let Event::Lab(event) = event else { return None };
            match &**event {
                LabEvent::Began { .. } => Some(true),
                LabEvent::Unavailable { .. } => Some(false),
                LabEvent::Decided { .. }
                | LabEvent::Ended
                | LabEvent::Impaired { .. }
                | LabEvent::Knob { .. }
                | LabEvent::Ruled { .. }
                | LabEvent::Unruled { .. } => None,
            }
        })
        .await;
        Ok((began == Some(true)).then_some(Self { session, net }))
    }

    /// B listens and does not accept; A connects.
    async fn handshake(&self) -> Result<(), Refusal> {
        let Some(_server) = self.listener(5, Mode::Manual, Vec::new()).await? else {
            return Ok(());
        };
        let _client = self.client(Vec::new()).await?;
        Ok(())
    }

    /// Nine clients, and a queue for five and one.
    async fn backlog(&self) -> Result<(), Refusal> {
        let Some(_server) = self.listener(5, Mode::Manual, Vec::new()).await? else {
            return Ok(());
        };
        for _ in 0..9 {
            self.open(Node::A, self.toward(Node::B), Mode::Auto, Vec::new()).await?;
            sleep(BREATH).await;
        }
        Ok(())
    }

    /// Ten segments of 1000 bytes, of which the wire drops the third.
    async fn loss(&self) -> Result<(), Refusal> {
        let delay = Duration::from_millis(20);
        let impairment = Impairment { delay, ..Impairment::default() };
        self.lab(LabCommand::Impair { from: None, impairment }).await?;
        self.rule(MatchKind::Data, Action::Drop, 3).await?;
        if self.listener(128, Mode::Auto, Vec::new()).await?.is_none() {
            return Ok(());
        }
        let no_delay = Setting { option: OptionName::NoDelay, value: OptionValue::Flag(true) };
        let Some(client) = self.client(vec![no_delay]).await? else { return Ok(()) };
        for letter in b'0'..=b'9' {
            self.send(client, Bytes::from(vec![letter; 1000])).await?;
            sleep(BREATH).await;
        }
        Ok(())
    }

    /// A sends, and the wire waits for a person. The knob is for connections that begin after it.
    async fn hold(&self) -> Result<(), Refusal> {
        let (name, value) = (crate::render::form::lab::RTO_MIN.to_owned(), "20000000".to_owned());
        let before = self.now();
        self.lab(LabCommand::Knob { node: None, name, value }).await?;
        self.told(before, |event| matches!(event, LabEvent::Knob { .. })).await;
        if self.listener(128, Mode::Auto, Vec::new()).await?.is_none() {
            return Ok(());
        }
        let Some(client) = self.client(Vec::new()).await? else { return Ok(()) };
        self.rule(MatchKind::Data, Action::Hold, 1).await?;
        self.send(client, Bytes::from_static(b"hello from A")).await
    }

    /// A closes first, then B.
    async fn time_wait(&self) -> Result<(), Refusal> {
        let Some(server) = self.listener(128, Mode::Auto, Vec::new()).await? else { return Ok(()) };
        let before = self.now();
        let Some(client) = self.client(Vec::new()).await? else { return Ok(()) };
        let accepted = until(self.session, before, |socket, event| {
            let Event::Accepted { child, .. } = event else { return None };
            (socket == Some(server)).then_some(*child)
        });
        let Some(child) = accepted.await else { return Ok(()) };
        let before = self.now();
        self.session.command(Command::Close { socket: client }).await?;
        let _ = until(self.session, before, |socket, event| {
            (socket == Some(child) && matches!(event, Event::Ended)).then_some(())
        })
        .await;
        sleep(BREATH).await;
        // B may have closed by itself when A's FIN came.
        let open = self.session.reader(Seq::START).socket(child);
        if open.is_some_and(|socket| socket.state != backend::view::State::Closed) {
            self.session.command(Command::Close { socket: child }).await?;
        }
        Ok(())
    }

    /// A sends more than B's receive buffer takes, and B does not read.
    async fn window(&self) -> Result<(), Refusal> {
        let small = Setting { option: OptionName::ReceiveBuffer, value: OptionValue::Number(4096) };
        let Some(server) = self.listener(128, Mode::Auto, vec![small]).await? else {
            return Ok(());
        };
        let before = self.now();
        let Some(client) = self.client(Vec::new()).await? else { return Ok(()) };
        let accepted = until(self.session, before, |socket, event| {
            let Event::Accepted { child, .. } = event else { return None };
            (socket == Some(server)).then_some(*child)
        });
        let Some(child) = accepted.await else { return Ok(()) };
        let change = AutoChange { read: Some(false), ..AutoChange::default() };
        self.session.command(Command::Auto { socket: child, change }).await?;
        for letter in b'a'..=b'h' {
            self.send(client, Bytes::from(vec![letter; 1000])).await?;
            sleep(BREATH).await;
        }
        Ok(())
    }

    /// Two datagrams between two hosts that do not know each other yet.
    async fn lan(&self) -> Result<(), Refusal> {
        let at = Some(self.address(Node::B, 9999));
        let server = OpenRole::Udp { at, to: None };
        let _ = self.open(Node::B, server, Mode::Auto, Vec::new()).await?;
        let client = OpenRole::Udp { at: None, to: Some(self.address(Node::B, 9999)) };
        let Some(client) = self.open(Node::A, client, Mode::Auto, Vec::new()).await? else {
            return Ok(());
        };
        for text in ["first", "second"] {
            let before = self.now();
            self.send(client, Bytes::from_static(text.as_bytes())).await?;
            let _ = until(self.session, before, |_, event| {
                matches!(event, Event::Received { .. }).then_some(())
            })
            .await;
        }
        Ok(())
    }

    async fn lab(&self, command: LabCommand) -> Result<(), Refusal> {
        self.session.command(Command::Lab(command)).await.map(|_| ())
    }

    /// A rule for one of the segments that A sends.
    async fn rule(&self, kind: MatchKind, action: Action, nth: u32) -> Result<(), Refusal> {
        let matches = Match { from: Some(Node::A), kind: Some(kind), ..Match::default() };
        self.lab(LabCommand::Rule(Rule { matches, action, nth, times: Some(1) })).await
    }

    /// A server on B, at port 8888, which is always free there.
    async fn listener(
        &self,
        backlog: u32,
        mode: Mode,
        settings: Vec<Setting>,
    ) -> Result<Option<SocketId>, Refusal> {
        let role = OpenRole::TcpListen { at: self.address(Node::B, PORT), backlog };
        self.open(Node::B, role, mode, settings).await
    }

    /// A client on A, connected.
    async fn client(&self, settings: Vec<Setting>) -> Result<Option<SocketId>, Refusal> {
        let before = self.now();
        let client = self.open(Node::A, self.toward(Node::B), Mode::Auto, settings).await?;
        let Some(client) = client else { return Ok(None) };
        Ok(self.opened(client, before).await)
    }

    /// Opens a socket; a server waits for its address, because a client needs it.
    async fn open(
        &self,
        node: Node,
        role: OpenRole,
        mode: Mode,
        settings: Vec<Setting>,
    ) -> Result<Option<SocketId>, Refusal> {
        let before = self.now();
        let waits = !matches!(role, OpenRole::TcpConnect { .. });
        let open = Open { role, mode, respond: Respond::None, settings, on: On::Lab(node) };
        let Some(id) = self.session.command(Command::Open(open)).await?.socket else {
            return Ok(None);
        };
        if !waits {
            return Ok(Some(id));
        }
        Ok(self.opened(id, before).await)
    }

    /// The socket, when it is ready; `None` when the system said no.
    async fn opened(&self, id: SocketId, before: Seq) -> Option<SocketId> {
        let ready = until(self.session, before, |socket, event| {
            if socket != Some(id) {
                return None;
            }
            let closed = matches!(event, Event::Closed { .. });
            (closed || matches!(event, Event::Opened(_))).then_some(!closed)
        });
        (ready.await == Some(true)).then_some(id)
    }

    /// Sends, and waits until the kernel has taken it, so that one send is one segment.
    async fn send(&self, socket: SocketId, bytes: Bytes) -> Result<(), Refusal> {
        let before = self.now();
        self.session.command(Command::Send { socket, bytes, to: None }).await?;
        let _ = until(self.session, before, |whose, event| {
            (whose == Some(socket) && matches!(event, Event::Sent { .. })).then_some(())
        })
        .await;
        Ok(())
    }

    async fn told(&self, after: Seq, is: impl Fn(&LabEvent) -> bool) {
        let _ = until(self.session, after, |_, event| {
            let Event::Lab(event) = event else { return None };
            is(event).then_some(())
        })
        .await;
    }

    fn toward(&self, node: Node) -> OpenRole {
        OpenRole::TcpConnect { to: self.address(node, PORT), at: None }
    }

    fn address(&self, node: Node, port: u16) -> Host {
        Host::Address(SocketAddr::from((self.net.address(node), port)))
    }

    fn now(&self) -> Seq {
        self.session.reader(Seq(u64::MAX)).cursor()
    }
}

/// The port of many courses.
const PORT: u16 = 8888;
/// Between two calls that are to be two segments.
const BREATH: Duration = Duration::from_millis(5);
