//! A SYN that the kernel kept for whoever accepted its connection.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;

use super::{Lanes, News, wall};
use crate::{
    command::Protocol,
    dissect::headers_of_packet,
    event::Event,
    id::SocketId,
    node::On,
    segment::{Fate, Headers, Segment, Source},
};

impl Lanes {
    /// Makes a segment of it, where no wire has shown it already; a lab's always has.
    pub(crate) fn saved_syn(
        &mut self,
        now: Duration,
        on: On,
        socket: SocketId,
        packet: &Bytes,
        news: &mut News,
    ) {
        let headers = headers_of_packet(packet);
        let Headers::Tcp(tcp) = &headers else { return };
        if on != On::Host || self.switches.wire || !self.switches.kernel {
            return;
        }
        self.numbers += 1;
        let sender = self.book.find(On::Host, Protocol::Tcp, tcp.from, Some(tcp.to));
        // By the same clock as captured frames, which may follow when the wire is switched on.
        let captured = wall();
        let seen = self.conversations.see(captured, On::Host, &headers);
        let segment = Segment {
            number: self.numbers,
            source: Source::SavedSyn,
            on: On::Host,
            captured,
            frame: packet.clone(),
            frame_len: u32::try_from(packet.len()).unwrap_or(u32::MAX),
            headers,
            sender,
            receiver: Some(socket),
            stream: seen.stream,
            relative: seen.relative,
            marks: seen.marks,
            fate: Fate::ARRIVED,
            reached: Vec::new(),
        };
        news.push((now, Some(socket), Event::Segment(Arc::new(segment))));
    }
}
