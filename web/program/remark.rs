//! What a program says beside its calls: results as the journal has them, and a few words.

use backend::{
    call::{Call, Value},
    command::Protocol,
    event::{Payload, Why},
    option::{OptionName, OptionValue},
};

use super::{
    Language, Program,
    fold::Part,
    literal,
    step::{Act, End, Step},
};
use crate::{render::call::outcome, words::Words};

/// The lines at the top, without the signs of a comment.
pub(super) fn head(program: &Program, language: Language, words: Words) -> Vec<String> {
    let mut lines = vec![words.t1("program-head", "socket", program.socket.to_string())];
    if let Some(listener) = program.listener {
        lines.push(words.t1("program-head-listener", "listener", listener.to_string()));
    }
    let mut say = |line: &str| lines.push(line.to_owned());
    say(words.t("program-head-results"));
    match language {
        Language::Python => say(words.t("program-head-python")),
        Language::Rust => {
            say(words.t("program-head-rust"));
            say(CARGO);
        }
    }
    if has(program, |call| matches!(call, Call::Listen { .. })) && !reuses(program) {
        say(words.t(match language {
            Language::Python => "program-head-reuse-python",
            Language::Rust => "program-head-reuse-rust",
        }));
    }
    if receives(program) {
        say(words.t("program-head-stream"));
    }
    if let Some(last) = program.forgotten {
        lines.push(words.t1("program-head-forgotten", "seq", last.to_string()));
    }
    if 0 < program.others {
        lines.push(words.t1("program-head-others", "n", program.others));
    }
    lines
}

/// The last line, where calls are left out.
pub(super) fn tail(program: &Program, words: Words) -> Option<String> {
    (0 < program.left_out).then(|| words.t1("program-left-out", "n", program.left_out))
}

/// What the call gave, as it stands in the journal, and what there is to say about it.
pub(super) fn result(step: &Step, words: Words) -> String {
    let mut said = match step.end {
        End::Derived => words.t("program-derived").to_owned(),
        End::Waits => words.t("program-waits").to_owned(),
        End::Failed(error) => outcome(Err(error)).unwrap_or_default(),
        End::Returned(Value::Reset) => words.t("program-not-let-in").to_owned(),
        End::Returned(value) => outcome(Ok(value)).unwrap_or_default(),
    };
    if step.ends_with_its_socket() {
        say(&mut said, words.t("program-closed-under"));
        return said;
    }
    match &step.act {
        Act::Accept { peer: Some(peer), .. } => said.push_str(&format!(", {peer}")),
        Act::Accept { peer: None, .. } | Act::Call(_) => {}
        Act::Close { why } => say(&mut said, closed(*why, words)),
        Act::Recv { data, from, .. } => {
            if 0 < data.len && data.head.is_empty() {
                say(&mut said, words.t("program-not-kept"));
            } else if 0 < data.len {
                said.push_str(&format!(": {}", sample(data)));
            }
            if let Some(from) = from {
                said.push_str(&format!(", {from}"));
            }
        }
        Act::Send { data, answer, to, back } => {
            let kept = ("kept", data.head.len().into());
            match (step.sends_zeros(), data.truncated(), answer) {
                (true, ..) => say(&mut said, &words.t1("program-zeros", "n", data.len)),
                (_, true, _) if data.head.is_empty() => say(&mut said, words.t("program-not-kept")),
                (_, true, _) => {
                    say(&mut said, &words.with("program-cut", [kept, ("n", data.len.into())]));
                }
                (_, _, Some(_)) => said.push_str(&format!(": {}", sample(data))),
                (_, _, None) => {}
            }
            if let (true, Some(to)) = (*back, to) {
                said.push_str(&format!(", {to}"));
            }
        }
        Act::Set { now: Some(now), .. } => said.push_str(&format!(", getsockopt = {now}")),
        Act::Set { now: None, .. } => {}
        Act::Streamed => words.t("program-streamed").clone_into(&mut said),
    }
    said
}

/// What stands over a loop.
pub(super) fn rounds(times: usize, words: Words) -> String {
    words.t1("program-rounds", "n", times)
}

fn say(said: &mut String, words: &str) {
    if !words.is_empty() {
        said.push_str("; ");
        said.push_str(words);
    }
}

fn closed(why: Why, words: Words) -> &'static str {
    match why {
        Why::Closed | Why::Reset => "",
        Why::Crashed => words.t("event-closed-crashed"),
        Why::Orphaned => words.t("event-closed-orphaned"),
        Why::PeerReset => words.t("event-closed-peer-reset"),
        Why::Shutdown => words.t("event-closed-shutdown"),
    }
}

/// The first bytes, as a literal.
fn sample(data: &Payload) -> String {
    let head = &data.head[..data.head.len().min(SAMPLE)];
    let more = if (head.len() as u64) < data.len { " …" } else { "" };
    format!("b\"{}\"{more}", literal::bytes(head))
}

fn has(program: &Program, is: impl Fn(&Call) -> bool) -> bool {
    program.steps().any(|step| matches!(&step.act, Act::Call(call) if is(call)))
}

fn reuses(program: &Program) -> bool {
    program.steps().any(|step| match &step.act {
        Act::Set { call: Call::SetSockOpt { setting }, .. } => {
            setting.option == OptionName::ReuseAddress && setting.value == OptionValue::Flag(true)
        }
        Act::Accept { .. }
        | Act::Call(_)
        | Act::Close { .. }
        | Act::Recv { .. }
        | Act::Send { .. }
        | Act::Set { .. }
        | Act::Streamed => false,
    })
}

/// Whether it receives a stream in several calls.
fn receives(program: &Program) -> bool {
    let some = |step: &&Step| matches!(&step.act, Act::Recv { data, .. } if 0 < data.len);
    let looped = program.parts.iter().any(|part| match part {
        Part::Loop { steps, .. } => steps.iter().any(|step| some(&step)),
        Part::One(_) => false,
    });
    program.protocol == Protocol::Tcp && (looped || 1 < program.steps().filter(some).count())
}

const CARGO: &str = "    socket2 = { version = \"0.6\", features = [\"all\"] }";

/// How many bytes of what came a remark shows.
const SAMPLE: usize = 40;
