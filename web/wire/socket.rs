//! Sockets as programs read them.

use std::net::SocketAddr;

use backend::{command::Protocol, view::SocketView};
use serde::Serialize;
use utoipa::ToSchema;

use super::event::{Name, is_false};

/// A socket as it is now.
#[derive(Debug, Serialize, ToSchema)]
pub struct Socket<'a> {
    /// Its name.
    #[schema(value_type = String, example = "s3")]
    socket: Name,
    /// `tcp` or `udp`.
    kind: &'static str,
    /// Whose kernel has it, if it is a host of the lab: `a`, `b`, `c`, or `d`.
    #[serde(skip_serializing_if = "Option::is_none")]
    on: Option<&'static str>,
    /// `auto` or `manual`.
    mode: &'static str,
    /// `created`, `bound`, `listening`, `connecting`, `open`, `closing`, or `closed`.
    state: &'static str,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "127.0.0.1:51514")]
    local: Option<SocketAddr>,
    /// The other end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "127.0.0.1:8888")]
    peer: Option<SocketAddr>,
    /// The listener that accepted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "s1")]
    parent: Option<Name>,
    /// Bytes that the kernel took.
    sent: u64,
    /// Bytes that were received.
    received: u64,
    /// UDP: datagrams that the kernel took.
    #[serde(skip_serializing_if = "Option::is_none")]
    datagrams_sent: Option<u64>,
    /// UDP: datagrams that were received.
    #[serde(skip_serializing_if = "Option::is_none")]
    datagrams_received: Option<u64>,
    /// UDP: datagrams that the kernel dropped at this socket.
    #[serde(skip_serializing_if = "Option::is_none")]
    datagrams_dropped: Option<u64>,
    /// `ipv4` or `ipv6`.
    family: &'static str,
    /// What it answers by itself: `none`, `echo`, `upper`, or `discard`.
    respond: &'static str,
    /// It accepts connections by itself.
    #[serde(skip_serializing_if = "is_false")]
    accepts: bool,
    /// It reads by itself.
    #[serde(skip_serializing_if = "is_false")]
    reads: bool,
    /// The limit of the accept queue that was given to `listen`.
    #[serde(skip_serializing_if = "Option::is_none")]
    backlog: Option<u32>,
    /// The calls that wait, oldest first.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(value_type = Vec<String>, required = false)]
    waiting: &'a [&'static str],
    /// Bytes that were given and that the kernel has not taken.
    queued: usize,
    /// The peer sent FIN.
    #[serde(skip_serializing_if = "is_false")]
    peer_finished: bool,
    /// We sent FIN.
    #[serde(skip_serializing_if = "is_false")]
    we_finished: bool,
    /// A raw stream has it.
    #[serde(skip_serializing_if = "is_false")]
    streaming: bool,
    /// Others than this machine may reach it.
    #[serde(skip_serializing_if = "is_false")]
    exposed: bool,
}

impl<'a> From<&'a SocketView> for Socket<'a> {
    fn from(view: &'a SocketView) -> Self {
        let datagrams = |count| match view.protocol {
            Protocol::Tcp => None,
            Protocol::Udp => Some(count),
        };
        Self {
            socket: Name(view.id),
            kind: view.protocol.wire(),
            on: view.on.node().map(|node| node.wire()),
            mode: view.mode.wire(),
            state: view.state.wire(),
            local: view.local,
            peer: view.peer,
            parent: view.parent.map(Name),
            sent: view.sent,
            received: view.received,
            datagrams_sent: datagrams(view.datagrams_sent),
            datagrams_received: datagrams(view.datagrams_received),
            datagrams_dropped: datagrams(view.datagrams_dropped),
            family: view.family.wire(),
            respond: view.respond.wire(),
            accepts: view.accepts,
            reads: view.reads,
            backlog: view.backlog,
            waiting: &view.waiting,
            queued: view.queued,
            peer_finished: view.peer_finished,
            we_finished: view.we_finished,
            streaming: view.streaming,
            exposed: view.exposed,
        }
    }
}

#[cfg(test)]
mod tests {
    use backend::{
        command::{Family, Mode},
        id::SocketId,
        node::{Node, On},
        view::State,
    };

    use super::*;

    #[test]
    fn a_socket_is_a_flat_object() {
        let mut view = SocketView {
            mode: Mode::Auto,
            state: State::Open,
            local: Some("127.0.0.1:51514".parse().unwrap()),
            peer: Some("127.0.0.1:8888".parse().unwrap()),
            parent: Some(SocketId(1)),
            reads: true,
            sent: 5,
            received: 6,
            ..SocketView::new(SocketId(3), Protocol::Tcp, Family::Ipv4)
        };
        assert_eq!(
            serde_json::to_string(&Socket::from(&view)).unwrap(),
            r#"{"socket":"s3","kind":"tcp","mode":"auto","state":"open","local":"127.0.0.1:51514","peer":"127.0.0.1:8888","parent":"s1","sent":5,"received":6,"family":"ipv4","respond":"none","reads":true,"queued":0}"#
        );
        view.on = On::Lab(Node::B);
        view.protocol = Protocol::Udp;
        view.mode = Mode::Manual;
        view.reads = false;
        view.peer = None;
        view.parent = None;
        view.waiting = vec!["recv"];
        view.datagrams_dropped = 2;
        assert_eq!(
            serde_json::to_string(&Socket::from(&view)).unwrap(),
            r#"{"socket":"s3","kind":"udp","on":"b","mode":"manual","state":"open","local":"127.0.0.1:51514","sent":5,"received":6,"datagrams_sent":0,"datagrams_received":0,"datagrams_dropped":2,"family":"ipv4","respond":"none","waiting":["recv"],"queued":0}"#
        );
    }
}
