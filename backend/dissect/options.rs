//! The options of a TCP header, one after the other.

use std::ops::Range;

use crate::segment::TcpOption;

/// The options in their order; behind the end of the list, and where a length is wrong, there is
/// nothing to read.
pub(super) fn read(options: &[u8]) -> Vec<TcpOption> {
    if options.is_empty() {
        return Vec::new();
    }
    let mut found = Vec::with_capacity(6);
    found.extend(Walk::new(options).filter_map(|(_, option)| option));
    found
}

/// Options with the places of their bytes; the end of the list is no option.
pub(super) struct Walk<'a> {
    options: &'a [u8],
    at: usize,
    /// The list is at its end; what follows is padding.
    ended: bool,
}

impl<'a> Walk<'a> {
    pub(super) fn new(options: &'a [u8]) -> Self {
        Self { options, at: 0, ended: false }
    }

    /// What was not read: it is behind the end of the list, or its length is wrong.
    pub(super) fn rest(&self) -> Range<usize> {
        self.at..self.options.len()
    }
}

impl Iterator for Walk<'_> {
    type Item = (Range<usize>, Option<TcpOption>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.options.get(self.at..)?;
        let len = match *rest.first()? {
            END | NOP => 1,
            _ => usize::from(*rest.get(1)?),
        };
        let fits = 0 < len && (len != 1 || rest[0] <= NOP) && !(self.ended && rest[0] != END);
        let option = rest.get(..len).filter(|_| fits)?;
        let range = self.at..self.at + len;
        self.ended = option[0] == END;
        self.at = range.end;
        Some((range, one(option)))
    }
}

fn one(option: &[u8]) -> Option<TcpOption> {
    let long = |bytes: &[u8]| bytes.try_into().map(u32::from_be_bytes).unwrap_or_default();
    Some(match option {
        [END] => return None,
        [NOP] => TcpOption::Nop,
        [MSS, 4, a, b] => TcpOption::Mss(u16::from_be_bytes([*a, *b])),
        [WINDOW_SCALE, 3, shift] => TcpOption::WindowScale(*shift),
        [SACK_PERMITTED, 2] => TcpOption::SackPermitted,
        [SACK, _, blocks @ ..] if !blocks.is_empty() && blocks.len() % 8 == 0 => {
            let blocks = blocks.chunks_exact(8);
            TcpOption::Sack(blocks.map(|block| (long(&block[..4]), long(&block[4..]))).collect())
        }
        [TIMESTAMPS, 10, times @ ..] => {
            TcpOption::Timestamps { value: long(&times[..4]), echo: long(&times[4..]) }
        }
        [kind, len, ..] => TcpOption::Other { kind: *kind, len: *len },
        [] | [_] => return None,
    })
}

const END: u8 = 0;
const NOP: u8 = 1;
const MSS: u8 = 2;
const WINDOW_SCALE: u8 = 3;
const SACK_PERMITTED: u8 = 4;
const SACK: u8 = 5;
const TIMESTAMPS: u8 = 8;
