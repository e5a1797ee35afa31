//! A viewer, its events, and its commands.

use backend::{engine::Engine, id::Seq, limits::Limits, policy::Policy};
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_util::task::TaskTracker;

use super::{super::mouth::pair, *};

/// A viewer of a new session.
struct Viewer {
    client: Socket,
    handle: SessionHandle,
    stopping: CancellationToken,
    engine: Engine,
    task: JoinHandle<()>,
}

async fn view() -> Viewer {
    view_with(Limits::default(), 0).await
}

/// A viewer who comes after some sockets were made.
async fn view_with(limits: Limits, made: usize) -> Viewer {
    let config = WebSocketConfig::default().max_message_size(Some(1000));
    let (mut server, client) = pair(Some(config)).await;
    let engine = Engine::new(Policy::default(), limits);
    let handle = engine.begin().unwrap();
    for _ in 0..made {
        handle.command(create()).await.unwrap();
    }
    let stopping = CancellationToken::new();
    let (session, stop) = (handle.clone(), stopping.clone());
    let task = TaskTracker::new().spawn(async move {
        let reader = session.reader(Seq::START);
        if let Err(ending) = talk(&mut server, reader, &session, &stop).await {
            ending.say(&mut server).await;
        }
    });
    Viewer { client, handle, stopping, engine, task }
}

fn create() -> backend::command::Command {
    wire::command(&Fields::form("do=create&kind=tcp")).unwrap()
}

impl Viewer {
    async fn say(&mut self, text: &str) {
        self.client.send(Message::text(text)).await.unwrap();
    }

    /// The next message that has the text in it.
    async fn hear(&mut self, wanted: &str) -> String {
        loop {
            let message = self.client.next().await.unwrap().unwrap();
            if let Message::Text(text) = message
                && text.contains(wanted)
            {
                return text.to_string();
            }
        }
    }

    /// The code of the close frame.
    async fn end(mut self) -> u16 {
        let code = loop {
            let message = self.client.next().await.unwrap().unwrap();
            if let Message::Close(frame) = message {
                break frame.unwrap().code.into();
            }
        };
        while let Some(Ok(_)) = self.client.next().await {}
        self.task.await.unwrap();
        code
    }
}

#[tokio::test]
async fn commands_are_answered_in_order_and_events_follow() {
    let mut viewer = view().await;
    viewer.say(r#"{"do":"create","kind":"udp","id":1.50}"#).await;
    viewer.say(r#"{"do":"close","socket":"s1"}"#).await;
    viewer.say(r#"{"do":"close","socket":"s9"}"#).await;
    viewer.say("nonsense").await;
    viewer.say(r#"{"do":"dance","id":"\u0061"}"#).await;
    assert!(viewer.hear("reply").await.starts_with(r#"{"reply":1.50,"ok":true,"socket":"s1","#));
    let refused = viewer.hear("reply").await;
    assert!(refused.starts_with(r#"{"reply":null,"ok":false,"code":"unknown-socket","#));
    let malformed = viewer.hear("reply").await;
    assert!(malformed.starts_with(r#"{"reply":null,"ok":false,"code":"malformed","#));
    assert!(viewer.hear("reply").await.starts_with(r#"{"reply":"\u0061","ok":false,"#));
}

#[tokio::test]
async fn events_come_without_being_asked_for() {
    let mut viewer = view().await;
    viewer.handle.command(create()).await.unwrap();
    let batch = viewer.hear("events").await;
    assert!(batch.starts_with(r#"{"events":[{"seq":1,"at_us":"#), "{batch}");
    assert!(batch.contains(r#""event":"returned","call":"socket""#), "{batch}");
}

#[tokio::test]
async fn what_was_forgotten_is_named() {
    let mut viewer = view_with(Limits { journal_events: 2, ..Limits::default() }, 5).await;
    let batch = viewer.hear("gap").await;
    assert!(batch.starts_with(r#"{"events":[{"seq":4,"#), "{batch}");
    assert!(batch.ends_with(r#"}],"gap":{"from":1,"to":3,"why":"forgotten"}}"#), "{batch}");
}

#[tokio::test]
async fn the_close_code_says_why() {
    let mut viewer = view().await;
    viewer.client.send(Message::binary(&b"x"[..])).await.unwrap();
    assert_eq!(viewer.end().await, 1008);
    let mut viewer = view().await;
    viewer.say(&"x".repeat(1001)).await;
    assert_eq!(viewer.end().await, 1009);
    let viewer = view().await;
    viewer.handle.end().await;
    assert_eq!(viewer.end().await, 1001);
    let viewer = view().await;
    viewer.stopping.cancel();
    viewer.engine.shutdown(Duration::from_secs(1)).await;
    assert_eq!(viewer.end().await, 1012);
    let mut viewer = view().await;
    viewer.client.close(None).await.unwrap();
    while let Some(Ok(_)) = viewer.client.next().await {}
    viewer.task.await.unwrap();
}

#[test]
fn a_large_message_goes_in_fragments() {
    let sizes = |length: usize| -> Vec<(usize, bool)> {
        text(Bytes::from(vec![b' '; length]))
            .map(|message| {
                let Message::Frame(frame) = message else { panic!("{message:?}") };
                (frame.payload().len(), frame.header().is_final)
            })
            .collect()
    };
    assert_eq!(sizes(0), [(0, true)]);
    assert_eq!(sizes(5), [(5, true)]);
    assert_eq!(sizes(FRAGMENT), [(FRAGMENT, true)]);
    assert_eq!(sizes(2 * FRAGMENT + 1), [(FRAGMENT, false), (FRAGMENT, false), (1, true)]);
}
