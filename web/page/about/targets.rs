//! Where sockets may go: what the rules say about an example of each kind of address.

use std::net::SocketAddr;

use backend::{
    command::Protocol,
    policy::{Class, Policy},
};

use crate::words::Words;

/// One kind of address.
#[derive(Clone, Debug)]
pub(super) struct Target {
    /// The kind, in the words of the reader.
    pub(super) class: &'static str,
    /// An address of that kind.
    pub(super) example: String,
    /// Whether a socket may connect or send there.
    pub(super) connect: bool,
    /// Whether a socket may be bound there.
    pub(super) bind: bool,
}

/// Asks the rules about every example.
pub(super) fn all(words: Words, rules: &Policy) -> Vec<Target> {
    let ask = |example: &str| {
        let address: SocketAddr = example.parse().ok()?;
        let class = Class::of(address.ip(), rules);
        Some(Target {
            class: words.t(&format!("class-{}", class.wire())),
            example: address.ip().to_string(),
            connect: rules.peer(address).is_ok(),
            bind: rules.local(Protocol::Tcp, address).is_ok(),
        })
    };
    EXAMPLES.into_iter().filter_map(ask).collect()
}

/// The addresses that documents use for each kind, most wanted first.
const EXAMPLES: [&str; 12] = [
    "127.0.0.1:8888",
    "192.168.1.10:8888",
    "1.1.1.1:8888",
    "0.0.0.0:8888",
    "169.254.7.7:8888",
    "169.254.169.254:8888",
    "224.0.0.251:8888",
    "255.255.255.255:8888",
    "100.64.0.1:8888",
    "192.0.2.1:8888",
    "198.18.0.1:8888",
    "240.0.0.1:8888",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_example_is_of_another_kind() {
        let targets = all(Words::default(), &Policy::default());
        let kinds: BTreeSet<&str> = targets.iter().map(|target| target.class).collect();
        assert_eq!((targets.len(), kinds.len()), (12, 12), "{targets:?}");
        assert!(targets[0].connect && targets[0].bind);
        assert!(!targets[5].connect && !targets[6].connect);
    }
}
