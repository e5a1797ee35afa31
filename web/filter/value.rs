//! What a field is compared with.

use std::{fmt, net::IpAddr};

use backend::{errno::OsError, id::SocketId};
use bstr::ByteSlice;

use super::{
    fields::Shape,
    text::{hex, quote},
    token::Op,
};
use crate::wire::lanes::mac as written;

/// A value that a filter names.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Bytes(Vec<u8>),
    Count(u64),
    Errno(i32),
    Mac([u8; 6]),
    /// An address, or all whose first bits are the same.
    Net {
        address: IpAddr,
        prefix: u8,
    },
    /// As microseconds, which is how fine the journal shows time.
    Seconds(u64),
    Socket(SocketId),
    Word(String),
}

/// A value that an event has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Held<'a> {
    Address(IpAddr),
    Bytes(&'a [u8]),
    /// A number, or microseconds.
    Count(u64),
    Errno(OsError),
    Mac([u8; 6]),
    Mark,
    Socket(SocketId),
    Word(&'static str),
}

impl Value {
    /// What a word or a quotation means as a value of that shape.
    pub(super) fn parse(shape: Shape, text: &[u8]) -> Option<Self> {
        if shape == Shape::Bytes {
            return Some(Self::Bytes(text.to_vec()));
        }
        let text = str::from_utf8(text).ok()?;
        match shape {
            Shape::Bytes | Shape::Mark => None,
            Shape::Choice(choices) => choices.contains(&text).then(|| Self::Word(text.to_owned())),
            Shape::Count => whole(text).map(Self::Count),
            Shape::Errno => Some(match text.parse() {
                Ok(code) => Self::Errno(code),
                Err(_) if text.starts_with('E') => Self::Word(text.to_owned()),
                Err(_) => return None,
            }),
            Shape::Ipv4 => net(text, 32).filter(|net| net.is_of(IpAddr::is_ipv4)),
            Shape::Ipv6 => net(text, 128).filter(|net| net.is_of(IpAddr::is_ipv6)),
            Shape::Mac => mac(text).map(Self::Mac),
            Shape::Seconds => micros(text).map(Self::Seconds),
            Shape::Socket => text.parse().ok().map(Self::Socket),
        }
    }

    fn is_of(&self, family: fn(&IpAddr) -> bool) -> bool {
        matches!(self, Self::Net { address, .. } if family(address))
    }

    /// Whether an event's value compares like that with this one; of `!=` it is only half, because
    /// all values of a field must differ.
    pub(super) fn agrees(&self, op: Op, held: &Held<'_>) -> bool {
        match op {
            Op::Contains => match (held, self) {
                (Held::Bytes(held), Self::Bytes(part)) => held.contains_str(part),
                (Held::Errno(held), Self::Word(part)) => held.name().contains(part.as_str()),
                _ => false,
            },
            Op::Eq => self.equals(held),
            Op::Ge => self.order(held).is_some_and(|(held, value)| value <= held),
            Op::Gt => self.order(held).is_some_and(|(held, value)| value < held),
            Op::Le => self.order(held).is_some_and(|(held, value)| held <= value),
            Op::Lt => self.order(held).is_some_and(|(held, value)| held < value),
            Op::Matches => false,
            Op::Ne => !self.equals(held),
        }
    }

    fn equals(&self, held: &Held<'_>) -> bool {
        match (held, self) {
            (Held::Address(held), Self::Net { address, prefix }) => {
                within(*held, *address, *prefix)
            }
            (Held::Bytes(held), Self::Bytes(bytes)) => *held == bytes.as_slice(),
            (Held::Count(held), Self::Count(count) | Self::Seconds(count)) => held == count,
            (Held::Errno(held), Self::Errno(code)) => held.code() == *code,
            (Held::Errno(held), Self::Word(name)) => held.name() == name.as_str(),
            (Held::Mac(held), Self::Mac(mac)) => held == mac,
            (Held::Socket(held), Self::Socket(socket)) => held == socket,
            (Held::Word(held), Self::Word(word)) => held == word,
            _ => false,
        }
    }

    fn order(&self, held: &Held<'_>) -> Option<(u64, u64)> {
        let Held::Count(held) = held else { return None };
        let (Self::Count(value) | Self::Seconds(value)) = self else { return None };
        Some((*held, *value))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) if bytes.to_str().is_ok() => f.write_str(&quote(bytes)),
            Self::Bytes(bytes) => f.write_str(&hex(bytes)),
            Self::Count(count) => count.fmt(f),
            Self::Errno(code) => code.fmt(f),
            Self::Mac(mac) => f.write_str(&written(mac)),
            Self::Net { address, prefix } => {
                let whole = if address.is_ipv4() { 32 } else { 128 };
                address.fmt(f)?;
                if *prefix < whole { write!(f, "/{prefix}") } else { Ok(()) }
            }
            Self::Seconds(micros) => write!(f, "{}.{:06}", micros / MICROS, micros % MICROS),
            Self::Socket(socket) => socket.fmt(f),
            Self::Word(word) => f.write_str(&quote(word.as_bytes())),
        }
    }
}

/// A whole number; with `0x` before it in hexadecimal.
fn whole(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16).ok()
        }
        Some(_) => None,
        None => text.parse().ok(),
    }
}

/// Six pairs of hex digits, with colons or dashes between them.
fn mac(text: &str) -> Option<[u8; 6]> {
    let mut pairs = text.split([':', '-']);
    let mut mac = [0; 6];
    for byte in &mut mac {
        let pair = pairs.next().filter(|pair| pair.len() == 2)?;
        *byte = u8::try_from(whole(&format!("0x{pair}"))?).ok()?;
    }
    pairs.next().is_none().then_some(mac)
}

/// An address with the number of bits that count, such as `10.0.0.0/8`.
fn net(text: &str, whole: u8) -> Option<Value> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, prefix.parse().ok()?),
        None => (text, whole),
    };
    let address = address.trim_start_matches('[').trim_end_matches(']').parse().ok()?;
    (prefix <= whole).then_some(Value::Net { address, prefix })
}

/// Whether two addresses are of one family and have the same first bits.
fn within(held: IpAddr, address: IpAddr, prefix: u8) -> bool {
    let (differ, whole) = match (held, address) {
        (IpAddr::V4(held), IpAddr::V4(address)) => {
            (u128::from(held.to_bits() ^ address.to_bits()), 32)
        }
        (IpAddr::V6(held), IpAddr::V6(address)) => (held.to_bits() ^ address.to_bits(), 128),
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
    };
    differ.checked_shr(whole - u32::from(prefix)).unwrap_or(0) == 0
}

/// Seconds with at most six digits after the point, as microseconds.
fn micros(text: &str) -> Option<u64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(seconds) || !digits(fraction) || 6 < fraction.len() {
        return None;
    }
    let seconds: u64 = seconds.parse().ok()?;
    let fraction: u64 = format!("{fraction:0<6}").parse().ok()?;
    seconds.checked_mul(MICROS)?.checked_add(fraction)
}

const MICROS: u64 = 1_000_000;
