//! Reads commands and signals in a transcript.

use std::{net::SocketAddr, str::FromStr, time::Duration};

use super::words::Words;
use crate::{
    call::{Answer, Call, Data},
    command::{AutoChange, Command, Family, Host, How, Mode, Open, OpenRole, Protocol, Respond},
    errno::OsError,
    id::NotAnId,
    node::{Node, On},
    option::{OptionValue, Setting},
    policy::Refusal,
    signal::{DropSource, Fact, StreamEnd},
};

/// `open …`, `create …`, or `s1 …`.
pub(super) fn command(mut words: Words) -> Command {
    if words.has("open") {
        return Command::Open(open(words));
    }
    let command = if words.has("create") {
        Command::Create { protocol: words.parse(), family: words.parse(), on: on(&mut words) }
    } else {
        let socket = words.parse();
        match words.next().as_str() {
            "accept" => Command::Accept { socket },
            "auto" => Command::Auto { socket, change: change(&mut words) },
            "bind" => Command::Bind { socket, at: words.parse() },
            "close" => Command::Close { socket },
            "connect" => Command::Connect { socket, to: words.parse() },
            "listen" => Command::Listen { socket, backlog: words.parse() },
            "peek" => Command::Recv { socket, max: words.parse(), peek: true },
            "recv" => Command::Recv { socket, max: words.parse(), peek: false },
            "reset" => Command::Reset { socket },
            "send" => Command::Send { socket, bytes: words.bytes(), to: words.after("to") },
            "set" => Command::Set { socket, setting: setting(&mut words) },
            "shutdown" => Command::Shutdown { socket, how: words.parse() },
            "stream" => Command::Stream { socket },
            other => panic!("no command is called {other:?}"),
        }
    };
    words.end();
    command
}

fn open(mut words: Words) -> Open {
    let role = match words.next().as_str() {
        "tcp-connect" => OpenRole::TcpConnect { to: words.parse(), at: words.after("at") },
        "tcp-listen" => OpenRole::TcpListen { at: words.parse(), backlog: 5 },
        "udp" => OpenRole::Udp { at: words.after("at"), to: words.after("to") },
        other => panic!("nothing to open is called {other:?}"),
    };
    let mut open = Open {
        role,
        mode: Mode::Manual,
        respond: Respond::None,
        settings: Vec::new(),
        on: on(&mut words),
    };
    while words.has("set") {
        open.settings.push(setting(&mut words));
    }
    if words.has("auto") {
        open.mode = Mode::Auto;
        open.respond = words.maybe().unwrap_or(Respond::None);
    }
    words.end();
    open
}

fn on(words: &mut Words) -> On {
    let name = words.after::<String>("on");
    let host = |name: String| Node::HOSTS.into_iter().find(|node| node.wire() == name);
    name.map_or(On::Host, |name| On::Lab(host(name).expect("a host of a lab")))
}

fn change(words: &mut Words) -> AutoChange {
    let mut change = AutoChange::default();
    while !words.is_over() {
        match words.next().as_str() {
            "accept" => change.accept = Some(words.next() == "on"),
            "read" => change.read = Some(words.next() == "on"),
            "respond" => change.respond = Some(words.parse()),
            other => panic!("nothing to change is called {other:?}"),
        }
    }
    change
}

fn setting(words: &mut Words) -> Setting {
    Setting { option: words.parse(), value: OptionValue::Number(words.parse()) }
}

/// What stands after the name of the socket.
pub(super) fn fact(mut words: Words) -> Fact {
    let took = Duration::ZERO;
    let fact = match words.next().as_str() {
        "accepted" => Fact::Accepted { local: words.parse(), peer: from(&mut words) },
        "closed" => Fact::Closed { unread: words.after("unread").unwrap_or(0) },
        "crashed" => Fact::Crashed,
        "dropped" => Fact::Dropped { total: words.parse(), source: DropSource::MemInfo },
        "ended" => Fact::Ended,
        "failed" => Fact::Failed { call: call(&mut words), error: words.parse() },
        "named" => Fact::Named { local: words.parse() },
        "received" => {
            let data = data(&mut words);
            Fact::Received { data, from_answerer: words.has("answerer") }
        }
        "not-made" => Fact::NotMade { refusal: Refusal::LabBroke },
        "resolved" => Fact::Resolved { outcome: found(&mut words), took },
        "returned" => {
            let (call, outcome) = returned(&mut words);
            Fact::Returned { call, outcome, took }
        }
        "streamed" => Fact::Streamed {
            sent: words.after("sent").unwrap_or(0),
            received: words.after("received").unwrap_or(0),
        },
        "stream" => Fact::StreamEnded {
            end: match words.next().as_str() {
                "finished" => StreamEnd::Finished,
                "left" => StreamEnd::Left,
                error => StreamEnd::Failed { error: error.parse().unwrap(), sending: false },
            },
        },
        "waits" => Fact::Waiting { call: call(&mut words) },
        "wrote" => {
            Fact::Wrote { bytes: words.bytes(), to: words.after("to"), done: !words.has("more") }
        }
        other => panic!("no fact is called {other:?}"),
    };
    words.end();
    fact
}

/// A call whose arguments do not matter.
fn call(words: &mut Words) -> Call {
    match words.next().as_str() {
        "accept" => Call::Accept,
        "bind" => Call::Bind { at: NOWHERE },
        "close" => Call::Close,
        "connect" => Call::Connect { to: NOWHERE },
        "listen" => Call::Listen { backlog: 5 },
        "peek" => Call::Recv { max: 100, peek: true },
        "recv" => Call::Recv { max: 100, peek: false },
        "reset" => Call::Reset,
        "send" => Call::Send { len: words.maybe().unwrap_or(0), to: None },
        "setsockopt" => Call::SetSockOpt { setting: setting(words) },
        "shutdown" => Call::Shutdown { how: words.parse() },
        "socket" => Call::Socket { protocol: Protocol::Tcp, family: Family::Ipv4 },
        other => panic!("no call is called {other:?}"),
    }
}

fn returned(words: &mut Words) -> (Call, Result<Answer, OsError>) {
    // The number of bytes that a `send` was given stands only where it failed.
    let call = if words.has("send") { Call::Send { len: 0, to: None } } else { call(words) };
    if let Some(error) = words.maybe() {
        return (call, Err(error));
    }
    match call {
        Call::Accept => {
            let answer = Answer::Accepted { local: words.parse(), peer: from(words) };
            (call, Ok(answer))
        }
        Call::Bind { .. } | Call::Listen { .. } => {
            let answer = Answer::Bound { local: words.parse() };
            (call, Ok(answer))
        }
        Call::Connect { .. } => {
            let answer = Answer::Connected { local: words.parse(), peer: words.parse() };
            (call, Ok(answer))
        }
        Call::Recv { .. } => {
            let answer = Answer::Data(data(words));
            (call, Ok(answer))
        }
        Call::Send { .. } => {
            let bytes = words.bytes();
            let len = words.after("of").unwrap_or(bytes.len());
            let call = Call::Send { len, to: words.after("to") };
            (call, Ok(Answer::Took(bytes)))
        }
        Call::SetSockOpt { .. } => {
            let answer = Answer::Now(words.after("now").map(OptionValue::Number));
            (call, Ok(answer))
        }
        Call::Close
        | Call::GetAddrInfo { .. }
        | Call::Reset
        | Call::Shutdown { .. }
        | Call::Socket { .. } => (call, Ok(Answer::Done)),
    }
}

fn data(words: &mut Words) -> Data {
    let bytes = words.bytes();
    let len = words.after("of").unwrap_or(bytes.len());
    Data { bytes, len, from: words.after("from") }
}

fn from(words: &mut Words) -> SocketAddr {
    words.after("from").unwrap()
}

fn found(words: &mut Words) -> Result<Vec<SocketAddr>, OsError> {
    if let Some(error) = words.maybe() {
        return Err(error);
    }
    let mut found = Vec::new();
    while !words.is_over() {
        found.push(words.parse());
    }
    Ok(found)
}

impl FromStr for OsError {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        (-5..200).map(Self::from_raw).find(|error| error.name() == text).ok_or(NotAnId)
    }
}

impl FromStr for Host {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if let Ok(address) = text.parse() {
            return Ok(Self::Address(address));
        }
        let (name, port) = text.rsplit_once(':').ok_or(NotAnId)?;
        Ok(Self::Name { name: name.to_owned(), port: port.parse().map_err(|_| NotAnId)? })
    }
}

/// The words of the contract, read back.
macro_rules! read_back {
    ($type:ident: $($variant:ident)*) => {
        impl FromStr for $type {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let all = [$(Self::$variant),*];
                all.into_iter().find(|value| value.wire() == text).ok_or(NotAnId)
            }
        }
    };
}

read_back!(Family: Ipv4 Ipv6);
read_back!(How: Both Read Write);
read_back!(Protocol: Tcp Udp);
read_back!(Respond: Discard Echo None Upper);

/// Where an address has to be and does not matter.
const NOWHERE: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED), 0);
