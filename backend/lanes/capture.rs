//! Sees the segments of the session's sockets on this machine's loopback.

use std::io;

use crate::policy::Refusal;

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod filter;
#[cfg(target_os = "linux")]
mod parked;
#[cfg(target_os = "linux")]
mod wire;

#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::Capture;
#[cfg(target_os = "linux")]
pub(crate) use wire::Capture;

/// Why there is no capture, and what to do about it.
pub(crate) fn refusal(error: io::Error) -> Refusal {
    let program = std::env::current_exe().unwrap_or_default();
    Refusal::CaptureForbidden { error: error.into(), program: program.display().to_string() }
}
