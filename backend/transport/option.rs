//! Socket options: set one, and read back what the kernel made of it.

use std::{io, time::Duration};

use socket2::{Domain, Socket};

use crate::{
    errno::OsError,
    option::{OptionName, OptionValue, Setting},
};

/// `setsockopt(2)`, then `getsockopt(2)`: the value that the kernel really holds.
pub(super) fn set(socket: &Socket, setting: &Setting) -> Result<Option<OptionValue>, OsError> {
    let flag = matches!(setting.value, OptionValue::Flag(true));
    let number = match setting.value {
        OptionValue::Number(number) => number,
        OptionValue::Flag(_) | OptionValue::Off | OptionValue::Word(_) => 0,
    };
    let span = match setting.value {
        OptionValue::Number(number) => Some(u64::from(number)),
        OptionValue::Flag(_) | OptionValue::Off | OptionValue::Word(_) => None,
    };
    match setting.option {
        OptionName::Broadcast => socket.set_broadcast(flag),
        OptionName::Congestion => set_congestion(socket, setting),
        OptionName::Cork => set_cork(socket, flag),
        OptionName::KeepAlive => socket.set_keepalive(flag),
        OptionName::Linger => socket.set_linger(span.map(Duration::from_secs)),
        OptionName::MaxSegment => socket.set_tcp_mss(number),
        OptionName::NoDelay => socket.set_tcp_nodelay(flag),
        OptionName::QuickAck => set_quickack(socket, flag),
        OptionName::ReceiveBuffer => socket.set_recv_buffer_size(number as usize),
        OptionName::ReceiveTimeout => socket.set_read_timeout(span.map(Duration::from_millis)),
        OptionName::ReuseAddress => socket.set_reuse_address(flag),
        OptionName::ReusePort => socket.set_reuse_port(flag),
        OptionName::SendBuffer => socket.set_send_buffer_size(number as usize),
        OptionName::TimeToLive if is_ipv6(socket) => socket.set_unicast_hops_v6(number),
        OptionName::TimeToLive => socket.set_ttl_v4(number),
        OptionName::UserTimeout => set_user_timeout(socket, number),
        OptionName::V6Only => socket.set_only_v6(flag),
    }?;
    Ok(get(socket, setting.option).ok())
}

/// `getsockopt(2)`.
pub(super) fn get(socket: &Socket, option: OptionName) -> io::Result<OptionValue> {
    Ok(match option {
        OptionName::Broadcast => OptionValue::Flag(socket.broadcast()?),
        OptionName::Congestion => congestion(socket)?,
        OptionName::Cork => OptionValue::Flag(cork(socket)?),
        OptionName::KeepAlive => OptionValue::Flag(socket.keepalive()?),
        OptionName::Linger => span(socket.linger()?, |span| span.as_secs()),
        OptionName::MaxSegment => OptionValue::Number(socket.tcp_mss()?),
        OptionName::NoDelay => OptionValue::Flag(socket.tcp_nodelay()?),
        OptionName::QuickAck => OptionValue::Flag(quickack(socket)?),
        OptionName::ReceiveBuffer => size(socket.recv_buffer_size()?),
        OptionName::ReceiveTimeout => {
            span(socket.read_timeout()?, |span| span.as_millis().try_into().unwrap_or(u64::MAX))
        }
        OptionName::ReuseAddress => OptionValue::Flag(socket.reuse_address()?),
        OptionName::ReusePort => OptionValue::Flag(socket.reuse_port()?),
        OptionName::SendBuffer => size(socket.send_buffer_size()?),
        OptionName::TimeToLive if is_ipv6(socket) => OptionValue::Number(socket.unicast_hops_v6()?),
        OptionName::TimeToLive => OptionValue::Number(socket.ttl_v4()?),
        OptionName::UserTimeout => user_timeout(socket)?,
        OptionName::V6Only => OptionValue::Flag(socket.only_v6()?),
    })
}

fn is_ipv6(socket: &Socket) -> bool {
    socket.domain().is_ok_and(|domain| domain == Domain::IPV6)
}

fn size(bytes: usize) -> OptionValue {
    OptionValue::Number(u32::try_from(bytes).unwrap_or(u32::MAX))
}

fn span(span: Option<Duration>, unit: impl FnOnce(Duration) -> u64) -> OptionValue {
    span.map_or(OptionValue::Off, |span| {
        OptionValue::Number(u32::try_from(unit(span)).unwrap_or(u32::MAX))
    })
}

#[cfg(target_os = "linux")]
fn set_congestion(socket: &Socket, setting: &Setting) -> io::Result<()> {
    socket.set_tcp_congestion(setting.value.to_string().as_bytes())
}

#[cfg(target_os = "linux")]
fn congestion(socket: &Socket) -> io::Result<OptionValue> {
    let name = socket.tcp_congestion()?;
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    Ok(OptionValue::Word(String::from_utf8_lossy(name).into_owned()))
}

#[cfg(target_os = "linux")]
fn set_cork(socket: &Socket, flag: bool) -> io::Result<()> {
    socket.set_tcp_cork(flag)
}

#[cfg(target_os = "linux")]
fn cork(socket: &Socket) -> io::Result<bool> {
    socket.tcp_cork()
}

#[cfg(target_os = "linux")]
fn set_quickack(socket: &Socket, flag: bool) -> io::Result<()> {
    socket.set_tcp_quickack(flag)
}

#[cfg(target_os = "linux")]
fn quickack(socket: &Socket) -> io::Result<bool> {
    socket.tcp_quickack()
}

#[cfg(target_os = "linux")]
fn set_user_timeout(socket: &Socket, millis: u32) -> io::Result<()> {
    socket.set_tcp_user_timeout(Some(Duration::from_millis(millis.into())))
}

#[cfg(target_os = "linux")]
fn user_timeout(socket: &Socket) -> io::Result<OptionValue> {
    Ok(span(socket.tcp_user_timeout()?, |span| span.as_millis().try_into().unwrap_or(u64::MAX)))
}

/// Where the system has no such option, its answer is `ENOPROTOOPT`.
#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::{OptionValue, Setting, Socket, io};

    fn none<T>() -> io::Result<T> {
        Err(io::Error::from_raw_os_error(libc::ENOPROTOOPT))
    }

    pub(super) fn set_congestion(_: &Socket, _: &Setting) -> io::Result<()> {
        none()
    }
    pub(super) fn congestion(_: &Socket) -> io::Result<OptionValue> {
        none()
    }
    pub(super) fn set_cork(_: &Socket, _: bool) -> io::Result<()> {
        none()
    }
    pub(super) fn cork(_: &Socket) -> io::Result<bool> {
        none()
    }
    pub(super) fn set_quickack(_: &Socket, _: bool) -> io::Result<()> {
        none()
    }
    pub(super) fn quickack(_: &Socket) -> io::Result<bool> {
        none()
    }
    pub(super) fn set_user_timeout(_: &Socket, _: u32) -> io::Result<()> {
        none()
    }
    pub(super) fn user_timeout(_: &Socket) -> io::Result<OptionValue> {
        none()
    }
}
#[cfg(not(target_os = "linux"))]
use elsewhere::*;
