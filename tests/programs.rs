//! The calls of a session as programs: made, run, and compared with what the session did.

use std::{
    fs,
    io::{Read, Write},
    net::SocketAddr,
    path::PathBuf,
    process::Command,
};

use data_encoding::BASE64;
use serde_json::json;

use crate::support::{
    peer,
    program::Program,
    server::Server,
    session::{ANYWHERE, Session, settings},
};

#[test]
fn a_client_connects_sends_receives_and_closes() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("echo");
    let client = session.ask(json!({"do": "create", "kind": "tcp"}));
    session.ask(json!({"do": "connect", "socket": client, "to": at.to_string()}));
    session.ask(json!({"do": "send", "socket": client, "data": "你\"\n"}));
    session.returned(&client, "send");
    session.ask(json!({"do": "recv", "socket": client, "max": 1024, "peek": true}));
    session.ask(json!({"do": "recv", "socket": client, "max": 1024}));
    session.ask(json!({"do": "shutdown", "socket": client, "how": "write"}));
    session.ask(json!({"do": "recv", "socket": client, "max": 1024}));
    session.sees(json!({"event": "ended", "socket": client}));
    session.ask(json!({"do": "close", "socket": client}));
    session.closed(&client);
    session.accepted(&listener);
    for language in LANGUAGES {
        let program = run(language, &text(&server, &session, &client, language));
        let child = session.accepted(&listener);
        let came = json!({"event": "received", "socket": child, "data": "5L2gIgo="});
        session.sees(came);
        let peeked = if language == "python" { RECEIVED[0] } else { "recv: 5" };
        assert_eq!(program.line(), peeked);
        assert_eq!(program.line(), RECEIVED[usize::from(language == "rust")]);
        assert_eq!(program.line(), said(language, "recv: b''"));
        program.done();
        session.sees(json!({"event": "ended", "socket": child}));
    }
}

#[test]
fn a_server_goes_step_by_step() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let listener = session.ask(json!({"do": "create", "kind": "tcp"}));
    let set = json!({"do": "set", "socket": listener, "option": "reuseaddr", "value": true});
    session.ask(set);
    session.ask(json!({"do": "bind", "socket": listener, "at": ANYWHERE}));
    session.ask(json!({"do": "listen", "socket": listener, "backlog": 5}));
    let at = session.opened(&listener);
    session.ask(json!({"do": "accept", "socket": listener}));
    let mut other = peer::connect(at);
    let child = session.accepted(&listener);
    other.write_all(b"ping").unwrap();
    session.ask(json!({"do": "recv", "socket": child, "max": 1024}));
    session.returned(&child, "recv");
    session.ask(json!({"do": "send", "socket": child, "data": "pong"}));
    session.ask(json!({"do": "shutdown", "socket": child, "how": "write"}));
    session.returned(&child, "shutdown");
    session.ask(json!({"do": "close", "socket": child}));
    session.closed(&child);
    // The listener goes on; what it does now is no part of the program of its first connection.
    session.ask(json!({"do": "accept", "socket": listener}));
    let _third = peer::connect(at);
    session.accepted(&listener);
    for language in LANGUAGES {
        let text = text(&server, &session, &child, language);
        assert_eq!(text.matches(".accept()").count(), 1, "{text}");
        assert_eq!(text.matches("reuse_address").count() + text.matches("SO_REUSE").count(), 1);
        let program = run(language, &text);
        let mut other = peer::connect(address(&program.line()));
        other.write_all(b"ping").unwrap();
        let mut answer = String::new();
        other.read_to_string(&mut answer).unwrap();
        assert_eq!(answer, "pong");
        assert!(program.line().starts_with("accept: "));
        assert_eq!(program.line(), said(language, "recv: b'ping'"));
        program.done();
    }
}

#[test]
fn datagrams_go_both_ways() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (echo, at) = session.udp("upper");
    let asker = session.ask(json!({"do": "create", "kind": "udp"}));
    session.ask(json!({"do": "bind", "socket": asker, "at": ANYWHERE}));
    let to = at.to_string();
    session.ask(json!({"do": "send", "socket": asker, "data": "hello", "to": to}));
    session.ask(json!({"do": "recv", "socket": asker, "max": 100}));
    session.returned(&asker, "recv");
    session.sees(json!({"event": "sent", "socket": echo}));
    for language in LANGUAGES {
        let program = run(language, &text(&server, &session, &asker, language));
        address(&program.line());
        let heard = program.line();
        let answer = said(language, "recvfrom: b'HELLO'");
        assert!(heard.starts_with(&answer) && heard.contains(&at.port().to_string()), "{heard}");
        program.done();
    }
    // The other side answers whoever asks, as it did in the session, in upper case.
    session.ask(json!({"do": "close", "socket": echo}));
    session.closed(&echo);
    for language in LANGUAGES {
        let program = run(language, &text(&server, &session, &echo, language));
        let at = address(&program.line());
        let (peer, _) = peer::udp();
        // The session had three datagrams: one of its own socket and two of the programs.
        for _ in 0..3 {
            peer.send_to(b"abc", at).unwrap();
            let mut buffer = [0; 9];
            let (count, from) = peer.recv_from(&mut buffer).unwrap();
            assert_eq!((&buffer[..count], from), (&b"ABC"[..], at));
            assert!(program.line().starts_with(&said(language, "recvfrom: b'abc'")));
        }
        program.done();
    }
}

#[test]
fn a_bind_that_failed_fails_again() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (_, at) = session.listen("none");
    let late = session.ask(json!({"do": "create", "kind": "tcp"}));
    session.ask(json!({"do": "bind", "socket": late, "at": at.to_string()}));
    session.returned(&late, "bind");
    session.ask(json!({"do": "close", "socket": late}));
    session.closed(&late);
    // The same in one command, which ends at the call that failed.
    let open = json!({"do": "open", "kind": "tcp-listen", "at": at.to_string()});
    let opened = session.ask(open);
    session.closed(&opened);
    for socket in [&late, &opened] {
        for language in LANGUAGES {
            let text = text(&server, &session, socket, language);
            assert!(text.contains("= -1 EADDRINUSE (98)"), "{text}");
            let program = run(language, &text);
            let heard = program.line();
            assert!(heard.starts_with("bind: ") && heard.contains("98"), "{heard}");
            program.done();
        }
    }
}

#[test]
fn what_nothing_is_done_with_is_no_reason_to_warn() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let idle = session.ask(json!({"do": "create", "kind": "tcp", "family": "ipv6"}));
    session.returned(&idle, "socket");
    let (listener, at) = session.listen("none");
    let client = session.connect(at);
    let child = session.accepted(&listener);
    // The programs of the client come last, because the listener accepts their connections too.
    for (socket, accepts) in [(&idle, false), (&child, true), (&listener, true), (&client, false)] {
        for language in LANGUAGES {
            let program = run(language, &text(&server, &session, socket, language));
            if accepts {
                let _client = peer::connect(address(&program.line()));
                assert!(program.line().starts_with("accept: "));
            }
            program.done();
        }
    }
}

#[test]
fn every_byte_is_sent_again_exactly() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (listener, at) = session.listen("none");
    let client = session.connect(at);
    // Each byte after each kind of neighbor: digits, quotes, spaces, and backslashes.
    let mut bytes: Vec<u8> = (0..=255).collect();
    for byte in 0..=255 {
        bytes.extend([byte, b'7', b'"', b'\\', b' ', b'\n', b'\'']);
    }
    let data = BASE64.encode(&bytes);
    session.ask(json!({"do": "send", "socket": client, "data": data, "encoding": "base64"}));
    session.sees(json!({"event": "sent", "socket": client, "data": data}));
    session.ask(json!({"do": "close", "socket": client}));
    session.closed(&client);
    let child = session.accepted(&listener);
    session.sees(json!({"event": "received", "socket": child, "data": data}));
    for language in LANGUAGES {
        run(language, &text(&server, &session, &client, language)).done();
        let child = session.accepted(&listener);
        session.sees(json!({"event": "received", "socket": child, "data": data}));
    }
}

#[test]
fn every_option_is_set_as_it_was() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let tcp = session.ask(json!({"do": "create", "kind": "tcp"}));
    let udp = session.ask(json!({"do": "create", "kind": "udp", "family": "ipv6"}));
    for (socket, option, value) in settings(&tcp, &udp) {
        let set = json!({"do": "set", "socket": socket, "option": option, "value": value});
        session.ask(set);
        session.returned(socket, "setsockopt");
    }
    session.ask(json!({"do": "reset", "socket": tcp}));
    session.closed(&tcp);
    for language in LANGUAGES {
        for socket in [&tcp, &udp] {
            run(language, &text(&server, &session, socket, language)).done();
        }
    }
}

#[test]
fn what_repeats_is_a_loop_and_what_is_too_long_is_cut() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (_, at) = session.listen("discard");
    let client = session.connect(at);
    let mut live = session.live(u64::MAX);
    for _ in 0..500 {
        live.send(&json!({"do": "send", "socket": client, "data": "again\n"}).to_string());
    }
    for number in 0..300 {
        live.send(&json!({"do": "send", "socket": client, "data": number.to_string()}).to_string());
    }
    session.sees(json!({"event": "sent", "socket": client, "data": "Mjk5"}));
    for language in LANGUAGES {
        let text = text(&server, &session, &client, language);
        assert!(text.lines().count() < 260, "{}", text.lines().count());
        assert!(text.contains("500 rounds; the results are those of the first"), "{text}");
        assert!(text.contains("103 more calls are left out here"), "{text}");
        run(language, &text).done();
    }
}

#[test]
fn a_program_is_a_page_a_part_and_a_file() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (_, at) = session.listen("none");
    let client = session.connect(at);
    let sent = "</pre><script>alert(1)</script>\n# \"\"\"\n*/";
    session.ask(json!({"do": "send", "socket": client, "data": sent}));
    session.sees(json!({"event": "sent", "socket": client}));
    let id = session.path.rsplit('/').next().unwrap();
    let base = format!("/s/{id}/sockets/{client}/program");
    let page = server.request("GET", &base).header("Accept", "text/html").send();
    assert_eq!(page.status, 200);
    let html = page.text();
    assert!(html.contains("<!DOCTYPE html>") && html.contains("import socket"), "{html}");
    assert!(!html.contains("<script>alert"), "{html}");
    let part = server.get(&format!("{base}?language=rust&part=1&lang=zh-Hant"));
    let html = part.text();
    assert!(html.starts_with("<section") && html.contains("fn main()"), "{html}");
    assert!(html.contains("通訊端 s2 上的呼叫"), "{html}");
    for (ending, kind) in [("py", "text/x-python"), ("rs", "text/x-rust")] {
        let file = server.get(&format!("{base}.{ending}"));
        assert!(file.header("content-type").unwrap().starts_with(kind));
        let name = format!("attachment; filename=\"{client}.{ending}\"");
        assert_eq!(file.header("content-disposition"), Some(&*name));
    }
    assert_eq!(server.get(&format!("{base}?language=cobol")).status, 400);
    let nobody = server.get(&format!("/s/{id}/sockets/s99/program"));
    assert_eq!(nobody.status, 404);
    assert!(nobody.text().contains("<h1"));
    assert_eq!(server.get("/s/AAAAAAAAAAAAAAAAAAAAAA/sockets/s1/program").status, 410);
}

#[test]
fn an_event_is_copied_in_every_format() {
    let server = Server::start();
    let mut session = Session::begin(&server);
    let (_, at) = session.listen("none");
    let client = session.connect(at);
    session.ask(json!({"do": "send", "socket": client, "data": "a\r\n你"}));
    let event = session.sees(json!({"event": "sent", "socket": client}));
    let id = session.path.rsplit('/').next().unwrap();
    let base = format!("/s/{id}/events/{}/as", event["seq"]);
    let text = server.get(&format!("{base}/text"));
    assert_eq!(text.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!(text.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(text.body, "a\r\n你".as_bytes());
    assert_eq!(server.get(&format!("{base}/hex")).text(), "610d0ae4bda0");
    assert_eq!(server.get(&format!("{base}/json")).json(), event);
    let csv = server.get(&format!("{base}/csv")).text();
    assert!(session.get("/export.csv").text().contains(&format!("\n{csv}\r\n")), "{csv}");
    let literal = server.get(&format!("{base}/python")).text();
    let print = format!("print({literal} == 'a\\r\\n\\u4f60'.encode())");
    assert_eq!(Program::python(&print, &[]).line(), "True");
    assert_eq!(server.get(&format!("{base}/morse")).status, 404);
    // A call has no bytes of its own; it is an event just the same.
    let call = format!("/s/{id}/events/1/as");
    assert_eq!(server.get(&format!("{call}/text")).status, 404);
    assert_eq!(server.get(&format!("{call}/json")).json()["call"], "socket");
}

/// The program of a socket, as the file that a person saves.
fn text(server: &Server, session: &Session, socket: &str, language: &str) -> String {
    let id = session.path.rsplit('/').next().unwrap();
    let ending = if language == "python" { "py" } else { "rs" };
    let file = server.get(&format!("/s/{id}/sockets/{socket}/program.{ending}"));
    assert_eq!(file.status, 200, "{}", file.text());
    file.text()
}

/// Starts a program. One in Rust is compiled first, and may not give the compiler a reason to warn.
fn run(language: &str, text: &str) -> Program {
    if language == "python" {
        return Program::python(text, &[]);
    }
    let folder = Folder::new();
    let (source, binary) = (folder.0.join("program.rs"), folder.0.join("program"));
    fs::write(&source, text).unwrap();
    let this = std::env::current_exe().unwrap();
    let libraries = this.parent().unwrap();
    let mut compiler = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    compiler.args(["--edition", "2024", "-D", "warnings", "-C", "debuginfo=0"]);
    compiler.arg("-L").arg(format!("dependency={}", libraries.display()));
    compiler.arg("--extern").arg(format!("socket2={}", socket2(libraries).display()));
    compiler.arg("-o").arg(&binary).arg(&source);
    let compiled = compiler.output().expect("rustc");
    let complaint = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{complaint}\n{text}");
    // A running program does not need its file.
    Program::start(binary.to_str().unwrap(), &[])
}

/// The newest build of the crate that the engine uses too.
fn socket2(libraries: &std::path::Path) -> PathBuf {
    let built = fs::read_dir(libraries).unwrap().map(|entry| entry.unwrap().path());
    let built = built.filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with("libsocket2-") && name.ends_with(".rlib")
    });
    built.max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap()).expect("socket2")
}

/// A folder that goes away with the value.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let mut name = [0; 8];
        fs::File::open("/dev/urandom").unwrap().read_exact(&mut name).unwrap();
        let name = format!("program-{:016x}", u64::from_ne_bytes(name));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Bytes as that language prints them.
fn said(language: &str, line: &str) -> String {
    if language == "python" { line.to_owned() } else { line.replace('\'', "\"") }
}

/// The address that a program printed once it had one.
#[track_caller]
fn address(line: &str) -> SocketAddr {
    assert!(line.starts_with("bind: ") || line.starts_with("listen: "), "{line}");
    let port: String = line.chars().rev().skip_while(|c| !c.is_ascii_digit()).collect();
    let port: String = port.chars().take_while(char::is_ascii_digit).collect();
    let port: String = port.chars().rev().collect();
    SocketAddr::from(([127, 0, 0, 1], port.parse::<u16>().unwrap()))
}

const LANGUAGES: [&str; 2] = ["python", "rust"];

/// What the client prints after its `recv`, in Python and in Rust.
const RECEIVED: [&str; 2] = ["recv: b'\\xe4\\xbd\\xa0\"\\n'", "recv: b\"\\xe4\\xbd\\xa0\\\"\\n\""];
