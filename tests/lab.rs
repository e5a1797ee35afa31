//! Labs: real kernels with stacks of their own, and the wire between them, seen through the API.

#![expect(clippy::print_stdout, reason = "a test that can do nothing here says why")]

use std::{fs, os::unix::fs::MetadataExt as _, path::PathBuf, process::Command, time::Instant};

use serde_json::{Value, json};

use crate::support::{DEADLINE, server::Server, session::Session};

/// What becomes of labs and frames when things go wrong.
mod broken;
/// What a file of a session has.
mod exported;
/// What other programs see of a lab.
mod outside;
/// What sockets of a lab can do.
mod sockets;

/// A server of somebody without rights; `None`, with a reason, where such a user may have no lab.
fn nobody() -> Option<Server> {
    possible().then(|| Server::under(without_rights()))
}

/// How a program is started without rights, by whoever runs the tests.
fn without_rights() -> &'static [&'static str] {
    let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
    let setpriv = &["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"];
    if root { setpriv } else { &["env"] }
}

/// Whether somebody without rights may make namespaces here, by what `unshare(1)` says.
fn possible() -> bool {
    let [program, arguments @ ..] = without_rights() else { return false };
    let unshare = ["unshare", "--user", "--map-root-user", "--net", "true"];
    let tried = Command::new(program).args(arguments).args(unshare).output().unwrap();
    if !tried.status.success() {
        println!("no lab here: {}", String::from_utf8_lossy(&tried.stderr).trim());
    }
    tried.status.success()
}

/// A listener on b that echoes, at the port of the textbooks.
#[track_caller]
fn listen(session: &mut Session) -> String {
    let listener = session.ask(json!({
        "do": "open", "kind": "tcp-listen", "on": "b", "at": ":8888", "respond": "echo",
    }));
    assert_eq!(session.opened(&listener).to_string(), "0.0.0.0:8888");
    listener
}

/// A connection from a to b.
#[track_caller]
fn connect(session: &mut Session) -> String {
    let client =
        session.ask(json!({"do": "open", "kind": "tcp-connect", "on": "a", "to": "b:8888"}));
    session.opened(&client);
    client
}

/// The processes that a process has begun, with their network namespaces.
fn helpers(of: u32) -> Vec<(u32, PathBuf)> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| {
        let pid: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let after = stat.rsplit_once(')')?.1;
        let parent: u32 = after.split_whitespace().nth(1)?.parse().ok()?;
        let namespace = fs::read_link(format!("/proc/{pid}/ns/net")).unwrap_or_default();
        (parent == of).then_some((pid, namespace))
    });
    processes.collect()
}

/// Waits until something is so.
#[track_caller]
fn until(what: &str, so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < DEADLINE, "not in time: {what}");
        std::thread::yield_now();
    }
}

#[track_caller]
fn gone(helper: &(u32, PathBuf)) {
    let (pid, _) = helper;
    until("the helper is gone", || !fs::exists(format!("/proc/{pid}")).unwrap());
}

#[test]
fn a_handshake_is_three_segments_of_two_kernels() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    listen(&mut session);
    let began = session.sees(json!({"event": "lab", "what": "began"}));
    assert_eq!(began["net"], "link");
    let client = connect(&mut session);
    let syn = session.sees(json!({"event": "segment", "flags": ["SYN"]}));
    let answer = session.sees(json!({"event": "segment", "flags": ["SYN", "ACK"]}));
    let third = session.sees(json!({"event": "segment", "flags": ["ACK"]}));
    let returned = session.sees(json!({"event": "opened", "kind": "tcp-accepted"}));
    assert_eq!((&syn["on"], &answer["on"]), (&json!("a"), &json!("b")));
    assert_eq!(syn["to"], "10.0.0.2:8888");
    assert_eq!(syn["from"], session.socket(&client)["local"]);
    for segment in [&syn, &answer] {
        let options = segment["options"].as_array().unwrap();
        assert!(options.contains(&json!("MSS=1460")), "{segment}");
    }
    for segment in [&syn, &answer, &third] {
        assert!(checksums_are_right(segment), "{segment}");
        let after = |event: &Value| event["at_us"].as_u64().unwrap();
        assert!(after(segment) <= after(&returned));
    }
    assert_eq!(third["reached"], json!(["b"]));
}

/// Whether the Internet checksums of a captured frame are those of its bytes (RFC 1071).
fn checksums_are_right(segment: &Value) -> bool {
    let frame = frame(segment);
    let packet = &frame[14..];
    let (header, rest) = packet.split_at(usize::from(packet[0] & 15) * 4);
    let mut pseudo = packet[12..20].to_vec();
    pseudo.extend([0, packet[9]]);
    pseudo.extend(u16::try_from(rest.len()).unwrap().to_be_bytes());
    pseudo.extend(rest);
    sum(header) == 0xffff && sum(&pseudo) == 0xffff
}

/// The bytes of a segment, from the Ethernet header on.
fn frame(segment: &Value) -> Vec<u8> {
    let text = segment["frame"].as_str().expect("the frame");
    data_encoding::BASE64.decode(text.as_bytes()).unwrap()
}

fn sum(bytes: &[u8]) -> u32 {
    let words = bytes
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | pair.get(1).copied().map_or(0, u32::from));
    let sum: u32 = words.sum();
    let sum = (sum & 0xffff) + (sum >> 16);
    (sum & 0xffff) + (sum >> 16)
}

/// What the wire has shown is not shown again as what the kernel kept, nor on another machine.
#[test]
fn a_segment_of_the_lab_is_seen_once_also_where_the_kernel_is_watched() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "watch", "kernel": true}));
    listen(&mut session);
    let client = connect(&mut session);
    session.ask(json!({"do": "send", "socket": client, "data": "echo"}));
    session.sees(json!({"event": "received", "socket": client, "len": 4}));
    let events = session.get("/events?after=0&limit=10000").json();
    let events = events["events"].as_array().unwrap();
    let syns = events.iter().filter(|event| event["flags"] == json!(["SYN"]));
    let syns: Vec<_> = syns.map(|syn| (&syn["on"], &syn["source"])).collect();
    assert_eq!(syns, [(&json!("a"), &json!("packet-socket"))]);
}

/// Every lab has ports of its own.
#[test]
fn two_labs_use_the_same_port_at_once() {
    let Some(server) = nobody() else { return };
    let mut sessions = [Session::begin(&server), Session::begin(&server)];
    for session in &mut sessions {
        listen(session);
    }
    for (session, text) in sessions.iter_mut().zip(["one", "two"]) {
        let client = connect(session);
        session.ask(json!({"do": "send", "socket": client, "data": text}));
        session.sees(json!({"event": "received", "socket": client, "len": 3}));
    }
    let helpers = helpers(server.pid());
    assert_eq!(helpers.len(), 2);
    assert_ne!(helpers[0].1, helpers[1].1);
}

#[test]
fn a_datagram_to_a_closed_port_comes_back_as_icmp() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    let socket = session.ask(json!({"do": "open", "kind": "udp", "on": "a", "to": "b:9"}));
    let opened = session.sees(json!({"event": "opened", "socket": socket}));
    assert!(opened["local"].as_str().unwrap().starts_with("10.0.0.1:"));
    session.ask(json!({"do": "send", "socket": socket, "data": "anybody?"}));
    let icmp = session.sees(json!({"event": "segment", "on": "b"}));
    assert_eq!(icmp["reached"], json!(["a"]), "{icmp}");
    // Type 3, code 3: port unreachable (RFC 792).
    assert_eq!((&icmp["protocol"], &frame(&icmp)[34..36]), (&json!("ICMP"), &[3, 3][..]));
    session.sees(json!({"socket": socket, "call": "recv", "errno": {"name": "ECONNREFUSED"}}));
}

#[test]
fn a_knob_is_set_and_read_back() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "switch"}));
    session.sees(json!({"event": "lab", "what": "began", "net": "switch"}));
    let name = "net.ipv4.tcp_fin_timeout";
    session.ask(json!({"do": "knob", "node": "c", "name": name, "value": "7"}));
    session.sees(json!({"event": "lab", "what": "knob", "node": "c", "name": name, "value": "7"}));
    session.ask(json!({"do": "knob", "name": name, "value": "many"}));
    session.sees(json!({"event": "lab", "what": "knob", "errno": {"name": "EINVAL"}}));
    let refused = session.post(&json!({"do": "knob", "name": "kernel.hostname", "value": "x"}));
    assert_eq!(refused.json()["code"], "unknown-knob");
}

#[test]
fn a_router_carries_packets_from_one_lan_to_the_other() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "router"}));
    let at = json!({"do": "open", "kind": "tcp-listen", "on": "c", "at": "8888"});
    let listener = session.ask(at);
    session.opened(&listener);
    let client =
        session.ask(json!({"do": "open", "kind": "tcp-connect", "on": "a", "to": "c:8888"}));
    let opened = session.sees(json!({"event": "opened", "socket": client}));
    assert_eq!(opened["peer"], "10.0.1.3:8888");
    // It asks for the router's hardware address first, and then each segment is seen in both LANs.
    let asked = session.sees(json!({"event": "segment", "on": "a"}));
    assert!(asked.to_string().contains("10.0.0.254"), "{asked}");
    session.sees(json!({"event": "segment", "on": "a", "flags": ["SYN"], "reached": ["router"]}));
    session.sees(json!({"event": "segment", "on": "router", "flags": ["SYN"], "reached": ["c"]}));
}

#[test]
fn a_lab_that_ends_leaves_nothing() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    let listener = listen(&mut session);
    let client = connect(&mut session);
    let helper = helpers(server.pid()).pop().expect("a helper");
    let ours = fs::read_link("/proc/self/ns/net").unwrap();
    assert_ne!(helper.1, ours);
    session.ask(json!({"do": "lab", "net": "none"}));
    assert_eq!(session.closed(&client), "closed");
    assert_eq!(session.closed(&listener), "closed");
    session.sees(json!({"event": "lab", "what": "ended"}));
    gone(&helper);
    until("it is reaped", || helpers(server.pid()).is_empty());
    let refused = session.post(&json!({"do": "lab", "net": "none"}));
    assert_eq!(refused.json()["code"], "no-lab");
    // And another one can begin.
    listen(&mut session);
}

#[test]
fn a_lab_ends_with_its_session() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    listen(&mut session);
    let helper = helpers(server.pid()).pop().expect("a helper");
    assert_eq!(session.request("DELETE", "").send().status, 204);
    gone(&helper);
}

#[test]
fn no_lab_outlives_a_server_that_is_killed() {
    let Some(mut server) = nobody() else { return };
    let mut session = Session::begin(&server);
    listen(&mut session);
    connect(&mut session);
    let helper = helpers(server.pid()).pop().expect("a helper");
    server.signal("KILL");
    server.wait();
    gone(&helper);
}

/// Some systems let nobody make user namespaces; then everything else is as ever.
#[test]
fn where_there_are_no_user_namespaces_it_says_so_once() {
    let script = "echo 0 > /proc/sys/user/max_user_namespaces; \
                  exec setpriv --bounding-set=-all --inh-caps=-all -- \"$0\" \"$@\"";
    if !possible() {
        return;
    }
    let unshare = ["unshare", "-Ur", "sh", "-c", script];
    let server = Server::under(&[without_rights(), &unshare].concat());
    let mut session = Session::begin(&server);
    for on in ["a", "b"] {
        let socket = session.ask(json!({"do": "create", "kind": "tcp", "on": on}));
        session.sees(json!({"event": "refused", "socket": socket, "code": "lab-failed"}));
        assert_eq!(session.closed(&socket), "closed");
    }
    let told = session.sees(json!({"event": "lab", "what": "unavailable"}));
    assert_eq!(told["step"], "unshare(CLONE_NEWUSER|CLONE_NEWNET)");
    assert_eq!(told["errno"]["name"], "ENOSPC");
    let (listener, at) = session.listen("echo");
    let client = session.connect(at);
    session.accepted(&listener);
    session.ask(json!({"do": "send", "socket": client, "data": "still here"}));
    session.sees(json!({"event": "received", "socket": client, "len": 10}));
    let events = session.get("/events?after=0&limit=10000").json();
    let events = events["events"].as_array().unwrap();
    assert_eq!(events.iter().filter(|event| event["event"] == "lab").count(), 1);
}

/// Who may not come back does not keep a lab from others.
#[test]
fn the_lab_of_a_vanished_browser_ends_after_its_grace() {
    if !possible() {
        return;
    }
    let server = Server::with(&["--port", "0", "--limit", "labs=1", "--limit", "grace=1"]);
    let mut first = Session::begin(&server);
    listen(&mut first);
    let helper = helpers(server.pid()).pop().expect("a helper");
    drop(first);
    gone(&helper);
    Session::begin(&server).ask(json!({"do": "lab", "net": "hub"}));
}

#[test]
fn there_are_only_so_many_labs() {
    if !possible() {
        return;
    }
    let server = Server::with(&["--port", "0", "--limit", "labs=1"]);
    let mut first = Session::begin(&server);
    listen(&mut first);
    let second = Session::begin(&server);
    for command in [
        json!({"do": "create", "kind": "tcp", "on": "a"}),
        json!({"do": "open", "kind": "udp", "on": "b"}),
        json!({"do": "lab", "net": "hub"}),
    ] {
        let refused = second.post(&command).json();
        assert_eq!(refused["code"], "too-many-labs", "{refused}");
    }
    first.ask(json!({"do": "lab", "net": "none"}));
    second.ask(json!({"do": "lab", "net": "hub"}));
}
