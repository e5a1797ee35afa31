//! From one `open` command to a socket that is ready: a plan of calls, made one after another.

use std::net::SocketAddr;

use crate::{
    call::Call,
    command::{Family, Host, Mode, Open, OpenRole, Protocol},
    effect::Act,
    event::{Event, Failed, Kind, Opened},
    id::SocketId,
    option::Setting,
    policy::{Approved, Refusal},
    session::{
        Session,
        socket::{Lookup, Socket},
    },
    view::State,
};

/// One call of a plan.
#[derive(Debug)]
pub(super) enum Step {
    Bind(Approved),
    Connect(Approved),
    Listen(u32),
    Set(Setting),
}

impl Session {
    /// Begins to open a socket.
    pub(super) fn open(&mut self, mut open: Open) -> Result<Option<SocketId>, Refusal> {
        for host in open.role.hosts_mut() {
            *host = self.settle(open.on, host.clone())?;
        }
        for host in open.role.hosts() {
            if let Host::Name { name, .. } = host {
                self.policy.name(name)?;
            }
        }
        let protocol = open.role.protocol();
        if let Some(setting) =
            open.settings.iter().find(|setting| !setting.option.applies_to(protocol))
        {
            return Err(Refusal::Unsupported { what: setting.option.constant() });
        }
        // With addresses in numbers the verdict comes before there is a socket.
        self.verdicts(&open)?;
        let (mode, respond, on) = (open.mode, open.respond, open.on);
        let id = self.admit(|id| {
            let mut socket = Socket::new(id, protocol, Family::Ipv4);
            socket.intent = mode;
            socket.opening = true;
            socket.view.on = on;
            socket.view.mode = mode;
            socket.view.respond = respond;
            socket
        })?;
        self.open_further(id, open)?;
        Ok(Some(id))
    }

    /// Goes on as far as the names are known.
    pub(super) fn open_further(&mut self, id: SocketId, open: Open) -> Result<(), Refusal> {
        let name = open.role.name();
        if let Some((name, port)) = name {
            let socket = self.alive(id)?;
            socket.resolving = Some(Lookup::Open(open));
            self.effect(id, Act::Resolve { name, port });
            return Ok(());
        }
        let Verdicts { at, to } = self.verdicts(&open)?;
        let socket = self.alive(id)?;
        let on = socket.view.on;
        let family = to.or(at).map_or(Family::Ipv4, |address| Family::of(&address.get()));
        socket.view.family = family;
        let steps = open.settings.into_iter().map(Step::Set).chain(at.map(Step::Bind));
        socket.plan.extend(steps);
        let protocol = match open.role {
            OpenRole::TcpListen { backlog, .. } => {
                socket.plan.push_back(Step::Listen(backlog));
                Protocol::Tcp
            }
            OpenRole::TcpConnect { .. } => Protocol::Tcp,
            OpenRole::Udp { .. } => Protocol::Udp,
        };
        socket.plan.extend(to.map(Step::Connect));
        if protocol == Protocol::Udp && at.is_none() && to.is_none() {
            // A UDP socket that names no address gets one, so that it can be reached.
            let at = self.may_bind(on, protocol, self.anywhere(on))?;
            self.alive(id)?.plan.push_back(Step::Bind(at));
        }
        self.start(id);
        Ok(())
    }

    /// A step was done; makes the next one.
    pub(super) fn next_step(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if socket.view.state == State::Closing {
            return;
        }
        match socket.plan.pop_front() {
            Some(Step::Bind(at)) => self.effect(id, Act::Bind(at)),
            Some(Step::Connect(to)) => {
                socket.view.state = State::Connecting;
                socket.view.attempt = (socket.view.protocol == Protocol::Tcp).then_some(to.get());
                self.effect(id, Act::Connect(to));
            }
            Some(Step::Listen(backlog)) => {
                self.effect(id, Act::Call(Call::Listen { backlog }));
            }
            Some(Step::Set(setting)) => {
                self.effect(id, Act::Call(Call::SetSockOpt { setting }));
            }
            None => self.opened(id),
        }
    }

    /// The plan is done.
    pub(super) fn opened(&mut self, id: SocketId) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.opening = false;
        if socket.intent == Mode::Auto {
            socket.view.accepts = socket.view.state == State::Listening;
            socket.view.reads = !socket.view.accepts;
            self.flow(id);
        }
        self.release(id);
    }

    /// A step failed: the socket is given up.
    pub(super) fn opening_failed(&mut self, id: SocketId, failed: Failed) {
        self.emit(Some(id), Event::Failed(Box::new(failed)));
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.plan.clear();
        }
        self.close_now(id);
    }

    /// Nobody could be asked for a socket. Where it closes, nobody wants it any more.
    pub(super) fn not_made(&mut self, id: SocketId, refusal: Refusal) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        if socket.view.state == State::Closing {
            return;
        }
        socket.plan.clear();
        self.emit(Some(id), Event::Refused(Box::new(refusal)));
        self.close_now(id);
    }

    /// Says that a socket is ready.
    pub(super) fn announce(&mut self, id: SocketId, kind: Kind) {
        let Some(socket) = self.sockets.get(&id) else { return };
        let Some(local) = socket.view.local else { return };
        let peer = socket.view.peer;
        let reachable = matches!(kind, Kind::TcpListen | Kind::Udp);
        let exposed = reachable && self.exposes(socket.view.on, local);
        let self_connected = kind == Kind::TcpConnect && peer == Some(local);
        let parent = socket.view.parent;
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.view.exposed = exposed;
        }
        let opened = Opened { kind, local, peer, parent, self_connected, exposed };
        self.emit(Some(id), Event::Opened(Box::new(opened)));
    }

    /// What the policy says to the addresses that are known.
    fn verdicts(&self, open: &Open) -> Result<Verdicts, Refusal> {
        let protocol = open.role.protocol();
        let at = match open.role.at() {
            Some(Host::Address(at)) => Some(self.may_bind(open.on, protocol, *at)?),
            Some(Host::Name { .. }) | None => None,
        };
        let to = match open.role.to() {
            Some(Host::Address(to)) => Some(self.may_reach(open.on, *to)?),
            Some(Host::Name { .. }) | None => None,
        };
        Ok(Verdicts { at, to })
    }
}

struct Verdicts {
    at: Option<Approved>,
    to: Option<Approved>,
}

impl OpenRole {
    pub(super) fn protocol(&self) -> Protocol {
        match self {
            Self::TcpConnect { .. } | Self::TcpListen { .. } => Protocol::Tcp,
            Self::Udp { .. } => Protocol::Udp,
        }
    }

    fn at(&self) -> Option<&Host> {
        match self {
            Self::TcpListen { at, .. } => Some(at),
            Self::TcpConnect { at, .. } | Self::Udp { at, .. } => at.as_ref(),
        }
    }

    fn to(&self) -> Option<&Host> {
        match self {
            Self::TcpConnect { to, .. } => Some(to),
            Self::Udp { to, .. } => to.as_ref(),
            Self::TcpListen { .. } => None,
        }
    }

    fn hosts(&self) -> Vec<&Host> {
        self.at().into_iter().chain(self.to()).collect()
    }

    fn hosts_mut(&mut self) -> impl Iterator<Item = &mut Host> {
        let hosts = match self {
            Self::TcpConnect { at, to } => [at.as_mut(), Some(to)],
            Self::TcpListen { at, .. } => [Some(at), None],
            Self::Udp { at, to } => [at.as_mut(), to.as_mut()],
        };
        hosts.into_iter().flatten()
    }

    /// Puts an address where the first name stands.
    pub(super) fn settle(&mut self, address: SocketAddr) {
        let first = self.hosts_mut().find(|host| matches!(host, Host::Name { .. }));
        if let Some(host) = first {
            *host = Host::Address(address);
        }
    }

    /// The first name, with its port.
    pub(super) fn name(&self) -> Option<(String, u16)> {
        self.hosts().into_iter().find_map(Host::name)
    }

    /// Whether the first name is a local address.
    pub(super) fn resolves_local(&self) -> bool {
        matches!(self.at(), Some(Host::Name { .. }))
    }
}
