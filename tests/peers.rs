//! The other end is a program that nobody here wrote: Python, ncat, or socat.

use std::time::Duration;

use serde_json::json;

use crate::support::{
    program::Program,
    server::Server,
    session::{ANYWHERE, Session},
};

#[test]
fn a_python_client_meets_a_server_made_by_hand() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, port) = by_hand(&mut session);
    session.ask(json!({"do": "accept", "socket": listener}));
    session.sees(json!({"event": "called", "socket": listener, "call": "accept"}));
    let mut python = Program::python(CLIENT, &[&port]);
    let child = accepted(&mut session, &listener);
    session.ask(json!({"do": "recv", "socket": child, "max": 1024}));
    session.sees(json!({"event": "called", "socket": child, "call": "recv"}));
    python.say("hello from Python\n");
    assert_eq!(session.returned(&child, "recv")["result"], 17);
    session.ask(json!({"do": "send", "socket": child, "data": "hello from the playground"}));
    assert_eq!(session.returned(&child, "send")["result"], 25);
    assert_eq!(python.line(), "b'hello from the playground'");
    session.ask(json!({"do": "close", "socket": child}));
    assert_eq!(session.closed(&child), "closed");
    assert_eq!(python.line(), "b''");
    python.done();
}

#[test]
fn ncat_meets_a_server_made_by_hand() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, port) = by_hand(&mut session);
    session.ask(json!({"do": "accept", "socket": listener}));
    let mut ncat = Program::start("ncat", &["127.0.0.1", &port]);
    let child = accepted(&mut session, &listener);
    ncat.say("hello\n");
    session.ask(json!({"do": "recv", "socket": child, "max": 1024}));
    assert_eq!(session.returned(&child, "recv")["result"], 6);
    session.sees(json!({"event": "received", "socket": child, "data": "aGVsbG8K"}));
    let answer = json!({"do": "send", "socket": child, "data": "world", "ending": "lf"});
    session.ask(answer);
    assert_eq!(ncat.line(), "world");
    session.ask(json!({"do": "close", "socket": child}));
    assert_eq!(session.closed(&child), "closed");
    ncat.done();
}

#[test]
fn a_python_server_meets_clients_of_both_kinds() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let python = Program::python(SERVER, &[]);
    let to = format!("127.0.0.1:{}", python.line());

    let manual = session.ask(json!({"do": "create", "kind": "tcp"}));
    session.ask(json!({"do": "connect", "socket": manual, "to": to}));
    assert_eq!(session.returned(&manual, "connect")["result"], 0);
    session.ask(json!({"do": "send", "socket": manual, "data": "by hand"}));
    session.ask(json!({"do": "shutdown", "socket": manual, "how": "write"}));
    session.ask(json!({"do": "recv", "socket": manual}));
    assert_eq!(session.returned(&manual, "recv")["result"], 7);
    session.sees(json!({"event": "received", "socket": manual, "data": "QlkgSEFORA=="}));
    session.ask(json!({"do": "recv", "socket": manual}));
    assert_eq!(session.returned(&manual, "recv")["result"], 0);

    let auto = session.ask(json!({"do": "open", "kind": "tcp-connect", "to": to}));
    session.opened(&auto);
    session.ask(json!({"do": "send", "socket": auto, "data": "alone"}));
    session.ask(json!({"do": "shutdown", "socket": auto, "how": "write"}));
    session.sees(json!({"event": "received", "socket": auto, "data": "QUxPTkU="}));
    session.sees(json!({"event": "ended", "socket": auto}));
    python.done();
}

#[test]
fn socat_exchanges_datagrams() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (upper, at) = session.udp("upper");
    let mut socat = Program::start("socat", &["-", &format!("UDP4:{at}")]);
    for (said, heard) in [("one\n", "ONE"), ("two\n", "TWO")] {
        socat.say(said);
        assert_eq!(socat.line(), heard);
    }
    let received = session.sees(json!({"event": "received", "socket": upper, "len": 4}));
    let from = received["from"].as_str().unwrap();
    let command = json!({"do": "send", "socket": upper, "data": "unasked\n", "to": from});
    session.ask(command);
    assert_eq!(socat.line(), "unasked");
    let shown = session.socket(&upper);
    assert_eq!((&shown["datagrams_received"], &shown["datagrams_sent"]), (&json!(2), &json!(3)));
}

/// What the kernel dropped is counted, so that nothing is lost without a word.
#[test]
fn of_100000_datagrams_each_is_received_or_counted_as_dropped() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (socket, at) = session.udp("none");
    let python = Program::python(FLOOD, &[&at.port().to_string(), "100000"]);
    assert_eq!(python.line_within(Duration::from_secs(60)), "sent 100000");
    python.done();
    let count = |field: &str, shown: &serde_json::Value| shown[field].as_u64().unwrap();
    let mut quiet = 0;
    let (received, dropped) = loop {
        let head = session.show()["head"].as_u64().unwrap();
        let shown = session.socket(&socket);
        let (received, dropped) =
            (count("datagrams_received", &shown), count("datagrams_dropped", &shown));
        if 100_000 <= received + dropped {
            break (received, dropped);
        }
        // Each number that changes is an event, so there is one to wait for.
        let news = session.get(&format!("/events?after={head}&limit=1&wait=5")).json();
        quiet = if news["head"] == head { quiet + 1 } else { 0 };
        assert!(quiet < 3, "{received} received, {dropped} dropped, and nothing more comes");
    };
    assert_eq!(received + dropped, 100_000);
    assert!(0 < received);

    let url = format!("{}{}/export.jsonl", server.url.trim_end_matches('/'), session.path);
    let python = Program::python(COUNT, &[&url]);
    let counted = python.line_within(Duration::from_secs(60));
    assert_eq!(counted, format!("{received} received in order, {dropped} dropped"));
    python.done();
}

#[test]
fn python_reads_the_export() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("echo");
    let client = session.connect(at);
    session.accepted(&listener);
    session.ask(json!({"do": "send", "socket": client, "data": "你好\u{2028}\"quoted\"\n"}));
    session.sees(json!({"event": "received", "socket": client}));
    session.ask(json!({"do": "close", "socket": client}));
    session.closed(&client);
    let head = session.show()["head"].as_u64().unwrap();
    let url = format!("{}{}/export.jsonl", server.url.trim_end_matches('/'), session.path);
    let python = Program::python(READ, &[&url]);
    let last: u64 = python.line().parse().unwrap();
    assert!(head <= last);
    assert_eq!(python.line(), "'你好\\u2028\"quoted\"\\n'");
    assert_eq!(python.line(), format!("opened {listener} tcp-listen {at}"));
    python.done();
}

/// A listener made call by call, and its port.
fn by_hand(session: &mut Session) -> (String, String) {
    let socket = session.ask(json!({"do": "create", "kind": "tcp"}));
    session.ask(json!({"do": "bind", "socket": socket, "at": ANYWHERE}));
    session.ask(json!({"do": "listen", "socket": socket, "backlog": 5}));
    assert_eq!(session.returned(&socket, "listen")["result"], 0);
    let port = session.opened(&socket).port().to_string();
    (socket, port)
}

/// What the waiting `accept` returned.
fn accepted(session: &mut Session, listener: &str) -> String {
    session.returned(listener, "accept")["result"].as_str().unwrap().to_owned()
}

/// Connects, sends a line, and prints what comes back until the end.
const CLIENT: &str = "
import socket, sys
client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client.settimeout(10)
client.connect(('127.0.0.1', int(sys.argv[1])))
client.send(sys.stdin.readline().rstrip().encode())
print(client.recv(1024))
print(client.recv(1024))
client.close()
";

/// Serves two clients one after the other: everything in upper case, after their FIN.
const SERVER: &str = "
import socket
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.settimeout(10)
server.bind(('127.0.0.1', 0))
server.listen(5)
print(server.getsockname()[1])
for _ in range(2):
    connection, _ = server.accept()
    connection.settimeout(10)
    everything = b''
    while some := connection.recv(1024):
        everything += some
    connection.sendall(everything.upper())
    connection.close()
server.close()
";

/// Sends numbered datagrams as fast as it can.
const FLOOD: &str = "
import socket, struct, sys
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.connect(('127.0.0.1', int(sys.argv[1])))
count = int(sys.argv[2])
for number in range(count):
    sender.send(struct.pack('>Q', number))
print('sent', count)
";

/// Counts an export of what `FLOOD` sent.
const COUNT: &str = "
import base64, json, struct, sys, urllib.request
received, dropped, last, total = 0, 0, -1, 0
with urllib.request.urlopen(sys.argv[1], timeout=30) as lines:
    for seq, line in enumerate(lines, 1):
        event = json.loads(line)
        assert event['seq'] == seq, event
        if event['event'] == 'received':
            [number] = struct.unpack('>Q', base64.b64decode(event['data'], validate=True))
            assert last < number, event
            received, last = received + 1, number
        if event['event'] == 'dropped':
            dropped += event['datagrams']
            assert event['total'] == dropped, event
print(f'{received} received in order, {dropped} dropped')
";

/// Prints the last place of an export, the bytes that were sent first, and the first socket.
const READ: &str = "
import base64, json, sys, urllib.request
sys.stdout.reconfigure(encoding='utf-8')
with urllib.request.urlopen(sys.argv[1], timeout=10) as lines:
    events = [json.loads(line) for line in lines]
assert [event['seq'] for event in events] == list(range(1, len(events) + 1))
assert all(isinstance(event['at_us'], int) for event in events)
print(len(events))
print(repr(base64.b64decode(next(e for e in events if e['event'] == 'sent')['data']).decode()))
opened = next(e for e in events if e['event'] == 'opened')
print('opened', opened['socket'], opened['kind'], opened['local'])
";
