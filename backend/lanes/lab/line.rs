//! The conversation with a lab's helper: one question after another, each with its answer.

use std::{
    io,
    os::fd::{AsFd, OwnedFd},
    time::Duration,
};

use nix::errno::Errno;
use socket2::Socket;
use tokio::{
    io::{Interest, unix::AsyncFd},
    sync::{OwnedSemaphorePermit, mpsc, oneshot},
    time::timeout,
};

use super::process::Helper;
use crate::{
    actor::instant,
    command::{Family, Protocol},
    errno::OsError,
    lab::{
        Exit, KNOBS, Net, Saw,
        message::{Answer, Neighbor, Request},
    },
    node::Node,
    policy::Refusal,
    sys::namespace::{self, Message},
    transport::Made,
};

/// What a helper may be asked.
#[derive(Debug)]
pub(super) enum Ask {
    /// Set a knob of one node, or of every host.
    Knob { node: Option<Node>, name: String, value: String, waits: Waits },
    /// Set the MTU of one node, or of every node.
    Mtu { node: Option<Node>, value: u32, waits: Waits },
    /// Read every ARP table.
    Neighbors,
    /// Make a socket.
    Socket {
        node: Node,
        protocol: Protocol,
        family: Family,
        reply: oneshot::Sender<Result<Made, Refusal>>,
    },
}

/// One of the settings that may wait; it makes room for another when it is gone.
#[derive(Debug)]
pub(super) struct Waits(
    #[expect(dead_code, reason = "it is there to be dropped")] pub(super) OwnedSemaphorePermit,
);

/// What comes of it.
#[derive(Debug)]
pub(super) enum Told {
    /// The hosts are there, and these are the descriptors of [`Answer::Ready`].
    Began(Vec<OwnedFd>),
    /// Nobody answers for the hosts any more.
    Broke(Saw, Option<Exit>),
    /// There are no hosts.
    Failed { step: String, error: OsError },
    /// A knob was set, or not.
    Knob { node: Option<Node>, name: String, outcome: Result<String, OsError> },
    /// Every knob of every host.
    Knobs(Vec<(Node, &'static str, String)>),
    /// Every ARP table.
    Neighbors(Vec<(Node, Vec<Neighbor>)>),
    /// Nobody did what was asked.
    Refused(Refusal),
}

/// A conversation.
pub(super) struct Line {
    pub(super) net: Net,
    pub(super) process: Helper,
    pub(super) helper: AsyncFd<Socket>,
    pub(super) asks: mpsc::UnboundedReceiver<Ask>,
    pub(super) told: mpsc::UnboundedSender<Told>,
}

/// A step that did not work.
type Failed = (String, OsError);

impl Line {
    /// Goes on until nobody asks any more.
    pub(super) async fn run(mut self) {
        let (step, error) = match self.begin().await {
            Ok(Ok(())) => match self.converse().await {
                Ok(()) => return,
                Err(saw) => return self.breaks(saw).await,
            },
            Ok(Err(failed)) => failed,
            Err(saw) => ("lab-host".to_owned(), saw.errno()),
        };
        self.tell(Told::Failed { step: step.clone(), error });
        // It is no use any more.
        self.process.end().await;
        self.answer_all(&Refusal::LabFailed { step, error }).await;
    }

    /// The helper is no use any more.
    async fn breaks(mut self, saw: Saw) {
        let exit = self.process.end().await;
        // Otherwise it did not end by itself.
        let exit = exit.filter(|_| saw == Saw::Eof);
        self.tell(Told::Broke(saw, exit));
        self.answer_all(&Refusal::LabBroke).await;
    }

    /// Refuses whatever is asked.
    async fn answer_all(mut self, refusal: &Refusal) {
        while let Some(ask) = self.asks.recv().await {
            match ask {
                Ask::Knob { .. } => self.tell(Told::Refused(refusal.clone())),
                Ask::Mtu { .. } | Ask::Neighbors => {}
                Ask::Socket { reply, .. } => _ = reply.send(Err(refusal.clone())),
            }
        }
    }

    /// Asks for the hosts.
    async fn begin(&mut self) -> Result<Result<(), Failed>, Saw> {
        let (_, descriptors) = match self.ask(Request::Begin { net: self.net }).await? {
            Ok(made) => made,
            Err(failed) => return Ok(Err(failed)),
        };
        // Whoever is told that it began may want to see them at once.
        self.read_knobs().await?;
        self.tell(Told::Began(descriptors));
        Ok(Ok(()))
    }

    async fn converse(&mut self) -> Result<(), Saw> {
        self.read_neighbors().await?;
        let mut knobs_are_old = false;
        loop {
            // Knobs are read again when nothing else waits, however many were set.
            if knobs_are_old && self.asks.is_empty() {
                knobs_are_old = false;
                self.read_knobs().await?;
            }
            let ask = tokio::select! {
                ask = self.asks.recv() => ask,
                // It says nothing unasked, so this is its end.
                said = receive(&self.helper) => return Err(unasked(said)),
            };
            let Some(ask) = ask else { return Ok(()) };
            match ask {
                Ask::Knob { node, name, value, waits: _waits } => {
                    self.set_knob(node, name, value).await?;
                    knobs_are_old = true;
                }
                Ask::Mtu { node, value, waits: _waits } => self.set_mtu(node, value).await?,
                Ask::Neighbors => self.read_neighbors().await?,
                Ask::Socket { node, protocol, family, reply } => {
                    let made = self.make(Request::Socket { node, protocol, family }).await?;
                    // Whoever asked may have left; then the socket closes.
                    let _ = reply.send(made);
                }
            }
        }
    }

    /// Makes a socket.
    async fn make(&mut self, request: Request) -> Result<Result<Made, Refusal>, Saw> {
        let (answer, mut descriptors) = match self.ask(request).await? {
            Ok(answered) => answered,
            Err((step, error)) => return Ok(Err(Refusal::LabFailed { step, error })),
        };
        let Answer::Socket { at, took, error } = answer else { return Err(Saw::Nonsense) };
        let outcome = match (error, descriptors.pop()) {
            (Some(error), _) => Err(error),
            (None, Some(made)) => Ok(Socket::from(made)),
            (None, None) => return Err(Saw::Nonsense),
        };
        // Its clock is this one's, which says its times in another way.
        let at = instant() - namespace::monotonic().saturating_sub(at).min(PATIENCE);
        Ok(Ok(Made { outcome, at, took }))
    }

    async fn set_knob(
        &mut self,
        node: Option<Node>,
        name: String,
        value: String,
    ) -> Result<(), Saw> {
        let nodes: Vec<_> = match node {
            Some(node) => vec![node],
            None => self.net.hosts().collect(),
        };
        let mut outcome = Ok(String::new());
        for node in nodes {
            let request = Request::Knob { node, name: name.clone(), value: value.clone() };
            outcome = match self.ask(request).await? {
                Ok((Answer::Values(mut values), _)) => Ok(values.pop().unwrap_or_default()),
                Ok(_) => Err(OsError::BAD_DESCRIPTOR),
                Err((_, error)) => Err(error),
            };
            if outcome.is_err() {
                break;
            }
        }
        self.tell(Told::Knob { node, name, outcome });
        Ok(())
    }

    async fn set_mtu(&mut self, node: Option<Node>, value: u32) -> Result<(), Saw> {
        let nodes = node.as_ref().map_or_else(|| self.net.nodes(), std::slice::from_ref);
        for node in nodes {
            if let Err((step, error)) = self.ask(Request::Mtu { node: *node, value }).await? {
                let node = Some(*node);
                self.tell(Told::Knob { node, name: step, outcome: Err(error) });
            }
        }
        Ok(())
    }

    async fn read_knobs(&mut self) -> Result<(), Saw> {
        let mut all = Vec::new();
        for node in self.net.hosts() {
            if let Ok((Answer::Values(values), _)) = self.ask(Request::Knobs { node }).await? {
                let named = KNOBS.iter().zip(values).filter(|(_, value)| !value.is_empty());
                all.extend(named.map(|(knob, value)| (node, knob.name, value)));
            }
        }
        self.tell(Told::Knobs(all));
        Ok(())
    }

    async fn read_neighbors(&mut self) -> Result<(), Saw> {
        let mut all = Vec::new();
        for node in self.net.nodes() {
            let answer = self.ask(Request::Neighbors { node: *node }).await?;
            if let Ok((Answer::Neighbors(neighbors), _)) = answer {
                all.push((*node, neighbors));
            }
        }
        self.tell(Told::Neighbors(all));
        Ok(())
    }

    /// Asks: the inner error is the helper's answer, the outer one is its end.
    async fn ask(
        &mut self,
        request: Request,
    ) -> Result<Result<(Answer, Vec<OwnedFd>), Failed>, Saw> {
        let socket = self.helper.get_ref().as_fd();
        namespace::send(socket, &request.encode(), &[]).map_err(seen)?;
        let answer = timeout(PATIENCE, receive(&self.helper)).await.map_err(|_| Saw::Silence)?;
        let Message { bytes, descriptors, cut } = answer.map_err(seen)?;
        if bytes.is_empty() {
            return Err(Saw::Eof);
        }
        if cut {
            return Ok(Err(("recvmsg(SCM_RIGHTS)".to_owned(), Errno::EMFILE.into())));
        }
        Ok(match Answer::decode(&bytes).ok_or(Saw::Nonsense)? {
            Answer::Failed { step, error } => Err((step, error)),
            answer @ (Answer::Done
            | Answer::Neighbors(_)
            | Answer::Ready
            | Answer::Socket { .. }
            | Answer::Values(_)) => Ok((answer, descriptors)),
        })
    }

    fn tell(&self, told: Told) {
        // The lab may be over.
        let _ = self.told.send(told);
    }
}

/// The next message.
async fn receive(helper: &AsyncFd<Socket>) -> io::Result<Message> {
    helper.async_io(Interest::READABLE, |socket| namespace::receive(socket.as_fd())).await
}

/// What it is when something comes that nobody asked for.
fn unasked(said: io::Result<Message>) -> Saw {
    match said {
        Ok(message) if message.bytes.is_empty() => Saw::Eof,
        Ok(_) => Saw::Nonsense,
        Err(error) => seen(error),
    }
}

/// Whoever is gone cannot be written to either.
fn seen(error: io::Error) -> Saw {
    let gone = [io::ErrorKind::BrokenPipe, io::ErrorKind::ConnectionReset];
    if gone.contains(&error.kind()) { Saw::Eof } else { Saw::Error(error.into()) }
}

/// How long a helper may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
