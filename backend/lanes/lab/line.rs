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

use crate::{
    command::{Family, Protocol},
    errno::OsError,
    lab::{
        KNOBS, Net,
        message::{Answer, Neighbor, Request},
    },
    node::Node,
    sys::namespace,
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
    /// There are none, or nobody answers for them any more.
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
    pub(super) helper: AsyncFd<Socket>,
    pub(super) asks: mpsc::UnboundedReceiver<Ask>,
    pub(super) told: mpsc::UnboundedSender<Told>,
}

/// A step that did not work.
type Failed = (String, OsError);

impl Line {
    /// Goes on until nobody asks any more.
    pub(super) async fn run(mut self) {
        let (step, error) = match self.converse().await {
            Ok(()) => return,
            Err(failed) => failed,
        };
        self.tell(Told::Failed { step, error });
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

    async fn converse(&mut self) -> Result<(), Failed> {
        let (_, descriptors) = self.ask(Request::Begin { net: self.net }).await?;
        self.tell(Told::Began(descriptors));
        self.read_knobs().await?;
        self.read_neighbors().await?;
        loop {
            let ask = tokio::select! {
                ask = self.asks.recv() => ask,
                // It says nothing unasked, so this is its end.
                _ = receive(&self.helper) => return Err(ended()),
            };
            let Some(ask) = ask else { return Ok(()) };
            match ask {
                Ask::Knob { node, name, value } => self.set_knob(node, name, value).await?,
                Ask::Mtu { node, value } => self.set_mtu(node, value).await?,
                Ask::Neighbors => self.read_neighbors().await?,
                Ask::Socket { node, protocol, family, reply } => {
                    let request = Request::Socket { node, protocol, family };
                    let made = self.try_ask(request).await?.map(|(_, mut made)| made.pop());
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
    ) -> Result<(), Failed> {
        let nodes: Vec<_> = match node {
            Some(node) => vec![node],
            None => self.net.hosts().collect(),
        };
        let mut outcome = Ok(String::new());
        for node in nodes {
            let request = Request::Knob { node, name: name.clone(), value: value.clone() };
            outcome = match self.try_ask(request).await? {
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

    async fn set_mtu(&mut self, node: Option<Node>, value: u32) -> Result<(), Failed> {
        let nodes = node.as_ref().map_or_else(|| self.net.nodes(), std::slice::from_ref);
        for node in nodes {
            if let Err((step, error)) = self.try_ask(Request::Mtu { node: *node, value }).await? {
                let node = Some(*node);
                self.tell(Told::Knob { node, name: step, outcome: Err(error) });
            }
        }
        Ok(())
    }

    async fn read_knobs(&mut self) -> Result<(), Failed> {
        let mut all = Vec::new();
        for node in self.net.hosts() {
            if let (Answer::Values(values), _) = self.ask(Request::Knobs { node }).await? {
                let named = KNOBS.iter().zip(values).filter(|(_, value)| !value.is_empty());
                all.extend(named.map(|(knob, value)| (node, knob.name, value)));
            }
        }
        self.tell(Told::Knobs(all));
        Ok(())
    }

    async fn read_neighbors(&mut self) -> Result<(), Failed> {
        let mut all = Vec::new();
        for node in self.net.nodes() {
            let answer = self.ask(Request::Neighbors { node: *node }).await?;
            if let (Answer::Neighbors(neighbors), _) = answer {
                all.push((*node, neighbors));
            }
        }
        self.tell(Told::Neighbors(all));
        Ok(())
    }

    /// Asks for what has to work.
    async fn ask(&mut self, request: Request) -> Result<(Answer, Vec<OwnedFd>), Failed> {
        self.try_ask(request).await?
    }

    /// Asks for what may fail: the inner error is the helper's answer, the outer one is its end.
    async fn try_ask(
        &mut self,
        request: Request,
    ) -> Result<Result<(Answer, Vec<OwnedFd>), Failed>, Failed> {
        let socket = self.helper.get_ref().as_fd();
        namespace::send(socket, &request.encode(), &[])
            .map_err(|error| ("lab-host".to_owned(), error.into()))?;
        let answer = receive(&self.helper);
        let late = |_| io::Error::from(Errno::ETIMEDOUT);
        let (bytes, descriptors) = timeout(PATIENCE, answer)
            .await
            .map_err(late)
            .flatten()
            .map_err(|error| ("lab-host".to_owned(), error.into()))?;
        Ok(match Answer::decode(&bytes).ok_or_else(ended)? {
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
async fn receive(helper: &AsyncFd<Socket>) -> io::Result<(Vec<u8>, Vec<OwnedFd>)> {
    helper.async_io(Interest::READABLE, |socket| namespace::receive(socket.as_fd())).await
}

/// The helper is gone.
fn ended() -> Failed {
    ("lab-host".to_owned(), Errno::ENETDOWN.into())
}

/// How long a helper may take for an answer.
const PATIENCE: Duration = Duration::from_secs(10);
