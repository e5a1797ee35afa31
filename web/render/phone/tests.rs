//! The analogy has words for every call, short enough for a row.

use std::{collections::BTreeSet, fs};

use backend::event::Returned;

use super::*;
use crate::language::Language;

/// Every key of a short name, as the code has them.
fn keys() -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/web/render/phone.rs");
    let code = fs::read_to_string(path).unwrap();
    let quoted = code.split('"').skip(1).step_by(2).filter(|text| text.starts_with("phone-"));
    let keys = quoted.filter(|text| !text.contains('{') && *text != "phone-udp");
    keys.map(str::to_owned).collect()
}

#[test]
fn every_short_name_fits_into_a_row() {
    let keys = keys();
    assert!(30 < keys.len());
    for language in Language::ALL {
        for key in &keys {
            let text = Words::new(language).t(key);
            let wide = |c: char| if '\u{2e80}' <= c { 2 } else { 1 };
            let columns: usize = text.chars().map(wide).sum();
            assert!(columns <= 24, "{} {key}: {text}: {columns}", language.code());
        }
        for at in 1..=3 {
            let phone = Phone { key: "phone-accept", breaks: Some(at) };
            assert!(phone.break_words(Words::new(language)).is_some());
        }
    }
}

#[test]
fn the_three_breaks_are_at_picking_up_at_talking_and_at_hanging_up() {
    let at = |call| made(&call, Protocol::Tcp).unwrap().breaks;
    assert_eq!(at(Call::Accept), Some(1));
    assert_eq!(at(Call::Send { len: 1, to: None }), Some(2));
    assert_eq!(at(Call::Recv { max: 1, peek: false }), Some(2));
    assert_eq!(at(Call::Close), Some(3));
    assert_eq!(at(Call::Shutdown { how: How::Write }), Some(3));
    assert_eq!(at(Call::Listen { backlog: 5 }), None);
    let html = broken("phone-accept", 1).mark(Words::default()).render().unwrap();
    assert!(html.contains("☎") && html.contains("Pick up") && html.contains("✗1"), "{html}");
}

#[test]
fn a_datagram_is_a_postcard_and_not_a_call() {
    let sent = Event::Sent { payload: Default::default(), to: "127.0.0.1:9".parse().ok() };
    let phone = of(&sent, None).unwrap();
    assert_eq!(phone.key, "phone-udp-send");
    assert!(phone.is_post() && phone.breaks.is_none());
    let shut = Event::ShutDown { how: How::Write };
    assert_eq!(of(&shut, Some(Protocol::Udp)), None);
}

#[test]
fn a_bytes_event_of_an_unknown_socket_is_not_guessed_at() {
    let sent = Event::Sent { payload: Default::default(), to: None };
    assert_eq!(of(&sent, None), None);
    assert_eq!(of(&sent, Some(Protocol::Tcp)).unwrap().key, "phone-send");
}

#[test]
fn a_refused_connection_is_a_phone_that_is_off() {
    let returned = |call, code| {
        let outcome = Err(OsError::from_raw(code));
        let (now, whole, peeked) = (None, None, None);
        let took = std::time::Duration::ZERO;
        Event::Returned(Box::new(Returned { call, outcome, took, now, whole, peeked }))
    };
    let at = "127.0.0.1:9".parse().unwrap();
    let key = |event| of(&event, Some(Protocol::Tcp)).map(|phone| phone.key);
    assert_eq!(key(returned(Call::Connect { to: at }, 111)), Some("phone-refused"));
    assert_eq!(key(returned(Call::Bind { at }, 98)), Some("phone-taken"));
    assert_eq!(key(returned(Call::Bind { at }, 13)), None);
}
