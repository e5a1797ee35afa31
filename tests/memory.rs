//! What nobody reads costs no more than the journal.

use serde_json::json;

use crate::{
    contract::live::Viewer,
    support::{peer, server::Server, session::Session},
};

#[test]
fn a_viewer_that_does_not_read_costs_little_and_nobody_else_suffers() {
    let server = Server::with(&["--port", "0", "--limit", "journal-bytes=4000000"]);
    let mut session = Session::begin(&server);
    let open = json!({"do": "open", "kind": "udp", "at": "127.0.0.1:0", "rcvbuf": 4_000_000});
    let socket = session.ask(open);
    let at = session.opened(&socket);
    let (sender, _) = peer::udp();
    sender.connect(at).unwrap();
    let mut stalled = Viewer::of(&session, 0);
    let mut awake = Viewer::of(&session, 0);
    let mut sent = 0_u64;
    let mut send = |chunks: u64, awake: &mut Viewer| {
        for _ in 0..chunks {
            for _ in 0..CHUNK {
                sender.send(&sent.to_be_bytes()).unwrap();
                sent += 1;
            }
            // Not faster than somebody who reads: then the kernel has room for all of them.
            awake.until(sent);
        }
    };
    send(4, &mut awake);
    let before = server.memory();
    send(TOTAL / CHUNK, &mut awake);
    let grown = server.memory().saturating_sub(before);
    assert!(grown < 4_000_000 + (16 << 20), "{grown} bytes");
    assert_eq!(session.socket(&socket)["datagrams_received"], 4 * CHUNK + TOTAL);

    let head = session.show()["head"].as_u64().unwrap();
    awake.until(head);
    while stalled.last < head {
        match stalled.live.next() {
            Ok(message) => stalled.read(&message),
            // On a slow machine it has been away for too long, and comes back.
            Err(_) => stalled.live = session.live(stalled.last),
        }
    }
    assert!(!stalled.gaps.is_empty(), "the journal forgot, and the viewer heard of it");
    let missed: u64 = stalled
        .gaps
        .iter()
        .map(|gap| gap["to"].as_u64().unwrap() + 1 - gap["from"].as_u64().unwrap())
        .sum();
    assert_eq!(missed + stalled.events.len() as u64, head, "not one is unaccounted for");
}

/// How many datagrams are sent before somebody must have seen them.
const CHUNK: u64 = 2000;

/// How many datagrams come while one viewer does not read.
const TOTAL: u64 = 200_000;
