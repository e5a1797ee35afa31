//! What the lanes put among the news of a turn, and where.

use bytes::Bytes;

use super::*;

/// When the session began, since 1970.
const BEGAN: Duration = Duration::from_secs(1_700_000_000);

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// A frame that was captured so many milliseconds after the session began.
fn frame(number: u64, millis: u64) -> Frame {
    Frame {
        number,
        on: On::Host,
        captured: BEGAN + ms(millis),
        bytes: Bytes::new(),
        len: 60,
        headers: Headers::Other { from: None, to: None, number: 0x88cc },
        fate: crate::segment::Fate::ARRIVED,
        reached: Vec::new(),
    }
}

/// What a turn brought, when, and the numbers of frames.
fn turn(lanes: &mut Lanes, now: u64, mut news: News) -> Vec<(u128, Option<u64>)> {
    lanes.gather(BEGAN, ms(now), &mut news);
    let said = |(at, _, event): (Duration, Option<SocketId>, Event)| {
        let number = if let Event::Segment(segment) = event { Some(segment.number) } else { None };
        (at.as_millis(), number)
    };
    news.into_iter().map(said).collect()
}

#[test]
fn frames_stand_where_they_were_seen_among_what_happened_in_a_turn() {
    let mut lanes = Lanes::default();
    lanes.frames = vec![frame(2, 25), frame(1, 15)];
    let news = vec![(ms(10), None, Event::Ended), (ms(20), None, Event::Ended)];
    let expected = [(10, None), (15, Some(1)), (20, None), (25, Some(2))];
    assert_eq!(turn(&mut lanes, 30, news), expected);
    // What was written down stays before it, and nothing is of a time that has not come.
    lanes.frames = vec![frame(3, 5), frame(4, 99)];
    assert_eq!(turn(&mut lanes, 40, Vec::new()), [(25, Some(3)), (40, Some(4))]);
}
