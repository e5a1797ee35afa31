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

    /// Lowers connections, sockets, and labs so that all together leave a reserve.
    ///
    /// **Invariant:** connections + sockets + what the labs take + the reserve are within the limit,
    /// so that no call of this process meets EMFILE.
    pub(super) fn fit(self, mut limits: Limits) -> Limits {
        let room = usize::try_from(self.0 - RESERVE).unwrap_or(usize::MAX);
        let labs = limits.labs.saturating_mul(EACH_LAB);
        if limits.connections.saturating_add(limits.sockets).saturating_add(labs) <= room {
            return limits;
        }
        limits.labs = limits.labs.min((room / 4 / EACH_LAB).max(1));
        let room = room.saturating_sub(limits.labs * EACH_LAB);
        limits.connections = limits.connections.min(room / 3).max(1);
        limits.sockets = limits.sockets.min(room - limits.connections);
        warn!(
            connections = limits.connections,
            sockets = limits.sockets,
            labs = limits.labs,
            "only {} open files are allowed, so there are fewer connections, sockets, and labs; \
             ulimit -n raises it",
            self.0
        );
        limits
    }
}

/// For everything that is neither a connection nor a socket of a session.
const RESERVE: u64 = 64;

/// What one lab takes: its helper's socket, the ends of six wires, and two tables of four hosts.
const EACH_LAB: usize = 15;

/// Below this nothing useful would be left.
const LEAST: u64 = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_lowered() {
        let fit = |allowed| {
            let limits = Descriptors(allowed).fit(Limits::default());
            (limits.connections, limits.sockets, limits.labs)
        };
        assert_eq!(fit(1 << 20), (512, 4096, 32));
        assert_eq!(fit(1024), (240, 480, 16));
        assert_eq!(fit(256), (49, 98, 3));
        assert_eq!(fit(128), (16, 33, 1));
    }
}
