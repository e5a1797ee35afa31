//! A lab seen by programs that nobody here wrote, inside of its hosts: `tshark` and `ss`.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::MetadataExt as _,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{frame, helpers, nobody};
use crate::support::{DEADLINE, program::Program, server::Server, session::Session};

/// How a program is started inside of a host of a lab.
struct Inside(Vec<String>);

impl Inside {
    /// The hosts with those addresses; `None`, with a reason, where nobody may go in.
    fn of<const N: usize>(server: &Server, addresses: [&str; N]) -> Option<[Self; N]> {
        let (helper, _) = helpers(server.pid()).pop().expect("a helper");
        let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        let user = format!("--user=/proc/{helper}/ns/user");
        let mut hosts = Vec::new();
        for descriptor in fs::read_dir(format!("/proc/{helper}/fd")).ok()? {
            let path = descriptor.unwrap().path();
            let points = fs::read_link(&path).unwrap_or_default();
            if !points.to_string_lossy().starts_with("net:[") {
                continue;
            }
            let mut inside = vec!["nsenter".to_owned(), format!("--net={}", path.display())];
            if !root {
                inside.extend([user.clone(), "--preserve-credentials".to_owned()]);
            }
            hosts.push(Self(inside));
        }
        let found = addresses.map(|address| {
            let at = hosts.iter().position(|host| host.has(address))?;
            Some(hosts.swap_remove(at))
        });
        if found.iter().any(Option::is_none) {
            println!("nothing to compare with: nsenter may not enter the hosts of a lab here");
            return None;
        }
        Some(found.map(Option::unwrap))
    }

    fn has(&self, address: &str) -> bool {
        let output = self.command(&["ip", "-o", "-4", "addr", "show", "dev", "eth0"]).output();
        output.is_ok_and(|output| {
            String::from_utf8_lossy(&output.stdout).contains(&format!(" {address}/"))
        })
    }

    fn command(&self, program: &[&str]) -> Command {
        let mut command = Command::new(&self.0[0]);
        command.args(&self.0[1..]).args(program).stderr(Stdio::null());
        command
    }
}

/// A `tshark` that captures inside of a host; it ends with the test.
struct Tshark(Program);

impl Tshark {
    fn start(inside: &Inside) -> Self {
        let mut arguments: Vec<&str> = inside.0[1..].iter().map(String::as_str).collect();
        arguments.extend(["tshark", "-i", "eth0", "-n", "-l", "-Q", "-f", "tcp or udp"]);
        for setting in ["tcp.relative_sequence_numbers:FALSE", "tcp.check_checksum:TRUE"] {
            arguments.extend(["-o", setting]);
        }
        arguments.extend(["-T", "fields", "-E", "occurrence=a", "-E", "aggregator=;"]);
        arguments.extend(FIELDS.iter().flat_map(|field| ["-e", field]));
        Self(Program::start(&inside.0[0], &arguments))
    }

    /// The segments until the marker, which is the datagram of that length.
    fn until(&self, marker: usize) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        loop {
            let line = self.0.line_within(3 * DEADLINE);
            let row: Vec<_> = line.split('\t').map(str::to_owned).collect();
            match row[0].parse::<usize>() {
                Ok(len) if len == marker + 8 => return rows,
                Ok(_) => {}
                Err(_) => rows.push(row),
            }
        }
    }
}

impl Drop for Tshark {
    fn drop(&mut self) {
        // It ends the program that captures for it only if it is asked politely.
        self.0.signal("INT");
    }
}

/// The length of a datagram, and what is compared of a segment.
const FIELDS: [&str; 21] = [
    "udp.length",
    "eth.src",
    "eth.dst",
    "ip.src",
    "ip.dst",
    "ip.id",
    "tcp.srcport",
    "tcp.dstport",
    "tcp.flags",
    "tcp.seq_raw",
    "tcp.ack_raw",
    "tcp.window_size_value",
    "tcp.len",
    "tcp.option_kind",
    "tcp.options.mss_val",
    "tcp.options.wscale.shift",
    "tcp.options.timestamp.tsval",
    "tcp.options.timestamp.tsecr",
    "tcp.options.sack_le",
    "tcp.options.sack_re",
    "tcp.checksum.status",
];

/// A row of `tshark` in the words of the contract.
fn theirs(row: &[String]) -> String {
    let [_, eth_src, eth_dst, src, dst, id, from, to, flags, seq, ack, win, len, rest @ ..] = row
    else {
        panic!("{row:?}")
    };
    let [kinds, values @ .., checksum] = rest else { panic!("{row:?}") };
    assert_eq!(checksum, "1", "the checksum is good: {row:?}");
    let mut values: Vec<_> = values.iter().map(|cell| cell.split(';')).collect();
    let [mss, scale, value, echo, left, right] = &mut values[..] else { panic!("{row:?}") };
    let kinds = kinds.split(';').filter(|kind| !kind.is_empty());
    let options: Vec<_> = kinds
        .map(|kind| match kind {
            "1" => "NOP".to_owned(),
            "2" => format!("MSS={}", mss.next().unwrap()),
            "3" => format!("WS={}", scale.next().unwrap()),
            "4" => "SACK permitted".to_owned(),
            "5" => {
                let blocks: Vec<_> = left
                    .by_ref()
                    .zip(&mut *right)
                    .map(|(from, to)| format!("{from}-{to}"))
                    .collect();
                format!("SACK={}", blocks.join(" "))
            }
            "8" => format!("TSval={} TSecr={}", value.next().unwrap(), echo.next().unwrap()),
            other => panic!("an option of kind {other}"),
        })
        .collect();
    let flags = u32::from_str_radix(flags.trim_start_matches("0x"), 16).unwrap();
    format!(
        "{eth_src}>{eth_dst} {src}:{from}>{dst}:{to} id {id} {flags:#04x} {seq} {ack} {win} {len} \
         {options:?}"
    )
}

/// A segment of the journal in the same words.
fn ours(segment: &Value) -> String {
    let bytes = frame(segment);
    let mac = |at: usize| {
        let bytes: Vec<_> = bytes[at..at + 6].iter().map(|byte| format!("{byte:02x}")).collect();
        bytes.join(":")
    };
    let flags = segment["flags"].as_array().unwrap().iter();
    let bit = |flag: &Value| 1 << FLAGS.iter().position(|name| flag == name).unwrap();
    let flags: u32 = flags.map(bit).sum();
    let options: Vec<String> = serde_json::from_value(segment["options"].clone()).unwrap();
    format!(
        "{}>{} {}>{} id 0x{:02x}{:02x} {flags:#04x} {} {} {} {} {options:?}",
        mac(6),
        mac(0),
        segment["from"].as_str().unwrap(),
        segment["to"].as_str().unwrap(),
        bytes[18],
        bytes[19],
        segment["tcp_seq"],
        segment["ack"].as_u64().unwrap_or_default(),
        segment["win"],
        segment["len"],
    )
}

/// The flags of TCP, from the lowest bit on.
const FLAGS: [&str; 8] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

/// Sends datagrams until both have seen one.
fn wait_for(tsharks: [&Tshark; 2], mut marker: impl FnMut(usize)) {
    let begun = Instant::now();
    for tshark in tsharks {
        loop {
            marker(1);
            if tshark.0.line_if_within(Duration::from_millis(50)).is_some() {
                break;
            }
            assert!(begun.elapsed() < 3 * DEADLINE, "tshark does not begin");
        }
    }
}

/// The segments of TCP in the journal, once both ends have said goodbye and heard it.
fn segments(session: &Session) -> Vec<Value> {
    let begun = Instant::now();
    loop {
        let events = session.get("/events?after=0&limit=10000").json();
        let events = events["events"].as_array().unwrap().iter();
        let tcp = |event: &&Value| event["event"] == "segment" && event["protocol"] == "TCP";
        let segments: Vec<_> = events.filter(tcp).cloned().collect();
        let fins = segments.iter().filter(|one| ours(one).contains(" 0x11 "));
        let heard = |fin: &&Value| {
            let next = fin["tcp_seq"].as_u64().unwrap() + fin["len"].as_u64().unwrap() + 1;
            let next = next % (1 << 32);
            segments.iter().any(|one| one["from"] == fin["to"] && one["ack"] == next)
        };
        if fins.filter(heard).count() == 2 {
            return segments;
        }
        assert!(begun.elapsed() < DEADLINE, "no end: {segments:#?}");
    }
}

#[test]
fn both_hosts_see_what_tshark_sees_in_them() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "link"}));
    let marked = session.ask(json!({"do": "open", "kind": "udp", "on": "b", "at": "b:7"}));
    session.opened(&marked);
    let marker = json!({"do": "open", "kind": "udp", "on": "a", "to": "b:7"});
    let marker = session.ask(marker);
    session.opened(&marker);
    let Some(hosts) = Inside::of(&server, ["10.0.0.1", "10.0.0.2"]) else { return };
    let [a, b] = hosts.each_ref().map(Tshark::start);
    let mark = |len: usize| {
        session.ask(json!({"do": "send", "socket": marker, "data": "m".repeat(len)}));
    };
    wait_for([&a, &b], mark);

    session.ask(json!({"do": "impair", "delay": 5}));
    session.ask(json!({"do": "rule", "act": "drop", "from": "a", "kind": "data", "nth": 3}));
    let listener = session.ask(json!({
        "do": "open", "kind": "tcp-listen", "on": "b", "at": ":8888", "respond": "echo",
    }));
    session.opened(&listener);
    let client =
        session.ask(json!({"do": "open", "kind": "tcp-connect", "on": "a", "to": "b:8888"}));
    session.opened(&client);
    for _ in 0..12 {
        session.ask(json!({"do": "send", "socket": client, "data": "x".repeat(1000)}));
    }
    let mut received = 0;
    while received < 12_000 {
        let event = session.sees(json!({"event": "received", "socket": client}));
        received += event["len"].as_u64().unwrap();
    }
    session.ask(json!({"do": "close", "socket": client}));
    let segments = segments(&session);
    session.ask(json!({"do": "send", "socket": marker, "data": "m".repeat(END)}));

    let arrived = |at: &str, one: &&Value| {
        one["reached"].as_array().is_some_and(|nodes| nodes.contains(&json!(at)))
    };
    for (name, tshark, address) in [("a", &a, "10.0.0.1"), ("b", &b, "10.0.0.2")] {
        let rows = tshark.until(END);
        let (sent, heard): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row[3] == address);
        let (sent, heard) = [sent, heard]
            .map(|rows| rows.into_iter().map(|row| theirs(row)).collect::<Vec<_>>())
            .into();
        let ours_sent: Vec<_> = segments.iter().filter(|one| one["on"] == name).map(ours).collect();
        let ours_heard: Vec<_> =
            segments.iter().filter(|one| arrived(name, one)).map(ours).collect();
        assert_eq!(ours_sent, sent, "sent by {name}");
        assert_eq!(ours_heard, heard, "arrived at {name}");
        println!("{name}: {} sent, {} arrived, as tshark saw them", sent.len(), heard.len());
    }
    let dropped: Vec<_> = segments.iter().filter(|one| one["fate"] == "dropped").collect();
    let [dropped] = dropped[..] else { panic!("{dropped:#?}") };
    assert_eq!((&dropped["on"], &dropped["reached"]), (&json!("a"), &Value::Null));
    let again = |one: &&Value| one["tcp_seq"] == dropped["tcp_seq"] && one["on"] == "a";
    assert!(1 < segments.iter().filter(again).count(), "it was sent again");
}

/// The length of the last datagram.
const END: usize = 2;

/// What is compared of a row: its state, both queues, the kind of its timer, and `TCP_INFO`.
type Row = (String, u64, u64, String, BTreeMap<&'static str, String>);

/// The rows of a host, by protocol and addresses.
type Rows = BTreeMap<(&'static str, &'static str, String, String), Row>;

/// The rows that `ss` prints inside of a host.
fn ss(name: &'static str, inside: &Inside) -> Rows {
    let algorithms = "/proc/sys/net/ipv4/tcp_available_congestion_control";
    let algorithms = fs::read_to_string(algorithms).unwrap();
    let mut rows = Rows::new();
    for (protocol, options) in [("tcp", "-HtanoiO"), ("udp", "-HuanoO")] {
        let output = inside.command(&["ss", options]).output().expect("iproute2 is installed");
        let text = String::from_utf8(output.stdout).unwrap();
        for line in text.lines() {
            let words: Vec<_> = line.split_whitespace().collect();
            let timer = words.iter().find_map(|word| word.strip_prefix("timer:("));
            let timer = timer.and_then(|timer| timer.split(',').next()).unwrap_or_default();
            let value = |name: &'static str| {
                let found =
                    words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix(':'));
                found.map(|value| (name, value.to_owned()))
            };
            let mut info: BTreeMap<_, _> = INFO.into_iter().filter_map(value).collect();
            if let Some(name) = algorithms.split_whitespace().find(|name| words.contains(name)) {
                info.insert("congestion", name.to_owned());
            }
            let number = |at: usize| words[at].parse().unwrap();
            let row = (words[0].to_owned(), number(1), number(2), timer.to_owned(), info);
            rows.insert((name, protocol, words[3].to_owned(), words[4].to_owned()), row);
        }
    }
    rows
}

/// What `ss` prints of `TCP_INFO` where it is not zero.
const INFO: [&str; 10] = [
    "bytes_acked",
    "bytes_received",
    "cwnd",
    "lost",
    "mss",
    "rto",
    "rtt",
    "snd_wnd",
    "ssthresh",
    "unacked",
];

/// The rows of the hosts that the journal tells of, as `ss` would print them.
fn sampled(session: &Session) -> Rows {
    let answer = session.get("/events?after=0&limit=10000").json();
    let mut rows = Rows::new();
    for event in answer["events"].as_array().unwrap() {
        let Some(on) = ["a", "b"].into_iter().find(|on| event["on"] == *on) else { continue };
        if event["event"] != "kernel" {
            continue;
        }
        let text = |name: &str| event[name].as_str().map(str::to_owned);
        let protocol = if event["protocol"] == "udp" { "udp" } else { "tcp" };
        let peer = text("peer").unwrap_or_else(|| "0.0.0.0:*".to_owned());
        let key = (on, protocol, text("local").unwrap(), peer);
        if event["source"] == "absence" {
            rows.remove(&key);
            continue;
        }
        let state = match text("state").unwrap().as_str() {
            "ESTABLISHED" => "ESTAB".to_owned(),
            "SYN-RECEIVED" => "SYN-RECV".to_owned(),
            other => other.to_owned(),
        };
        let timer = match event["timer"]["kind"].as_str().unwrap_or_default() {
            "retransmit" => "on".to_owned(),
            other => other.replace('-', ""),
        };
        let number = |name: &str| event[name].as_u64().unwrap();
        let row = (state, number("recv_q"), number("send_q"), timer, info(&event["info"]));
        rows.insert(key, row);
    }
    rows
}

/// `TCP_INFO` as `ss` prints it: milliseconds, and nothing that is zero or has no limit.
fn info(info: &Value) -> BTreeMap<&'static str, String> {
    if info.is_null() {
        return BTreeMap::new();
    }
    let number = |name: &str| info[name].as_u64();
    let ms = |name: &str| format!("{}", number(name).unwrap() as f64 / 1000.0);
    let mut shown = BTreeMap::from([
        ("congestion", info["congestion"].as_str().unwrap().to_owned()),
        ("cwnd", info["cwnd"].to_string()),
        ("rto", ms("rto_us")),
        ("mss", info["snd_mss"].to_string()),
    ]);
    if number("rtt_us") != Some(0) {
        shown.insert("rtt", format!("{}/{}", ms("rtt_us"), ms("rttvar_us")));
    }
    for name in ["bytes_acked", "bytes_received", "lost", "snd_wnd", "unacked"] {
        shown.extend(number(name).filter(|it| 0 < *it).map(|it| (name, it.to_string())));
    }
    let least = number("ssthresh").filter(|it| *it < 0xffff);
    shown.extend(least.map(|it| ("ssthresh", it.to_string())));
    shown
}

#[test]
fn at_rest_the_rows_of_a_host_are_as_ss_prints_them_in_it() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "link"}));
    session.sees(json!({"event": "lab", "what": "began"}));
    let listen = |session: &mut Session, at: &str, backlog: u32| {
        let listener = session.ask(json!({"do": "create", "kind": "tcp", "on": "b"}));
        session.ask(json!({"do": "bind", "socket": listener, "at": at}));
        session.ask(json!({"do": "listen", "socket": listener, "backlog": backlog}));
        session.returned(&listener, "listen");
        listener
    };
    let connect = |session: &mut Session, to: &str| {
        let client = session.ask(json!({"do": "create", "kind": "tcp", "on": "a"}));
        session.ask(json!({"do": "connect", "socket": client, "to": to}));
        client
    };
    // Three fit behind a backlog of two; the fourth asks again and again.
    listen(&mut session, "b:80", 2);
    let crowd: Vec<_> = (0..4).map(|_| connect(&mut session, "b:80")).collect();
    session.returned(&crowd[0], "connect");
    session.ask(json!({"do": "send", "socket": crowd[0], "data": "before anybody accepts"}));
    let listener = listen(&mut session, "b:8888", 9);
    let pair = |session: &mut Session| {
        let client = connect(session, "b:8888");
        session.returned(&client, "connect");
        session.ask(json!({"do": "accept", "socket": listener}));
        let child = session.returned(&listener, "accept");
        (client, child["result"].as_str().unwrap().to_owned())
    };
    let (talker, child) = pair(&mut session);
    session.ask(json!({"do": "set", "socket": child, "option": "keepalive", "value": true}));
    session.ask(json!({"do": "send", "socket": talker, "data": "hello"}));
    session.ask(json!({"do": "recv", "socket": child, "max": 2}));
    session.returned(&child, "recv");
    session.ask(json!({"do": "send", "socket": child, "data": "h"}));
    let (halved, _) = pair(&mut session);
    session.ask(json!({"do": "shutdown", "socket": halved, "how": "write"}));
    let (first, second) = pair(&mut session);
    session.ask(json!({"do": "close", "socket": first}));
    session.closed(&first);
    session.ask(json!({"do": "close", "socket": second}));
    let (blocked, _) = pair(&mut session);
    let much = json!({"do": "send", "socket": blocked, "data": "x".repeat(200_000)});
    while !session.get("/events?after=0&limit=10000").text().contains("\"persist\"") {
        session.ask(much.clone());
    }
    let udp = json!({"do": "open", "kind": "udp", "on": "b", "at": "b:7", "mode": "manual"});
    let udp = session.ask(udp);
    session.opened(&udp);
    session.ask(json!({"do": "open", "kind": "udp", "on": "a", "to": "b:7"}));

    let Some([a, b]) = Inside::of(&server, ["10.0.0.1", "10.0.0.2"]) else { return };
    let begun = Instant::now();
    let rows = loop {
        let ours = sampled(&session);
        let mut theirs = ss("a", &a);
        theirs.extend(ss("b", &b));
        // Of a listener and of what has no owner it also prints what never changes.
        for (key, row) in &mut theirs {
            if ours.get(key).is_some_and(|row| row.4.is_empty()) {
                row.4.clear();
            }
        }
        if ours == theirs {
            break ours;
        }
        let other: Vec<_> = theirs
            .iter()
            .filter(|(key, row)| ours.get(key) != Some(row))
            .map(|(key, row)| (key, row, ours.get(key)))
            .collect();
        let more: Vec<_> = ours.keys().filter(|key| !theirs.contains_key(key)).collect();
        assert!(
            begun.elapsed() < 2 * DEADLINE,
            "ss says otherwise: {other:#?}, or nothing: {more:?}"
        );
    };
    let has = |what: &str, of: fn(&Row) -> &String| rows.values().any(|row| of(row) == what);
    for state in ["LISTEN", "ESTAB", "SYN-SENT", "FIN-WAIT-2", "CLOSE-WAIT", "TIME-WAIT", "UNCONN"]
    {
        assert!(has(state, |row| &row.0), "{state}");
    }
    for timer in ["on", "persist", "keepalive", "timewait"] {
        assert!(has(timer, |row| &row.3), "{timer}");
    }
    let told = rows.values().filter(|row| !row.4.is_empty()).count();
    assert!(8 <= told, "{told} of {} rows have TCP_INFO", rows.len());
    println!("{} rows are as ss prints them, {told} of them with TCP_INFO", rows.len());
}
