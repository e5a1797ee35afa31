//! What an error number usually means, in one English sentence.

use backend::errno::OsError;
use nix::errno::Errno;

/// The usual meaning of an error of the socket calls; for others, the text of `strerror(3)`.
#[must_use]
pub fn meaning(error: OsError) -> &'static str {
    match error {
        OsError::NO_SUCH_NAME => "the name does not exist",
        OsError::NAME_TIMEOUT => "the name server did not answer in time; try again",
        OsError::NAME_FAILURE => "the name server answered with a failure",
        OsError::NAME_WITHOUT_ADDRESS => "the name exists and has no address",
        _ => {
            let errno = Errno::from_raw(error.code());
            MEANINGS
                .iter()
                .find(|(of, _)| *of == errno)
                .map_or_else(|| errno.desc(), |(_, meaning)| meaning)
        }
    }
}

const MEANINGS: [(Errno, &str); 36] = [
    (Errno::EACCES, "the system does not permit it; ports below 1024 and broadcast need a right"),
    (Errno::EADDRINUSE, "another socket has this address, or an old connection remembers it"),
    (Errno::EADDRNOTAVAIL, "no interface of this machine has that address, or no port is free"),
    (Errno::EAFNOSUPPORT, "this socket has another address family, IPv4 or IPv6"),
    (Errno::EAGAIN, "there is nothing now, or the time that was set is over"),
    (Errno::EALREADY, "a connection attempt goes on already"),
    (Errno::EBADF, "the descriptor is closed"),
    (Errno::ECONNABORTED, "the connection was gone before it was accepted"),
    (
        Errno::ECONNREFUSED,
        "nothing listens at that address; the answer was RST or ICMP port unreachable",
    ),
    (Errno::ECONNRESET, "the peer sent RST"),
    (Errno::EDESTADDRREQ, "the socket has no peer, so a receiver must be named"),
    (Errno::EDOM, "the value is outside of what the option takes"),
    (Errno::EFAULT, "an argument pointed outside of the program's memory"),
    (Errno::EHOSTUNREACH, "no route leads to that machine, or it does not answer ARP"),
    (Errno::EINPROGRESS, "the connection attempt goes on"),
    (Errno::EINTR, "a signal interrupted the call"),
    (Errno::EINVAL, "an argument is wrong, or the call does not fit the socket's state"),
    (Errno::EISCONN, "the socket is connected already"),
    (Errno::EMFILE, "the program has as many descriptors as it may"),
    (Errno::EMSGSIZE, "the datagram is larger than the protocol or the path allows"),
    (Errno::ENETDOWN, "the network interface is down"),
    (Errno::ENETUNREACH, "no route leads to that network"),
    (Errno::ENFILE, "the system has as many open files as it may"),
    (Errno::ENOBUFS, "the system has no room for it now"),
    (Errno::ENODEV, "there is no such interface"),
    (Errno::ENOENT, "the system does not have it, such as a congestion control of that name"),
    (Errno::ENOMEM, "the system has no memory for it now"),
    (Errno::ENOPROTOOPT, "this kind of socket does not know the option"),
    (Errno::ENOTCONN, "the socket is not connected"),
    (Errno::ENOTSOCK, "the descriptor is not a socket"),
    (Errno::EOPNOTSUPP, "this kind of socket cannot do that"),
    (Errno::EPERM, "a firewall or a missing right forbids it"),
    (Errno::EPIPE, "this direction of the connection is shut down"),
    (Errno::EPROTONOSUPPORT, "the system does not have that protocol"),
    (Errno::ESHUTDOWN, "the socket is shut down"),
    (Errno::ETIMEDOUT, "the peer did not answer, although it was asked several times"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_a_sentence() {
        assert_eq!(meaning(OsError::from(Errno::ECONNRESET)), "the peer sent RST");
        assert_eq!(meaning(OsError::NO_SUCH_NAME), "the name does not exist");
        assert_eq!(meaning(OsError::from(Errno::ENOSPC)), Errno::ENOSPC.desc());
        assert!(!meaning(OsError::from_raw(9999)).is_empty());
    }
}
