//! The telephone analogy: what a call would be on the telephone, and where that breaks.

use askama::{Template, filters::HtmlSafe};
use backend::{
    call::{Call, Value},
    command::{How, Protocol},
    errno::OsError,
    event::{Event, Why},
};

use super::protocol;
use crate::words::Words;

/// What an event would be on the telephone, or by post.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Phone {
    /// The key of its short name, such as `phone-bind`.
    pub key: &'static str,
    /// Where the analogy breaks here: 1, 2, or 3.
    pub breaks: Option<u8>,
}

/// What an event would be on the telephone; `None` where the analogy has nothing to say.
#[must_use]
pub fn of(event: &Event, known: Option<Protocol>) -> Option<Phone> {
    let protocol = known.or_else(|| protocol::shown(event));
    let udp = protocol == Some(Protocol::Udp);
    match event {
        Event::Accepted { .. } => Some(broken("phone-accept", 1)),
        Event::Called(call) => waits(call, protocol?),
        Event::Closed { why: Why::PeerReset, .. } => Some(plain("phone-peer-reset")),
        Event::Closed { why: Why::Reset, .. } => Some(plain("phone-reset")),
        Event::Closed { .. } => made(&Call::Close, protocol?),
        Event::Dropped { .. } => Some(plain("phone-udp-dropped")),
        Event::Ended => Some(broken("phone-ended", 3)),
        Event::Failed(failed) => fails(&failed.call, failed.error, udp),
        Event::Received { .. } => made(&RECV, protocol?),
        Event::Returned(returned) => match returned.outcome {
            // Nothing was said, so nothing was cut up either.
            Ok(Value::Number(0))
                if protocol == Some(Protocol::Tcp)
                    && matches!(returned.call, Call::Recv { .. }) =>
            {
                Some(plain("phone-recv"))
            }
            Ok(_) => made(&returned.call, protocol.or_else(|| neutral(&returned.call))?),
            Err(error) => fails(&returned.call, error, udp),
        },
        Event::Sent { .. } => made(&Call::Send { len: 0, to: None }, protocol?),
        Event::ShutDown { how } => made(&Call::Shutdown { how: *how }, protocol?),
        Event::Kernel(_)
        | Event::Lab(_)
        | Event::Icmp { .. }
        | Event::Missed { .. }
        | Event::Noted(_)
        | Event::Opened(_)
        | Event::Refused(_)
        | Event::Segment(_) => None,
    }
}

/// A call that means the same for both.
fn neutral(call: &Call) -> Option<Protocol> {
    matches!(call, Call::GetAddrInfo { .. }).then_some(Protocol::Tcp)
}

/// A call that came back.
fn made(call: &Call, protocol: Protocol) -> Option<Phone> {
    let tcp = protocol == Protocol::Tcp;
    Some(match call {
        Call::Accept => broken("phone-accept", 1),
        Call::Bind { .. } => plain(if tcp { "phone-bind" } else { "phone-udp-bind" }),
        Call::Close if tcp => broken("phone-close", 3),
        Call::Close => plain("phone-udp-close"),
        Call::Connect { .. } => plain(if tcp { "phone-connect" } else { "phone-udp-connect" }),
        Call::GetAddrInfo { .. } => plain("phone-lookup"),
        Call::Listen { .. } => plain("phone-listen"),
        Call::Recv { .. } if tcp => broken("phone-recv", 2),
        Call::Recv { .. } => plain("phone-udp-recv"),
        Call::Reset => plain("phone-reset"),
        Call::Send { .. } if tcp => broken("phone-send", 2),
        Call::Send { .. } => plain("phone-udp-send"),
        Call::SetSockOpt { .. } if tcp => plain("phone-setsockopt"),
        Call::SetSockOpt { .. } => plain("phone-udp-setsockopt"),
        Call::Shutdown { .. } if !tcp => return None,
        Call::Shutdown { how: How::Both } => broken("phone-shutdown-both", 3),
        Call::Shutdown { how: How::Read } => plain("phone-shutdown-read"),
        Call::Shutdown { how: How::Write } => broken("phone-shutdown-write", 3),
        Call::Socket { .. } => plain(if tcp { "phone-socket" } else { "phone-udp-socket" }),
    })
}

/// A call that waits.
fn waits(call: &Call, protocol: Protocol) -> Option<Phone> {
    let tcp = protocol == Protocol::Tcp;
    Some(match call {
        Call::Accept => broken("phone-accept-waits", 1),
        Call::Connect { .. } => plain("phone-connect-waits"),
        Call::GetAddrInfo { .. } => plain("phone-lookup"),
        Call::Recv { .. } => plain(if tcp { "phone-recv-waits" } else { "phone-udp-recv-waits" }),
        Call::Send { .. } => plain(if tcp { "phone-send-waits" } else { "phone-udp-send-waits" }),
        Call::Bind { .. }
        | Call::Close
        | Call::Listen { .. }
        | Call::Reset
        | Call::SetSockOpt { .. }
        | Call::Shutdown { .. }
        | Call::Socket { .. } => return None,
    })
}

/// A call that failed in a way that a telephone knows too.
fn fails(call: &Call, error: OsError, udp: bool) -> Option<Phone> {
    let connects = matches!(call, Call::Connect { .. });
    let named = matches!(call, Call::Bind { .. } | Call::Listen { .. });
    Some(plain(match &*error.name() {
        "EADDRINUSE" if named && !udp => "phone-taken",
        "ECONNREFUSED" if udp => "phone-udp-refused",
        "ECONNREFUSED" if connects => "phone-refused",
        "ETIMEDOUT" if connects => "phone-timeout",
        "ECONNRESET" => "phone-peer-reset",
        _ => return None,
    }))
}

fn plain(key: &'static str) -> Phone {
    Phone { key, breaks: None }
}

fn broken(key: &'static str, at: u8) -> Phone {
    Phone { key, breaks: Some(at) }
}

const RECV: Call = Call::Recv { max: 0, peek: false };

impl Phone {
    /// The words that say how the analogy breaks here.
    #[must_use]
    pub fn break_words(self, words: Words) -> Option<&'static str> {
        self.breaks.map(|at| words.t(&format!("phone-break-{at}")))
    }

    /// Whether it is about the post instead of the telephone.
    #[must_use]
    pub fn is_post(self) -> bool {
        self.key.starts_with("phone-udp")
    }

    /// The short name with its mark, for a row.
    #[must_use]
    pub fn mark(self, words: Words) -> PhoneMark {
        PhoneMark { words, phone: self }
    }
}

/// The short name of an event on the telephone, seen only where the analogy is switched on.
#[derive(Debug, Template)]
#[template(path = "part/phone.html")]
pub struct PhoneMark {
    words: Words,
    phone: Phone,
}

impl HtmlSafe for PhoneMark {}

/// The calls with their short names and where the analogy breaks, in the order of a call's life.
pub const TABLE: [(&str, &str, Option<u8>); 12] = [
    ("socket", "phone-socket", None),
    ("bind", "phone-bind", None),
    ("listen", "phone-listen", None),
    ("connect", "phone-connect", None),
    ("accept", "phone-accept", Some(1)),
    ("send", "phone-send", Some(2)),
    ("recv", "phone-recv", Some(2)),
    ("setsockopt", "phone-setsockopt", None),
    ("shutdown(SHUT_WR)", "phone-shutdown-write", Some(3)),
    ("recv = 0", "phone-ended", Some(3)),
    ("close", "phone-close", Some(3)),
    ("SO_LINGER 0, close", "phone-reset", None),
];

#[cfg(test)]
mod tests;
