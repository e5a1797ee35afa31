//! Events as programs read them: flat JSON objects, where what is absent is left out.

use std::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use backend::{
    event::{self, Entry, Payload},
    id::SocketId,
};
use data_encoding::BASE64;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use super::{
    call::{Arguments, Errno, Outcome, Setting},
    lanes::{Kernel, Lab, Segment},
    meaning::meaning,
};

/// One event of a session's journal.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event<'a> {
    /// Its place in the journal; starts at 1 and has no holes.
    seq: u64,
    /// Microseconds since the session began.
    at_us: u64,
    /// Whose event it is; absent for the session itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "s3")]
    socket: Option<Name>,
    #[serde(flatten)]
    what: What<'a>,
}

impl<'a> From<&'a Entry> for Event<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            seq: entry.seq.0,
            at_us: micros(entry.at),
            socket: entry.socket.map(Name),
            what: What::from(&entry.event),
        }
    }
}

/// What happened; the word is in `event`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum What<'a> {
    /// A listener accepted a connection.
    Accepted {
        /// The new socket.
        #[schema(value_type = String, example = "s4")]
        child: Name,
        /// The other end.
        #[schema(value_type = String, example = "127.0.0.1:51514")]
        peer: SocketAddr,
    },
    /// A call was made and waits.
    Called {
        /// The function, as in its man page.
        call: &'static str,
        /// Its arguments.
        args: Arguments<'a>,
    },
    /// A socket is closed.
    Closed {
        /// `closed`, `reset`, `peer-reset`, `shutdown`, `orphaned`, or `crashed`.
        why: &'static str,
        /// Bytes that had come and that nobody had read; TCP answers them with RST.
        #[serde(skip_serializing_if = "is_zero")]
        unread: usize,
        /// Bytes that had been given and that were not sent.
        #[serde(skip_serializing_if = "is_zero")]
        unsent: usize,
    },
    /// The kernel dropped datagrams because the receive buffer was full.
    Dropped {
        /// How many since this was last said.
        datagrams: u64,
        /// How many since the socket was made.
        total: u64,
        /// Who counted: `SO_RXQ_OVFL` or `SO_MEMINFO`.
        source: &'static str,
    },
    /// The peer's FIN: `recv` returned 0.
    Ended {},
    /// An automatic call failed.
    Failed {
        /// The function, as in its man page.
        call: &'static str,
        /// Its arguments; for a send, `len` is what will not be sent.
        args: Arguments<'a>,
        /// The error.
        errno: Errno,
        /// What the error usually means.
        detail: &'static str,
    },
    /// An ICMP message about a datagram lay in the socket's error queue (`MSG_ERRQUEUE`).
    Icmp {
        /// The type.
        kind: u8,
        /// The code.
        code: u8,
        /// Who sent it.
        #[schema(value_type = String, example = "127.0.0.1")]
        from: IpAddr,
        /// What the kernel makes of it.
        errno: Errno,
        /// `MSG_ERRQUEUE`.
        source: &'static str,
    },
    /// What a kernel holds of a socket or a connection changed.
    Kernel(Box<Kernel<'a>>),
    /// Something happened to the lab.
    Lab(Box<Lab>),
    /// Frames that were missed, because a buffer was full: on loopback copies, in a lab the frames.
    Missed {
        /// How many since this was last said.
        frames: u64,
    },
    /// Something worth saying that no call returned.
    Note {
        /// Which note: `auto-changed`, `stream-began`, `stream-ended`, `kernel-lane-on`,
        /// `kernel-lane-off`, `wire-lane-on`, or `wire-lane-off`.
        note: &'static str,
    },
    /// A socket is ready to use.
    Opened {
        /// `tcp-listen`, `tcp-connect`, `tcp-accepted`, or `udp`.
        kind: &'static str,
        /// Its address, as `getsockname(2)` says.
        #[schema(value_type = String, example = "127.0.0.1:8888")]
        local: SocketAddr,
        /// The other end.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, example = "127.0.0.1:51514")]
        peer: Option<SocketAddr>,
        /// The listener that accepted it.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, example = "s1")]
        parent: Option<Name>,
        /// Both ends are this very socket (RFC 9293 §3.5).
        #[serde(skip_serializing_if = "is_false")]
        self_connected: bool,
        /// Others than this machine may reach it.
        #[serde(skip_serializing_if = "is_false")]
        exposed: bool,
    },
    /// Bytes or a datagram came.
    Received {
        /// How many bytes.
        len: u64,
        /// Base64 of the first 4096 bytes; absent where they were only counted.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, content_encoding = "base64")]
        data: Option<Base64<'a>>,
        /// `data` is not all of it.
        #[serde(skip_serializing_if = "is_false")]
        truncated: bool,
        /// The sender of a datagram.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, example = "127.0.0.1:51514")]
        from: Option<SocketAddr>,
    },
    /// The playground said no.
    Refused {
        /// The rule, as a stable word.
        code: &'static str,
        /// The reason, in English.
        detail: String,
    },
    /// A call came back.
    Returned {
        /// The function, as in its man page.
        call: &'static str,
        /// Its arguments.
        args: Arguments<'a>,
        /// What it returned; a new socket is given by its name.
        #[serde(skip_serializing_if = "Option::is_none")]
        result: Option<Outcome>,
        /// Its error, instead of a result.
        #[serde(skip_serializing_if = "Option::is_none")]
        errno: Option<Errno>,
        /// Microseconds from the call to its return, waiting included.
        took_us: u64,
        /// What `getsockopt(2)` read back.
        #[serde(skip_serializing_if = "Option::is_none")]
        now: Option<Setting<'a>>,
        /// How long a datagram was before it was cut to `max`.
        #[serde(skip_serializing_if = "Option::is_none")]
        whole: Option<usize>,
        /// With `MSG_PEEK`: base64 of the first 4096 bytes, which stay in the kernel's queue.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, content_encoding = "base64")]
        data: Option<Base64<'a>>,
        /// `data` is not all of it.
        #[serde(skip_serializing_if = "is_false")]
        truncated: bool,
    },
    /// A frame crossed a wire.
    Segment(Box<Segment<'a>>),
    /// The kernel took bytes or a datagram.
    Sent {
        /// How many bytes.
        len: u64,
        /// Base64 of the first 4096 bytes; absent where they were only counted.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, content_encoding = "base64")]
        data: Option<Base64<'a>>,
        /// `data` is not all of it.
        #[serde(skip_serializing_if = "is_false")]
        truncated: bool,
        /// The receiver of a datagram.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[schema(value_type = Option<String>, example = "127.0.0.1:8888")]
        to: Option<SocketAddr>,
    },
    /// We ended a direction of a connection.
    Shutdown {
        /// `write`, `read`, or `both`.
        how: &'static str,
    },
}

impl<'a> From<&'a event::Event> for What<'a> {
    fn from(event: &'a event::Event) -> Self {
        use event::Event as E;
        match event {
            E::Accepted { child, peer } => Self::Accepted { child: Name(*child), peer: *peer },
            E::Called(call) => Self::Called { call: call.name(), args: Arguments::from(&**call) },
            E::Closed { why, unread, unsent } => {
                Self::Closed { why: why.wire(), unread: *unread, unsent: *unsent }
            }
            E::Dropped { datagrams, total, source } => {
                Self::Dropped { datagrams: *datagrams, total: *total, source: source.constant() }
            }
            E::Ended => Self::Ended {},
            E::Failed(failed) => Self::Failed {
                call: failed.call.name(),
                args: Arguments::from(&failed.call),
                errno: Errno::from(failed.error),
                detail: meaning(failed.error),
            },
            E::Icmp { kind, code, from, error } => Self::Icmp {
                kind: *kind,
                code: *code,
                from: *from,
                errno: Errno::from(*error),
                source: "MSG_ERRQUEUE",
            },
            E::Kernel(sample) => Self::Kernel(Box::new(Kernel::from(&**sample))),
            E::Lab(lab) => Self::Lab(Box::new(Lab::from(&**lab))),
            E::Missed { frames } => Self::Missed { frames: *frames },
            E::Noted(note) => Self::Note { note: note.wire() },
            E::Opened(opened) => Self::Opened {
                kind: opened.kind.wire(),
                local: opened.local,
                peer: opened.peer,
                parent: opened.parent.map(Name),
                self_connected: opened.self_connected,
                exposed: opened.exposed,
            },
            E::Received { payload, from } => {
                let (len, data, truncated) = carried(payload);
                Self::Received { len, data, truncated, from: *from }
            }
            E::Refused(refusal) => {
                Self::Refused { code: refusal.code(), detail: refusal.to_string() }
            }
            E::Returned(returned) => {
                let (data, truncated) = match &returned.peeked {
                    Some(payload) => (Some(Base64(&payload.head)), payload.truncated()),
                    None => (None, false),
                };
                Self::Returned {
                    call: returned.call.name(),
                    args: Arguments::from(&returned.call),
                    result: returned.outcome.ok().map(Outcome),
                    errno: returned.outcome.err().map(Errno::from),
                    took_us: micros(returned.took),
                    now: returned.now.as_ref().map(Setting),
                    whole: returned.whole,
                    data,
                    truncated,
                }
            }
            E::Segment(segment) => Self::Segment(Box::new(Segment::from(&**segment))),
            E::Sent { payload, to } => {
                let (len, data, truncated) = carried(payload);
                Self::Sent { len, data, truncated, to: *to }
            }
            E::ShutDown { how } => Self::Shutdown { how: how.wire() },
        }
    }
}

/// A socket's name as text.
#[derive(Clone, Copy, Debug)]
pub struct Name(pub SocketId);

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Bytes as base64 text (RFC 4648 §4).
#[derive(Clone, Copy, Debug)]
pub struct Base64<'a>(pub &'a [u8]);

impl Serialize for Base64<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&BASE64.encode_display(self.0))
    }
}

/// The length, the kept bytes unless they were only counted, and whether those are not all.
fn carried(payload: &Payload) -> (u64, Option<Base64<'_>>, bool) {
    let counted = payload.head.is_empty() && 0 < payload.len;
    let data = (!counted).then_some(Base64(&payload.head));
    (payload.len, data, !counted && payload.truncated())
}

pub(super) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
pub(super) fn is_false(flag: &bool) -> bool {
    !flag
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
