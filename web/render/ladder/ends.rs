//! Who is at the other end: which sockets of a session belong together.

use std::net::{IpAddr, SocketAddr};

use backend::{
    call::Call,
    command::Protocol,
    errno::OsError,
    event::{Entry, Event, Kind, Why},
    id::SocketId,
    view::State,
};

use super::{Ladder, lifeline::Lifeline};

/// The other end of what an event tells of.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum End {
    /// A lifeline.
    Line(SocketId),
    /// A socket of this session that is closed.
    Gone(SocketId),
    /// The socket itself.
    Myself,
    /// Somebody who is no socket of this session.
    Outside(SocketAddr),
    /// It cannot be told, or not yet.
    Unknown(Option<SocketAddr>),
}

/// Which way something goes between a socket and its other end.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Way {
    /// Toward the socket: bytes, FIN, or RST, as a call returned them.
    In,
    /// Away from it: what the kernel took.
    Out,
    /// Away from it: a connection attempt.
    Try,
}

impl Ladder {
    /// Where what an entry tells of comes from or goes to; `None` where nothing goes anywhere.
    pub(super) fn other_end(&self, entry: &Entry) -> Option<(Way, End)> {
        let id = entry.socket?;
        let line = self.lines.get(&id)?;
        let (way, address) = match &entry.event {
            Event::Received { from, .. } => (Way::In, *from),
            Event::Sent { to, .. } => (Way::Out, *to),
            Event::Ended | Event::Closed { why: Why::PeerReset, .. } => (Way::In, None),
            Event::Returned(returned) if returned.outcome == Err(OsError::CONNECTION_RESET) => {
                (Way::In, None)
            }
            Event::Called(call) => match **call {
                Call::Connect { to } => (Way::Try, Some(to)),
                Call::Accept
                | Call::Bind { .. }
                | Call::Close
                | Call::GetAddrInfo { .. }
                | Call::Listen { .. }
                | Call::Recv { .. }
                | Call::Reset
                | Call::Send { .. }
                | Call::SetSockOpt { .. }
                | Call::Shutdown { .. }
                | Call::Socket { .. } => return None,
            },
            Event::Accepted { .. }
            | Event::Closed { .. }
            | Event::Dropped { .. }
            | Event::Kernel(_)
            | Event::Lab(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Failed(_)
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Segment(_)
            | Event::ShutDown { .. } => return None,
        };
        if let Some(peer) = line.peer {
            return Some((way, if peer == id { End::Myself } else { End::Line(peer) }));
        }
        // A socket whose beginning was forgotten has no address here.
        let end = match address.map(plain).or(line.remote) {
            Some(address) => self.at_address(id, line, address),
            None => End::Unknown(None),
        };
        Some((way, end))
    }

    /// Whether this is contact with somebody who is no socket of this session. A connection attempt
    /// is not, because nobody may be there.
    pub(super) fn meets_outside(&self, entry: &Entry) -> bool {
        if let (Event::Opened(opened), Some(id)) = (&entry.event, entry.socket)
            && opened.kind == Kind::TcpConnect
            && let Some(line) = self.lines.get(&id)
            && let (None, Some(remote)) = (line.peer, line.remote)
        {
            return matches!(self.at_address(id, line, remote), End::Outside(_));
        }
        matches!(self.other_end(entry), Some((Way::In | Way::Out, End::Outside(_))))
    }

    /// Finds the two ends of a connection, once both are known.
    pub(super) fn link(&mut self, id: SocketId) {
        let Some(line) = self.lines.get(&id).filter(|line| line.connected()) else { return };
        let ends = (line.remote, line.local);
        let mut others = self.lines.iter();
        let other = others.find(|(_, other)| {
            other.connected() && other.peer.is_none() && (other.local, other.remote) == ends
        });
        let Some(other) = other.map(|(other, _)| *other) else { return };
        for (one, two) in [(id, other), (other, id)] {
            self.line(one).peer = Some(two);
        }
    }

    fn at_address(&self, id: SocketId, line: &Lifeline, address: SocketAddr) -> End {
        let protocol = line.protocol;
        let mut hosts = self.lines.iter().filter(|(_, other)| {
            let receives = other.kind == Some(Kind::TcpListen) || protocol == Protocol::Udp;
            other.protocol == protocol && receives && other.state != State::Closed
        });
        // An exact address goes before one that stands for all of this machine's.
        let exact = hosts.clone().find(|(_, other)| other.local == Some(address));
        let everywhere = |other: &Lifeline| {
            stands_for(other.local, address) || self.stands_for_host(other, address)
        };
        let host = exact.or_else(|| hosts.find(|(_, other)| everywhere(other)));
        if let Some((host, _)) = host {
            return if *host == id { End::Myself } else { End::Line(*host) };
        }
        let mut gone = self.gone.iter().rev();
        let gone = gone.find(|gone| gone.protocol == protocol && gone.local == Some(address));
        if let Some(gone) = gone.filter(|_| line.state != State::Connecting) {
            return End::Gone(gone.id);
        }
        // A connection that was accepted before the connecting socket's own call came back.
        let may_become = |other: &Lifeline| {
            other.state == State::Connecting
                && (other.remote == line.local || stands_for(line.local, other.remote))
        };
        if line.kind == Some(Kind::TcpAccepted) && self.lines.values().any(may_become) {
            return End::Unknown(Some(address));
        }
        // Whoever it is in the lab, its frames show it.
        if self.in_lab(address) { End::Unknown(Some(address)) } else { End::Outside(address) }
    }
}

/// Whether a socket that is bound to every address of this machine has that one; only of those
/// that are this machine's for certain.
fn stands_for(local: Option<SocketAddr>, address: impl Into<Option<SocketAddr>>) -> bool {
    let (Some(local), Some(address)) = (local, address.into()) else { return false };
    let here = address.ip().is_loopback() || address.ip().is_unspecified();
    let reaches = local.ip().is_unspecified() || address.ip().is_unspecified();
    local.port() == address.port() && here && reaches
}

/// An address in its shortest form: IPv4 as such, also where IPv6 carries it.
pub(super) fn plain(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(_) => address,
        IpAddr::V6(ip) => SocketAddr::new(ip.to_canonical(), address.port()),
    }
}
