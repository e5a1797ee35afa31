//! The live WebSocket: events in order, commands with answers, and a way back after a break.

use std::{net::Shutdown, time::Duration};

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{live::Live, peer, server::Server, session::Session};

#[test]
fn events_come_in_order_and_answers_carry_their_identifiers() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut viewer = Viewer::of(&session, 0);
    for id in [json!(1), json!("two"), json!(3.5), json!(true)] {
        viewer.say(&json!({"id": id, "do": "create", "kind": "udp"}));
        let reply = viewer.reply();
        assert_eq!((&reply["reply"], &reply["ok"]), (&id, &json!(true)), "{reply}");
        assert!(reply["socket"].as_str().unwrap().starts_with('s'), "{reply}");
    }
    viewer.until(4);
    let sockets: Vec<&Value> = viewer.events.iter().map(|event| &event["socket"]).collect();
    assert_eq!(sockets, ["s1", "s2", "s3", "s4"]);
}

#[test]
fn a_command_without_an_identifier_is_answered_only_when_it_is_not_done() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut viewer = Viewer::of(&session, 0);
    viewer.say(&json!({"do": "create", "kind": "udp"}));
    viewer.say(&json!({"do": "close", "socket": "s77"}));
    let reply = viewer.reply();
    assert_eq!((&reply["reply"], &reply["ok"]), (&Value::Null, &json!(false)), "{reply}");
    assert_eq!((&reply["code"], &reply["field"]), (&json!("unknown-socket"), &json!("socket")));
    viewer.say(&json!({"id": 9, "do": "bind", "socket": "s1", "at": "nowhere"}));
    let reply = viewer.reply();
    assert_eq!((&reply["reply"], &reply["code"]), (&json!(9), &json!("malformed")));
    assert_eq!(reply["field"], "at");
    assert!(reply["detail"].as_str().unwrap().starts_with("at: expected "), "{reply}");
    viewer.live.send("this is no JSON");
    let reply = viewer.reply();
    assert_eq!((&reply["reply"], &reply["code"]), (&Value::Null, &json!("malformed")));
    viewer.say(&json!({"id": 10, "do": "close", "socket": "s1"}));
    assert_eq!(viewer.reply()["ok"], true, "the connection goes on");
}

#[test]
fn answers_come_in_the_order_of_the_commands() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut viewer = Viewer::of(&session, 0);
    for id in 0..500 {
        let socket = if id % 3 == 0 { "none" } else { "s9" };
        viewer.say(&json!({"id": id, "do": "close", "socket": socket}));
    }
    for id in 0..500 {
        let reply = viewer.reply();
        assert_eq!(reply["reply"], id);
        let code = if id % 3 == 0 { "malformed" } else { "unknown-socket" };
        assert_eq!(reply["code"], code);
    }
}

/// What is cut is the TCP connection, without a word, in the middle of a stream of events.
#[test]
fn a_viewer_that_was_cut_off_comes_back_and_misses_nothing() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (_, at) = session.udp("none");
    let (sender, _) = peer::udp();
    let mut viewer = Viewer::of(&session, 0);
    for round in 0..20_u64 {
        for number in 0..200_u64 {
            sender.send_to(&number.to_be_bytes(), at).unwrap();
        }
        viewer.until(200 * round + 50);
        viewer.live.stream().shutdown(Shutdown::Both).unwrap();
        viewer.live = session.live(viewer.last);
        // The rest comes to the new connection, before the kernel has to drop more of them.
        viewer.until(200 * (round + 1));
    }
    let head = session.show()["head"].as_u64().unwrap();
    viewer.until(head);
    assert_eq!(viewer.gaps, Vec::<Value>::new());
    let listed = session.get("/events?limit=10000").json();
    assert_eq!(listed["events"].as_array().unwrap()[..viewer.events.len()], viewer.events[..]);
}

#[test]
fn what_a_viewer_missed_is_named_exactly() {
    let server = Server::with(&["--port", "0", "--limit", "journal-events=50"]);
    let session = Session::begin(&server);
    let mut viewer = Viewer::of(&session, 0);
    session.ask(json!({"do": "create", "kind": "udp"}));
    viewer.until(1);
    viewer.live.stream().shutdown(Shutdown::Both).unwrap();
    for _ in 0..100 {
        let refused = session.post(&json!({"do": "close", "socket": "s99"}));
        assert_eq!(refused.status, 404);
    }
    viewer.live = session.live(viewer.last);
    viewer.until(101);
    assert_eq!(viewer.gaps, [json!({"from": 2, "to": 51, "why": "forgotten"})]);
    assert_eq!(viewer.events.len(), 1 + 50);
}

#[test]
fn a_viewer_begins_where_it_asks() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    for _ in 0..5 {
        session.ask(json!({"do": "create", "kind": "udp"}));
    }
    session.returned("s5", "socket");
    let mut viewer = Viewer::of(&session, 3);
    viewer.until(5);
    assert_eq!(viewer.events.len(), 2);
    for after in ["-1", "x", "1.5"] {
        let refused = session.request("GET", &format!("/live?after={after}")).upgrade().send();
        assert_eq!(super::problem(&refused, 400, "malformed")["field"], "after");
    }
}

#[test]
fn a_viewer_of_a_deleted_session_sees_its_end() {
    let server = Server::start();
    let session = Session::begin(&server);
    session.ask(json!({"do": "create", "kind": "udp"}));
    let mut viewer = Viewer::of(&session, 0);
    viewer.until(1);
    assert_eq!(session.request("DELETE", "").send().status, 204);
    assert_eq!(viewer.closed(), Some(1001));
    let last = viewer.events.last().unwrap();
    assert_eq!((&last["event"], &last["socket"]), (&json!("closed"), &json!("s1")));
}

#[test]
fn a_quiet_viewer_is_pinged() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut live = session.live(0);
    let message = live.next_within(Duration::from_secs(40)).unwrap();
    assert!(matches!(message, Message::Ping(_)), "{message:?}");
}

#[test]
fn what_is_no_text_command_ends_the_connection() {
    let server = Server::start();
    let session = Session::begin(&server);
    let mut live = session.live(0);
    live.send_bytes(&b"{}"[..]);
    assert_eq!(live.closed(), Some(1008));
    let mut live = session.live(0);
    live.send(&"x".repeat((256 << 10) + 1));
    assert_eq!(live.closed(), Some(1009));
    let mut live = session.live(0);
    live.close();
    assert!(matches!(live.closed(), Some(1000) | None));
}

/// A live WebSocket that checks that nothing is missing.
pub(crate) struct Viewer {
    pub(crate) live: Live,
    /// The place of the last event.
    pub(crate) last: u64,
    pub(crate) events: Vec<Value>,
    pub(crate) gaps: Vec<Value>,
    /// When the last event happened.
    at: u64,
    replies: std::collections::VecDeque<Value>,
}

impl Viewer {
    pub(crate) fn of(session: &Session, after: u64) -> Self {
        let live = session.live(after);
        Self { live, last: after, events: Vec::new(), gaps: Vec::new(), at: 0, replies: [].into() }
    }

    fn say(&mut self, command: &Value) {
        self.live.send(&command.to_string());
    }

    /// The next answer; events on the way are kept.
    fn reply(&mut self) -> Value {
        loop {
            if let Some(reply) = self.replies.pop_front() {
                return reply;
            }
            let message = self.live.json();
            self.take(message);
        }
    }

    /// Reads until the event at that place has come.
    #[track_caller]
    pub(crate) fn until(&mut self, seq: u64) {
        while self.last < seq {
            let message = self.live.json();
            self.take(message);
        }
    }

    /// Reads to the end; gives the code of the close frame.
    #[track_caller]
    pub(crate) fn closed(&mut self) -> Option<u16> {
        loop {
            match self.live.next() {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                Ok(message) => self.read(&message),
                Err(_) => return None,
            }
        }
    }

    /// Reads one text frame.
    #[track_caller]
    pub(crate) fn read(&mut self, message: &Message) {
        self.take(serde_json::from_str(message.to_text().unwrap()).unwrap());
    }

    /// Every place is there once, or in a gap that lies exactly between.
    #[track_caller]
    fn take(&mut self, mut message: Value) {
        let Value::Array(events) = message["events"].take() else {
            assert!(message["reply"].is_null() || message["ok"].is_boolean(), "{message}");
            return self.replies.push_back(message);
        };
        if let Some(to) = message["gap"]["to"].as_u64() {
            assert_eq!(message["gap"]["from"], self.last + 1, "{}", message["gap"]);
            assert!(self.last < to, "{}", message["gap"]);
            self.last = to;
            self.gaps.push(message["gap"].take());
        }
        for event in &events {
            self.last += 1;
            assert_eq!(event["seq"], self.last, "{event}");
            let at = event["at_us"].as_u64().unwrap();
            assert!(self.at <= at, "time goes back before {event}");
            self.at = at;
        }
        self.events.extend(events);
    }
}
