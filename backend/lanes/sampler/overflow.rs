//! What the listeners of a namespace refused for want of room, from `/proc/net/netstat`.

use std::{
    fs::File,
    io::{self, Read, Seek},
};

use crate::kernel::Overflows;

/// The counters of one namespace since the lane began.
#[derive(Debug)]
pub(super) struct Counters {
    file: File,
    began: Overflows,
}

impl Counters {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let mut this = Self { file, began: Overflows::default() };
        this.began = this.read()?;
        Ok(this)
    }

    /// How many since the lane began.
    pub(super) fn since(&mut self) -> Option<Overflows> {
        let now = self.read().ok()?;
        Some(Overflows {
            overflows: now.overflows.saturating_sub(self.began.overflows),
            drops: now.drops.saturating_sub(self.began.drops),
        })
    }

    fn read(&mut self) -> io::Result<Overflows> {
        self.file.rewind()?;
        let mut text = String::new();
        self.file.read_to_string(&mut text)?;
        parse(&text).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

/// A line of names is followed by a line of numbers.
fn parse(text: &str) -> Option<Overflows> {
    let mut lines = text.lines().filter(|line| line.starts_with("TcpExt:"));
    let (names, numbers) = (lines.next()?, lines.next()?);
    let find = |wanted: &str| {
        let at = names.split_whitespace().position(|name| name == wanted)?;
        numbers.split_whitespace().nth(at)?.parse().ok()
    };
    Some(Overflows { overflows: find("ListenOverflows")?, drops: find("ListenDrops")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_below_their_names() {
        let text = "IpExt: InOctets\nIpExt: 7\nTcpExt: A ListenOverflows ListenDrops B\n\
                    TcpExt: 1 20 300 4\n";
        let counted = parse(text).unwrap();
        assert_eq!((counted.overflows, counted.drops), (20, 300));
        assert_eq!(parse("TcpExt: A\nTcpExt: 1\n"), None);
    }

    #[test]
    fn this_machine_counts() {
        let mut counters = Counters::new(File::open("/proc/net/netstat").unwrap()).unwrap();
        assert!(counters.since().is_some());
    }
}
