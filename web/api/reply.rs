//! The answer to a command, for a request or on a live WebSocket.

use backend::{engine::Done, policy::Refusal};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::wire::{CODE, Malformed, event::Name};

/// What came of a command. An error of the operating system is not here: it is an event.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Reply<'a> {
    /// Live WebSocket only: the `id` of the command as it was written, or `null`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    reply: Option<Option<&'a RawValue>>,
    /// Whether the command was taken.
    ok: bool,
    /// The socket it made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "s3")]
    socket: Option<Name>,
    /// The place of the newest event when it was taken; what it brings comes after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    /// Otherwise: the rule that said no.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// The reason, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    /// The field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
}

impl<'a> Reply<'a> {
    /// The command was taken.
    #[must_use]
    pub fn done(done: Done) -> Self {
        Self { ok: true, socket: done.socket.map(Name), seq: Some(done.seq.0), ..Self::default() }
    }

    /// The session said no, to what stands in that field if it is about one.
    #[must_use]
    pub fn refused(refusal: &Refusal, field: Option<String>) -> Self {
        let detail = Some(refusal.to_string());
        Self { code: Some(refusal.code()), detail, field, ..Self::default() }
    }

    /// The command cannot be understood.
    #[must_use]
    pub fn malformed(malformed: Malformed) -> Self {
        let detail = Some(malformed.to_string());
        Self { code: Some(CODE), detail, field: Some(malformed.field), ..Self::default() }
    }

    /// The same, for the command with that `id`.
    #[must_use]
    pub fn to(self, id: Option<&'a RawValue>) -> Self {
        Self { reply: Some(id), ..self }
    }
}

#[cfg(test)]
mod tests {
    use backend::id::{Seq, SocketId};

    use super::*;

    fn check(reply: &Reply<'_>, expected: &str) {
        assert_eq!(serde_json::to_string(reply).unwrap(), expected);
    }

    #[test]
    fn replies_echo_the_identifier() {
        let done = Done { socket: Some(SocketId(3)), seq: Seq(41) };
        check(&Reply::done(done), r#"{"ok":true,"socket":"s3","seq":41}"#);
        let id = RawValue::from_string("1.50".to_owned()).unwrap();
        let done = Done { socket: None, seq: Seq(41) };
        check(&Reply::done(done).to(Some(&id)), r#"{"reply":1.50,"ok":true,"seq":41}"#);
    }

    #[test]
    fn a_refusal_without_an_identifier_says_null() {
        check(
            &Reply::refused(&Refusal::UnknownSocket, Some("socket".to_owned())).to(None),
            r#"{"reply":null,"ok":false,"code":"unknown-socket","detail":"there is no such socket in this session","field":"socket"}"#,
        );
        check(
            &Reply::malformed(Malformed::new("at", "x")).to(None),
            r#"{"reply":null,"ok":false,"code":"malformed","detail":"at: expected x","field":"at"}"#,
        );
    }
}
