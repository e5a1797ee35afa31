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
    sync::{mpsc, oneshot},
    time::timeout,
};

use super::process::Helper;
use crate::{
    command::{Family, Protocol},
    errno::OsError,
    lab::{
        Exit, KNOBS, Net, Saw,
        message::{Answer, Neighbor, Request},
    },
    node::Node,
    sys::namespace::{self, Message},
};

/// What a helper may be asked.
#[derive(Debug)]
pub(super) enum Ask {
    /// Set a knob of one node, or of every host.
    Knob { node: Option<Node>, name: String, value: String },
    /// Set the MTU of one node, or of every node.
    Mtu { node: Option<Node>, value: u32 },
    /// Read every ARP table.
    Neighbors,
    /// Make a socket.
    Socket {
        node: Node,
        protocol: Protocol,
        family: Family,
        reply: oneshot::Sender<Result<Socket, OsError>>,
    },
}

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
        self.tell(Told::Failed { step, error });
        self.answer_all(error).await;
    }

    /// The helper is no use any more.
    async fn breaks(mut self, saw: Saw) {
        let exit = self.process.end().await;
        // Otherwise it did not end by itself.
        let exit = exit.filter(|_| matches!(saw, Saw::Eof | Saw::Error(_)));
        self.tell(Told::Broke(saw, exit));
        self.answer_all(saw.errno()).await;
    }

    /// Answers whatever is asked with that error.
    async fn answer_all(mut self, error: OsError) {
        while let Some(ask) = self.asks.recv().await {
            match ask {
                Ask::Knob { node, name, .. } => {
                    self.tell(Told::Knob { node, name, outcome: Err(error) });
                }
                Ask::Mtu { .. } | Ask::Neighbors => {}
                Ask::Socket { reply, .. } => _ = reply.send(Err(error)),
            }
        }
    }

    /// Asks for the hosts.
    async fn begin(&mut self) -> Result<Result<(), Failed>, Saw> {
        let (_, descriptors) = match self.ask(Request::Begin { net: self.net }).await? {
            Ok(made) => made,
            Err(failed) => return Ok(Err(failed)),
        };
        self.tell(Told::Began(descriptors));
        Ok(Ok(()))
    }

    async fn converse(&mut self) -> Result<(), Saw> {
        self.read_knobs().await?;
        self.read_neighbors().await?;
        loop {
            let ask = tokio::select! {
                ask = self.asks.recv() => ask,
                // It says nothing unasked, so this is its end.
                said = receive(&self.helper) => return Err(unasked(said)),
            };
            let Some(ask) = ask else { return Ok(()) };
            match ask {
                Ask::Knob { node, name, value } => self.set_knob(node, name, value).await?,
                Ask::Mtu { node, value } => self.set_mtu(node, value).await?,
                Ask::Neighbors => self.read_neighbors().await?,
                Ask::Socket { node, protocol, family, reply } => {
                    let request = Request::Socket { node, protocol, family };
                    let made = self.ask(request).await?.map(|(_, mut made)| made.pop());
                    let made = made.map_err(|(_, error)| error);
                    let socket = made.and_then(|fd| fd.ok_or(OsError::BAD_DESCRIPTOR));
                    // Whoever asked may have left; then the socket closes.
                    let _ = reply.send(socket.map(Socket::from));
                }
            }
        }
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
        self.read_knobs().await
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
            answer @ (Answer::Done | Answer::Neighbors(_) | Answer::Ready | Answer::Values(_)) => {
                Ok((answer, descriptors))
            }
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
