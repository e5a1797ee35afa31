//! A strip as one line of signs, so that tests can be read.

use super::super::drawing::{Drawing, HEIGHT, x};

/// Lifelines, then words, then what goes where.
pub(super) fn strip(drawing: &Drawing, id: u32) -> String {
    let parts = drawing.label.iter().flat_map(|label| &label.parts);
    let words = parts.map(|part| &*part.text).collect::<Vec<_>>().join(" ");
    let near = |at: usize| {
        let column = (0..14).find(|column| x(*column).abs_diff(at) < 20);
        column.map_or_else(|| "?".to_owned(), |column| column.to_string())
    };
    let arrow = drawing.arrow.map(|arrow| {
        let (from, to) = arrow.unseen;
        match arrow.seen {
            None => {
                format!("({}-try>{})", near(from), near(if arrow.tip == to { to - 45 } else { to }))
            }
            Some((start, _)) if start == arrow.unseen.1 => {
                format!("({}-received>{})", near(from), near(arrow.tip))
            }
            Some((start, _)) => format!("({}-sent>{})", near(start), near(to)),
        }
    });
    let shots = drawing.shots.iter().map(|shot| {
        let stopped = drawing.mark.map(|mark| mark.sign.name()).unwrap_or_default();
        let heads = shot.heads.iter().map(|head| {
            let sign = if head.meant { ">" } else { "~" };
            format!("{}{}", sign.repeat(head.copies), near(head.x))
        });
        let ends = if shot.heads.is_empty() { near(shot.to.0) } else { heads.collect() };
        format!("({}={stopped}{ends})", near(shot.from.0))
    });
    let shots: String = shots.collect();
    let shot = (!shots.is_empty()).then_some(shots);
    let arrow = arrow.or(shot).unwrap_or_default();
    format!("{}#s{id}{words}{arrow}", line(drawing))
}

/// One sign for every lifeline: `,` begins, `'` ends, `:` is closed, `.` closes while its other end
/// is open, `T` `H` `U` are a bar's top, middle, and end, `_` is nothing.
pub(super) fn line(drawing: &Drawing) -> String {
    let sign = |column: usize| {
        let bar = drawing.bars.iter().find(|bar| bar.x == x(column));
        let lines: Vec<_> = drawing.lines.iter().filter(|line| line.x == x(column)).collect();
        match (bar.map(|bar| (bar.from, bar.to)), &*lines) {
            (Some((0, HEIGHT)), _) => 'H',
            (Some((0, _)), _) => 'U',
            (Some(_), _) => 'T',
            (None, []) => '_',
            (None, [line]) if line.to < HEIGHT => '\'',
            (None, [line]) if 0 < line.from => ',',
            (None, [line]) => {
                if line.ghost {
                    ':'
                } else {
                    '|'
                }
            }
            (None, _) => '.',
        }
    };
    let last = drawing.lines.iter().map(|line| line.x).max().unwrap_or_default();
    (0..14).filter(|column| x(*column) <= last).map(sign).collect()
}
