//! A program in Rust, with the `socket2` crate, which makes the calls that it is told and no others.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
};

use backend::{
    call::Call,
    command::{Family, How, Protocol},
    event::Why,
    id::SocketId,
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
    let mut writer = Writer {
        used: program.steps().filter(|step| step.uses()).map(|step| step.socket).collect(),
        udp: program.protocol == Protocol::Udp,
        ipv6: program.family == Family::Ipv6,
        words,
        body: String::new(),
        uses: BTreeSet::new(),
        buffer: 0,
        addresses: false,
        closed: BTreeSet::new(),
    };
    for part in &program.parts {
        match part {
            Part::One(step) => writer.step(step, INDENT),
            Part::Loop { times, steps } => {
                let remark = remark::rounds(*times, words);
                writer.line(INDENT, &format!("for _ in 0..{times} {{ // {remark}"));
                steps.iter().for_each(|step| writer.step(step, "        "));
                writer.line(INDENT, "}");
            }
        }
    }
    if let Some(tail) = remark::tail(program, words) {
        writer.line(INDENT, &format!("// {tail}"));
    }
    writer.whole(program)
}

#[derive(Debug)]
struct Writer {
    /// Sockets that something is done with.
    used: BTreeSet<SocketId>,
    udp: bool,
    ipv6: bool,
    words: Words,
    body: String,
    /// What is imported.
    uses: BTreeSet<&'static str>,
    /// The size of the buffer.
    buffer: usize,
    /// Addresses are written as text.
    addresses: bool,
    /// Sockets that are closed: Rust lets nobody use them again.
    closed: BTreeSet<SocketId>,
}

impl Writer {
    /// The body with what it needs around it.
    fn whole(self, program: &Program) -> String {
        let mut text = String::new();
        for line in remark::head(program, Language::Rust, self.words) {
            text.push_str(&format!("// {line}\n"));
        }
        text.push('\n');
        let mut uses: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (path, name) in self.uses.iter().filter_map(|path| path.rsplit_once("::")) {
            uses.entry(path).or_default().push(name);
        }
        for (path, names) in uses {
            text.push_str(&match names.as_slice() {
                [name] => format!("use {path}::{name};\n"),
                names => format!("use {path}::{{{}}};\n", names.join(", ")),
            });
        }
        text.push_str("\nfn main() -> std::io::Result<()> {\n");
        if 0 < self.buffer {
            text.push_str(&format!("    let mut buffer = vec![0; {}];\n", self.buffer));
        }
        text.push_str(&self.body);
        text.push_str("    Ok(())\n}\n");
        if self.addresses {
            text.push_str(ADDRESS);
        }
        text
    }

    fn step(&mut self, step: &Step, indent: &str) {
        let result = remark::result(step, self.words);
        let name = step.name();
        if step.is_past() || self.closed.contains(&step.socket) {
            let call = if name.is_empty() { String::new() } else { format!("{name} ") };
            return self.line(indent, &format!("// {}: {call}{result}", step.socket));
        }
        let Written { binds, call, after } = self.call(step);
        if matches!(step.end, End::Failed(_)) {
            self.line(indent, &format!("match {call} {{"));
            let ok = match binds.is_empty() {
                true => format!("Ok(_) => println!(\"{name}: 0\"),"),
                false => format!("Ok(value) => println!(\"{name}: {{value:?}}\"),"),
            };
            self.line(indent, &format!("    {ok}"));
            let error = format!("Err(error) => println!(\"{name}: {{error}}\"), // {result}");
            self.line(indent, &format!("    {error}"));
            return self.line(indent, "}");
        }
        let binds = if binds.is_empty() { binds } else { format!("let {binds} = ") };
        let asks = if call.ends_with(')') && !call.starts_with("drop(") { "?" } else { "" };
        let call = if let Some((first, last)) = self.split_udp(&call, step) {
            format!("{first}?{last};")
        } else {
            format!("{call}{asks};")
        };
        self.line(indent, &format!("{binds}{call} // {result}"));
        after.iter().for_each(|line| self.line(indent, line));
    }

    /// A UDP socket is one of the standard library, made of the descriptor.
    fn split_udp(&mut self, call: &str, step: &Step) -> Option<(String, &'static str)> {
        let made = matches!(step.act, Act::Call(Call::Socket { .. })) && self.udp;
        made.then(|| {
            self.uses.insert("std::net::UdpSocket");
            (format!("UdpSocket::from({call}"), ")")
        })
    }

    fn line(&mut self, indent: &str, text: &str) {
        for line in text.lines() {
            self.body.push_str(indent);
            self.body.push_str(line);
            self.body.push('\n');
        }
    }

    /// The name that a socket gets; one that this program does nothing with stays open too.
    fn name(&self, socket: SocketId) -> String {
        let sign = if self.used.contains(&socket) { "" } else { "_" };
        format!("{sign}{socket}")
    }

    /// The socket, where it is one of socket2's.
    fn raw(&mut self, socket: SocketId) -> String {
        if !self.udp {
            return socket.to_string();
        }
        self.uses.insert("socket2::SockRef");
        format!("SockRef::from(&{socket})")
    }

    fn address(&mut self, address: SocketAddr) -> String {
        self.addresses = true;
        self.uses.extend(["socket2::SockAddr", "std::net::SocketAddr"]);
        format!("&address(\"{address}\")")
    }

    fn call(&mut self, step: &Step) -> Written {
        let socket = step.socket;
        match &step.act {
            Act::Accept { child: Some(child), .. } => Written {
                binds: format!("({}, peer)", self.name(*child)),
                call: format!("{socket}.accept()"),
                after: vec!["println!(\"accept: {:?}\", peer.as_socket());".to_owned()],
            },
            Act::Accept { child: None, .. } => Written::of(format!("{socket}.accept()")),
            Act::Call(call) => self.plain(socket, call),
            Act::Close { why } => {
                self.closed.insert(socket);
                if *why != Why::Reset {
                    return Written::of(format!("drop({socket})"));
                }
                self.uses.insert("std::time::Duration");
                let mut reset = Written::of(format!("{socket}.set_linger(Some(Duration::ZERO))"));
                reset.after.push(format!("drop({socket});"));
                reset
            }
            Act::Recv { max, peek, .. } => self.recv(socket, *max, *peek),
            Act::Send { data, answer, to, back } => {
                let bytes = match answer {
                    Some(Answer::Echo) => "data".to_owned(),
                    Some(Answer::Upper) => "&data.to_ascii_uppercase()".to_owned(),
                    None if step.sends_zeros() => format!("&vec![0; {}]", data.len),
                    None => bytes(&data.head),
                };
                Written::of(match to {
                    None => format!("{socket}.send({bytes})"),
                    Some(_) if *back => format!("{socket}.send_to({bytes}, sender)"),
                    Some(to) if self.udp => format!("{socket}.send_to({bytes}, \"{to}\")"),
                    Some(to) => {
                        let to = self.address(*to);
                        format!("{socket}.send_to({bytes}, {to})")
                    }
                })
            }
            Act::Set { call: Call::SetSockOpt { setting }, .. } => self.set(socket, setting),
            Act::Set { .. } | Act::Streamed => Written::default(),
        }
    }

    fn recv(&mut self, socket: SocketId, max: usize, peek: bool) -> Written {
        if peek && !self.udp {
            self.uses.insert("std::mem::MaybeUninit");
            return Written {
                binds: "count".to_owned(),
                call: format!("{socket}.peek(&mut vec![MaybeUninit::uninit(); {max}])"),
                after: vec!["println!(\"recv: {count}\");".to_owned()],
            };
        }
        self.buffer = self.buffer.max(max).max(1);
        let data = "let data = &buffer[..count];".to_owned();
        if self.udp {
            let call = if peek { "peek_from" } else { "recv_from" };
            let print = "println!(\"recvfrom: b\\\"{}\\\" {sender}\", data.escape_ascii());";
            return Written {
                binds: "(count, sender)".to_owned(),
                call: format!("{socket}.{call}(&mut buffer[..{max}])"),
                after: vec![data, print.to_owned()],
            };
        }
        self.uses.insert("std::io::Read");
        Written {
            binds: "count".to_owned(),
            call: format!("(&{socket}).read(&mut buffer[..{max}])"),
            after: vec![data, "println!(\"recv: b\\\"{}\\\"\", data.escape_ascii());".to_owned()],
        }
    }

    fn plain(&mut self, socket: SocketId, call: &Call) -> Written {
        match call {
            Call::Bind { at } => {
                let raw = self.raw(socket);
                let mut bind = Written::of(format!("{raw}.bind({})", self.address(*at)));
                if at.port() == 0 && self.udp {
                    bind.after.push(format!("println!(\"bind: {{}}\", {socket}.local_addr()?);"));
                }
                bind
            }
            Call::Connect { to } if self.udp => Written::of(format!("{socket}.connect(\"{to}\")")),
            Call::Connect { to } => Written::of(format!("{socket}.connect({})", self.address(*to))),
            Call::GetAddrInfo { name, port } => {
                self.uses.insert("std::net::ToSocketAddrs");
                let name = literal::rust_text(name);
                let call = format!("(\"{name}\", {port}).to_socket_addrs()");
                Written { binds: "_".to_owned(), ..Written::of(call) }
            }
            Call::Listen { backlog } => {
                let mut listen = Written::of(format!("{}.listen({backlog})", self.raw(socket)));
                if !self.udp {
                    let local = format!("{socket}.local_addr()?.as_socket()");
                    listen.after.push(format!("println!(\"listen: {{:?}}\", {local});"));
                }
                listen
            }
            Call::Shutdown { how } => {
                self.uses.insert("std::net::Shutdown");
                let how = match how {
                    How::Both => "Both",
                    How::Read => "Read",
                    How::Write => "Write",
                };
                Written::of(format!("{}.shutdown(Shutdown::{how})", self.raw(socket)))
            }
            Call::Socket { protocol, family } => {
                self.uses.extend(["socket2::Domain", "socket2::Socket", "socket2::Type"]);
                let family = match family {
                    Family::Ipv4 => "IPV4",
                    Family::Ipv6 => "IPV6",
                };
                let kind = match protocol {
                    Protocol::Tcp => "STREAM",
                    Protocol::Udp => "DGRAM",
                };
                Written {
                    binds: self.name(socket),
                    ..Written::of(format!("Socket::new(Domain::{family}, Type::{kind}, None)"))
                }
            }
            Call::Accept
            | Call::Close
            | Call::Recv { .. }
            | Call::Reset
            | Call::Send { .. }
            | Call::SetSockOpt { .. } => Written::default(),
        }
    }

    fn set(&mut self, socket: SocketId, setting: &Setting) -> Written {
        let (name, unit) = method(setting.option, self.ipv6);
        let value = match (&setting.value, unit) {
            (OptionValue::Flag(flag), _) => flag.to_string(),
            (OptionValue::Number(number), None) => number.to_string(),
            (OptionValue::Number(number), Some(unit)) => {
                self.uses.insert("std::time::Duration");
                format!("Some(Duration::from_{unit}({number}))")
            }
            (OptionValue::Off, _) => "None".to_owned(),
            (OptionValue::Word(word), _) => format!("b\"{}\"", literal::bytes(word.as_bytes())),
        };
        Written::of(format!("{}.{name}({value})", self.raw(socket)))
    }
}

/// One call: what it is bound to, the call, and what is done with the result.
#[derive(Debug, Default)]
struct Written {
    binds: String,
    call: String,
    after: Vec<String>,
}

impl Written {
    fn of(call: String) -> Self {
        Self { call, ..Self::default() }
    }
}

/// The method of socket2 for an option, and the unit of its time.
fn method(option: OptionName, ipv6: bool) -> (&'static str, Option<&'static str>) {
    match option {
        OptionName::Broadcast => ("set_broadcast", None),
        OptionName::Congestion => ("set_tcp_congestion", None),
        OptionName::Cork => ("set_tcp_cork", None),
        OptionName::KeepAlive => ("set_keepalive", None),
        OptionName::Linger => ("set_linger", Some("secs")),
        OptionName::MaxSegment => ("set_tcp_mss", None),
        OptionName::NoDelay => ("set_tcp_nodelay", None),
        OptionName::QuickAck => ("set_tcp_quickack", None),
        OptionName::ReceiveBuffer => ("set_recv_buffer_size", None),
        OptionName::ReceiveTimeout => ("set_read_timeout", Some("millis")),
        OptionName::ReuseAddress => ("set_reuse_address", None),
        OptionName::ReusePort => ("set_reuse_port", None),
        OptionName::SendBuffer => ("set_send_buffer_size", None),
        OptionName::TimeToLive if ipv6 => ("set_unicast_hops_v6", None),
        OptionName::TimeToLive => ("set_ttl_v4", None),
        OptionName::UserTimeout => ("set_tcp_user_timeout", Some("millis")),
        OptionName::V6Only => ("set_only_v6", None),
    }
}

/// A literal; a long one goes on over lines, where a space at the beginning would be lost.
fn bytes(bytes: &[u8]) -> String {
    let pieces =
        bytes.chunks(PIECE).map(literal::bytes).map(|piece| match piece.strip_prefix(' ') {
            Some(rest) if PIECE < bytes.len() => format!("\\x20{rest}"),
            Some(_) | None => piece,
        });
    let joined = pieces.collect::<Vec<_>>().join("\\\n      ");
    format!("b\"{joined}\"")
}

const INDENT: &str = "    ";

/// How many bytes stand on a line.
const PIECE: usize = 64;

const ADDRESS: &str = r#"
fn address(text: &str) -> SockAddr {
    text.parse::<SocketAddr>().expect("an address").into()
}
"#;
