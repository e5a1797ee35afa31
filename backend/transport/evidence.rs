//! What the kernel keeps beside the calls of a socket, while a lane wants it.

use crate::{
    command::Protocol,
    errno::OsError,
    signal::Fact,
    sys::evidence::{self, IcmpError},
    transport::task::Task,
};

impl Task {
    /// Keeps it from now on, or does not any more.
    pub(super) async fn keep_evidence(&mut self, on: bool) {
        self.evidence = on;
        let Some(socket) = self.socket() else { return };
        match self.protocol {
            Protocol::Tcp => {
                evidence::keep_syn(socket, on);
                if on && let Some(bytes) = evidence::kept_syn(socket) {
                    self.tell(Fact::SavedSyn { bytes }).await;
                }
            }
            Protocol::Udp => self.queue_errors(on),
        }
    }

    /// Queues the ICMP errors of a UDP socket. Only a connected one: another would begin to get
    /// errors that plain sockets never see.
    pub(super) fn queue_errors(&self, on: bool) {
        let connected = self.socket().filter(|socket| socket.peer_addr().is_ok());
        if let (Protocol::Udp, Some(socket)) = (self.protocol, connected) {
            let v6 = socket.local_addr().is_ok_and(|local| local.is_ipv6());
            evidence::queue_errors(socket, v6, on);
        }
    }

    /// Tells which ICMP messages made a call fail. Whether it has to be made again: a plain socket
    /// does not hear of transient errors (RFC 1122 §4.2.3.9), and only the queue made it fail.
    pub(super) async fn explain(&mut self, error: OsError) -> bool {
        if !self.evidence || self.protocol == Protocol::Tcp || error.would_block() {
            return false;
        }
        let mut queued = Vec::new();
        while let Some(socket) = self.socket()
            && queued.len() < AT_ONCE
            && let Ok(error) = evidence::queued_error(socket)
        {
            queued.extend(error);
        }
        for &IcmpError { kind, code, from, error } in &queued {
            self.tell(Fact::Icmp { kind, code, from, error }).await;
        }
        !queued.is_empty() && queued.iter().all(transient)
    }
}

/// Whether the kernel keeps it from a socket that did not ask for a queue (`icmp_err_convert` of
/// `net/ipv4/icmp.c`, `icmpv6_err_convert` of `net/ipv6/icmp.c`).
fn transient(icmp: &IcmpError) -> bool {
    if icmp.from.is_ipv4() {
        matches!((icmp.kind, icmp.code), (11, _) | (3, 0 | 1 | 5 | 11 | 12))
    } else {
        matches!((icmp.kind, icmp.code), (3, _) | (1, 0 | 2 | 3))
    }
}

/// How many are taken in a row.
const AT_ONCE: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_port_is_final_and_an_exceeded_time_is_not() {
        let icmp = |from: &str, kind, code| {
            let error = OsError::from_raw(111);
            transient(&IcmpError { kind, code, from: from.parse().unwrap(), error })
        };
        assert!(!icmp("127.0.0.1", 3, 3) && !icmp("::1", 1, 4));
        assert!(icmp("10.0.0.254", 11, 0) && icmp("10.0.0.254", 3, 1) && icmp("::1", 3, 0));
    }
}
