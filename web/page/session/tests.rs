//! The page of a session made by hand.

use std::net::SocketAddr;

use backend::{
    call::{Call, Value},
    command::{Family, Mode, Protocol, Respond},
    errno::OsError,
    event::{Entry, Event, Failed, Kind, Opened, Payload, Returned},
    id::SocketId,
    journal::Gap,
    signal::DropSource,
};

use super::*;
use crate::{language::Language, render::Html};

#[test]
fn a_page_has_its_landmarks_and_no_inline_code() {
    for language in Language::ALL {
        let html = sample(language, None);
        assert_eq!(html.matches("<h1").count(), 1);
        assert!(html.contains(&format!("<html lang=\"{}\" ", language.code())));
        for part in
            ["<main", "class=\"skip\"", "<noscript>", "id=\"e1\"", "data-to=\"30\"", "id=\"s3\""]
        {
            assert!(html.contains(part), "{part}");
        }
        for part in [" style=", " onclick=", "<script>", "javascript:"] {
            assert!(!html.contains(part), "{part}");
        }
    }
}

#[test]
fn every_id_is_used_once_and_every_field_has_a_label() {
    let html = sample(Language::English, None);
    let ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for id in &ids {
        assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
    }
    for tag in ["<input ", "<select ", "<textarea "] {
        for (at, _) in html.match_indices(tag) {
            let (before, field) = (&html[..at], &html[at + tag.len()..]);
            let within = before.rfind("</label>") < before.rfind("<label");
            let hidden = field.starts_with("type=\"hidden\"");
            let id = field.split("id=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            assert!(hidden || within || html.contains(&format!(" for=\"{id}\"")), "{id}");
        }
    }
}

#[test]
fn what_was_typed_stays_and_the_error_is_at_its_field() {
    let fields = [("do", "send"), ("socket", "s3"), ("data", "zz <b>"), ("encoding", "hex")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let words = Words::default();
    let message = problem::malformed_words(words, "data");
    let typed = Typed { fields, field: Some("data".to_owned()), message: message.clone() };
    let html = sample(Language::English, Some(&typed));
    assert!(html.contains("zz &#60;b&#62;</textarea>"));
    assert!(html.contains("<option value=\"hex\" selected>"));
    assert!(html.contains(&format!("data-error=\"data\">{message}</p>")));
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 1);
}

#[test]
fn links_lead_to_the_rows_before_and_after_through_the_same_lens() {
    let html = sample(Language::English, None);
    for part in ["href=\"?at=160\"", "href=\"?face=ladder\"", "href=\"?from=400\""] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("data-without-script><a href=\"/s/"), "nothing is newer");
}

/// A page with a listener, its connection, a client, a UDP socket, and a socket by hand.
fn sample(language: Language, typed: Option<&Typed>) -> String {
    let frame = Frame::new(Choice { language, ..Choice::default() }, |words| {
        words.t1("session-title", "n", 2)
    });
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let renderer = Renderer { words: frame.words, session };
    let entries = entries();
    let composer = Composer::new(frame.words, session, &sockets(), typed, None);
    let cards = sockets().iter().map(|socket| renderer.card(socket, typed)).collect();
    let opening = form::opening(
        frame.words,
        &form::commands(session),
        ("127.0.0.1:8888", backend::node::On::Host),
        typed,
    );
    let rows: String = entries.iter().map(|entry| renderer.row(entry).render().unwrap()).collect();
    let gap = Some(renderer.gap(Gap { from: Seq(1), to: Seq(30) }));
    let rows =
        Rows { at: 280, base: 30, total: 400, head: Seq(400), gap, heads: None, rows: Html(rows) };
    let opening_failed = false;
    let failed = typed.map(|typed| typed.message.clone());
    let filter = FilterBar::new(frame.words, session, "", None, &sockets(), &[]);
    let legend = Ladder::legend(frame.words);
    let (lens, keys) = (Lens::default(), Keys { words: frame.words });
    let own = OwnSocket::page(frame.words, Arrival::default());
    let presets = Presets::within(frame.words, session);
    let frame_words = frame.words;
    let lab = Lab::new(frame.words, session, &Seen::default(), typed);
    let scenes = Presets::within(frame.words, session).in_lab();
    let page = Session {
        frame,
        session,
        own,
        presets,
        scenes,
        opening,
        peers: Peers::new(&sockets()),
        opening_failed,
        lab,
        cards,
        composer,
        lens,
        filter,
        rows,
        legend,
        lanes: Lanes::new(frame_words, session, backend::view::Lanes::default(), false),
        kernel: None,
        keys,
        failed,
    };
    page.render().unwrap()
}

fn address(port: u16) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], port))
}

fn sockets() -> Vec<SocketView> {
    let tcp = SocketView {
        mode: Mode::Auto,
        state: Life::Listening,
        local: Some(address(8888)),
        accepts: true,
        reads: true,
        respond: Respond::Echo,
        backlog: Some(128),
        ..SocketView::new(SocketId(1), Protocol::Tcp, Family::Ipv4)
    };
    let open = SocketView { state: Life::Open, sent: 6, received: 6, ..tcp.clone() };
    let peer = Some(address(51514));
    let manual = SocketView { mode: Mode::Manual, accepts: false, reads: false, ..tcp.clone() };
    let waiting = vec!["accept"];
    vec![
        tcp,
        SocketView { id: SocketId(2), peer, parent: Some(SocketId(1)), ..open.clone() },
        SocketView {
            id: SocketId(3),
            respond: Respond::None,
            local: peer,
            peer: Some(address(8888)),
            ..open.clone()
        },
        SocketView { id: SocketId(4), waiting, backlog: Some(5), ..manual.clone() },
        SocketView { id: SocketId(5), state: Life::Created, local: None, ..manual },
        SocketView {
            id: SocketId(6),
            protocol: Protocol::Udp,
            datagrams_dropped: 3,
            ..open.clone()
        },
        SocketView { id: SocketId(7), state: Life::Closed, ..open },
    ]
}

fn entries() -> Vec<Entry> {
    let opened = |kind, local, peer| {
        Event::Opened(Box::new(Opened {
            kind,
            local,
            peer,
            parent: None,
            self_connected: false,
            exposed: false,
        }))
    };
    let payload = || Payload::keep("你好".as_bytes());
    let took = Duration::from_micros(12);
    let returned = |call, outcome| {
        Event::Returned(Box::new(Returned {
            call,
            outcome,
            took,
            now: None,
            whole: None,
            peeked: None,
        }))
    };
    let bind = Call::Bind { at: address(8888) };
    let in_use = OsError::from_raw(98);
    let events = [
        (1, opened(Kind::TcpListen, address(8888), None)),
        (3, opened(Kind::TcpConnect, address(51514), Some(address(8888)))),
        (1, Event::Accepted { child: SocketId(2), peer: address(51514) }),
        (2, opened(Kind::TcpAccepted, address(8888), Some(address(51514)))),
        (3, Event::Sent { payload: payload(), to: None }),
        (2, Event::Received { payload: payload(), from: None }),
        (2, Event::Sent { payload: payload(), to: None }),
        (3, Event::Received { payload: payload(), from: None }),
        (4, returned(bind.clone(), Err(in_use))),
        (4, Event::Failed(Box::new(Failed { call: bind, error: in_use }))),
        (4, returned(Call::Listen { backlog: 5 }, Ok(Value::Number(0)))),
        (4, Event::Called(Box::new(Call::Accept))),
        (6, Event::Dropped { datagrams: 3, total: 3, source: DropSource::RxqOvfl }),
        (3, Event::Sent { payload: Payload::keep(&[b'x'; 5000]), to: None }),
        (
            3,
            Event::Received {
                payload: Payload::keep("<script>alert(1)</script>\u{202e}\r\n".as_bytes()),
                from: None,
            },
        ),
        (3, Event::Ended),
    ];
    let place = |(at, (socket, event)): (usize, (u32, Event))| Entry {
        seq: Seq(1 + at as u64),
        at: Duration::from_micros(812_004 + 37 * at as u64),
        socket: Some(SocketId(socket)),
        event,
    };
    events.into_iter().enumerate().map(place).collect()
}
