//! The server as a process, and the clients and peers that tests use; every wait has a deadline.

#![allow(dead_code, unreachable_pub, reason = "what one test does not need, another does")]

use std::time::Duration;

pub mod http;
pub mod live;
pub mod peer;
pub mod program;
pub mod server;
pub mod session;

/// How long anything may take before a test gives up.
pub const DEADLINE: Duration = Duration::from_secs(10);
