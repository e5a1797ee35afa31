//! Where a socket may go, by whose kernel has it: this machine's rules, or a lab's, which has none.

use std::net::SocketAddr;

use crate::{
    command::{Host, Protocol},
    lab::Net,
    node::{Node, On},
    policy::{Approved, Policy, Refusal},
    session::Session,
};

impl Session {
    /// May a socket be bound there?
    pub(super) fn may_bind(
        &self,
        on: On,
        protocol: Protocol,
        at: SocketAddr,
    ) -> Result<Approved, Refusal> {
        match on {
            On::Host => self.policy.local(protocol, at),
            On::Lab(_) => Ok(Policy::in_lab(at)),
        }
    }

    /// May a socket connect or send there?
    pub(super) fn may_reach(&self, on: On, to: SocketAddr) -> Result<Approved, Refusal> {
        match on {
            On::Host => self.policy.peer(to),
            On::Lab(_) => Ok(Policy::in_lab(to)),
        }
    }

    /// May that peer come in?
    pub(super) fn may_come(&self, on: On, peer: SocketAddr) -> Result<(), Refusal> {
        match on {
            On::Host => self.policy.incoming(peer),
            On::Lab(_) => Ok(()),
        }
    }

    /// Whether others than this machine can reach a socket that is bound there.
    pub(super) fn exposes(&self, on: On, local: SocketAddr) -> bool {
        on == On::Host && self.policy.exposed(local)
    }

    /// Where a UDP socket is that names no address, so that it can be reached.
    pub(super) fn anywhere(&self, on: On) -> SocketAddr {
        match on {
            On::Host => ([127, 0, 0, 1], 0).into(),
            On::Lab(node) => (self.net.unwrap_or_default().address(node), 0).into(),
        }
    }

    /// A host, where its name needs no lookup: in a lab, `a` to `d` are its hosts, and there is nobody
    /// to ask for another name.
    pub(super) fn settle(&self, on: On, host: Host) -> Result<Host, Refusal> {
        match (on, host) {
            (On::Lab(_), Host::Name { name, port }) => {
                let found = address_of(self.net.unwrap_or_default(), &name);
                let address = found.ok_or(Refusal::NoHost { name })?;
                Ok(Host::Address((address, port).into()))
            }
            (On::Host | On::Lab(_), host) => Ok(host),
        }
    }
}

/// The address of a lab's host by its name.
fn address_of(net: Net, name: &str) -> Option<std::net::Ipv4Addr> {
    let named = |node: &&Node| node.wire().eq_ignore_ascii_case(name);
    net.nodes().iter().find(named).map(|node| net.address(*node))
}
