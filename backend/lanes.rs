//! What is seen beside the calls: the kernels' tables, this machine's loopback, and the lab's wire.
//!
//! It belongs to the actor, which lets it speak at the end of every turn, before the turn is written
//! down. A frame that a call caused lies in a packet socket before the call returns, and it carries
//! the kernel's time; so the journal has it in its place.

use std::{
    future::poll_fn,
    net::SocketAddr,
    sync::Arc,
    task::Poll,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

pub(crate) use self::lab::{Factory, Labs};
use self::{book::Book, capture::Capture, frame::Frame, lab::Lab, sampler::Sampler};
use crate::{
    allowed,
    command::Protocol,
    conversation::Conversations,
    event::{Event, Note},
    id::SocketId,
    lab::{LabCommand, LabEvent, LabView, Net},
    node::{Node, On},
    policy::Refusal,
    segment::{Outcome, Segment, Source},
    view::{Lanes as Switches, SocketView},
};

pub(crate) mod book;
pub(crate) mod capture;
mod ends;
mod file;
pub(crate) mod frame;
#[cfg(target_os = "linux")]
pub(crate) mod lab;
#[cfg(not(target_os = "linux"))]
#[path = "lanes/no_lab.rs"]
pub(crate) mod lab;
pub(crate) mod sampler;
mod syn;

/// Events that are not written down yet: since the session began, whose, and what.
pub(crate) type News = Vec<(Duration, Option<SocketId>, Event)>;

/// The lanes of one session.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    /// Where labs come from.
    labs: Arc<Labs>,
    /// The page's own port, which is never captured.
    own_port: u16,
    switches: Switches,
    book: Book,
    conversations: Conversations,
    /// Those of the file that was put in last.
    filed: Conversations,
    sampler: Option<Sampler>,
    capture: Option<Capture>,
    lab: Option<Lab>,
    /// How many frames were numbered.
    numbers: u64,
    frames: Vec<Frame>,
    /// How many frames may be taken and put on before the sockets have their turn.
    room: usize,
    /// When the last event was written down; nothing is written down before it.
    floor: Duration,
    /// When the lab's view was last made, if frames came since then it is old.
    viewed: Duration,
    stale: bool,
}

impl Lanes {
    /// Nothing is watched yet.
    pub(crate) fn new(labs: Arc<Labs>, own_port: u16) -> Self {
        Self { labs, own_port, room: MOST_AT_ONCE, ..Self::default() }
    }

    /// Which lanes are on.
    pub(crate) fn switches(&self) -> Switches {
        self.switches
    }

    /// Switches lanes on and off.
    pub(crate) fn watch(
        &mut self,
        now: Duration,
        kernel: Option<bool>,
        wire: Option<bool>,
        news: &mut News,
    ) -> Result<(), Refusal> {
        if let Some(on) = wire.filter(|on| *on != self.switches.wire) {
            self.capture = if on {
                let mut capture = Capture::open(self.own_port).map_err(allowed::capture_refused)?;
                capture.update(&self.book);
                Some(capture)
            } else {
                None
            };
            self.switches.wire = on;
            news.push((now, None, Event::Noted(Note::WatchingWire { on })));
        }
        if let Some(on) = kernel.filter(|on| *on != self.switches.kernel) {
            self.switches.kernel = on;
            if let Err(refusal) = self.follow_switch(now) {
                self.switches.kernel = false;
                return Err(refusal);
            }
            news.push((now, None, Event::Noted(Note::WatchingKernel { on })));
        }
        Ok(())
    }

    /// Samples are taken where they were asked for, and wherever there is a lab.
    fn follow_switch(&mut self, now: Duration) -> Result<(), Refusal> {
        let wanted = self.switches.kernel || self.lab.is_some();
        if !wanted {
            self.sampler = None;
        } else if self.sampler.is_none() {
            let refused = |error: std::io::Error| Refusal::NoSamples { error: error.into() };
            self.sampler = Some(Sampler::new().map_err(refused)?);
        }
        if let Some(sampler) = &mut self.sampler {
            sampler.watch_host(self.switches.kernel);
            sampler.stir(now);
        }
        Ok(())
    }

    /// Does what a user asks of the lab. Its sockets are closed already where it ends.
    pub(crate) fn command(
        &mut self,
        now: Duration,
        command: LabCommand,
        news: &mut News,
    ) -> Result<(), Refusal> {
        match command {
            LabCommand::End => {
                if self.lab.is_none() {
                    return Err(Refusal::NoLab);
                }
                self.end_lab(now, news);
                Ok(())
            }
            LabCommand::Start { net } => {
                if self.lab.is_some() {
                    self.end_lab(now, news);
                }
                self.start_lab(now, net)
            }
            other @ (LabCommand::Decide { .. }
            | LabCommand::Impair { .. }
            | LabCommand::Knob { .. }
            | LabCommand::Rule(_)
            | LabCommand::Unrule { .. }) => {
                let lab = self.lab.as_mut().ok_or(Refusal::NoLab)?;
                self.stale = true;
                lab.command(now, other, news)
            }
        }
    }

    /// Whoever makes the sockets of a node. Without a lab one begins: a wire between two hosts, or
    /// for a third one a switch.
    pub(crate) fn factory(&mut self, now: Duration, node: Node) -> Result<Factory, Refusal> {
        if self.lab.is_none() {
            let net = if Net::Link.nodes().contains(&node) { Net::Link } else { Net::Switch };
            self.start_lab(now, net)?;
        }
        let lab = self.lab.as_ref().ok_or(Refusal::NoLab)?;
        lab.expect(Some(node))?;
        Ok(lab.factory())
    }

    fn start_lab(&mut self, now: Duration, net: Net) -> Result<(), Refusal> {
        self.lab = Some(Lab::start(net, &self.labs)?);
        self.stale = true;
        // A lab goes without samples where its kernel gives none.
        if let Err(refusal) = self.follow_switch(now) {
            tracing::warn!(%refusal, "a lab is not sampled");
        }
        Ok(())
    }

    fn end_lab(&mut self, now: Duration, news: &mut News) {
        let frames = self.lab.take().map_or(0, |lab| lab.waiting());
        if let Some(sampler) = &mut self.sampler {
            sampler.remove_labs();
        }
        // A sampler that only the lab needed goes with it; closing it cannot fail.
        let _ = self.follow_switch(now);
        self.stale = true;
        news.push((now, None, Event::Lab(Box::new(LabEvent::Ended { frames }))));
    }

    /// The network of the lab, if there is one.
    pub(crate) fn net(&self) -> Option<Net> {
        self.lab.as_ref().map(Lab::net)
    }

    /// A socket that has no address yet is about to connect or to send there.
    pub(crate) fn expect(&mut self, on: On, protocol: Protocol, to: SocketAddr) {
        if let (On::Host, Some(capture)) = (on, &mut self.capture) {
            capture.expect(protocol, to);
        }
    }

    /// Whether anything is watched; otherwise nobody has to say where sockets are.
    pub(crate) fn watching(&self) -> bool {
        self.capture.is_some() || self.sampler.is_some() || self.lab.is_some()
    }

    /// Whether a turn has to be told of, or something is to be shown for the last time.
    pub(crate) fn awake(&self) -> bool {
        self.stale || self.watching()
    }

    /// Notes where every socket is, before something begins to be watched.
    pub(crate) fn learn<'a>(&mut self, views: impl Iterator<Item = (SocketId, &'a SocketView)>) {
        if !self.watching() {
            self.book = Book::default();
            for (id, view) in views {
                self.book.update(id, Some(view));
            }
        }
    }

    /// Notes where a socket is now.
    pub(crate) fn update(&mut self, id: SocketId, view: Option<&SocketView>) {
        if let (true, Some(capture)) = (self.book.update(id, view), &mut self.capture) {
            capture.update(&self.book);
        }
    }

    /// Waits until a wire has something to say.
    pub(crate) async fn ready(&mut self) {
        poll_fn(|context| {
            let spent = (self.room == 0).then_some(Poll::Ready(()));
            let host = self.capture.as_mut().map(|capture| capture.poll_ready(context));
            let lab = self.lab.as_mut().map(|lab| lab.poll_ready(context));
            let ready = [spent, host, lab].into_iter().flatten().any(|poll| poll.is_ready());
            if ready { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    /// Lets the sockets have their turn, which share the thread, where frames never run dry.
    pub(crate) async fn rest(&mut self) {
        if self.room < MOST_AT_ONCE / 2 {
            tokio::task::yield_now().await;
            self.room = MOST_AT_ONCE;
        }
    }

    /// Whether anybody has to be waited for.
    pub(crate) fn wait(&self) -> bool {
        self.capture.is_some() || self.lab.is_some()
    }

    /// When [`Lanes::gather`] wants to be called, since the session began.
    pub(crate) fn due(&self) -> Option<Duration> {
        let lab = self.lab.as_ref().filter(|_| 0 < self.room);
        let view = lab.filter(|_| self.stale).map(|_| self.viewed + VIEW);
        let sampler = self.sampler.as_ref().and_then(Sampler::due);
        [lab.and_then(Lab::due), view, sampler].into_iter().flatten().min()
    }

    /// Takes what the wires and the kernels have to say, and puts it where it belongs among the news.
    /// `began` is when the session did, since 1970: by that clock packet sockets stamp their frames.
    /// What the relay puts on is answered in the same turn, after `now`; `clock` says when it is then.
    pub(crate) fn gather(
        &mut self,
        began: Duration,
        now: Duration,
        clock: impl Fn() -> Duration,
        news: &mut News,
    ) {
        let stirred = !news.is_empty();
        if let Some(capture) = &mut self.capture {
            capture.take(now, &self.book, &mut self.numbers, &mut self.frames);
            self.room = self.room.saturating_sub(self.frames.len());
            let frames = capture.missed();
            if 0 < frames {
                news.push((now, None, Event::Missed { frames }));
            }
        }
        if let Some(lab) = &mut self.lab {
            lab.take(now, &mut self.room, &mut self.numbers, &mut self.frames, news);
            self.stale |= lab.changed();
            for (on, tables) in lab.tables() {
                if let Some(sampler) = &mut self.sampler {
                    sampler.add(on, tables);
                }
            }
        }
        let came = !self.frames.is_empty();
        let now = if came { now.max(clock()) } else { now };
        if came {
            self.describe(began, now, news);
            news.sort_by_key(|(at, ..)| *at);
        }
        if let Some(sampler) = &mut self.sampler {
            if stirred || came {
                sampler.stir(now);
            }
            if sampler.due().is_some_and(|at| at <= now) {
                sampler.sample(now, &self.book, news);
            }
        }
        self.book.turned();
        self.floor = news.last().map_or(self.floor, |(at, ..)| *at);
    }

    /// Makes segments of the frames that came.
    fn describe(&mut self, began: Duration, now: Duration, news: &mut News) {
        let mut frames = std::mem::take(&mut self.frames);
        // Several ends of a wire were read one after another; what follows from a segment follows
        // from those before it in time.
        frames.sort_by_key(|frame| frame.captured);
        for frame in frames.drain(..) {
            let at = frame.captured.saturating_sub(began).clamp(self.floor.min(now), now);
            let seen = self.conversations.see(frame.captured, frame.on, &frame.headers);
            let (sender, receiver) = self.ends(&frame);
            self.stale |= frame.on != On::Host;
            let kept = frame.kept();
            let segment = Segment {
                number: frame.number,
                source: Source::Packet,
                on: frame.on,
                captured: frame.captured,
                frame: kept,
                frame_len: frame.len,
                headers: frame.headers,
                sender,
                receiver,
                stream: seen.stream,
                relative: seen.relative,
                marks: seen.marks,
                fate: frame.fate,
                reached: frame.reached,
            };
            news.push((at, sender.or(receiver), Event::Segment(Arc::new(segment))));
        }
        // Its room is for the next turn.
        self.frames = frames;
    }

    /// The lab as it is now, if what was last shown of it is old; `Some(None)` when it is gone.
    pub(crate) fn view(&mut self, now: Duration, news: &News) -> Option<Option<LabView>> {
        let told = news.iter().any(|(_, _, event)| {
            matches!(event, Event::Lab(_))
                || matches!(event, Event::Segment(segment) if segment.fate.outcome == Outcome::Held)
        });
        let old = self.stale && self.viewed + VIEW <= now;
        if !(told || old) {
            return None;
        }
        self.stale = false;
        self.viewed = now;
        Some(self.lab.as_ref().map(Lab::view))
    }
}

/// The time since 1970, by which packet sockets stamp their frames.
pub(crate) fn wall() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// How old the lab's picture may be while frames go by.
const VIEW: Duration = Duration::from_millis(500);

/// How many frames are taken and put on before the sockets have their turn. The receive buffer that
/// Linux gives to a UDP socket (`net.core.rmem_default`) takes 90 datagrams that fill a frame, or 270
/// small ones; what is left waits in the packet sockets, which have far more room.
const MOST_AT_ONCE: usize = 128;

#[cfg(test)]
mod tests;
