//! One end of a connection with its states and its numbers.

use std::time::Duration;

use askama::{Template, filters::HtmlSafe};
use backend::{
    command::Protocol,
    id::SocketId,
    kernel::{
        Sample, TcpState,
        table::{Point, Row, Visit},
    },
    node::On,
};

use super::{
    machine::Machine,
    plot::{Plot, Unit},
};
use crate::words::Words;

/// One end of a connection.
#[derive(Debug, Template)]
#[template(path = "part/kernel_picture.html")]
pub struct Picture {
    socket: Option<SocketId>,
    on: String,
    ends: String,
    state: &'static str,
    machine: Option<Machine>,
    plots: Vec<Plot>,
}

impl Picture {
    /// The picture of a row as it is now.
    #[must_use]
    pub fn of(words: Words, row: &Row) -> Self {
        let points: Vec<Point> = row.history.iter().copied().collect();
        Self::new(words, row.socket, &row.sample, row.visited.clone(), &points)
    }

    /// The picture as it was at a time: with that sample, and with what was known by then.
    #[must_use]
    pub fn at(words: Words, row: &Row, sample: &Sample, at: Duration) -> Self {
        let visited = row.visited.iter().filter(|visit| visit.at <= at).copied().collect();
        let points: Vec<Point> =
            row.history.iter().filter(|point| point.at <= at).copied().collect();
        Self::new(words, row.socket, sample, visited, &points)
    }

    /// The picture of a sample with what was seen before it.
    #[must_use]
    pub fn new(
        words: Words,
        socket: Option<SocketId>,
        sample: &Sample,
        visited: Vec<Visit>,
        points: &[Point],
    ) -> Self {
        let on = match sample.on {
            On::Host => String::new(),
            On::Lab(node) => node.name().to_owned(),
        };
        let peer = sample.peer.map_or_else(String::new, |peer| format!(" → {peer}"));
        let ends = format!("{}{peer}", sample.local);
        let name = socket.map_or_else(|| ends.clone(), |socket| format!("{socket} {ends}"));
        let tcp = sample.protocol == Protocol::Tcp;
        let connected = tcp && sample.state != TcpState::Listen;
        let mut plots = Vec::new();
        // A row in TIME-WAIT has a state and no more.
        let known: Vec<Point> = points.iter().copied().filter(|point| 0 < point.cwnd).collect();
        if connected {
            let threshold = sample.info.as_ref().and_then(|info| info.ssthresh);
            plots.extend(Plot::new(
                words,
                "plot-cwnd",
                Unit::Count,
                &known,
                &[("cwnd", &|point: &Point| point.cwnd.into())],
                threshold.map(|segments| ("ssthresh", segments.into())),
            ));
        }
        // Zero is no time, but none measured yet.
        let measured: Vec<Point> =
            known.iter().copied().filter(|point| !point.rtt.is_zero()).collect();
        if connected {
            plots.extend(Plot::new(
                words,
                "plot-rtt",
                Unit::Time,
                &measured,
                &[("RTT", &|point: &Point| point.rtt.as_secs_f64() * 1e6)],
                None,
            ));
        }
        if points.iter().any(|point| 0 < point.recv_q.max(point.send_q)) {
            plots.extend(Plot::new(
                words,
                "plot-queues",
                Unit::Count,
                points,
                &[
                    ("Recv-Q", &|point: &Point| point.recv_q.into()),
                    ("Send-Q", &|point: &Point| point.send_q.into()),
                ],
                None,
            ));
        }
        let machine = tcp.then(|| Machine::new(words, name, visited, sample.state));
        let state = if tcp { sample.state.name() } else { "UDP" };
        Self { socket, on, ends, state, machine, plots }
    }
}

impl HtmlSafe for Picture {}
