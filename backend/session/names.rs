//! Names: what a lookup found, and the verdict on it.

use std::{net::SocketAddr, time::Duration};

use crate::{
    call::{Call, Value},
    command::{Command, Family},
    errno::OsError,
    event::{Event, Failed},
    id::SocketId,
    policy::Refusal,
    session::{Session, socket::Lookup},
    view::State,
};

impl Session {
    /// A name was looked up: the verdict is on the addresses, and the first one that may be used is.
    pub(super) fn resolved(
        &mut self,
        id: SocketId,
        outcome: Result<Vec<SocketAddr>, OsError>,
        took: Duration,
    ) {
        let Some(lookup) = self.sockets.get_mut(&id).and_then(|socket| socket.resolving.take())
        else {
            return;
        };
        if self.sockets.get(&id).is_some_and(|socket| socket.view.state == State::Closing) {
            return;
        }
        let call = lookup_call(&lookup);
        let found = match outcome {
            Ok(found) => found,
            Err(error) => match lookup {
                Lookup::Open(_) => return self.opening_failed(id, Failed { call, error }),
                Lookup::Command(_) => {
                    self.remember(id, call, Err(error), took, |_| {});
                    return self.release(id);
                }
            },
        };
        self.remember(id, call, Ok(Value::Number(found.len())), took, |_| {});
        let outcome = match self.choose(id, &lookup, &found) {
            Err(refusal) => Err((refusal, matches!(lookup, Lookup::Open(_)))),
            Ok(address) => match lookup {
                Lookup::Open(mut open) => {
                    open.role.settle(address);
                    self.open_further(id, open).map_err(|refusal| (refusal, true))
                }
                Lookup::Command(command) => {
                    self.perform_resolved(id, command, address).map_err(|refusal| (refusal, false))
                }
            },
        };
        if let Err((refusal, fatal)) = outcome {
            self.emit(Some(id), Event::Refused(Box::new(refusal)));
            if fatal {
                return self.close_now(id);
            }
        }
        self.release(id);
    }

    /// The first address that the policy agrees to, of the socket's family if it has one.
    fn choose(
        &self,
        id: SocketId,
        lookup: &Lookup,
        found: &[SocketAddr],
    ) -> Result<SocketAddr, Refusal> {
        let socket = self.sockets.get(&id).ok_or(Refusal::UnknownSocket)?;
        let (on, protocol) = (socket.view.on, socket.view.protocol);
        let local = match lookup {
            Lookup::Open(open) => open.role.resolves_local(),
            Lookup::Command(command) => matches!(command, Command::Bind { .. }),
        };
        let verdict = |address: SocketAddr| match local {
            true => self.may_bind(on, protocol, address),
            false => self.may_reach(on, address),
        };
        let fits =
            |address: &&SocketAddr| !socket.started || Family::of(address) == socket.view.family;
        let verdicts = || found.iter().filter(fits).map(|address| verdict(*address));
        if let Some(approved) = verdicts().find_map(Result::ok) {
            return Ok(approved.get());
        }
        let refused = verdicts().find_map(Result::err);
        Err(refused.unwrap_or(Refusal::Unsupported { what: "address of that name in its family" }))
    }
}

/// The call that a lookup stands for.
fn lookup_call(lookup: &Lookup) -> Call {
    let (name, port) = match lookup {
        Lookup::Open(open) => open.role.name(),
        Lookup::Command(command) => command.name(),
    }
    .unwrap_or_default();
    Call::GetAddrInfo { name, port }
}
