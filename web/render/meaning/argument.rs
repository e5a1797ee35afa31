//! What a call does, and what the values mean that it was given.

use std::net::{IpAddr, SocketAddr};

use backend::{
    call::Call,
    command::{Family, How, Protocol},
};

use super::{Meaning, Part};
use crate::render::call::how_constant;

impl Meaning {
    /// What the call does in general.
    pub(super) fn does(&mut self, call: &Call) {
        match call {
            Call::Accept => self.say("meaning-does-accept"),
            Call::Bind { .. } => self.say("meaning-does-bind"),
            Call::Close => self.say_for_protocol("meaning-does-close"),
            Call::Connect { .. } => self.say_for_protocol("meaning-does-connect"),
            Call::GetAddrInfo { .. } => self.say("meaning-does-getaddrinfo"),
            Call::Listen { .. } => self.say("meaning-does-listen"),
            Call::Recv { .. } => self.say_for_protocol("meaning-does-recv"),
            Call::Reset => self.say("meaning-does-reset"),
            Call::Send { .. } => self.say_for_protocol("meaning-does-send"),
            Call::SetSockOpt { .. } => self.say("meaning-does-setsockopt"),
            Call::Shutdown { .. } => self.say_for_protocol("meaning-does-shutdown"),
            Call::Socket { .. } => self.say("meaning-does-socket"),
        }
    }

    /// What its arguments mean, for the values that are there.
    pub(super) fn arguments(&mut self, call: &Call) {
        let words = self.words;
        match call {
            Call::Accept | Call::Close | Call::Reset => {}
            Call::Bind { at } => self.local_end(*at),
            Call::Connect { to } => self.far_end(*to),
            Call::GetAddrInfo { name, port } => {
                self.part(&format!("{name:?}"), words.t("meaning-name"));
                self.part(port, words.t("meaning-name-port"));
            }
            Call::Listen { backlog } => {
                let more = u64::from(*backlog) + 1;
                self.part(backlog, words.t1("meaning-backlog", "more", more));
            }
            Call::Recv { max, peek } => self.buffer(*max, *peek),
            Call::Send { len, to } => {
                let mut means = vec![words.t("meaning-length").into()];
                if *len == 0 {
                    means.extend(self.for_protocol("meaning-length-zero"));
                }
                self.parts.push(Part { written: len.to_string(), socket: None, means });
                if let Some(to) = to {
                    self.far_end(*to);
                }
            }
            Call::SetSockOpt { setting } => self.setting(setting),
            Call::Shutdown { how } => self.direction(*how),
            Call::Socket { protocol, family } => {
                let (written, key) = match family {
                    Family::Ipv4 => ("AF_INET", "meaning-family-4"),
                    Family::Ipv6 => ("AF_INET6", "meaning-family-6"),
                };
                self.part(written, words.t(key));
                let (written, key) = match protocol {
                    Protocol::Tcp => ("SOCK_STREAM", "meaning-type-stream"),
                    Protocol::Udp => ("SOCK_DGRAM", "meaning-type-datagram"),
                };
                self.part(written, words.t(key));
            }
        }
    }

    /// Which direction a `shutdown` is about.
    pub(super) fn direction(&mut self, how: How) {
        let key = match how {
            How::Both => "meaning-how-both",
            How::Read => "meaning-how-read",
            How::Write => "meaning-how-write",
        };
        self.part(how_constant(how), self.words.t(key));
    }

    fn local_end(&mut self, at: SocketAddr) {
        let (ip, port) = (at.ip(), at.port());
        let key = match ip.to_canonical() {
            IpAddr::V4(ip) if ip.is_unspecified() => "meaning-bind-any",
            IpAddr::V6(ip) if ip.is_unspecified() => "meaning-bind-any6",
            ip if ip.is_loopback() => "meaning-bind-loopback",
            IpAddr::V4(_) | IpAddr::V6(_) => "meaning-bind-one",
        };
        self.part(&ip, self.words.t(key));
        let key = match port {
            0 => "meaning-port-chosen",
            1..1024 => "meaning-port-system",
            1024..49152 => "meaning-port-user",
            49152.. => "meaning-port-dynamic",
        };
        self.part(&port, self.words.t(key));
    }

    fn far_end(&mut self, to: SocketAddr) {
        self.part(&to.ip(), self.words.t(kind(to.ip().to_canonical())));
        let zero = to.port() == 0;
        let key = if zero { "meaning-to-port-zero" } else { "meaning-to-port" };
        self.part(&to.port(), self.words.t(key));
    }

    fn buffer(&mut self, max: usize, peek: bool) {
        let mut means = vec![self.words.t1("meaning-max", "n", max).into()];
        if max == 0 {
            means.push(self.words.t("meaning-max-zero").into());
        } else {
            means.extend(self.for_protocol("meaning-max"));
        }
        self.parts.push(Part { written: max.to_string(), socket: None, means });
        if peek {
            self.part("MSG_PEEK", self.words.t("meaning-peek"));
        }
    }
}

/// What kind of destination an address is.
fn kind(ip: IpAddr) -> &'static str {
    let (private, link, broadcast) = match ip {
        IpAddr::V4(ip) => (ip.is_private(), ip.is_link_local(), ip.is_broadcast()),
        IpAddr::V6(ip) => (ip.is_unique_local(), ip.is_unicast_link_local(), false),
    };
    if ip.is_unspecified() {
        "meaning-to-any"
    } else if ip.is_loopback() {
        "meaning-to-loopback"
    } else if ip.is_multicast() {
        "meaning-to-group"
    } else if broadcast {
        "meaning-to-broadcast"
    } else if link {
        "meaning-to-link"
    } else if private {
        "meaning-to-private"
    } else {
        "meaning-to-other"
    }
}
