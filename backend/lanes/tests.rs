//! What the lanes put among the news of a turn, and where.

use bytes::Bytes;

use super::*;
use crate::segment::{Fate, Flags, Headers, Tcp};

/// When the session began, since 1970.
const BEGAN: Duration = Duration::from_secs(1_700_000_000);

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A frame that was captured so many milliseconds after the session began, with as many bytes of a
/// connection before it.
fn frame(number: u64, millis: u32) -> Frame {
    let headers = Headers::Tcp(Tcp {
        from: "127.0.0.1:1000".parse().unwrap(),
        to: "127.0.0.1:80".parse().unwrap(),
        flags: Flags::ACK,
        seq: millis,
        ack: 1,
        win: 500,
        len: 10,
        options: Vec::new(),
    });
    Frame {
        number,
        on: On::Host,
        captured: BEGAN + ms(millis.into()),
        bytes: Bytes::new(),
        len: 60,
        headers,
        fate: Fate::ARRIVED,
        reached: Vec::new(),
        ends: None,
    }
}

/// What a turn brought, when, and the numbers of frames.
fn turn(lanes: &mut Lanes, now: u64, news: News) -> Vec<(u128, Option<u64>)> {
    turn_until(lanes, now, now, news)
}

/// The same of a turn that takes until then.
fn turn_until(lanes: &mut Lanes, now: u64, end: u64, mut news: News) -> Vec<(u128, Option<u64>)> {
    lanes.gather(BEGAN, ms(now), || ms(end), &mut news);
    let said = |(at, _, event): (Duration, Option<SocketId>, Event)| {
        let Event::Segment(segment) = event else { return (at.as_millis(), None) };
        // What follows from a segment follows from those before it in time.
        assert_eq!(segment.marks, []);
        (at.as_millis(), Some(segment.number))
    };
    news.into_iter().map(said).collect()
}

#[test]
fn frames_stand_where_they_were_seen_among_what_happened_in_a_turn() {
    let mut lanes = Lanes { frames: vec![frame(2, 25), frame(1, 15)], ..Lanes::default() };
    let news = vec![(ms(10), None, Event::Ended), (ms(20), None, Event::Ended)];
    let expected = [(10, None), (15, Some(1)), (20, None), (25, Some(2))];
    assert_eq!(turn(&mut lanes, 30, news), expected);
    // What was written down stays before it, and nothing is of a time that has not come.
    let frames = vec![frame(3, 5), frame(4, 15), frame(5, 25)];
    let mut lanes = Lanes { floor: ms(10), frames, ..Lanes::default() };
    let expected = [(10, Some(3)), (15, Some(4)), (20, Some(5))];
    assert_eq!(turn(&mut lanes, 20, Vec::new()), expected);
}

#[test]
fn what_came_while_a_turn_went_on_has_its_own_time() {
    let frames = vec![frame(1, 15), frame(2, 25), frame(3, 35)];
    let mut lanes = Lanes { frames, ..Lanes::default() };
    let expected = [(15, Some(1)), (25, Some(2)), (30, Some(3))];
    assert_eq!(turn_until(&mut lanes, 20, 30, Vec::new()), expected);
}
