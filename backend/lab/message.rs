//! What a lab's helper process is asked and what it answers, as bytes; descriptors travel beside them.

use std::{net::Ipv4Addr, time::Duration};

use crate::{
    command::{Family, Protocol},
    errno::OsError,
    lab::Net,
    node::Node,
};

/// What a helper is asked; it answers one after another, in order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Request {
    /// Make the namespaces. The first request, and only the first.
    Begin { net: Net },
    /// Set a knob, and read it back.
    Knob { node: Node, name: String, value: String },
    /// Read every knob.
    Knobs { node: Node },
    /// Set the MTU of a node's interfaces.
    Mtu { node: Node, value: u32 },
    /// Read a node's ARP table.
    Neighbors { node: Node },
    /// Make a socket; its descriptor comes beside [`Answer::Socket`].
    Socket { node: Node, protocol: Protocol, family: Family },
}

/// What a helper answers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Answer {
    /// It is done.
    Done,
    /// A step failed; what it was, as its man page writes it.
    Failed { step: String, error: OsError },
    /// The ARP table.
    Neighbors(Vec<Neighbor>),
    /// Every node is there. Beside it: a packet socket for each of [`Net::wires`], and then for each
    /// of [`Net::hosts`] a `NETLINK_SOCK_DIAG` socket and its open `/proc/net/netstat`.
    Ready,
    /// `socket(2)` came back, at that time of `CLOCK_MONOTONIC`, with an error or with the descriptor
    /// that is beside this.
    Socket { at: Duration, took: Duration, error: Option<OsError> },
    /// What the knobs are, in the order of [`crate::lab::KNOBS`], or the one that was set.
    Values(Vec<String>),
}

/// An entry of an ARP table.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Neighbor {
    pub(crate) address: Ipv4Addr,
    pub(crate) mac: Option<[u8; 6]>,
    /// The kernel's `NUD_` number (`rtnetlink(7)`).
    pub(crate) state: u16,
}

/// The longest message, in bytes.
pub(crate) const LONGEST: usize = 32 << 10;

/// The most descriptors beside one message.
pub(crate) const MOST_DESCRIPTORS: usize = 32;

impl Request {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Begin { net } => out.extend([0, *net as u8]),
            Self::Knob { node, name, value } => {
                out.extend([1, *node as u8]);
                text(&mut out, name);
                text(&mut out, value);
            }
            Self::Knobs { node } => out.extend([2, *node as u8]),
            Self::Mtu { node, value } => {
                out.extend([3, *node as u8]);
                out.extend(value.to_be_bytes());
            }
            Self::Neighbors { node } => out.extend([4, *node as u8]),
            Self::Socket { node, protocol, family } => {
                out.extend([5, *node as u8, *protocol as u8, *family as u8]);
            }
        }
        out
    }

    /// `None` if nobody here has written it.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut from = Cursor { bytes };
        let request = match from.byte()? {
            0 => Self::Begin { net: one_of(from.byte()?, Net::ALL, |net| net as u8)? },
            1 => Self::Knob { node: from.node()?, name: from.text()?, value: from.text()? },
            2 => Self::Knobs { node: from.node()? },
            3 => Self::Mtu { node: from.node()?, value: u32::from_be_bytes(from.take()?) },
            4 => Self::Neighbors { node: from.node()? },
            5 => Self::Socket {
                node: from.node()?,
                protocol: one_of(from.byte()?, [Protocol::Tcp, Protocol::Udp], |it| it as u8)?,
                family: one_of(from.byte()?, [Family::Ipv4, Family::Ipv6], |it| it as u8)?,
            },
            _ => return None,
        };
        from.bytes.is_empty().then_some(request)
    }
}

impl Answer {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self {
            Self::Done => out.push(0),
            Self::Failed { step, error } => {
                out.push(1);
                text(&mut out, step);
                out.extend(error.code().to_be_bytes());
            }
            Self::Neighbors(all) => {
                out.push(2);
                for Neighbor { address, mac, state } in all.iter().take(MOST_NEIGHBORS) {
                    out.extend(address.octets());
                    out.extend(mac.unwrap_or_default());
                    out.push(u8::from(mac.is_some()));
                    out.extend(state.to_be_bytes());
                }
            }
            Self::Ready => out.push(3),
            Self::Values(all) => {
                out.push(4);
                all.iter().for_each(|value| text(&mut out, value));
            }
            Self::Socket { at, took, error } => {
                out.push(5);
                for span in [at, took] {
                    out.extend((span.as_nanos() as u64).to_be_bytes());
                }
                out.extend(error.map_or(0, OsError::code).to_be_bytes());
            }
        }
        out
    }

    /// `None` if nobody here has written it.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut from = Cursor { bytes };
        let answer = match from.byte()? {
            0 => Self::Done,
            1 => {
                let step = from.text()?;
                let error = OsError::from_raw(i32::from_be_bytes(from.take()?));
                Self::Failed { step, error }
            }
            2 => {
                let mut all = Vec::new();
                while !from.bytes.is_empty() {
                    let address = Ipv4Addr::from(from.take::<4>()?);
                    let mac: [u8; 6] = from.take()?;
                    let mac = (from.byte()? == 1).then_some(mac);
                    let state = u16::from_be_bytes(from.take()?);
                    all.push(Neighbor { address, mac, state });
                }
                Self::Neighbors(all)
            }
            3 => Self::Ready,
            4 => {
                let mut all = Vec::new();
                while !from.bytes.is_empty() {
                    all.push(from.text()?);
                }
                Self::Values(all)
            }
            5 => {
                let [at, took] = [from.span()?, from.span()?];
                let code = i32::from_be_bytes(from.take()?);
                Self::Socket { at, took, error: (code != 0).then(|| OsError::from_raw(code)) }
            }
            _ => return None,
        };
        from.bytes.is_empty().then_some(answer)
    }
}

/// A text after its length; longer than any real one it is cut.
fn text(out: &mut Vec<u8>, text: &str) {
    let text = &text.as_bytes()[..text.floor_char_boundary(LONGEST_TEXT)];
    out.extend((text.len() as u16).to_be_bytes());
    out.extend(text);
}

fn one_of<T: Copy, const N: usize>(byte: u8, all: [T; N], number: fn(T) -> u8) -> Option<T> {
    all.into_iter().find(|it| number(*it) == byte)
}

/// What is left of a message.
struct Cursor<'a> {
    bytes: &'a [u8],
}

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(*head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take().map(|[byte]| byte)
    }

    fn node(&mut self) -> Option<Node> {
        let all = [Node::A, Node::B, Node::C, Node::D, Node::Router];
        one_of(self.byte()?, all, |node| node as u8)
    }

    fn span(&mut self) -> Option<Duration> {
        Some(Duration::from_nanos(u64::from_be_bytes(self.take()?)))
    }

    fn text(&mut self) -> Option<String> {
        let (text, rest) = self.bytes.get(2..)?.split_at_checked(self.length()?)?;
        let text = String::from_utf8(text.to_vec()).ok()?;
        self.bytes = rest;
        Some(text)
    }

    fn length(&self) -> Option<usize> {
        let (length, _) = self.bytes.split_first_chunk()?;
        Some(u16::from_be_bytes(*length).into())
    }
}

/// The longest text, in bytes.
const LONGEST_TEXT: usize = 1000;

/// The most entries of an ARP table that are told; so many fit into one message.
const MOST_NEIGHBORS: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_arrive_as_they_were_sent() {
        let (name, value) = ("net.ipv4.tcp_sack".to_owned(), "0".to_owned());
        for request in [
            Request::Begin { net: Net::Router },
            Request::Knob { node: Node::B, name, value },
            Request::Knobs { node: Node::D },
            Request::Mtu { node: Node::Router, value: 576 },
            Request::Neighbors { node: Node::C },
            Request::Socket { node: Node::A, protocol: Protocol::Udp, family: Family::Ipv6 },
        ] {
            let bytes = request.encode();
            assert_eq!(Request::decode(&bytes), Some(request));
            for cut in 0..bytes.len() {
                assert_eq!(Request::decode(&bytes[..cut]), None);
            }
            assert_eq!(Request::decode(&[&bytes[..], &[0]].concat()), None);
        }
        assert_eq!(Request::decode(&[0, 9]), None);
        assert_eq!(Request::decode(&[99]), None);
    }

    #[test]
    fn answers_arrive_as_they_were_sent() {
        let neighbor = |mac| Neighbor { address: Ipv4Addr::new(10, 0, 0, 2), mac, state: 0x80 };
        for answer in [
            Answer::Done,
            Answer::Failed {
                step: "unshare(CLONE_NEWNET)".to_owned(),
                error: OsError::from_raw(1),
            },
            Answer::Neighbors(vec![neighbor(Some([2, 0, 0, 0, 0, 11])), neighbor(None)]),
            Answer::Ready,
            Answer::Socket { at: Duration::from_secs(1 << 32), took: Duration::ZERO, error: None },
            Answer::Socket {
                at: Duration::from_nanos(7),
                took: Duration::from_secs(9),
                error: Some(OsError::from_raw(24)),
            },
            Answer::Values(vec!["cubic".to_owned(), String::new(), "1".to_owned()]),
        ] {
            assert_eq!(Answer::decode(&answer.encode()), Some(answer));
        }
        assert_eq!(Answer::decode(&[2, 10]), None);
        assert_eq!(Answer::decode(&[4, 0, 9, b'x']), None);
    }

    /// However much there is to say, one message holds it.
    #[test]
    fn every_answer_fits() {
        let neighbor = Neighbor { address: Ipv4Addr::LOCALHOST, mac: None, state: 1 };
        let many = Answer::Neighbors(vec![neighbor; 5000]);
        assert!(many.encode().len() <= LONGEST);
        assert!(Answer::decode(&many.encode()).is_some());
        let long = Answer::Values(vec!["é".repeat(5000); crate::lab::KNOBS.len()]);
        assert!(long.encode().len() <= LONGEST);
        assert!(Answer::decode(&long.encode()).is_some());
    }
}
