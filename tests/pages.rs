//! The pages, as a browser without JavaScript gets them.

use crate::support::{http::Answer, server::Server};

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn a_link_fills_a_form_in_and_opens_nothing() {
    let server = Server::start();
    for link in [
        "/?open=tcp-listen:127.0.0.1:8888&respond=echo",
        "/?open=tcp:127.0.0.1:8888&msg=hello%0A",
        "/?open=udp-listen:127.0.0.1:0",
        "/?open=udp:127.0.0.1:9",
        "/?open=tcp-listen:nowhere&preset=tcp&do=open",
        "/?preset=tcp",
    ] {
        let answer = server.get(link);
        assert_eq!(answer.status, 200, "{link}");
        let linked = answer.text().contains("A link filled this in.");
        assert_eq!(linked, link.contains("open="), "{link}");
    }
    let strange = server.get("/?open=exec:%3Cb%3E&msg=x").text();
    assert!(
        strange.contains("exec:&#60;b&#62;") && !strange.contains("A link filled"),
        "{strange}"
    );
    let numbers = server.get("/metrics").text();
    for line in [
        "socket_playground_sessions 0",
        "socket_playground_sockets 0",
        "socket_playground_events_total 0",
    ] {
        assert!(numbers.lines().any(|found| found == line), "no {line:?} in\n{numbers}");
    }
}

#[test]
fn the_message_of_a_link_waits_in_the_session_that_was_begun() {
    let server = Server::start();
    let page = server.get("/?open=udp:127.0.0.1:9&msg=hello%0D%0A%26").text();
    let draft = page.split("name=\"draft\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let draft: String = form_urlencoded::byte_serialize(draft.as_bytes()).collect();
    let body =
        format!("do=open&kind=udp&at=&to=127.0.0.1%3A9&respond=none&mode=auto&draft={draft}");
    let answer = server.request("POST", "/").body(FORM, body).send();
    assert_eq!(answer.status, 303);
    let to = answer.header("location").unwrap();
    assert!(to.starts_with("/s/") && to.ends_with("?msg=hello%0D%0A%26"), "{to}");
    assert_eq!(server.get(to).status, 200);
}

#[test]
fn a_preset_acts_in_the_session_it_is_chosen_in() {
    let server = Server::start();
    let begun = server.request("POST", "/").body(FORM, "preset=step").send();
    let session = begun.header("location").unwrap().to_owned();
    let preset = format!("{session}/preset");
    assert_eq!(server.get(&preset).status, 405);
    for word in ["upper", "udp"] {
        let answer = server.request("POST", &preset).body(FORM, format!("preset={word}")).send();
        assert_eq!(answer.status, 303, "{word}");
        assert!(answer.header("location").unwrap().starts_with(&format!("{session}#e")));
    }
    let page = server.get(&session).text();
    assert!(page.contains("hello, server") && page.contains("HELLO, SERVER"), "{page}");
    let numbers = server.get("/metrics").text();
    assert!(numbers.contains("socket_playground_sessions 1\n"), "{numbers}");
}

#[test]
fn a_theme_that_was_chosen_stays_and_the_links_keep_the_query() {
    let server = Server::start();
    let answer = server.get("/?open=tcp:127.0.0.1:1&theme=projector&phone=on");
    let cookies: Vec<&str> = values(&answer, "set-cookie");
    assert_eq!(cookies.len(), 2, "{cookies:?}");
    assert!(cookies[0].starts_with("theme=projector; Path=/; "), "{cookies:?}");
    let text = answer.text();
    assert!(text.contains("data-theme=\"projector\" data-phone=\"on\""), "{text}");
    assert!(text.contains("href=\"?open=tcp%3A127.0.0.1%3A1&#38;lang=zh-Hans\""), "{text}");
    let later = server.request("GET", "/help").header("cookie", "theme=dark; phone=on").send();
    assert!(later.text().contains("data-theme=\"dark\" data-phone=\"on\""));
    assert!(later.text().contains("<meta name=\"color-scheme\" content=\"dark\">"));
    assert!(values(&later, "set-cookie").is_empty());
}

#[test]
fn a_page_shows_the_connection_that_brought_it_and_no_cookie() {
    let server = Server::start();
    let begun = server.request("POST", "/").body(FORM, "preset=step").send();
    let session = begun.header("location").unwrap();
    let asked = server.request("GET", session).header("cookie", "lang=en; secret=hush");
    let text = asked.send().text();
    let own = text.split("id=\"own-socket\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(own.contains(&format!("<code>127.0.0.1:{}</code>", server.port)), "{own}");
    assert!(own.contains(&format!("GET {session} HTTP/1.1")), "{own}");
    assert!(own.contains("<code>cookie</code>") && !text.contains("hush"), "{own}");
}

/// An address that is in use: by a socket of the session, of another session, and of a program.
#[test]
#[cfg(target_os = "linux")]
fn the_page_of_a_failed_bind_says_who_has_the_address_now() {
    let server = Server::start();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap();
    let begin = |at: std::net::SocketAddr| {
        let body = format!("do=open&kind=tcp-listen&at={at}");
        let begun = server.request("POST", "/").body(FORM, body).send();
        begun.header("location").unwrap().to_owned()
    };
    let failed = |session: &str| {
        let journal = server.get(session).text();
        let event =
            journal.split("role=\"row\" id=\"e").skip(1).find(|row| row.contains("EADDRINUSE"));
        let seq = event.unwrap().split('"').next().unwrap().to_owned();
        server.get(&format!("{session}/events/{seq}")).text()
    };
    let session = begin(at);
    let by_program = failed(&session);
    assert!(by_program.contains(&format!("process {}", std::process::id())), "{by_program}");
    drop(taken);

    let other = begin("127.0.0.1:0".parse().unwrap());
    let page = server.get(&other).text();
    let listens = page.split("listens on ").nth(1).unwrap();
    let local = listens.split('<').next().unwrap().trim().parse().unwrap();
    let by_session = failed(&begin(local));
    assert!(by_session.contains("another session of this playground"), "{by_session}");

    let body = format!("do=open&kind=tcp-listen&at={local}");
    server.request("POST", &format!("{other}/commands")).body(FORM, body).send();
    let by_socket = failed(&other);
    assert!(by_socket.contains("s1 of this session"), "{by_socket}");
}

/// TCP and UDP count their ports separately.
#[test]
#[cfg(target_os = "linux")]
fn a_udp_socket_of_the_session_is_not_what_tcp_could_not_bind_beside() {
    let server = Server::start();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let at = taken.local_addr().unwrap();
    let begun = server.request("POST", "/").body(FORM, format!("do=open&kind=udp&at={at}")).send();
    let session = begun.header("location").unwrap().to_owned();
    let body = format!("do=open&kind=tcp-listen&at={at}");
    server.request("POST", &format!("{session}/commands")).body(FORM, body).send();
    let journal = server.get(&session).text();
    assert!(journal.contains("UDP"), "{journal}");
    let event = journal.split("role=\"row\" id=\"e").skip(1).find(|row| row.contains("EADDRINUSE"));
    let seq = event.unwrap().split('"').next().unwrap();
    let page = server.get(&format!("{session}/events/{seq}")).text();
    assert!(page.contains(&format!("process {}", std::process::id())), "{page}");
}

#[test]
fn a_part_of_a_page_comes_in_its_language_and_chooses_none() {
    let server = Server::start();
    let begun = server.request("POST", "/").body(FORM, "preset=step").send();
    let session = begun.header("location").unwrap().to_owned();
    for part in ["/rows?", "/filter?q=%3D&", "/events/1?part=details&"] {
        let answer = server.get(&format!("{session}{part}lang=zh-Hant"));
        assert_eq!((answer.status, answer.header("content-language")), (200, Some("zh-Hant")));
        assert!(values(&answer, "set-cookie").is_empty(), "{part}");
    }
    assert_eq!(values(&server.get(&format!("{session}?lang=zh-Hant")), "set-cookie").len(), 1);
}

fn values<'a>(answer: &'a Answer, name: &str) -> Vec<&'a str> {
    let named = answer.headers.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
    named.map(|(_, value)| value.as_str()).collect()
}
