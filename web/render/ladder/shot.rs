//! A frame that was seen, as far as it came: one line, and a head at every host that it reached.

use super::drawing::{HEAD, Hue};

/// The way of a frame to one side.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Shot {
    pub(super) hue: Hue,
    pub(super) from: (usize, usize),
    /// As far as it came.
    pub(super) to: (usize, usize),
    /// Whether it points to the right.
    pub(super) right: bool,
    pub(super) heads: Vec<Head>,
}

/// Where a frame was put on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Head {
    pub(super) x: usize,
    /// How many copies of it.
    pub(super) copies: usize,
    /// Whether it is for that host, by its hardware address.
    pub(super) meant: bool,
}

impl Shot {
    /// Its line, up to the last head.
    pub(super) fn path(&self) -> String {
        let ((x, y), (to, down)) = (self.from, self.to);
        format!("M{x} {y}L{to} {down}")
    }

    /// The outlines of a head, one behind the other for each copy.
    pub(super) fn outline(&self, head: &Head) -> String {
        let y = self.height(head.x);
        let copy = |nth: usize| {
            let behind = |by: usize| if self.right { head.x - by } else { head.x + by };
            let (tip, back) = (behind(nth * (HEAD + 1)), behind(nth * (HEAD + 1) + HEAD));
            format!("M{tip} {y}L{back} {}V{}Z", y - HEAD / 2, y + HEAD / 2)
        };
        (0..head.copies).map(copy).collect()
    }

    /// How far down it is at a place.
    fn height(&self, x: usize) -> usize {
        let ((from, top), (to, bottom)) = (self.from, self.to);
        let (way, whole) = (from.abs_diff(x), from.abs_diff(to).max(1));
        if top < bottom { top + (bottom - top) * way / whole } else { top }
    }
}
