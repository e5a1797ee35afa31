//! A frame as a packet socket gave it, before anybody has looked at it in its conversation.

use std::time::Duration;

use bytes::Bytes;

use crate::{
    id::SocketId,
    node::{Node, On},
    segment::{Fate, Headers, Segment},
};

/// A frame that was seen.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Its number among the frames of the session, from 1.
    pub(crate) number: u64,
    /// Where it was seen.
    pub(crate) on: On,
    /// The kernel's timestamp, since 1970.
    pub(crate) captured: Duration,
    /// Its bytes from the Ethernet header on, as far as they were read.
    pub(crate) bytes: Bytes,
    /// How long it was, in bytes.
    pub(crate) len: u32,
    /// What its headers say.
    pub(crate) headers: Headers,
    /// What the wire did with it.
    pub(crate) fate: Fate,
    /// The nodes that it was put on to.
    pub(crate) reached: Vec<Node>,
    /// The sockets at its ends, where they were looked up already.
    pub(crate) ends: Option<Ends>,
}

/// The sockets that sent a frame and that it is for.
pub(crate) type Ends = (Option<SocketId>, Option<SocketId>);

impl Frame {
    /// What a journal keeps of it; of a longer one, without the memory of the rest.
    pub(crate) fn kept(&self) -> Bytes {
        match self.bytes.get(..Segment::KEPT) {
            Some(head) if Segment::KEPT < self.bytes.len() => Bytes::copy_from_slice(head),
            Some(_) | None => self.bytes.clone(),
        }
    }
}
