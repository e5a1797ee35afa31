//! The product from outside: the table of contents of its tests.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test that cannot go on stops, and looks for one thing among many"
)]

mod command_line;
mod safety;
mod support;
