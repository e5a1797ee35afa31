//! What filters mean.

use std::net::SocketAddr;

use backend::{
    command::{Family, Mode, Protocol},
    view::State,
};
use proptest::prelude::*;

use super::{
    chips::{Parts, toggle},
    fields::{FIELDS, Field},
    *,
};
use crate::{language::Language, words::Words};

#[track_caller]
fn shape(text: &str, wanted: &str) {
    let filter = Filter::parse(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
    assert_eq!(filter.to_string(), wanted, "{text}");
    assert_eq!(Filter::parse(wanted).unwrap().to_string(), wanted, "{text} again");
}

#[test]
fn filters_are_understood_as_wireshark_understands_them() {
    shape("", "");
    shape("  ", "");
    shape("tcp", "tcp");
    shape("tcp.port==8888", "tcp.port == 8888");
    shape("tcp.port eq 8888 && udp", "(tcp.port == 8888 and udp)");
    shape("tcp or udp and ev.errno", "(tcp or (udp and ev.errno))");
    shape("(tcp || udp) and not ev.errno", "((tcp or udp) and not ev.errno)");
    shape("!tcp && !(udp)", "(not tcp and not udp)");
    shape("not not tcp", "not not tcp");
    shape("tcp.port in {80,443, 8888}", "tcp.port in {80, 443, 8888}");
    shape("tcp.port in {80 443}", "tcp.port in {80, 443}");
    shape("frame.time_relative<1.5", "frame.time_relative < 1.500000");
    shape("ip.addr == 10.0.0.0/8", "ip.addr == 10.0.0.0/8");
    shape("ipv6.addr == [::1]", "ipv6.addr == ::1");
    shape("sock.id ne s1", "sock.id != s1");
    shape("ev.errno == ECONNREFUSED", "ev.errno == \"ECONNREFUSED\"");
    shape("ev.errno contains CONN", "ev.errno contains \"CONN\"");
    shape("ev.errno in {-2, 98}", "ev.errno in {-2, 98}");
    shape("ev.errno ~ ^econn", "ev.errno matches \"^econn\"");
    shape("data contains e4:bd:a0", "data contains \"你\"");
    shape("data contains ff:00", "data contains hex:ff00");
    shape("data matches \"a\\\"\\d\"", "data matches \"a\\\"\\d\"");
    shape("data == hex:\"0D 0a\"", "data == \"\\x0d\\x0a\"");
}

#[test]
fn text_is_searched_for_as_it_is_written() {
    shape("hello", "\"hello\"");
    shape("hello world 你好", "(\"hello\" and \"world\" and \"你好\")");
    shape("hello or good morning", "(\"hello\" or (\"good\" and \"morning\"))");
    shape("\"tcp and udp\"", "\"tcp and udp\"");
    shape("“你好”", "\"你好\"");
    shape("（tcp）", "tcp");
    shape("127.0.0.1:8888", "\"127.0.0.1:8888\"");
    shape("a,b hello! a&b", "(\"a,b\" and \"hello!\" and \"a&b\")");
    shape("\"a\\\"b\\\\c\\x41\\n\\q\"", "\"a\\\"b\\\\cA\\x0a\\\\q\"");
    shape("/GET \\/x/i", "/GET \\/x/i");
    shape("hex:e4bda0", "data contains \"你\"");
    shape("hex:00 hello", "(data contains \"\\x00\" and \"hello\")");
    shape("not hello world", "(not \"hello\" and \"world\")");
}

#[track_caller]
fn wrong(text: &str, at: &str, kind: &Kind) {
    let fault = Filter::parse(text).err().unwrap_or_else(|| panic!("{text} was understood"));
    assert_eq!((text.get(fault.at.clone()), &fault.kind), (Some(at), kind), "{text}: {fault:?}");
    for language in Language::ALL {
        assert!(!fault.says(Words::new(language)).is_empty());
    }
}

#[test]
fn a_fault_says_what_is_wrong_and_where() {
    let unknown = |name: &str, nearest| Kind::UnknownField { name: name.to_owned(), nearest };
    let field = |name| Field::find(name).unwrap();
    wrong("tcp and tcp.prot == 80", "tcp.prot", &unknown("tcp.prot", Some("tcp.port")));
    wrong("udp.prot", "udp.prot", &unknown("udp.prot", Some("udp.port")));
    wrong("zzz == 3", "zzz", &unknown("zzz", None));
    wrong("tcp.port ==", "", &Kind::MissingValue);
    wrong("tcp.port == and tcp", "and", &Kind::MissingValue);
    wrong("tcp and", "", &Kind::MissingTerm);
    wrong("tcp and )", ")", &Kind::MissingTerm);
    wrong("== 3", "==", &Kind::MissingTerm);
    wrong("\"\"", "\"\"", &Kind::MissingValue);
    wrong("tcp udp", "udp", &Kind::MissingJoin);
    wrong("tcp.port == 80 hello", "hello", &Kind::MissingJoin);
    wrong("tcp and (udp", "(", &Kind::UnclosedParenthesis);
    wrong("tcp)", ")", &Kind::Unexpected);
    wrong("data contains \"你", "\"你", &Kind::UnclosedQuote);
    wrong("/index.html", "/index.html", &Kind::UnclosedRegex);
    wrong("/index/page", "/index/page", &Kind::UnclosedRegex);
    wrong("hello /(/", "/(/", &Kind::BadRegex);
    wrong("data matches \"(\"", "\"(\"", &Kind::BadRegex);
    wrong("/(\\w{99}){99}/", "/(\\w{99}){99}/", &Kind::BadRegex);
    wrong("tcp.port in 80", "80", &Kind::MissingSet);
    wrong("tcp.port in {80", "{", &Kind::UnclosedSet);
    wrong("{a}", "{", &Kind::Unexpected);
    wrong("dir = sent", "=", &Kind::SingleEquals);
    wrong("dir == up", "up", &Kind::WrongValue { field: field("dir") });
    wrong("tcp.port == http", "http", &Kind::WrongValue { field: field("tcp.port") });
    wrong("tcp.port == -1", "-1", &Kind::WrongValue { field: field("tcp.port") });
    wrong("ip.addr == ::1", "::1", &Kind::WrongValue { field: field("ip.addr") });
    wrong("ip.addr == 10.0.0.0/33", "10.0.0.0/33", &Kind::WrongValue { field: field("ip.addr") });
    wrong("sock.id == 1", "1", &Kind::WrongValue { field: field("sock.id") });
    wrong("hex:e4b", "hex:e4b", &Kind::WrongValue { field: field("data") });
    wrong("tcp == 80", "==", &Kind::WrongOperator { field: field("tcp") });
    wrong("dir > sent", ">", &Kind::WrongOperator { field: field("dir") });
    wrong("tcp in {80}", "in", &Kind::WrongOperator { field: field("tcp") });
}

#[test]
fn a_filter_is_bounded() {
    let fault = |text: &str| Filter::parse(text).unwrap_err().kind;
    assert_eq!(fault(&"x".repeat(Filter::LONGEST + 1)), Kind::TooLong);
    assert_eq!(fault(&"字".repeat(334)), Kind::TooLong);
    assert_eq!(fault(&"(".repeat(Filter::LONGEST)), Kind::TooDeep);
    assert_eq!(fault(&"!".repeat(Filter::LONGEST)), Kind::TooDeep);
    assert_eq!(fault(&"a ".repeat(500)), Kind::TooMany);
    assert!(Filter::parse(&"a ".repeat(Filter::MOST)).is_ok());
    assert_eq!(fault(&"/a/ ".repeat(Filter::MOST_REGEXES + 1)), Kind::TooManyRegexes);
    assert_eq!(fault(&format!("{} data ~ b", "/a/ and ".repeat(8))), Kind::TooManyRegexes);
    assert!(Filter::parse(&"/a/ ".repeat(Filter::MOST_REGEXES)).is_ok());
    assert!(Filter::parse(&format!("{}tcp{}", "(".repeat(31), ")".repeat(31))).is_ok());
}

#[test]
fn a_mistyped_field_can_be_mended() {
    let text = "udp or tcp.prot == 80";
    let fault = Filter::parse(text).unwrap_err();
    assert_eq!(fault.mended(text).as_deref(), Some("udp or tcp.port == 80"));
}

#[test]
fn every_field_has_an_example_and_words_in_every_language() {
    for field in &FIELDS {
        let filter = Filter::parse(field.example);
        let filter = filter.unwrap_or_else(|fault| panic!("{}: {fault:?}", field.example));
        assert!(filter.text().starts_with(field.name), "{}", field.example);
        assert_eq!(Field::find(field.name), Some(field));
        for language in Language::ALL {
            let words = Words::new(language);
            assert!(words.find(&field.key()).is_some(), "{}", field.key());
            let key = format!("filter-shape-{}", field.shape.word());
            assert!(words.find(&key).is_some(), "{key}");
        }
    }
    assert_eq!(fields::DATA.name, "data");
}

pub(super) fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

fn view(id: u32, protocol: Protocol, local: &str, peer: Option<&str>) -> SocketView {
    SocketView {
        mode: Mode::Auto,
        state: State::Open,
        local: Some(address(local)),
        peer: peer.map(address),
        reads: true,
        ..SocketView::new(SocketId(id), protocol, Family::Ipv4)
    }
}

/// A listener, a client with the connection that was accepted, and a UDP socket over IPv6.
pub(super) fn sockets() -> Vec<SocketView> {
    let listener = SocketView {
        state: State::Listening,
        backlog: Some(5),
        ..view(1, Protocol::Tcp, "127.0.0.1:8888", None)
    };
    let child = SocketView {
        parent: Some(SocketId(1)),
        ..view(3, Protocol::Tcp, "127.0.0.1:8888", Some("127.0.0.1:51514"))
    };
    let client = view(2, Protocol::Tcp, "127.0.0.1:51514", Some("127.0.0.1:8888"));
    vec![listener, client, child, view(4, Protocol::Udp, "[::1]:53", None)]
}

#[test]
fn a_chip_edits_the_text() {
    assert_eq!(toggle("", "tcp"), "tcp");
    assert_eq!(toggle("tcp", "tcp"), "");
    assert_eq!(toggle("hello", "tcp"), "hello and tcp");
    assert_eq!(toggle("hello and tcp", "tcp"), "hello");
    assert_eq!(toggle("tcp && dir==sent", "dir == sent"), "tcp");
    assert_eq!(toggle("a or b", "tcp"), "(a or b) and tcp");
    assert_eq!(toggle("(a or b) and tcp", "tcp"), "a or b");
    assert_eq!(toggle("(a or b) and (c or d)", "tcp"), "(a or b) and (c or d) and tcp");
    assert_eq!(toggle("\"x and tcp\"", "tcp"), "\"x and tcp\" and tcp");
    assert_eq!(toggle("tcp.prot ==", "tcp"), "tcp");
    assert_eq!(toggle("/a.c/i and data ~ \"x\"", "tcp"), "/a.c/i and data ~ \"x\" and tcp");
    assert_eq!(toggle("/a.c/i and tcp", "/a.c/i"), "tcp");
    assert_eq!(toggle("/a.c/i and tcp", "/a.d/i"), "/a.c/i and tcp and /a.d/i");
    let parts = Parts::new("hello and dir == sent");
    assert!(parts.has("dir == sent") && !parts.has("dir == recv"));
    let rivals = ["", "dir == sent", "dir == recv"];
    assert_eq!(parts.toggle("dir == recv", &rivals), "hello and dir == recv");
    assert_eq!(parts.toggle("", &rivals), "hello");
}

#[test]
fn the_bar_shows_the_text_its_fault_and_its_chips() {
    let session = "AAAAAAAAAAAAAAAAAAAAAA".parse().unwrap();
    let kept = [("face".to_owned(), "ladder".to_owned())];
    for language in Language::ALL {
        let words = Words::new(language);
        let bar = |text: &str| {
            let fault = Filter::parse(text).err();
            let bar = FilterBar::new(words, session, text, fault.as_ref(), &sockets(), &kept);
            askama::Template::render(&bar.counting(34, 1200)).unwrap()
        };
        let html = bar("udp and \"<b>\"");
        assert!(html.contains("value=\"udp and &#34;&#60;b&#62;&#34;\""), "{html}");
        assert!(html.contains("name=\"face\" value=\"ladder\"") && html.contains("1200"), "{html}");
        let chip = html.split("id=\"chip-udp\"").nth(1).unwrap();
        let chip = chip.split("</a>").next().unwrap();
        assert!(chip.contains("?face=ladder&#38;q=%22%3Cb%3E%22\" aria-current"), "{chip}");
        assert!(html.contains("id=\"chip-s4\"") && !html.contains("aria-invalid"));
        let html = bar("tcp and /(/");
        let chip = html.split("id=\"chip-udp\"").nth(1).unwrap().split("</a>").next().unwrap();
        assert!(chip.contains("?face=ladder&#38;q=udp\""), "{chip}");
        let html = bar("tcp.prot == 1\u{202e}");
        assert!(html.contains("aria-invalid=\"true\"") && html.contains("id=\"chip-mend\""));
        assert!(html.contains("<mark>tcp.prot</mark>") && html.contains("⟨U+202E⟩"), "{html}");
    }
}

proptest! {
    #[test]
    fn whatever_is_written_has_an_answer(text in ".{0,60}") {
        let _ = Filter::parse(&text);
        let _ = toggle(&text, "tcp");
    }

    #[test]
    fn what_is_understood_is_understood_again(parts in prop::collection::vec(part(), 1..12)) {
        let text = parts.join(" ");
        if let Ok(filter) = Filter::parse(&text) {
            let once = filter.to_string();
            let again = Filter::parse(&once);
            prop_assert_eq!(again.map(|filter| filter.to_string()).ok(), Some(once));
            let there = toggle(&text, "label");
            prop_assert!(Filter::parse(&there).is_ok(), "{} -> {}", text, there);
        }
    }
}

/// Things that filters are made of, in any order.
fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(vec![
            "tcp", "udp", "and", "or", "not", "&&", "||", "!", "(", ")", "ev.errno", "label",
            "tcp.port == 80", "data contains", "\"a b\\\\\\\"\"", "“引”", "data.len in {1, 2}",
            "/a\\/b/i", "hex:00ff", "ip.addr == 10.0.0.0/8", "dir != sent", "data ~ \"\\\\\\\"\"",
        ]).prop_map(str::to_owned),
        1 => "[a-z0-9你:.\\\\\"-]{1,6}",
    ]
}
