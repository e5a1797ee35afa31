//! The helper process of a lab: it makes hosts with TCP/IP stacks of their own and answers for them.
//!
//! It is a process of its own because `unshare(CLONE_NEWUSER)` wants one with a single thread, and
//! because every namespace goes when it does. It speaks on its standard input, a `SOCK_SEQPACKET`
//! socket (`unix(7)`), and ends when the other end of that is gone.

use std::{
    io,
    os::fd::{AsFd, OwnedFd},
    process::ExitCode,
};

use nix::sys::{prctl, signal::Signal};

use self::{building::Hosts, knobs::Knobs};
use crate::{
    errno::OsError,
    lab::{
        Net,
        message::{Answer, Request},
    },
    node::Node,
    sys::namespace::{self, Message},
};

mod building;
mod knobs;
mod links;
mod windows;

/// Serves one lab until nobody asks any more.
#[must_use]
pub fn run() -> ExitCode {
    // Nobody reads what this process says, so its exit code says it.
    let Ok(asker) = prepare() else { return ExitCode::FAILURE };
    let mut hosts = None;
    while let Ok(Message { bytes, .. }) = namespace::receive(asker.as_fd()) {
        if bytes.is_empty() {
            return ExitCode::SUCCESS;
        }
        let Some(request) = Request::decode(&bytes) else { return ExitCode::FAILURE };
        let (answer, descriptors) = match serve(&mut hosts, request) {
            Ok(answer) => answer,
            Err(Failed { step, error }) => (Answer::Failed { step, error }, Vec::new()),
        };
        if namespace::send(asker.as_fd(), &answer.encode(), &descriptors).is_err() {
            break;
        }
    }
    ExitCode::FAILURE
}

/// A step that did not work.
struct Failed {
    /// The call, as its man page writes it.
    step: String,
    error: OsError,
}

/// What goes back: the answer, and the descriptors beside it.
type Outcome = Result<(Answer, Vec<OwnedFd>), Failed>;

/// Ends with the server, keeps nothing that the server had open, and finds whom to answer.
fn prepare() -> io::Result<OwnedFd> {
    prctl::set_pdeathsig(Signal::SIGKILL)?;
    // A program with file capabilities does not own its own /proc otherwise.
    prctl::set_dumpable(true)?;
    namespace::close_inherited(3)?;
    // If the server died before the signal was asked for, this is at its end.
    io::stdin().as_fd().try_clone_to_owned()
}

fn serve(hosts: &mut Option<Hosts>, request: Request) -> Outcome {
    if let Request::Begin { net } = request {
        return begin(hosts, net);
    }
    let hosts = hosts.as_ref().ok_or_else(|| failed("begin", OsError::BAD_DESCRIPTOR))?;
    Ok(match request {
        Request::Begin { .. } => (Answer::Done, Vec::new()),
        Request::Knob { node, name, value } => {
            hosts.enter(node)?;
            let now = Knobs::set(&name, &value).map_err(|error| failed(&name, error))?;
            (Answer::Values(vec![now]), Vec::new())
        }
        Request::Knobs { node } => {
            hosts.enter(node)?;
            (Answer::Values(Knobs::all()), Vec::new())
        }
        Request::Mtu { node, value } => {
            hosts.set_mtu(node, value)?;
            (Answer::Done, Vec::new())
        }
        Request::Neighbors { node } => {
            hosts.enter(node)?;
            (Answer::Neighbors(hosts.neighbors()?), Vec::new())
        }
        Request::Socket { node, protocol, family } => hosts.socket(node, protocol, family)?,
    })
}

fn begin(hosts: &mut Option<Hosts>, net: Net) -> Outcome {
    let (made, descriptors) = Hosts::build(net)?;
    *hosts = Some(made);
    Ok((Answer::Ready, descriptors))
}

fn failed(step: &str, error: impl Into<OsError>) -> Failed {
    Failed { step: step.to_owned(), error: error.into() }
}

/// Says which step it was.
trait Step<T> {
    fn step(self, step: &str) -> Result<T, Failed>;
}

impl<T, E: Into<OsError>> Step<T> for Result<T, E> {
    fn step(self, step: &str) -> Result<T, Failed> {
        self.map_err(|error| failed(step, error))
    }
}

fn no_such(node: Node) -> Failed {
    failed(node.wire(), nix::errno::Errno::ENODEV)
}
