//! How many open files the kernel allows, and what fits into them.

use backend::limits::Limits;
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use tracing::warn;

use super::Error;

/// The limit of open files of this process (`RLIMIT_NOFILE`).
#[derive(Clone, Copy, Debug)]
pub(super) struct Descriptors(u64);

impl Descriptors {
    /// Raises the soft limit to the hard one, as every process may.
    pub(super) fn raise() -> Result<Self, Error> {
        let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE).map_err(std::io::Error::from)?;
        let allowed = match setrlimit(Resource::RLIMIT_NOFILE, hard, hard) {
            Ok(()) => hard,
            // macOS has a hard limit that it does not grant.
            Err(_) => soft,
        };
        if allowed < LEAST {
            return Err(Error::FewDescriptors { allowed, least: LEAST });
        }
        Ok(Self(allowed))
    }

    /// Lowers connections and sockets so that both together leave a reserve.
    ///
    /// **Invariant:** connections + sockets + the reserve are within the limit, so that no call of
    /// this process meets EMFILE.
    pub(super) fn fit(self, mut limits: Limits) -> Limits {
        let room = usize::try_from(self.0 - RESERVE).unwrap_or(usize::MAX);
        if limits.connections.saturating_add(limits.sockets) <= room {
            return limits;
        }
        limits.connections = limits.connections.min(room / 3).max(1);
        limits.sockets = limits.sockets.min(room - limits.connections);
        warn!(
            connections = limits.connections,
            sockets = limits.sockets,
            "only {} open files are allowed, so there are fewer connections and sockets; \
             ulimit -n raises it",
            self.0
        );
        limits
    }
}

/// For everything that is neither a connection nor a socket of a session.
const RESERVE: u64 = 64;

/// Below this nothing useful would be left.
const LEAST: u64 = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_lowered() {
        let fit = |allowed| {
            let limits = Descriptors(allowed).fit(Limits::default());
            (limits.connections, limits.sockets)
        };
        assert_eq!(fit(1 << 20), (512, 4096));
        assert_eq!(fit(1024), (320, 640));
        assert_eq!(fit(256), (64, 128));
        assert_eq!(fit(128), (21, 43));
    }
}
