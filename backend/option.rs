//! Socket options: their names, what they take, and where they apply.

use std::{fmt, str::FromStr};

use crate::{command::Protocol, id::NotAnId};

/// A socket option that a user may set, by the name `wire` gives it.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum OptionName {
    /// `SO_BROADCAST`: may send to broadcast addresses, `socket(7)`.
    Broadcast,
    /// `TCP_CONGESTION`: the congestion control algorithm, `tcp(7)`.
    Congestion,
    /// `TCP_CORK`: send no partial segments, `tcp(7)`.
    Cork,
    /// `SO_KEEPALIVE`: probe an idle connection, `socket(7)`.
    KeepAlive,
    /// `SO_LINGER`: what `close` does with unsent data, in seconds, `socket(7)`.
    Linger,
    /// `TCP_MAXSEG`: the largest segment, in bytes, `tcp(7)`.
    MaxSegment,
    /// `TCP_NODELAY`: no Nagle algorithm, `tcp(7)`.
    NoDelay,
    /// `TCP_QUICKACK`: acknowledge at once, `tcp(7)`.
    QuickAck,
    /// `SO_RCVBUF`: the receive buffer in bytes; Linux doubles it, `socket(7)`.
    ReceiveBuffer,
    /// `SO_RCVTIMEO`: how long a waiting call waits, in milliseconds, `socket(7)`.
    ReceiveTimeout,
    /// `SO_REUSEADDR`: bind although old connections remember the address, `socket(7)`.
    ReuseAddress,
    /// `SO_REUSEPORT`: several sockets share one address, `socket(7)`.
    ReusePort,
    /// `SO_SNDBUF`: the send buffer in bytes; Linux doubles it, `socket(7)`.
    SendBuffer,
    /// `IP_TTL` or `IPV6_UNICAST_HOPS`: how many routers a packet may pass, `ip(7)`.
    TimeToLive,
    /// `TCP_USER_TIMEOUT`: how long sent data may stay unacknowledged, in milliseconds, `tcp(7)`.
    UserTimeout,
    /// `IPV6_V6ONLY`: an IPv6 socket takes no IPv4 traffic, `ipv6(7)`.
    V6Only,
}

/// What kind of value an option takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ValueKind {
    /// On or off.
    Flag,
    /// A whole number.
    Number,
    /// A whole number, or `off`.
    NumberOrOff,
    /// A word.
    Word,
}

impl OptionName {
    /// Every option, in the order of their wire names.
    pub const ALL: [Self; 16] = [
        Self::Broadcast,
        Self::Congestion,
        Self::Cork,
        Self::KeepAlive,
        Self::Linger,
        Self::MaxSegment,
        Self::NoDelay,
        Self::QuickAck,
        Self::ReceiveBuffer,
        Self::ReceiveTimeout,
        Self::ReuseAddress,
        Self::ReusePort,
        Self::SendBuffer,
        Self::TimeToLive,
        Self::UserTimeout,
        Self::V6Only,
    ];

    /// The name that programs and forms use.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Broadcast => "broadcast",
            Self::Congestion => "congestion",
            Self::Cork => "cork",
            Self::KeepAlive => "keepalive",
            Self::Linger => "linger",
            Self::MaxSegment => "maxseg",
            Self::NoDelay => "nodelay",
            Self::QuickAck => "quickack",
            Self::ReceiveBuffer => "rcvbuf",
            Self::ReceiveTimeout => "recvtimeout",
            Self::ReuseAddress => "reuseaddr",
            Self::ReusePort => "reuseport",
            Self::SendBuffer => "sndbuf",
            Self::TimeToLive => "ttl",
            Self::UserTimeout => "usertimeout",
            Self::V6Only => "v6only",
        }
    }

    /// The constant of the socket interface.
    #[must_use]
    pub fn constant(self) -> &'static str {
        match self {
            Self::Broadcast => "SO_BROADCAST",
            Self::Congestion => "TCP_CONGESTION",
            Self::Cork => "TCP_CORK",
            Self::KeepAlive => "SO_KEEPALIVE",
            Self::Linger => "SO_LINGER",
            Self::MaxSegment => "TCP_MAXSEG",
            Self::NoDelay => "TCP_NODELAY",
            Self::QuickAck => "TCP_QUICKACK",
            Self::ReceiveBuffer => "SO_RCVBUF",
            Self::ReceiveTimeout => "SO_RCVTIMEO",
            Self::ReuseAddress => "SO_REUSEADDR",
            Self::ReusePort => "SO_REUSEPORT",
            Self::SendBuffer => "SO_SNDBUF",
            Self::TimeToLive => "IP_TTL",
            Self::UserTimeout => "TCP_USER_TIMEOUT",
            Self::V6Only => "IPV6_V6ONLY",
        }
    }

    /// What it takes.
    #[must_use]
    pub fn kind(self) -> ValueKind {
        match self {
            Self::Broadcast
            | Self::Cork
            | Self::KeepAlive
            | Self::NoDelay
            | Self::QuickAck
            | Self::ReuseAddress
            | Self::ReusePort
            | Self::V6Only => ValueKind::Flag,
            Self::MaxSegment
            | Self::ReceiveBuffer
            | Self::SendBuffer
            | Self::TimeToLive
            | Self::UserTimeout => ValueKind::Number,
            Self::Linger | Self::ReceiveTimeout => ValueKind::NumberOrOff,
            Self::Congestion => ValueKind::Word,
        }
    }

    /// Whether a socket of that protocol has it.
    #[must_use]
    pub fn applies_to(self, protocol: Protocol) -> bool {
        match self {
            Self::Broadcast => protocol == Protocol::Udp,
            Self::Congestion
            | Self::Cork
            | Self::KeepAlive
            | Self::Linger
            | Self::MaxSegment
            | Self::NoDelay
            | Self::QuickAck
            | Self::UserTimeout => protocol == Protocol::Tcp,
            Self::ReceiveBuffer
            | Self::ReceiveTimeout
            | Self::ReuseAddress
            | Self::ReusePort
            | Self::SendBuffer
            | Self::TimeToLive
            | Self::V6Only => true,
        }
    }
}

impl fmt::Display for OptionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire())
    }
}

impl FromStr for OptionName {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::ALL.into_iter().find(|option| option.wire() == text).ok_or(NotAnId)
    }
}

/// A value of an option, as asked for or as read back from the kernel.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum OptionValue {
    /// On or off.
    Flag(bool),
    /// A whole number in the option's unit.
    Number(u32),
    /// The option is off, where it otherwise takes a number.
    Off,
    /// A word, such as `cubic`.
    Word(String),
}

impl fmt::Display for OptionValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(true) => f.write_str("1"),
            Self::Flag(false) => f.write_str("0"),
            Self::Number(number) => number.fmt(f),
            Self::Off => f.write_str("off"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// One option with the value a user wants.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Setting {
    /// Which.
    pub option: OptionName,
    /// To what.
    pub value: OptionValue,
}
