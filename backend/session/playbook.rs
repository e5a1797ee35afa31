//! Tests that read like a transcript.
//!
//! ```text
//! ! queue-bytes 8                      a limit, or a socket that is ready: what is given
//! > open tcp-connect 127.0.0.1:80      a command, from the user
//! < s1 start tcp ipv4                  an effect, for the socket's task
//! ~ s1 returned socket                 a signal, from the socket's task
//! = s1 returned socket s1              an event, for the journal
//! ? s1 connecting manual               the socket as it is
//! # Words for the reader.
//! ```
//!
//! [`check`] plays the lines that go in, writes down what comes out, and compares the whole text.

use std::{sync::Arc, time::Duration};

use self::words::Words;
use crate::{
    event::Why,
    id::SocketId,
    policy::Policy,
    session::{
        Session,
        quota::{Pool, Quota},
    },
    signal::Signal,
};

mod accepting;
mod answering;
mod chance;
mod closing;
mod crossing;
mod naming;
mod opening;
mod reading;
mod saying;
mod stepping;
mod streaming;
mod taking_turns;
mod words;

/// Plays a transcript; what comes out must be what it says.
#[track_caller]
fn check(transcript: &str) {
    let expected: Vec<&str> =
        transcript.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut play = Play::default();
    for line in &expected {
        play.line(line);
    }
    let actual: Vec<&str> = play.lines.iter().map(String::as_str).collect();
    assert!(expected == actual, "\n- expected, + came\n{}", difference(&expected, &actual));
}

/// What a session is made with.
struct World {
    policy: Policy,
    pool: Arc<Pool>,
    sockets: usize,
    queue_bytes: usize,
}

impl Default for World {
    fn default() -> Self {
        let (policy, pool) = (Policy::default(), Pool::new(usize::MAX));
        Self { policy, pool, sockets: 8, queue_bytes: 1000 }
    }
}

impl World {
    fn set(&mut self, what: &str, words: &mut Words) {
        match what {
            "own-port" => self.policy.own_port = words.parse(),
            "queue-bytes" => self.queue_bytes = words.parse(),
            "sockets" => self.sockets = words.parse(),
            other => panic!("the world has no {other:?}"),
        }
        words.end();
    }

    fn session(&self) -> Session {
        let quota = Quota::new(self.sockets, Arc::clone(&self.pool));
        Session::new(Arc::new(self.policy.clone()), quota, self.queue_bytes)
    }
}

/// A transcript while it is played.
#[derive(Default)]
struct Play {
    world: World,
    session: Option<Session>,
    lines: Vec<String>,
}

impl Play {
    /// A limit, or a socket that is ready, of which nobody wants to read again how it became so.
    fn given(&mut self, words: &mut Words) {
        let what = words.next();
        let lines: &[&str] = match what.as_str() {
            "connection" => &[
                "> open tcp-connect 127.0.0.1:80",
                "~ ID returned socket",
                "~ ID returned connect 127.0.0.1:40000 127.0.0.1:80",
            ],
            "listener" => &[
                "> open tcp-listen 127.0.0.1:8888",
                "~ ID returned socket",
                "~ ID returned bind 127.0.0.1:8888",
                "~ ID returned listen 127.0.0.1:8888",
            ],
            "udp" => &[
                "> open udp at 127.0.0.1:9000",
                "~ ID returned socket",
                "~ ID returned bind 127.0.0.1:9000",
            ],
            _ => {
                assert!(self.session.is_none(), "too late for {what}");
                return self.world.set(&what, words);
            }
        };
        let said = self.lines.len();
        let id = SocketId(self.session.as_ref().map_or(0, |session| session.last) + 1);
        for line in lines {
            let more = if line.starts_with('>') { words.rest() } else { String::new() };
            self.line(&format!("{} {more}", line.replace("ID", &id.to_string())));
        }
        self.lines.truncate(said);
    }

    fn line(&mut self, line: &str) {
        let (mark, text) = line.split_at(1);
        let mut words = Words::new(text);
        match mark {
            "!" => {
                self.given(&mut words);
                return self.lines.push(line.to_owned());
            }
            "?" => {
                let id = words.parse();
                let session = self.session.get_or_insert_with(|| self.world.session());
                let view = session.view(id).map_or_else(|| "forgotten".to_owned(), saying::view);
                return self.lines.push(format!("? {id} {view}"));
            }
            ">" | "~" | "#" => {}
            "<" | "=" => return,
            other => panic!("no line begins with {other:?}: {line}"),
        }
        self.lines.push(line.to_owned());
        let session = self.session.get_or_insert_with(|| self.world.session());
        match (mark, text.trim()) {
            (">", _) => {
                // Its refusal is an event too.
                let _ = session.command(session.now, reading::command(words));
            }
            ("~", "the server stops") => session.end(session.now, Why::Shutdown),
            ("~", "nobody is there any more") => session.close_all(session.now, Why::Orphaned),
            ("~", text) if text.ends_with(" ms pass") => {
                let passed = Duration::from_millis(words.parse());
                session.tick(session.now + passed);
            }
            ("~", _) => {
                let (socket, fact) = (words.parse(), reading::fact(words));
                session.signal(session.now, Signal { socket, fact });
            }
            _ => {}
        }
        while let Some(output) = session.poll() {
            self.lines.push(saying::output(&output));
        }
    }
}

/// Both texts as one, with a mark before each line that only one of them has.
fn difference(expected: &[&str], actual: &[&str]) -> String {
    // How many lines the rests of the texts have in common, in order.
    let mut common = vec![vec![0; actual.len() + 1]; expected.len() + 1];
    for (e, line) in expected.iter().enumerate().rev() {
        for (a, other) in actual.iter().enumerate().rev() {
            common[e][a] = if line == other {
                common[e + 1][a + 1] + 1
            } else {
                common[e + 1][a].max(common[e][a + 1])
            };
        }
    }
    let (mut e, mut a, mut text) = (0, 0, String::new());
    while e < expected.len() || a < actual.len() {
        let (mark, line) = if e < expected.len() && expected.get(e) == actual.get(a) {
            (e, a) = (e + 1, a + 1);
            (' ', expected[e - 1])
        } else if a == actual.len() || (e < expected.len() && common[e][a + 1] <= common[e + 1][a])
        {
            e += 1;
            ('-', expected[e - 1])
        } else {
            a += 1;
            ('+', actual[a - 1])
        };
        text.push_str(&format!("{mark} {line}\n"));
    }
    text
}

#[test]
fn a_difference_shows_both_texts_in_order() {
    let text = difference(&["a", "b", "c"], &["a", "x", "c", "d"]);
    assert_eq!(text, "  a\n- b\n+ x\n  c\n+ d\n");
}
