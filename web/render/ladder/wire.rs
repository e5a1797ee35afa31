//! Frames on the ladder: from which lifeline to which they go, and what waits on the wire.

use std::{
    collections::{BTreeMap, VecDeque},
    net::{IpAddr, SocketAddr},
};

use backend::{
    call::Call,
    command::Protocol,
    event::{Entry, Event, Kind, Note},
    id::SocketId,
    kernel::{Sample, TcpState},
    lab::{LabEvent, Net},
    node::{Node, On},
    segment::{Headers, Outcome, Segment, Source},
    view::State,
};

use super::{Ladder, ends::plain, lifeline::Lifeline, passed::Passed};
use crate::render::segment::ends::{addresses, node_at};

/// What is known of the wires at one place of the journal.
#[derive(Clone, Debug, Default)]
pub(super) struct Wires {
    /// The network of the lab; its wires are always watched.
    pub(super) net: Option<Net>,
    /// Whether the loopback interface is watched.
    loopback: bool,
    /// The slots of hosts of the lab that sent or got a frame without a socket.
    pub(super) hosts: BTreeMap<Node, usize>,
    /// Frames that were seen lately, oldest first.
    pub(super) lately: VecDeque<Passed>,
    /// Frames that wait on the wire, oldest first.
    pub(super) held: VecDeque<Passed>,
}

/// Where a frame comes from and where it goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Route {
    pub(super) from: Stop,
    pub(super) to: Stop,
}

/// One end of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Stop {
    /// A host of the lab, where no socket is meant.
    Host(Node),
    /// The slot of a socket whose line has ended.
    Left(usize),
    /// A lifeline.
    Line(SocketId),
    /// Somebody who is no socket of this session.
    Outside,
}

impl Ladder {
    /// Takes what a frame, a kernel, or the lab tells of the wires.
    pub(super) fn wired(&mut self, entry: &Entry) {
        match &entry.event {
            Event::Segment(segment) => self.saw(segment),
            Event::Kernel(sample) => {
                if let Some(id) = entry.socket {
                    self.sampled(id, sample);
                }
            }
            Event::Lab(event) => self.lab(event),
            Event::Noted(Note::WatchingWire { on }) => self.wires.loopback = *on,
            Event::Accepted { .. }
            | Event::Called(_)
            | Event::Closed { .. }
            | Event::Dropped { .. }
            | Event::Ended
            | Event::Failed(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Opened(_)
            | Event::Received { .. }
            | Event::Refused(_)
            | Event::Returned(_)
            | Event::Sent { .. }
            | Event::ShutDown { .. } => {}
        }
    }

    /// Whether frames of the socket of an entry are seen, so that nothing has to be guessed.
    pub(super) fn watched(&self, entry: &Entry) -> bool {
        let Some(line) = entry.socket.and_then(|id| self.lines.get(&id)) else { return false };
        let to = match entry.event.call() {
            Some(Call::Connect { to }) => Some(*to),
            Some(_) | None => None,
        };
        let mut ends = [to, line.remote, line.local, entry.event.other_end()].into_iter().flatten();
        if line.node.is_some() || ends.clone().any(|end| self.in_lab(end)) {
            return true;
        }
        self.wires.loopback && ends.any(|end| end.ip().to_canonical().is_loopback())
    }

    /// Between which lifelines a frame goes.
    pub(super) fn route(&self, segment: &Segment) -> Route {
        let (source, target) = addresses(&segment.headers);
        let ends = segment.headers.ends().filter(|_| !matches!(segment.headers, Headers::Icmp(_)));
        let node = segment.on.node();
        let target = node.and(target).and_then(node_at);
        let from = match node {
            Some(Node::Router) => Stop::Host(Node::Router),
            Some(Node::A | Node::B | Node::C | Node::D) | None => {
                self.stop(segment, segment.sender, ends, node)
            }
        };
        let from = match (from, &segment.headers) {
            (Stop::Host(_), Headers::Arp(arp)) => {
                self.caller(arp.target.into()).map_or(from, Stop::Line)
            }
            (Stop::Host(_) | Stop::Left(_) | Stop::Line(_) | Stop::Outside, _) => from,
        };
        let far = |one: Node, two: Node| self.side(one) != self.side(two);
        let hops = node != Some(Node::Router)
            && self.wires.net == Some(Net::Router)
            && target.zip(source.and_then(node_at)).is_some_and(|(to, from)| far(to, from));
        let to = match segment.reached.first() {
            _ if hops => Stop::Host(Node::Router),
            // It is for an address that no host has.
            Some(first) if target.is_none() => self.at_host(*first),
            Some(_) | None => {
                self.stop(segment, segment.receiver, ends.map(|(from, to)| (to, from)), target)
            }
        };
        Route { from, to }
    }

    /// Where else a frame was put on than at the end of its route.
    pub(super) fn others(&self, segment: &Segment, route: Route) -> Vec<Stop> {
        let target = addresses(&segment.headers).1.and_then(node_at);
        let main = match route.to {
            Stop::Host(node) => Some(node),
            Stop::Left(_) | Stop::Line(_) | Stop::Outside => {
                target.or_else(|| segment.reached.first().copied())
            }
        };
        let others = segment.reached.iter().filter(|node| Some(**node) != main);
        others.map(|node| self.at_host(*node)).collect()
    }

    /// What no socket has to do with stands at any socket of that host.
    pub(super) fn at_host(&self, node: Node) -> Stop {
        let mut lines = self.lines.iter();
        let line = lines.find(|(_, line)| line.node == Some(node));
        line.map_or(Stop::Host(node), |(id, _)| Stop::Line(*id))
    }

    /// The socket that calls on an address from a host that nothing told yet, if it is but one.
    fn caller(&self, address: IpAddr) -> Option<SocketId> {
        let calls = |line: &Lifeline| {
            let there = line.remote.is_some_and(|remote| remote.ip() == address);
            line.state == State::Connecting && line.node.is_none() && there
        };
        let mut callers = self.lines.iter().filter(|(_, line)| calls(line));
        let (id, _) = callers.next()?;
        callers.next().is_none().then_some(*id)
    }

    /// The host of a socket, which its address tells in a lab.
    pub(super) fn place(&mut self, id: SocketId, local: SocketAddr) {
        if self.in_lab(local) {
            self.line(id).node = node_at(local.ip().to_canonical());
        }
    }

    fn sampled(&mut self, id: SocketId, sample: &Sample) {
        let forgotten = sample.state == TcpState::Closed;
        if let Some(line) = self.lines.get_mut(&id) {
            line.forgotten = forgotten;
            line.node = sample.on.node().or(line.node);
        } else if forgotten
            && let Some((_, line)) = self.left.values_mut().find(|(left, _)| *left == id)
        {
            line.lingers = false;
        }
    }

    /// Which column that is.
    pub(super) fn column_at(&self, stop: Stop) -> Option<usize> {
        match stop {
            Stop::Host(node) => self.wires.hosts.get(&node).map(|slot| self.outside_column(*slot)),
            Stop::Left(slot) => Some(super::drawing::column(slot)),
            Stop::Line(id) => self.column_of(id),
            Stop::Outside => self.outside.map(|slot| self.outside_column(slot)),
        }
    }

    /// The column of a socket whose line has ended, until another one stands there.
    pub(super) fn left_column(&self, id: SocketId) -> Option<usize> {
        self.left_slot(id).map(super::drawing::column)
    }

    fn left_slot(&self, socket: SocketId) -> Option<usize> {
        let mut left = self.left.iter();
        let free = |slot: usize| self.slots.get(slot) == Some(&false);
        left.find(|(slot, (id, _))| *id == socket && free(**slot)).map(|(slot, _)| *slot)
    }

    fn saw(&mut self, segment: &Segment) {
        if segment.on == On::Host && segment.source == Source::Packet {
            self.wires.loopback = true;
        }
        let route = self.route(segment);
        let others = self.others(segment, route);
        for stop in [route.from, route.to].into_iter().chain(others) {
            self.stand(stop);
        }
        let target = addresses(&segment.headers).1.and_then(node_at);
        if segment.on != On::Host {
            for (stop, node) in [(route.from, segment.on.node()), (route.to, target)] {
                if let (Stop::Line(id), Some(node)) = (stop, node)
                    && let Some(line) = self.lines.get_mut(&id)
                {
                    line.node = Some(node);
                }
            }
        }
        let held = segment.fate.outcome == Outcome::Held;
        if held || self.wires.net.is_some() && segment.on != On::Host {
            self.pass(segment, route, target);
        }
    }

    /// What is no socket gets a line from the first frame on.
    pub(super) fn stand(&mut self, stop: Stop) {
        match stop {
            Stop::Host(node) if !self.wires.hosts.contains_key(&node) => {
                let slot = self.take_slot();
                self.wires.hosts.insert(node, slot);
            }
            Stop::Outside if self.outside.is_none() => self.outside = Some(self.take_slot()),
            Stop::Host(_) | Stop::Left(_) | Stop::Line(_) | Stop::Outside => {}
        }
    }

    fn lab(&mut self, event: &LabEvent) {
        match event {
            LabEvent::Began { net } => {
                self.leave_hosts();
                self.wires.net = Some(*net);
            }
            LabEvent::Decided { frame, decision, .. } => {
                self.decided(event, *frame, decision);
            }
            LabEvent::Broke(_) => self.wires.held.clear(),
            LabEvent::Ended { .. } => {
                self.leave_hosts();
                self.wires.net = None;
            }
            LabEvent::Impaired { .. }
            | LabEvent::Knob { .. }
            | LabEvent::Ruled { .. }
            | LabEvent::Unavailable { .. }
            | LabEvent::Unruled { .. }
            | LabEvent::Unsent { .. } => {}
        }
    }

    fn leave_hosts(&mut self) {
        self.wires.held.clear();
        self.wires.lately.clear();
        for (_, line) in self.left.values_mut() {
            line.lingers = false;
        }
        for slot in std::mem::take(&mut self.wires.hosts).into_values() {
            self.slots[slot] = false;
        }
    }

    /// The end of a frame: the socket that is named, else whoever has its address at that moment.
    fn stop(
        &self,
        segment: &Segment,
        socket: Option<SocketId>,
        ends: Option<(SocketAddr, SocketAddr)>,
        node: Option<Node>,
    ) -> Stop {
        // Where a file comes from, the same addresses are somebody else's.
        if segment.source == Source::File {
            return Stop::Outside;
        }
        if let Some(id) = socket.filter(|id| self.lines.contains_key(id)) {
            return Stop::Line(id);
        }
        // A kernel goes on with a connection when its socket is closed.
        if let Some(slot) = socket.and_then(|id| self.left_slot(id)) {
            return Stop::Left(slot);
        }
        let protocol = segment.headers.transport();
        if let (Some(protocol), Some((own, other))) = (protocol, ends)
            && let Some(id) = self.at_ends(protocol, plain(own), plain(other), node)
        {
            return Stop::Line(id);
        }
        match node {
            Some(node) if protocol.is_none() => self.at_host(node),
            Some(node) => Stop::Host(node),
            None => Stop::Outside,
        }
    }

    /// The socket of a connection, or the one that connects, or else the one that listens there.
    fn at_ends(
        &self,
        protocol: Protocol,
        own: SocketAddr,
        other: SocketAddr,
        node: Option<Node>,
    ) -> Option<SocketId> {
        let lines = || self.lines.iter().filter(|(_, line)| line.protocol == protocol);
        let exact = |line: &Lifeline| line.local == Some(own) && line.remote == Some(other);
        let connects = |line: &Lifeline| {
            line.state == State::Connecting && line.local.is_none() && line.remote == Some(other)
        };
        let receives = |line: &Lifeline| {
            let ready = line.kind == Some(Kind::TcpListen) || protocol == Protocol::Udp;
            let here = line.node.is_none() || line.node == node;
            let bound = line.local.is_some_and(|local| {
                local == own || (local.ip().is_unspecified() && local.port() == own.port() && here)
            });
            ready && bound && line.state != State::Closed
        };
        let found = lines()
            .find(|(_, line)| exact(line))
            .or_else(|| lines().find(|(_, line)| connects(line)))
            .or_else(|| lines().find(|(_, line)| receives(line)));
        found.map(|(id, _)| *id)
    }

    /// Whether an address is that of a host of the lab.
    pub(super) fn in_lab(&self, address: SocketAddr) -> bool {
        self.wires.net.is_some() && node_at(address.ip().to_canonical()).is_some()
    }

    /// Whether a socket that is bound to every address of its host of the lab has that one.
    pub(super) fn stands_for_host(&self, line: &Lifeline, address: SocketAddr) -> bool {
        let all = |local: SocketAddr| local.ip().is_unspecified() && local.port() == address.port();
        let host = node_at(address.ip().to_canonical());
        self.in_lab(address)
            && line.local.is_some_and(all)
            && line.node.is_none_or(|node| Some(node) == host)
    }

    /// On which side of the router a node is.
    fn side(&self, node: Node) -> u8 {
        self.wires.net.map_or(0, |net| net.address(node).octets()[2])
    }
}
