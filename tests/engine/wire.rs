//! Segments on loopback, beside the calls that made them. Without the right to capture, the refusal.

#![expect(clippy::print_stdout, reason = "a test that can do nothing here says why")]

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream, UdpSocket},
    process::{Child, Command as Program, Stdio},
    time::Duration,
};

use backend::{
    command::{Command, Host, Mode, Protocol, Respond},
    event::{Entry, Event},
    id::Seq,
    policy::Refusal,
    segment::{Flags, Headers, Segment, Tcp, TcpOption},
};
use bytes::Bytes;
use tokio::time::timeout;

use super::{Lab, PATIENCE};

/// A session whose wire is watched; `None`, with a reason, where this user may not.
async fn watched() -> Option<Lab> {
    let lab = Lab::new();
    let watch = Command::Watch { kernel: None, wire: Some(true) };
    match lab.session.command(watch).await {
        Ok(_) => Some(lab),
        Err(Refusal::CaptureForbidden { error, program }) => {
            assert_eq!(error.name(), "EPERM");
            assert!(program.starts_with('/'), "{program}");
            println!("nothing to see here: CAP_NET_RAW is missing ({error})");
            None
        }
        Err(other) => panic!("{other}"),
    }
}

/// The whole journal in its order, once it has something that fits.
async fn journal(lab: &Lab, what: &str, fits: impl Fn(&[Entry]) -> bool) -> Vec<Entry> {
    let mut reader = lab.session.reader(Seq::START);
    let mut entries = Vec::new();
    while !fits(&entries) {
        match timeout(PATIENCE, reader.next()).await {
            Ok(Some(page)) => entries.extend(page.entries.iter().cloned()),
            Ok(None) | Err(_) => panic!("never saw {what}: {entries:#?}"),
        }
    }
    entries
}

fn segments(entries: &[Entry]) -> impl Iterator<Item = &Segment> {
    entries.iter().filter_map(|entry| match &entry.event {
        Event::Segment(segment) => Some(&**segment),
        _ => None,
    })
}

fn tcp(segment: &Segment) -> Option<&Tcp> {
    if let Headers::Tcp(tcp) = &segment.headers { Some(tcp) } else { None }
}

/// Segments of TCP with those flags.
fn flagged(entries: &[Entry], flags: Flags) -> usize {
    segments(entries).filter_map(tcp).filter(|tcp| tcp.flags.has(flags)).count()
}

/// Where an event stands that fits.
fn place(entries: &[Entry], what: &str, fits: impl Fn(&Event) -> bool) -> usize {
    let found = entries.iter().position(|entry| fits(&entry.event));
    found.unwrap_or_else(|| panic!("no {what}: {entries:#?}"))
}

/// Where a segment of TCP stands.
fn place_of(entries: &[Entry], what: &str, fits: impl Fn(&Tcp) -> bool) -> usize {
    place(
        entries,
        what,
        |event| matches!(event, Event::Segment(segment) if tcp(segment).is_some_and(&fits)),
    )
}

fn in_order(places: &[usize]) -> bool {
    places.is_sorted()
}

const SYN_ACK: Flags = Flags(Flags::SYN.0 | Flags::ACK.0);

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_connection_is_seen_between_its_call_and_the_return() {
    let Some(mut lab) = watched().await else { return };
    let (_, at) = lab.listen(Mode::Auto, Respond::None).await;
    let client = lab.connect(at, Mode::Manual).await;
    lab.send(client, "hello").await;
    lab.ask(Command::Close { socket: client }).await;
    let entries = journal(&lab, "the end", |entries| {
        entries.iter().any(|entry| matches!(entry.event, Event::Ended))
    })
    .await;
    let called = place(&entries, "called", |event| matches!(event, Event::Called(_)));
    let syn = place_of(&entries, "SYN", |tcp| tcp.flags == Flags::SYN);
    let syn_ack = place_of(&entries, "SYN, ACK", |tcp| tcp.flags == SYN_ACK);
    let ack = place_of(&entries, "ACK", |tcp| tcp.flags == Flags::ACK && tcp.to == at);
    let connected = place(
        &entries,
        "connect",
        |event| matches!(event, Event::Returned(call) if call.call.name() == "connect"),
    );
    let data = place_of(&entries, "data", |tcp| tcp.len == 5);
    let received = place(&entries, "received", |event| matches!(event, Event::Received { .. }));
    let fin = place_of(&entries, "FIN", |tcp| tcp.flags.has(Flags::FIN));
    let ended = place(&entries, "ended", |event| matches!(event, Event::Ended));
    assert!(in_order(&[called, syn, syn_ack, ack, connected, data, received]), "{entries:#?}");
    assert!(in_order(&[data, fin, ended]), "{entries:#?}");
    let first = segments(&entries).next().unwrap();
    assert_eq!((first.sender, first.number), (Some(client), 1));
    assert_eq!(first.frame.len() as u32, first.frame_len);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_refused_connection_is_a_syn_and_a_reset() {
    let Some(mut lab) = watched().await else { return };
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = lab.create(Protocol::Tcp).await;
    lab.ask(Command::Connect { socket: client, to: Host::Address(nobody) }).await;
    assert_eq!(lab.fails(client, "connect").await, "ECONNREFUSED");
    let entries = journal(&lab, "RST", |entries| flagged(entries, Flags::RST) == 1).await;
    let syn = place_of(&entries, "SYN", |tcp| tcp.flags == Flags::SYN && tcp.to == nobody);
    let reset = place_of(&entries, "RST", |tcp| tcp.flags.has(Flags::RST) && tcp.from == nobody);
    let failed = place(
        &entries,
        "connect",
        |event| matches!(event, Event::Returned(call) if call.call.name() == "connect"),
    );
    assert!(in_order(&[syn, reset, failed]), "{entries:#?}");
    // The kernel took the address back, and so does the session.
    assert_eq!(lab.session.reader(Seq::START).socket(client).unwrap().local, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn other_programs_at_the_same_server_are_not_shown() {
    let Some(mut lab) = watched().await else { return };
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = server.local_addr().unwrap();
    let stranger = |word: &[u8]| {
        let mut stream = TcpStream::connect(at).unwrap();
        stream.write_all(word).unwrap();
        let (mut peer, _) = server.accept().unwrap();
        let mut bytes = vec![0; word.len()];
        peer.read_exact(&mut bytes).unwrap();
        stream
    };
    let before = stranger(b"before");
    let client = lab.connect(at, Mode::Manual).await;
    server.accept().unwrap();
    let after = stranger(b"after");
    lab.send(client, "mine").await;
    lab.ask(Command::Reset { socket: client }).await;
    let entries = journal(&lab, "RST", |entries| flagged(entries, Flags::RST) == 1).await;
    let strangers = [before.local_addr().unwrap(), after.local_addr().unwrap()];
    let seen: Vec<_> = segments(&entries).collect();
    for segment in &seen {
        let (from, to) = segment.headers.ends().unwrap();
        assert!(!strangers.contains(&from) && !strangers.contains(&to), "{segment:#?}");
        assert!(segment.sender == Some(client) || segment.receiver == Some(client));
    }
    assert!(6 <= seen.len(), "SYN, SYN ACK, ACK, data, ACK, RST: {seen:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_datagram_to_a_closed_port_is_answered_by_icmp() {
    let Some(mut lab) = watched().await else { return };
    let nobody = UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    // Without an address when it sends: the kernel chooses one with the datagram.
    let socket = lab.create(Protocol::Udp).await;
    let bytes = Bytes::from_static(b"anybody?");
    lab.ask(Command::Send { socket, bytes, to: Some(Host::Address(nobody)) }).await;
    let is_icmp = |segment: &Segment| matches!(segment.headers, Headers::Icmp(_));
    let entries = journal(&lab, "ICMP", |entries| segments(entries).any(is_icmp)).await;
    let seen: Vec<_> = segments(&entries).collect();
    let [datagram, error] = seen[..] else { panic!("{seen:#?}") };
    let Headers::Udp { to, len, .. } = datagram.headers else { panic!("{datagram:#?}") };
    assert_eq!((to, len, datagram.sender), (nobody, 8, Some(socket)));
    let Headers::Icmp(icmp) = &error.headers else { panic!("{error:#?}") };
    assert_eq!((icmp.kind, icmp.code), (3, 3), "port unreachable");
    assert_eq!(icmp.about.map(|(_, _, to)| to), Some(nobody));
    assert_eq!(error.receiver, Some(socket));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_large_segment_keeps_its_true_length() {
    let Some(mut lab) = watched().await else { return };
    let (_, at) = lab.listen(Mode::Auto, Respond::Discard).await;
    let client = lab.connect(at, Mode::Manual).await;
    lab.ask(Command::Send { socket: client, bytes: vec![7; 30_000].into(), to: None }).await;
    let sent = |entries: &[Entry]| -> u32 {
        segments(entries).filter_map(tcp).filter(|tcp| tcp.to == at).map(|tcp| tcp.len).sum()
    };
    let entries = journal(&lab, "every byte", |entries| sent(entries) == 30_000).await;
    for segment in segments(&entries) {
        assert_eq!(segment.frame.len(), Segment::KEPT.min(segment.frame_len as usize));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn after_the_wire_is_switched_off_nothing_is_seen() {
    let Some(mut lab) = watched().await else { return };
    let watch = Command::Watch { kernel: None, wire: Some(false) };
    lab.ask(watch).await;
    let (_, at) = lab.listen(Mode::Auto, Respond::Echo).await;
    let client = lab.connect(at, Mode::Auto).await;
    lab.send(client, "unseen").await;
    assert_eq!(lab.receives_once(client).await, "unseen");
    let mut reader = lab.session.reader(Seq::START);
    let page = reader.next().await.unwrap();
    assert_eq!(segments(&page.entries).count(), 0);
}

/// A `tshark` that ends with the test.
struct Tshark(Child);

impl Drop for Tshark {
    fn drop(&mut self) {
        // It ends the program that captures for it only if it is asked politely.
        let _ = Program::new("kill").args(["-INT", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// One line of `tshark`, and the same of a segment.
fn as_tshark(tcp: &Tcp) -> String {
    let kind = |option: &TcpOption| match option {
        TcpOption::Mss(_) => 2,
        TcpOption::Nop => 1,
        TcpOption::Other { kind, .. } => *kind,
        TcpOption::Sack(_) => 5,
        TcpOption::SackPermitted => 4,
        TcpOption::Timestamps { .. } => 8,
        TcpOption::WindowScale(_) => 3,
    };
    let stamps = tcp.options.iter().find_map(|option| match option {
        TcpOption::Timestamps { value, echo } => Some((value, echo)),
        _ => None,
    });
    let kinds: Vec<_> = tcp.options.iter().map(|option| kind(option).to_string()).collect();
    let ack = if tcp.flags.has(Flags::ACK) { tcp.ack } else { 0 };
    let (value, echo) = stamps.unwrap();
    format!(
        "{} {} {:#06x} {} {ack} {} {} {} {value} {echo}",
        tcp.from.port(),
        tcp.to.port(),
        tcp.flags.0,
        tcp.seq,
        tcp.win,
        tcp.len,
        kinds.join(","),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn what_is_seen_is_what_tshark_sees() {
    let Some(mut lab) = watched().await else { return };
    let (_, at) = lab.listen(Mode::Auto, Respond::Echo).await;
    let fields = [
        "tcp.srcport",
        "tcp.dstport",
        "tcp.flags",
        "tcp.seq_raw",
        "tcp.ack_raw",
        "tcp.window_size_value",
        "tcp.len",
        "tcp.option_kind",
        "tcp.options.timestamp.tsval",
        "tcp.options.timestamp.tsecr",
    ];
    let mut tshark = Program::new("tshark");
    tshark.args(["-i", "lo", "-n", "-l", "-Q", "-T", "fields", "-E", "separator=/s"]);
    tshark.args(["-f", &format!("port {}", at.port())]);
    tshark.args(fields.iter().flat_map(|field| ["-e", field]));
    let Ok(mut tshark) = tshark.stdout(Stdio::piped()).stderr(Stdio::null()).spawn() else {
        println!("nothing to compare with: tshark is not installed");
        return;
    };
    let output = BufReader::new(tshark.stdout.take().unwrap());
    let tshark = Tshark(tshark);
    let (lines, mut theirs) = tokio::sync::mpsc::unbounded_channel();
    let reader = std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if lines.send(line.trim().to_owned()).is_err() {
                return;
            }
        }
    });
    // It sees when it sees a datagram to the port, which gives a line without fields.
    let probe = UdpSocket::bind("127.0.0.1:0").unwrap();
    let ready = async {
        loop {
            probe.send_to(b"?", at).unwrap();
            if timeout(Duration::from_millis(20), theirs.recv()).await.is_ok() {
                return;
            }
        }
    };
    timeout(PATIENCE, ready).await.expect("tshark begins");

    let client = lab.connect(at, Mode::Auto).await;
    for round in 0..20 {
        let text = "x".repeat(1 + 199 * round);
        lab.send(client, &text).await;
        lab.receives(client, text.len()).await;
    }
    lab.ask(Command::Close { socket: client }).await;
    let ours = journal(&lab, "both FINs acknowledged", |entries| {
        let fins: Vec<_> =
            segments(entries).filter_map(tcp).filter(|tcp| tcp.flags.has(Flags::FIN)).collect();
        let acknowledged = |fin: &&&Tcp| {
            let end = fin.seq.wrapping_add(fin.takes());
            segments(entries).filter_map(tcp).any(|tcp| tcp.from == fin.to && tcp.ack == end)
        };
        fins.len() == 2 && fins.iter().filter(acknowledged).count() == 2
    })
    .await;
    let ours: Vec<_> = segments(&ours).filter_map(tcp).map(as_tshark).collect();
    let mut seen = Vec::new();
    while seen.len() < ours.len() {
        match timeout(PATIENCE, theirs.recv()).await {
            Ok(Some(line)) if line.is_empty() => {}
            Ok(Some(line)) => seen.push(line),
            Ok(None) | Err(_) => panic!("tshark saw only {}: {seen:#?}\n{ours:#?}", seen.len()),
        }
    }
    drop(tshark);
    reader.join().unwrap();
    while let Ok(line) = theirs.try_recv() {
        seen.extend((!line.is_empty()).then_some(line));
    }
    assert!(40 < ours.len(), "{ours:#?}");
    assert_eq!(ours, seen);
}
