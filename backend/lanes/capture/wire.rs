//! The packet socket on loopback: what passes its filter, and which of that is the session's.

use std::{
    collections::BTreeSet,
    io,
    net::SocketAddr,
    task::{Context, Poll},
    time::Duration,
};

use socket2::SockFilter;
use tokio::io::{Interest, unix::AsyncFd};

use super::{
    filter::{Instruction, program},
    parked::Parked,
};
use crate::{
    command::Protocol,
    dissect,
    lanes::{
        book::Book,
        frame::{Ends, Frame},
    },
    node::On,
    segment::{Fate, Headers, Segment},
    sys::{
        BATCH,
        packet::{PacketSocket, Raw},
    },
};

/// A packet socket on the loopback interface.
///
/// The kernel's filter lets through the ports of the session's sockets, so that other traffic costs
/// nothing. A port is not enough to know whose a frame is: what comes through is then looked up by
/// its addresses. Where a socket without an address is about to connect or to send, the port of its
/// peer passes too, and frames wait until the kernel has said which address the socket got.
#[derive(Debug)]
pub(crate) struct Capture {
    wire: AsyncFd<PacketSocket>,
    /// The page's own port, which never passes: what is shown of it would make more of it.
    own_port: u16,
    /// What the kernel's filter lets pass.
    passing: BTreeSet<u16>,
    /// The ports of the session's sockets.
    local: BTreeSet<u16>,
    parked: Parked,
    raw: Vec<Raw>,
    /// How many drops were told.
    told: u64,
    /// Frames came since drops were counted.
    came: bool,
}

impl Capture {
    /// A packet socket that lets nothing pass yet; `EPERM` without `CAP_NET_RAW`.
    pub(crate) fn open(own_port: u16) -> io::Result<Self> {
        let mut socket = PacketSocket::closed()?;
        socket.keep(Segment::KEPT);
        // Before Linux 4.20 there is no such option; then the copies are thrown away here.
        let _ = socket.ignore_outgoing();
        socket.filter(&assembled(&BTreeSet::new(), own_port))?;
        socket.bind(LOOPBACK)?;
        Ok(Self {
            wire: socket.watch()?,
            own_port,
            passing: BTreeSet::new(),
            local: BTreeSet::new(),
            parked: Parked::default(),
            raw: Vec::new(),
            told: 0,
            came: false,
        })
    }

    /// A socket that has no address yet is about to connect or to send there.
    pub(crate) fn expect(&mut self, protocol: Protocol, to: SocketAddr) {
        self.parked.expect(protocol, to);
        self.pass();
    }

    /// The session's sockets are there now.
    pub(crate) fn update(&mut self, book: &Book) {
        let local = book.places().filter(|(_, place)| place.on == On::Host && place.counts());
        let local: BTreeSet<u16> = local.map(|(_, place)| place.local.port()).collect();
        if local != self.local {
            self.local = local;
            self.pass();
        }
    }

    /// Tells the kernel which ports pass, if they are others than before.
    fn pass(&mut self) {
        let ports: BTreeSet<u16> = self.local.iter().copied().chain(self.parked.ports()).collect();
        if ports == self.passing {
            return;
        }
        match self.wire.get_ref().filter(&assembled(&ports, self.own_port)) {
            Ok(()) => self.passing = ports,
            Err(error) => tracing::warn!(%error, "the kernel did not take a filter"),
        }
    }

    /// Whether frames are there.
    pub(crate) fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        // An error means that the reactor is gone, and with it everything else.
        self.wire.poll_read_ready(context).map(|_| ())
    }

    /// Takes what is there.
    pub(crate) fn take(
        &mut self,
        now: Duration,
        book: &Book,
        numbers: &mut u64,
        frames: &mut Vec<Frame>,
    ) {
        let mut keep = |frame: Frame| {
            *numbers += 1;
            frames.push(Frame { number: *numbers, ..frame });
        };
        let belongs = |headers: &Headers| ends(book, headers).is_some() || quotes(book, headers);
        self.parked.settle(|frame| belongs(&frame.headers), &mut keep);
        self.receive();
        // Processors stamp frames before they queue them, each for itself.
        self.raw.sort_by_key(|raw| raw.at);
        for raw in self.raw.drain(..).filter(|raw| !raw.outgoing) {
            let headers = dissect::headers(&raw.bytes);
            let ends = ends(book, &headers);
            let belongs = ends.is_some() || quotes(book, &headers);
            let frame = Frame {
                number: 0,
                on: On::Host,
                captured: raw.at,
                bytes: raw.bytes,
                len: raw.len,
                headers,
                fate: Fate::ARRIVED,
                reached: Vec::new(),
                ends,
            };
            match belongs {
                true => keep(frame),
                false => self.parked.park(now, frame),
            }
        }
        if self.parked.forget(now) {
            self.pass();
        }
    }

    /// Reads until nothing is there, or the turn has enough.
    fn receive(&mut self) {
        let socket = self.wire.get_ref();
        for _ in 0..BATCHES {
            match socket.receive(&mut self.raw) {
                Ok(count) => {
                    self.came = true;
                    if count < BATCH {
                        break;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                // Such as ENETDOWN: it is said once, and frames may come again.
                Err(error) => return tracing::warn!(%error, "a packet socket failed"),
            }
        }
        // The reactor learns this way that nothing is there; what came in between is taken too. It
        // costs no call where the reactor has not heard of frames yet.
        let again = self.wire.try_io(Interest::READABLE, |socket| socket.receive(&mut self.raw));
        self.came |= again.is_ok();
    }

    /// How many frames were lost since this was last asked, because the buffer was full.
    pub(crate) fn missed(&mut self) -> u64 {
        if !std::mem::take(&mut self.came) {
            return 0;
        }
        let total = self.wire.get_ref().drops();
        total - std::mem::replace(&mut self.told, total)
    }
}

/// The sockets that sent it and that it is for, if one of them is the session's.
fn ends(book: &Book, headers: &Headers) -> Option<Ends> {
    let (protocol, from, to) = match headers {
        Headers::Tcp(tcp) => (Protocol::Tcp, tcp.from, tcp.to),
        Headers::Udp { from, to, .. } => (Protocol::Udp, *from, *to),
        Headers::Arp(_) | Headers::Icmp(_) | Headers::Other { .. } => return None,
    };
    pair(book, protocol, from, to)
}

fn pair(book: &Book, protocol: Protocol, from: SocketAddr, to: SocketAddr) -> Option<Ends> {
    let sender = book.find(On::Host, protocol, from, Some(to));
    let receiver = book.find(On::Host, protocol, to, Some(from));
    sender.or(receiver).map(|_| (sender, receiver))
}

/// Whether it is an ICMP message about a packet that is the session's.
fn quotes(book: &Book, headers: &Headers) -> bool {
    let Headers::Icmp(icmp) = headers else { return false };
    icmp.about.is_some_and(|(protocol, from, to)| pair(book, protocol, from, to).is_some())
}

fn assembled(ports: &BTreeSet<u16>, own_port: u16) -> Vec<SockFilter> {
    let filter = |Instruction { code, jt, jf, k }| SockFilter::new(code, jt, jf, k);
    program(ports, own_port).into_iter().map(filter).collect()
}

/// The loopback interface.
const LOOPBACK: &str = "lo";

/// So many batches are read in one turn; the rest waits for the next one.
const BATCHES: usize = 8;
