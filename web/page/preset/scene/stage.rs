//! A lab that is ready, and the few things that scenes do in it.

use std::{net::SocketAddr, time::Duration};

use backend::{
    command::{Command, Host, Mode, Open, OpenRole, Respond},
    engine::SessionHandle,
    event::Event,
    id::{Seq, SocketId},
    kernel::TcpState,
    lab::{Action, LabCommand, LabEvent, Match, MatchKind, Net, Rule},
    node::{Node, On},
    option::Setting,
    policy::Refusal,
};
use bytes::Bytes;

use crate::page::preset::until;

/// A lab that is ready.
pub(super) struct Stage<'a> {
    pub(super) session: &'a SessionHandle,
    net: Net,
}

impl<'a> Stage<'a> {
    /// Begins a lab, and waits until it is there; `None` where there can be none.
    pub(super) async fn begin(
        session: &'a SessionHandle,
        net: Net,
    ) -> Result<Option<Self>, Refusal> {
        let before = session.reader(Seq(u64::MAX)).cursor();
        session.command(Command::Lab(LabCommand::Start { net })).await?;
        let began = until(session, before, |_, event| {
            let Event::Lab(event) = event else { return None };
            match &**event {
                LabEvent::Began { .. } => Some(true),
                LabEvent::Broke(_) | LabEvent::Unavailable { .. } => Some(false),
                LabEvent::Decided { .. }
                | LabEvent::Ended { .. }
                | LabEvent::Impaired { .. }
                | LabEvent::Knob { .. }
                | LabEvent::Ruled { .. }
                | LabEvent::Unruled { .. }
                | LabEvent::Unsent { .. } => None,
            }
        })
        .await;
        Ok((began == Some(true)).then_some(Self { session, net }))
    }

    pub(super) async fn lab(&self, command: LabCommand) -> Result<(), Refusal> {
        self.session.command(Command::Lab(command)).await.map(|_| ())
    }

    /// A rule for one of the segments that A sends.
    pub(super) async fn rule(
        &self,
        kind: MatchKind,
        action: Action,
        nth: u32,
    ) -> Result<(), Refusal> {
        let matches = Match { from: Some(Node::A), kind: Some(kind), ..Match::default() };
        self.lab(LabCommand::Rule(Rule { matches, action, nth, times: Some(1) })).await
    }

    /// A server on B, at port 8888, which is always free there.
    pub(super) async fn listener(
        &self,
        backlog: u32,
        mode: Mode,
        settings: Vec<Setting>,
    ) -> Result<Option<SocketId>, Refusal> {
        let role = OpenRole::TcpListen { at: self.address(Node::B, PORT), backlog };
        self.open(Node::B, role, mode, settings).await
    }

    /// A client on A, connected.
    pub(super) async fn client(&self, settings: Vec<Setting>) -> Result<Option<SocketId>, Refusal> {
        let before = self.now();
        let client = self.open(Node::A, self.toward(Node::B), Mode::Auto, settings).await?;
        let Some(client) = client else { return Ok(None) };
        Ok(self.opened(client, before).await)
    }

    /// A connection between A and a server on B that reads by itself, with both of its ends: A's
    /// first, as are its settings.
    pub(super) async fn pair(
        &self,
        [ours, theirs]: [Vec<Setting>; 2],
    ) -> Result<Option<(SocketId, SocketId)>, Refusal> {
        let Some(server) = self.listener(128, Mode::Auto, theirs).await? else {
            return Ok(None);
        };
        let before = self.now();
        let Some(client) = self.client(ours).await? else { return Ok(None) };
        let accepted = until(self.session, before, |socket, event| {
            let Event::Accepted { child, .. } = event else { return None };
            (socket == Some(server)).then_some(*child)
        });
        Ok(accepted.await.map(|child| (client, child)))
    }

    /// Opens a socket; a server waits for its address, because a client needs it.
    pub(super) async fn open(
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
    pub(super) async fn send(&self, socket: SocketId, bytes: Bytes) -> Result<(), Refusal> {
        let before = self.now();
        self.session.command(Command::Send { socket, bytes, to: None }).await?;
        self.heard(socket, before, |event| matches!(event, Event::Sent { .. })).await;
        Ok(())
    }

    /// Waits until a socket is told something.
    pub(super) async fn heard(&self, whose: SocketId, after: Seq, is: impl Fn(&Event) -> bool) {
        let _ = until(self.session, after, |socket, event| {
            (socket == Some(whose) && is(event)).then_some(())
        })
        .await;
    }

    /// Waits until a kernel says that a connection is in that state.
    pub(super) async fn sampled(&self, after: Seq, state: TcpState) {
        let _ = until(self.session, after, |_, event| {
            let Event::Kernel(sample) = event else { return None };
            (sample.state == state).then_some(())
        })
        .await;
    }

    pub(super) async fn told(&self, after: Seq, is: impl Fn(&LabEvent) -> bool) {
        let _ = until(self.session, after, |_, event| {
            let Event::Lab(event) = event else { return None };
            is(event).then_some(())
        })
        .await;
    }

    pub(super) fn toward(&self, node: Node) -> OpenRole {
        OpenRole::TcpConnect { to: self.address(node, PORT), at: None }
    }

    pub(super) fn address(&self, node: Node, port: u16) -> Host {
        Host::Address(SocketAddr::from((self.net.address(node), port)))
    }

    pub(super) fn now(&self) -> Seq {
        self.session.reader(Seq(u64::MAX)).cursor()
    }
}

/// The port of many courses.
const PORT: u16 = 8888;
/// Between two calls that are to be two segments.
pub(super) const BREATH: Duration = Duration::from_millis(5);
