//! Whether an event is let through.

mod segment;

use std::net::{IpAddr, SocketAddr};

use backend::{
    call::Call,
    command::Protocol,
    errno::OsError,
    event::{Entry, Event, Kind},
    segment::Headers,
    view::SocketView,
};

use super::{
    Lookup,
    fields::{End, Field, Source, Transport},
    node::{Check, Node},
    sampled,
    text::Text,
    token::Op,
    value::Held,
};
use crate::render::{call::call as written, label::Label, pane::payload};

/// Whether that part of a filter lets an event through.
pub(super) fn holds<L: Lookup + ?Sized>(node: &Node, entry: &Entry, sockets: &L) -> bool {
    match node {
        Node::All(parts) => parts.iter().all(|part| holds(part, entry, sockets)),
        Node::Any(parts) => parts.iter().any(|part| holds(part, entry, sockets)),
        Node::Field(field, check) => passes(field, check, entry, sockets),
        Node::Not(part) => !holds(part, entry, sockets),
        Node::Text(text) => says(text, entry, sockets),
    }
}

fn passes<L: Lookup + ?Sized>(field: &Field, check: &Check, entry: &Entry, sockets: &L) -> bool {
    let held = values(field.source, entry, sockets);
    let mut held = held.iter().flatten();
    match check {
        // All values differ, and there is one: what Wireshark's != means.
        Check::Compare(Op::Ne, value) => {
            let mut held = held.peekable();
            held.peek().is_some() && held.all(|held| value.agrees(Op::Ne, held))
        }
        Check::Compare(op, value) => held.any(|held| value.agrees(*op, held)),
        Check::Exists => held.next().is_some(),
        Check::In(values) => held.any(|held| values.iter().any(|value| value.agrees(Op::Eq, held))),
        Check::Matches(pattern) => held.any(|held| match held {
            Held::Bytes(bytes) => pattern.regex.is_match(bytes),
            Held::Errno(error) => pattern.regex.is_match(error.name().as_bytes()),
            Held::Address(_)
            | Held::Count(_)
            | Held::Mac(_)
            | Held::Mark
            | Held::Socket(_)
            | Held::Word(_) => false,
        }),
    }
}

/// The values that an event has in a field, at most two.
fn values<'a, L: Lookup + ?Sized>(
    source: Source,
    entry: &'a Entry,
    sockets: &L,
) -> [Option<Held<'a>>; 2] {
    let one = |held: Option<Held<'a>>| [held, None];
    let event = &entry.event;
    match source {
        Source::Address(end) => {
            let ends = Ends::new(entry, sockets).pick(end);
            ends.map(|end| Some(Held::Address(end?.ip().to_canonical())))
        }
        Source::Call => one(name(event).map(Held::Word)),
        Source::Data => one(bytes(event).map(Held::Bytes)),
        Source::DataLen => one(event.payload().map(|payload| Held::Count(payload.len))),
        Source::Direction => one(direction(event).map(Held::Word)),
        Source::Errno => one(errno(event).map(Held::Errno)),
        Source::Kind => one(Some(Held::Word(event.wire()))),
        Source::Label => one(Label::of(event).map(|label| Held::Word(label.name()))),
        Source::Mac(end) => segment::macs(end, event),
        Source::Number => one(Some(Held::Count(entry.seq.0))),
        Source::Port(transport, end) => {
            let ends = Ends::new(entry, sockets);
            if ends.transport != Some(transport) {
                return one(None);
            }
            ends.pick(end).map(|end| Some(Held::Count(end?.port().into())))
        }
        Source::Protocol(transport) => {
            let found = Ends::new(entry, sockets).transport;
            one((found == Some(transport)).then_some(Held::Mark))
        }
        Source::Sampled(which) => one(sampled::value(event, which)),
        Source::Segment(asked) => one(segment::value(asked, event)),
        Source::SocketId => one(entry.socket.map(Held::Socket)),
        Source::SocketKind => {
            let view = entry.socket.and_then(|id| sockets.socket(id));
            one(kind(event, view).map(|kind| Held::Word(kind.wire())))
        }
        Source::Time => {
            let micros = u64::try_from(entry.at.as_micros()).unwrap_or(u64::MAX);
            one(Some(Held::Count(micros)))
        }
    }
}

/// Whether an event says a text: in its bytes, its call, its error, or its addresses.
fn says<L: Lookup + ?Sized>(text: &Text, entry: &Entry, sockets: &L) -> bool {
    let event = &entry.event;
    let is = |part: &[u8]| text.regex.is_match(part);
    if text.socket.is_some() && text.socket == entry.socket {
        return true;
    }
    if is(event.wire().as_bytes()) || bytes(event).is_some_and(is) {
        return true;
    }
    if name(event).is_some_and(|name| is(name.as_bytes()))
        || event.call().is_some_and(|call| is(written(call).as_bytes()))
        || errno(event).is_some_and(|error| is(error.name().as_bytes()))
    {
        return true;
    }
    if let Event::Refused(refusal) = event {
        return is(refusal.code().as_bytes());
    }
    if !text.in_addresses {
        return false;
    }
    let ends = Ends::new(entry, sockets).pick(End::Both);
    ends.iter().flatten().any(|end| is(end.to_string().as_bytes()))
}

/// The two ends that an event is about.
struct Ends {
    transport: Option<Transport>,
    local: Option<SocketAddr>,
    remote: Option<SocketAddr>,
    /// `Some(true)` from here to there.
    outward: Option<bool>,
}

impl Ends {
    /// What the event itself says, and otherwise what its socket is.
    fn new<L: Lookup + ?Sized>(entry: &Entry, sockets: &L) -> Self {
        let view = entry.socket.and_then(|id| sockets.socket(id));
        let mut ends = Self {
            transport: view.map(|view| transport(view.protocol)),
            local: view.and_then(|view| view.local),
            remote: view.and_then(|view| view.peer),
            outward: None,
        };
        match &entry.event {
            Event::Accepted { peer, .. } => {
                ends.remote = Some(*peer);
                ends.outward = Some(false);
            }
            Event::Called(call) => ends.call(call),
            Event::Kernel(sample) => {
                ends.transport = Some(transport(sample.protocol));
                ends.local = Some(sample.local);
                ends.remote = sample.peer;
            }
            Event::Segment(segment) => {
                (ends.local, ends.remote) = ends_of(&segment.headers);
                ends.outward = Some(true);
                ends.transport = segment.headers.transport().map(transport);
            }
            Event::Closed { .. }
            | Event::Lab(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Noted(_)
            | Event::Refused(_) => {}
            Event::Dropped { .. } | Event::Ended => ends.outward = Some(false),
            Event::Failed(failed) => ends.call(&failed.call),
            Event::Opened(opened) => {
                let udp = opened.kind == Kind::Udp;
                ends.transport = Some(if udp { Transport::Udp } else { Transport::Tcp });
                ends.local = Some(opened.local);
                ends.remote = opened.peer;
            }
            Event::Received { from, .. } => {
                ends.remote = from.or(ends.remote);
                ends.outward = Some(false);
            }
            Event::Returned(returned) => ends.call(&returned.call),
            Event::Sent { to, .. } => {
                ends.remote = to.or(ends.remote);
                ends.outward = Some(true);
            }
            Event::ShutDown { .. } => ends.outward = Some(true),
        }
        ends
    }

    fn call(&mut self, call: &Call) {
        match call {
            Call::Accept | Call::Recv { .. } => self.outward = Some(false),
            Call::Bind { at } => self.local = Some(*at),
            Call::Connect { to } => {
                self.remote = Some(*to);
                self.outward = Some(true);
            }
            Call::Send { to, .. } => {
                self.remote = to.or(self.remote);
                self.outward = Some(true);
            }
            Call::Shutdown { .. } => self.outward = Some(true),
            Call::Socket { protocol, .. } => self.transport = Some(transport(*protocol)),
            Call::Close
            | Call::GetAddrInfo { .. }
            | Call::Listen { .. }
            | Call::Reset
            | Call::SetSockOpt { .. } => {}
        }
    }

    /// One end or both; where nothing goes one way, there is neither a source nor a destination.
    fn pick(&self, end: End) -> [Option<SocketAddr>; 2] {
        let (source, destination) = match self.outward {
            Some(true) => (self.local, self.remote),
            Some(false) => (self.remote, self.local),
            None => (None, None),
        };
        match end {
            End::Both => [self.local, self.remote],
            End::Destination => [destination, None],
            End::Source => [source, None],
        }
    }
}

/// Who sends and who receives; what has no ports gets the port 0, which no field shows.
fn ends_of(headers: &Headers) -> (Option<SocketAddr>, Option<SocketAddr>) {
    let end = |address: IpAddr| SocketAddr::new(address, 0);
    let (from, to) = match headers {
        Headers::Arp(_) => return (None, None),
        Headers::Icmp(icmp) => (Some(end(icmp.from)), Some(end(icmp.to))),
        Headers::Other { from, to, .. } => (from.map(end), to.map(end)),
        Headers::Tcp(tcp) => (Some(tcp.from), Some(tcp.to)),
        Headers::Udp { from, to, .. } => (Some(*from), Some(*to)),
    };
    (from, to)
}

fn transport(protocol: Protocol) -> Transport {
    match protocol {
        Protocol::Tcp => Transport::Tcp,
        Protocol::Udp => Transport::Udp,
    }
}

/// The name of the call; a shutdown is written as one.
fn name(event: &Event) -> Option<&'static str> {
    if matches!(event, Event::ShutDown { .. }) {
        Some("shutdown")
    } else {
        Some(event.call()?.name())
    }
}

fn direction(event: &Event) -> Option<&'static str> {
    let sent = matches!(event, Event::Sent { .. });
    event.payload().map(|_| if sent { "sent" } else { "recv" })
}

fn bytes(event: &Event) -> Option<&[u8]> {
    // Bytes that were only counted are not there to be searched.
    payload(event)
        .filter(|payload| payload.len == 0 || !payload.head.is_empty())
        .map(|it| &*it.head)
}

/// The error that a call returned.
#[must_use]
pub fn errno(event: &Event) -> Option<OsError> {
    if let Event::Failed(failed) = event {
        return Some(failed.error);
    }
    if let Event::Returned(returned) = event { returned.outcome.err() } else { None }
}

/// What a socket is, as far as that is decided.
fn kind(event: &Event, view: Option<&SocketView>) -> Option<Kind> {
    if let Event::Opened(opened) = event { Some(opened.kind) } else { kind_of(view?) }
}

/// What a socket is, as far as its view tells.
#[must_use]
pub fn kind_of(view: &SocketView) -> Option<Kind> {
    match view.protocol {
        Protocol::Udp => Some(Kind::Udp),
        Protocol::Tcp if view.parent.is_some() => Some(Kind::TcpAccepted),
        Protocol::Tcp if view.backlog.is_some() => Some(Kind::TcpListen),
        Protocol::Tcp => view.peer.map(|_| Kind::TcpConnect),
    }
}

#[cfg(test)]
mod tests;
