//! What the kernels hold now, row by row, with what each row was before.

use std::{collections::VecDeque, time::Duration};

use super::{Sample, TcpState};
use crate::id::SocketId;

/// One row of a kernel's table, as it was sampled last.
#[derive(Clone, Debug)]
pub struct Row {
    /// The socket of the session that it is, or whose listener it waits in.
    pub socket: Option<SocketId>,
    /// The newest sample.
    pub sample: Sample,
    /// When it was taken, since the session began.
    pub at: Duration,
    /// The states it was in, oldest first.
    pub visited: Vec<Visit>,
    /// The last samples' numbers, oldest first.
    pub history: VecDeque<Point>,
}

/// A state that a row was in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Visit {
    /// Which.
    pub state: TcpState,
    /// When it was first seen, since the session began.
    pub at: Duration,
    /// How that is known.
    pub evidence: Evidence,
}

/// How a state is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Evidence {
    /// From segments that were captured.
    Derived,
    /// From a sample.
    Sampled,
}

/// The numbers of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// When, since the session began.
    pub at: Duration,
    /// The congestion window, in segments.
    pub cwnd: u32,
    /// The smoothed round-trip time.
    pub rtt: Duration,
    /// Recv-Q.
    pub recv_q: u32,
    /// Send-Q.
    pub send_q: u32,
}
