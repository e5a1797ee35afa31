//! The product from outside: the table of contents of its tests.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "tests look for one thing among many, and fail loudly"
)]
#![expect(clippy::disallowed_methods, reason = "the peers of a test are sockets of its own")]

/// The program as a person in a terminal meets it.
mod command_line;
/// What programs may rely on, row by row.
mod contract;
/// The engine against real sockets on loopback.
mod engine;
/// Hosts with stacks of their own, and a wire between them.
mod lab;
/// Whose work is in the program.
mod licenses;
/// What nobody reads, and what it costs.
mod memory;
/// The pages, as a browser without JavaScript gets them.
mod pages;
/// Other people's programs at the other end.
mod peers;
/// Programs made from the journal, compiled and run.
mod programs;
/// The wall around the server.
mod safety;
/// What is said of segments, beside what Wireshark says of them.
mod segments;
/// How everything ends.
mod shutdown;
/// The journal against strace.
mod strace;
/// What the tests stand on.
mod support;
/// The house rules.
mod tidy;
