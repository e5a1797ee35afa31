//! What keys do: one table, for people to read and for the page to act by.

use askama::{Template, filters::HtmlSafe};

use crate::words::Words;

/// The sheet of all keys.
#[derive(Debug, Template)]
#[template(path = "part/keys.html")]
pub struct Keys {
    /// The words.
    pub words: Words,
}

/// One action with its keys.
#[derive(Debug)]
pub struct Key {
    /// Its name, which is also the name of its words.
    pub action: &'static str,
    /// The keys, as `KeyboardEvent.key` has them.
    pub keys: &'static [&'static str],
}

impl Keys {
    /// Every action.
    #[must_use]
    pub fn all(&self) -> &'static [Key] {
        KEYS
    }
}

impl Key {
    /// What it does.
    #[must_use]
    pub fn words(&self, words: Words) -> &'static str {
        words.t(&format!("key-{}", self.action))
    }

    /// The keys as they are printed on keyboards.
    pub fn printed(&self) -> impl Iterator<Item = &'static str> {
        self.keys.iter().map(|key| match *key {
            "ArrowDown" => "↓",
            "ArrowUp" => "↑",
            "Escape" => "Esc",
            "PageDown" => "Page Down",
            "PageUp" => "Page Up",
            "ContextMenu" => "☰ Menu",
            "Ctrl+e" => "Ctrl+E",
            "Ctrl+k" => "Ctrl+K",
            "Ctrl+s" => "Ctrl+S",
            key => key,
        })
    }
}

impl HtmlSafe for Keys {}

const fn key(action: &'static str, keys: &'static [&'static str]) -> Key {
    Key { action, keys }
}

/// Every key; a new one is one line, its words, and what `bench.js` does for it.
pub const KEYS: &[Key] = &[
    key("next", &["j", "ArrowDown"]),
    key("previous", &["k", "ArrowUp"]),
    key("page-down", &["PageDown"]),
    key("page-up", &["PageUp"]),
    key("home", &["Home"]),
    key("end", &["End"]),
    key("next-related", &[".", "Ctrl+."]),
    key("previous-related", &[",", "Ctrl+,"]),
    key("open", &["Enter"]),
    key("close", &["Escape"]),
    key("filter", &["/"]),
    key("goto", &["g"]),
    key("pause", &["p", "Ctrl+e"]),
    key("clear", &["z"]),
    key("unclear", &["Z"]),
    key("face", &["l"]),
    key("follow", &["f"]),
    key("duplicate", &["D"]),
    key("resend", &["r"]),
    key("copy", &["c"]),
    key("mark", &["m"]),
    key("reference", &["t"]),
    key("next-mark", &["n"]),
    key("previous-mark", &["N"]),
    key("menu", &["ContextMenu", "Shift+F10"]),
    key("compose", &["s"]),
    key("save", &["Ctrl+s"]),
    key("palette", &["Ctrl+k"]),
    key("keys", &["?"]),
];
