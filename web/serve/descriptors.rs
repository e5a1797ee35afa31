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

    /// Lowers connections, sockets, labs, and sessions so that all together leave a reserve.
    ///
    /// **Invariant:** connections + sockets + what labs and the sessions' lanes take + the reserve
    /// are within the limit,
    /// so that no call of this process meets EMFILE.
    pub(super) fn fit(self, mut limits: Limits) -> Limits {
        let room = usize::try_from(self.0 - RESERVE).unwrap_or(usize::MAX);
        let labs = limits.labs.saturating_mul(EACH_LAB);
        let lanes = limits.sessions.saturating_mul(LANES);
        let all = [limits.connections, limits.sockets, labs, lanes];
        if all.into_iter().fold(0, usize::saturating_add) <= room {
            return limits;
        }
        limits.sessions = limits.sessions.min((room / 4 / LANES).max(1));
        limits.labs = limits.labs.min((room / 4 / EACH_LAB).max(1));
        let room = room.saturating_sub(limits.labs * EACH_LAB + limits.sessions * LANES);
        limits.connections = limits.connections.min(room / 3).max(1);
        limits.sockets = limits.sockets.min(room - limits.connections);
        warn!(
            connections = limits.connections,
            sockets = limits.sockets,
            labs = limits.labs,
            sessions = limits.sessions,
            "only {} open files are allowed, so there are fewer connections, sockets, labs, and \
             sessions; ulimit -n raises it",
            self.0
        );
        limits
    }
}

/// For everything that is neither a connection nor a socket of a session.
const RESERVE: u64 = 64;

/// What one lab takes: its helper's socket, the ends of six wires, and two tables of four hosts.
const EACH_LAB: usize = 15;

/// What the lanes of one session take: a packet socket, and two tables of this machine.
const LANES: usize = 3;

/// Below this nothing useful would be left.
const LEAST: u64 = 128;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_and_what_does_not_is_lowered() {
        let fit = |allowed| {
            let limits = Descriptors(allowed).fit(Limits::default());
            (limits.connections, limits.sockets, limits.labs, limits.sessions)
        };
        assert_eq!(fit(1 << 20), (512, 4096, 32, 64));
        assert_eq!(fit(1024), (176, 352, 16, 64));
        assert_eq!(fit(256), (33, 66, 3, 16));
        assert_eq!(fit(128), (11, 23, 1, 5));
    }
}
