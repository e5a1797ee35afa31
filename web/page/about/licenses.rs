//! Whose work is in this program, and under which licenses.

/// One crate that is in the program.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Crate {
    /// Its name.
    pub(super) name: &'static str,
    /// Its version.
    pub(super) version: &'static str,
    /// Its licenses, as an SPDX expression.
    pub(super) license: &'static str,
    /// Where it comes from.
    pub(super) link: &'static str,
}

/// Every crate of the list, by name.
pub(super) fn crates() -> Vec<Crate> {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(read).collect()
}

fn read(line: &'static str) -> Option<Crate> {
    let mut parts = line.split(" | ");
    let (name, version) = parts.next()?.split_once(' ')?;
    Some(Crate { name, version, license: parts.next()?, link: parts.next()? })
}

/// `name version | license | link`, a crate on each line; `tests/licenses.rs` proves that it is
/// what the program is built of.
const LIST: &str = include_str!("../../licenses.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read() {
        let lines = LIST.lines().filter(|line| !line.starts_with('#')).count();
        let crates = crates();
        assert!(50 < lines);
        assert_eq!(crates.len(), lines);
        for one in crates {
            assert!(one.link.starts_with("https://") && !one.license.is_empty(), "{one:?}");
        }
    }
}
