//! The socket engine: real sockets of the operating system, one referee per session, and a journal.
//!
//! Intent goes down, facts come up, and each arrow has one type and one file:
//!
//! ```text
//!  Command ──▶ ┌─────────┐ ── Effect ──▶ socket task ──▶ the kernel
//!              │ Session │                    │
//!              └─────────┘ ◀── Signal ────────┘
//!                   │ Event
//!  Reader ◀── Feed / Journal (one writer, many readers, Seq)
//! ```
//!
//! Modules in reading order: [`id`], [`command`], [`call`], [`effect`], [`signal`], [`event`],
//! [`view`], [`policy`], [`limits`], [`session`], [`journal`], [`feed`], `actor`, [`engine`],
//! [`transport`].
//!
//! # Invariants
//!
//! 1. A session does no I/O, never waits, and never reads a clock: same inputs, same outputs.
//! 2. After each input every output is taken before the next input. A connection that was accepted
//!    in a turn and not adopted in it is dropped; that is how connections are refused.
//! 3. Nothing reaches the network except with an address that [`policy::Policy`] has approved.
//! 4. One writer per journal; [`id::Seq`] has no holes; what is forgotten is announced.
//! 5. Waits point up, never down: a socket may wait for its actor, an actor waits for nobody.
//! 6. This crate knows no HTTP, JSON, or HTML.
//! 7. Every task has an owner, and every stop a deadline.

mod actor;
pub mod allowed;
mod answerers;
pub mod call;
pub mod command;
pub mod conversation;
pub mod dissect;
pub mod effect;
pub mod engine;
pub mod errno;
pub mod event;
pub mod feed;
pub mod id;
pub mod journal;
pub mod kernel;
pub mod lab;
mod lanes;
pub mod limits;
pub mod node;
pub mod option;
pub mod policy;
pub mod segment;
pub mod session;
pub mod signal;
mod sys;
pub mod transport;
pub mod view;
mod vitals;
