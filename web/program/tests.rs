//! Programs where the journal does not tell everything; tests/programs.rs runs the others.

use std::{net::SocketAddr, time::Duration};

use backend::{
    call::{Call, Value},
    command::Mode,
    errno::OsError,
    event::{Entry, Event, Failed, Note, Payload, Returned, Why},
    view::State,
};

use super::{steps::Steps, *};

const AT: &str = "127.0.0.1:8888";

#[test]
fn what_was_forgotten_is_derived_and_said() {
    let sent = Event::Sent { payload: Payload::keep(b"hi"), to: None };
    let text = python(&view(None), Some(Seq(9)), vec![sent.clone()]);
    assert!(text.contains("forgotten the events up to 9"), "{text}");
    let derived = "s3.connect((\"127.0.0.1\", 8888))  # not in the journal any more";
    assert!(text.contains(derived), "{text}");
    let text = python(&view(Some(SocketId(1))), Some(Seq(9)), vec![sent]);
    let order = ["s1 = socket", "s1.bind", "s1.listen(1)", "s3, peer = s1.accept()", "s3.send"];
    let places: Vec<_> = order.iter().map(|line| text.find(line).expect(line)).collect();
    assert!(places.is_sorted(), "{text}");
}

#[test]
fn a_call_that_waits_is_there_and_one_that_waited_for_its_end_is_a_remark() {
    let recv = Call::Recv { max: 10, peek: false };
    let waits = Event::Called(Box::new(recv.clone()));
    let text = python(&view(None), None, vec![socket(), waits.clone()]);
    assert!(text.contains("data = s3.recv(10)  # has not returned yet"), "{text}");
    let ended = returned(recv, Err(OsError::BAD_DESCRIPTOR));
    let closed = [
        returned(Call::Close, Ok(Value::Number(0))),
        Event::Closed { why: Why::Orphaned, unread: 0, unsent: 0 },
    ];
    let events = [socket(), waits, ended].into_iter().chain(closed).collect();
    let text = python(&view(None), None, events);
    let remark = "# s3: recv = -1 EBADF (9); it waited until the socket was closed";
    assert!(text.contains(remark) && !text.contains("s3.recv"), "{text}");
    assert_eq!(text.matches("s3.close()").count(), 1, "{text}");
    assert!(text.contains("close()  # = 0; closed, because its browser went away"), "{text}");
}

#[test]
fn bytes_that_were_not_kept_are_not_made_up() {
    let failed = Failed { call: Call::Send { len: 5, to: None }, error: OsError::from_raw(32) };
    let events = vec![
        socket(),
        Event::Noted(Note::StreamBegan),
        Event::Sent { payload: Payload::counted(70_000), to: None },
        Event::Received { payload: Payload::counted(80_000), from: None },
        Event::Failed(Box::new(failed)),
    ];
    let text = python(&view(None), None, events);
    assert!(text.contains("# s3: from here on its bytes went through a raw stream"), "{text}");
    assert!(text.contains("# s3: send = 70000; the bytes were not kept"), "{text}");
    assert!(text.contains("# s3: recv = 80000; the bytes were not kept"), "{text}");
    assert!(text.contains("s3.send(bytes(5))") && text.contains("zeros stand for them"), "{text}");
}

#[test]
fn a_name_that_does_not_exist_leaves_no_socket() {
    let call = Call::GetAddrInfo { name: "no\"pe\u{202e}\n".to_owned(), port: 1 };
    let failed = Event::Failed(Box::new(Failed { call, error: OsError::NO_SUCH_NAME }));
    let closed = Event::Closed { why: Why::Closed, unread: 0, unsent: 0 };
    let nobody = SocketView { local: None, peer: None, ..view(None) };
    let program = program(&nobody, None, vec![failed, closed]);
    let text = program.text(Language::Python, Words::default());
    assert!(text.contains(r#"getaddrinfo("no\"pe\U0000202e\U0000000a", 1)"#), "{text}");
    assert!(text.contains("EAI_NONAME") && !text.contains("close"), "{text}");
    let text = program.text(Language::Rust, Words::default());
    assert!(text.contains(r#"("no\"pe\u{202e}\u{a}", 1).to_socket_addrs()"#), "{text}");
}

/// Words may have any sign in them, but no line of theirs may be taken for code.
#[test]
fn remarks_stay_remarks_in_every_language() {
    let recv = Event::Received { payload: Payload::keep(b"\n\r\x85\xe2\x80\xa8'''"), from: None };
    let events = vec![socket(), recv.clone(), recv.clone(), recv.clone(), recv];
    let program = program(&view(Some(SocketId(1))), Some(Seq(9)), events);
    for language in crate::language::Language::ALL {
        for (written, sign) in [(Language::Python, "#"), (Language::Rust, "//")] {
            let text = program.text(written, Words::new(language));
            assert!(!text.contains(['\r', '\u{85}', '\u{2028}']), "{text}");
            let code = text.lines().map(|line| line.split(sign).next().unwrap_or_default());
            assert!(code.clone().all(|code| code.is_ascii()), "{text}");
        }
    }
}

fn python(view: &SocketView, forgotten: Option<Seq>, events: Vec<Event>) -> String {
    program(view, forgotten, events).text(Language::Python, Words::default())
}

fn program(view: &SocketView, forgotten: Option<Seq>, events: Vec<Event>) -> Program {
    let mut steps = Steps::new(view);
    forgotten.into_iter().for_each(|last| steps.forgot(last));
    for (seq, event) in (10..).zip(events) {
        let socket = Some(view.id);
        steps.take(&Entry { seq: Seq(seq), at: Duration::ZERO, socket, event });
    }
    steps.finish()
}

fn socket() -> Event {
    let call = Call::Socket { protocol: Protocol::Tcp, family: Family::Ipv4 };
    returned(call, Ok(Value::Socket(SocketId(3))))
}

fn returned(call: Call, outcome: Result<Value, OsError>) -> Event {
    let took = Duration::ZERO;
    let returned = Returned { call, outcome, took, now: None, whole: None, peeked: None };
    Event::Returned(Box::new(returned))
}

/// A connected socket, of its own or of a listener.
fn view(parent: Option<SocketId>) -> SocketView {
    let address: SocketAddr = AT.parse().expect("an address");
    SocketView {
        mode: Mode::Auto,
        state: State::Open,
        local: Some(address),
        peer: Some(address),
        parent,
        reads: true,
        ..SocketView::new(SocketId(3), Protocol::Tcp, Family::Ipv4)
    }
}
