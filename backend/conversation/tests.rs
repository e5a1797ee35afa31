//! Conversations, segment by segment.

use super::*;

const CLIENT: &str = "10.0.0.1:40000";
const SERVER: &str = "10.0.0.2:8888";

fn segment(from: &str, to: &str, flags: Flags, seq: u32, ack: u32, len: u32) -> Headers {
    let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
    Headers::Tcp(Tcp { from, to, flags, seq, ack, win: 500, len, options: Vec::new() })
}

#[test]
fn a_lab_sees_a_segment_at_its_sender_and_once_more_behind_the_router() {
    let mut conversations = Conversations::default();
    let [a, c, router] = [Node::A, Node::C, Node::Router].map(On::Lab);
    let at = Duration::from_millis;
    let syn = segment(CLIENT, SERVER, Flags::SYN, 100, 0, 0);
    let stream = |nth| Some(Stream { number: nth, protocol: Protocol::Tcp, index: nth - 1 });
    let first = conversations.see(at(1), a, &syn);
    assert_eq!((first.stream, first.marks), (stream(1), Vec::new()));
    let routed = conversations.see(at(2), router, &syn);
    assert_eq!((routed.stream, routed.marks), (stream(1), Vec::new()));
    let answer = segment(SERVER, CLIENT, Flags(0x12), 700, 101, 0);
    let seen = conversations.see(at(3), c, &answer);
    assert_eq!((seen.stream, seen.relative.unwrap().ack), (stream(1), Some(1)));
    let again = conversations.see(at(1001), a, &syn);
    assert_eq!(again.marks, [Mark::Retransmission]);
    // The same addresses on this machine are another conversation.
    assert_eq!(conversations.see(at(1002), On::Host, &syn).stream, stream(2));
}

#[test]
fn another_first_number_is_another_conversation() {
    let mut conversations = Conversations::default();
    let mut syn = |seq| {
        let syn = segment(CLIENT, SERVER, Flags::SYN, seq, 0, 0);
        conversations.see(Duration::ZERO, On::Host, &syn).stream.unwrap().number
    };
    assert_eq!([syn(1), syn(1), syn(2), syn(2)], [1, 1, 2, 2]);
}

#[test]
fn the_conversations_that_were_silent_longest_are_forgotten() {
    let mut conversations = Conversations::default();
    let mut say = |port: usize| {
        let (from, to) = (format!("10.0.0.1:{port}").parse().unwrap(), SERVER.parse().unwrap());
        let stream =
            conversations.see(Duration::ZERO, On::Host, &Headers::Udp { from, to, len: 1 });
        assert!(conversations.known.len() <= Conversations::KEPT);
        stream.stream.unwrap().number
    };
    for port in 1..=3000 {
        say(port);
        assert_eq!(say(1), 1, "it never was silent");
    }
    assert_eq!(say(2), 3001);
}

#[test]
fn an_icmp_error_belongs_to_the_conversation_that_it_is_about() {
    let mut conversations = Conversations::default();
    let (from, to) = (CLIENT.parse().unwrap(), SERVER.parse().unwrap());
    let datagram = Headers::Udp { from, to, len: 1 };
    let stream = conversations.see(Duration::ZERO, On::Host, &datagram).stream;
    let error = Headers::Icmp(crate::segment::Icmp {
        from: to.ip(),
        to: from.ip(),
        kind: 3,
        code: 3,
        about: Some((Protocol::Udp, from, to)),
    });
    assert_eq!(conversations.see(Duration::ZERO, On::Host, &error).stream, stream);
}

#[test]
fn the_byte_of_a_probe_that_was_acknowledged_is_no_news() {
    let mut conversations = Conversations::default();
    let mut see = |from: &str, seq, ack, len, win| {
        let to = if from == CLIENT { SERVER } else { CLIENT };
        let mut headers = segment(from, to, Flags::ACK, seq, ack, len);
        if let Headers::Tcp(tcp) = &mut headers {
            tcp.win = win;
        }
        conversations.see(Duration::ZERO, On::Host, &headers).marks
    };
    see(CLIENT, 1000, 5000, 10, 500);
    assert_eq!(see(SERVER, 5000, 1010, 0, 0), [Mark::ZeroWindow]);
    assert_eq!(see(CLIENT, 1010, 5000, 1, 500), [Mark::ZeroWindowProbe]);
    see(SERVER, 5000, 1011, 0, 0);
    let again = [Mark::ZeroWindowProbe, Mark::SpuriousRetransmission];
    assert_eq!(see(CLIENT, 1010, 5000, 1, 500), again);
    // One by an old number only asks.
    assert_eq!(see(CLIENT, 1009, 5000, 1, 500), [Mark::ZeroWindowProbe]);
}

#[test]
fn each_protocol_counts_from_zero_and_both_together_from_one() {
    let mut conversations = Conversations::default();
    let (from, to) = (CLIENT.parse().unwrap(), SERVER.parse().unwrap());
    let datagram = Headers::Udp { from, to, len: 1 };
    let syn = |from| segment(from, SERVER, Flags::SYN, 1, 0, 0);
    let mut see = |headers: &Headers| {
        let stream = conversations.see(Duration::ZERO, On::Host, headers).stream.unwrap();
        (stream.number, stream.protocol, stream.index)
    };
    assert_eq!(see(&datagram), (1, Protocol::Udp, 0));
    assert_eq!(see(&syn(CLIENT)), (2, Protocol::Tcp, 0));
    assert_eq!(see(&syn("10.0.0.1:40001")), (3, Protocol::Tcp, 1));
    assert_eq!(see(&datagram), (1, Protocol::Udp, 0));
}
