//! Whatever happens in whatever order: what is true all the same.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{collection::vec, prelude::*};

use super::Play;
use crate::id::SocketId;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_socket_closes_once_and_no_counter_goes_back(lines in transcript()) {
        let mut play = Play::default();
        play.line("! sockets 5");
        let mut tasks = Tasks::default();
        let mut counters = BTreeMap::new();
        for line in &lines {
            if tasks.may_say(line) {
                let played = play.lines.len();
                play.line(line);
                tasks.learn(&play.lines[played..]);
                count(&play, &mut counters);
            }
        }
        play.line("~ the server stops");
        for id in tasks.alive {
            play.line(&format!("~ {id} closed"));
        }
        count(&play, &mut counters);
        let Some(session) = &play.session else { return Ok(()) };
        for id in (1..=session.last).map(SocketId) {
            let closed = format!("= {id} closed ");
            let times = play.lines.iter().filter(|line| line.starts_with(&closed)).count();
            prop_assert_eq!(times, 1, "{} in {:#?}", id, play.lines);
        }
        prop_assert!(session.is_idle());
        prop_assert_eq!(play.world.pool.taken(), 0);
    }
}

/// What goes in: any of the lines below, about any of the first sockets.
fn transcript() -> impl Strategy<Value = Vec<String>> {
    let line = (prop::sample::select(LINES), 1..8_u32);
    vec(line, 1..200).prop_map(|lines| {
        let lines = lines.into_iter().enumerate();
        // What is counted since a socket was made never goes back.
        let fill = |(place, (line, id)): (usize, (&str, u32))| {
            line.replace("ID", &SocketId(id).to_string()).replace("TOTAL", &place.to_string())
        };
        lines.map(fill).collect()
    })
}

/// Who can send signals.
#[derive(Default)]
struct Tasks {
    alive: BTreeSet<SocketId>,
    lookups: BTreeSet<SocketId>,
}

impl Tasks {
    fn may_say(&self, line: &str) -> bool {
        let Some((id, fact)) = about(line, "~ ") else { return true };
        let speakers = if fact.starts_with("resolved") { &self.lookups } else { &self.alive };
        speakers.contains(&id)
    }

    fn learn(&mut self, lines: &[String]) {
        for line in lines {
            let word = |(id, rest): (_, &str)| (id, rest.split(' ').next().map(str::to_owned));
            match about(line, "< ").map(word) {
                Some((id, Some(act))) if act == "start" || act == "adopt" => {
                    assert!(self.alive.insert(id), "{id} has two tasks");
                }
                Some((id, Some(act))) if act == "resolve" => {
                    assert!(self.lookups.insert(id), "{id} looks two names up");
                }
                _ => {}
            }
            match about(line, "~ ").map(word) {
                Some((id, Some(fact))) if fact == "closed" || fact == "crashed" => {
                    self.alive.remove(&id);
                }
                Some((id, Some(fact))) if fact == "resolved" => {
                    self.lookups.remove(&id);
                }
                _ => {}
            }
        }
    }
}

/// The socket that a line with that mark is about, and the rest of it.
fn about<'a>(line: &'a str, mark: &str) -> Option<(SocketId, &'a str)> {
    let (id, rest) = line.strip_prefix(mark)?.split_once(' ')?;
    Some((id.parse().ok()?, rest))
}

/// Looks at every counter; none may be less than when it was looked at last.
fn count(play: &Play, counters: &mut BTreeMap<SocketId, [u64; 5]>) {
    let Some(session) = &play.session else { return };
    for id in (1..=session.last).map(SocketId) {
        let Some(view) = session.view(id) else { continue };
        let new = [
            view.sent,
            view.received,
            view.datagrams_sent,
            view.datagrams_received,
            view.datagrams_dropped,
        ];
        let old = counters.insert(id, new).unwrap_or_default();
        assert!(old.iter().zip(&new).all(|(old, new)| old <= new), "{old:?} became {new:?}");
    }
}

/// Signals are what a task could say at some time, not always at this one.
const LINES: &[&str] = &[
    "> create tcp ipv4",
    "> create tcp ipv4 on b",
    "> create udp ipv4 on a",
    "> create udp ipv6",
    "> open tcp-connect 127.0.0.1:80 auto echo",
    "> open tcp-connect a.example:80 at b.example:1234",
    "> open tcp-connect 10.0.0.2:80 on a auto",
    "> open tcp-listen 10.0.0.2:80 on b",
    "> open tcp-listen 127.0.0.1:8888 set reuseaddr 1 auto upper",
    "> open tcp-listen a.example:8888",
    "> open udp at 127.0.0.1:9000 auto echo",
    "> open udp to a.example:53 auto",
    "> ID accept",
    "> ID auto accept on",
    "> ID auto read off",
    "> ID auto read on respond echo",
    "> ID bind 127.0.0.1:0",
    "> ID bind b.example:0",
    "> ID close",
    "> ID connect 127.0.0.1:9",
    "> ID connect a.example:9",
    "> ID listen 1",
    "> ID peek 10",
    "> ID recv 10",
    "> ID reset",
    "> ID send 300 bytes",
    "> ID send \"hello\" to 127.0.0.1:9",
    "> ID send \"hello\" to a.example:9",
    "> ID set nodelay 1",
    "> ID shutdown write",
    "> ID stream",
    "~ 700 ms pass",
    "~ nobody is there any more",
    "~ ID accepted 127.0.0.1:8888 from 127.0.0.1:40000",
    "~ ID accepted 127.0.0.1:8888 from 93.184.215.14:40000",
    "~ ID closed unread 5",
    "~ ID crashed",
    "~ ID dropped TOTAL",
    "~ ID ended",
    "~ ID failed accept EMFILE",
    "~ ID failed recv ECONNRESET",
    "~ ID failed send 300 EPIPE",
    "~ ID received \"hello\" from 127.0.0.1:9",
    "~ ID received 300 bytes",
    "~ ID received 300 bytes answerer",
    "~ ID resolved EAI_NONAME",
    "~ ID resolved 0.0.0.0:80",
    "~ ID resolved 127.0.0.1:80 [::1]:80",
    "~ ID resolved 127.0.0.1:80 [::1]:80",
    "~ ID returned accept 127.0.0.1:8888 from 127.0.0.1:40000",
    "~ ID returned accept EBADF",
    "~ ID returned bind 127.0.0.1:8888",
    "~ ID returned bind EADDRINUSE",
    "~ ID returned close",
    "~ ID returned connect 127.0.0.1:40000 127.0.0.1:80",
    "~ ID returned connect 127.0.0.1:40000 127.0.0.1:80",
    "~ ID returned connect ECONNREFUSED",
    "~ ID returned listen 127.0.0.1:8888",
    "~ ID returned listen 127.0.0.1:8888",
    "~ ID returned recv \"\"",
    "~ ID returned recv \"hello\"",
    "~ ID returned send 200 bytes",
    "~ ID returned setsockopt nodelay 1 now 1",
    "~ ID returned shutdown write",
    "~ ID returned socket",
    "~ ID returned socket",
    "~ ID returned socket",
    "~ ID returned socket EMFILE",
    "~ ID stream left",
    "~ ID stream finished",
    "~ ID streamed sent 5 received 7",
    "~ ID waits recv",
    "~ ID wrote 200 bytes",
    "~ ID wrote 300 bytes",
];
