//! Calls as programs read them: arguments, results, and error numbers.

use std::{borrow::Cow, net::SocketAddr};

use backend::{
    call::{Call, Value},
    errno::OsError,
    option::OptionValue,
};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::event::{Name, is_false};

/// The arguments of a call, without the socket; a call has only those that its man page names.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Arguments<'a> {
    /// `bind`: the local address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "127.0.0.1:8888")]
    at: Option<SocketAddr>,
    /// `listen`: the limit of the accept queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    backlog: Option<u32>,
    /// `socket`: `ipv4` or `ipv6`.
    #[serde(skip_serializing_if = "Option::is_none")]
    family: Option<&'static str>,
    /// `shutdown`: `write`, `read`, or `both`.
    #[serde(skip_serializing_if = "Option::is_none")]
    how: Option<&'static str>,
    /// `send`: how many bytes were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    len: Option<usize>,
    /// `close` with RST: the time to linger, which is 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    linger: Option<u32>,
    /// `recv`: the size of the buffer in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<usize>,
    /// `getaddrinfo`: the host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// `setsockopt`: the option, by its name in commands.
    #[serde(skip_serializing_if = "Option::is_none")]
    option: Option<&'static str>,
    /// `recv`: with `MSG_PEEK`.
    #[serde(skip_serializing_if = "is_false")]
    peek: bool,
    /// `getaddrinfo`: the port that goes with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    port: Option<u16>,
    /// `socket`: `tcp` or `udp`.
    #[serde(skip_serializing_if = "Option::is_none")]
    protocol: Option<&'static str>,
    /// `connect`, `send`: the peer.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "127.0.0.1:8888")]
    to: Option<SocketAddr>,
    /// `setsockopt`: the value asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Setting<'a>>,
}

impl<'a> From<&'a Call> for Arguments<'a> {
    fn from(call: &'a Call) -> Self {
        let none = Self::default();
        match call {
            Call::Accept | Call::Close => none,
            Call::Bind { at } => Self { at: Some(*at), ..none },
            Call::Connect { to } => Self { to: Some(*to), ..none },
            Call::GetAddrInfo { name, port } => {
                Self { name: Some(name), port: Some(*port), ..none }
            }
            Call::Listen { backlog } => Self { backlog: Some(*backlog), ..none },
            Call::Recv { max, peek } => Self { max: Some(*max), peek: *peek, ..none },
            Call::Reset => Self { linger: Some(0), ..none },
            Call::Send { len, to } => Self { len: Some(*len), to: *to, ..none },
            Call::SetSockOpt { setting } => Self {
                option: Some(setting.option.wire()),
                value: Some(Setting(&setting.value)),
                ..none
            },
            Call::Shutdown { how } => Self { how: Some(how.wire()), ..none },
            Call::Socket { protocol, family } => {
                Self { protocol: Some(protocol.wire()), family: Some(family.wire()), ..none }
            }
        }
    }
}

/// An error number of the operating system.
#[derive(Debug, Serialize, ToSchema)]
pub struct Errno {
    /// Its symbolic name.
    #[schema(value_type = String, example = "EADDRINUSE")]
    name: Cow<'static, str>,
    /// The number; negative for the errors of `getaddrinfo(3)`.
    #[schema(example = 98)]
    code: i32,
}

impl From<OsError> for Errno {
    fn from(error: OsError) -> Self {
        Self { name: error.name(), code: error.code() }
    }
}

/// The value of a socket option: a boolean, a number, or a word.
#[derive(Clone, Copy, Debug, ToSchema)]
#[schema(value_type = serde_json::Value, example = 4096)]
pub struct Setting<'a>(pub &'a OptionValue);

impl Serialize for Setting<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            OptionValue::Flag(flag) => serializer.serialize_bool(*flag),
            OptionValue::Number(number) => serializer.serialize_u32(*number),
            OptionValue::Off => serializer.serialize_str("off"),
            OptionValue::Word(word) => serializer.serialize_str(word),
        }
    }
}

/// The return value of a call: a number, or the name of a new socket.
#[derive(Clone, Copy, Debug, ToSchema)]
#[schema(value_type = serde_json::Value, example = 0)]
pub struct Outcome(pub Value);

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Number(number) => number.serialize(serializer),
            Value::Reset => serializer.serialize_str("reset"),
            Value::Socket(socket) => Name(socket).serialize(serializer),
        }
    }
}
