//! System calls as they are written in C, with what they gave.

use backend::{
    call::{Call, Value},
    command::{Family, How, Protocol},
    errno::OsError,
};

use crate::words::Words;

/// A call with its arguments, such as `bind(127.0.0.1:8888)`.
#[must_use]
pub fn call(call: &Call) -> String {
    match call {
        Call::Accept => "accept()".to_owned(),
        Call::Bind { at } => format!("bind({at})"),
        Call::Close => "close()".to_owned(),
        Call::Connect { to } => format!("connect({to})"),
        Call::GetAddrInfo { name, port } => format!("getaddrinfo({name:?}, {port})"),
        Call::Listen { backlog } => format!("listen({backlog})"),
        Call::Recv { max, peek: false } => format!("recv({max})"),
        Call::Recv { max, peek: true } => format!("recv({max}, MSG_PEEK)"),
        Call::Reset => "close() (SO_LINGER 0)".to_owned(),
        Call::Send { len, to: None } => format!("send({len})"),
        Call::Send { len, to: Some(to) } => format!("sendto({len}, {to})"),
        Call::SetSockOpt { setting } => {
            format!("setsockopt({}, {})", setting.option.constant(), setting.value)
        }
        Call::Shutdown { how } => format!("shutdown({})", how_constant(*how)),
        Call::Socket { protocol, family } => {
            let family = match family {
                Family::Ipv4 => "AF_INET",
                Family::Ipv6 => "AF_INET6",
            };
            let kind = match protocol {
                Protocol::Tcp => "SOCK_STREAM",
                Protocol::Udp => "SOCK_DGRAM",
            };
            format!("socket({family}, {kind})")
        }
    }
}

/// The constant of `shutdown(2)`.
#[must_use]
pub fn how_constant(how: How) -> &'static str {
    match how {
        How::Both => "SHUT_RDWR",
        How::Read => "SHUT_RD",
        How::Write => "SHUT_WR",
    }
}

/// What a call gave, such as `= 6` or `= -1 EADDRINUSE (98)`; for a reset, words say it.
#[must_use]
pub fn outcome(outcome: Result<Value, OsError>) -> Option<String> {
    Some(match outcome {
        Ok(Value::Number(number)) => format!("= {number}"),
        Ok(Value::Reset) => return None,
        Ok(Value::Socket(socket)) => format!("= {socket}"),
        Err(error) if error.code() < 0 => format!("= {} ({})", error.name(), error.code()),
        Err(error) => format!("= -1 {} ({})", error.name(), error.code()),
    })
}

/// What an error number means.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// Its name.
    pub name: String,
    /// What it says.
    pub what: &'static str,
    /// How it comes about.
    pub why: &'static str,
    /// What to do about it.
    pub next: &'static str,
}

impl Explanation {
    /// The explanation of that error number.
    #[must_use]
    pub fn new(words: Words, error: OsError) -> Self {
        let name = error.name().into_owned();
        let find = |part: &str| {
            let own = words.find(&format!("errno-{name}-{part}"));
            own.unwrap_or_else(|| words.t(&format!("errno-other-{part}")))
        };
        Self { what: find("what"), why: find("why"), next: find("next"), name }
    }
}
