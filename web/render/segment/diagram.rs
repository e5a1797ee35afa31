//! A header as the standards draw it: rows of 32 bits, with the values in the boxes.

use std::ops::Range;

use backend::dissect::{Field, Layer};

use super::view::{name, says};
use crate::words::Words;

/// The drawing of one header.
#[derive(Debug)]
pub(super) struct Diagram {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

/// A box, or the part of one in a row.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) says: Option<&'static str>,
    /// How many columns it has.
    pub(super) bits: usize,
    /// How many rows it has.
    pub(super) rows: usize,
    /// The bytes of its field; none where nothing is known.
    pub(super) range: Option<Range<usize>>,
    /// Which bits of them it has, where it has not all.
    pub(super) part: Option<(u8, u8)>,
    /// It is the rest of a box of the row before.
    pub(super) goes_on: bool,
}

impl Diagram {
    /// The drawing of a header; there is none of what is carried.
    pub(super) fn of(words: Words, layer: &Layer) -> Option<Self> {
        if layer.osi == 7 || layer.fields.is_empty() {
            return None;
        }
        let mut diagram = Self { name: name(words, layer.name), cells: Vec::new() };
        let mut at = 0;
        let begin = 8 * layer.range.start;
        for field in boxes(&layer.fields) {
            if field.bytes.is_empty() || field.bytes.start < layer.range.start {
                continue;
            }
            let (first, bits) = match field.bits {
                Some((first, bits)) => (usize::from(first), usize::from(bits)),
                None => (0, 8 * field.bytes.len()),
            };
            let from = 8 * field.bytes.start - begin + first;
            // What overlaps what is drawn already is said elsewhere.
            if from < at || 8 * layer.range.len() < from + bits {
                continue;
            }
            diagram.blank(from - at, at);
            diagram.field(words, field, from, bits);
            at = from + bits;
        }
        diagram.blank((8 * layer.range.len()).saturating_sub(at), at);
        (!diagram.cells.is_empty()).then_some(diagram)
    }

    fn field(&mut self, words: Words, field: &Field, from: usize, bits: usize) {
        let cell = |bits, rows, goes_on| Cell {
            name: short(words, field.name),
            value: field.value.clone().into_owned(),
            says: says(words, field.name),
            bits,
            rows,
            range: Some(field.bytes.clone()),
            part: field.bits,
            goes_on,
        };
        for (nth, (bits, rows)) in split(from, bits).into_iter().enumerate() {
            self.cells.push(cell(bits, rows, 0 < nth));
        }
    }

    /// Bits of which no field tells.
    fn blank(&mut self, bits: usize, from: usize) {
        for (bits, rows) in split(from, bits) {
            let (name, value) = (String::new(), String::new());
            let (says, range, part, goes_on) = (None, None, None, true);
            self.cells.push(Cell { name, value, says, bits, rows, range, part, goes_on });
        }
    }
}

/// The fields that have a box: flags one each, as the standard of TCP draws them.
fn boxes(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().flat_map(|field| {
        let alone =
            field.name == "tcp.flags" && field.children.iter().all(|child| child.bits.is_some());
        if alone && !field.children.is_empty() {
            field.children.iter().collect::<Vec<_>>()
        } else {
            vec![field]
        }
    })
}

/// Bits at a place, by rows: what is before the end of the row, whole rows, and the rest.
fn split(from: usize, bits: usize) -> Vec<(usize, usize)> {
    let first = bits.min((ROW - from % ROW) % ROW);
    let (whole, last) = ((bits - first) / ROW, (bits - first) % ROW);
    let parts = [(first, 1), (ROW, whole.min(TALL)), (last, 1)];
    parts.into_iter().filter(|(bits, rows)| 0 < *bits && 0 < *rows).collect()
}

/// The name in a box, which has little room.
fn short(words: Words, key: &'static str) -> String {
    let last = key.rsplit('.').next().unwrap_or(key);
    let flag = ["fin", "syn", "reset", "push", "ack", "urg", "ece", "cwr"].contains(&last);
    match (key.starts_with("tcp.flags."), last) {
        (true, "reset") => "RST".to_owned(),
        (true, "push") => "PSH".to_owned(),
        (true, last) if flag => last.to_uppercase(),
        _ => name(words, key),
    }
}

/// The bits of a row.
const ROW: usize = 32;
/// More rows than this are not drawn of one box.
const TALL: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_split_where_its_row_ends() {
        assert_eq!(split(0, 32), [(32, 1)]);
        assert_eq!(split(0, 48), [(32, 1), (16, 1)]);
        assert_eq!(split(16, 48), [(16, 1), (32, 1)]);
        assert_eq!(split(64, 128), [(32, 4)]);
        assert_eq!(split(4, 4), [(4, 1)]);
        assert_eq!(split(7, 0), []);
    }
}
