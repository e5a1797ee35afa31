//! What the operating system answers when it does not do what was asked.

use std::{borrow::Cow, fmt, io};

use nix::errno::Errno;

/// An error number of the operating system, or one of `getaddrinfo` (negative numbers).
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct OsError {
    code: i32,
}

impl OsError {
    /// `EALREADY`: another connection attempt goes on.
    pub const ALREADY: Self = Self { code: Errno::EALREADY as i32 };
    /// `EBADF`: the descriptor is closed.
    pub const BAD_DESCRIPTOR: Self = Self { code: Errno::EBADF as i32 };
    /// `ECONNABORTED`: the connection was gone before it was accepted.
    pub const CONNECTION_ABORTED: Self = Self { code: Errno::ECONNABORTED as i32 };
    /// `ECONNRESET`: the peer sent RST.
    pub const CONNECTION_RESET: Self = Self { code: Errno::ECONNRESET as i32 };
    /// `EINPROGRESS`: a connection attempt goes on.
    pub const IN_PROGRESS: Self = Self { code: Errno::EINPROGRESS as i32 };
    /// `EISCONN`: it is connected already.
    pub const IS_CONNECTED: Self = Self { code: Errno::EISCONN as i32 };
    /// `EAGAIN`: the call would have to wait.
    pub const WOULD_BLOCK: Self = Self { code: Errno::EAGAIN as i32 };
    /// `ENOMEM`: used where the system's own answer carries no number.
    pub const NO_MEMORY: Self = Self { code: Errno::ENOMEM as i32 };
    /// `EAI_NONAME` of `getaddrinfo(3)`: the name does not exist.
    pub const NO_SUCH_NAME: Self = Self { code: -2 };
    /// `EAI_AGAIN` of `getaddrinfo(3)`: the name server did not answer in time.
    pub const NAME_TIMEOUT: Self = Self { code: -3 };
    /// `EAI_FAIL` of `getaddrinfo(3)`: the name server answered with a failure.
    pub const NAME_FAILURE: Self = Self { code: -4 };
    /// `EAI_NODATA` of `getaddrinfo(3)`: the name exists and has no address.
    pub const NAME_WITHOUT_ADDRESS: Self = Self { code: -5 };

    /// From a raw number as in `errno(3)`.
    #[must_use]
    pub fn from_raw(code: i32) -> Self {
        Self { code }
    }

    /// The number.
    #[must_use]
    pub fn code(self) -> i32 {
        self.code
    }

    /// The symbolic name, such as `ECONNREFUSED`.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        match self.code {
            -2 => "EAI_NONAME".into(),
            -3 => "EAI_AGAIN".into(),
            -4 => "EAI_FAIL".into(),
            -5 => "EAI_NODATA".into(),
            code => {
                let errno = Errno::from_raw(code);
                let known = errno != Errno::UnknownErrno;
                if known { format!("{errno:?}").into() } else { format!("E{code}").into() }
            }
        }
    }

    /// Whether the system is out of something that may come back.
    #[must_use]
    pub fn is_shortage(self) -> bool {
        [Errno::EMFILE, Errno::ENFILE, Errno::ENOBUFS, Errno::ENOMEM]
            .into_iter()
            .any(|errno| self == errno.into())
    }

    /// Whether the call can be tried again when the descriptor is ready.
    #[must_use]
    pub fn would_block(self) -> bool {
        self == Self::WOULD_BLOCK
    }
}

impl fmt::Display for OsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl From<&io::Error> for OsError {
    fn from(error: &io::Error) -> Self {
        error.raw_os_error().map_or(Self::NO_MEMORY, |code| Self { code })
    }
}

impl From<io::Error> for OsError {
    fn from(error: io::Error) -> Self {
        Self::from(&error)
    }
}

impl From<Errno> for OsError {
    fn from(errno: Errno) -> Self {
        Self { code: errno as i32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_number_knows_its_name() {
        assert_eq!(OsError::from_raw(98).name(), "EADDRINUSE");
        assert_eq!(OsError::from(Errno::ECONNREFUSED).to_string(), "ECONNREFUSED");
        assert_eq!(OsError::from_raw(9999).name(), "E9999");
        assert_eq!(OsError::NO_SUCH_NAME.name(), "EAI_NONAME");
    }
}
