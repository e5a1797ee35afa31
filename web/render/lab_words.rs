//! A rule and an impairment of a lab's wire as sentences.

use std::time::Duration;

use backend::lab::{Action, Broken, Impairment, Match, Rule, Saw};
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};

use crate::{language::Language, words::Words};

/// What a rule does, such as "the third segment with data from A is dropped, once".
#[must_use]
pub fn rule_words(words: Words, rule: &Rule) -> String {
    let what = subject(words, &rule.matches);
    let done = match rule.action {
        Action::Delay(time) => words.t1("rule-delay", "ms", millis(time)),
        Action::Drop | Action::Duplicate | Action::Hold => {
            words.t(&format!("rule-{}", rule.action.wire())).to_owned()
        }
    };
    let done = ("done", done.into());
    let what = ("what", what.into());
    let nth = ("nth", ordinal(words, rule.nth).into());
    spaced(&match rule.times {
        None if rule.nth <= 1 => words.with("rule-every", [what, done]),
        None => words.with("rule-onward", [nth, what, done]),
        Some(0 | 1) => words.with("rule-once", [nth, what, done]),
        Some(times) => words.with("rule-some", [nth, what, done, ("rest", (times - 1).into())]),
    })
}

/// What the wire does to every frame, such as "20 ms of delay, 5% lost".
#[must_use]
pub fn impairment_words(words: Words, impairment: &Impairment) -> String {
    let Impairment { delay, jitter, loss, duplicate, reorder, corrupt, rate, mtu, seed } =
        *impairment;
    let time = |key, time: Duration| (!time.is_zero()).then(|| words.t1(key, "ms", millis(time)));
    let percent =
        |key, percent: f64| (0.0 < percent).then(|| words.t1(key, "percent", percent.to_string()));
    let chances = [
        time("impair-jitter", jitter),
        percent("impair-loss", loss),
        percent("impair-duplicate", duplicate),
        percent("impair-reorder", reorder),
        percent("impair-corrupt", corrupt),
    ];
    let drawn = chances.iter().any(Option::is_some);
    let others = [
        rate.map(|rate| words.t1("impair-rate", "rate", bits(rate))),
        (mtu != Impairment::default().mtu).then(|| words.t1("impair-mtu", "mtu", mtu.to_string())),
        drawn.then(|| words.t1("impair-seed", "seed", seed.to_string())),
    ];
    let parts = [time("impair-delay", delay)].into_iter().chain(chances).chain(others).flatten();
    let list = parts.reduce(|list, next| {
        words.with("impair-and", [("list", list.into()), ("next", next.into())])
    });
    list.map_or_else(|| words.t("impair-nothing").to_owned(), |list| spaced(&list))
}

/// How a lab broke off: what was seen of its helper process.
#[must_use]
pub fn broken_words(words: Words, broken: &Broken) -> String {
    match (broken.saw, broken.exit) {
        (_, Some(exit)) => words.t1("lab-broke-exit", "exit", exit.name().into_owned()),
        (Saw::Error(error), None) => {
            words.t1("lab-broke-error", "errno", error.name().into_owned())
        }
        (saw @ (Saw::Eof | Saw::Nonsense | Saw::Silence), None) => {
            words.t(&format!("lab-broke-{}", saw.wire())).to_owned()
        }
    }
}

/// The frames that a rule is for, as one of them.
fn subject(words: Words, matches: &Match) -> String {
    let Match { from, kind, flags, least, most, port } = *matches;
    // Only TCP has flags.
    let any = if flags.is_some() { "tcp" } else { "any" };
    let kind = kind.map_or(any, |kind| kind.wire());
    let mut what = words.t(&format!("rule-kind-{kind}")).to_owned();
    if let Some(node) = from {
        what = words.with("rule-from", [("what", what.into()), ("node", node.name().into())]);
    }
    if let Some(port) = port {
        what = words.with("rule-port", [("what", what.into()), ("port", port.to_string().into())]);
    }
    if let Some(flags) = flags {
        let flags = flags.names().replace(", ", "+");
        what = words.with("rule-flags", [("what", what.into()), ("flags", flags.into())]);
    }
    let sized =
        |key, what: String, n: u32| words.with(key, [("what", what.into()), ("n", n.into())]);
    match (least, most) {
        (None, None) => what,
        (Some(least), None) => sized("rule-least", what, least),
        (None, Some(most)) => sized("rule-most", what, most),
        (Some(least), Some(most)) if least == most => sized("rule-exactly", what, most),
        (Some(least), Some(most)) => {
            let bounds = [("what", what.into()), ("least", least.into()), ("most", most.into())];
            words.with("rule-between", bounds)
        }
    }
}

/// "first", "second", "third", "4th", and so on.
fn ordinal(words: Words, nth: u32) -> String {
    if let 0..=3 = nth {
        return words.t(&format!("ordinal-{}", nth.max(1))).to_owned();
    }
    // The languages that have one form for all do not mind which it is.
    let rules = PluralRules::create(Language::English.id(), PluralRuleType::ORDINAL);
    let category = rules.ok().and_then(|rules| rules.select(nth).ok());
    let key = match category {
        Some(PluralCategory::ONE) => "ordinal-one",
        Some(PluralCategory::TWO) => "ordinal-two",
        Some(PluralCategory::FEW) => "ordinal-few",
        Some(PluralCategory::MANY | PluralCategory::OTHER | PluralCategory::ZERO) | None => {
            "ordinal-other"
        }
    };
    words.t1(key, "n", nth.to_string())
}

/// Milliseconds, with decimals where there are any, down to microseconds.
fn millis(time: Duration) -> String {
    let millis = time.as_secs_f64() * 1000.0;
    ((millis * 1000.0).round() / 1000.0).to_string()
}

/// Bits per second in the largest unit that makes it 1 or more.
fn bits(rate: u64) -> String {
    let units = [(1_000_000_000, "Gbit/s"), (1_000_000, "Mbit/s"), (1000, "kbit/s"), (1, "bit/s")];
    let (size, unit) = units.into_iter().find(|(size, _)| *size <= rate).unwrap_or((1, "bit/s"));
    let decimal = !rate.is_multiple_of(size);
    let whole = rate / size;
    if decimal {
        let thousandths = u128::from(rate % size) * 1000 / u128::from(size);
        let number = format!("{whole}.{thousandths:03}");
        format!("{} {unit}", number.trim_end_matches('0').trim_end_matches('.'))
    } else {
        format!("{whole} {unit}")
    }
}

/// Parts of a Chinese sentence put together: a space stands between Chinese and Latin.
fn spaced(text: &str) -> String {
    let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    let mut spaced = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    for c in text.chars() {
        if han(before) && c.is_ascii_alphanumeric() || before.is_ascii_alphanumeric() && han(c) {
            spaced.push(' ');
        }
        spaced.push(c);
        before = c;
    }
    spaced
}

#[cfg(test)]
mod tests {
    use backend::{lab::MatchKind, node::Node, segment::Flags};

    use super::*;

    /// The same in English, 简体中文, and 繁體中文.
    #[track_caller]
    fn rule(rule: &Rule, expected: [&str; 3]) {
        let said = Language::ALL.map(|language| rule_words(Words::new(language), rule));
        assert_eq!(said, expected);
    }

    #[track_caller]
    fn impairment(impairment: &Impairment, expected: [&str; 3]) {
        let said = Language::ALL.map(|language| impairment_words(Words::new(language), impairment));
        assert_eq!(said, expected);
    }

    fn data() -> Match {
        Match { from: Some(Node::A), kind: Some(MatchKind::Data), ..Match::default() }
    }

    #[test]
    fn one_segment_is_dropped() {
        rule(
            &Rule { matches: data(), action: Action::Drop, nth: 3, times: Some(1) },
            [
                "the third segment with data from A is dropped, once",
                "第三个来自 A 的带数据的报文段被丢弃，仅一次",
                "第三個來自 A 的帶資料的區段被丟棄，僅一次",
            ],
        );
    }

    #[test]
    fn several_segments_are_late() {
        let delay = Action::Delay(Duration::from_micros(30_500));
        rule(
            &Rule { matches: data(), action: delay, nth: 22, times: Some(5) },
            [
                "the 22nd segment with data from A is delayed by 30.5 ms, and so are the next 4",
                "第 22 个来自 A 的带数据的报文段延迟 30.5 毫秒，接下来的 4 个也一样",
                "第 22 個來自 A 的帶資料的區段延遲 30.5 毫秒，接下來的 4 個也一樣",
            ],
        );
    }

    #[test]
    fn every_frame_is_held() {
        let mut all = Rule { matches: Match::default(), action: Action::Hold, nth: 1, times: None };
        rule(
            &all,
            [
                "every frame is held until you decide",
                "每个帧被扣留，等你决定",
                "每個訊框被扣留，等你決定",
            ],
        );
        all.nth = 4;
        all.matches.kind = Some(MatchKind::Arp);
        rule(
            &all,
            [
                "from the 4th on, every ARP packet is held until you decide",
                "从第 4 个起，每个 ARP 报文被扣留，等你决定",
                "從第 4 個起，每個 ARP 封包被扣留，等你決定",
            ],
        );
    }

    #[test]
    fn a_rule_tells_everything_that_it_asks_for() {
        let matches = Match {
            from: Some(Node::B),
            kind: None,
            flags: Some(Flags(0x12)),
            least: Some(1),
            most: Some(9),
            port: Some(80),
        };
        rule(
            &Rule { matches, action: Action::Duplicate, nth: 1, times: Some(2) },
            [
                "the first TCP segment from B on port 80 that has SYN+ACK with 1 to 9 bytes of payload is delivered twice, and so is the next one",
                "第一个数据为 1 到 9 字节的标志含 SYN+ACK 的端口为 80 的来自 B 的 TCP 报文段送达两次，接下来的 1 个也一样",
                "第一個資料為 1 到 9 個位元組的旗標含 SYN+ACK 的連接埠為 80 的來自 B 的 TCP 區段送達兩次，接下來的 1 個也一樣",
            ],
        );
    }

    #[test]
    fn sizes_are_bounds_or_exact() {
        let say = |least, most| {
            let kind = Some(MatchKind::Udp);
            let matches = Match { kind, least, most, ..Match::default() };
            let rule = Rule { matches, action: Action::Drop, nth: 1, times: None };
            rule_words(Words::new(Language::English), &rule)
        };
        let said = "every UDP datagram with at least 1 byte of payload is dropped";
        assert_eq!(say(Some(1), None), said);
        assert_eq!(say(None, Some(1500)), said.replace("least 1 byte", "most 1500 bytes"));
        assert_eq!(say(Some(0), Some(0)), said.replace("at least 1 byte", "0 bytes"));
    }

    #[test]
    fn ordinals_end_as_they_should() {
        let words = Words::new(Language::English);
        let said = [1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 111, 101].map(|nth| ordinal(words, nth));
        let expected = [
            "first", "second", "third", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd",
            "111th", "101st",
        ];
        assert_eq!(said, expected);
    }

    #[test]
    fn a_wire_that_does_nothing_says_so() {
        impairment(
            &Impairment::default(),
            ["every frame goes through as it is", "每个帧原样通过", "每個訊框原樣通過"],
        );
    }

    #[test]
    fn an_impairment_lists_what_it_does() {
        let all = Impairment {
            delay: Duration::from_millis(20),
            jitter: Duration::from_micros(1500),
            loss: 5.0,
            duplicate: 0.5,
            reorder: 1.0,
            corrupt: 2.0,
            rate: Some(1_500_000),
            mtu: 1400,
            seed: 7,
        };
        impairment(
            &all,
            [
                "20 ms of delay, up to 1.5 ms more by chance, 5% lost, 0.5% delivered twice, 1% overtaken by the next one, 2% with one bit flipped, at most 1.5 Mbit/s, MTU 1400, chance by seed 7",
                "延迟 20 毫秒，随机再多至 1.5 毫秒，5% 丢失，0.5% 送达两次，1% 被后一个超过，2% 有一个比特被翻转，速率不超过 1.5 Mbit/s，MTU 1400，随机种子 7",
                "延遲 20 毫秒，隨機再多至 1.5 毫秒，5% 遺失，0.5% 送達兩次，1% 被後一個超越，2% 有一個位元被翻轉，速率不超過 1.5 Mbit/s，MTU 1400，隨機種子 7",
            ],
        );
    }

    #[test]
    fn a_rate_has_the_unit_that_fits() {
        let said = [1000, 64_000, 1_000_000, 10_000_001, 2_500_000_000].map(bits);
        assert_eq!(said, ["1 kbit/s", "64 kbit/s", "1 Mbit/s", "10 Mbit/s", "2.5 Gbit/s"]);
    }
}
