//! What each scene does.

use std::time::Duration;

use backend::{
    command::{AutoChange, Command, How, Mode, OpenRole},
    event::Event,
    id::Seq,
    kernel::TcpState,
    lab::{Action, Impairment, LabCommand, LabEvent, MatchKind},
    node::Node,
    option::{OptionName, OptionValue, Setting},
    policy::Refusal,
    view::State,
};
use bytes::Bytes;
use tokio::time::sleep;

use super::stage::{BREATH, Stage};
use crate::page::preset::until;

impl Stage<'_> {
    /// B listens and does not accept; A connects.
    pub(super) async fn handshake(&self) -> Result<(), Refusal> {
        let Some(_server) = self.listener(5, Mode::Manual, Vec::new()).await? else {
            return Ok(());
        };
        let _client = self.client(Vec::new()).await?;
        Ok(())
    }

    /// Nine clients, and a queue for five and one.
    pub(super) async fn backlog(&self) -> Result<(), Refusal> {
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
    pub(super) async fn loss(&self) -> Result<(), Refusal> {
        let delay = Duration::from_millis(20);
        let impairment = Impairment { delay, ..Impairment::default() };
        self.lab(LabCommand::Impair { from: None, impairment }).await?;
        self.rule(MatchKind::Data, Action::Drop, 3).await?;
        let no_delay = Setting { option: OptionName::NoDelay, value: OptionValue::Flag(true) };
        let Some((client, _)) = self.pair([vec![no_delay], Vec::new()]).await? else {
            return Ok(());
        };
        for letter in b'0'..=b'9' {
            self.send(client, Bytes::from(vec![letter; 1000])).await?;
            sleep(BREATH).await;
        }
        Ok(())
    }

    /// A sends, and the wire waits for a person. The knob is for connections that begin after it.
    pub(super) async fn hold(&self) -> Result<(), Refusal> {
        let (name, value) = (crate::render::form::lab::RTO_MIN.to_owned(), "20000000".to_owned());
        let before = self.now();
        self.lab(LabCommand::Knob { node: None, name, value }).await?;
        self.told(before, |event| matches!(event, LabEvent::Knob { .. })).await;
        let Some((client, _)) = self.pair([Vec::new(), Vec::new()]).await? else { return Ok(()) };
        self.rule(MatchKind::Data, Action::Hold, 1).await?;
        self.send(client, Bytes::from_static(b"hello from A")).await
    }

    /// A has finished sending, B answers, and closes when both kernels were asked.
    pub(super) async fn half_close(&self) -> Result<(), Refusal> {
        let Some((client, child)) = self.pair([Vec::new(), Vec::new()]).await? else {
            return Ok(());
        };
        self.send(client, Bytes::from_static(b"request")).await?;
        let before = self.now();
        let how = How::Write;
        self.session.command(Command::Shutdown { socket: client, how }).await?;
        self.sampled(before, TcpState::CloseWait).await;
        self.sampled(before, TcpState::FinWait2).await;
        let before = self.now();
        self.send(child, Bytes::from_static(b"answer after your FIN")).await?;
        self.heard(client, before, |event| matches!(event, Event::Received { .. })).await;
        sleep(BREATH).await;
        let before = self.now();
        self.session.command(Command::Close { socket: child }).await?;
        self.sampled(before, TcpState::TimeWait).await;
        Ok(())
    }

    /// Both ends close before either has heard of the other's FIN.
    pub(super) async fn simultaneous(&self) -> Result<(), Refusal> {
        let delay = Duration::from_millis(200);
        let impairment = Impairment { delay, ..Impairment::default() };
        self.lab(LabCommand::Impair { from: None, impairment }).await?;
        let Some((client, child)) = self.pair([Vec::new(), Vec::new()]).await? else {
            return Ok(());
        };
        let before = self.now();
        for socket in [client, child] {
            self.session.command(Command::Close { socket }).await?;
        }
        self.sampled(before, TcpState::TimeWait).await;
        Ok(())
    }

    /// A closes first, then B.
    pub(super) async fn time_wait(&self) -> Result<(), Refusal> {
        let Some((client, child)) = self.pair([Vec::new(), Vec::new()]).await? else {
            return Ok(());
        };
        let before = self.now();
        self.session.command(Command::Close { socket: client }).await?;
        self.heard(child, before, |event| matches!(event, Event::Ended)).await;
        sleep(BREATH).await;
        // B may have closed by itself when A's FIN came.
        let open = self.session.reader(Seq::START).socket(child);
        if open.is_some_and(|socket| socket.state != State::Closed) {
            self.session.command(Command::Close { socket: child }).await?;
        }
        Ok(())
    }

    /// A sends more than B's receive buffer takes, and B does not read.
    pub(super) async fn window(&self) -> Result<(), Refusal> {
        let small = Setting { option: OptionName::ReceiveBuffer, value: OptionValue::Number(4096) };
        let Some((client, child)) = self.pair([Vec::new(), vec![small]]).await? else {
            return Ok(());
        };
        let change = AutoChange { read: Some(false), ..AutoChange::default() };
        self.session.command(Command::Auto { socket: child, change }).await?;
        for letter in b'a'..=b'h' {
            self.send(client, Bytes::from(vec![letter; 1000])).await?;
            sleep(BREATH).await;
        }
        Ok(())
    }

    /// Two datagrams between two hosts that do not know each other yet.
    pub(super) async fn lan(&self) -> Result<(), Refusal> {
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
}
