//! The numbers of a connection over time, as a small picture with its words.

use std::{fmt::Write as _, time::Duration};

use askama::{Template, filters::HtmlSafe};
use backend::kernel::table::Point;

use super::short;
use crate::words::Words;

/// One small picture: up to two lines over the same time.
#[derive(Debug, Template)]
#[template(path = "part/plot.html")]
pub struct Plot {
    words: Words,
    /// The key of its title.
    title: &'static str,
    lines: Vec<Line>,
    /// A level that is no line: its words, and its height.
    level: Option<(String, f64)>,
    /// The largest value, written.
    most: String,
    from: String,
    to: String,
}

/// One line.
#[derive(Debug)]
struct Line {
    name: &'static str,
    path: String,
    last: (f64, f64),
    /// The least, the most, and the newest value, written.
    said: [String; 3],
}

/// What the values of a picture are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Unit {
    /// Bytes, or connections of a queue.
    Count,
    /// Times, in microseconds.
    Time,
}

/// Values with their name.
type Values<'a> = (&'static str, &'a dyn Fn(&Point) -> f64);

impl Plot {
    /// A picture of some values of points; `None` where there is nothing to see.
    #[must_use]
    pub fn new(
        words: Words,
        title: &'static str,
        unit: Unit,
        points: &[Point],
        values: &[Values<'_>],
        level: Option<(&'static str, f64)>,
    ) -> Option<Self> {
        let (first, last) = (points.first()?, points.last().filter(|_| 1 < points.len())?);
        let all = points.iter().flat_map(|point| values.iter().map(|(_, value)| value(point)));
        let most = all.chain(level.map(|(_, level)| level)).fold(0.0, f64::max);
        let span = (last.at - first.at).as_secs_f64();
        let x = |at: Duration| {
            if span == 0.0 { WIDTH } else { (at - first.at).as_secs_f64() / span * WIDTH }
        };
        let y = |value: f64| HEIGHT - if most == 0.0 { 0.0 } else { value / most * HEIGHT };
        let line = |(name, value): &Values<'_>| {
            let mut path = String::with_capacity(16 * points.len());
            for (at, point) in points.iter().enumerate() {
                let (x, y) = (x(point.at), y(value(point)));
                // A value holds until another was sampled.
                let _ = if at == 0 {
                    write!(path, "M{x:.1} {y:.1}")
                } else {
                    write!(path, "H{x:.1}V{y:.1}")
                };
            }
            let least = points.iter().map(value).fold(f64::INFINITY, f64::min);
            let largest = points.iter().map(value).fold(0.0, f64::max);
            let now = value(last);
            let said = [least, largest, now].map(|value| unit.written(value));
            Line { name, path, last: (x(last.at), y(now)), said }
        };
        Some(Self {
            words,
            title,
            lines: values.iter().map(line).collect(),
            level: level.map(|(name, level)| (format!("{name} {}", unit.written(level)), y(level))),
            most: unit.written(most),
            from: format!("{:.2}", first.at.as_secs_f64()),
            to: format!("{:.2}", last.at.as_secs_f64()),
        })
    }

    /// What a line says, in words.
    fn tells(&self, line: &Line) -> String {
        let [least, most, now] = line.said.clone();
        self.words.with(
            "plot-says",
            [
                ("name", line.name.into()),
                ("least", least.into()),
                ("most", most.into()),
                ("now", now.into()),
            ],
        )
    }
}

impl Unit {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts are whole")]
    fn written(self, value: f64) -> String {
        match self {
            Self::Count => (value as u64).to_string(),
            Self::Time => short(Duration::from_micros(value as u64)),
        }
    }
}

impl HtmlSafe for Plot {}

/// The size of the drawing, in its own units.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 64.0;
