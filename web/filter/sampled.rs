//! What a filter can ask of a sample of a kernel's table.

use backend::{event::Event, kernel::TcpInfo};

use super::value::Held;

/// A value of a sample.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sampled {
    Cwnd,
    Owner,
    RecvQ,
    Retransmits,
    Rtt,
    SendQ,
    State,
    Timer,
}

/// The value that an event has, if it is a sample that says it.
pub(super) fn value(event: &Event, which: Sampled) -> Option<Held<'static>> {
    let Event::Kernel(sample) = event else { return None };
    let info = |value: fn(&TcpInfo) -> u64| sample.info.as_ref().map(value).map(Held::Count);
    match which {
        Sampled::Cwnd => info(|info| info.cwnd.into()),
        Sampled::Owner => Some(Held::Word(sample.owner.wire())),
        Sampled::RecvQ => Some(Held::Count(sample.recv_q.into())),
        Sampled::Retransmits => info(|info| info.retransmits.into()),
        Sampled::Rtt => info(|info| u64::try_from(info.rtt.as_micros()).unwrap_or(u64::MAX)),
        Sampled::SendQ => Some(Held::Count(sample.send_q.into())),
        Sampled::State => Some(Held::Word(sample.state_name())),
        Sampled::Timer => sample.timer.map(|timer| Held::Word(timer.kind.wire())),
    }
}

/// The names of `TcpState`.
pub(super) const STATES: [&str; 11] = [
    "CLOSED",
    "LISTEN",
    "SYN-SENT",
    "SYN-RECEIVED",
    "ESTABLISHED",
    "FIN-WAIT-1",
    "FIN-WAIT-2",
    "CLOSE-WAIT",
    "CLOSING",
    "LAST-ACK",
    "TIME-WAIT",
];
/// The words of `TimerKind`.
pub(super) const TIMERS: [&str; 4] = ["keepalive", "persist", "retransmit", "time-wait"];
/// The words of `Owner`.
pub(super) const OWNERS: [&str; 3] = ["accept-queue", "nobody", "socket"];

#[cfg(test)]
mod tests {
    use backend::kernel::TcpState;

    use super::*;

    #[test]
    fn every_state_can_be_asked_for() {
        assert_eq!(STATES, TcpState::ALL.map(TcpState::name));
    }
}
