//! From the entries of the journal to the calls that a program makes.

use std::net::SocketAddr;

use backend::{
    call::{Call, Value},
    errno::OsError,
    event::{Entry, Event, Note, Payload, Returned, Why},
    id::{Seq, SocketId},
    option::OptionValue,
    view::SocketView,
};

use super::{
    Program,
    derive::derive,
    fold::fold,
    step::{Act, Answer, End, Step},
};

/// Reads a journal, and makes a program of what it says of one socket.
#[derive(Debug)]
pub struct Steps {
    program: Program,
    view: SocketView,
    listener: Option<Tape>,
    own: Tape,
}

impl Steps {
    /// For that socket.
    #[must_use]
    pub fn new(socket: &SocketView) -> Self {
        let program = Program::new(socket);
        let listener = socket.parent.map(Tape::new);
        Self { program, view: socket.clone(), listener, own: Tape::new(socket.id) }
    }

    /// The journal does not have the events up to that one any more.
    pub fn forgot(&mut self, last: Seq) {
        self.program.forgotten = Some(last);
    }

    /// Takes the next entry of the journal.
    pub fn take(&mut self, entry: &Entry) {
        let Some(socket) = entry.socket else { return };
        if socket == self.own.socket {
            return self.own.take(&entry.event);
        }
        let Some(listener) = self.listener.as_mut().filter(|tape| tape.socket == socket) else {
            return;
        };
        if !listener.accepted(self.own.socket) {
            listener.take(&entry.event);
        }
    }

    /// The program.
    #[must_use]
    pub fn finish(mut self) -> Program {
        let own = self.own.socket;
        let mut steps = Vec::new();
        if let Some(listener) = self.listener {
            let before = listener.steps.len();
            steps.extend(listener.steps.into_iter().filter(|step| !step.accepts_other(own)));
            self.program.others = before - steps.len();
        }
        steps.extend(self.own.finish());
        derive(&self.view, &mut steps);
        (self.program.parts, self.program.left_out) = fold(&steps);
        self.program
    }
}

/// The calls on one socket.
#[derive(Debug)]
struct Tape {
    socket: SocketId,
    steps: Vec<Step>,
    /// A step whose bytes or whose peer the next event tells.
    open: Option<usize>,
    /// Calls that were made and that have not returned.
    waits: Vec<Call>,
}

impl Tape {
    fn new(socket: SocketId) -> Self {
        Self { socket, steps: Vec::new(), open: None, waits: Vec::new() }
    }

    /// Whether it has accepted that connection already.
    fn accepted(&self, socket: SocketId) -> bool {
        self.steps.last().is_some_and(|step| step.accepts(socket))
    }

    fn take(&mut self, event: &Event) {
        // What is seen beside the calls is no step of a program.
        if matches!(event, Event::Kernel(_) | Event::Lab(_) | Event::Segment(_)) {
            return;
        }
        let open = self.open.take().filter(|_| !matches!(event, Event::Returned(_)));
        match event {
            Event::Accepted { child, peer } => {
                let act = Act::Accept { child: Some(*child), peer: Some(*peer) };
                self.fill(open, act, Value::Socket(*child));
            }
            Event::Called(call) => self.waits.push(Call::clone(call)),
            Event::Closed { why, .. } => {
                self.waits.clear();
                self.fill(open, Act::Close { why: *why }, Value::Number(0));
            }
            Event::Ended => {
                let act =
                    Act::Recv { max: MOST, peek: false, data: Payload::default(), from: None };
                self.fill(open, act, Value::Number(0));
            }
            Event::Failed(failed) => self.failed(&failed.call, failed.error),
            Event::Noted(Note::StreamBegan) => self.push(Act::Streamed, RETURNED),
            Event::Received { payload, from } => {
                let (max, peek) = (MOST, false);
                let act = Act::Recv { max, peek, data: payload.clone(), from: *from };
                self.fill(open, act, number(payload.len));
            }
            Event::Returned(returned) => self.returned(returned),
            Event::Sent { payload, to } => {
                let answer = if open.is_none() { self.answers(payload) } else { None };
                let act =
                    Act::Send { data: payload.clone(), answer, to: *to, back: self.goes_back(*to) };
                self.fill(open, act, number(payload.len));
            }
            Event::ShutDown { how } => {
                self.fill(open, Act::Call(Call::Shutdown { how: *how }), Value::Number(0));
            }
            Event::Dropped { .. }
            | Event::Kernel(_)
            | Event::Lab(_)
            | Event::Icmp { .. }
            | Event::Missed { .. }
            | Event::Noted(
                Note::AutoChanged
                | Note::StreamEnded
                | Note::WatchingKernel { .. }
                | Note::WatchingWire { .. },
            )
            | Event::Opened(_)
            | Event::Refused(_)
            | Event::Segment(_) => {}
        }
    }

    /// A call that was a step of its own.
    fn returned(&mut self, returned: &Returned) {
        let call = &returned.call;
        self.waited(call);
        let value = match returned.outcome {
            Ok(value) => value,
            Err(error) => return self.failed(call, error),
        };
        let peeked = returned.peeked.clone().unwrap_or_default();
        let act = self.act(call, peeked, returned.now.clone());
        self.push(act, End::Returned(value));
        // What it carried is the next event; a call that brought nothing has none.
        let carries = match call {
            Call::Accept => value != Value::Reset,
            Call::Recv { peek, .. } => !peek,
            Call::Close | Call::Reset | Call::Send { .. } | Call::Shutdown { .. } => true,
            Call::Bind { .. }
            | Call::Connect { .. }
            | Call::GetAddrInfo { .. }
            | Call::Listen { .. }
            | Call::SetSockOpt { .. }
            | Call::Socket { .. } => false,
        };
        self.open = carries.then(|| self.steps.len() - 1);
    }

    fn failed(&mut self, call: &Call, error: OsError) {
        self.waited(call);
        let act = self.act(call, Payload::default(), None);
        self.push(act, End::Failed(error));
    }

    fn waited(&mut self, call: &Call) {
        if let Some(at) = self.waits.iter().position(|waiting| waiting == call) {
            self.waits.remove(at);
        }
    }

    /// A call of the journal as one of a program.
    fn act(&self, call: &Call, data: Payload, now: Option<OptionValue>) -> Act {
        match call {
            Call::Accept => Act::Accept { child: None, peer: None },
            Call::Close => Act::Close { why: Why::Closed },
            Call::Recv { max, peek } => Act::Recv { max: *max, peek: *peek, data, from: None },
            Call::Reset => Act::Close { why: Why::Reset },
            Call::Send { len, to } => {
                let data = Payload::counted(*len as u64);
                Act::Send { data, answer: None, to: *to, back: self.goes_back(*to) }
            }
            Call::SetSockOpt { .. } => Act::Set { call: call.clone(), now },
            Call::Bind { .. }
            | Call::Connect { .. }
            | Call::GetAddrInfo { .. }
            | Call::Listen { .. }
            | Call::Shutdown { .. }
            | Call::Socket { .. } => Act::Call(call.clone()),
        }
    }

    /// Completes the step that waits for this, or adds one for what the playground did by itself.
    fn fill(&mut self, open: Option<usize>, act: Act, value: Value) {
        let Some(step) = open.and_then(|at| self.steps.get_mut(at)) else {
            return self.push(act, End::Returned(value));
        };
        match (&mut step.act, act) {
            (Act::Accept { child, peer }, Act::Accept { child: new, peer: from }) => {
                (*child, *peer) = (new, from);
            }
            (Act::Recv { data, from, .. }, Act::Recv { data: came, from: sender, .. }) => {
                (*data, *from) = (came, sender);
            }
            (Act::Send { data, .. }, Act::Send { data: went, .. }) => *data = went,
            (Act::Close { why }, Act::Close { why: told }) => *why = told,
            (Act::Call(Call::Shutdown { .. }), Act::Call(Call::Shutdown { .. })) => {}
            (_, act) => self.push(act, End::Returned(value)),
        }
    }

    fn push(&mut self, act: Act, end: End) {
        self.steps.push(Step { socket: self.socket, act, end });
    }

    /// Whether these bytes are what was received in the step before, unchanged or in upper case.
    fn answers(&self, sent: &Payload) -> Option<Answer> {
        let Act::Recv { data, peek: false, .. } = &self.steps.last()?.act else { return None };
        if data.len != sent.len || data.truncated() || sent.truncated() || data.len == 0 {
            return None;
        }
        let echo = data.head == sent.head;
        let upper = *data.head.to_ascii_uppercase() == *sent.head;
        if echo { Some(Answer::Echo) } else { upper.then_some(Answer::Upper) }
    }

    /// Whether a datagram goes to whoever sent the last one.
    fn goes_back(&self, to: Option<SocketAddr>) -> bool {
        let sender = |step: &Step| if let Act::Recv { from, .. } = step.act { from } else { None };
        let last = self.steps.iter().rev().find(|step| step.brings());
        to.is_some() && last.and_then(sender) == to
    }

    /// The steps, and the calls that still wait.
    fn finish(mut self) -> Vec<Step> {
        for call in std::mem::take(&mut self.waits) {
            let act = self.act(&call, Payload::default(), None);
            self.push(act, End::Waits);
        }
        self.steps
    }
}

fn number(len: u64) -> Value {
    Value::Number(usize::try_from(len).unwrap_or(usize::MAX))
}

const RETURNED: End = End::Returned(Value::Number(0));

/// The buffer with which a socket reads by itself, in bytes.
const MOST: usize = 65536;
