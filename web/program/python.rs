//! A program in Python 3, with its `socket` module and nothing else.

use std::net::SocketAddr;

use backend::{
    call::Call,
    command::{Family, How, Protocol},
    event::Why,
    option::{OptionName, OptionValue, Setting},
};

use super::{
    Language, Program,
    fold::Part,
    literal, remark,
    step::{Act, Answer, End, Step},
};
use crate::words::Words;

/// The text of the program.
#[must_use]
pub fn text(program: &Program, words: Words) -> String {
    let mut writer = Writer { program, words, body: String::new(), packs: false };
    for part in &program.parts {
        match part {
            Part::One(step) => writer.step(step, ""),
            Part::Loop { times, steps } => {
                let remark = remark::rounds(*times, words);
                writer.body.push_str(&format!("for _ in range({times}):  # {remark}\n"));
                steps.iter().for_each(|step| writer.step(step, INDENT));
                if steps.iter().all(Step::is_past) {
                    writer.body.push_str("    pass\n");
                }
            }
        }
    }
    if let Some(tail) = remark::tail(program, words) {
        writer.body.push_str(&format!("# {tail}\n"));
    }
    let head: String = remark::head(program, Language::Python, words)
        .iter()
        .map(|line| format!("# {line}\n"))
        .collect();
    let import = if writer.packs { "import socket\nimport struct\n" } else { "import socket\n" };
    format!("{head}{import}\n{}", writer.body)
}

struct Writer<'a> {
    program: &'a Program,
    words: Words,
    body: String,
    /// A value of an option is a structure.
    packs: bool,
}

impl Writer<'_> {
    fn step(&mut self, step: &Step, indent: &str) {
        let result = remark::result(step, self.words);
        if step.is_past() {
            let name =
                if step.name().is_empty() { String::new() } else { format!("{} ", step.name()) };
            return self.body.push_str(&format!("{indent}# {}: {name}{result}\n", step.socket));
        }
        let (call, after) = self.call(step);
        if !matches!(step.end, End::Failed(_)) {
            self.line(indent, &format!("{call}  # {result}"));
            return after.iter().for_each(|line| self.line(indent, line));
        }
        let inner = format!("{indent}{INDENT}");
        let name = step.name();
        self.line(indent, "try:");
        self.line(&inner, &call);
        if after.is_empty() {
            self.line(&inner, &format!("print(\"{name}: 0\")"));
        }
        after.iter().for_each(|line| self.line(&inner, line));
        self.line(indent, &format!("except OSError as error:  # {result}"));
        self.line(&inner, &format!("print(\"{name}:\", error)"));
    }

    fn line(&mut self, indent: &str, text: &str) {
        for line in text.lines() {
            self.body.push_str(indent);
            self.body.push_str(line);
            self.body.push('\n');
        }
    }

    /// A call, and what is printed after it.
    fn call(&mut self, step: &Step) -> (String, Vec<String>) {
        let socket = step.socket;
        let one = |call: String| (call, Vec::new());
        match &step.act {
            Act::Accept { child: Some(child), .. } => (
                format!("{child}, peer = {socket}.accept()"),
                vec!["print(\"accept:\", peer)".into()],
            ),
            Act::Accept { child: None, .. } => one(format!("{socket}.accept()")),
            Act::Call(call) => self.plain(step, call),
            Act::Close { why: Why::Reset } => {
                self.packs = true;
                one(format!(
                    "{socket}.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(\"ii\", 1, 0))\n\
                     {socket}.close()"
                ))
            }
            Act::Close { .. } => one(format!("{socket}.close()")),
            Act::Recv { max, peek, .. } => {
                let flags = if *peek { ", socket.MSG_PEEK" } else { "" };
                if self.program.protocol == Protocol::Udp {
                    let print = "print(\"recvfrom:\", data, sender)".into();
                    return (
                        format!("data, sender = {socket}.recvfrom({max}{flags})"),
                        vec![print],
                    );
                }
                (
                    format!("data = {socket}.recv({max}{flags})"),
                    vec!["print(\"recv:\", data)".into()],
                )
            }
            Act::Send { data, answer, to, back } => {
                let bytes = match answer {
                    Some(Answer::Echo) => "data".to_owned(),
                    Some(Answer::Upper) => "data.upper()".to_owned(),
                    None if step.sends_zeros() => format!("bytes({})", data.len),
                    None => bytes(&data.head, to.is_some()),
                };
                one(match to {
                    None => format!("{socket}.send({bytes})"),
                    Some(_) if *back => format!("{socket}.sendto({bytes}, sender)"),
                    Some(to) => format!("{socket}.sendto({bytes}, {})", address(*to)),
                })
            }
            Act::Set { call: Call::SetSockOpt { setting }, .. } => one(self.set(step, setting)),
            Act::Set { .. } | Act::Streamed => one(String::new()),
        }
    }

    fn plain(&self, step: &Step, call: &Call) -> (String, Vec<String>) {
        let socket = step.socket;
        let one = |call: String| (call, Vec::new());
        match call {
            Call::Bind { at } => {
                let chosen = at.port() == 0 && self.program.protocol == Protocol::Udp;
                let print = chosen.then(|| format!("print(\"bind:\", {socket}.getsockname())"));
                (format!("{socket}.bind({})", address(*at)), print.into_iter().collect())
            }
            Call::Connect { to } => one(format!("{socket}.connect({})", address(*to))),
            Call::GetAddrInfo { name, port } => {
                one(format!("socket.getaddrinfo(\"{}\", {port})", literal::python_text(name)))
            }
            Call::Listen { backlog } => {
                let print = format!("print(\"listen:\", {socket}.getsockname())");
                (format!("{socket}.listen({backlog})"), vec![print])
            }
            Call::Shutdown { how } => {
                let how = match how {
                    How::Both => "SHUT_RDWR",
                    How::Read => "SHUT_RD",
                    How::Write => "SHUT_WR",
                };
                one(format!("{socket}.shutdown(socket.{how})"))
            }
            Call::Socket { protocol, family } => {
                let family = match family {
                    Family::Ipv4 => "AF_INET",
                    Family::Ipv6 => "AF_INET6",
                };
                let kind = match protocol {
                    Protocol::Tcp => "SOCK_STREAM",
                    Protocol::Udp => "SOCK_DGRAM",
                };
                one(format!("{socket} = socket.socket(socket.{family}, socket.{kind})"))
            }
            Call::Accept
            | Call::Close
            | Call::Recv { .. }
            | Call::Reset
            | Call::Send { .. }
            | Call::SetSockOpt { .. } => one(String::new()),
        }
    }

    fn set(&mut self, step: &Step, setting: &Setting) -> String {
        let number = match setting.value {
            OptionValue::Flag(flag) => u32::from(flag),
            OptionValue::Number(number) => number,
            OptionValue::Off | OptionValue::Word(_) => 0,
        };
        let on = u8::from(setting.value != OptionValue::Off);
        let value = match (setting.option, &setting.value) {
            (_, OptionValue::Word(word)) => format!("b\"{}\"", literal::bytes(word.as_bytes())),
            (OptionName::Linger, _) => format!("struct.pack(\"ii\", {on}, {number})"),
            (OptionName::ReceiveTimeout, _) => {
                let (seconds, micros) = (number / 1000, number % 1000 * 1000);
                format!("struct.pack(\"ll\", {seconds}, {micros})")
            }
            (_, _) => number.to_string(),
        };
        self.packs |= value.starts_with("struct");
        let ipv6 = self.program.family == Family::Ipv6;
        let (level, name) = match setting.option {
            OptionName::Congestion
            | OptionName::Cork
            | OptionName::MaxSegment
            | OptionName::NoDelay
            | OptionName::QuickAck
            | OptionName::UserTimeout => ("IPPROTO_TCP", setting.option.constant()),
            OptionName::TimeToLive if ipv6 => ("IPPROTO_IPV6", "IPV6_UNICAST_HOPS"),
            OptionName::TimeToLive => ("IPPROTO_IP", "IP_TTL"),
            OptionName::V6Only => ("IPPROTO_IPV6", "IPV6_V6ONLY"),
            OptionName::Broadcast
            | OptionName::KeepAlive
            | OptionName::Linger
            | OptionName::ReceiveBuffer
            | OptionName::ReceiveTimeout
            | OptionName::ReuseAddress
            | OptionName::ReusePort
            | OptionName::SendBuffer => ("SOL_SOCKET", setting.option.constant()),
        };
        let name = python_constant(name);
        format!("{}.setsockopt(socket.{level}, {name}, {value})", step.socket)
    }
}

/// The name of an option's constant.
fn python_constant(name: &str) -> String {
    match name {
        // Python has no name for it on every system; the number is Linux's.
        "TCP_CONGESTION" => "getattr(socket, \"TCP_CONGESTION\", 13)".to_owned(),
        name => format!("socket.{name}"),
    }
}

/// An address as the module has it: a tuple of two, or for IPv6 with a scope of four.
fn address(address: SocketAddr) -> String {
    match address {
        SocketAddr::V6(v6) if v6.scope_id() != 0 => {
            format!("(\"{}\", {}, {}, {})", v6.ip(), v6.port(), v6.flowinfo(), v6.scope_id())
        }
        SocketAddr::V4(_) | SocketAddr::V6(_) => {
            format!("(\"{}\", {})", address.ip(), address.port())
        }
    }
}

/// A literal; a long one is a literal for each piece, which stand in parentheses of their own where
/// another argument follows.
fn bytes(bytes: &[u8], followed: bool) -> String {
    if bytes.len() <= PIECE {
        return format!("b\"{}\"", literal::bytes(bytes));
    }
    let pieces =
        bytes.chunks(PIECE).map(|piece| format!("{INDENT}b\"{}\"\n", literal::bytes(piece)));
    let pieces: String = pieces.collect();
    if followed { format!("(\n{pieces})") } else { format!("\n{pieces}") }
}

const INDENT: &str = "    ";

/// How many bytes stand on a line.
const PIECE: usize = 64;
