//! What the journal says of calls is what strace saw: every call, its arguments, and its result.

#![expect(clippy::print_stdout, reason = "it says how much was compared")]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{
    program::Program,
    server::Server,
    session::{Session, settings},
};

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
    // Every call of the network; a name that this machine's strace does not know is no mistake.
    let script = format!("exec strace -p {} -s 32 -e trace=%network,close 2>&1", server.pid());
    let strace = Program::start("sh", &["-c", &script]);
    assert!(strace.line().ends_with("attached"), "strace may attach to a process of the same user");

    let mut session = Session::begin(&server);
    let mut sockets = conversation(&mut session);
    sockets.extend(datagrams(&mut session));
    sockets.extend(options(&mut session));
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
    let calls: usize = journal.iter().map(Vec::len).sum();
    println!("{calls} calls of {} sockets are as strace saw them", sockets.len());
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
    step(session, &child, "recv", json!({"do": "recv", "max": 1, "peek": true}));
    step(session, &child, "recv", json!({"do": "recv", "max": 1024}));
    step(session, &client, "shutdown", json!({"do": "shutdown", "how": "write"}));
    step(session, &client, "send", json!({"do": "send", "data": "too late"}));
    step(session, &child, "recv", json!({"do": "recv", "max": 1024}));
    step(session, &child, "send", json!({"do": "send", "data": "bye"}));
    step(session, &client, "recv", json!({"do": "recv", "max": 16}));
    step(session, &child, "shutdown", json!({"do": "shutdown", "how": "read"}));
    step(session, &child, "shutdown", json!({"do": "shutdown", "how": "both"}));
    // What is closed both ways cannot be shut down again.
    step(session, &client, "shutdown", json!({"do": "shutdown", "how": "both"}));

    let nobody = session.ask(create);
    step(session, &nobody, "connect", json!({"do": "connect", "to": "127.0.0.1:1"}));
    let sockets = vec![listener, client, child, nobody];
    for name in &sockets {
        session.ask(json!({"do": "close", "socket": name}));
        session.closed(name);
    }
    sockets
}

/// Datagrams of one socket to itself: whole, a part, and with a peer.
fn datagrams(session: &mut Session) -> Vec<String> {
    let socket = session.ask(json!({"do": "create", "kind": "udp"}));
    step(session, &socket, "bind", json!({"do": "bind", "at": "127.0.0.1:0"}));
    let at = session.socket(&socket)["local"].as_str().unwrap().to_owned();
    for text in ["self", "", "longer than what is asked for"] {
        step(session, &socket, "send", json!({"do": "send", "data": text, "to": at}));
    }
    step(session, &socket, "recv", json!({"do": "recv", "peek": true}));
    step(session, &socket, "recv", json!({"do": "recv"}));
    step(session, &socket, "recv", json!({"do": "recv"}));
    step(session, &socket, "recv", json!({"do": "recv", "max": 6}));
    step(session, &socket, "send", json!({"do": "send", "data": "to nobody"}));
    step(session, &socket, "connect", json!({"do": "connect", "to": at}));
    step(session, &socket, "send", json!({"do": "send", "data": "again"}));
    step(session, &socket, "recv", json!({"do": "recv"}));
    step(session, &socket, "listen", json!({"do": "listen"}));
    session.ask(json!({"do": "close", "socket": socket}));
    session.closed(&socket);
    vec![socket]
}

/// Every option, and a close that resets.
fn options(session: &mut Session) -> Vec<String> {
    let tcp = session.ask(json!({"do": "create", "kind": "tcp"}));
    let udp = session.ask(json!({"do": "create", "kind": "udp", "family": "ipv6"}));
    let refused = [
        (&*tcp, "maxseg", json!(1)),
        (&*tcp, "v6only", json!(true)),
        (&*udp, "nodelay", json!(true)),
    ];
    for (socket, option, value) in settings(&tcp, &udp).into_iter().chain(refused) {
        let set = json!({"do": "set", "option": option, "value": value});
        step(session, socket, "setsockopt", set);
    }
    session.ask(json!({"do": "reset", "socket": tcp}));
    session.closed(&tcp);
    session.ask(json!({"do": "close", "socket": udp}));
    session.closed(&udp);
    vec![tcp, udp]
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
    mine.filter(|event| event["call"] != "socket").flat_map(made).collect()
}

/// The calls that an event tells of: a value that was set is asked for again.
fn made(event: &Value) -> Vec<Made> {
    let args = &event["args"];
    let word = |value: &Value| match value {
        Value::Bool(flag) => u8::from(*flag).to_string(),
        Value::String(text) => text.clone(),
        number => number.to_string(),
    };
    let setting = |value: &Value| {
        let (_, name) = OPTIONS.iter().find(|(ours, _)| args["option"] == *ours).unwrap();
        format!("{name}={}", word(value))
    };
    let call = event["call"].as_str().unwrap();
    let argument = match call {
        "bind" => port(args["at"].as_str().unwrap()),
        "close" if args["linger"] == 0 => "SO_LINGER=0".to_owned(),
        "connect" => port(args["to"].as_str().unwrap()),
        "listen" => args["backlog"].to_string(),
        "recv" if args["peek"] == true => format!("{} MSG_PEEK", args["max"]),
        "recv" => args["max"].to_string(),
        "send" => match args["to"].as_str() {
            Some(to) => format!("{} to {}", args["len"], port(to)),
            None => args["len"].to_string(),
        },
        "setsockopt" => setting(&args["value"]),
        "shutdown" => match args["how"].as_str().unwrap() {
            "read" => "SHUT_RD".to_owned(),
            "write" => "SHUT_WR".to_owned(),
            _ => "SHUT_RDWR".to_owned(),
        },
        _ => String::new(),
    };
    // A datagram is asked for with MSG_TRUNC, which gives its whole length; a program without it
    // would get the number that is told as the result.
    let number = if event["whole"].is_null() { &event["result"] } else { &event["whole"] };
    let result = match event["errno"]["name"].as_str() {
        Some(errno) => errno.to_owned(),
        None => number.as_str().map_or_else(|| number.to_string(), |_| "fd".to_owned()),
    };
    let mut calls = vec![Made { call: call.to_owned(), argument, result }];
    if !event["now"].is_null() {
        let argument = setting(&event["now"]);
        calls.push(Made { call: "getsockopt".to_owned(), argument, result: "0".to_owned() });
    }
    calls
}

/// The options of the contract, and their names for the kernel.
const OPTIONS: [(&str, &str); 16] = [
    ("broadcast", "SO_BROADCAST"),
    ("congestion", "TCP_CONGESTION"),
    ("cork", "TCP_CORK"),
    ("keepalive", "SO_KEEPALIVE"),
    ("linger", "SO_LINGER"),
    ("maxseg", "TCP_MAXSEG"),
    ("nodelay", "TCP_NODELAY"),
    ("quickack", "TCP_QUICKACK"),
    ("rcvbuf", "SO_RCVBUF"),
    ("recvtimeout", "SO_RCVTIMEO"),
    ("reuseaddr", "SO_REUSEADDR"),
    ("reuseport", "SO_REUSEPORT"),
    ("sndbuf", "SO_SNDBUF"),
    ("ttl", "IP_TTL"),
    ("usertimeout", "TCP_USER_TIMEOUT"),
    ("v6only", "IPV6_V6ONLY"),
];

/// What the playground asks and sets for itself: which family a socket has, and how many datagrams
/// were dropped.
const ITS_OWN: [&str; 4] = ["SO_DOMAIN", "SO_MEMINFO", "SO_RXQ_OVFL", "SO_ERROR"];

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
        let ours = ["SOCK_STREAM|SOCK_CLOEXEC, ", "SOCK_DGRAM|SOCK_CLOEXEC, "];
        if call == "socket" && ours.iter().any(|kind| arguments.contains(kind)) {
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
        let calls = self.calls.entry(key).or_default();
        let is = |made: &Made, call: &str, end: &str| {
            made.call == call
                && made.argument.starts_with("SO_LINGER=")
                && made.argument.ends_with(end)
        };
        let (call, argument, result) = match call {
            "accept4" => {
                self.begin(&result);
                ("accept", String::new(), "fd".to_owned())
            }
            "bind" => ("bind", htons(arguments), result),
            "close" => {
                self.open.remove(&descriptor);
                // It asks before whether the kernel would have to wait; and to reset is to set that.
                calls.pop_if(|last| is(last, "getsockopt", ""));
                let resets = calls.pop_if(|last| is(last, "setsockopt", "=0"));
                ("close", resets.map(|made| made.argument).unwrap_or_default(), result)
            }
            // The second try says how the first one went.
            "connect" if result == "EISCONN" => ("connect", htons(arguments), "0".to_owned()),
            "connect" => ("connect", htons(arguments), result),
            "listen" => ("listen", nth(arguments, 1), result),
            "recvfrom" => {
                let peeks = if arguments.contains("MSG_PEEK") { " MSG_PEEK" } else { "" };
                ("recv", format!("{}{peeks}", behind_text(arguments, 0)), result)
            }
            "sendto" => {
                let len = behind_text(arguments, 0);
                assert_eq!(behind_text(arguments, 1), "MSG_NOSIGNAL");
                let to = htons(arguments);
                let argument = if to.is_empty() { len } else { format!("{len} to {to}") };
                ("send", argument, result)
            }
            "setsockopt" | "getsockopt" if ITS_OWN.contains(&nth(arguments, 2).as_str()) => return,
            "setsockopt" | "getsockopt" => (call, option(arguments), result),
            "shutdown" => (call, nth(arguments, 1), result),
            "getsockname" | "getpeername" => return,
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

/// The argument at that place behind the text that is sent or received.
fn behind_text(arguments: &str, at: usize) -> String {
    let text = arguments.split_once(", ").unwrap().1;
    // What could not be received is an address.
    let end = text.strip_prefix('"').map_or(0, |text| 1 + text.find('"').unwrap());
    nth(&text[end..], 1 + at)
}

/// An option and its value, such as `SOL_TCP, TCP_NODELAY, [1], 4`, in the words of the contract.
fn option(arguments: &str) -> String {
    let name = nth(arguments, 2);
    let value = arguments.splitn(4, ", ").nth(3).unwrap();
    let number = || value.trim_start_matches('[').split(']').next().unwrap().to_owned();
    let value = match name.as_str() {
        "SO_LINGER" if value.contains("l_onoff=0") => "off".to_owned(),
        "SO_LINGER" => {
            value.split("l_linger=").nth(1).unwrap().split('}').next().unwrap().to_owned()
        }
        "SO_RCVTIMEO_OLD" | "SO_RCVTIMEO" => {
            let bytes = unescaped(value);
            let word = |at: usize| i64::from_ne_bytes(bytes[at..at + 8].try_into().unwrap());
            let millis = word(0) * 1000 + word(8) / 1000;
            if millis == 0 { "off".to_owned() } else { millis.to_string() }
        }
        "TCP_CONGESTION" if value.starts_with('"') => {
            let bytes = unescaped(value);
            let text = bytes.split(|byte| *byte == 0).next().unwrap();
            String::from_utf8(text.to_vec()).unwrap()
        }
        // Four letters, which strace takes for a number.
        "TCP_CONGESTION" => {
            String::from_utf8(number().parse::<u32>().unwrap().to_ne_bytes().to_vec()).unwrap()
        }
        _ => number(),
    };
    let name = match name.as_str() {
        "IPV6_UNICAST_HOPS" => "IP_TTL",
        other => other.trim_end_matches("_OLD"),
    };
    format!("{name}={value}")
}

/// The bytes of a text as C writes it.
fn unescaped(text: &str) -> Vec<u8> {
    let text = text.trim_start_matches('"').rsplit_once('"').unwrap().0.as_bytes();
    let (mut bytes, mut at) = (Vec::new(), 0);
    while at < text.len() {
        let digits = text[at + 1..].iter().take(3).take_while(|digit| digit.is_ascii_digit());
        let (byte, len) = match (text[at], digits.count()) {
            (b'\\', 0) => {
                let letters = [b't', b'n', b'v', b'f', b'r'];
                let place = letters.iter().position(|letter| *letter == text[at + 1]);
                (place.map_or(text[at + 1], |place| b'\t' + place as u8), 2)
            }
            (b'\\', count) => {
                let digits = std::str::from_utf8(&text[at + 1..=at + count]).unwrap();
                (u8::from_str_radix(digits, 8).unwrap(), 1 + count)
            }
            (byte, _) => (byte, 1),
        };
        bytes.push(byte);
        at += len;
    }
    bytes
}

fn htons(arguments: &str) -> String {
    let port = arguments.split("htons(").nth(1).and_then(|rest| rest.split(')').next());
    port.unwrap_or_default().to_owned()
}
