//! What the return value of a call means.

use std::borrow::Cow;

use backend::{
    call::{Call, Value},
    command::Protocol,
    event::Returned,
};

use super::{Meaning, source};
use crate::render::{
    call::{call, outcome},
    row::micros,
};

impl Meaning {
    /// A call that came back.
    pub(super) fn returned(&mut self, returned: &Returned) {
        self.call = Some((call(&returned.call), outcome(returned.outcome)));
        self.does(&returned.call);
        self.arguments(&returned.call);
        self.sources.extend(source::of_call(&returned.call, self.protocol));
        match returned.outcome {
            Ok(Value::Number(number)) => self.number(returned, number),
            Ok(Value::Reset) => self.gives("meaning-result-turned-away"),
            Ok(Value::Socket(socket)) => {
                let made = matches!(returned.call, Call::Socket { .. });
                let key = if made { "meaning-result-descriptor" } else { "meaning-result-child" };
                self.result.push(self.words.t1(key, "socket", socket.to_string()).into());
            }
            Err(error) => self.fail(error),
        }
        self.result.push(self.words.t1("meaning-time", "time", micros(returned.took)).into());
        if may_wait(&returned.call) {
            self.gives("meaning-time-waiting");
        }
    }

    fn gives(&mut self, key: &str) {
        self.result.push(self.words.t(key).into());
    }

    fn number(&mut self, returned: &Returned, number: usize) {
        match &returned.call {
            Call::Connect { .. } => {
                let said = self.for_protocol("meaning-result-connected");
                self.result.extend(said);
            }
            Call::Recv { max, .. } => self.received(returned, *max, number),
            Call::Send { len, .. } if number < *len => {
                let counts = [("n", number), ("len", *len), ("rest", len - number)];
                self.gives_counts("meaning-result-short", counts);
            }
            Call::Send { .. } => {
                let said = self.for_protocol_with("meaning-result-all", "n", number);
                self.result.extend(said);
            }
            Call::SetSockOpt { setting } => {
                self.gives("meaning-result-zero");
                self.read_back(setting, returned.now.as_ref());
            }
            Call::Accept
            | Call::Bind { .. }
            | Call::Close
            | Call::GetAddrInfo { .. }
            | Call::Listen { .. }
            | Call::Reset
            | Call::Shutdown { .. }
            | Call::Socket { .. } => self.gives("meaning-result-zero"),
        }
    }

    fn received(&mut self, returned: &Returned, max: usize, number: usize) {
        if let Some(whole) = returned.whole {
            let counts = [("n", number), ("whole", whole), ("rest", whole.saturating_sub(number))];
            self.gives_counts("meaning-result-cut", counts);
        } else if max == 0 {
            self.gives("meaning-max-zero");
        } else if number == 0 {
            if self.is_tcp() {
                self.gives("meaning-result-end-tcp");
            }
            if self.protocol != Some(Protocol::Tcp) {
                self.gives("meaning-result-empty-udp");
            }
            self.gives("meaning-result-zero-shut");
        } else if self.protocol == Some(Protocol::Udp) {
            self.gives_counts("meaning-result-datagram", [("n", number)]);
        } else if number < max {
            self.gives_counts("meaning-result-part", [("n", number), ("max", max)]);
        } else if self.is_tcp() {
            self.gives("meaning-result-full-tcp");
        }
        if returned.peeked.is_some() {
            self.gives("meaning-result-peeked");
        }
    }

    fn gives_counts<const N: usize>(&mut self, key: &str, counts: [(&'static str, usize); N]) {
        let counts = counts.map(|(name, count)| (name, count.into()));
        self.result.push(Cow::Owned(self.words.with(key, counts)));
    }
}

/// Whether a call can have to wait for somebody.
fn may_wait(call: &Call) -> bool {
    match call {
        Call::Accept
        | Call::Connect { .. }
        | Call::GetAddrInfo { .. }
        | Call::Recv { .. }
        | Call::Send { .. } => true,
        Call::Bind { .. }
        | Call::Close
        | Call::Listen { .. }
        | Call::Reset
        | Call::SetSockOpt { .. }
        | Call::Shutdown { .. }
        | Call::Socket { .. } => false,
    }
}
