//! The command object as the API's description shows it.

use serde::Serialize;
use utoipa::ToSchema;

/// One command: a flat object whose values are strings, numbers, or booleans. `do` decides which
/// other fields count; an empty string is the same as an absent field, except for `data`. `open`
/// takes socket options as fields of their own names too, such as `"nodelay": true`.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct CommandFields {
    /// `open`, `create`, `set`, `bind`, `listen`, `connect`, `accept`, `recv`, `send`, `auto`,
    /// `shutdown`, `close`, or `reset`.
    #[schema(example = "open")]
    pub r#do: String,
    /// Every command but `open` and `create`: the name of the socket.
    #[schema(example = "s3")]
    pub socket: Option<String>,
    /// `open`: `tcp-listen`, `tcp-connect`, or `udp`; `create`: `tcp` or `udp`.
    #[schema(example = "tcp-listen")]
    pub kind: Option<String>,
    /// `create`: `ipv4` (default) or `ipv6`.
    pub family: Option<String>,
    /// `open`, `bind`: the local `host:port`.
    #[schema(example = "127.0.0.1:8888")]
    pub at: Option<String>,
    /// `open`, `connect`, `send`: the peer's `host:port`.
    pub to: Option<String>,
    /// `open`, `listen`: the limit of the accept queue, 128 by default.
    #[schema(minimum = 0, maximum = 65535)]
    pub backlog: Option<u32>,
    /// `open`: `auto` (default) or `manual`.
    pub mode: Option<String>,
    /// `open`, `auto`: `none` (default), `echo`, `upper`, or `discard`.
    pub respond: Option<String>,
    /// `set`: the name of a socket option, such as `nodelay` or `rcvbuf`.
    pub option: Option<String>,
    /// `set`: a boolean, a number, a word, or `off`.
    pub value: Option<String>,
    /// `recv`: the size of the buffer in bytes, 1024 by default.
    #[schema(minimum = 0, maximum = 65536)]
    pub max: Option<u32>,
    /// `recv`: with `MSG_PEEK`.
    pub peek: Option<bool>,
    /// `send`: what to send, in its encoding.
    pub data: Option<String>,
    /// `send`: `text` (default, UTF-8), `hex`, `base64`, `escaped`, or the label of a character
    /// encoding such as `gbk`, `gb18030`, `big5`, or `latin1`.
    pub encoding: Option<String>,
    /// `send`: what is added: `none` (default), `lf`, or `crlf`.
    pub ending: Option<String>,
    /// `auto`: accept connections by itself.
    pub accept: Option<bool>,
    /// `auto`: read by itself; off, the peer sees the window close.
    pub read: Option<bool>,
    /// `shutdown`: `write`, `read`, or `both`.
    pub how: Option<String>,
}
