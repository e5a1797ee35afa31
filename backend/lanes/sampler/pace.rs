//! When to ask the kernels again: soon after something happened, seldom while nothing changes.

use std::time::Duration;

/// The times at which kernels are asked. It knows no clock; times are since the session began.
#[derive(Debug)]
pub(super) struct Pace {
    every: Duration,
    last: Option<Duration>,
    next: Option<Duration>,
}

/// What one look at the kernels brought.
#[derive(Debug, Default)]
pub(super) struct Look {
    /// There is something to look at.
    pub(super) rows: bool,
    /// Something was told.
    pub(super) changed: bool,
    /// When something may be told that was withheld, or a kernel's timer fires.
    pub(super) soonest: Option<Duration>,
}

impl Look {
    /// Another time at which a look is worth it.
    pub(super) fn again(&mut self, at: Duration) {
        self.soonest = Some(self.soonest.map_or(at, |soonest| soonest.min(at)));
    }
}

impl Pace {
    pub(super) fn new() -> Self {
        Self { every: OFTEN, last: None, next: Some(Duration::ZERO) }
    }

    /// Something happened: the kernels are worth a look.
    pub(super) fn stir(&mut self, now: Duration) {
        self.every = OFTEN;
        let allowed = self.last.map_or(Duration::ZERO, |last| last + OFTEN);
        let at = (now + AT_ONCE).max(allowed);
        self.next = Some(self.next.map_or(at, |next| next.min(at)));
    }

    pub(super) fn due(&self) -> Option<Duration> {
        self.next
    }

    /// Decides when to look again after a look.
    pub(super) fn looked(&mut self, now: Duration, look: &Look) {
        self.every = if look.changed { OFTEN } else { self.every.mul_f64(SLOWER).min(SELDOM) };
        self.last = Some(now);
        self.next = look.rows.then(|| {
            let regular = now + self.every;
            let soonest = look.soonest.map_or(regular, |at| at.min(regular));
            soonest.max(now + OFTEN)
        });
    }
}

/// How long after something happened; by then what follows from it is there too.
const AT_ONCE: Duration = Duration::from_millis(2);

/// The shortest time between two looks.
const OFTEN: Duration = Duration::from_millis(20);

/// The longest.
const SELDOM: Duration = Duration::from_secs(1);

/// How much longer each time, while nothing changes.
const SLOWER: f64 = 1.6;

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    #[test]
    fn it_backs_off_while_nothing_changes_and_comes_back_when_stirred() {
        let mut pace = Pace::new();
        let mut now = Duration::ZERO;
        let mut gaps = Vec::new();
        for _ in 0..12 {
            pace.looked(now, &Look { rows: true, ..Look::default() });
            let next = pace.due().unwrap();
            gaps.push(next - now);
            now = next;
        }
        assert!(gaps.is_sorted() && gaps[0] == ms(32) && gaps[11] == SELDOM, "{gaps:?}");
        pace.looked(now, &Look { rows: true, ..Look::default() });
        pace.stir(now + ms(500));
        assert_eq!(pace.due(), Some(now + ms(502)));
    }

    #[test]
    fn it_never_looks_more_than_fifty_times_a_second() {
        let mut pace = Pace::new();
        let mut looks = 0;
        for millis in 0..1000 {
            pace.stir(ms(millis));
            if pace.due().unwrap() <= ms(millis) {
                pace.looked(ms(millis), &Look { rows: true, changed: true, soonest: None });
                looks += 1;
            }
        }
        assert!((45..=50).contains(&looks), "{looks}");
    }

    #[test]
    fn it_stops_where_there_is_nothing_to_look_at() {
        let mut pace = Pace::new();
        pace.looked(ms(5), &Look::default());
        assert_eq!(pace.due(), None);
        pace.stir(ms(9000));
        assert_eq!(pace.due(), Some(ms(9002)));
    }

    #[test]
    fn a_timer_of_the_kernel_is_looked_at_when_it_fires() {
        let mut pace = Pace::new();
        for _ in 0..20 {
            pace.looked(ms(100), &Look { rows: true, changed: false, soonest: Some(ms(304)) });
        }
        assert_eq!(pace.due(), Some(ms(304)));
    }
}
