//! What the journal says of calls is what strace saw: every call, its arguments, and its result.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{program::Program, server::Server, session::Session};

/// A call as both tell of it: its name, what is compared of its arguments, and its result or errno.
#[derive(Clone, Debug, Eq, PartialEq)]
struct Made {
    call: String,
    argument: String,
    result: String,
}

#[test]
fn the_journal_tells_what_strace_saw() {
    let server = Server::start();
    let traced =
        "trace=socket,bind,listen,connect,accept4,recvfrom,sendto,setsockopt,shutdown,close";
    let script = format!("exec strace -p {} -s 0 -e {traced} 2>&1", server.pid());
    let strace = Program::start("sh", &["-c", &script]);
    assert!(strace.line().ends_with("attached"), "strace may attach to a process of the same user");

    let mut session = Session::begin(&server);
    let sockets = conversation(&mut session);
    let journal: Vec<Vec<Made>> = sockets.iter().map(|name| told(&mut session, name)).collect();
    drop(server);

    let mut seen = Seen::default();
    loop {
        let line = strace.line();
        if line.contains("+++ exited") {
            break;
        }
        seen.take(&line);
    }
    let of = |nth: usize| seen.calls.get(&seen.sockets[nth]).cloned().unwrap_or_default();
    for (nth, journal) in journal.iter().enumerate() {
        assert_eq!(*journal, of(nth), "{} of {:?}", sockets[nth], seen.sockets);
    }
}

/// A server and a client step by step, with errors; the names of their sockets as they were made.
fn conversation(session: &mut Session) -> Vec<String> {
    let create = json!({"do": "create", "kind": "tcp"});
    let listener = session.ask(create.clone());
    step(
        session,
        &listener,
        "setsockopt",
        json!({"do": "set", "option": "reuseaddr", "value": true}),
    );
    step(session, &listener, "bind", json!({"do": "bind", "at": "127.0.0.1:0"}));
    step(session, &listener, "bind", json!({"do": "bind", "at": "127.0.0.1:0"}));
    step(session, &listener, "listen", json!({"do": "listen", "backlog": 5}));
    let at = session.socket(&listener)["local"].as_str().unwrap().to_owned();

    let client = session.ask(create.clone());
    step(session, &client, "send", json!({"do": "send", "data": "too early"}));
    step(session, &client, "connect", json!({"do": "connect", "to": at}));
    session.ask(json!({"do": "accept", "socket": listener}));
    let child = session.returned(&listener, "accept")["result"].as_str().unwrap().to_owned();
    session.ask(json!({"do": "recv", "socket": child, "max": 3}));
    session.sees(json!({"event": "called", "socket": child, "call": "recv"}));
    step(session, &client, "send", json!({"do": "send", "data": "hello"}));
    session.returned(&child, "recv");
    step(session, &child, "recv", json!({"do": "recv", "max": 1024}));
    step(session, &client, "shutdown", json!({"do": "shutdown", "how": "write"}));
    step(session, &client, "send", json!({"do": "send", "data": "too late"}));
    step(session, &child, "recv", json!({"do": "recv", "max": 1024}));
    step(session, &child, "send", json!({"do": "send", "data": "bye"}));
    step(session, &client, "recv", json!({"do": "recv", "max": 16}));

    let nobody = session.ask(create);
    step(session, &nobody, "connect", json!({"do": "connect", "to": "127.0.0.1:1"}));
    let sockets = vec![listener, client, child, nobody];
    for name in &sockets {
        session.ask(json!({"do": "close", "socket": name}));
        session.closed(name);
    }
    sockets
}

/// One command of a socket, to the return of its call.
#[track_caller]
fn step(session: &mut Session, socket: &str, call: &str, mut command: Value) {
    command["socket"] = socket.into();
    session.ask(command);
    session.returned(socket, call);
}

/// What the journal tells of a socket's calls.
fn told(session: &mut Session, socket: &str) -> Vec<Made> {
    let answer = session.get("/events?after=0&limit=10000");
    let events = answer.json()["events"].take();
    let events = events.as_array().unwrap().iter();
    let mine = events.filter(|event| event["event"] == "returned" && event["socket"] == socket);
    // socket(2) has no name yet when strace sees it: it is what the others are found by.
    mine.filter(|event| event["call"] != "socket").map(made).collect()
}

fn made(event: &Value) -> Made {
    let args = &event["args"];
    let argument = match event["call"].as_str().unwrap() {
        "bind" => port(args["at"].as_str().unwrap()),
        "connect" => port(args["to"].as_str().unwrap()),
        "listen" => args["backlog"].to_string(),
        "recv" => args["max"].to_string(),
        "send" => args["len"].to_string(),
        _ => String::new(),
    };
    let result = match event["errno"]["name"].as_str() {
        Some(errno) => errno.to_owned(),
        None => {
            event["result"].as_str().map_or_else(|| event["result"].to_string(), |_| "fd".into())
        }
    };
    Made { call: event["call"].as_str().unwrap().to_owned(), argument, result }
}

fn port(address: &str) -> String {
    address.rsplit(':').next().unwrap().to_owned()
}

/// What strace saw of the sockets that the session made.
#[derive(Default)]
struct Seen {
    /// Their descriptors, in the order in which they were made, with how often each was in use.
    sockets: Vec<(u32, usize)>,
    /// Descriptors that are open now.
    open: BTreeMap<u32, (u32, usize)>,
    uses: usize,
    calls: BTreeMap<(u32, usize), Vec<Made>>,
}

impl Seen {
    /// Takes a line such as `bind(9, {…sin_port=htons(0)…}, 16) = 0`.
    fn take(&mut self, line: &str) {
        let Some((call, rest)) = line.split_once('(') else { return };
        let Some((arguments, result)) = rest.rsplit_once(" = ") else { return };
        let arguments = arguments.trim_end().trim_end_matches(')');
        let result = match result.split(' ').collect::<Vec<_>>()[..] {
            ["-1", errno, ..] => errno.to_owned(),
            [number, ..] => number.to_owned(),
            [] => return,
        };
        if call == "socket" && arguments.starts_with("AF_INET, SOCK_STREAM") {
            self.begin(&result);
            return;
        }
        let Ok(descriptor) = arguments.split([',', ')']).next().unwrap().trim().parse() else {
            return;
        };
        let Some(key) = self.open.get(&descriptor).copied() else { return };
        // What has to wait is tried again; the journal tells of it once, when it came back.
        if ["EAGAIN", "EINPROGRESS", "EALREADY"].contains(&result.as_str()) {
            return;
        }
        if call == "close" {
            self.open.remove(&descriptor);
        }
        let (call, argument, result) = match call {
            "accept4" => {
                self.begin(&result);
                ("accept", String::new(), "fd".to_owned())
            }
            "bind" => ("bind", htons(arguments), result),
            // The second try says how the first one went.
            "connect" if result == "EISCONN" => ("connect", htons(arguments), "0".to_owned()),
            "connect" => ("connect", htons(arguments), result),
            "listen" => ("listen", nth(arguments, 1), result),
            "recvfrom" => ("recv", nth(arguments, 2), result),
            "sendto" => ("send", nth(arguments, 2), result),
            "setsockopt" if arguments.contains("SO_LINGER") => return,
            other => (other, String::new(), result),
        };
        let made = Made { call: call.to_owned(), argument, result };
        self.calls.entry(key).or_default().push(made);
    }

    fn begin(&mut self, descriptor: &str) {
        let Ok(descriptor) = descriptor.parse() else { return };
        self.uses += 1;
        self.open.insert(descriptor, (descriptor, self.uses));
        self.sockets.push((descriptor, self.uses));
    }
}

fn nth(arguments: &str, at: usize) -> String {
    arguments.split(", ").nth(at).unwrap_or_default().to_owned()
}

fn htons(arguments: &str) -> String {
    let port = arguments.split("htons(").nth(1).and_then(|rest| rest.split(')').next());
    port.unwrap_or_default().to_owned()
}
