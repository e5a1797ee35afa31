//! The kernel lane: what the kernel holds, as the journal tells it.

use std::{
    collections::BTreeMap,
    net::{SocketAddr, TcpStream},
    process::Command as Program,
    time::Instant,
};

use backend::{
    call::Value,
    command::{Command, Host, How, Mode, Protocol, Respond},
    event::Event,
    id::SocketId,
    kernel::{Owner, Source, TcpState, TimerKind, table::Row},
    option::{OptionName, OptionValue, Setting},
    segment::{self, Flags, Headers, TcpOption},
};
use bytes::Bytes;
use tokio::time::timeout;

use super::{Lab, PATIENCE, anywhere};

impl Lab {
    /// With the kernel lane on.
    async fn watching() -> Self {
        let lab = Self::new();
        lab.ask(Command::Watch { kernel: Some(true), wire: None }).await;
        lab
    }

    /// Waits until the kernels' rows are as they should be.
    async fn rows<T>(&mut self, what: &str, fit: impl Fn(&[Row]) -> Option<T>) -> T {
        let deadline = Instant::now() + 2 * PATIENCE;
        loop {
            let rows = self.reader.kernel();
            if let Some(found) = fit(&rows) {
                return found;
            }
            if deadline <= Instant::now() {
                let rows: Vec<_> = rows.iter().map(printed).collect();
                panic!("never saw {what}: {rows:#?} {:#?}", ss());
            }
            if let Ok(Some(page)) = timeout(PATIENCE / 40, self.reader.next()).await {
                self.journal.extend(page.entries.iter().cloned());
            }
        }
    }

    async fn row(&mut self, what: &str, fits: impl Fn(&Row) -> bool) -> Row {
        self.rows(what, |rows| rows.iter().find(|row| fits(row)).cloned()).await
    }

    async fn state(&mut self, id: SocketId, state: TcpState) -> Row {
        let fits = |row: &Row| row.socket == Some(id) && row.sample.state == state;
        self.row(&format!("{id} {}", state.name()), fits).await
    }

    async fn listening(&mut self, backlog: u32) -> (SocketId, SocketAddr) {
        let server = self.create(Protocol::Tcp).await;
        self.ask(Command::Bind { socket: server, at: anywhere() }).await;
        self.ask(Command::Listen { socket: server, backlog }).await;
        (server, self.opened(server).await)
    }

    /// A connection between two sockets of the session that do nothing by themselves.
    async fn pair(&mut self) -> (SocketId, SocketId) {
        let (server, at) = self.listening(5).await;
        let client = self.connect(at, Mode::Manual).await;
        self.ask(Command::Accept { socket: server }).await;
        let child = self.accepted(server).await;
        (client, child)
    }
}

fn owner(row: &Row, owner: Owner, state: TcpState) -> bool {
    row.sample.owner == owner && row.sample.state == state
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_handshake_is_over_and_bytes_arrive_before_anybody_accepts() {
    let mut lab = Lab::watching().await;
    let (server, at) = lab.listening(5).await;
    let empty = lab.state(server, TcpState::Listen).await;
    assert_eq!((empty.sample.recv_q, empty.sample.send_q), (0, 5));
    let client = lab.connect(at, Mode::Manual).await;
    lab.send(client, "hello").await;
    let full = |row: &Row| owner(row, Owner::AcceptQueue, TcpState::Established);
    let waiting = lab.row("five bytes", |row| full(row) && row.sample.recv_q == 5).await;
    assert_eq!((waiting.socket, waiting.sample.local), (Some(server), at));
    lab.row("a full queue", |row| row.socket == Some(server) && row.sample.recv_q == 1).await;

    lab.ask(Command::Accept { socket: server }).await;
    let child = lab.accepted(server).await;
    let accepted = lab.state(child, TcpState::Established).await;
    assert_eq!((accepted.sample.owner, accepted.sample.recv_q), (Owner::Socket, 5));
    let states: Vec<_> = accepted.visited.iter().map(|visit| visit.state).collect();
    assert_eq!(states, [TcpState::Established]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_client_from_outside_is_seen_in_the_accept_queue() {
    let mut lab = Lab::watching().await;
    let (server, at) = lab.listening(5).await;
    let outside = TcpStream::connect(at).unwrap();
    let from = outside.local_addr().unwrap();
    let waiting = lab.row("the stranger", |row| row.sample.peer == Some(from)).await;
    assert_eq!(waiting.sample.owner, Owner::AcceptQueue);
    assert_eq!(waiting.socket, Some(server));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn of_nine_clients_six_fit_behind_a_backlog_of_five() {
    let mut lab = Lab::watching().await;
    let (server, at) = lab.listening(5).await;
    for _ in 0..9 {
        let client = lab.create(Protocol::Tcp).await;
        lab.ask(Command::Connect { socket: client, to: Host::Address(at) }).await;
    }
    let all = |rows: &[Row]| {
        let count = |who, state| rows.iter().filter(|row| owner(row, who, state)).count();
        let full = rows.iter().find(|row| row.socket == Some(server) && row.sample.recv_q == 6)?;
        let overflows = full.sample.overflows?.overflows;
        (count(Owner::Socket, TcpState::Established) == 6
            && count(Owner::Socket, TcpState::SynSent) == 3
            && count(Owner::AcceptQueue, TcpState::Established) == 6
            && 0 < overflows)
            .then_some(full.sample.send_q)
    };
    assert_eq!(lab.rows("six and three", all).await, 5);
    // A SYN that nobody answers is sent again, and the timer says how often.
    lab.row("a SYN sent again", |row| {
        row.sample.state == TcpState::SynSent
            && row.sample.timer.is_some_and(|timer| 0 < timer.fired)
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_connection_that_is_half_closed_ends_in_time_wait() {
    let mut lab = Lab::watching().await;
    let (client, child) = lab.pair().await;
    lab.ask(Command::Shutdown { socket: client, how: How::Write }).await;
    lab.state(client, TcpState::FinWait2).await;
    lab.state(child, TcpState::CloseWait).await;
    lab.ask(Command::Close { socket: child }).await;
    lab.ask(Command::Close { socket: client }).await;
    let rest = lab.state(client, TcpState::TimeWait).await;
    assert_eq!(rest.sample.owner, Owner::Nobody);
    let timer = rest.sample.timer.unwrap();
    assert_eq!(timer.kind, TimerKind::TimeWait);
    assert!(PATIENCE < timer.remaining && timer.remaining <= 6 * PATIENCE);
    let gone = lab.state(child, TcpState::Closed).await;
    assert_eq!(gone.sample.source, Source::Absence);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_receiver_that_does_not_read_starts_the_persist_timer() {
    let mut lab = Lab::watching().await;
    let (client, _child) = lab.pair().await;
    fill(&mut lab, client).await;
    let blocked = lab
        .row("the persist timer", |row| {
            row.socket == Some(client)
                && row.sample.timer.is_some_and(|timer| timer.kind == TimerKind::Persist)
        })
        .await;
    assert!(0 < blocked.sample.send_q);
}

/// Sends until nothing fits any more.
async fn fill(lab: &mut Lab, socket: SocketId) {
    let bytes = Bytes::from(vec![7; 200_000]);
    loop {
        lab.ask(Command::Send { socket, bytes: bytes.clone(), to: None }).await;
        let over = |entry: &backend::event::Entry| match &entry.event {
            Event::Called(call) if entry.socket == Some(socket) && call.name() == "send" => {
                Some(true)
            }
            Event::Returned(returned)
                if entry.socket == Some(socket) && returned.call.name() == "send" =>
            {
                Some(false)
            }
            _ => None,
        };
        if lab.sees("send", over).await {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn nothing_is_sampled_while_the_lane_is_off() {
    let mut lab = Lab::watching().await;
    let (server, at) = lab.listening(5).await;
    lab.state(server, TcpState::Listen).await;
    lab.ask(Command::Watch { kernel: Some(false), wire: None }).await;
    lab.rows("no rows", |rows| rows.is_empty().then_some(())).await;
    lab.journal.clear();
    lab.connect(at, Mode::Manual).await;
    assert!(lab.reader.kernel().is_empty());
    assert!(!lab.journal.iter().any(|entry| matches!(entry.event, Event::Kernel(_))));
}

/// What `ss` prints of a row: its state, both queues, and the kind of its timer.
type Printed = (String, u32, u32, String);

/// The rows of `ss`, by protocol and addresses.
fn ss() -> BTreeMap<(&'static str, String, String), Printed> {
    let mut rows = BTreeMap::new();
    for (protocol, options) in [("tcp", "-Htanoi"), ("udp", "-Huanoi")] {
        let output = Program::new("ss").arg(options).output().expect("iproute2 is installed");
        let text = String::from_utf8(output.stdout).unwrap();
        for line in text.lines().filter(|line| !line.starts_with(char::is_whitespace)) {
            let words: Vec<_> = line.split_whitespace().collect();
            let timer = words.iter().find_map(|word| word.strip_prefix("timer:("));
            let timer = timer.and_then(|timer| timer.split(',').next()).unwrap_or_default();
            let number = |at: usize| words[at].parse().unwrap();
            let row = (words[0].to_owned(), number(1), number(2), timer.to_owned());
            rows.insert((protocol, words[3].to_owned(), words[4].to_owned()), row);
        }
    }
    rows
}

/// A row of ours as `ss` would print it.
fn printed(row: &Row) -> ((&'static str, String, String), Printed) {
    let sample = &row.sample;
    let protocol = sample.protocol.wire();
    let state = match (sample.protocol, sample.state) {
        (Protocol::Udp, TcpState::Closed) => "UNCONN",
        (_, TcpState::Established) => "ESTAB",
        (_, TcpState::SynReceived) => "SYN-RECV",
        (_, state) => state.name(),
    };
    let timer = sample.timer.map_or("", |timer| match timer.kind {
        TimerKind::KeepAlive => "keepalive",
        TimerKind::Persist => "persist",
        TimerKind::Retransmit => "on",
        TimerKind::TimeWait => "timewait",
    });
    let peer = sample.peer.map_or_else(|| "0.0.0.0:*".to_owned(), |peer| peer.to_string());
    (
        (protocol, sample.local.to_string(), peer),
        (state.to_owned(), sample.recv_q, sample.send_q, timer.to_owned()),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn at_rest_every_row_is_as_ss_prints_it() {
    let mut lab = Lab::watching().await;
    let (_, at) = lab.listening(5).await;
    for _ in 0..9 {
        let client = lab.create(Protocol::Tcp).await;
        lab.ask(Command::Connect { socket: client, to: Host::Address(at) }).await;
    }
    let (talker, _child) = lab.pair().await;
    lab.send(talker, "hello").await;
    let (blocked, _child) = lab.pair().await;
    fill(&mut lab, blocked).await;
    let (halved, _child) = lab.pair().await;
    lab.ask(Command::Shutdown { socket: halved, how: How::Write }).await;
    let (closer, other) = lab.pair().await;
    lab.ask(Command::Close { socket: closer }).await;
    lab.ask(Command::Close { socket: other }).await;
    let (alive, _child) = lab.pair().await;
    let setting = Setting { option: OptionName::KeepAlive, value: OptionValue::Flag(true) };
    lab.ask(Command::Set { socket: alive, setting }).await;
    let (udp, there) = lab.udp(None, Mode::Manual, Respond::None).await;
    let bytes = Bytes::from_static(b"to itself");
    lab.ask(Command::Send { socket: udp, bytes, to: Some(Host::Address(there)) }).await;

    let equal = |rows: &[Row]| {
        let mut theirs = ss();
        let present = |row: &&Row| row.sample.source == Source::SockDiag;
        let ours: BTreeMap<_, _> = rows.iter().filter(present).map(printed).collect();
        // Other programs may use one of our ports with somebody else.
        let ends = |row: &Row| [Some(row.sample.local), row.sample.peer];
        let here: Vec<_> =
            rows.iter().flat_map(ends).flatten().map(|end| end.to_string()).collect();
        theirs.retain(|(_, local, peer), _| {
            here.contains(local) && (here.contains(peer) || peer.ends_with(":*"))
        });
        let states: Vec<_> = theirs.values().map(|row| row.0.as_str()).collect();
        let all =
            ["LISTEN", "ESTAB", "SYN-SENT", "FIN-WAIT-2", "CLOSE-WAIT", "TIME-WAIT", "UNCONN"];
        let timers: Vec<_> = theirs.values().map(|row| row.3.as_str()).collect();
        (ours == theirs
            && all.iter().all(|state| states.contains(state))
            && ["keepalive", "persist", "on", "timewait"].iter().all(|one| timers.contains(one)))
        .then_some(ours.len())
    };
    assert!(25 <= lab.rows("what ss prints", equal).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_syn_of_an_accepted_connection_is_shown_without_any_capture() {
    let mut lab = Lab::watching().await;
    let (server, at) = lab.listening(5).await;
    let outside = TcpStream::connect(at).unwrap();
    lab.ask(Command::Accept { socket: server }).await;
    let child = lab.accepted(server).await;
    let syn = lab
        .sees("a SYN", |entry| match &entry.event {
            Event::Segment(segment) if entry.socket == Some(child) => Some((**segment).clone()),
            _ => None,
        })
        .await;
    assert_eq!((syn.source, syn.receiver), (segment::Source::SavedSyn, Some(child)));
    let Headers::Tcp(tcp) = &syn.headers else { panic!("{syn:?}") };
    assert_eq!((tcp.from, tcp.to), (outside.local_addr().unwrap(), at));
    assert_eq!((tcp.flags, syn.frame.len()), (Flags::SYN, syn.frame_len as usize));
    assert!(tcp.options.iter().any(|option| matches!(option, TcpOption::Mss(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_refused_datagram_is_refused_with_the_lane_as_without_it() {
    // Nobody has that port any more, and others choose another one.
    let closed = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for on in [false, true] {
        let mut lab = Lab::new();
        lab.ask(Command::Watch { kernel: Some(on), wire: None }).await;
        let (udp, _) = lab.udp(Some(closed), Mode::Manual, Respond::None).await;
        for _ in 0..2 {
            lab.send(udp, "?").await;
            assert_eq!(lab.returns(udp, "send").await, Value::Number(1));
            lab.ask(Command::Recv { socket: udp, max: 10, peek: false }).await;
            if on {
                let said = lab.sees("an ICMP message", |entry| match entry.event {
                    Event::Icmp { kind, code, from, error } if entry.socket == Some(udp) => {
                        Some((kind, code, from, error.name()))
                    }
                    _ => None,
                });
                let unreachable = (3, 3, closed.ip(), "ECONNREFUSED".into());
                assert_eq!(said.await, unreachable);
            }
            assert_eq!(lab.fails(udp, "recv").await, "ECONNREFUSED");
        }
        // After the error there is nothing: the next one waits.
        lab.ask(Command::Recv { socket: udp, max: 10, peek: false }).await;
        lab.waits(udp, "recv").await;
        assert!(!lab.journal.iter().any(|entry| matches!(entry.event, Event::Icmp { .. })));
    }
}
