//! Commands as forms: one table, one template.

use std::fmt;

use askama::{Template, filters::HtmlSafe};
use backend::id::SocketId;

use crate::words::Words;

pub mod lab;
mod table;

pub use table::{commands, of_socket, opening};

/// A form whose fields are one command.
#[derive(Clone, Debug, Template)]
#[template(path = "part/form.html")]
pub struct Form {
    words: Words,
    action: String,
    id: String,
    title: Option<&'static str>,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
    button: &'static str,
    /// What the button is about, for the ear, where several buttons say the same.
    about: Option<String>,
    first: bool,
    errors: Vec<String>,
    /// It is seldom wanted, and stands behind a fold.
    pub rare: bool,
    /// A link filled it in.
    pub linked: bool,
}

/// One field of a form.
#[derive(Clone, Debug)]
struct Field {
    name: &'static str,
    label: &'static str,
    input: Input,
    value: String,
    error: Option<String>,
    focus: bool,
}

/// How a field is filled in.
#[derive(Clone, Debug)]
enum Input {
    Choice(Vec<(&'static str, String)>),
    /// A box to check, and its value.
    Flag(&'static str),
    Number,
    Text,
}

/// What was typed into a form that could not be done, and why; or what a link put there, and then
/// it is no fault if `message` is empty. A link says so in a field `from`, and may bring a `draft` of
/// what is to be sent later, as a query of its own.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The fields as they came.
    pub fields: Vec<(String, String)>,
    /// The field at fault, if it is one field's.
    pub field: Option<String>,
    /// What is wrong, in the words of the reader.
    pub message: String,
}

impl Typed {
    /// What was typed into a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }
}

impl Form {
    /// Whether what was typed into it could not be done.
    #[must_use]
    pub fn failed(&self) -> bool {
        !self.errors.is_empty() || self.fields.iter().any(|field| field.error.is_some())
    }

    fn new(words: Words, action: &str, act: &'static str, socket: Option<SocketId>) -> Self {
        let mut hidden = vec![("do", act.to_owned())];
        hidden.extend(socket.map(|socket| ("socket", socket.to_string())));
        let id = socket.map_or_else(|| act.to_owned(), |socket| format!("{socket}-{act}"));
        let (fields, errors) = (Vec::new(), Vec::new());
        let action = action.to_owned();
        Self {
            words,
            action,
            id,
            title: None,
            hidden,
            fields,
            button: act,
            about: None,
            first: false,
            errors,
            rare: false,
            linked: false,
        }
    }

    fn named(mut self, part: &str, button: &'static str) -> Self {
        self.id = format!("{}-{part}", self.id);
        self.button = button;
        self
    }

    /// Says to the ear what the button is about.
    fn about(mut self, what: &str) -> Self {
        self.about = Some(self.words.t1("do-about", "what", what));
        self
    }

    fn fixed(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.hidden.push((name, value.to_string()));
        self
    }

    fn ask(mut self, name: &'static str, label: &'static str, input: Input, value: &str) -> Self {
        let (value, error, focus) = (value.to_owned(), None, false);
        self.fields.push(Field { name, label, input, value, error, focus });
        self
    }

    fn titled(mut self, title: &'static str) -> Self {
        self.title = Some(title);
        self
    }

    fn first(mut self) -> Self {
        self.first = true;
        self
    }

    fn rare(mut self) -> Self {
        self.rare = true;
        self
    }

    /// Puts back what was typed, if it was typed here.
    fn filled(mut self, typed: Option<&Typed>) -> Self {
        let here =
            |typed: &&Typed| self.hidden.iter().all(|(name, value)| typed.get(name) == Some(value));
        let Some(typed) = typed.filter(here) else { return self };
        for field in &mut self.fields {
            let value = typed.get(field.name).unwrap_or_default();
            value.clone_into(&mut field.value);
            let at_fault = typed.field.as_deref() == Some(field.name);
            field.error = at_fault.then(|| typed.message.clone());
            field.focus = at_fault;
        }
        self.linked = typed.get("from") == Some("link");
        self.hidden.extend(typed.get("draft").map(|draft| ("draft", draft.to_owned())));
        if typed.message.is_empty() {
            // Where the socket is made is chosen last.
            let first = self.fields.iter_mut().find(|field| field.name != "on");
            first.into_iter().for_each(|field| field.focus = true);
        } else if !self.failed() {
            self.errors.push(typed.message.clone());
        }
        self
    }

    fn button_words(&self) -> &'static str {
        self.words.t(&format!("do-{}", self.button))
    }
}

impl HtmlSafe for Form {}

impl Field {
    fn label_words(&self, words: Words) -> &'static str {
        words.t(&format!("field-{}", self.label))
    }

    fn checked(&self, value: &str) -> bool {
        self.value == value
    }
}
