//! What becomes of labs and frames when things go wrong: nothing goes on in secret.

use std::process::Command;

use serde_json::{Value, json};

use super::{connect, gone, helpers, listen, nobody, possible, until};
use crate::support::{server::Server, session::Session};

#[track_caller]
fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args(["-s", name, &pid.to_string()]).status();
    assert!(sent.unwrap().success());
}

/// How many events of the journal have these fields.
fn count(session: &Session, fields: &Value) -> usize {
    let events = session.get("/events?after=0&limit=10000").json();
    let fields = fields.as_object().unwrap();
    let has = |event: &&Value| fields.iter().all(|(name, value)| event[name] == *value);
    events["events"].as_array().unwrap().iter().filter(has).count()
}

#[test]
fn a_lab_whose_helper_dies_ends_truly_and_says_why() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    let listener = listen(&mut session);
    let client = connect(&mut session);
    session.ask(json!({"do": "rule", "act": "hold", "kind": "data"}));
    session.ask(json!({"do": "send", "socket": client, "data": "never"}));
    session.sees(json!({"event": "segment", "fate": "held"}));
    let helper = helpers(server.pid()).pop().expect("a helper");
    signal("KILL", helper.0);
    let broke = session.sees(json!({"event": "lab", "what": "broke"}));
    assert_eq!((&broke["saw"], &broke["exit"]), (&json!("eof"), &json!("SIGKILL")), "{broke}");
    assert_eq!(broke["frames"], 1, "the frame that was held");
    gone(&helper);
    until("it is reaped", || helpers(server.pid()).is_empty());
    let lab = session.get("/lab").json();
    assert_eq!((&lab["ready"], &lab["stage"]), (&json!(false), &json!("broken")));
    assert_eq!(lab["held"], json!([]));
    for command in [
        json!({"do": "create", "kind": "tcp", "on": "a"}),
        json!({"do": "open", "kind": "tcp-connect", "on": "a", "to": "b:8888"}),
        json!({"do": "rule", "act": "drop"}),
        json!({"do": "impair", "delay": 20}),
        json!({"do": "knob", "name": "net.ipv4.tcp_fin_timeout", "value": "7"}),
    ] {
        assert_eq!(session.post(&command).json()["code"], "lab-broke", "{command}");
    }
    // No frame crosses a wire that is gone; the kernel of the host still has its sockets.
    let before = count(&session, &json!({"event": "segment"}));
    session.ask(json!({"do": "send", "socket": client, "data": "nobody hears this"}));
    session.sees(json!({"event": "kernel", "socket": client, "state": "ESTABLISHED"}));
    assert_eq!(count(&session, &json!({"event": "segment"})), before);
    session.ask(json!({"do": "close", "socket": client}));
    assert_eq!(session.closed(&client), "closed");
    // The next one begins afresh, and what was left of this one closes.
    session.ask(json!({"do": "lab", "net": "link"}));
    assert_eq!(session.closed(&listener), "closed");
    session.sees(json!({"event": "lab", "what": "ended"}));
    session.sees(json!({"event": "lab", "what": "began"}));
    assert_eq!(count(&session, &json!({"event": "lab", "what": "broke"})), 1);
}

#[test]
fn a_lab_that_ends_says_which_frames_it_takes_with_it() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    listen(&mut session);
    session.ask(json!({"do": "rule", "act": "hold", "flags": "syn"}));
    session.ask(json!({"do": "open", "kind": "tcp-connect", "on": "a", "to": "b:8888"}));
    session.sees(json!({"event": "segment", "fate": "held"}));
    session.ask(json!({"do": "lab", "net": "none"}));
    let ended = session.sees(json!({"event": "lab", "what": "ended"}));
    assert!(1 <= ended["frames"].as_u64().unwrap(), "{ended}");
}

/// What is larger than the MTU of the interface that it comes to is no frame for it.
#[test]
fn a_frame_that_the_kernel_refuses_is_not_left_as_delivered() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "link"}));
    session.sees(json!({"event": "lab", "what": "began"}));
    session.ask(json!({"do": "impair", "from": "b", "mtu": 576}));
    let socket = session.ask(json!({"do": "open", "kind": "udp", "on": "a", "to": "b:9"}));
    session.sees(json!({"event": "opened", "socket": socket}));
    session.ask(json!({"do": "send", "socket": socket, "data": "x".repeat(1000)}));
    let segment = session.sees(json!({"event": "segment", "on": "a"}));
    assert_eq!(segment["reached"], json!(["b"]), "that is what the wire did");
    let unsent = session.sees(json!({"event": "lab", "what": "unsent", "node": "b"}));
    assert_eq!(unsent["frame"], segment["number"], "{unsent}");
    assert_ne!(unsent["errno"]["name"], Value::Null, "{unsent}");
}

#[test]
fn frames_that_find_no_room_are_dropped_and_say_so() {
    if !possible() {
        return;
    }
    let server = Server::with(&["--port", "0", "--limit", "lab-bytes=20000"]);
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "link"}));
    session.sees(json!({"event": "lab", "what": "began"}));
    session.ask(json!({"do": "rule", "act": "hold", "times": "all"}));
    let socket = session.ask(json!({"do": "open", "kind": "udp", "on": "a", "to": "b:9"}));
    session.sees(json!({"event": "opened", "socket": socket}));
    for _ in 0..20 {
        session.ask(json!({"do": "send", "socket": socket, "data": "x".repeat(1000)}));
    }
    let dropped = session.sees(json!({"event": "segment", "fate": "dropped", "why": "room"}));
    assert_eq!((&dropped["rule"], dropped.get("reached")), (&json!(1), None), "{dropped}");
    let held = count(&session, &json!({"event": "segment", "fate": "held"}));
    assert_eq!(held, 20_000 / (1042 + 128));
    let frame = session.get("/lab").json()["held"][0]["frame"].clone();
    let twice = json!({"do": "decide", "frame": frame, "decision": "duplicate"});
    assert_eq!(session.post(&twice).json()["code"], "too-much-queued");
    session.ask(json!({"do": "decide", "frame": frame, "decision": "drop"}));
    session.ask(json!({"do": "send", "socket": socket, "data": "x".repeat(1000)}));
    assert_eq!(count(&session, &json!({"event": "segment", "fate": "held"})), held + 1);
}

/// No kernel said no to them: nobody asked one.
#[test]
fn sockets_that_wait_for_a_lab_that_ends_close_without_a_call() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    let socket = |on| json!({"do": "create", "kind": "tcp", "on": on});
    let sockets = ["a", "b"].map(|on| session.ask(socket(on)));
    session.ask(json!({"do": "lab", "net": "switch"}));
    for socket in &sockets {
        assert_eq!(session.closed(socket), "closed");
    }
    session.sees(json!({"event": "lab", "what": "began", "net": "switch"}));
    assert_eq!(count(&session, &json!({"event": "failed"})), 0);
    assert_eq!(count(&session, &json!({"errno": {"name": "ENETDOWN"}})), 0);
    let again = session.ask(socket("c"));
    session.sees(json!({"socket": again, "call": "socket", "result": again}));
}

#[test]
fn a_lab_that_began_has_its_knobs() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "hub"}));
    session.sees(json!({"event": "lab", "what": "began"}));
    let lab = session.get("/lab").json();
    assert_eq!(lab["ready"], true);
    assert_ne!(lab["knobs"], json!([]));
}

/// Sockets do not wait for ever behind what is set, and all of it is seen in the end.
#[test]
fn only_so_many_settings_wait_for_a_lab() {
    let Some(server) = nobody() else { return };
    let mut session = Session::begin(&server);
    session.ask(json!({"do": "lab", "net": "hub"}));
    session.sees(json!({"event": "lab", "what": "began"}));
    let helper = helpers(server.pid()).pop().expect("a helper");
    signal("STOP", helper.0);
    let name = "net.ipv4.tcp_fin_timeout";
    let knob = |value| json!({"do": "knob", "name": name, "value": value});
    let code = |value| session.post(&knob(value)).json()["code"].clone();
    let codes: Vec<_> = (1..=66).map(code).collect();
    signal("CONT", helper.0);
    let (taken, refused) = codes.split_at(64);
    assert!(taken.iter().all(|code| *code == Value::Null), "{taken:?}");
    assert!(refused.iter().all(|code| *code == "too-many-settings"), "{refused:?}");
    session.sees(json!({"event": "lab", "what": "knob", "name": name, "value": "64"}));
    session.ask(json!({"do": "knob", "name": name, "value": "99"}));
    until("it is shown", || session.get("/lab").text().contains("\"99\""));
}
