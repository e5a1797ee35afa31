//! How a lab broke off: what was seen of its helper process.

use std::borrow::Cow;

use crate::errno::OsError;

/// A lab that nobody ended is over, because its helper process does not answer any more.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Broken {
    /// What was seen at the socket to the helper.
    pub saw: Saw,
    /// How the process ended (`wait(2)`); `None` where it did not do so by itself, or not in time.
    pub exit: Option<Exit>,
    /// How many frames were held or on their way; they are lost.
    pub frames: u64,
}

/// What was seen at the socket to a helper.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Saw {
    /// Its end: the other end is closed.
    Eof,
    /// An error.
    Error(OsError),
    /// An answer that is none.
    Nonsense,
    /// No answer, for as long as one was waited for.
    Silence,
}

impl Saw {
    /// The word for it in the contract.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Self::Eof => "eof",
            Self::Error(_) => "error",
            Self::Nonsense => "nonsense",
            Self::Silence => "silence",
        }
    }

    /// The same as an error of the network that is gone.
    #[must_use]
    pub fn errno(self) -> OsError {
        match self {
            Self::Eof | Self::Nonsense => nix::errno::Errno::ENETDOWN.into(),
            Self::Error(error) => error,
            Self::Silence => nix::errno::Errno::ETIMEDOUT.into(),
        }
    }
}

/// How a process ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// By itself, with that code.
    Code(i32),
    /// By a signal.
    Signal(i32),
}

impl Exit {
    /// As the man pages write it, such as `SIGKILL` or `exit(1)`.
    #[must_use]
    pub fn name(self) -> Cow<'static, str> {
        match self {
            Self::Code(code) => format!("exit({code})").into(),
            Self::Signal(number) => nix::sys::signal::Signal::try_from(number).map_or_else(
                |_| format!("signal {number}").into(),
                |signal| signal.as_str().into(),
            ),
        }
    }
}

impl From<std::process::ExitStatus> for Exit {
    fn from(status: std::process::ExitStatus) -> Self {
        use std::os::unix::process::ExitStatusExt as _;
        match status.code() {
            Some(code) => Self::Code(code),
            None => Self::Signal(status.signal().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_has_the_name_of_the_man_pages() {
        assert_eq!(Exit::Signal(9).name(), "SIGKILL");
        assert_eq!(Exit::Signal(64).name(), "signal 64");
        assert_eq!(Exit::Code(1).name(), "exit(1)");
    }
}
