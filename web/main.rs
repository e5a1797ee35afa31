//! Starts, serves, and stops.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::{CommandFactory, Parser};
use web::{
    cli::{self, Cli, Options, Task},
    log, serve,
};

fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.task {
        None => start(&cli.options),
        Some(Task::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "socket-playground", &mut script);
            print(&script)
        }
        // Before anything else begins: the helper must have a single thread.
        Some(Task::LabHost) => lab_host(),
        Some(Task::Man) => {
            let mut page = Vec::new();
            match clap_mangen::Man::new(Cli::command()).render(&mut page) {
                Ok(()) => print(&page),
                Err(error) => fail(1, &error.to_string()),
            }
        }
        Some(Task::Serve(options)) => start(&options),
    }
}

#[cfg(target_os = "linux")]
fn lab_host() -> ExitCode {
    backend::lab::host::run()
}

#[cfg(not(target_os = "linux"))]
fn lab_host() -> ExitCode {
    fail(1, "labs need Linux")
}

fn start(options: &Options) -> ExitCode {
    if options.print_limits {
        return print(options.printed_limits().as_bytes());
    }
    if options.print_routes {
        return print(cli::printed_routes().as_bytes());
    }
    let plan = match options.plan() {
        Ok(plan) => plan,
        Err(reason) => return fail(2, &reason),
    };
    log::begin(options.log_format);
    match serve::run(plan) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error.exit_code(), &error.to_string()),
    }
}

/// A reader that has gone, as `head` does, is no failure.
fn print(text: &[u8]) -> ExitCode {
    match io::stdout().write_all(text) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => fail(1, &error.to_string()),
        Ok(()) | Err(_) => ExitCode::SUCCESS,
    }
}

fn fail(code: u8, reason: &str) -> ExitCode {
    // If nobody can hear it, the exit code says it.
    let _ = writeln!(io::stderr(), "error: {reason}");
    ExitCode::from(code)
}
