//! What a socket option does with the value it was given, and what the kernel made of it.

use std::borrow::Cow;

use backend::option::{OptionName, OptionValue, Setting};

use super::Meaning;

impl Meaning {
    /// The option, with what its value means.
    pub(super) fn setting(&mut self, setting: &Setting) {
        let words = self.words;
        let wire = setting.option.wire();
        let key = |end: &str| format!("meaning-option-{wire}{end}");
        let means: Cow<'static, str> = match (&setting.value, setting.option) {
            (OptionValue::Flag(true), _) => words.t(&key("-on")).into(),
            (OptionValue::Flag(false), _) => words.t(&key("-off")).into(),
            (OptionValue::Number(0), OptionName::Linger | OptionName::UserTimeout) => {
                words.t(&key("-zero")).into()
            }
            (OptionValue::Off, _) | (OptionValue::Number(0), OptionName::ReceiveTimeout) => {
                words.t(&key("-off")).into()
            }
            (OptionValue::Number(n), OptionName::Linger | OptionName::ReceiveTimeout) => {
                words.t1(&key("-on"), "n", *n).into()
            }
            (OptionValue::Number(n), _) => words.t1(&key(""), "n", *n).into(),
            (OptionValue::Word(_), _) => words.t(&key("")).into(),
        };
        let written = format!("{} = {}", setting.option.constant(), setting.value);
        self.part(&written, means);
    }

    /// What `getsockopt` read back, beside what was asked for.
    pub(super) fn read_back(&mut self, setting: &Setting, now: Option<&OptionValue>) {
        let words = self.words;
        let Some(now) = now else {
            return self.result.push(words.t("meaning-now-none").into());
        };
        let shown = now.to_string();
        self.result.push(if same(setting, now) {
            words.t1("meaning-now-same", "now", shown).into()
        } else {
            let doubled = doubled(setting, now);
            let key = if doubled { "meaning-now-doubled" } else { "meaning-now-other" };
            let asked = setting.value.to_string();
            words.with(key, [("now", shown.into()), ("asked", asked.into())]).into()
        });
    }
}

/// Whether the kernel holds what was asked for; a time of 0 is none.
fn same(setting: &Setting, now: &OptionValue) -> bool {
    let none = |value: &OptionValue| matches!(value, OptionValue::Off | OptionValue::Number(0));
    let times = [OptionName::ReceiveTimeout, OptionName::UserTimeout];
    setting.value == *now || times.contains(&setting.option) && none(&setting.value) && none(now)
}

/// Linux doubles the sizes of buffers, `socket(7)`.
fn doubled(setting: &Setting, now: &OptionValue) -> bool {
    let buffer = matches!(setting.option, OptionName::ReceiveBuffer | OptionName::SendBuffer);
    match (&setting.value, now) {
        (OptionValue::Number(asked), OptionValue::Number(now)) => {
            buffer && asked.checked_mul(2) == Some(*now)
        }
        _ => false,
    }
}
