//! Who has the address that a `bind` could not have.

use backend::{
    call::Call,
    engine::SessionHandle,
    errno::OsError,
    event::{Entry, Event},
    id::Seq,
    node::On,
    view::State as Life,
};

use crate::{
    holder::{self, Holder},
    render::bytes_text,
    words::Words,
};

/// Who holds the address of a `bind` that failed with `EADDRINUSE`, asked now and not then.
pub(super) async fn held_now(
    words: Words,
    session: &SessionHandle,
    entry: &Entry,
) -> Option<(String, &'static str)> {
    let at = taken_address(&entry.event)?;
    let address = at.to_string();
    let reader = session.reader(Seq::START);
    let sockets = reader.sockets();
    // TCP and UDP count their ports separately.
    let own = sockets.iter().find(|socket| Some(socket.id) == entry.socket)?;
    let holds = |local| holder::in_the_way(local, at);
    let here = sockets.iter().find(|socket| {
        socket.state != Life::Closed
            && socket.id != own.id
            && socket.on == own.on
            && socket.protocol == own.protocol
            && socket.local.is_some_and(holds)
    });
    if let Some(here) = here {
        let socket = here.id.to_string();
        let said = [("address", address.into()), ("socket", socket.into())];
        return Some((words.with("holder-here", said), "playground"));
    }
    // In a lab nobody else has sockets, but the kernel may still keep a connection there.
    if own.on != On::Host {
        return None;
    }
    let says = match holder::of(own.protocol, at).await {
        Some(Holder::Hidden) => words.t1("holder-hidden", "address", address),
        Some(Holder::Playground) => words.t1("holder-playground", "address", address),
        Some(Holder::Program { name, pid }) => {
            let name = bytes_text::text(name.as_bytes());
            let pid = pid.to_string();
            let said = [("address", address.into()), ("name", name.into()), ("pid", pid.into())];
            words.with("holder-program", said)
        }
        Some(Holder::TimeWait) => words.t1("holder-time-wait", "address", address),
        Some(Holder::Unknown) => words.t1("holder-unknown", "address", address),
        None => words.t1("holder-nobody", "address", address),
    };
    Some((says, "sampled"))
}

/// The address that a `bind` was refused because somebody has it.
fn taken_address(event: &Event) -> Option<std::net::SocketAddr> {
    let (call, error) = (event.call()?, event.error()?);
    let taken = error == OsError::from_raw(nix::errno::Errno::EADDRINUSE as i32);
    if let (true, Call::Bind { at }) = (taken, call) { Some(*at) } else { None }
}
