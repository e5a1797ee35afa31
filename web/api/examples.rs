//! Commands as the API's description shows them, ready to be given.

use std::collections::BTreeMap;

use utoipa::openapi::{OpenApi, RefOr, example::ExampleBuilder};

/// What each does, and the command. In this order they work one after another.
pub const EXAMPLES: [(&str, &str); 29] = [
    (
        "Listen and echo: s1",
        r#"{"do":"open","kind":"tcp-listen","at":"127.0.0.1:0","respond":"echo"}"#,
    ),
    ("Make a socket by hand: s2", r#"{"do":"create","kind":"tcp"}"#),
    ("Set an option", r#"{"do":"set","socket":"s2","option":"reuseaddr","value":true}"#),
    ("Bind", r#"{"do":"bind","socket":"s2","at":"127.0.0.1:0"}"#),
    ("Listen", r#"{"do":"listen","socket":"s2","backlog":5}"#),
    ("Accept, which waits for a connection", r#"{"do":"accept","socket":"s2"}"#),
    ("Close", r#"{"do":"close","socket":"s2"}"#),
    ("Both lanes of this machine", r#"{"do":"watch","kernel":true,"wire":false}"#),
    ("Begin a lab: A and B on a wire", r#"{"do":"lab","net":"link"}"#),
    (
        "A minimum RTO of 20 s, before connecting",
        r#"{"do":"knob","name":"net.ipv4.tcp_rto_min_us","value":"20000000"}"#,
    ),
    (
        "FIN-WAIT-2 of A ends after 5 s",
        r#"{"do":"knob","node":"a","name":"net.ipv4.tcp_fin_timeout","value":"5"}"#,
    ),
    (
        "SYN cookies, always",
        r#"{"do":"knob","node":"b","name":"net.ipv4.tcp_syncookies","value":"2"}"#,
    ),
    (
        "A listener on B: s3",
        r#"{"do":"open","kind":"tcp-listen","on":"b","at":"b:8888","mode":"auto"}"#,
    ),
    (
        "A client on A, with its congestion control: s4",
        r#"{"do":"open","kind":"tcp-connect","on":"a","to":"b:8888","congestion":"reno"}"#,
    ),
    (
        "20 ms from A, and 5 of 100 frames lost",
        r#"{"do":"impair","from":"a","delay":20,"loss":5,"seed":7}"#,
    ),
    ("The wire as it was", r#"{"do":"impair"}"#),
    (
        "Drop the third data segment from A, once",
        r#"{"do":"rule","act":"drop","kind":"data","from":"a","nth":3}"#,
    ),
    ("Drop every SYN, ACK", r#"{"do":"rule","act":"drop","flags":"syn+ack","times":"all"}"#),
    ("Deliver the next FIN twice", r#"{"do":"rule","act":"duplicate","flags":"fin"}"#),
    (
        "100 ms more for bare ACKs",
        r#"{"do":"rule","act":"delay","delay":100,"kind":"ack","times":"all"}"#,
    ),
    ("Take all rules away", r#"{"do":"unrule"}"#),
    ("Hold the next data segment", r#"{"do":"rule","act":"hold","kind":"data"}"#),
    ("Send", r#"{"do":"send","socket":"s4","data":"hello","ending":"lf"}"#),
    (
        "Change the held frame, whose number GET …/lab tells",
        r#"{"do":"decide","frame":4,"decision":"edit","data":"HELLO\n"}"#,
    ),
    ("Or let it go on", r#"{"do":"decide","frame":4,"decision":"deliver"}"#),
    ("Do not read by itself any more", r#"{"do":"auto","socket":"s4","read":false}"#),
    ("Receive by hand", r#"{"do":"recv","socket":"s4","max":1024}"#),
    ("Send FIN, and go on receiving", r#"{"do":"shutdown","socket":"s4","how":"write"}"#),
    ("Send RST", r#"{"do":"reset","socket":"s4"}"#),
];

/// Puts them where commands are given.
pub fn put(description: &mut OpenApi) {
    let path = description.paths.paths.get_mut("/api/v1/sessions/{session}/commands");
    let body = path.and_then(|path| path.post.as_mut()?.request_body.as_mut());
    let Some(RefOr::T(body)) = body else { return };
    for content in body.content.values_mut() {
        let RefOr::T(content) = content else { continue };
        content.examples = examples();
    }
}

/// Their names have numbers, so that the page shows them in order.
fn examples() -> BTreeMap<String, RefOr<utoipa::openapi::example::Example>> {
    let example = |(at, (summary, command)): (usize, &(&str, &str))| {
        let value = serde_json::from_str(command).ok();
        let example = ExampleBuilder::new().summary(*summary).value(value).build();
        (format!("example-{:02}", at + 1), RefOr::T(example))
    };
    EXAMPLES.iter().enumerate().map(example).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::wire::{self, fields::Fields};

    #[test]
    fn every_example_is_a_command_and_every_command_has_one() {
        let mut verbs = BTreeSet::new();
        for (summary, text) in EXAMPLES {
            let fields = Fields::json(text).unwrap();
            wire::command_of_program(&fields).unwrap_or_else(|error| panic!("{summary}: {error}"));
            verbs.insert(fields.get("do").unwrap().to_owned());
        }
        let every = wire::command(&Fields::json(r#"{"do":"?"}"#).unwrap()).unwrap_err().expected;
        for verb in every.trim_start_matches("one of: ").split(", ") {
            assert!(verbs.contains(verb) || verb == "connect", "{verb}");
        }
    }
}
