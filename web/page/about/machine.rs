//! What this machine allows, measured while the page is made.

use std::fs;

use backend::{allowed, policy::Refusal};

use crate::words::Words;

/// One thing that was measured.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// What it is about, in the words of the reader.
    pub(super) name: &'static str,
    /// What was found; `None` where this system has no such thing, or does not show it.
    pub(super) value: Option<String>,
    /// What follows from it.
    pub(super) says: Option<&'static str>,
    /// Where it was read.
    pub(super) source: &'static str,
}

/// Everything that is measured, in the order of the page.
pub(super) fn facts(words: Words) -> Vec<Fact> {
    let fact = |key: &str, value: Option<String>, source: &'static str| {
        let (name, says) = (words.t(&format!("machine-{key}")), None);
        Fact { name, value, says, source }
    };
    let verdict = |yes: bool| Some(words.t(if yes { "machine-yes" } else { "machine-no" }));
    let capabilities = capabilities();
    let start = number(PORT_START);
    let bind = capabilities.map(|bits| has(bits, NET_BIND_SERVICE));
    let capture = allowed::capture();
    let samples = allowed::samples();
    let spaces = number(NAMESPACES);
    let restricted = number(APPARMOR) == Some(1) || number(DEBIAN) == Some(0);
    vec![
        fact("kernel", line(RELEASE).map(|release| format!("Linux {release}")), RELEASE),
        fact("ports", line(PORTS).map(|range| range.replace('\t', " – ")), PORTS),
        fact("backlog", line(BACKLOG), BACKLOG),
        Fact {
            says: verdict(fs::read_to_string(IPV6).is_ok_and(|text| !text.is_empty())),
            ..fact("ipv6", Some(interfaces()), IPV6)
        },
        Fact {
            says: start.zip(bind).and_then(|(start, bind)| verdict(bind || start <= 1)),
            ..fact("low-ports", start.map(|start| format!("{start}")), PORT_START)
        },
        Fact {
            says: bind.and_then(verdict),
            ..fact("cap-bind", bind.map(|_| "CAP_NET_BIND_SERVICE".to_owned()), STATUS)
        },
        Fact {
            says: verdict(capture.is_ok()),
            ..fact("capture", Some(how(&capture)), "packet(7)")
        },
        Fact {
            says: verdict(samples.is_ok()),
            ..fact("samples", Some(word(&samples)), "sock_diag(7)")
        },
        Fact {
            says: spaces.and_then(|spaces| verdict(0 < spaces && !restricted)),
            ..fact("namespaces", spaces.map(spaces_and_locks), SPACES_AND_LOCKS)
        },
    ]
}

/// What the kernel said when a packet socket was asked for, and the command that allows it.
fn how(capture: &Result<(), Refusal>) -> String {
    match capture {
        Ok(()) => "AF_PACKET".to_owned(),
        Err(Refusal::CaptureForbidden { error, program }) => {
            format!("{error}: {}", allowing_command(program))
        }
        Err(other) => other.code().to_owned(),
    }
}

/// The one command that allows capturing on loopback.
fn allowing_command(program: &str) -> String {
    format!("sudo setcap cap_net_raw+ep {program}")
}

/// What the kernel said when its tables were asked for.
fn word(samples: &Result<(), backend::errno::OsError>) -> String {
    samples.err().map_or_else(|| "NETLINK_SOCK_DIAG".to_owned(), |error| error.to_string())
}

/// How many user namespaces there may be, and what else distributions put before them.
fn spaces_and_locks(spaces: u64) -> String {
    let locks = [APPARMOR, DEBIAN].into_iter().filter_map(|path| {
        let name = path.rsplit('/').next()?;
        number(path).map(|value| format!("; {name} = {value}"))
    });
    format!("{spaces}{}", locks.collect::<String>())
}

/// How many descriptors this process has open, and how many of them are sockets.
pub(super) fn descriptors() -> Option<(usize, usize)> {
    let links: Vec<_> = fs::read_dir(DESCRIPTORS).ok()?.flatten().collect();
    let to_socket =
        |path| fs::read_link(path).is_ok_and(|to| to.to_string_lossy().starts_with("socket:["));
    let sockets = links.iter().filter(|link| to_socket(link.path())).count();
    Some((links.len(), sockets))
}

/// The interfaces that have an IPv6 address.
fn interfaces() -> String {
    let text = fs::read_to_string(IPV6).unwrap_or_default();
    let mut names: Vec<&str> =
        text.lines().filter_map(|line| line.split_whitespace().last()).collect();
    names.sort_unstable();
    names.dedup();
    if names.is_empty() { "–".to_owned() } else { names.join(", ") }
}

/// The effective capabilities of this process, as bits (capabilities(7)).
fn capabilities() -> Option<u64> {
    let status = fs::read_to_string(STATUS).ok()?;
    let hex = status.lines().find_map(|line| line.strip_prefix("CapEff:"))?;
    u64::from_str_radix(hex.trim(), 16).ok()
}

fn has(bits: u64, capability: u32) -> bool {
    bits >> capability & 1 == 1
}

fn line(path: &str) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned())
}

fn number(path: &str) -> Option<u64> {
    line(path)?.parse().ok()
}

/// Where the list of this process's descriptors is.
pub(super) const DESCRIPTORS: &str = "/proc/self/fd";

const APPARMOR: &str = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
const BACKLOG: &str = "/proc/sys/net/core/somaxconn";
const DEBIAN: &str = "/proc/sys/kernel/unprivileged_userns_clone";
const IPV6: &str = "/proc/net/if_inet6";
const NAMESPACES: &str = "/proc/sys/user/max_user_namespaces";
const SPACES_AND_LOCKS: &str = "/proc/sys/user/max_user_namespaces, \
     /proc/sys/kernel/apparmor_restrict_unprivileged_userns";
const PORTS: &str = "/proc/sys/net/ipv4/ip_local_port_range";
const PORT_START: &str = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
const RELEASE: &str = "/proc/sys/kernel/osrelease";
const STATUS: &str = "/proc/self/status";

/// `CAP_NET_BIND_SERVICE` of linux/capability.h.
const NET_BIND_SERVICE: u32 = 10;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn every_fact_says_where_it_comes_from_in_every_language() {
        for language in Language::ALL {
            for fact in facts(Words::new(language)) {
                let manual = fact.source.ends_with("(7)");
                assert!(manual || fact.source.starts_with("/proc/"), "{fact:?}");
                assert!(!fact.name.is_empty(), "{fact:?}");
            }
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_tells_what_it_allows() {
        let facts = facts(Words::default());
        for name in [0, 1, 2, 6].map(|at| &facts[at]) {
            assert!(name.value.is_some(), "{name:?}");
        }
        let (all, sockets) = descriptors().unwrap();
        assert!(sockets <= all && 3 <= all);
    }
}
