//! What one click on the first page does, made of the commands anybody has.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use askama::{Template, filters::HtmlSafe};
use axum::{
    body::Bytes as Body,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    command::{Command, Family, Host, Mode, Open, OpenRole, Protocol, Respond},
    engine::SessionHandle,
    event::Event,
    id::{Seq, SessionId, SocketId},
    node::On,
    policy::Refusal,
};
use bytes::Bytes;
use tokio::time::timeout;

use self::scene::Scene;
use super::{problem, session};
use crate::{
    app::App, language::Choice, render::own_socket::Arrival, wire::fields::Fields, words::Words,
};

pub mod scene;

/// What one click on the first page does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Preset {
    /// Something that takes a lab.
    Scene(Scene),
    /// A TCP server to step by hand.
    Step,
    /// A TCP echo server, a client, and 你好 there and back.
    Tcp,
    /// The same with datagrams.
    Udp,
    /// A TCP server that answers in upper case, and a client that asks in lower case.
    Upper,
}

impl Preset {
    /// Those on this machine, most wanted first.
    pub const HERE: [Self; 4] = [Self::Tcp, Self::Upper, Self::Udp, Self::Step];

    /// Its word in a form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Scene(scene) => scene.word(),
            Self::Step => "step",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Upper => "upper",
        }
    }

    /// The preset of that word in a form.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        let mut all = Self::HERE.into_iter().chain(Scene::ALL.map(Self::Scene));
        all.find(|preset| preset.word() == word)
    }

    /// What happens, as a drawing that needs no words.
    fn sketch(self) -> &'static str {
        match self {
            Self::Scene(scene) => scene.sketch(),
            Self::Step => "socket → bind → listen → accept",
            Self::Tcp => "你好 → 你好",
            Self::Udp => "你好 ⇢ 你好",
            Self::Upper => "hello, server → HELLO, SERVER",
        }
    }

    /// The query of the face of the journal that shows most of what it did after a place, with its
    /// `?`; empty where there is nothing special to see.
    #[must_use]
    pub fn face(self, session: &SessionHandle, after: Seq) -> String {
        match self {
            Self::Scene(scene) => {
                let point = scene.point(session, after);
                let place = point.map(|seq| format!("&seq={seq}")).unwrap_or_default();
                format!("?{}{place}", scene.query())
            }
            Self::Step | Self::Tcp | Self::Udp | Self::Upper => String::new(),
        }
    }

    /// Does it; what the system says no to is in the session's journal.
    pub async fn perform(self, session: &SessionHandle) -> Result<(), Refusal> {
        match self {
            Self::Scene(scene) => scene.perform(session).await,
            Self::Step => {
                let create =
                    Command::Create { protocol: Protocol::Tcp, family: Family::Ipv4, on: On::Host };
                session.command(create).await.map(|_| ())
            }
            Self::Tcp => pair(session, Protocol::Tcp, Respond::Echo, "你好").await,
            Self::Udp => pair(session, Protocol::Udp, Respond::Echo, "你好").await,
            Self::Upper => pair(session, Protocol::Tcp, Respond::Upper, "hello, server").await,
        }
    }
}

/// A button for each preset; they act in the session whose address is given, or in a new one.
#[derive(Debug, Template)]
#[template(path = "part/presets.html")]
pub struct Presets {
    /// The words of the reader.
    pub words: Words,
    /// Where the choice is posted to: `/`, or `/s/{session}/preset`.
    pub action: String,
    /// Which.
    pub presets: Vec<Preset>,
}

impl Presets {
    /// The buttons that begin a session.
    #[must_use]
    pub fn beginning(words: Words) -> Self {
        Self { words, action: "/".to_owned(), presets: Preset::HERE.to_vec() }
    }

    /// The buttons that act in a session.
    #[must_use]
    pub fn within(words: Words, session: SessionId) -> Self {
        Self { words, action: format!("/s/{session}/preset"), presets: Preset::HERE.to_vec() }
    }

    /// The same buttons for what takes a lab.
    #[must_use]
    pub fn in_lab(mut self) -> Self {
        self.presets = Scene::ALL.map(Preset::Scene).to_vec();
        self
    }

    /// The preset with its name and what it does.
    fn all(&self) -> impl Iterator<Item = (Preset, &'static str, &'static str)> {
        self.presets.iter().map(|preset| {
            let word = preset.word();
            let says = self.words.t(&format!("preset-{word}-says"));
            (*preset, self.words.t(&format!("preset-{word}")), says)
        })
    }
}

impl HtmlSafe for Presets {}

/// Does a preset in a session that is there, and shows what came of it.
pub async fn act(
    choice: Choice,
    State(app): State<App>,
    Path(session): Path<String>,
    arrival: Arrival,
    body: Body,
) -> Response {
    let Some(session) = session::find(&app, &session) else { return problem::ended(choice) };
    session.touch();
    let before = session.reader(Seq(u64::MAX)).cursor();
    let body = String::from_utf8_lossy(&body);
    let preset = Fields::form(&body).get("preset").and_then(Preset::of_word);
    let done = match preset {
        Some(preset) => preset.perform(&session).await,
        None => Ok(()),
    };
    match done {
        Ok(()) => {
            let face = preset.map(|preset| preset.face(&session, before)).unwrap_or_default();
            let place = if face.is_empty() { format!("#e{}", before.next()) } else { face };
            Redirect::to(&format!("/s/{}{place}", session.id())).into_response()
        }
        Err(refusal) => session::refused(choice, &session, &refusal, arrival).await,
    }
}

/// A server that answers, on the first port that is free, and a client that speaks to it.
async fn pair(
    session: &SessionHandle,
    protocol: Protocol,
    respond: Respond,
    greeting: &'static str,
) -> Result<(), Refusal> {
    let Some(server) = server(session, protocol, respond).await? else { return Ok(()) };
    let to = Host::Address(server);
    let role = match protocol {
        Protocol::Tcp => OpenRole::TcpConnect { to, at: None },
        Protocol::Udp => OpenRole::Udp { at: None, to: Some(to) },
    };
    let Some((client, _)) = open(session, role, Respond::None).await? else { return Ok(()) };
    let greeting = Bytes::from_static(greeting.as_bytes());
    let sent = session.command(Command::Send { socket: client, bytes: greeting, to: None }).await?;
    let before = Seq(sent.seq.0.saturating_sub(4));
    let _ = until(session, before, |socket, event| {
        (socket == Some(client) && matches!(event, Event::Received { .. })).then_some(())
    })
    .await;
    Ok(())
}

/// Opens the server; a port that is taken leaves its refusal in the journal.
async fn server(
    session: &SessionHandle,
    protocol: Protocol,
    respond: Respond,
) -> Result<Option<SocketAddr>, Refusal> {
    for port in [8888, 8889, 0] {
        let at = Host::Address(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
        let role = match protocol {
            Protocol::Tcp => OpenRole::TcpListen { at, backlog: 128 },
            Protocol::Udp => OpenRole::Udp { at: Some(at), to: None },
        };
        match open(session, role, respond).await {
            Ok(Some((_, local))) => return Ok(Some(local)),
            Ok(None) | Err(Refusal::OwnPort { .. }) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(None)
}

/// Opens a socket and waits for its address; `None` if the system said no.
async fn open(
    session: &SessionHandle,
    role: OpenRole,
    respond: Respond,
) -> Result<Option<(SocketId, SocketAddr)>, Refusal> {
    let before = session.reader(Seq(u64::MAX)).cursor();
    let open = Open { role, mode: Mode::Auto, respond, settings: Vec::new(), on: On::Host };
    let done = session.command(Command::Open(open)).await?;
    let Some(id) = done.socket else { return Ok(None) };
    let local = until(session, before, |socket, event| match event {
        Event::Opened(opened) if socket == Some(id) => Some(Some(opened.local)),
        Event::Closed { .. } if socket == Some(id) => Some(None),
        Event::Accepted { .. }
        | Event::Called(_)
        | Event::Closed { .. }
        | Event::Dropped { .. }
        | Event::Ended
        | Event::Kernel(_)
        | Event::Lab(_)
        | Event::Icmp { .. }
        | Event::Missed { .. }
        | Event::Failed(_)
        | Event::Noted(_)
        | Event::Opened(_)
        | Event::Received { .. }
        | Event::Refused(_)
        | Event::Segment(_)
        | Event::Returned(_)
        | Event::Sent { .. }
        | Event::ShutDown { .. } => None,
    })
    .await;
    Ok(local.flatten().map(|local| (id, local)))
}

/// Reads the journal until an event answers; `None` when none did in time.
async fn until<T>(
    session: &SessionHandle,
    after: Seq,
    answer: impl Fn(Option<SocketId>, &Event) -> Option<T>,
) -> Option<T> {
    let mut reader = session.reader(after);
    let found = timeout(PATIENCE, async {
        loop {
            let page = reader.next().await?;
            let mut events = page.entries.iter();
            if let Some(found) = events.find_map(|entry| answer(entry.socket, &entry.event)) {
                return Some(found);
            }
        }
    });
    found.await.ok().flatten()
}

/// How long a click waits for the system; on loopback it takes microseconds.
const PATIENCE: Duration = Duration::from_secs(2);
