//! Names for things: sessions, sockets, and places in a journal.

use std::{fmt, str::FromStr};

use data_encoding::BASE64URL_NOPAD;

/// An unguessable name of a session: 128 random bits; knowing it is the right to use it.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SessionId([u8; 16]);

impl SessionId {
    /// Draws a new one from the operating system's random source.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)?;
        Ok(Self(bits))
    }
}

impl fmt::Display for SessionId {
    /// 22 characters of base64url without padding (RFC 4648 §5).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64URL_NOPAD.encode(&self.0))
    }
}

impl fmt::Debug for SessionId {
    /// Only the first characters, because the whole name is a credential that logs must not keep.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}…", &BASE64URL_NOPAD.encode(&self.0)[..6])
    }
}

impl FromStr for SessionId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let bits = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| NotAnId)?;
        Ok(Self(bits.try_into().map_err(|_| NotAnId)?))
    }
}

/// A socket's name within its session, printed as `s3`; never used twice.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SocketId(pub u32);

impl fmt::Display for SocketId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}", self.0)
    }
}

impl FromStr for SocketId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let digits = text.strip_prefix('s').ok_or(NotAnId)?;
        if digits.is_empty() || digits.starts_with(['+', '0']) {
            return Err(NotAnId);
        }
        Ok(Self(digits.parse().map_err(|_| NotAnId)?))
    }
}

/// A place in a session's journal; the first event has 1, and [`Seq::START`] stands before it.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Seq(pub u64);

impl Seq {
    /// Before the first event.
    pub const START: Self = Self(0);

    /// The place after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The text is not the name of anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("not a name of this kind")]
pub struct NotAnId;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_name_survives_printing() {
        let id = SessionId::draw().unwrap();
        let text = id.to_string();
        assert_eq!(text.len(), 22);
        assert_eq!(text.parse(), Ok(id));
    }

    #[test]
    fn a_socket_name_has_one_spelling() {
        assert_eq!("s12".parse(), Ok(SocketId(12)));
        for wrong in ["", "s", "12", "S1", "s01", "s+1", "s-1", "s1 ", "s99999999999"] {
            assert_eq!(wrong.parse::<SocketId>(), Err(NotAnId), "{wrong}");
        }
    }
}
