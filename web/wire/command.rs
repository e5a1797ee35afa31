//! A flat object into a command: the only place where words become types.

use backend::{
    command::{AutoChange, Command, Family, How, Protocol, Respond},
    node::{Node, On},
    option::{OptionName, Setting},
};

use super::{Malformed, bytes, fields::Fields, host, lab, open, parse, schema};

/// The command in a flat object; what its fields mean is written in the API's description.
///
/// # Errors
///
/// A field that is missing or that holds something else than expected, by its name.
pub fn command(fields: &Fields<'_>) -> Result<Command, Malformed> {
    let socket = || parse::socket(fields);
    Ok(match parse::required(fields, "do", &VERBS)? {
        Verb::Accept => Command::Accept { socket: socket()? },
        Verb::Auto => Command::Auto { socket: socket()?, change: change(fields)? },
        Verb::Bind => Command::Bind { socket: socket()?, at: host::required(fields, "at")? },
        Verb::Close => Command::Close { socket: socket()? },
        Verb::Connect => Command::Connect { socket: socket()?, to: host::required(fields, "to")? },
        Verb::Create => Command::Create {
            protocol: parse::required(fields, "kind", &PROTOCOLS)?,
            family: parse::choice(fields, "family", &FAMILIES)?.unwrap_or(Family::Ipv4),
            on: on(fields)?,
        },
        Verb::Decide => Command::Lab(lab::decide(fields)?),
        Verb::Impair => Command::Lab(lab::impair(fields)?),
        Verb::Knob => Command::Lab(lab::knob(fields)?),
        Verb::Lab => Command::Lab(lab::lab(fields)?),
        Verb::Listen => Command::Listen { socket: socket()?, backlog: backlog(fields)? },
        Verb::Open => Command::Open(open::open(fields)?),
        Verb::Recv => Command::Recv {
            socket: socket()?,
            max: parse::number(fields, "max", 0..=MOST_AT_ONCE, 1024)?,
            peek: parse::switch(fields, "peek")?.unwrap_or(false),
        },
        Verb::Reset => Command::Reset { socket: socket()? },
        Verb::Rule => Command::Lab(lab::rule(fields)?),
        Verb::Send => Command::Send {
            socket: socket()?,
            bytes: bytes::payload(fields)?,
            to: host::optional(fields, "to")?,
        },
        Verb::Set => Command::Set { socket: socket()?, setting: setting(fields)? },
        Verb::Shutdown => {
            Command::Shutdown { socket: socket()?, how: parse::required(fields, "how", &HOWS)? }
        }
        Verb::Unrule => Command::Lab(lab::unrule(fields)?),
        Verb::Watch => lab::watch(fields)?,
    })
}

/// The command that a program asks for. Fields that it does not have are let pass, as newer programs
/// may have newer ones; but what is asked of a lab's wire would be something else without a field whose
/// name has a slip, such as a rule without its `flags`.
///
/// # Errors
///
/// As [`command`], and for a lab a field that no command has.
pub fn command_of_program(fields: &Fields<'_>) -> Result<Command, Malformed> {
    let command = command(fields)?;
    let unknown = fields.names().find(|name| !schema::is_field(name));
    match unknown.filter(|_| matches!(command, Command::Lab(_))) {
        None => Ok(command),
        Some(name) => Err(Malformed::new(
            name,
            match schema::nearest_field(name) {
                Some(near) => format!("a field that commands have; {near} is one"),
                None => "a field that commands have; /api/docs lists them".to_owned(),
            },
        )),
    }
}

/// The `on` field: whose kernel.
pub(super) fn on(fields: &Fields<'_>) -> Result<On, Malformed> {
    Ok(parse::choice(fields, "on", &PLACES)?.unwrap_or_default())
}

/// The `backlog` field.
pub(super) fn backlog(fields: &Fields<'_>) -> Result<u32, Malformed> {
    parse::number(fields, "backlog", 0..=65535, 128)
}

fn change(fields: &Fields<'_>) -> Result<AutoChange, Malformed> {
    let change = AutoChange {
        accept: parse::switch(fields, "accept")?,
        read: parse::switch(fields, "read")?,
        respond: parse::choice(fields, "respond", &RESPONDS)?,
    };
    if change == AutoChange::default() {
        return Err(Malformed::new("do", "accept, read, or respond beside auto: what to change"));
    }
    Ok(change)
}

fn setting(fields: &Fields<'_>) -> Result<Setting, Malformed> {
    let option = fields
        .filled("option")
        .and_then(|text| text.parse::<OptionName>().ok())
        .ok_or_else(|| parse::one_of("option", OptionName::ALL.iter().map(|name| name.wire())))?;
    let value = open::option_value("value", option, fields.filled("value").unwrap_or_default())?;
    Ok(Setting { option, value })
}

#[derive(Clone, Copy)]
enum Verb {
    Accept,
    Auto,
    Bind,
    Close,
    Connect,
    Create,
    Decide,
    Impair,
    Knob,
    Lab,
    Listen,
    Open,
    Recv,
    Reset,
    Rule,
    Send,
    Set,
    Shutdown,
    Unrule,
    Watch,
}

const VERBS: [(&str, Verb); 20] = [
    ("open", Verb::Open),
    ("create", Verb::Create),
    ("set", Verb::Set),
    ("bind", Verb::Bind),
    ("listen", Verb::Listen),
    ("connect", Verb::Connect),
    ("accept", Verb::Accept),
    ("recv", Verb::Recv),
    ("send", Verb::Send),
    ("auto", Verb::Auto),
    ("shutdown", Verb::Shutdown),
    ("close", Verb::Close),
    ("reset", Verb::Reset),
    ("watch", Verb::Watch),
    ("lab", Verb::Lab),
    ("impair", Verb::Impair),
    ("rule", Verb::Rule),
    ("unrule", Verb::Unrule),
    ("decide", Verb::Decide),
    ("knob", Verb::Knob),
];

const PROTOCOLS: [(&str, Protocol); 2] = [("tcp", Protocol::Tcp), ("udp", Protocol::Udp)];

const PLACES: [(&str, On); 5] = [
    ("host", On::Host),
    ("a", On::Lab(Node::A)),
    ("b", On::Lab(Node::B)),
    ("c", On::Lab(Node::C)),
    ("d", On::Lab(Node::D)),
];

const FAMILIES: [(&str, Family); 2] = [("ipv4", Family::Ipv4), ("ipv6", Family::Ipv6)];

const HOWS: [(&str, How); 3] = [("write", How::Write), ("read", How::Read), ("both", How::Both)];

/// What a socket can answer by itself.
pub(super) const RESPONDS: [(&str, Respond); 4] = [
    ("none", Respond::None),
    ("echo", Respond::Echo),
    ("upper", Respond::Upper),
    ("discard", Respond::Discard),
];

/// The largest buffer of one manual `recv`, in bytes; no datagram is larger.
const MOST_AT_ONCE: usize = 65536;

#[cfg(test)]
mod tests {
    use backend::{command::Host, id::SocketId, option::OptionValue};

    use super::*;

    fn read(json: &str) -> Result<Command, Malformed> {
        command(&Fields::json(json).unwrap())
    }

    /// The debugging text of a command: commands have no equality.
    fn check(json: &str, expected: &Command) {
        assert_eq!(format!("{:?}", read(json)), format!("{:?}", Ok::<_, Malformed>(expected)));
    }

    fn fault(json: &str, field: &str, hint: &str) {
        let malformed = read(json).unwrap_err();
        assert_eq!(malformed.field, field, "{json}: {malformed}");
        assert!(malformed.expected.contains(hint), "{json}: {malformed}");
    }

    const S3: SocketId = SocketId(3);

    #[test]
    fn every_call_can_be_asked_for() {
        let at = Host::Address("127.0.0.1:80".parse().unwrap());
        check(r#"{"do":"accept","socket":"s3"}"#, &Command::Accept { socket: S3 });
        check(r#"{"do":"close","socket":" s3 "}"#, &Command::Close { socket: S3 });
        check(r#"{"do":"reset","socket":"s3"}"#, &Command::Reset { socket: S3 });
        check(
            r#"{"do":"bind","socket":"s3","at":"127.0.0.1:80"}"#,
            &Command::Bind { socket: S3, at: at.clone() },
        );
        check(
            r#"{"do":"connect","socket":"s3","to":80}"#,
            &Command::Connect { socket: S3, to: at.clone() },
        );
        check(
            r#"{"do":"listen","socket":"s3","backlog":5}"#,
            &Command::Listen { socket: S3, backlog: 5 },
        );
        check(
            r#"{"do":"shutdown","socket":"s3","how":"write"}"#,
            &Command::Shutdown { socket: S3, how: How::Write },
        );
        check(
            r#"{"do":"send","socket":"s3","data":"hi","to":":80","ending":"crlf"}"#,
            &Command::Send { socket: S3, bytes: "hi\r\n".into(), to: Some(at) },
        );
        check(
            r#"{"do":"create","kind":"udp","family":"ipv6"}"#,
            &Command::Create { protocol: Protocol::Udp, family: Family::Ipv6, on: On::Host },
        );
    }

    #[test]
    fn what_is_left_out_has_a_default() {
        check(r#"{"do":"listen","socket":"s3"}"#, &Command::Listen { socket: S3, backlog: 128 });
        check(
            r#"{"do":"recv","socket":"s3","max":"","peek":""}"#,
            &Command::Recv { socket: S3, max: 1024, peek: false },
        );
        check(
            r#"{"do":"create","kind":"tcp"}"#,
            &Command::Create { protocol: Protocol::Tcp, family: Family::Ipv4, on: On::Host },
        );
        check(
            r#"{"do":"send","socket":"s3","data":""}"#,
            &Command::Send { socket: S3, bytes: "".into(), to: None },
        );
    }

    #[test]
    fn a_form_is_the_same_command() {
        let form = command(&Fields::form("do=recv&socket=s3&max=0&peek=on")).unwrap();
        check(r#"{"do":"recv","socket":"s3","max":0,"peek":1}"#, &form);
    }

    #[test]
    fn automatic_behavior_changes_by_parts() {
        let change = AutoChange { read: Some(false), ..AutoChange::default() };
        check(r#"{"do":"auto","socket":"s3","read":false}"#, &Command::Auto { socket: S3, change });
        fault(r#"{"do":"auto","socket":"s3"}"#, "do", "what to change");
        fault(r#"{"do":"auto","socket":"s3","read":"maybe"}"#, "read", "true or false");
        fault(r#"{"do":"auto","socket":"s3","respond":"shout"}"#, "respond", "none, echo, upper");
    }

    #[test]
    fn options_take_what_they_take() {
        let set = |option, value| Command::Set { socket: S3, setting: Setting { option, value } };
        check(
            r#"{"do":"set","socket":"s3","option":"nodelay","value":true}"#,
            &set(OptionName::NoDelay, OptionValue::Flag(true)),
        );
        check(
            r#"{"do":"set","socket":"s3","option":"rcvbuf","value":4096}"#,
            &set(OptionName::ReceiveBuffer, OptionValue::Number(4096)),
        );
        check(
            r#"{"do":"set","socket":"s3","option":"linger","value":"off"}"#,
            &set(OptionName::Linger, OptionValue::Off),
        );
        check(
            r#"{"do":"set","socket":"s3","option":"congestion","value":"reno"}"#,
            &set(OptionName::Congestion, OptionValue::Word("reno".to_owned())),
        );
        fault(r#"{"do":"set","socket":"s3","option":"mtu"}"#, "option", "broadcast, congestion");
        fault(r#"{"do":"set","socket":"s3","option":"ttl"}"#, "value", "whole number");
        fault(r#"{"do":"set","socket":"s3","option":"ttl","value":-1}"#, "value", "whole number");
        fault(r#"{"do":"set","socket":"s3","option":"linger","value":"on"}"#, "value", "or off");
        fault(r#"{"do":"set","socket":"s3","option":"nodelay","value":2}"#, "value", "true or");
        fault(r#"{"do":"set","socket":"s3","option":"congestion","value":""}"#, "value", "word");
    }

    #[test]
    fn a_slip_in_a_field_of_the_lab_is_told_to_a_program() {
        let asked = |json| command_of_program(&Fields::json(json).unwrap());
        let slip = asked(r#"{"do":"rule","act":"drop","flag":"syn"}"#).unwrap_err();
        assert_eq!((&slip.field[..], slip.expected.contains("flags")), ("flag", true), "{slip}");
        asked(r#"{"do":"rule","act":"drop","colour":"red"}"#).unwrap_err();
        asked(r#"{"do":"rule","act":"drop","flags":"syn","id":7}"#).unwrap();
        asked(r#"{"do":"create","kind":"tcp","colour":"red"}"#).unwrap();
        command(&Fields::form("do=rule&act=drop&colour=red")).unwrap();
    }

    #[test]
    fn the_field_at_fault_is_named() {
        fault("{}", "do", "open, create");
        fault(r#"{"do":"dance"}"#, "do", "open, create");
        fault(r#"{"do":"close"}"#, "socket", "s3");
        fault(r#"{"do":"close","socket":"3"}"#, "socket", "s3");
        fault(r#"{"do":"create","kind":"tcp-listen"}"#, "kind", "tcp, udp");
        fault(r#"{"do":"bind","socket":"s3"}"#, "at", "host:port");
        fault(r#"{"do":"send","socket":"s3"}"#, "data", "empty");
        fault(r#"{"do":"shutdown","socket":"s3"}"#, "how", "write, read, both");
        fault(r#"{"do":"recv","socket":"s3","max":65537}"#, "max", "0 to 65536");
        fault(r#"{"do":"recv","socket":"s3","max":1.5}"#, "max", "0 to 65536");
        fault(r#"{"do":"listen","socket":"s3","backlog":-1}"#, "backlog", "0 to 65535");
    }
}
