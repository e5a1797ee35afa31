//! The three languages say the same, and nothing else.

use std::{collections::BTreeSet, fs, path::Path};

use backend::{
    errno::OsError,
    event::{Event, Kind, Note, Opened, Why},
    policy::{Class, Refusal},
    view::State,
};

use super::*;

#[test]
fn every_language_has_the_same_messages_with_the_same_arguments() {
    let arguments = |language| {
        let messages = sources(language).into_iter();
        messages.map(|(key, source)| (key, arguments(&source))).collect::<BTreeMap<_, _>>()
    };
    let english = arguments(Language::English);
    assert!(100 < english.len());
    assert_eq!(english, arguments(Language::Simplified));
    assert_eq!(english, arguments(Language::Traditional));
}

#[test]
fn every_message_can_be_written() {
    for language in Language::ALL {
        for (key, source) in sources(language) {
            let names = arguments(&source);
            let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
                names.into_iter().map(|name| (Cow::Owned(name), FluentValue::from("x"))).collect();
            let text = LOADED.try_lookup_with_args(&language.id(), &key, &values);
            let text = text.unwrap_or_else(|| panic!("{} {key} is not a message", language.code()));
            assert!(!text.is_empty() && !text.contains("{$"), "{key}: {text}");
        }
    }
}

/// Two messages of one name stop the first page that is asked for.
#[test]
fn a_message_is_written_once() {
    for language in Language::ALL {
        let mut keys = BTreeSet::new();
        for name in Files::iter().filter(|name| name.split('/').next() == Some(language.code())) {
            let file = Files::get(&name).unwrap();
            let text = String::from_utf8(file.data.into_owned()).unwrap();
            let messages =
                text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            for key in messages.filter_map(|line| Some(line.split_once('=')?.0.trim())) {
                assert!(keys.insert(key.to_owned()), "{name}: {key} is there twice");
            }
        }
    }
}

#[test]
fn a_message_that_the_code_asks_for_exists() {
    let messages = sources(Language::English);
    let mut asked = BTreeSet::new();
    for root in ["web", "templates"] {
        keys(&Path::new(env!("CARGO_MANIFEST_DIR")).join(root), &mut asked);
    }
    assert!(50 < asked.len());
    for key in asked {
        assert!(messages.contains_key(&key), "no words for {key}");
    }
}

/// A list of every variant; a variant that is not on it does not compile.
macro_rules! every {
    ($type:ident { $($variant:ident $({ $($field:ident: $value:expr),* })?),* $(,)? }) => {{
        let _on_the_list = |value: &$type| match value {
            $($type::$variant { .. } => (),)*
        };
        vec![$($type::$variant $({ $($field: $value),* })?),*]
    }};
}

#[test]
fn whatever_the_engine_says_has_words() {
    let mut keys = BTreeSet::new();
    for note in every!(Note {
        AutoChanged,
        StreamBegan,
        StreamEnded,
        WatchingKernel { on: true },
        WatchingWire { on: true },
    }) {
        keys.insert(format!("event-note-{}", note.wire()));
    }
    for why in every!(Why { Closed, Crashed, Orphaned, PeerReset, Reset, Shutdown }) {
        keys.insert(format!("event-closed-{}", why.wire()));
    }
    for state in every!(State { Bound, Closed, Closing, Connecting, Created, Listening, Open }) {
        keys.insert(format!("state-{}", state.wire()));
    }
    for class in classes() {
        keys.insert(format!("class-{}", class.wire()));
    }
    for refusal in refusals() {
        let code = refusal.code();
        keys.extend([format!("refusal-{code}"), format!("refusal-{code}-next")]);
    }
    keys.extend(backend::limits::LIMITS.iter().map(|limit| format!("limit-{}", limit.name)));
    for language in Language::ALL {
        for key in &keys {
            assert!(Words::new(language).find(key).is_some(), "{}: {key}", language.code());
        }
    }
}

#[test]
fn every_kind_of_socket_opens_in_words() {
    let local = "127.0.0.1:8888".parse().unwrap();
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    for kind in every!(Kind { TcpAccepted, TcpConnect, TcpListen, Udp }) {
        for (peer, language) in [None, Some(local)].into_iter().zip(Language::ALL) {
            let parent = None;
            let (self_connected, exposed) = (true, true);
            let opened = Opened { kind, local, peer, parent, self_connected, exposed };
            let entry = backend::event::Entry {
                seq: backend::id::Seq(1),
                at: std::time::Duration::ZERO,
                socket: None,
                event: Event::Opened(Box::new(opened)),
            };
            let row = crate::render::row::Row::new(Words::new(language), session, &entry);
            let html = askama::Template::render(&row).unwrap();
            assert!(html.contains("127.0.0.1:8888"), "{}: {html}", kind.wire());
        }
    }
}

fn classes() -> Vec<Class> {
    every!(Class {
        Benchmark,
        Broadcast,
        Documentation,
        Global,
        LinkLocal,
        Loopback,
        Metadata,
        Multicast,
        Private,
        Reserved,
        Shared,
        Unspecified,
    })
}

fn refusals() -> Vec<Refusal> {
    let (limit, port) = (1, 80);
    let peer = "127.0.0.1:1".parse().unwrap();
    every!(Refusal {
        AddressForbidden { address: "224.0.0.1".parse().unwrap(), class: Class::Multicast },
        CaptureForbidden { error: OsError::from_raw(1), program: "p".to_owned() },
        EchoLoop { peer: peer },
        LabBroke,
        LabFailed { step: "setns".to_owned(), error: OsError::from_raw(1) },
        NameForbidden { name: "0x7f.1".to_owned() },
        NoHost { name: "C".to_owned() },
        NoLab,
        NoPayload { frame: 1 },
        NoSamples { error: OsError::from_raw(1) },
        NotNow { state: State::Closed, doing: "send" },
        OwnPort { port: port },
        PeerForbidden { peer: peer },
        PortReserved { port: port },
        SessionEnded,
        ShuttingDown,
        Streaming,
        TooLarge { limit: limit },
        TooManyCalls { limit: limit },
        TooManyLabs { limit: limit },
        TooManyRules { limit: limit },
        TooManySessions { limit: limit },
        TooManySettings { limit: limit },
        TooManySockets { limit: limit },
        TooManyViewers { limit: limit },
        TooMuchQueued { limit: limit },
        UnknownFrame { frame: 1 },
        UnknownKnob { name: "n".to_owned() },
        UnknownRule { rule: 1 },
        UnknownSocket,
        Unsupported { what: "listen" },
    })
}

#[test]
fn no_english_is_left_in_chinese() {
    for language in [Language::Simplified, Language::Traditional] {
        for (key, source) in sources(language) {
            let text = placeholders_removed(&source);
            let word = text
                .split(|c: char| !c.is_ascii_graphic())
                .filter(|token| !token.trim_matches('.').contains(['.', '_', '/', '\\']))
                .flat_map(|token| token.split(|c: char| !c.is_ascii_alphabetic()))
                .filter(|word| 1 < word.len() && word.chars().all(|c| c.is_ascii_lowercase()))
                .find(|word| !NAMES.contains(word));
            assert_eq!(word, None, "{} {key}: {text}", language.code());
        }
    }
}

#[test]
fn a_space_stands_between_chinese_and_latin() {
    let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    for language in [Language::Simplified, Language::Traditional] {
        for (key, source) in sources(language) {
            let pairs = source.chars().zip(source.chars().skip(1));
            let touching = pairs.filter(|(a, b)| {
                han(*a) && b.is_ascii_alphanumeric() || a.is_ascii_alphanumeric() && han(*b)
            });
            assert_eq!(touching.count(), 0, "{} {key}: {source}", language.code());
            assert!(!source.contains('`') && !source.contains("。 "), "{key}: {source}");
        }
    }
}

/// What is written the same in every language: names of calls, of tools, and parts of addresses.
/// Words with capitals, such as TCP, `SO_LINGER`, and ECONNREFUSED, need no entry.
const NAMES: [&str; 47] = [
    "accept",
    "ack",
    "all",
    "backlog",
    "bind",
    "close",
    "connect",
    "cookie",
    "cubic",
    "datagram",
    "echo",
    "errno",
    "ff",
    "getaddrinfo",
    "getsockname",
    "getsockopt",
    "ip",
    "listen",
    "localhost",
    "loopback",
    "man",
    "ms",
    "nc",
    "netem",
    "off",
    "pcap",
    "pcapng",
    "persist",
    "recv",
    "reno",
    "retransmit",
    "root",
    "route",
    "send",
    "seq",
    "setsockopt",
    "shutdown",
    "socket",
    "socat",
    "ss",
    "tc",
    "tcp",
    "tcpdump",
    "udp",
    "ulimit",
    "veth",
    "win",
];

/// The names of the arguments in a message.
fn arguments(source: &str) -> BTreeSet<String> {
    let names = source.split('$').skip(1);
    names
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

/// The text without what stands in braces, and without code in backquotes.
fn placeholders_removed(source: &str) -> String {
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut kept = String::new();
    for c in source.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            '`' => quoted = !quoted,
            _ if depth == 0 && !quoted => kept.push(c),
            _ => kept.push(' '),
        }
    }
    kept
}

/// The keys that the files below a folder name, as `t("key")` and its kin.
fn keys(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            keys(&path, found);
        } else if let Ok(text) = fs::read_to_string(&path) {
            for opening in [".t(\"", ".t1(\"", ".with(\""] {
                let calls = text.split(opening).skip(1);
                found.extend(calls.filter_map(|rest| rest.split('"').next()).map(str::to_owned));
            }
        }
    }
}
