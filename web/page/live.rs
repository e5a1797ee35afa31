//! One browser, live.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use backend::{
    engine::SessionHandle,
    feed::{Page, Reader},
    id::Seq,
};
use bytes::Bytes;
use futures_util::SinkExt;
use serde::Serialize;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};
use tokio_tungstenite::tungstenite::{
    Error, Message, Utf8Bytes, error::CapacityError, protocol::frame::coding::CloseCode,
};

use super::{
    problem::{self, field_at_fault, malformed_text, malformed_words, refusal_text},
    session,
    view::View,
};
use crate::{
    api::live::Ending,
    app::App,
    hearing::Hearing,
    language::Choice,
    lens::{Lens, Look},
    render::{
        Renderer,
        own_socket::{Arrival, OwnSocket},
    },
    upgrade::{Sizes, Socket, Upgrade},
    wire::{self, Malformed, fields::Fields},
    words::Words,
};

/// Shows a session as it goes on.
pub async fn live(
    choice: Choice,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(look): Query<Look>,
    arrival: Arrival,
    upgrade: Upgrade,
) -> Response {
    let Some(session) = session::find(&app, &name) else { return problem::ended(choice) };
    let presence = match session.attend() {
        Ok(presence) => presence,
        Err(refusal) => return problem::page(choice, &refusal.into()),
    };
    let message = app.engine.limits().message_bytes;
    let sizes = Sizes { message, read: 16 << 10, send: Some(256 << 10) };
    let words = Words::new(choice.language);
    let renderer = Renderer { words, session: session.id() };
    let own = OwnSocket::live(words, arrival, upgrade.accept()).frame(Seq(look.after));
    let stopping = app.stopping.clone();
    upgrade.run(&app, sizes, async move |socket| {
        let reader = session.reader(Seq(look.after));
        let view = View::new(renderer, Lens::of(&look), &reader).await;
        let mut live = Live { socket, session, view };
        let over =
            if let Err(ending) = live.talk(reader, own).await { ending } else { Ending::OVER };
        let stops = stopping.is_cancelled() && matches!(over, Ending::Told(CloseCode::Away, _));
        let ending = if stops { Ending::STOPPING } else { over };
        ending.say(&mut live.socket).await;
        drop(presence);
    })
}

/// One browser.
struct Live {
    socket: Socket,
    session: SessionHandle,
    view: View,
}

/// What a browser's conversation wakes up for.
enum Wake {
    Later,
    News(Option<Arc<Page>>),
    Ping,
    Rested,
    Said(Option<Result<Message, Error>>),
}

impl Live {
    /// Shows the browser its own socket, tells what happens, and does what is asked, until the session is over or the browser leaves.
    async fn talk(&mut self, mut reader: Reader, own: Bytes) -> Result<(), Ending> {
        self.send(text(own)?).await?;
        if let Some(beginning) = self.view.beginning(&reader) {
            self.send(text(beginning)?).await?;
        }
        let mut ping = interval(PING);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut rest = pin!(sleep(Duration::ZERO));
        let mut resting = false;
        // The page may have been made while the lab's counters were behind its last event.
        let mut later = pin!(sleep(LATER));
        let (mut lab, mut came) = (true, false);
        let mut hearing = Hearing::default();
        let mut unanswered = 0;
        loop {
            self.skip(&mut reader).await?;
            let wake = tokio::select! {
                said = hearing.next(&mut self.socket) => Wake::Said(said),
                () = &mut rest, if resting => Wake::Rested,
                () = &mut later, if lab => Wake::Later,
                page = reader.next(), if !resting => Wake::News(page),
                _ = ping.tick() => Wake::Ping,
            };
            match wake {
                Wake::Later => {
                    lab = std::mem::take(&mut came);
                    if lab {
                        later.set(sleep(LATER));
                    }
                    if let Some(frame) = self.view.lab(&reader) {
                        self.send(text(frame)?).await?;
                    }
                }
                Wake::News(None) => return Ok(()),
                Wake::News(Some(page)) => {
                    let frame = self.view.frame(&page, &reader);
                    self.send(text(frame)?).await?;
                    // What comes meanwhile travels in one frame.
                    rest.set(sleep(self.view.rest()));
                    resting = true;
                    // It is not put off again and again while events go on.
                    came = lab;
                    if !lab {
                        later.set(sleep(LATER));
                        lab = true;
                    }
                }
                Wake::Ping if 2 <= unanswered => return Err(Ending::Gone),
                Wake::Ping => {
                    unanswered += 1;
                    self.session.touch();
                    self.send(Message::Ping(Bytes::new())).await?;
                }
                Wake::Rested => resting = false,
                Wake::Said(said) => {
                    unanswered = 0;
                    if let Some(said) = understood(said)? {
                        let answer = self.act(&said).await;
                        let answer = serde_json::to_vec(&answer).map_err(|_| Ending::Gone)?;
                        self.send(text(answer.into())?).await?;
                    }
                }
            }
        }
    }

    /// Goes on near the end where more came than a page can show; it fetches what it wants to see.
    async fn skip(&mut self, reader: &mut Reader) -> Result<(), Ending> {
        let (seen, head) = (reader.cursor(), reader.head());
        if head.0.saturating_sub(seen.0) <= BEHIND {
            return Ok(());
        }
        let next = Seq(head.0 - BEHIND / 4);
        let frame = self.view.skip(reader, next).await;
        *reader = reader.clone().resume(next);
        self.send(text(frame)?).await
    }

    /// Does one command, and says in the reader's language what came of it.
    async fn act(&self, said: &str) -> Answer {
        let words = self.view.words();
        let malformed = |Malformed { field, .. }: Malformed| {
            let message = malformed_words(words, &field);
            (Some(field), message)
        };
        let fields = match Fields::json(said) {
            Ok(fields) => fields,
            Err(error) => return Answer::new(None, Err(malformed(error))),
        };
        let reply = fields.get("id").map(str::to_owned);
        let done = match wire::command(&fields) {
            Err(error) => {
                let message = malformed_text(words, &error, &fields);
                Err((Some(error.field), message))
            }
            Ok(command) => match self.session.command(command).await {
                Ok(_) => Ok(()),
                Err(refusal) => {
                    let field = field_at_fault(&refusal, |name| fields.filled(name));
                    Err((field, refusal_text(words, &refusal)))
                }
            },
        };
        Answer::new(reply, done)
    }

    /// Sends, unless the browser takes nothing for too long.
    async fn send(&mut self, message: Message) -> Result<(), Ending> {
        match timeout(PATIENCE, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Ending::Gone),
        }
    }
}

/// The text of a message that is a command; `None` for one that only shows that somebody is there.
fn understood(said: Option<Result<Message, Error>>) -> Result<Option<Utf8Bytes>, Ending> {
    match said {
        Some(Ok(Message::Text(said))) => Ok(Some(said)),
        Some(Ok(Message::Frame(_) | Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Binary(_))) => Err(Ending::BINARY),
        Some(Ok(Message::Close(_))) => Err(Ending::LEFT),
        Some(Err(Error::Capacity(CapacityError::MessageTooLong { .. }))) => Err(Ending::TOO_LARGE),
        Some(Err(Error::Protocol(_))) => Err(Ending::BROKEN),
        Some(Err(Error::Utf8(_))) => Err(Ending::NOT_TEXT),
        Some(Err(_)) | None => Err(Ending::Gone),
    }
}

/// What came of a command.
#[derive(Debug, Serialize)]
struct Answer {
    reply: Option<String>,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

impl Answer {
    fn new(reply: Option<String>, done: Result<(), (Option<String>, String)>) -> Self {
        match done {
            Ok(()) => Self { reply, ok: true, field: None, message: None },
            Err((field, message)) => Self { reply, ok: false, field, message: Some(message) },
        }
    }
}

fn text(bytes: Bytes) -> Result<Message, Ending> {
    Utf8Bytes::try_from(bytes).map(Message::Text).map_err(|_| Ending::Gone)
}

/// How often a browser is asked whether it is there.
const PING: Duration = Duration::from_secs(20);
/// How long after a frame the lab is looked at once more.
const LATER: Duration = Duration::from_millis(700);
/// How long a browser may take nothing.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many events a browser may be behind.
const BEHIND: u64 = 2000;
