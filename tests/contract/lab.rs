//! The lanes beside the calls, and the lab, as far as every machine can show them.

use serde_json::{Value, json};

use super::problem;
use crate::support::{server::Server, session::Session};

#[test]
fn a_session_says_which_lanes_are_on() {
    let server = Server::start();
    let session = Session::begin(&server);
    assert_eq!(session.show()["lanes"], json!({"kernel": false, "wire": false}));
    session.ask(json!({"do": "watch", "kernel": false, "wire": false}));
    assert_eq!(session.show()["lanes"], json!({"kernel": false, "wire": false}));
}

#[test]
fn without_a_lab_nothing_of_it_can_be_changed() {
    let server = Server::start();
    let session = Session::begin(&server);
    problem(&session.get("/lab"), 404, "no-lab");
    for command in [
        json!({"do": "impair", "loss": 5}),
        json!({"do": "rule", "act": "drop"}),
        json!({"do": "unrule", "rule": 1}),
        json!({"do": "unrule"}),
        json!({"do": "decide", "frame": 1, "decision": "deliver"}),
        json!({"do": "knob", "name": "net.ipv4.tcp_fin_timeout", "value": 5}),
    ] {
        problem(&session.post(&command), 404, "no-lab");
    }
    let nobody = server.get("/api/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA/lab");
    problem(&nobody, 404, "unknown-session");
}

#[test]
fn a_socket_of_this_machine_does_not_say_so() {
    let server = Server::start();
    let session = Session::begin(&server);
    let socket = session.ask(json!({"do": "create", "kind": "tcp", "on": "host"}));
    assert_eq!(session.socket(&socket)["on"], Value::Null);
}
