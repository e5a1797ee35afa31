//! The wire of a lab: takes frames, decides what becomes of each, and gives them back when they are due.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use self::{
    chance::Luck,
    lines::{Lines, Queued, When},
    rules::Rules,
    switch::{Ports, Switch},
};
use crate::{
    lab::{Action, Counts, Decision, Held, Impairment, Net, Rule},
    node::Node,
    policy::Refusal,
    segment::{Fate, Headers, Outcome},
};

mod chance;
mod edit;
mod lines;
mod rules;
mod switch;
#[cfg(test)]
mod tests;

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

impl Relay {
    /// How many frames can wait for a decision; then the oldest goes on.
    pub const MOST_HELD: usize = 1024;
    /// How many rules there can be.
    pub const MOST_RULES: usize = 64;
    /// How long a frame waits for another one to overtake it.
    pub const PATIENCE: Duration = Duration::from_millis(50);

    /// A wire that does nothing to frames.
    #[must_use]
    pub fn new(net: Net) -> Self {
        let ports = Self::ports(net);
        Self {
            net,
            lines: Lines::new(ports.len()),
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
            return self.lose(None);
        };
        if let Some((rule, action)) = self.rules.decide(from.node, headers) {
            let rule = Some(rule);
            return match action {
                Action::Delay(time) => {
                    self.send(now, index, &bytes, When::Later(time), Outcome::Delivered, rule)
                }
                Action::Drop => self.lose(rule),
                Action::Duplicate => {
                    self.send(now, index, &bytes, When::InOrder, Outcome::Duplicated, rule)
                }
                Action::Hold => {
                    let headers = headers.clone();
                    self.hold(Holding { from: index, bytes, number, headers, since: now });
                    (Fate { outcome: Outcome::Held, after: Duration::ZERO, rule }, Vec::new())
                }
            };
        }
        match self.lines.luck(index) {
            Luck::Corrupted => {
                let flipped = self.lines.flip(index, &bytes);
                self.send(now, index, &flipped, When::InOrder, Outcome::Corrupted, None)
            }
            Luck::Duplicated => {
                self.send(now, index, &bytes, When::InOrder, Outcome::Duplicated, None)
            }
            Luck::Lost => self.lose(None),
            Luck::None => self.send(now, index, &bytes, When::InOrder, Outcome::Delivered, None),
            Luck::Overtaken => {
                self.send(now, index, &bytes, When::Overtaken, Outcome::Reordered, None)
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
    /// The frame is not held, carries neither TCP nor UDP where its payload should change, or the new
    /// payload does not fit into a packet of its sender's interface.
    pub fn check(&self, frame: u64, decision: &Decision) -> Result<(), Refusal> {
        let held = self.held.iter().find(|held| held.number == frame);
        let held = held.ok_or(Refusal::UnknownFrame { frame })?;
        let Decision::Edit { payload, .. } = decision else { return Ok(()) };
        let mtu = self.lines.impairments().nth(held.from).unwrap_or_default().mtu;
        let room = edit::room(&held.bytes, mtu).ok_or(Refusal::NoPayload { frame })?;
        if room < payload.len() { Err(Refusal::TooLarge { limit: room }) } else { Ok(()) }
    }

    /// When the next frame is due.
    #[must_use]
    pub fn due(&self) -> Option<Duration> {
        self.lines.due()
    }

    /// The next frame that is due, and the port that it must be put on.
    pub fn poll(&mut self, now: Duration) -> Option<(Port, Bytes)> {
        self.now = self.now.max(now);
        let (index, bytes, last) = self.lines.poll(now)?;
        self.counts.went += u64::from(last);
        Some((*self.ports.get(index)?, bytes))
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

    /// The frames that wait for a decision, oldest first.
    #[must_use]
    pub fn held(&self) -> Vec<Held> {
        let held = self.held.iter().map(|held| Held {
            frame: held.number,
            from: self.ports.get(held.from).map_or(Node::A, |port| port.node),
            headers: held.headers.clone(),
            since: held.since,
            payload: edit::payload(&held.bytes)
                .map_or_else(Bytes::new, |payload| held.bytes.slice_ref(payload)),
        });
        held.collect()
    }

    /// The rules with their numbers, and how many frames matched each.
    #[must_use]
    pub fn rules(&self) -> Vec<(u32, Rule, u64)> {
        self.rules.list()
    }

    /// What the switches have learned: a hardware address, and the node behind whose port it is.
    #[must_use]
    pub fn learned(&self) -> Vec<([u8; 6], Node)> {
        let learned = self.switches.iter().flat_map(Switch::learned);
        learned.filter_map(|(mac, port)| Some((mac, self.ports.get(port)?.node))).collect()
    }

    /// What was counted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// What the wire does to the frames of each node.
    #[must_use]
    pub fn impairments(&self) -> Vec<(Node, Impairment)> {
        let ports = self.ports.iter().zip(self.lines.impairments());
        let mut list: Vec<_> = ports.map(|(port, impairment)| (port.node, impairment)).collect();
        list.dedup_by_key(|(node, _)| *node);
        list
    }

    fn lose(&mut self, rule: Option<u32>) -> (Fate, Vec<Node>) {
        self.counts.dropped += 1;
        (Fate { outcome: Outcome::Dropped, after: Duration::ZERO, rule }, Vec::new())
    }

    /// Puts a frame on the line of its sender, once or twice.
    fn send(
        &mut self,
        now: Duration,
        from: usize,
        bytes: &Bytes,
        when: When,
        outcome: Outcome,
        rule: Option<u32>,
    ) -> (Fate, Vec<Node>) {
        let to = self.forward(from, bytes);
        if to == Ports::default() {
            return self.lose(rule);
        }
        let queued = || Queued { from, to, bytes: bytes.clone() };
        let Some(due) = self.lines.send(now, queued(), when) else { return self.lose(rule) };
        let mut outcome = outcome;
        if outcome == Outcome::Duplicated && self.lines.send(now, queued(), when).is_none() {
            outcome = Outcome::Delivered;
        }
        (Fate { outcome, after: due.saturating_sub(now), rule }, self.nodes(to))
    }

    fn hold(&mut self, holding: Holding) {
        if Self::MOST_HELD <= self.held.len()
            && let Some(oldest) = self.held.pop_front()
        {
            let held = holding.since.saturating_sub(oldest.since);
            self.release(holding.since, &oldest, 1);
            self.pushed.push_back((oldest.number, held));
        }
        self.held.push_back(holding);
    }

    /// Lets a frame that was held go on, so many times.
    fn release(&mut self, now: Duration, held: &Holding, times: u32) {
        let to = self.forward(held.from, &held.bytes);
        if to == Ports::default() {
            self.counts.dropped += 1;
            return;
        }
        for _ in 0..times {
            self.lines.put(now, Queued { from: held.from, to, bytes: held.bytes.clone() });
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
