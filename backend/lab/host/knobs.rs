//! Knobs of the kernel in the current network namespace: `/proc/sys/net`.

use std::{fs, io};

use crate::{
    errno::OsError,
    lab::{KNOBS, Knob},
};

/// The kernel's settings, of the namespace that the thread is in.
pub(super) struct Knobs;

impl Knobs {
    /// Sets one of [`KNOBS`]; what it is then.
    pub(super) fn set(name: &str, value: &str) -> Result<String, OsError> {
        if !KNOBS.iter().any(|knob| knob.name == name) {
            return Err(nix::errno::Errno::ENOENT.into());
        }
        Self::write(name, value)?;
        Ok(Self::read(name)?)
    }

    /// What each of [`KNOBS`] is; where this kernel has none, nothing.
    pub(super) fn all() -> Vec<String> {
        KNOBS.iter().map(|Knob { name, .. }| Self::read(name).unwrap_or_default()).collect()
    }

    /// Reads any setting.
    pub(super) fn read(name: &str) -> io::Result<String> {
        // Several numbers are separated by tabs, which nobody types.
        let text = fs::read_to_string(path(name))?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// Writes any setting.
    pub(super) fn write(name: &str, value: &str) -> io::Result<()> {
        fs::OpenOptions::new().write(true).open(path(name)).and_then(|mut file| {
            // One call, because the kernel takes each for the whole value.
            io::Write::write_all(&mut file, value.as_bytes())
        })
    }
}

/// The file of a setting. Names come from this program alone.
fn path(name: &str) -> String {
    format!("/proc/sys/{}", name.replace('.', "/"))
}
