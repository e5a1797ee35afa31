//! The lab of a session: its helper process, its sockets, and its wire.

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    sync::{Semaphore, mpsc, oneshot},
    task::JoinSet,
};

pub(crate) use self::process::Labs;
use self::{
    line::{Ask, Line, Told, Waits},
    process::Permit,
    wire::End,
};
use super::{News, frame::Frame, sampler::Tables};
use crate::{
    command::{Family, Protocol},
    dissect,
    event::Event,
    lab::{
        Decision, KNOBS, LabCommand, LabEvent, Net, Rule, Stage,
        message::Neighbor,
        relay::{Port, Relay},
    },
    node::{Node, On},
    policy::Refusal,
    sys::packet::Raw,
    transport::Made,
};

mod heard;
mod line;
mod picture;
mod process;
mod wire;

/// A lab.
#[derive(Debug)]
pub(crate) struct Lab {
    net: Net,
    relay: Relay,
    ends: Vec<End>,
    /// What is being decided; empty between turns.
    round: Vec<(Port, Raw)>,
    asks: mpsc::UnboundedSender<Ask>,
    /// How many settings may still wait for the helper.
    settings: Arc<Semaphore>,
    told: mpsc::UnboundedReceiver<Told>,
    /// What the helper said while waiting.
    heard: Vec<Told>,
    tables: Vec<(On, Tables)>,
    stage: Stage,
    neighbors: Vec<(Node, Vec<Neighbor>)>,
    knobs: Vec<(Node, &'static str, String)>,
    /// The largest IP packets, as far as anybody set them.
    mtus: Vec<(Node, u32)>,
    /// When the ARP tables were last asked for, and whether frames came since then.
    asked: Duration,
    stirred: bool,
    changed: bool,
    /// How many bytes its frames may take.
    room: usize,
    /// They end with the lab, and the helper with them.
    _line: JoinSet<()>,
    _permit: Permit,
}

/// Whoever makes sockets on the hosts of a lab.
#[derive(Clone, Debug)]
pub(crate) struct Factory {
    asks: mpsc::UnboundedSender<Ask>,
}

impl Factory {
    /// `socket(2)` on that host; waits until it came back.
    pub(crate) async fn socket(
        &self,
        node: Node,
        protocol: Protocol,
        family: Family,
    ) -> Result<Made, Refusal> {
        let (reply, answer) = oneshot::channel();
        let ask = Ask::Socket { node, protocol, family, reply };
        self.asks.send(ask).map_err(|_| Refusal::LabBroke)?;
        answer.await.map_err(|_| Refusal::LabBroke)?
    }
}

impl Lab {
    /// Begins; the hosts are there a little later.
    pub(crate) fn start(net: Net, labs: &Arc<Labs>) -> Result<Self, Refusal> {
        let permit = labs.take()?;
        let (asks, questions) = mpsc::unbounded_channel();
        let (tell, told) = mpsc::unbounded_channel();
        let mut line = JoinSet::new();
        let mut heard = Vec::new();
        match permit.begin() {
            Ok((process, helper)) => {
                line.spawn(Line { net, process, helper, asks: questions, told: tell }.run());
            }
            Err(error) => {
                let step = "execve(lab-host)".to_owned();
                heard.push(Told::Failed { step, error: error.into() });
            }
        }
        Ok(Self {
            net,
            relay: Relay::with_room(net, labs.bytes),
            ends: Vec::new(),
            round: Vec::new(),
            asks,
            settings: Arc::new(Semaphore::new(MOST_SETTINGS)),
            told,
            heard,
            tables: Vec::new(),
            stage: Stage::Beginning,
            neighbors: Vec::new(),
            knobs: Vec::new(),
            mtus: Vec::new(),
            asked: Duration::ZERO,
            stirred: false,
            changed: false,
            room: labs.bytes,
            _line: line,
            _permit: permit,
        })
    }

    pub(crate) fn factory(&self) -> Factory {
        Factory { asks: self.asks.clone() }
    }

    /// Its network.
    pub(crate) fn net(&self) -> Net {
        self.net
    }

    /// Does what a user asks of the wire or of a knob.
    pub(crate) fn command(
        &mut self,
        now: Duration,
        command: LabCommand,
        news: &mut News,
    ) -> Result<(), Refusal> {
        self.expect(None)?;
        let event = match command {
            LabCommand::Decide { frame, decision } => {
                self.relay.check(frame, &decision)?;
                let held = self.relay.decide(now, frame, &decision);
                let held = held.ok_or(Refusal::UnknownFrame { frame })?;
                LabEvent::Decided { frame, decision, held }
            }
            LabCommand::Impair { from, impairment } => {
                self.expect(from)?;
                let waits = self.make_room()?;
                self.relay.impair(from, impairment);
                self.set_mtu(from, impairment.mtu, waits);
                LabEvent::Impaired { from, impairment }
            }
            LabCommand::Knob { node, name, value } => {
                self.expect(node)?;
                if !KNOBS.iter().any(|knob| knob.name == name) {
                    return Err(Refusal::UnknownKnob { name });
                }
                // The event comes with the answer.
                let waits = self.make_room()?;
                self.ask(Ask::Knob { node, name, value, waits });
                return Ok(());
            }
            LabCommand::Rule(rule) => {
                self.expect(rule.matches.from)?;
                if Relay::MOST_RULES <= self.relay.rules().len() {
                    return Err(Refusal::TooManyRules { limit: Relay::MOST_RULES });
                }
                self.rule(rule)
            }
            LabCommand::Unrule { rule } => {
                if let (false, Some(rule)) = (self.relay.unrule(rule), rule) {
                    return Err(Refusal::UnknownRule { rule });
                }
                LabEvent::Unruled { number: rule }
            }
            // Whoever has the lab does this.
            LabCommand::End | LabCommand::Start { .. } => return Ok(()),
        };
        news.push((now, None, Event::Lab(Box::new(event))));
        Ok(())
    }

    fn rule(&mut self, rule: Rule) -> LabEvent {
        LabEvent::Ruled { number: self.relay.rule(rule.clone()), rule }
    }

    /// Whether it goes on, and has such a node.
    pub(crate) fn expect(&self, node: Option<Node>) -> Result<(), Refusal> {
        if matches!(self.stage, Stage::Broken(_)) {
            return Err(Refusal::LabBroke);
        }
        match node {
            Some(node) if !self.net.nodes().contains(&node) => {
                Err(Refusal::NoHost { name: node.wire().to_owned() })
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Makes room for one setting; so sockets do not wait long behind them.
    fn make_room(&self) -> Result<Waits, Refusal> {
        let full = |_| Refusal::TooManySettings { limit: MOST_SETTINGS };
        Arc::clone(&self.settings).try_acquire_owned().map(Waits).map_err(full)
    }

    fn set_mtu(&mut self, node: Option<Node>, mtu: u32, waits: Waits) {
        let nodes = node.as_ref().map_or_else(|| self.net.nodes(), std::slice::from_ref);
        let mut changed = false;
        for node in nodes {
            match self.mtus.iter_mut().find(|(other, _)| other == node) {
                Some((_, now)) => changed |= std::mem::replace(now, mtu) != mtu,
                None => {
                    changed |= mtu != ETHERNET;
                    self.mtus.push((*node, mtu));
                }
            }
        }
        if changed {
            self.ask(Ask::Mtu { node, value: mtu, waits });
        }
    }

    fn ask(&self, ask: Ask) {
        // Where nobody answers, that was said already.
        let _ = self.asks.send(ask);
    }

    /// Whether frames are there, or the helper has something to say.
    pub(crate) fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while let Poll::Ready(Some(told)) = self.told.poll_recv(context) {
            self.heard.push(told);
        }
        // Every end is asked, so that every one wakes.
        let ready =
            self.ends.iter_mut().filter_map(|end| end.poll_ready(context).is_ready().then_some(()));
        let ready = 0 < ready.count() || !self.heard.is_empty();
        if ready { Poll::Ready(()) } else { Poll::Pending }
    }

    /// Takes what is there and puts on what is due, as long as there is room.
    pub(crate) fn take(
        &mut self,
        now: Duration,
        room: &mut usize,
        numbers: &mut u64,
        frames: &mut Vec<Frame>,
        news: &mut News,
    ) {
        while let Ok(told) = self.told.try_recv() {
            self.heard.push(told);
        }
        for told in std::mem::take(&mut self.heard) {
            self.hear(now, told, news);
        }
        let before = frames.len();
        let mut unsent = self.put_on(now, room, news);
        while 0 < *room {
            let round = frames.len();
            self.relay_round(now, numbers, frames);
            if frames.len() == round {
                break;
            }
            *room = room.saturating_sub(frames.len() - round);
            unsent |= self.put_on(now, room, news);
        }
        while let Some((frame, held)) = self.relay.pushed() {
            let decided = LabEvent::Decided { frame, decision: Decision::Deliver, held };
            news.push((now, None, Event::Lab(Box::new(decided))));
        }
        if before < frames.len() || unsent {
            self.stirred = true;
            self.count_lost(now, news);
        }
        if self.stirred && self.asked + OFTEN <= now {
            self.stirred = false;
            self.asked = now;
            self.ask(Ask::Neighbors);
        }
    }

    /// Takes a batch of every end, and decides the frames in the order of the kernel's timestamps.
    /// What is later than the end of a full batch waits for what else that end has.
    fn relay_round(&mut self, now: Duration, numbers: &mut u64, frames: &mut Vec<Frame>) {
        let known = self.ends.iter_mut().map(End::read).min().unwrap_or(Duration::MAX);
        for end in &mut self.ends {
            self.round.extend(end.take(known));
        }
        self.round.sort_by_key(|(_, raw)| raw.at);
        for (port, raw) in self.round.drain(..) {
            *numbers += 1;
            let headers = dissect::headers(&raw.bytes);
            let (fate, reached) =
                self.relay.frame(now, *numbers, port, raw.bytes.clone(), &headers);
            frames.push(Frame {
                number: *numbers,
                on: On::Lab(port.node),
                captured: raw.at,
                bytes: raw.bytes,
                len: raw.len,
                headers,
                fate,
                reached,
                ends: None,
            });
        }
    }

    /// Puts on what is due, as long as there is room; whether the kernel did not take some of it.
    fn put_on(&mut self, now: Duration, room: &mut usize, news: &mut News) -> bool {
        let mut unsent = false;
        while 0 < *room
            && let Some((frame, port, bytes)) = self.relay.poll(now)
        {
            *room -= 1;
            let end = self.ends.iter().find(|end| end.port == port);
            if let Some(Err(error)) = end.map(|end| end.send(&bytes)) {
                unsent = true;
                self.relay.lost(1);
                let event = LabEvent::Unsent { frame, to: port.node, error: error.into() };
                news.push((now, None, Event::Lab(Box::new(event))));
            }
        }
        unsent
    }

    fn count_lost(&mut self, now: Duration, news: &mut News) {
        let lost = self.ends.iter_mut().map(End::lost).sum::<u64>();
        if 0 < lost {
            self.relay.lost(lost);
            news.push((now, None, Event::Missed { frames: lost }));
        }
    }

    /// How many frames are held or on their way.
    pub(crate) fn waiting(&self) -> u64 {
        self.relay.waiting()
    }

    /// When it wants to be asked again: the next frame wants to be put on, or a table may be old.
    pub(crate) fn due(&self) -> Option<Duration> {
        let tables = self.stirred.then_some(self.asked + OFTEN);
        self.relay.due().into_iter().chain(tables).min()
    }

    /// Where its kernels tell of their sockets, once, when they are there.
    pub(crate) fn tables(&mut self) -> Vec<(On, Tables)> {
        std::mem::take(&mut self.tables)
    }

    /// Whether there is more to see than when this was last asked.
    pub(crate) fn changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }
}

/// How often ARP tables are asked for while frames come.
const OFTEN: Duration = Duration::from_secs(1);

/// How many settings wait for the helper.
const MOST_SETTINGS: usize = 64;

/// The MTU that interfaces begin with.
const ETHERNET: u32 = 1500;
