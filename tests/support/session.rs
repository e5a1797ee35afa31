//! A session of the API, driven from outside, with what its journal has said so far.

use std::{net::SocketAddr, time::Instant};

use serde_json::{Value, json};

use super::{
    DEADLINE,
    http::{Answer, Request},
    live::Live,
    server::Server,
};

/// A session; its events are read by long poll, each one once.
#[derive(Debug)]
pub struct Session {
    port: u16,
    /// Its path, `/api/v1/sessions/{session}`.
    pub path: String,
    after: u64,
    journal: Vec<Value>,
}

impl Session {
    /// A new one.
    pub fn begin(server: &Server) -> Self {
        let answer = server.request("POST", "/api/v1/sessions").body(JSON, "{}").send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        let path = answer.header("location").expect("the place of the session").to_owned();
        Self { port: server.port, path, after: 0, journal: Vec::new() }
    }

    /// The server's port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The answer to a command, whatever it is.
    pub fn post(&self, command: &Value) -> Answer {
        self.post_text(&command.to_string())
    }

    /// The answer to a command that is written so.
    pub fn post_text(&self, command: &str) -> Answer {
        self.request("POST", "/commands").body(JSON, command).send()
    }

    /// Gives a command that must be taken; gives the name of the socket it made, or nothing.
    #[expect(clippy::needless_pass_by_value, reason = "commands are written in place")]
    #[track_caller]
    pub fn ask(&self, command: Value) -> String {
        let answer = self.post(&command);
        assert_eq!(answer.status, 200, "{command}: {}", answer.text());
        let said = answer.json();
        assert_eq!(said["ok"], true, "{command}: {said}");
        said["socket"].as_str().unwrap_or_default().to_owned()
    }

    /// A `GET` of something below the session.
    pub fn get(&self, rest: &str) -> Answer {
        self.request("GET", rest).send()
    }

    /// A request for something below the session.
    pub fn request(&self, method: &str, rest: &str) -> Request {
        Request::new(self.port, method, &format!("{}{rest}", self.path))
    }

    /// The session as it is now.
    pub fn show(&self) -> Value {
        let answer = self.get("");
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()
    }

    /// One of its sockets as it is now.
    #[track_caller]
    pub fn socket(&self, name: &str) -> Value {
        let shown = self.show();
        let mut sockets = shown["sockets"].as_array().unwrap().iter();
        sockets.find(|socket| socket["socket"] == name).expect("the socket").clone()
    }

    /// A live WebSocket with the events after that place.
    pub fn live(&self, after: u64) -> Live {
        Live::open(self.port, &format!("{}/live?after={after}", self.path), None).unwrap()
    }

    /// The raw stream of a socket.
    pub fn stream(&self, socket: &str) -> Live {
        Live::open(self.port, &format!("{}/sockets/{socket}/stream", self.path), None).unwrap()
    }

    /// Waits for the first event that has all of these fields. It is taken, so that the same words
    /// find the next one.
    #[expect(clippy::needless_pass_by_value, reason = "events are written in place")]
    #[track_caller]
    pub fn sees(&mut self, wanted: Value) -> Value {
        let begun = Instant::now();
        loop {
            if let Some(at) = self.journal.iter().position(|event| fits(event, &wanted)) {
                return self.journal.remove(at);
            }
            let left = DEADLINE.saturating_sub(begun.elapsed()).as_secs();
            assert!(0 < left, "never saw {wanted} in {:#?}", self.journal);
            self.poll(left.min(5));
        }
    }

    /// Takes what has come, and waits for something if nothing has.
    #[track_caller]
    fn poll(&mut self, wait: u64) {
        let answer = self.get(&format!("/events?after={}&limit=10000&wait={wait}", self.after));
        assert_eq!(answer.status, 200, "{}", answer.text());
        let Value::Array(events) = answer.json()["events"].take() else { panic!("no events") };
        if let Some(last) = events.last() {
            self.after = last["seq"].as_u64().unwrap();
        }
        self.journal.extend(events);
    }

    /// Waits until a socket is open; gives its address.
    #[track_caller]
    pub fn opened(&mut self, socket: &str) -> SocketAddr {
        let event = self.sees(json!({"event": "opened", "socket": socket}));
        event["local"].as_str().unwrap().parse().unwrap()
    }

    /// Waits until a call has returned.
    #[track_caller]
    pub fn returned(&mut self, socket: &str, call: &str) -> Value {
        self.sees(json!({"event": "returned", "socket": socket, "call": call}))
    }

    /// Waits until a listener has a connection; gives the new socket.
    #[track_caller]
    pub fn accepted(&mut self, listener: &str) -> String {
        let event = self.sees(json!({"event": "accepted", "socket": listener}));
        event["child"].as_str().unwrap().to_owned()
    }

    /// Waits until a socket is closed; says why.
    #[track_caller]
    pub fn closed(&mut self, socket: &str) -> String {
        let event = self.sees(json!({"event": "closed", "socket": socket}));
        event["why"].as_str().unwrap().to_owned()
    }

    /// Opens a listener in auto mode on a free port, with what it answers.
    #[track_caller]
    pub fn listen(&mut self, respond: &str) -> (String, SocketAddr) {
        let socket = self
            .ask(json!({"do": "open", "kind": "tcp-listen", "at": ANYWHERE, "respond": respond}));
        let at = self.opened(&socket);
        (socket, at)
    }

    /// Connects a socket in auto mode.
    #[track_caller]
    pub fn connect(&mut self, to: SocketAddr) -> String {
        let socket = self.ask(json!({"do": "open", "kind": "tcp-connect", "to": to.to_string()}));
        self.opened(&socket);
        socket
    }

    /// Opens a UDP socket in auto mode on a free port, with what it answers.
    #[track_caller]
    pub fn udp(&mut self, respond: &str) -> (String, SocketAddr) {
        let socket =
            self.ask(json!({"do": "open", "kind": "udp", "at": ANYWHERE, "respond": respond}));
        let at = self.opened(&socket);
        (socket, at)
    }
}

/// Whether a value has all that is wanted; more fields do no harm.
pub fn fits(value: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::Object(fields) => fields.iter().all(|(name, wanted)| fits(&value[name], wanted)),
        wanted => value == wanted,
    }
}

/// Any free port of this machine's loopback address.
pub const ANYWHERE: &str = "127.0.0.1:0";

/// The media type of what programs send.
pub const JSON: &str = "application/json";

/// Every option, with a value that a TCP socket or a UDP socket of IPv6 takes.
pub fn settings<'a>(tcp: &'a str, udp: &'a str) -> Vec<(&'a str, &'static str, Value)> {
    vec![
        (tcp, "congestion", json!("reno")),
        (tcp, "cork", json!(true)),
        (tcp, "keepalive", json!(true)),
        (tcp, "linger", json!(3)),
        (tcp, "linger", json!("off")),
        (tcp, "maxseg", json!(1000)),
        (tcp, "nodelay", json!(true)),
        (tcp, "quickack", json!(false)),
        (tcp, "rcvbuf", json!(8192)),
        (tcp, "recvtimeout", json!(1500)),
        (tcp, "recvtimeout", json!("off")),
        (tcp, "reuseaddr", json!(true)),
        (tcp, "reuseport", json!(true)),
        (tcp, "sndbuf", json!(8192)),
        (tcp, "ttl", json!(9)),
        (tcp, "usertimeout", json!(5000)),
        (udp, "broadcast", json!(true)),
        (udp, "ttl", json!(7)),
        (udp, "v6only", json!(true)),
    ]
}
