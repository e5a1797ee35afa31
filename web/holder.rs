//! Who holds a local address now, as far as this user may know.
//!
//! Names of programs are for the person at this machine alone; the server has no other users,
//! because it listens on loopback only.

use std::{
    error::Error,
    fs,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use backend::command::Protocol;
use listeners::SocketState;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

/// Who holds an address.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Holder {
    /// The kernel tells that somebody does, and not to this user who.
    Hidden,
    /// Another program.
    Program {
        /// Its name.
        name: String,
        /// Its process id.
        pid: u32,
    },
    /// A session of this playground.
    Playground,
    /// No program: a closed connection in TIME-WAIT (RFC 9293 §3.6.1).
    TimeWait,
    /// It could not be found out in time.
    Unknown,
}

/// Asks the kernel (`/proc/net` and `/proc/*/fd` on Linux) who holds that address now; `None` if it
/// knows nobody.
pub async fn of(protocol: Protocol, address: SocketAddr) -> Option<Holder> {
    let Ok(permit) = ASKING.try_acquire() else { return Some(Holder::Unknown) };
    let asked = spawn_blocking(move || {
        let _permit = permit;
        ask(protocol, address)
    });
    match timeout(PATIENCE, asked).await {
        Ok(Ok(found)) => found,
        Ok(Err(_)) | Err(_) => Some(Holder::Unknown),
    }
}

fn ask(protocol: Protocol, address: SocketAddr) -> Option<Holder> {
    match program(protocol, address) {
        Ok(Some(found)) => Some(found),
        Ok(None) => nameless(protocol, address),
        Err(_) => nameless(protocol, address).or(Some(Holder::Unknown)),
    }
}

/// The program that has a socket there; one that listens comes first.
fn program(protocol: Protocol, address: SocketAddr) -> Result<Option<Holder>, Box<dyn Error>> {
    let wanted = match protocol {
        Protocol::Tcp => listeners::Protocol::TCP,
        Protocol::Udp => listeners::Protocol::UDP,
    };
    let all = listeners::get_all()?.into_iter();
    let there = all.filter(|one| one.protocol == wanted && in_the_way(one.socket, address));
    let found = there.max_by_key(|one| one.state == SocketState::Listen);
    Ok(found.map(|found| match found.process.pid == std::process::id() {
        true => Holder::Playground,
        false => Holder::Program { name: found.process.name, pid: found.process.pid },
    }))
}

/// A socket in the kernel's tables that belongs to no program this user may look into.
fn nameless(protocol: Protocol, address: SocketAddr) -> Option<Holder> {
    let tables = match protocol {
        Protocol::Tcp => ["/proc/net/tcp", "/proc/net/tcp6"],
        Protocol::Udp => ["/proc/net/udp", "/proc/net/udp6"],
    };
    let texts = tables.map(|table| fs::read_to_string(table).unwrap_or_default());
    let lines = texts.iter().flat_map(|text| text.lines().skip(1));
    let states: Vec<&str> = lines.filter_map(|line| state_on(line, address)).collect();
    let all_wait = protocol == Protocol::Tcp && states.iter().all(|state| *state == TIME_WAIT);
    match states.is_empty() {
        true => None,
        false if all_wait => Some(Holder::TimeWait),
        false => Some(Holder::Hidden),
    }
}

/// The state on a line of such a table, if its socket is in the way of an address (`proc_net(5)`).
fn state_on(line: &str, wanted: SocketAddr) -> Option<&str> {
    let mut words = line.split_whitespace();
    let (ip, port) = words.nth(1)?.split_once(':')?;
    let held = SocketAddr::new(address_of(ip)?, u16::from_str_radix(port, 16).ok()?);
    in_the_way(held, wanted).then(|| words.nth(1)).flatten()
}

/// The address that hex digits are: words of 32 bits, each in the order of bytes of this machine.
fn address_of(digits: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        let word = u32::from_str_radix(digits.get(at..at + 8)?, 16).ok()?;
        Some(word.to_ne_bytes())
    };
    match digits.len() {
        8 => word(0).map(IpAddr::from),
        32 => {
            let mut bytes = [0; 16];
            for (part, at) in bytes.chunks_mut(4).zip([0, 8, 16, 24]) {
                part.copy_from_slice(&word(at)?);
            }
            Some(bytes.into())
        }
        _ => None,
    }
}

/// Whether a socket at `held` can keep another one from `wanted`.
#[must_use]
pub fn in_the_way(held: SocketAddr, wanted: SocketAddr) -> bool {
    let (one, other) = (held.ip().to_canonical(), wanted.ip().to_canonical());
    let any = one.is_unspecified() || other.is_unspecified();
    held.port() == wanted.port() && (one == other || any)
}

/// How many may ask at once; each walks through every descriptor of every process.
static ASKING: Semaphore = Semaphore::const_new(2);
/// How long the kernel may take.
const PATIENCE: Duration = Duration::from_millis(500);
/// `TCP_TIME_WAIT` in the tables.
const TIME_WAIT: &str = "06";

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::net::{TcpListener, UdpSocket};

    use super::*;

    #[tokio::test]
    #[expect(clippy::disallowed_methods, reason = "the holder of a test is a socket of its own")]
    async fn a_socket_of_this_process_is_found_while_it_lives() {
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let at = tcp.local_addr().unwrap();
        assert_eq!(of(Protocol::Tcp, at).await, Some(Holder::Playground));
        let at = udp.local_addr().unwrap();
        assert_eq!(of(Protocol::Udp, at).await, Some(Holder::Playground));
        // Where others ask, it is not said that nobody is there.
        let _others = ASKING.acquire_many(2).await.unwrap();
        assert_eq!(of(Protocol::Udp, at).await, Some(Holder::Unknown));
    }

    #[cfg(target_endian = "little")]
    #[test]
    fn a_line_of_the_table_is_read() {
        let line =
            |local: &str| format!("   0: {local} 00000000:0000 06 00000000:00000000 0 0 0 1");
        let state = |local: &str, wanted: &str| {
            state_on(&line(local), wanted.parse().unwrap()).map(str::to_owned)
        };
        let waits = Some(TIME_WAIT.to_owned());
        assert_eq!(state("0100007F:22B8", "127.0.0.1:8888"), waits);
        assert_eq!(state("0100007F:22B8", "0.0.0.0:8888"), waits);
        assert_eq!(state("0100007F:22B8", "127.0.0.1:8889"), None);
        assert_eq!(state("0100007F:22B8", "127.0.0.2:8888"), None);
        assert_eq!(state("00000000000000000000000001000000:22B8", "[::1]:8888"), waits);
        assert_eq!(state("00000000000000000000000001000000:22B8", "[::2]:8888"), None);
        assert_eq!(state("0000000000000000FFFF00000100007F:22B8", "127.0.0.1:8888"), waits);
        assert_eq!(state_on("  sl  local_address", "[::]:8888".parse().unwrap()), None);
    }

    #[test]
    fn the_whole_machine_is_in_the_way_of_each_address() {
        let at = |text: &str| text.parse::<SocketAddr>().unwrap();
        assert!(in_the_way(at("0.0.0.0:80"), at("127.0.0.1:80")));
        assert!(in_the_way(at("[::ffff:127.0.0.1]:80"), at("127.0.0.1:80")));
        assert!(!in_the_way(at("127.0.0.2:80"), at("127.0.0.1:80")));
        assert!(!in_the_way(at("127.0.0.1:81"), at("127.0.0.1:80")));
    }
}
