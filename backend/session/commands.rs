//! Commands: what a user asks, and what comes of it.

use std::net::SocketAddr;

use bytes::Bytes;

use crate::{
    call::Call,
    command::{AutoChange, Command, Host, Mode, Protocol},
    effect::Act,
    event::{Event, Note, Why},
    id::SocketId,
    policy::{Approved, Refusal},
    session::{
        Session,
        socket::{Lookup, Socket},
    },
    view::State,
};

impl Session {
    /// Does what a command asks.
    pub(super) fn dispatch(&mut self, command: Command) -> Result<Option<SocketId>, Refusal> {
        match command {
            Command::Create { protocol, family, on } => {
                let id = self.admit(|id| {
                    let mut socket = Socket::new(id, protocol, family);
                    socket.view.on = on;
                    socket
                })?;
                self.start(id);
                return Ok(Some(id));
            }
            Command::Open(open) => return self.open(open),
            Command::Close { socket } | Command::Reset { socket } => {
                if let Some(socket) = self.sockets.get_mut(&socket)
                    && socket.closes_in_turn()
                {
                    socket.held.push_back(command);
                    return Ok(None);
                }
                return self.perform(socket, command).map(|()| None);
            }
            // The lanes belong to whoever drives the session, which does not ask it about them.
            Command::Lab(_) | Command::Watch { .. } => {
                return Err(Refusal::Unsupported { what: "lane" });
            }
            Command::Accept { .. }
            | Command::Auto { .. }
            | Command::Bind { .. }
            | Command::Connect { .. }
            | Command::Listen { .. }
            | Command::Recv { .. }
            | Command::Send { .. }
            | Command::Set { .. }
            | Command::Shutdown { .. }
            | Command::Stream { .. } => {}
        }
        let Some(id) = super::subject(&command) else { return Ok(None) };
        let limit = self.queue_limit;
        let socket = self.alive(id)?;
        if socket.view.state == State::Closing {
            return Err(Refusal::NotNow { state: State::Closing, doing: doing(&command) });
        }
        let busy = socket.busy() && !matches!(command, Command::Stream { .. });
        if busy || self.waits_its_turn(id, &command) {
            let socket = self.alive(id)?;
            let waiting: usize = socket.held.iter().map(cost).sum();
            if limit < waiting + cost(&command) || MOST_HELD <= socket.held.len() {
                return Err(Refusal::TooMuchQueued { limit });
            }
            socket.held.push_back(command);
            return Ok(None);
        }
        self.perform(id, command)?;
        Ok(None)
    }

    /// Does what a command asks of a socket that is ready for it.
    fn perform(&mut self, id: SocketId, command: Command) -> Result<(), Refusal> {
        let socket = self.alive(id)?;
        let (on, asks) = (socket.view.on, socket.asks);
        let closes = matches!(command, Command::Close { .. } | Command::Reset { .. });
        if MOST_HELD <= asks && !closes {
            return Err(Refusal::TooManyCalls { limit: MOST_HELD });
        }
        match command {
            Command::Accept { .. } => {
                self.quota.check()?;
                self.effect(id, Act::Call(Call::Accept));
            }
            Command::Auto { change, .. } => self.automate(id, change)?,
            Command::Bind { at, .. } => match self.settle(on, at)? {
                Host::Address(address) => {
                    let protocol = self.alive(id)?.view.protocol;
                    let at = self.may_bind(on, protocol, address)?;
                    self.effect(id, Act::Bind(at));
                }
                Host::Name { name, port } => {
                    let at = Host::Name { name: name.clone(), port };
                    return self.look_up(id, name, port, Command::Bind { socket: id, at });
                }
            },
            Command::Connect { to, .. } => match self.settle(on, to)? {
                Host::Address(address) => {
                    let to = self.may_reach(on, address)?;
                    let socket = self.alive(id)?;
                    if socket.view.protocol == Protocol::Tcp
                        && matches!(socket.view.state, State::Created | State::Bound)
                    {
                        socket.view.state = State::Connecting;
                        socket.view.attempt = Some(to.get());
                        self.touch(id);
                    }
                    self.effect(id, Act::Connect(to));
                }
                Host::Name { name, port } => {
                    let to = Host::Name { name: name.clone(), port };
                    return self.look_up(id, name, port, Command::Connect { socket: id, to });
                }
            },
            Command::Listen { backlog, .. } => {
                self.effect(id, Act::Call(Call::Listen { backlog }));
            }
            Command::Recv { max, peek, .. } => {
                self.not_streaming(id)?;
                self.effect(id, Act::Call(Call::Recv { max, peek }));
            }
            Command::Send { bytes, to, .. } => {
                self.not_streaming(id)?;
                match to.map(|to| self.settle(on, to)).transpose()? {
                    None => self.send(id, bytes, None)?,
                    Some(Host::Address(address)) => {
                        let to = self.may_reach(on, address)?;
                        self.send(id, bytes, Some(to))?;
                    }
                    Some(Host::Name { name, port }) => {
                        let to = Some(Host::Name { name: name.clone(), port });
                        let command = Command::Send { socket: id, bytes, to };
                        return self.look_up(id, name, port, command);
                    }
                }
            }
            // Whether this kind of socket has the option is for the kernel to say.
            Command::Set { setting, .. } => {
                self.effect(id, Act::Call(Call::SetSockOpt { setting }));
            }
            Command::Shutdown { how, .. } => {
                self.effect(id, Act::Call(Call::Shutdown { how }));
            }
            Command::Stream { .. } => self.stream(id)?,
            Command::Close { .. } => self.close(id, Why::Closed)?,
            Command::Reset { .. } => self.close(id, Why::Reset)?,
            Command::Create { .. } | Command::Lab(_) | Command::Open(_) | Command::Watch { .. } => {
            }
        }
        Ok(())
    }

    /// Commands that waited are done, in their order, until one of them has to wait again.
    pub(super) fn release(&mut self, id: SocketId) {
        while let Some(socket) = self.sockets.get_mut(&id)
            && !socket.busy()
            && socket.view.state != State::Closing
            && let Some(command) = socket.held.pop_front()
        {
            if self.waits_its_turn(id, &command) {
                if let Some(socket) = self.sockets.get_mut(&id) {
                    socket.held.push_front(command);
                }
                return;
            }
            if let Err(refusal) = self.perform(id, command) {
                self.emit(Some(id), Event::Refused(Box::new(refusal)));
            }
        }
    }

    /// A name is looked up; the command waits for it.
    fn look_up(
        &mut self,
        id: SocketId,
        name: String,
        port: u16,
        command: Command,
    ) -> Result<(), Refusal> {
        self.policy.name(&name)?;
        self.alive(id)?.resolving = Some(Lookup::Command(command));
        self.effect(id, Act::Resolve { name, port });
        Ok(())
    }

    /// Goes on with a command whose name is known now.
    pub(super) fn perform_resolved(
        &mut self,
        id: SocketId,
        command: Command,
        address: SocketAddr,
    ) -> Result<(), Refusal> {
        let host = Host::Address(address);
        let command = match command {
            Command::Bind { socket, .. } => Command::Bind { socket, at: host },
            Command::Connect { socket, .. } => Command::Connect { socket, to: host },
            Command::Send { socket, bytes, .. } => Command::Send { socket, bytes, to: Some(host) },
            other @ (Command::Accept { .. }
            | Command::Auto { .. }
            | Command::Close { .. }
            | Command::Create { .. }
            | Command::Lab(_)
            | Command::Listen { .. }
            | Command::Open(_)
            | Command::Recv { .. }
            | Command::Reset { .. }
            | Command::Set { .. }
            | Command::Shutdown { .. }
            | Command::Stream { .. }
            | Command::Watch { .. }) => other,
        };
        self.perform(id, command)
    }

    /// Gives bytes to a socket: one call in manual mode, all of them in auto mode.
    pub(super) fn send(
        &mut self,
        id: SocketId,
        bytes: Bytes,
        to: Option<Approved>,
    ) -> Result<(), Refusal> {
        let limit = self.queue_limit;
        let socket = self.alive(id)?;
        if limit < socket.view.queued + bytes.len() || MOST_WRITES <= socket.writes {
            return Err(Refusal::TooMuchQueued { limit });
        }
        socket.view.queued += bytes.len();
        // What waits already goes first, whatever the mode is meanwhile.
        let one_call = match socket.view.mode {
            Mode::Manual => socket.writes == 0,
            Mode::Auto => 0 < socket.sends,
        };
        if one_call {
            self.effect(id, Act::Send { bytes, to });
        } else {
            self.effect(id, Act::Write { bytes, to });
        }
        Ok(())
    }

    /// Closes. In auto mode what was given is sent first, for a while; asked again, at once.
    fn close(&mut self, id: SocketId, why: Why) -> Result<(), Refusal> {
        let socket = self.alive(id)?;
        let again = socket.view.state == State::Closing;
        socket.why = why;
        let unsent = 0 < socket.writes;
        if unsent && why == Why::Closed && !again && !socket.busy() {
            self.linger(id);
        } else {
            self.close_now(id);
        }
        Ok(())
    }

    fn automate(&mut self, id: SocketId, change: AutoChange) -> Result<(), Refusal> {
        let socket = self.alive(id)?;
        let view = &mut socket.view;
        if change.accept == Some(true) && view.state != State::Listening {
            return Err(Refusal::NotNow { state: view.state, doing: "accept by itself" });
        }
        let readable = view.state == State::Open || view.protocol == Protocol::Udp;
        if change.read == Some(true) && !readable && view.state != State::Listening {
            return Err(Refusal::NotNow { state: view.state, doing: "read by itself" });
        }
        view.accepts = change.accept.unwrap_or(view.accepts);
        if view.state != State::Listening {
            view.reads = change.read.unwrap_or(view.reads);
        }
        view.respond = change.respond.unwrap_or(view.respond);
        socket.loop_told = false;
        self.flow(id);
        self.emit(Some(id), Event::Noted(Note::AutoChanged));
        Ok(())
    }

    /// Gives the bytes of a connection to a raw stream.
    fn stream(&mut self, id: SocketId) -> Result<(), Refusal> {
        self.not_streaming(id)?;
        let socket = self.alive(id)?;
        let view = &mut socket.view;
        if view.protocol != Protocol::Tcp {
            return Err(Refusal::Unsupported { what: "raw stream" });
        }
        if view.state != State::Open || 0 < view.queued || 0 < socket.asks {
            return Err(Refusal::NotNow { state: view.state, doing: "give its bytes to a stream" });
        }
        view.streaming = true;
        self.flow(id);
        self.effect(id, Act::Lend);
        self.emit(Some(id), Event::Noted(Note::StreamBegan));
        Ok(())
    }

    fn not_streaming(&mut self, id: SocketId) -> Result<(), Refusal> {
        if self.alive(id)?.view.streaming { Err(Refusal::Streaming) } else { Ok(()) }
    }
}

/// What a command wants, in words that follow "it cannot".
fn doing(command: &Command) -> &'static str {
    match command {
        Command::Accept { .. } => "accept",
        Command::Auto { .. } => "change what it does by itself",
        Command::Bind { .. } => "bind",
        Command::Close { .. } => "close",
        Command::Connect { .. } => "connect",
        Command::Create { .. } | Command::Open(_) => "open",
        Command::Lab(_) => "change the lab",
        Command::Listen { .. } => "listen",
        Command::Recv { .. } => "recv",
        Command::Reset { .. } => "reset",
        Command::Send { .. } => "send",
        Command::Set { .. } => "set an option",
        Command::Shutdown { .. } => "shut down",
        Command::Stream { .. } => "give its bytes to a stream",
        Command::Watch { .. } => "switch lanes",
    }
}

/// What a waiting command takes of the queue's limit, in bytes.
fn cost(command: &Command) -> usize {
    match command {
        Command::Send { bytes, .. } => bytes.len(),
        Command::Accept { .. }
        | Command::Auto { .. }
        | Command::Bind { .. }
        | Command::Close { .. }
        | Command::Connect { .. }
        | Command::Create { .. }
        | Command::Lab(_)
        | Command::Listen { .. }
        | Command::Open(_)
        | Command::Recv { .. }
        | Command::Reset { .. }
        | Command::Set { .. }
        | Command::Shutdown { .. }
        | Command::Stream { .. }
        | Command::Watch { .. } => 0,
    }
}

/// How many writes wait on one socket, however short they are.
const MOST_WRITES: usize = 16_384;

/// How many commands or calls wait on one socket.
const MOST_HELD: usize = 1024;
