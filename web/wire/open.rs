//! The `open` command: a socket that is made ready in one step.

use backend::{
    command::{Mode, Open, OpenRole, Respond},
    option::{OptionName, OptionValue, Setting, ValueKind},
};

use super::{
    Malformed,
    command::{RESPONDS, backlog, on},
    fields::Fields,
    host, parse,
};

/// The `open` command's fields.
pub(super) fn open(fields: &Fields<'_>) -> Result<Open, Malformed> {
    let kind = fields.filled("kind").unwrap_or_default();
    let on = on(fields)?;
    let at = || host::local(fields, "at", on);
    let role = match kind {
        "tcp-listen" => {
            let at = at()?.ok_or_else(|| Malformed::new("at", host::EXPECTED))?;
            OpenRole::TcpListen { at, backlog: backlog(fields)? }
        }
        "tcp-connect" => OpenRole::TcpConnect { to: host::required(fields, "to")?, at: at()? },
        "udp" => OpenRole::Udp { at: at()?, to: host::optional(fields, "to")? },
        other if LATER.contains(&other) => {
            return Err(Malformed::new("kind", format!("{AVAILABLE}; {other} comes later")));
        }
        _ => return Err(Malformed::new("kind", AVAILABLE)),
    };
    Ok(Open {
        role,
        mode: parse::choice(fields, "mode", &MODES)?.unwrap_or(Mode::Auto),
        respond: parse::choice(fields, "respond", &RESPONDS)?.unwrap_or(Respond::None),
        settings: settings(fields)?,
        on,
    })
}

/// Every option that the fields name.
fn settings(fields: &Fields<'_>) -> Result<Vec<Setting>, Malformed> {
    let mut settings = Vec::new();
    for option in OptionName::ALL {
        if let Some(text) = fields.filled(option.wire()) {
            settings.push(Setting { option, value: option_value(option.wire(), option, text)? });
        }
    }
    Ok(settings)
}

/// What an option is to be set to.
pub(super) fn option_value(
    field: &str,
    option: OptionName,
    text: &str,
) -> Result<OptionValue, Malformed> {
    let number = |text| parse::whole(field, text, 0..=LARGEST).map(OptionValue::Number);
    match option.kind() {
        ValueKind::Flag => parse::flag(field, text).map(OptionValue::Flag),
        ValueKind::Number => number(text),
        ValueKind::NumberOrOff if text == "off" => Ok(OptionValue::Off),
        ValueKind::NumberOrOff => number(text).map_err(|mut malformed| {
            malformed.expected.push_str(", or off");
            malformed
        }),
        ValueKind::Word if is_word(text) => Ok(OptionValue::Word(text.to_owned())),
        ValueKind::Word => Err(Malformed::new(
            field,
            "a word of at most 15 letters, digits, _ or -, such as cubic",
        )),
    }
}

/// `TCP_CA_NAME_MAX` of Linux is 16, with the NUL at the end.
fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..16).contains(&text.len()) && text.bytes().all(fits)
}

const MODES: [(&str, Mode); 2] = [("auto", Mode::Auto), ("manual", Mode::Manual)];

/// The kernel takes an `int`.
const LARGEST: u32 = i32::MAX as u32;

const AVAILABLE: &str = "one of: tcp-listen, tcp-connect, udp";

/// Kinds whose names are settled and that are not made yet.
const LATER: [&str; 7] = [
    "tls-listen",
    "tls-connect",
    "ws-connect",
    "ws-listen",
    "unix-listen",
    "unix-connect",
    "unix-datagram",
];

#[cfg(test)]
mod tests {
    use backend::command::Host;

    use super::*;

    fn read(json: &str) -> Result<Open, Malformed> {
        open(&Fields::json(json).unwrap())
    }

    #[test]
    fn a_listener_is_automatic_unless_told_otherwise() {
        let made = read(r#"{"do":"open","kind":"tcp-listen","at":":0"}"#).unwrap();
        assert_eq!((made.mode, made.respond), (Mode::Auto, Respond::None));
        assert!(made.settings.is_empty());
        assert!(matches!(made.role, OpenRole::TcpListen { backlog: 128, .. }));
    }

    #[test]
    fn options_are_fields_of_their_own() {
        let made = read(
            r#"{"kind":"tcp-connect","to":"localhost:7","at":"","mode":"manual","respond":"echo",
                "nodelay":"on","linger":"off","recvtimeout":250,"rcvbuf":"","reuseaddr":false}"#,
        )
        .unwrap();
        let set = |option, value| Setting { option, value };
        assert_eq!((made.mode, made.respond), (Mode::Manual, Respond::Echo));
        assert_eq!(
            made.settings,
            [
                set(OptionName::Linger, OptionValue::Off),
                set(OptionName::NoDelay, OptionValue::Flag(true)),
                set(OptionName::ReceiveTimeout, OptionValue::Number(250)),
                set(OptionName::ReuseAddress, OptionValue::Flag(false)),
            ]
        );
        let OpenRole::TcpConnect { to, at: None } = made.role else { panic!("{:?}", made.role) };
        assert_eq!(to, Host::Name { name: "localhost".to_owned(), port: 7 });
    }

    #[test]
    fn a_udp_socket_needs_no_address() {
        let made = read(r#"{"kind":"udp"}"#).unwrap();
        assert!(matches!(made.role, OpenRole::Udp { at: None, to: None }));
    }

    #[test]
    fn what_cannot_be_opened_is_said_with_what_can() {
        for (json, field, hint) in [
            ("{}", "kind", "one of: tcp-listen, tcp-connect, udp"),
            (r#"{"kind":"sctp"}"#, "kind", "one of: tcp-listen"),
            (r#"{"kind":"tls-listen"}"#, "kind", "tls-listen comes later"),
            (r#"{"kind":"tcp-listen"}"#, "at", "host:port"),
            (r#"{"kind":"tcp-connect"}"#, "to", "host:port"),
            (r#"{"kind":"udp","mode":"robot"}"#, "mode", "auto, manual"),
            (r#"{"kind":"udp","ttl":"high"}"#, "ttl", "whole number"),
        ] {
            let malformed = read(json).unwrap_err();
            assert_eq!(malformed.field, field, "{json}");
            assert!(malformed.expected.contains(hint), "{json}: {malformed}");
        }
    }
}
