//! The wire of a lab: takes frames, decides what becomes of each, and gives them back when they are due.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use self::{
    chance::Luck,
    lines::{Leaving, Lines, Queued, When, cost},
    rules::Rules,
    switch::{Ports, Switch},
};
use crate::{
    lab::{Action, Counts, Decision, Impairment, Net, Rule},
    node::Node,
    policy::Refusal,
    segment::{Fate, Headers, Loss, Outcome},
};

mod chance;
mod edit;
mod lines;
mod rules;
mod switch;
#[cfg(test)]
mod tests;
mod told;

/// One end of the wire.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Port {
    /// Whose.
    pub node: Node,
    /// The LAN that it is in; the router has a port in each.
    pub lan: u8,
}

/// A relay without sockets and without a clock: the same frames at the same times meet the same fates.
///
/// Every frame goes this way: the rules see it in their order, and the first one that acts decides.
/// A frame that no rule acted on meets chance, as the impairment of its sender says. What is not lost
/// then takes the sender's line (its rate, its delay) and is due at the ports that the LAN's switch
/// or hub chose when the frame came.
///
/// What one port sends arrives in its order, except what was told to be late: frames that a rule
/// delays, that are overtaken by chance, or that were held. A frame that was held goes on at once.
///
/// Times are since the session began.
#[derive(Debug)]
pub struct Relay {
    net: Net,
    ports: Vec<Port>,
    lines: Lines,
    /// By LAN.
    switches: [Switch; 2],
    rules: Rules,
    held: VecDeque<Holding>,
    pushed: VecDeque<(u64, Duration)>,
    counts: Counts,
    /// The latest time that anybody told.
    now: Duration,
}

#[derive(Debug)]
struct Holding {
    from: usize,
    bytes: Bytes,
    number: u64,
    headers: Headers,
    since: Duration,
}

/// A frame that a port sent.
struct Sent {
    number: u64,
    from: usize,
    bytes: Bytes,
}

impl Relay {
    /// How many bytes the frames that are held or on their way may take, if nobody says otherwise.
    pub const MOST_BYTES: usize = 16 << 20;
    /// How many frames can wait for a decision; then the oldest goes on.
    pub const MOST_HELD: usize = 1024;
    /// How many rules there can be.
    pub const MOST_RULES: usize = 64;
    /// How long a frame waits for another one to overtake it.
    pub const PATIENCE: Duration = Duration::from_millis(50);

    /// A wire that does nothing to frames.
    #[must_use]
    pub fn new(net: Net) -> Self {
        Self::with_room(net, Self::MOST_BYTES)
    }

    /// The same, whose frames may take so many bytes; what then comes is lost.
    #[must_use]
    pub fn with_room(net: Net, bytes: usize) -> Self {
        let ports = Self::ports(net);
        Self {
            net,
            lines: Lines::new(ports.len(), bytes),
            switches: [0, 1].map(|lan| Switch::new(net, lan, &ports)),
            ports,
            rules: Rules::default(),
            held: VecDeque::new(),
            pushed: VecDeque::new(),
            counts: Counts::default(),
            now: Duration::ZERO,
        }
    }

    /// The ends of the wire of a network.
    #[must_use]
    pub fn ports(net: Net) -> Vec<Port> {
        let port = |node: &Node| {
            let far = net == Net::Router && matches!(node, Node::C | Node::D);
            Port { node: *node, lan: u8::from(far) }
        };
        let mut ports: Vec<_> = net.nodes().iter().map(port).collect();
        if net == Net::Router {
            ports.push(Port { node: Node::Router, lan: 1 });
        }
        ports
    }

    /// The network.
    #[must_use]
    pub fn net(&self) -> Net {
        self.net
    }

    /// Changes what the wire does to the frames of a node, or of all, and seeds their generators anew.
    /// What is on its way already is then due no later than it would be if it had come just now.
    pub fn impair(&mut self, from: Option<Node>, impairment: Impairment) {
        for (index, port) in self.ports.iter().enumerate() {
            if from.is_none_or(|node| node == port.node) {
                self.lines.impair(self.now, index, impairment);
            }
        }
    }

    /// Adds a rule behind those that are there, and gives its number; whoever calls this sees to it
    /// that there are no more than [`Relay::MOST_RULES`].
    pub fn rule(&mut self, rule: Rule) -> u32 {
        self.rules.add(rule)
    }

    /// Takes a rule away, or all; tells whether there was one of that number. What is held stays held.
    pub fn unrule(&mut self, rule: Option<u32>) -> bool {
        self.rules.remove(rule)
    }

    /// A frame came from a port: decides its fate, and tells the nodes that it will reach.
    ///
    /// A frame that is held has reached nobody yet. [`Fate::after`] of a frame that is to be overtaken
    /// does not know yet how long it will wait for that.
    pub fn frame(
        &mut self,
        now: Duration,
        number: u64,
        from: Port,
        bytes: Bytes,
        headers: &Headers,
    ) -> (Fate, Vec<Node>) {
        self.now = self.now.max(now);
        self.counts.came += 1;
        let Some(index) = self.ports.iter().position(|port| *port == from) else {
            return self.lose(None, Some(Loss::Nowhere));
        };
        let frame = |bytes: &Bytes| Sent { number, from: index, bytes: bytes.clone() };
        if let Some((rule, action)) = self.rules.decide(from.node, headers) {
            let rule = Some(rule);
            return match action {
                Action::Delay(time) => {
                    self.send(now, frame(&bytes), When::Later(time), Outcome::Delivered, rule)
                }
                Action::Drop => self.lose(rule, None),
                Action::Duplicate => {
                    self.send(now, frame(&bytes), When::InOrder, Outcome::Duplicated, rule)
                }
                Action::Hold => {
                    let headers = headers.clone();
                    let held = Holding { from: index, bytes, number, headers, since: now };
                    self.hold(held, rule)
                }
            };
        }
        match self.lines.luck(index) {
            Luck::Corrupted => {
                let flipped = self.lines.flip(index, &bytes);
                self.send(now, frame(&flipped), When::InOrder, Outcome::Corrupted, None)
            }
            Luck::Duplicated => {
                self.send(now, frame(&bytes), When::InOrder, Outcome::Duplicated, None)
            }
            Luck::Lost => self.lose(None, Some(Loss::Chance)),
            Luck::None => self.send(now, frame(&bytes), When::InOrder, Outcome::Delivered, None),
            Luck::Overtaken => {
                self.send(now, frame(&bytes), When::Overtaken, Outcome::Reordered, None)
            }
        }
    }

    /// Decides on a frame that is held, and tells how long it was; `None`: it is not held, or it has no
    /// payload that could be another one.
    ///
    /// An edited frame of TCP can be longer or shorter than it was. Neither end knows: the sender goes
    /// on to count the bytes that it sent, and the receiver counts those that came. From there on their
    /// sequence numbers disagree by the difference, and the connection will not recover. This is why
    /// nothing in the middle of a connection may change its length.
    pub fn decide(&mut self, now: Duration, frame: u64, decision: &Decision) -> Option<Duration> {
        self.now = self.now.max(now);
        let place = self.held.iter().position(|held| held.number == frame)?;
        let edited = match (decision, self.held.get(place)) {
            (Decision::Edit { payload, keep_checksum }, Some(held)) => {
                Some(Bytes::from(edit::edit(&held.bytes, payload, *keep_checksum)?))
            }
            (
                Decision::Deliver | Decision::Drop | Decision::Duplicate | Decision::Edit { .. },
                _,
            ) => None,
        };
        let mut held = self.held.remove(place)?;
        self.lines.free(&held.bytes);
        let since = held.since;
        held.bytes = edited.unwrap_or(held.bytes);
        match decision {
            Decision::Deliver | Decision::Edit { .. } => self.release(now, &held, 1),
            Decision::Drop => self.counts.dropped += 1,
            Decision::Duplicate => self.release(now, &held, 2),
        }
        Some(now.saturating_sub(since))
    }

    /// Whether that can be decided.
    ///
    /// # Errors
    ///
    /// The frame is not held, carries neither TCP nor UDP where its payload should change, the new
    /// payload does not fit into a packet of its sender's interface, or the lab has no room for more.
    pub fn check(&self, frame: u64, decision: &Decision) -> Result<(), Refusal> {
        let held = self.held.iter().find(|held| held.number == frame);
        let held = held.ok_or(Refusal::UnknownFrame { frame })?;
        let fits = |bytes| {
            let limit = self.lines.room();
            if self.lines.fits(bytes) { Ok(()) } else { Err(Refusal::TooMuchQueued { limit }) }
        };
        let payload = match decision {
            Decision::Deliver | Decision::Drop => return Ok(()),
            Decision::Duplicate => return fits(cost(&held.bytes)),
            Decision::Edit { payload, .. } => payload,
        };
        let old = edit::payload(&held.bytes).unwrap_or_default().len();
        fits(payload.len().saturating_sub(old))?;
        let mtu = self.lines.impairments().nth(held.from).unwrap_or_default().mtu;
        let room = edit::room(&held.bytes, mtu).ok_or(Refusal::NoPayload { frame })?;
        if room < payload.len() { Err(Refusal::TooLarge { limit: room }) } else { Ok(()) }
    }

    /// When the next frame is due.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.lines.due()
    }

    /// The next frame that is due: its number, the port that it must be put on, and its bytes.
    pub fn poll(&mut self, now: Duration) -> Option<(u64, Port, Bytes)> {
        self.now = self.now.max(now);
        let Leaving { number, to, bytes, last } = self.lines.poll(now)?;
        self.counts.went += u64::from(last);
        Some((number, *self.ports.get(to)?, bytes))
    }

    /// How many frames are held or on their way.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        (self.held.len() + self.lines.len()) as u64
    }

    /// The next frame that had to go on without a decision, because too many were held, and how long
    /// it had been.
    pub fn pushed(&mut self) -> Option<(u64, Duration)> {
        self.pushed.pop_front()
    }

    /// Counts frames that the relay never saw or could not write.
    pub fn lost(&mut self, frames: u64) {
        self.counts.lost += frames;
    }

    fn lose(&mut self, rule: Option<u32>, why: Option<Loss>) -> (Fate, Vec<Node>) {
        self.counts.dropped += 1;
        self.counts.full += u64::from(matches!(why, Some(Loss::Queue | Loss::Room)));
        (Fate { outcome: Outcome::Dropped, after: Duration::ZERO, rule, why }, Vec::new())
    }

    /// Puts a frame on the line of its sender, once or twice.
    fn send(
        &mut self,
        now: Duration,
        sent: Sent,
        when: When,
        outcome: Outcome,
        rule: Option<u32>,
    ) -> (Fate, Vec<Node>) {
        let Sent { number, from, bytes } = sent;
        let to = self.forward(from, &bytes);
        if to == Ports::default() {
            return self.lose(rule, Some(Loss::Nowhere));
        }
        let queued = || Queued { number, from, to, bytes: bytes.clone() };
        let due = match self.lines.send(now, queued(), when) {
            Ok(due) => due,
            Err(why) => return self.lose(rule, Some(why)),
        };
        let mut outcome = outcome;
        if outcome == Outcome::Duplicated && self.lines.send(now, queued(), when).is_err() {
            outcome = Outcome::Delivered;
        }
        (Fate { outcome, after: due.saturating_sub(now), rule, why: None }, self.nodes(to))
    }

    fn hold(&mut self, holding: Holding, rule: Option<u32>) -> (Fate, Vec<Node>) {
        if !self.lines.fits(cost(&holding.bytes)) {
            return self.lose(rule, Some(Loss::Room));
        }
        if Self::MOST_HELD <= self.held.len()
            && let Some(oldest) = self.held.pop_front()
        {
            let held = holding.since.saturating_sub(oldest.since);
            self.lines.free(&oldest.bytes);
            self.release(holding.since, &oldest, 1);
            self.pushed.push_back((oldest.number, held));
        }
        self.lines.keep(&holding.bytes);
        self.held.push_back(holding);
        let fate = Fate { outcome: Outcome::Held, after: Duration::ZERO, rule, why: None };
        (fate, Vec::new())
    }

    /// Lets a frame that was held go on, so many times.
    fn release(&mut self, now: Duration, held: &Holding, times: u32) {
        let to = self.forward(held.from, &held.bytes);
        if to == Ports::default() {
            self.counts.dropped += 1;
            return;
        }
        for _ in 0..times {
            let Holding { number, from, ref bytes, .. } = *held;
            self.lines.put(now, Queued { number, from, to, bytes: bytes.clone() });
        }
    }

    fn forward(&mut self, from: usize, frame: &[u8]) -> Ports {
        let lan = self.ports.get(from).map_or(0, |port| usize::from(port.lan));
        self.switches.get_mut(lan).map_or_else(Ports::default, |switch| switch.forward(from, frame))
    }

    fn nodes(&self, mut ports: Ports) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(ports.0.count_ones() as usize);
        while let Some(index) = ports.take_first() {
            nodes.extend(self.ports.get(index).map(|port| port.node));
        }
        nodes
    }
}
