//! Sees the segments of the session's sockets on this machine's loopback.

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
