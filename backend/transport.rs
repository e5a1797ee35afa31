//! The only files that touch the network.

pub mod stream;
