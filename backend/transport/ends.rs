//! The beginning and the end of a descriptor.

use std::time::Duration;

use socket2::{Domain, Protocol as Socket2Protocol, Socket, Type};

use crate::{
    call::{Answer, Call},
    command::{Family, Protocol},
    errno::OsError,
    node::On,
    policy::Refusal,
    signal::Fact,
    sys,
    transport::{
        Made, Port,
        task::{Descriptor, Life, Task, Waiting, now},
    },
};

impl Task {
    /// `socket(2)`, by whoever makes sockets there.
    pub(super) async fn start(
        &mut self,
        protocol: Protocol,
        family: Family,
        made: impl Future<Output = Result<Made, Refusal>>,
    ) {
        self.protocol = protocol;
        let Made { outcome, at, took } = match made.await {
            Ok(made) => made,
            Err(refusal) => return self.tell(Fact::NotMade { refusal }).await,
        };
        let outcome = match outcome {
            Ok(socket) => {
                if protocol == Protocol::Udp {
                    sys::watch_drops(&socket);
                }
                self.descriptor = Descriptor::Idle(socket);
                if protocol == Protocol::Udp {
                    self.watch();
                }
                Ok(Answer::Done)
            }
            Err(error) => Err(error),
        };
        let call = Call::Socket { protocol, family };
        self.tell_of(at, Fact::Returned { call, outcome, took }, None).await;
    }

    /// Closes the descriptor. Calls that wait come back with what a closed descriptor answers.
    pub(super) async fn close(&mut self, call: Call) -> Life {
        let since = now();
        if let Some(loan) = self.loan.take() {
            self.report_carried(&loan).await;
            loan.revoke().await;
            self.report_carried(&loan).await;
        }
        let mut unread = 0;
        if let Some(socket) = self.socket() {
            if self.protocol == Protocol::Tcp && self.connecting.is_none() {
                unread = sys::unread(socket);
            }
            if call == Call::Reset {
                let _ = socket.set_linger(Some(Duration::ZERO));
            }
        }
        self.count_drops().await;
        self.unwatch();
        let descriptor = std::mem::replace(&mut self.descriptor, Descriptor::None);
        let existed = !matches!(descriptor, Descriptor::None);
        release(descriptor).await;
        let sends = self.sends.drain(..).map(|(waiting, ..)| waiting);
        let waiting: Vec<_> = self
            .accepts
            .drain(..)
            .chain(self.receives.drain(..))
            .chain(sends)
            .chain(self.connecting.take())
            .collect();
        for Waiting { call, since, .. } in waiting {
            let outcome = Err(sys::on_closed_descriptor());
            self.tell(Fact::Returned { call, outcome, took: since.elapsed() }).await;
        }
        if existed {
            let outcome = Ok(Answer::Done);
            self.tell(Fact::Returned { call, outcome, took: since.elapsed() }).await;
        }
        self.tell(Fact::Closed { unread }).await;
        Life::Ends
    }
}

/// `close(2)`. With `SO_LINGER` it waits, on a non-blocking descriptor too, so it waits elsewhere.
async fn release(descriptor: Descriptor) {
    let lingers = match &descriptor {
        Descriptor::Idle(socket) => {
            socket.linger().is_ok_and(|span| span.is_some_and(|span| !span.is_zero()))
        }
        Descriptor::None | Descriptor::Watched(_) => false,
    };
    if lingers {
        let _ = tokio::task::spawn_blocking(move || drop(descriptor)).await;
    }
}

/// A socket on that machine: the lab's helper makes those of its hosts.
pub(super) async fn socket_on(
    on: On,
    protocol: Protocol,
    family: Family,
    port: Option<Port>,
) -> Result<Made, Refusal> {
    match (on, port) {
        (On::Host, _) => {
            let since = now();
            let outcome = here(protocol, family);
            let at = now();
            Ok(Made { outcome, at, took: at - since })
        }
        (On::Lab(node), Some(Port::Factory(factory))) => {
            factory?.socket(node, protocol, family).await
        }
        (On::Lab(_), _) => Err(Refusal::NoLab),
    }
}

/// `socket(2)` on this machine, non-blocking.
fn here(protocol: Protocol, family: Family) -> Result<Socket, OsError> {
    let domain = match family {
        Family::Ipv4 => Domain::IPV4,
        Family::Ipv6 => Domain::IPV6,
    };
    let (kind, number) = match protocol {
        Protocol::Tcp => (Type::STREAM, Socket2Protocol::TCP),
        Protocol::Udp => (Type::DGRAM, Socket2Protocol::UDP),
    };
    let socket = Socket::new(domain, kind, Some(number))?;
    socket.set_nonblocking(true)?;
    Ok(socket)
}
