//! The states of one end of a connection, as they follow from the segments that were captured.

use super::TcpState;
use crate::segment::{Flags, Tcp};

/// One end of a connection (RFC 9293 §3.3.2 and §3.10), walked by its segments.
#[derive(Clone, Copy, Debug, Default)]
pub struct Walk {
    /// Where it is; `None` while nothing tells.
    state: Option<TcpState>,
    /// What acknowledges our SYN.
    syn: Option<u32>,
    /// What acknowledges our FIN.
    fin: Option<u32>,
    /// What acknowledges the peer's FIN.
    peer_fin: Option<u32>,
}

impl Walk {
    /// Where it is.
    #[must_use]
    pub fn state(&self) -> Option<TcpState> {
        self.state
    }

    /// The kernel said where it is; from there it goes on.
    pub fn set(&mut self, state: TcpState) {
        self.state = Some(state);
    }

    /// This end sent a segment. The states that it went to follow from it.
    #[must_use]
    pub fn sent(&mut self, tcp: &Tcp) -> Vec<TcpState> {
        let mut visited = Vec::new();
        let end = tcp.seq.wrapping_add(tcp.takes());
        if tcp.flags.has(Flags::RST) {
            self.go(TcpState::Closed, &mut visited);
            return visited;
        }
        if tcp.flags.has(Flags::SYN) {
            let answers = tcp.flags.has(Flags::ACK);
            // Sent again, it is the same attempt.
            if self.syn != Some(end) || self.over() {
                *self = Self { syn: Some(end), ..Self::default() };
                let next = if answers { TcpState::SynReceived } else { TcpState::SynSent };
                self.go(next, &mut visited);
            }
            return visited;
        }
        // That the peer's FIN came in order shows by its acknowledgment.
        if tcp.flags.has(Flags::ACK) && self.peer_fin.is_some_and(|fin| reached(tcp.ack, fin)) {
            self.peer_finished(&mut visited);
        }
        if tcp.flags.has(Flags::FIN) {
            self.fin = Some(end);
            match self.state {
                Some(TcpState::Established | TcpState::SynReceived) => {
                    self.go(TcpState::FinWait1, &mut visited);
                }
                Some(TcpState::CloseWait) => self.go(TcpState::LastAck, &mut visited),
                None
                | Some(
                    TcpState::Closed
                    | TcpState::Closing
                    | TcpState::FinWait1
                    | TcpState::FinWait2
                    | TcpState::LastAck
                    | TcpState::Listen
                    | TcpState::SynSent
                    | TcpState::TimeWait,
                ) => {}
            }
        }
        visited
    }

    /// A segment reached this end. The states that it went to follow from it.
    #[must_use]
    pub fn received(&mut self, tcp: &Tcp) -> Vec<TcpState> {
        let mut visited = Vec::new();
        if tcp.flags.has(Flags::RST) {
            if self.state.is_some_and(|state| state != TcpState::Listen) {
                self.go(TcpState::Closed, &mut visited);
            }
            return visited;
        }
        if tcp.flags.has(Flags::SYN) && self.state == Some(TcpState::SynSent) {
            // Without an acknowledgment both ends have sent a SYN at once (§3.5).
            let next = match tcp.flags.has(Flags::ACK) {
                true => TcpState::Established,
                false => TcpState::SynReceived,
            };
            self.go(next, &mut visited);
            return visited;
        }
        if tcp.flags.has(Flags::ACK) {
            self.acknowledged(tcp.ack, &mut visited);
        }
        if tcp.flags.has(Flags::FIN) {
            self.peer_fin = Some(tcp.seq.wrapping_add(tcp.takes()));
        }
        visited
    }

    fn acknowledged(&mut self, ack: u32, visited: &mut Vec<TcpState>) {
        let ours = |end: Option<u32>| end.is_some_and(|end| reached(ack, end));
        let next = match self.state {
            Some(TcpState::SynReceived) if ours(self.syn) => TcpState::Established,
            Some(TcpState::FinWait1) if ours(self.fin) => TcpState::FinWait2,
            Some(TcpState::Closing) if ours(self.fin) => TcpState::TimeWait,
            Some(TcpState::LastAck) if ours(self.fin) => TcpState::Closed,
            None
            | Some(
                TcpState::CloseWait
                | TcpState::Closed
                | TcpState::Closing
                | TcpState::Established
                | TcpState::FinWait1
                | TcpState::FinWait2
                | TcpState::LastAck
                | TcpState::Listen
                | TcpState::SynReceived
                | TcpState::SynSent
                | TcpState::TimeWait,
            ) => return,
        };
        self.go(next, visited);
    }

    fn peer_finished(&mut self, visited: &mut Vec<TcpState>) {
        let next = match self.state {
            Some(TcpState::Established | TcpState::SynReceived) => TcpState::CloseWait,
            Some(TcpState::FinWait1) => TcpState::Closing,
            Some(TcpState::FinWait2) => TcpState::TimeWait,
            None
            | Some(
                TcpState::CloseWait
                | TcpState::Closed
                | TcpState::Closing
                | TcpState::LastAck
                | TcpState::Listen
                | TcpState::SynSent
                | TcpState::TimeWait,
            ) => return,
        };
        self.peer_fin = None;
        self.go(next, visited);
    }

    fn go(&mut self, next: TcpState, visited: &mut Vec<TcpState>) {
        if self.state != Some(next) {
            self.state = Some(next);
            visited.push(next);
        }
    }

    fn over(&self) -> bool {
        matches!(self.state, Some(TcpState::Closed | TcpState::TimeWait))
    }
}

/// Whether an acknowledgment covers what ends there; numbers wrap (RFC 9293 §3.4).
fn reached(ack: u32, end: u32) -> bool {
    ack.wrapping_sub(end) < 1 << 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use TcpState as S;

    const SYN: Flags = Flags::SYN;
    const ACK: Flags = Flags::ACK;
    const FIN: Flags = Flags::FIN;

    /// Both ends, and what they went through.
    #[derive(Default)]
    struct Pair {
        ends: [Walk; 2],
        went: [Vec<TcpState>; 2],
    }

    impl Pair {
        fn send(&mut self, from: usize, flags: &[Flags], seq: u32, ack: u32, arrives: bool) {
            let tcp = Tcp {
                from: "127.0.0.1:1".parse().unwrap(),
                to: "127.0.0.1:2".parse().unwrap(),
                flags: Flags(flags.iter().fold(0, |all, flag| all | flag.0)),
                seq,
                ack,
                win: 0,
                len: 0,
                options: Vec::new(),
            };
            let went = self.ends[from].sent(&tcp);
            self.went[from].extend(went);
            if arrives {
                let went = self.ends[1 - from].received(&tcp);
                self.went[1 - from].extend(went);
            }
        }

        fn shake(&mut self) {
            // The sequence numbers wrap on the way.
            self.send(0, &[SYN], u32::MAX, 0, true);
            self.send(1, &[SYN, ACK], 300, 0, true);
            self.send(0, &[ACK], 0, 301, true);
        }
    }

    #[test]
    fn a_connection_opens_and_closes_as_in_the_rfc() {
        let mut pair = Pair::default();
        pair.shake();
        pair.send(0, &[FIN, ACK], 0, 301, true);
        pair.send(1, &[ACK], 301, 1, true);
        pair.send(1, &[FIN, ACK], 301, 1, true);
        pair.send(0, &[ACK], 1, 302, true);
        let closer = [S::SynSent, S::Established, S::FinWait1, S::FinWait2, S::TimeWait];
        let other = [S::SynReceived, S::Established, S::CloseWait, S::LastAck, S::Closed];
        assert_eq!(pair.went[0], closer);
        assert_eq!(pair.went[1], other);
    }

    #[test]
    fn both_may_close_at_once() {
        let mut pair = Pair::default();
        pair.shake();
        pair.send(0, &[FIN, ACK], 0, 301, false);
        pair.send(1, &[FIN, ACK], 301, 0, true);
        pair.send(0, &[ACK], 1, 302, true);
        assert_eq!(pair.ends[0].state(), Some(S::Closing));
        pair.send(1, &[ACK], 302, 1, true);
        assert_eq!(pair.ends[0].state(), Some(S::TimeWait));
    }

    #[test]
    fn what_was_lost_changes_only_its_sender() {
        let mut pair = Pair::default();
        pair.send(0, &[SYN], 99, 0, true);
        pair.send(1, &[SYN, ACK], 300, 100, false);
        assert_eq!(pair.went, [vec![S::SynSent], vec![S::SynReceived]]);
        // Sent again, it is not a new state.
        pair.send(0, &[SYN], 99, 0, true);
        pair.send(1, &[SYN, ACK], 300, 100, true);
        assert_eq!(pair.went, [vec![S::SynSent, S::Established], vec![S::SynReceived]]);
    }

    #[test]
    fn a_reset_ends_both() {
        let mut pair = Pair::default();
        pair.shake();
        pair.send(1, &[Flags::RST], 301, 0, true);
        assert_eq!(pair.ends.map(|end| end.state()), [Some(S::Closed); 2]);
        // And the same addresses may begin again.
        pair.send(0, &[SYN], 7, 0, true);
        assert_eq!(pair.ends[0].state(), Some(S::SynSent));
    }

    #[test]
    fn two_that_connect_to_each_other_at_once_are_both_established() {
        let mut pair = Pair::default();
        pair.send(0, &[SYN], 99, 0, false);
        pair.send(1, &[SYN], 300, 0, true);
        assert_eq!(pair.ends[0].state(), Some(S::SynReceived));
        pair.send(0, &[SYN, ACK], 99, 301, true);
        assert_eq!(pair.ends[1].state(), Some(S::Established));
    }

    #[test]
    fn without_its_beginning_a_connection_is_walked_from_what_the_kernel_said() {
        let mut pair = Pair::default();
        pair.send(0, &[FIN, ACK], 0, 301, true);
        assert_eq!(pair.went[0], []);
        pair.ends[0].set(S::FinWait1);
        pair.send(1, &[ACK], 301, 1, true);
        assert_eq!(pair.went[0], [S::FinWait2]);
    }
}
