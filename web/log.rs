//! What the server says while it runs: lines on standard error.

use std::io::{self, IsTerminal};

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// The form of a line.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, ValueEnum)]
pub enum Format {
    /// For programs: one JSON object.
    Json,
    /// For people.
    #[default]
    Text,
}

/// Begins to log; `RUST_LOG` chooses what, and `NO_COLOR` or a pipe takes the colors away.
pub fn begin(format: Format) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colored = io::stderr().is_terminal()
        && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr);
    // A subscriber that is there already, as in a test, stays.
    let _ = match format {
        Format::Json => log.json().try_init(),
        Format::Text => log.with_ansi(colored).try_init(),
    };
}
