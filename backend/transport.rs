//! The only files that touch the network: one task per socket, which does I/O and decides nothing.

use std::time::Duration;

use socket2::Socket;
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use crate::{
    effect::Act, errno::OsError, id::SocketId, lanes::Factory, policy::Refusal, signal::Signal,
    transport::stream::RawStream,
};

mod asked;
mod ends;
mod evidence;
mod flow;
mod option;
pub(crate) mod resolve;
pub mod stream;
mod task;

/// What a task is told to do, with what cannot be said in the pure words of an [`Act`].
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) act: Act,
    pub(crate) port: Option<Port>,
}

/// Something that travels beside an act.
#[derive(Debug)]
pub(crate) enum Port {
    /// With `Adopt`: the connection.
    Connection(Socket),
    /// With `Start` of a socket in a lab: whoever makes it, if anybody can.
    Factory(Result<Factory, Refusal>),
    /// With `Lend`: where the raw stream goes.
    Loan(oneshot::Sender<RawStream>),
}

/// What came of `socket(2)`, wherever it was called.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) outcome: Result<Socket, OsError>,
    /// When it came back.
    pub(crate) at: Instant,
    pub(crate) took: Duration,
}

/// A signal, with the connection that was accepted beside it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) signal: Signal,
    pub(crate) connection: Option<Socket>,
    /// When it was so: a call that waits began then, and one that came back did so then.
    pub(crate) at: Instant,
}

/// Where a task gets its orders. It never makes its user wait: the session has bounded what it says.
pub(crate) type Line = mpsc::UnboundedSender<Order>;

/// Makes the line and the future of one socket's task. The future ends when the descriptor is closed
/// or the line is dropped.
pub(crate) fn task(
    id: SocketId,
    reports: mpsc::Sender<Report>,
) -> (Line, impl Future<Output = ()> + Send) {
    let (line, orders) = mpsc::unbounded_channel();
    (line, task::Task::new(id, orders, reports).run())
}
