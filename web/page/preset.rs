//! What one click on the first page does, made of the commands anybody has.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use backend::{
    command::{Command, Family, Host, Mode, Open, OpenRole, Protocol, Respond},
    engine::SessionHandle,
    event::Event,
    id::{Seq, SocketId},
    policy::Refusal,
};
use bytes::Bytes;
use tokio::time::timeout;

/// What one click on the first page does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Preset {
    /// A TCP server to step by hand.
    Step,
    /// A TCP echo server, a client, and 你好 there and back.
    Tcp,
    /// The same with datagrams.
    Udp,
}

impl Preset {
    /// The preset of that word in a form.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        match word {
            "step" => Some(Self::Step),
            "tcp" => Some(Self::Tcp),
            "udp" => Some(Self::Udp),
            _ => None,
        }
    }

    /// Does it; what the system says no to is in the session's journal.
    pub async fn perform(self, session: &SessionHandle) -> Result<(), Refusal> {
        match self {
            Self::Step => {
                let create = Command::Create { protocol: Protocol::Tcp, family: Family::Ipv4 };
                session.command(create).await.map(|_| ())
            }
            Self::Tcp => pair(session, Protocol::Tcp).await,
            Self::Udp => pair(session, Protocol::Udp).await,
        }
    }
}

/// An echo server on the first port that is free, and a client that greets it.
async fn pair(session: &SessionHandle, protocol: Protocol) -> Result<(), Refusal> {
    let Some(server) = server(session, protocol).await? else { return Ok(()) };
    let to = Host::Address(server);
    let role = match protocol {
        Protocol::Tcp => OpenRole::TcpConnect { to, at: None },
        Protocol::Udp => OpenRole::Udp { at: None, to: Some(to) },
    };
    let Some((client, _)) = open(session, role, Respond::None).await? else { return Ok(()) };
    let greeting = Bytes::from_static("你好".as_bytes());
    let sent = session.command(Command::Send { socket: client, bytes: greeting, to: None }).await?;
    let before = Seq(sent.seq.0.saturating_sub(4));
    let _ = until(session, before, |socket, event| {
        (socket == Some(client) && matches!(event, Event::Received { .. })).then_some(())
    })
    .await;
    Ok(())
}

/// Opens the echo server; a port that is taken leaves its refusal in the journal.
async fn server(
    session: &SessionHandle,
    protocol: Protocol,
) -> Result<Option<SocketAddr>, Refusal> {
    for port in (8888..=8899).chain([0]) {
        let at = Host::Address(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
        let role = match protocol {
            Protocol::Tcp => OpenRole::TcpListen { at, backlog: 128 },
            Protocol::Udp => OpenRole::Udp { at: Some(at), to: None },
        };
        match open(session, role, Respond::Echo).await {
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
    let open = Open { role, mode: Mode::Auto, respond, settings: Vec::new() };
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
        | Event::Failed(_)
        | Event::Noted(_)
        | Event::Opened(_)
        | Event::Received { .. }
        | Event::Refused(_)
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
