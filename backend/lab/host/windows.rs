//! Bounds what a connection may have on its way, so that a wire can take all of it at once.

use std::io;

use super::{Failed, Step, knobs::Knobs};

/// Lowers the largest buffers of TCP in the namespace that the thread is in.
///
/// The wire is a packet socket that a program reads, and while the program does something else,
/// frames wait in the socket's receive buffer. What does not fit there is lost, which no wire of
/// this lab should do unasked. How large that buffer is depends: more than `net.core.rmem_max` takes
/// `CAP_NET_ADMIN` outside of the lab, and that is 208 KiB on many machines. So connections are held
/// to what fits: a kernel counts at most about half of a receive buffer as window
/// (`net.ipv4.tcp_adv_win_scale`), a sender has no more on its way than its send buffer takes, and
/// both are at most half of the packet socket's buffer, because a frame takes more of that than it
/// has bytes. [`LARGEST`] is more than this wire carries in a round trip without delay.
pub(super) fn bound(room: usize) -> Result<(), Failed> {
    for name in ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"] {
        match lower(name, (room / 2).min(LARGEST)) {
            // Before Linux 4.15 they belong to the whole machine.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            outcome => outcome.step(name)?,
        }
    }
    Ok(())
}

/// Lowers the last of three numbers: the least, the size to begin with, and the most.
fn lower(name: &str, most: usize) -> io::Result<()> {
    if let Some(value) = lowered(&Knobs::read(name)?, most) {
        Knobs::write(name, &value)?;
    }
    Ok(())
}

/// `None` if it is low enough. The most is never less than the size to begin with.
fn lowered(value: &str, most: usize) -> Option<String> {
    let mut numbers = value.split_whitespace();
    let (least, first, last) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let most = most.max(first.parse().ok()?);
    (most < last.parse().ok()?).then(|| format!("{least} {first} {most}"))
}

/// The largest buffer that a connection gets, in bytes.
const LARGEST: usize = 2 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_most_is_lowered_and_not_below_the_first() {
        let lowered = |most| lowered("4096 131072 6291456", most);
        assert_eq!(lowered(2 << 20).as_deref(), Some("4096 131072 2097152"));
        assert_eq!(lowered(1000).as_deref(), Some("4096 131072 131072"));
        assert_eq!(lowered(8 << 20), None);
    }
}
