//! Starts, serves, and stops.

fn main() {}
