//! Nobody but this server's own pages and this machine's programs can make it do anything.

use std::{
    fs,
    io::{Read, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use web::routes::{self, Class, Route};

use crate::support::{
    DEADLINE,
    http::{Answer, Request, connect, raw},
    live::Live,
    server::Server,
};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; object-src 'none'; \
    require-trusted-types-for 'script'; trusted-types playground";

#[test]
fn a_foreign_host_reaches_nothing() {
    let server = Server::start();
    let port = server.port;
    let other = format!("localhost:{}", port.wrapping_add(1));
    let evil = format!("evil.example:{port}");
    let suffixed = format!("[::1]:{port}.evil");
    let any = format!("0.0.0.0:{port}");
    let lan = format!("192.168.1.5:{port}");
    let names = [
        "evil.example",
        &evil,
        &other,
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        &suffixed,
        &any,
        &lan,
        "localhost",
        "127.0.0.1",
    ];
    for target in ["/", "/healthz", "/static/app.css", "/nowhere"] {
        for name in names {
            let answer = server.request("GET", target).host(Some(name)).send();
            assert_eq!(answer.status, 421, "{name} {target}");
            assert!(answer.text().contains(&server.url), "{}", answer.text());
        }
    }
    for name in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]"] {
        let host = format!("{name}:{port}");
        assert_eq!(
            server.request("GET", "/healthz").host(Some(&host)).send().status,
            200,
            "{name}"
        );
    }
}

#[test]
fn a_request_has_exactly_one_wellformed_host() {
    let server = Server::start();
    let own = format!("localhost:{}", server.port);
    let get = || server.request("GET", "/healthz");
    assert_eq!(get().host(None).send().status, 400);
    assert_eq!(get().header("Host", &own).send().status, 400);
    assert_eq!(get().header("Host", "evil.example").send().status, 400);
    for host in ["", "localhost:8000@evil", &format!("{own}, {own}"), &format!("http://{own}")] {
        assert_eq!(get().host(Some(host)).send().status, 400, "{host}");
    }
    let absolute = |target: &str| server.request("GET", target).send().status;
    assert_eq!(absolute("http://evil.example/healthz"), 400);
    assert_eq!(absolute(&format!("http://user@{own}/healthz")), 400);
    assert_eq!(absolute(&format!("https://{own}/healthz")), 400);
    assert_eq!(absolute(&format!("http://{own}/healthz")), 200);
}

#[test]
fn another_origin_may_not_write() {
    let server = Server::start();
    let post = || server.request("POST", "/api/v1/sessions").body("application/json", "{}");
    for origin in foreign_origins(server.port) {
        let answer = post().header("Origin", &origin).send();
        assert_eq!(answer.status, 403, "{origin}");
        assert_eq!(answer.json()["code"], "origin-forbidden");
    }
    for site in ["cross-site", "same-site", "nonsense"] {
        assert_eq!(post().header("Sec-Fetch-Site", site).send().status, 403, "{site}");
        let navigation = post()
            .header("Sec-Fetch-Site", site)
            .header("Sec-Fetch-Mode", "navigate")
            .header("Sec-Fetch-Dest", "document");
        assert_eq!(navigation.send().status, 403, "{site}");
    }
    let own = format!("http://localhost:{}", server.port);
    let twice = post().header("Origin", &own).header("Origin", "https://evil.example");
    assert_eq!(twice.send().status, 403);
    let preflight = server
        .request("OPTIONS", "/api/v1/sessions")
        .header("Origin", "https://evil.example")
        .header("Access-Control-Request-Method", "POST")
        .send();
    assert_eq!(preflight.status, 403);
    assert!(preflight.headers.iter().all(|(name, _)| !name.starts_with("access-control")));
}

#[test]
fn another_site_may_link_here_but_not_look() {
    let server = Server::start();
    let get = |mode: &str, destination: &str| {
        let request = server.request("GET", "/healthz").header("Sec-Fetch-Site", "cross-site");
        request.header("Sec-Fetch-Mode", mode).header("Sec-Fetch-Dest", destination).send().status
    };
    assert_eq!(get("navigate", "document"), 200);
    for (mode, destination) in
        [("navigate", "iframe"), ("no-cors", "image"), ("cors", "empty"), ("no-cors", "script")]
    {
        assert_eq!(get(mode, destination), 403, "{mode} {destination}");
    }
    for origin in foreign_origins(server.port) {
        let answer = server.request("GET", "/healthz").header("Origin", &origin).send();
        assert_eq!(answer.status, 403, "{origin}");
    }
}

/// Needs the sessions of the API.
#[test]
fn a_write_takes_json_or_a_form() {
    let server = Server::start();
    let post =
        |kind: &str| server.request("POST", "/api/v1/sessions").body(kind, "{}").send().status;
    assert_eq!(post("text/plain"), 415);
    assert_eq!(post("application/jsonp"), 415);
    assert_eq!(post("application/json; charset=utf-8"), 201);
}

/// Needs the sessions of the API.
#[test]
fn a_websocket_opens_for_its_own_origin_only() {
    let server = Server::start();
    let target = live_target(&server);
    let own = format!("http://localhost:{}", server.port);
    let status = |origin: Option<&str>| match Live::open(server.port, &target, origin) {
        Ok(_) => 101,
        Err(status) => status,
    };
    assert_eq!(status(Some(&own)), 101);
    assert_eq!(status(None), 101, "a program of this machine");
    for origin in foreign_origins(server.port) {
        assert_eq!(status(Some(&origin)), 403, "{origin}");
    }
    let alias = format!("http://127.0.0.1:{}", server.port);
    assert_eq!(status(Some(&alias)), 403, "the origin must be the host that was asked");

    let handshake = || server.request("GET", &target).upgrade();
    let evil = format!("evil.example:{}", server.port);
    let rebound = handshake().host(Some(&evil)).header("Origin", &format!("http://{evil}"));
    assert_eq!(rebound.send().status, 421);
    for site in ["cross-site", "same-site"] {
        assert_eq!(handshake().header("Sec-Fetch-Site", site).send().status, 403, "{site}");
    }
}

/// Needs the sessions of the API.
#[test]
fn a_websocket_handshake_is_checked() {
    let server = Server::start();
    let target = live_target(&server);
    let get = || server.request("GET", &target);
    let plain = get().send();
    assert_eq!(plain.status, 426);
    let old = get()
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "8")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        .send();
    assert_eq!(old.status, 426);
    assert_eq!(old.header("sec-websocket-version"), Some("13"));
    for key in ["", "short", "dGhlIHNhbXBsZSBub25jZQ=!", "dGhlIHNhbXBsZSBub25jZQAA"] {
        let answer = get()
            .header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", key)
            .send();
        assert_eq!(answer.status, 400, "{key}");
    }
    let compressed =
        get().upgrade().header("Sec-WebSocket-Extensions", "permessage-deflate").send();
    assert_eq!(compressed.status, 101);
    assert_eq!(compressed.header("sec-websocket-accept"), Some("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    assert_eq!(compressed.header("sec-websocket-extensions"), None);
}

/// Needs the sessions of the API.
#[test]
fn a_message_over_the_limit_ends_the_websocket() {
    let server = Server::start();
    let mut live = Live::open(server.port, &live_target(&server), None).unwrap();
    // A text frame that says it has 2^62 bytes.
    let head = [&[0x81, 0xff][..], &(1_u64 << 62).to_be_bytes(), &[0; 4]].concat();
    live.stream().write_all(&head).unwrap();
    assert!(matches!(live.closed(), Some(1009) | None));
}

#[test]
fn every_route_is_behind_the_guard_of_its_class() {
    let server = Server::start();
    let evil = format!("evil.example:{}", server.port);
    for route in routes::all() {
        let name = format!("{} {}", route.verb.name(), route.path);
        let rebound = ask(&server, route).host(Some(&evil)).send();
        assert_eq!(rebound.status, 421, "{name}");
        dressed(&rebound, &name);
        let foreign = ask(&server, route).header("Origin", "https://evil.example").send();
        assert_eq!(foreign.status, 403, "{name}");
        dressed(&foreign, &name);
        let embedded = ask(&server, route).header("Sec-Fetch-Site", "same-site").send();
        assert_eq!(embedded.status, 403, "{name}");
        if [Class::Live, Class::Write].contains(&route.class) {
            let navigation = ask(&server, route)
                .header("Sec-Fetch-Site", "cross-site")
                .header("Sec-Fetch-Mode", "navigate")
                .header("Sec-Fetch-Dest", "document");
            assert_eq!(navigation.send().status, 403, "{name}");
        }
        if route.class == Class::Write {
            assert_ne!(route.verb, routes::Verb::Get, "{name}: a GET changes nothing");
        } else {
            assert_eq!(route.verb, routes::Verb::Get, "{name}: it changes something");
        }
        let own = ask(&server, route).send();
        assert_ne!(own.status, 500, "{name}: {}", own.text());
        for header in ["content-security-policy", "x-content-type-options", "cache-control"] {
            assert!(own.header(header).is_some(), "{name}: {header}");
        }
    }
}

#[test]
fn every_answer_has_the_headers() {
    let server = Server::start();
    let get = |target: &str| server.request("GET", target);
    let long = format!("/{}", "a".repeat(5000));
    for (request, status) in [
        (get("/healthz"), 200),
        (get("/nowhere"), 404),
        (get("/static/nothing.css"), 404),
        (server.request("POST", "/healthz"), 405),
        (server.request("TRACE", "/healthz"), 405),
        (get(&long), 414),
        (get("/healthz").header("Content-Encoding", "gzip"), 415),
        (get("/healthz").host(None), 400),
        (get("/healthz").host(Some("evil.example")), 421),
        (get("/healthz").header("Origin", "null"), 403),
    ] {
        let answer = request.send();
        assert_eq!(answer.status, status);
        dressed(&answer, &status.to_string());
        if 400 <= status {
            assert_eq!(answer.header("content-type"), Some("application/problem+json"));
            assert_eq!(answer.json()["status"], status);
        }
    }
    assert_eq!(server.request("POST", "/healthz").send().header("allow"), Some("GET,HEAD"));
}

#[test]
fn no_path_leads_out_of_the_files() {
    let server = Server::start();
    for path in [
        "/static/../Cargo.toml",
        "/static/..%2fCargo.toml",
        "/static/%2e%2e/Cargo.toml",
        "/static/%2e%2e%2fCargo.toml",
        "/static/..\\Cargo.toml",
        "/static/..%5cCargo.toml",
        "/static/..;/Cargo.toml",
        "/static/#/../Cargo.toml",
        "/static//etc/passwd",
        "/static/%00",
        "/static/.",
        "/static/..",
        "/static/",
        "/static",
        "/../../../etc/passwd",
        "//etc/passwd",
        "/static/%ff%fe",
        "/static/app.css%00.png",
        "/static/a/../../web/main.rs",
    ] {
        let answer = server.get(path);
        assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
        let text = answer.text();
        assert!(!text.contains("[package]") && !text.contains("root:"), "{path}");
    }
}

#[test]
fn every_file_is_served_as_what_it_is() {
    let server = Server::start();
    for path in files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/static"))) {
        let target = format!("/{}", path.display());
        let answer = server.get(&target);
        assert_eq!(answer.status, 200, "{target}");
        let top = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(answer.body, fs::read(top.join(&path)).unwrap(), "{target}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"));
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let kind = answer.header("content-type").unwrap();
        let wanted = match path.extension().unwrap().to_str().unwrap() {
            "js" => "text/javascript; charset=utf-8",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => kind,
        };
        assert_eq!(kind, wanted, "{target}");
        let tag = answer.header("etag").unwrap();
        let again = server.request("GET", &target).header("If-None-Match", tag).send();
        assert_eq!(again.status, 304, "{target}");
        assert!(again.body.is_empty() && again.header("content-security-policy").is_some());
    }
}

#[test]
fn ambiguous_requests_are_not_read_twice() {
    let server = Server::start();
    let host = format!("Host: localhost:{}\r\n", server.port);
    let second = format!("GET /healthz HTTP/1.1\r\n{host}\r\n");
    for lengths in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: +5\r\n",
        "Transfer-Encoding : chunked\r\n",
    ] {
        let bytes = format!("POST /nowhere HTTP/1.1\r\n{host}{lengths}\r\n0\r\n\r\n{second}");
        let answers = String::from_utf8(raw(server.port, bytes.as_bytes())).unwrap();
        assert_eq!(answers.matches("HTTP/1.1 ").count(), 1, "{lengths}{answers}");
        assert!(answers.starts_with("HTTP/1.1 4"), "{lengths}{answers}");
    }
    for (method, target) in [("CONNECT", &host[6..host.len() - 2]), ("TRACE", "/")] {
        assert_eq!(server.request(method, target).send().status, 405, "{method}");
    }
}

#[test]
fn a_head_has_its_limits() {
    let server = Server::start();
    let get = || server.request("GET", "/healthz");
    let many = |count| (0..count).fold(get(), |get, n| get.header(&format!("X-{n}"), "a"));
    // Host and Connection are there already.
    assert_eq!(many(62).send().status, 200);
    assert_eq!(many(63).send().status, 431);
    assert_eq!(get().header("X", &"a".repeat(20_000)).send().status, 431);
}

#[test]
fn a_half_sent_request_is_closed_in_time() {
    let server = Server::start();
    let began = Instant::now();
    let mut slow = connect(server.port);
    slow.set_read_timeout(Some(Duration::from_secs(13))).unwrap();
    slow.write_all(b"GET /healthz HTTP/1.1\r\nHost: local").unwrap();
    // It may be told 408 first.
    let mut rest = Vec::new();
    let _ = slow.read_to_end(&mut rest);
    let took = began.elapsed();
    assert!((9..13).contains(&took.as_secs()), "{took:?}");
}

#[test]
fn a_body_that_trickles_is_cut_off() {
    let server = Server::start();
    let began = Instant::now();
    let mut slow = connect(server.port);
    slow.set_read_timeout(Some(Duration::from_secs(18))).unwrap();
    let head = format!(
        "POST /api/v1/sessions HTTP/1.1\r\nHost: localhost:{}\r\n\
         Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{{",
        server.port
    );
    slow.write_all(head.as_bytes()).unwrap();
    let answer = Answer::read(&mut slow);
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    assert!(began.elapsed() < Duration::from_secs(17));
}

#[test]
fn more_connections_than_there_may_be_are_told_so_at_once() {
    let server = Server::with_descriptors(256);
    server.logged("only 256 open files");
    let crowd: Vec<_> = (0..400).map(|_| connect(server.port)).collect();
    let began = Instant::now();
    let answer = server.get("/healthz");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(answer.status, 503);
    assert!(answer.header("retry-after").is_some());
    assert!(!server.stderr().contains("can be accepted"), "{}", server.stderr());
    drop(crowd);
    let left = Instant::now();
    while server.get("/healthz").status != 200 {
        assert!(left.elapsed() < DEADLINE, "there is no place although everybody left");
    }
}

/// The files of a folder, with their paths from the top; none if there is no such folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
    let inside = |path: PathBuf| match path.is_dir() {
        true => files(&path),
        false => vec![path.strip_prefix(top).unwrap().to_owned()],
    };
    entries.flat_map(inside).collect()
}

/// Origins that are not the server's, however much they look like it.
fn foreign_origins(port: u16) -> Vec<String> {
    let other = port.wrapping_add(1);
    vec![
        "https://evil.example".to_owned(),
        format!("http://evil.example:{port}"),
        "null".to_owned(),
        String::new(),
        "http://localhost".to_owned(),
        format!("http://localhost:{other}"),
        format!("http://127.0.0.1:{other}"),
        format!("http://127.0.0.1:{port}"),
        format!("http://[::1]:{other}"),
        format!("https://localhost:{port}"),
        format!("http://localhost:{port}0"),
        format!("http://localhost:{port}/"),
        format!("http://localhost:{port}.evil.example"),
        format!("http://127.0.0.1:{port}.evil.example"),
        format!("HTTP://LOCALHOST:{port}x"),
    ]
}

/// The route as its own client would ask for it.
fn ask(server: &Server, route: &Route) -> Request {
    let target: String = route
        .path
        .split('/')
        .map(|part| if part.starts_with('{') { "nothing" } else { part })
        .collect::<Vec<_>>()
        .join("/");
    let request = server.request(route.verb.name(), &target);
    match route.class {
        Class::Live => request.upgrade(),
        Class::Write => request.body("application/json", "{}"),
        Class::Asset | Class::Page | Class::Probe | Class::Read => request,
    }
}

/// The target of the live WebSocket of a new session.
fn live_target(server: &Server) -> String {
    let answer = server.request("POST", "/api/v1/sessions").body("application/json", "{}").send();
    assert_eq!(answer.status, 201, "{}", answer.text());
    format!("/api/v1/sessions/{}/live", answer.json()["session"].as_str().unwrap())
}

#[track_caller]
fn dressed(answer: &Answer, of: &str) {
    for (name, value) in [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{of}");
    }
    assert!(answer.header("permissions-policy").is_some(), "{of}");
    assert_eq!(answer.header("server"), None, "{of}");
    assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("access-control")), "{of}");
}
