//! Calls that the journal has forgotten, as far as the socket still shows that they were made.

use backend::{
    call::Call,
    view::{SocketView, State},
};

use super::step::{Act, End, Step};

/// Puts in front what the journal does not remember any more and what the socket still shows.
pub(super) fn derive(view: &SocketView, steps: &mut Vec<Step>) {
    let first = view.parent.unwrap_or(view.id);
    let failed = |step: &Step| matches!(step.end, End::Failed(_));
    let (protocol, family) = (view.protocol, view.family);
    if let Some(at) = steps.iter().position(|step| step.is("socket")) {
        // Without a descriptor there is nothing to close.
        if failed(&steps[at]) {
            steps.truncate(at + 1);
        }
        return;
    }
    let has = |name| steps.iter().any(|step| step.is(name));
    let accepted = steps.iter().any(|step| step.accepts(view.id));
    let listens =
        view.backlog.or_else(|| view.parent.map(|_| 1)).filter(|_| !has("listen") && !accepted);
    // What the kernel chose for a connection was not bound.
    let chosen = view.state == State::Connecting || (view.peer.is_some() && view.parent.is_none());
    let bind = view.local.filter(|_| !chosen && !has("bind"));
    let connect = view.peer.filter(|_| view.parent.is_none() && !has("connect"));
    // A name that could not be looked up never became a socket.
    if steps.iter().any(|step| step.is("getaddrinfo") && failed(step)) && view.local.is_none() {
        return steps.retain(|step| step.is("getaddrinfo"));
    }
    let call = |call| Step { socket: first, act: Act::Call(call), end: End::Derived };
    let mut front = vec![call(Call::Socket { protocol, family })];
    front.extend(bind.map(|at| call(Call::Bind { at })));
    front.extend(listens.map(|backlog| call(Call::Listen { backlog })));
    front.extend(connect.map(|to| call(Call::Connect { to })));
    steps.splice(..0, front);
    if let Some(parent) = view.parent.filter(|_| !accepted) {
        let act = Act::Accept { child: Some(view.id), peer: view.peer };
        let at = steps.iter().position(|step| step.socket == view.id).unwrap_or(steps.len());
        steps.insert(at, Step { socket: parent, act, end: End::Derived });
    }
}
