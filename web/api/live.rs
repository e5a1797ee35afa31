//! Events as they happen and commands as they come, on one WebSocket.

use std::{collections::VecDeque, future::pending, pin::pin, sync::Arc, time::Duration};

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use backend::{
    engine::{Pending, SessionHandle},
    feed::{Page, Reader},
};
use bytes::Bytes;
use futures_util::{FutureExt, SinkExt, StreamExt};
use serde_json::value::RawValue;
use tokio::{
    io::AsyncReadExt,
    time::{MissedTickBehavior, interval, sleep, timeout},
};
use tokio_tungstenite::tungstenite::{
    Error, Message,
    error::CapacityError,
    protocol::{
        CloseFrame,
        frame::{
            Frame,
            coding::{CloseCode, Data, OpCode},
        },
    },
};
use tokio_util::sync::CancellationToken;

use super::{commands::Filled, events, reply::Reply, session};
use crate::{
    app::App,
    hearing::Hearing,
    problem::Problem,
    upgrade::{Sizes, Socket, Upgrade},
    wire::{self, Malformed, batch, fields::Fields},
};

/// Shows events as they happen and takes commands.
#[utoipa::path(
    get, path = "/api/v1/sessions/{session}/live", tag = "live", operation_id = "live",
    params(
        ("session" = String, Path, description = "The name of the session."),
        ("after" = Option<u64>, Query, description = "Events after this place; 0 by default."),
    ),
    responses(
        (status = 101, description = "WebSocket. Text frames to the client: `{\"events\":[Event…],\"gap\":Gap?}`, and `Reply` to each command with an `id` and to each that was refused. Text frames from the client: one command each, with an `id` of its choosing."),
        (status = "4XX", description = "Refused.", content_type = "application/problem+json", body = super::openapi::ProblemSchema),
    ),
)]
pub async fn live(
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    upgrade: Upgrade,
) -> Result<Response, Problem> {
    let handle = session(&app, &name)?;
    let after = events::after(&Fields::form(query.as_deref().unwrap_or_default()))?;
    let presence = handle.attend()?;
    let sizes =
        Sizes { message: app.engine.limits().message_bytes, read: 8 << 10, send: Some(64 << 10) };
    let stopping = app.stopping.clone();
    Ok(upgrade.run(&app, sizes, async move |mut socket| {
        let _presence = presence;
        let reader = handle.reader(after);
        let ending = talk(&mut socket, reader, &handle, &stopping).await;
        if let Err(ending) = ending {
            ending.say(&mut socket).await;
        }
    }))
}

/// What can happen to a viewer.
enum Wake {
    Answer(Option<Bytes>),
    Message(Option<Result<Message, Error>>),
    News(Option<Arc<Page>>),
    Overdue,
    Tick,
}

/// Serves one viewer until it leaves or must leave. A viewer that does not read is not read from
/// either, until its patience is over; meanwhile the journal waits for nobody.
async fn talk(
    socket: &mut Socket,
    mut reader: Reader,
    handle: &SessionHandle,
    stopping: &CancellationToken,
) -> Result<(), Ending> {
    let mut hearing = Hearing::default();
    let mut given = VecDeque::new();
    let mut frames = Vec::new();
    let mut unanswered = 0;
    let mut ping = interval(PING);
    ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ping.reset();
    // After the engine has stopped, the reader brings what is left and then ends by itself.
    let mut overdue = pin!(async {
        stopping.cancelled().await;
        sleep(DRAIN).await;
    });
    loop {
        let wake = tokio::select! {
            page = reader.next() => Wake::News(page),
            message = hearing.next(socket), if given.len() < MOST_WAITING => Wake::Message(message),
            answer = next_answer(&mut given) => Wake::Answer(answer),
            _ = ping.tick() => Wake::Tick,
            () = &mut overdue => Wake::Overdue,
        };
        match wake {
            Wake::Answer(answer) => frames.extend(answer.into_iter().flat_map(text)),
            Wake::Message(first) => {
                unanswered = 0;
                given.extend(receive(first, handle).await?);
                for _ in 1..AT_ONCE {
                    let Some(message) = hearing.next(socket).now_or_never() else { break };
                    given.extend(receive(message, handle).await?);
                }
            }
            Wake::News(Some(page)) => frames.extend(text(page.rendering(JSON, batch))),
            Wake::News(None) if stopping.is_cancelled() => return Err(Ending::STOPPING),
            Wake::News(None) => return Err(Ending::OVER),
            Wake::Overdue => return Err(Ending::STOPPING),
            Wake::Tick if 2 <= unanswered => return Err(Ending::Gone),
            Wake::Tick => {
                unanswered += 1;
                frames.push(Message::Ping(Bytes::new()));
            }
        }
        while let Some(answer) = next_answer(&mut given).now_or_never() {
            frames.extend(answer.into_iter().flat_map(text));
        }
        if !frames.is_empty() {
            send(socket, &mut frames, stopping).await?;
        }
    }
}

/// A command that was given, or that could not be.
struct Given {
    id: Option<Box<RawValue>>,
    taken: Result<(Pending, Filled), Malformed>,
}

/// Understands a message and gives its command to the session, without waiting for the answer.
async fn receive(
    message: Option<Result<Message, Error>>,
    handle: &SessionHandle,
) -> Result<Option<Given>, Ending> {
    let text = match message {
        Some(Ok(Message::Text(text))) => text,
        Some(Ok(Message::Binary(_))) => return Err(Ending::BINARY),
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => return Ok(None),
        Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => {
            return Err(Ending::TOO_LARGE);
        }
        Some(Err(Error::Utf8(_))) => return Err(Ending::NOT_TEXT),
        Some(Ok(Message::Close(_))) => return Err(Ending::LEFT),
        Some(Err(Error::Protocol(_))) => return Err(Ending::BROKEN),
        Some(Err(_)) | None => return Err(Ending::Gone),
    };
    let fields = match Fields::json(&text) {
        Ok(fields) => fields,
        Err(malformed) => return Ok(Some(Given { id: None, taken: Err(malformed) })),
    };
    let id = fields.raw("id").and_then(|id| RawValue::from_string(id.to_owned()).ok());
    let taken = match wire::command_of_program(&fields) {
        Ok(command) => Ok((handle.submit(command).await, Filled::of(&fields))),
        Err(malformed) => Err(malformed),
    };
    Ok(Some(Given { id, taken }))
}

/// Waits for the oldest answer that is due; the reply, where there must be one. Nothing is lost where
/// it is not waited for to the end.
async fn next_answer(given: &mut VecDeque<Given>) -> Option<Bytes> {
    let Some(Given { id, taken }) = given.front_mut() else { return pending().await };
    let reply = match taken {
        Err(malformed) => Some(Reply::malformed(malformed.clone())),
        Ok((pending, filled)) => match pending.await {
            Ok(done) => id.as_ref().map(|_| Reply::done(done)),
            Err(refusal) => Some(Reply::refused(&refusal, filled.at_fault(&refusal))),
        },
    };
    let id = given.pop_front().and_then(|given| given.id);
    let mut out = Vec::with_capacity(96);
    batch::put(&mut out, &reply?.to(id.as_deref()));
    Some(out.into())
}

/// One text message. A large one goes in fragments (RFC 6455 §5.4), because tungstenite's buffer for
/// writing is bounded. Its bytes come from the JSON writer, so they are UTF-8.
fn text(mut bytes: Bytes) -> impl Iterator<Item = Message> {
    let (mut kind, rest) = (Some(OpCode::Data(Data::Text)), OpCode::Data(Data::Continue));
    std::iter::from_fn(move || {
        let kind = kind.take().or_else(|| (!bytes.is_empty()).then_some(rest))?;
        let part = bytes.split_to(bytes.len().min(FRAGMENT));
        Some(Message::Frame(Frame::message(part, kind, bytes.is_empty())))
    })
}

/// Sends, unless the viewer takes nothing for too long; when the server stops, that is soon.
async fn send(
    socket: &mut Socket,
    frames: &mut Vec<Message>,
    stopping: &CancellationToken,
) -> Result<(), Ending> {
    let sent = async {
        for frame in frames.drain(..) {
            socket.feed(frame).await?;
        }
        socket.flush().await
    };
    let hurry = async {
        stopping.cancelled().await;
        sleep(HURRY).await;
    };
    tokio::select! {
        sent = timeout(PATIENCE, sent) => match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Ending::Gone),
        },
        () = hurry => Err(Ending::Gone),
    }
}

/// Why a viewer must leave.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ending {
    /// It cannot be told.
    Gone,
    /// It is told so.
    Told(CloseCode, &'static str),
}

impl Ending {
    pub(crate) const BINARY: Self = Self::Told(CloseCode::Policy, "commands are text frames");
    pub(crate) const BROKEN: Self =
        Self::Told(CloseCode::Protocol, "that was not the WebSocket protocol");
    pub(crate) const LEFT: Self = Self::Told(CloseCode::Normal, "");
    pub(crate) const NOT_TEXT: Self = Self::Told(CloseCode::Invalid, "a text frame must be UTF-8");
    pub(crate) const OVER: Self = Self::Told(CloseCode::Away, "the session has ended");
    pub(crate) const STOPPING: Self = Self::Told(CloseCode::Restart, "the server is stopping");
    pub(crate) const TOO_LARGE: Self = Self::Told(CloseCode::Size, "the message is too large");

    /// Sends the close frame and waits for the peer's, but not for long. After the peer's own close
    /// frame, tungstenite has answered already and this sends nothing more.
    pub(crate) async fn say(self, socket: &mut Socket) {
        let Self::Told(code, reason) = self else { return };
        let frame = CloseFrame { code, reason: reason.into() };
        let farewell = async {
            if socket.close(Some(frame)).await.is_ok() {
                while let Some(Ok(_)) = socket.next().await {}
            }
        };
        // Whoever does not answer in time loses the connection, which is what is left to do.
        let _ = timeout(FAREWELL, farewell).await;
        if code == CloseCode::Size {
            swallow(socket).await;
        }
    }
}

/// Reads the rest of a message that is too large: to close with bytes unread is an RST, which would
/// overtake the close frame.
async fn swallow(socket: &mut Socket) {
    let mut bytes = vec![0; 16 << 10];
    let _ = timeout(FAREWELL, async {
        while let Ok(Ok(1..)) = timeout(QUIET, socket.get_mut().read(&mut bytes)).await {}
    })
    .await;
}

/// The kind of rendering that [`Page::rendering`] keeps for all programs.
const JSON: u8 = 0;
/// How often the viewer must show that it is there.
const PING: Duration = Duration::from_secs(20);
/// How long a viewer may not read.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the rest of the journal may take when the server stops.
const DRAIN: Duration = Duration::from_secs(5);
/// How long a viewer may not read when the server stops.
const HURRY: Duration = Duration::from_secs(1);
/// After how long without bytes a message is taken to be over.
const QUIET: Duration = Duration::from_millis(200);
/// How long the peer's close frame may take.
const FAREWELL: Duration = Duration::from_secs(2);
/// How many messages are taken before anything else happens.
const AT_ONCE: usize = 64;
/// How many answers may wait before no more commands are read.
const MOST_WAITING: usize = 1024;
/// The largest frame to a viewer, in bytes.
const FRAGMENT: usize = 256 << 10;

#[cfg(test)]
mod tests;
