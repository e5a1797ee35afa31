//! The program as a person in a terminal meets it.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Ipv6Addr, TcpListener},
};

use crate::support::{
    http::{Answer, connect},
    live::Live,
    peer,
    server::{Server, run, run_with},
};

#[test]
fn help_shows_examples_and_every_variable() {
    let help = run(&["--help"]);
    assert_eq!(help.code, Some(0));
    for wanted in ["Examples:", "SOCKET_PLAYGROUND_PORT", "SOCKET_PLAYGROUND_LIMIT", "--open"] {
        assert!(help.stdout.contains(wanted), "{wanted} is not in\n{}", help.stdout);
    }
}

#[test]
fn version_is_one_line() {
    let version = run(&["-V"]);
    assert_eq!(version.code, Some(0));
    assert_eq!(version.stdout, format!("socket-playground {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn limits_are_printed_as_they_are_set() {
    let limits = run(&["--print-limits", "--limit", "sockets=7", "--limit", "grace=1"]);
    assert_eq!(limits.code, Some(0));
    let lines: Vec<&str> =
        limits.stdout.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert!(lines.contains(&"sockets=7") && lines.contains(&"grace=1"), "{lines:?}");
    assert_eq!(lines.len(), backend::limits::LIMITS.len());

    let limits = run_with(
        &["serve", "--print-limits"],
        &[("SOCKET_PLAYGROUND_LIMIT", "viewers=3,sessions=2")],
    );
    assert!(limits.stdout.contains("sessions=2\n") && limits.stdout.contains("viewers=3 "));
}

#[test]
fn a_bad_limit_is_named_with_what_was_expected() {
    for (limit, wanted) in [
        ("sockets", "name=value"),
        ("socks=1", "there is no limit \"socks\"; there are: sessions, sockets"),
        ("sockets=many", "a whole number"),
        ("sockets=0", "at least 1"),
    ] {
        let ended = run(&["--limit", limit]);
        assert_eq!(ended.code, Some(2), "{limit}");
        assert!(ended.stderr.contains(wanted), "{limit}: {}", ended.stderr);
    }
}

#[test]
fn any_host_but_localhost_is_refused_with_a_way_out() {
    for host in ["0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.2"] {
        let ended = run(&["--port", "0", "--host", host]);
        assert_eq!(ended.code, Some(2), "{host}");
        assert!(ended.stdout.is_empty());
        assert!(ended.stderr.contains(host) && ended.stderr.contains("ssh -L"), "{}", ended.stderr);
    }
}

#[test]
fn standard_output_is_the_address_and_nothing_else() {
    let mut server = Server::start();
    assert_eq!(server.url, format!("http://localhost:{}/", server.port));
    server.signal("INT");
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn both_families_of_localhost_are_served() {
    let server = Server::start();
    if server.logged("serving").contains("no IPv6") {
        return;
    }
    let mut stream = peer::connect((Ipv6Addr::LOCALHOST, server.port).into());
    let request = server.request("GET", "/healthz").host(Some(&format!("[::1]:{}", server.port)));
    stream.write_all(&request.bytes()).unwrap();
    assert_eq!(Answer::read(&mut stream).status, 200);
}

#[test]
fn a_busy_port_that_was_asked_for_ends_with_its_holder() {
    let holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = holder.local_addr().unwrap();
    let ended = run(&["--port", &address.port().to_string()]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.stdout.is_empty());
    // Which process is not asked here: one that another test starts may have inherited the socket.
    for wanted in [&address.to_string(), "(pid ", "EADDRINUSE (98)", "Try --port"] {
        assert!(ended.stderr.contains(wanted), "{wanted} is not in {}", ended.stderr);
    }
}

#[test]
fn a_squatter_on_the_other_family_is_found() {
    let Ok(squatter) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
        // Without IPv6 there is nothing to squat on.
        return;
    };
    let address = squatter.local_addr().unwrap();
    let ended = run(&["--port", &address.port().to_string()]);
    assert_eq!(ended.code, Some(3), "{}", ended.stderr);
    assert!(ended.stderr.contains(&address.to_string()), "{}", ended.stderr);
}

#[test]
fn a_second_server_on_the_same_port_fails() {
    let server = Server::start();
    let ended = run(&["--port", &server.port.to_string()]);
    assert_eq!(ended.code, Some(3));
    let holder = format!("\"socket-playgrou\" (pid {})", server.pid());
    assert!(ended.stderr.contains(&holder), "{}", ended.stderr);
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn a_busy_usual_port_gives_way_to_the_next_one() {
    // Whether this succeeds or not, 8000 is taken afterwards.
    let _holder = TcpListener::bind((Ipv4Addr::LOCALHOST, 8000));
    let server = Server::with(&[]);
    assert!((8001..=8009).contains(&server.port), "{}", server.url);
    server.logged(&format!("so this is port {} instead", server.port));
}

#[test]
fn a_server_can_come_back_to_its_port_at_once() {
    let mut server = Server::start();
    // The server closes this connection first, which leaves TIME_WAIT on its side.
    assert_eq!(server.get("/healthz").status, 200);
    server.signal("TERM");
    assert_eq!(server.wait().code(), Some(0));
    let port = server.port.to_string();
    assert_eq!(Server::with(&["--port", &port]).get("/healthz").status, 200);
}

#[test]
fn completions_and_man_page_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ended = run(&["completions", shell]);
        assert_eq!(ended.code, Some(0), "{shell}");
        assert!(ended.stdout.contains("print-limits"), "{shell}");
    }
    let man = run(&["man"]);
    assert_eq!(man.code, Some(0));
    assert!(man.stdout.contains(".TH socket-playground 1"));
}

#[test]
fn a_kept_connection_does_not_hold_the_end_back() {
    let mut server = Server::start();
    let mut idle = connect(server.port);
    let mut kept = connect(server.port);
    let request = server.request("GET", "/healthz").header("Connection", "keep-alive");
    kept.write_all(&request.bytes()).unwrap();
    assert_eq!(Answer::read(&mut kept).status, 200);
    server.signal("TERM");
    assert_eq!(server.wait().code(), Some(0), "{}", server.stderr());
    assert_eq!(kept.read(&mut [0]).unwrap(), 0);
    assert_eq!(idle.read(&mut [0]).unwrap(), 0);
    assert!(!server.stderr().contains("in time"), "{}", server.stderr());
}

/// Needs the sessions of the API.
#[test]
fn a_live_view_is_told_that_the_server_stops() {
    let mut server = Server::start();
    let began = server.request("POST", "/api/v1/sessions").body("application/json", "{}").send();
    assert_eq!(began.status, 201, "{}", began.text());
    let began = began.json();
    let target = format!("/api/v1/sessions/{}/live", began["session"].as_str().unwrap());
    let mut live = Live::open(server.port, &target, None).unwrap();
    server.signal("TERM");
    assert_eq!(live.closed(), Some(1012), "service restart (RFC 6455 §7.4.1, IANA)");
    assert_eq!(server.wait().code(), Some(0), "{}", server.stderr());
}

#[test]
fn a_second_interrupt_does_not_wait() {
    let mut server = Server::start();
    // A request that never ends; an orderly stop waits for it a little.
    let mut slow = connect(server.port);
    slow.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();
    assert_eq!(server.get("/healthz").status, 200);
    server.signal("INT");
    server.logged("stopping");
    server.signal("INT");
    assert_eq!(server.wait().code(), Some(130), "{}", server.stderr());
}

#[test]
fn log_lines_can_be_json() {
    let server = Server::with(&["--port", "0", "--log-format", "json"]);
    let log = server.logged("Ctrl+C");
    let line: serde_json::Value = serde_json::from_str(log.lines().next().unwrap()).unwrap();
    assert_eq!(line["level"], "INFO");
}
