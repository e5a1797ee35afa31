//! The command object as the API's description shows it.

use std::{collections::BTreeSet, sync::LazyLock};

use backend::option::OptionName;
use serde::Serialize;
use utoipa::ToSchema;

/// One command: a flat object whose values are strings, numbers, or booleans. `do` decides which
/// other fields count; an empty string is the same as an absent field, except for `data`. `open`
/// takes socket options as fields of their own names too, such as `"nodelay": true`.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct CommandFields {
    /// A call: `open`, `create`, `set`, `bind`, `listen`, `connect`, `accept`, `recv`, `send`, `auto`,
    /// `shutdown`, `close`, or `reset`. The lanes: `watch`. The lab: `lab`, `impair`, `rule`, `unrule`,
    /// `decide`, or `knob`.
    #[schema(example = "open")]
    pub r#do: String,
    /// Every call but `open` and `create`: the name of the socket.
    #[schema(example = "s3")]
    pub socket: Option<String>,
    /// `open`: `tcp-listen`, `tcp-connect`, or `udp`; `create`: `tcp` or `udp`; `rule`: what a frame
    /// carries: `data`, `ack` (a TCP segment that only acknowledges), `tcp`, `udp`, `icmp`, or `arp`.
    #[schema(example = "tcp-listen")]
    pub kind: Option<String>,
    /// `create`: `ipv4` (default) or `ipv6`.
    pub family: Option<String>,
    /// `open`, `create`: whose kernel: `host` (default, this machine), or a host of the lab: `a`, `b`,
    /// `c`, or `d`. Without a lab one begins.
    #[schema(example = "host")]
    pub on: Option<String>,
    /// `open`, `bind`: the local `host:port`; on a host of the lab, a port alone is every address of it.
    #[schema(example = "127.0.0.1:8888")]
    pub at: Option<String>,
    /// `open`, `connect`, `send`: the peer's `host:port`; in a lab, `a:8888` to `d:8888` are its hosts.
    pub to: Option<String>,
    /// `open`, `listen`: the limit of the accept queue, 128 by default.
    #[schema(minimum = 0, maximum = 65535)]
    pub backlog: Option<u32>,
    /// `open`: `auto` (default) or `manual`.
    pub mode: Option<String>,
    /// `open`, `auto`: `none` (default), `echo`, `upper`, or `discard`.
    pub respond: Option<String>,
    /// `set`: a socket option: `broadcast`, `congestion`, `cork`, `keepalive`, `linger`, `maxseg`,
    /// `nodelay`, `quickack`, `rcvbuf`, `recvtimeout`, `reuseaddr`, `reuseport`, `sndbuf`, `ttl`,
    /// `usertimeout`, or `v6only`.
    pub option: Option<String>,
    /// `set`: a boolean, a number, a word, or `off`; `knob`: what `sysctl` would write.
    pub value: Option<String>,
    /// `recv`: the size of the buffer in bytes, 1024 by default.
    #[schema(minimum = 0, maximum = 65536)]
    pub max: Option<u32>,
    /// `recv`: with `MSG_PEEK`.
    pub peek: Option<bool>,
    /// `send`: what to send, in its encoding; `decide`: the new payload of an `edit`.
    pub data: Option<String>,
    /// `send`, `decide`: `text` (default, UTF-8), `hex`, `base64`, `escaped`, or the label of a character
    /// encoding such as `gbk`, `gb18030`, `big5`, or `latin1`.
    pub encoding: Option<String>,
    /// `send`, `decide`: what is added: `none` (default), `lf`, or `crlf`.
    pub ending: Option<String>,
    /// `auto`: accept connections by itself.
    pub accept: Option<bool>,
    /// `auto`: read by itself; off, the peer sees the window close.
    pub read: Option<bool>,
    /// `shutdown`: `write`, `read`, or `both`.
    pub how: Option<String>,
    /// `watch`: samples of what this machine's kernel holds of the session's sockets.
    pub kernel: Option<bool>,
    /// `watch`: the capture of this machine's loopback.
    pub wire: Option<bool>,
    /// `lab`: `link`, `switch`, `hub`, or `router` begins one; `none` ends it.
    #[schema(example = "link")]
    pub net: Option<String>,
    /// `impair`, `rule`: only frames that this node sends: `a`, `b`, `c`, `d`, or `router`.
    #[schema(example = "a")]
    pub from: Option<String>,
    /// `impair`, whose fields are set all together, so that what is left out is as at the beginning:
    /// milliseconds that every frame is on its way; `rule` with `delay`: so many more.
    #[schema(minimum = 0, maximum = 60000, example = 20)]
    pub delay: Option<f64>,
    /// `impair`: at most so many milliseconds longer; order is kept.
    #[schema(minimum = 0, maximum = 60000)]
    pub jitter: Option<f64>,
    /// `impair`: percent of the frames that are lost.
    #[schema(minimum = 0, maximum = 100, example = 5)]
    pub loss: Option<f64>,
    /// `impair`: percent that arrive twice.
    #[schema(minimum = 0, maximum = 100)]
    pub duplicate: Option<f64>,
    /// `impair`: percent that the next frame overtakes.
    #[schema(minimum = 0, maximum = 100)]
    pub reorder: Option<f64>,
    /// `impair`: percent that get a bit flipped behind the Ethernet header.
    #[schema(minimum = 0, maximum = 100)]
    pub corrupt: Option<f64>,
    /// `impair`: bits per second that fit through; absent is no limit.
    #[schema(minimum = 1000)]
    pub rate: Option<u64>,
    /// `impair`: the largest IP packet of the interfaces, in bytes; 1500 by default.
    #[schema(minimum = 576, maximum = 9000)]
    pub mtu: Option<u32>,
    /// `impair`: the seed of the generator that chance is drawn from, 1 by default: the same seed and
    /// the same frames meet the same luck.
    pub seed: Option<u64>,
    /// `rule`: `drop`, `hold`, `duplicate`, or `delay`. It is for the frames that have all of `from`,
    /// `kind`, `flags`, `least`, `most`, and `port`; what is left out is not asked for. The first rule
    /// that matches decides.
    #[schema(example = "drop")]
    pub act: Option<String>,
    /// `rule`: TCP flags that are set, with `+` between them.
    #[schema(example = "syn+ack")]
    pub flags: Option<String>,
    /// `rule`: at least so many bytes of TCP or UDP payload.
    #[schema(minimum = 0, maximum = 65535)]
    pub least: Option<u32>,
    /// `rule`: at most so many.
    #[schema(minimum = 0, maximum = 65535)]
    pub most: Option<u32>,
    /// `rule`: a port of either end.
    #[schema(minimum = 1, maximum = 65535)]
    pub port: Option<u16>,
    /// `rule`: it begins with the frame of that number among those that match; 1 by default.
    #[schema(minimum = 1, example = 3)]
    pub nth: Option<u32>,
    /// `rule`: for so many of them, 1 by default; or `all`.
    #[schema(example = "1")]
    pub times: Option<String>,
    /// `unrule`: the number of a rule; absent is all rules.
    #[schema(minimum = 1)]
    pub rule: Option<u32>,
    /// `decide`: the number of a frame that is held.
    #[schema(minimum = 1)]
    pub frame: Option<u64>,
    /// `decide`: `deliver`, `drop`, `duplicate`, or `edit`.
    #[schema(example = "deliver")]
    pub decision: Option<String>,
    /// `decide`: `fix` (default), or `keep`: an edited frame keeps the old checksum of TCP or UDP, which
    /// is wrong then.
    pub checksum: Option<String>,
    /// `knob`: whose kernel: `a`, `b`, `c`, `d`, or `router`; absent is every host.
    pub node: Option<String>,
    /// `knob`: its name, as `GET …/lab` lists them.
    #[schema(example = "net.ipv4.tcp_fin_timeout")]
    pub name: Option<String>,
}

/// Whether a command of a program has a field of that name; `id` is for the answer of a live WebSocket.
#[must_use]
pub fn is_field(name: &str) -> bool {
    FIELDS.contains(name)
}

/// The field that is written most like that, if one is.
#[must_use]
pub fn nearest_field(name: &str) -> Option<&'static str> {
    let likeness = |field: &str| strsim::normalized_damerau_levenshtein(field, name);
    let fields = FIELDS.iter().map(|field| (likeness(field), field.as_str()));
    let (likeness, field) = fields.max_by(|one, other| one.0.total_cmp(&other.0))?;
    (LIKE <= likeness).then_some(field)
}

static FIELDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let described = serde_json::to_value(CommandFields::default()).unwrap_or_default();
    let described = described.as_object().into_iter().flat_map(|fields| fields.keys().cloned());
    let options = OptionName::ALL.map(|option| option.wire().to_owned());
    described.chain(options).chain(["id".to_owned()]).collect()
});

/// How alike two names are of which one is the other with a slip; 1 is the same.
const LIKE: f64 = 0.5;
