//! Which protocol an event shows that it is about.

use backend::{
    call::Call,
    command::Protocol,
    event::{Event, Kind},
};

/// TCP or UDP, where the event itself leaves no doubt.
#[must_use]
pub fn shown(event: &Event) -> Option<Protocol> {
    match event {
        Event::Accepted { .. } | Event::Ended => Some(Protocol::Tcp),
        Event::Dropped { .. } => Some(Protocol::Udp),
        Event::Called(call) => of_call(call),
        Event::Failed(failed) => of_call(&failed.call),
        Event::Opened(opened) => Some(match opened.kind {
            Kind::TcpAccepted | Kind::TcpConnect | Kind::TcpListen => Protocol::Tcp,
            Kind::Udp => Protocol::Udp,
        }),
        // Only a datagram comes with the address of its sender, and goes to one of its own.
        Event::Received { from: address, .. } | Event::Sent { to: address, .. } => {
            address.map(|_| Protocol::Udp)
        }
        Event::Returned(returned) => {
            let cut = returned.whole.map(|_| Protocol::Udp);
            cut.or_else(|| returned.outcome.is_ok().then(|| of_call(&returned.call)).flatten())
        }
        Event::Kernel(sample) => Some(sample.protocol),
        Event::Segment(segment) => segment.headers.transport(),
        Event::Closed { .. }
        | Event::Lab(_)
        | Event::Icmp { .. }
        | Event::Missed { .. }
        | Event::Noted(_)
        | Event::Refused(_)
        | Event::ShutDown { .. } => None,
    }
}

/// The protocol of a call that only one of them has.
fn of_call(call: &Call) -> Option<Protocol> {
    match call {
        Call::Accept | Call::Listen { .. } | Call::Reset => Some(Protocol::Tcp),
        Call::Send { to: Some(_), .. } => Some(Protocol::Udp),
        Call::Socket { protocol, .. } => Some(*protocol),
        Call::Bind { .. }
        | Call::Close
        | Call::Connect { .. }
        | Call::GetAddrInfo { .. }
        | Call::Recv { .. }
        | Call::Send { to: None, .. }
        | Call::SetSockOpt { .. }
        | Call::Shutdown { .. } => None,
    }
}
