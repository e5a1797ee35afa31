//! The command line.

use std::fmt::Write;

use backend::limits::{LIMITS, Limits};
use clap::{Args, Parser, Subcommand, ValueEnum, builder::BoolishValueParser};
use clap_complete::Shell;

use crate::{language::Language, log::Format, routes, serve};

/// Real TCP and UDP sockets, driven one system call at a time from a browser page.
#[derive(Debug, Parser)]
#[command(
    name = "socket-playground",
    version,
    args_conflicts_with_subcommands = true,
    after_help = EXAMPLES
)]
pub struct Cli {
    /// What to do, if not to serve.
    #[command(subcommand)]
    pub task: Option<Task>,
    /// How to serve.
    #[command(flatten)]
    pub options: Options,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Print a completion script for a shell.
    Completions {
        /// The shell.
        shell: Shell,
    },
    /// Be the helper process of a lab, which the server starts by itself.
    #[command(hide = true)]
    LabHost,
    /// Print the man page.
    Man,
    /// Serve the page (this is also what happens without a command).
    #[command(after_help = EXAMPLES)]
    Serve(Options),
}

/// How to serve.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Address to serve on: localhost, which is always both 127.0.0.1 and ::1.
    #[arg(short = 'H', long, env = "SOCKET_PLAYGROUND_HOST", default_value = "localhost")]
    pub host: String,
    /// Port to serve on; 0 takes any free one [default: 8000, or the next free up to 8009].
    #[arg(short, long, env = "SOCKET_PLAYGROUND_PORT", value_name = "N")]
    pub port: Option<u16>,
    /// Open the page in the browser.
    #[arg(long, env = "SOCKET_PLAYGROUND_OPEN", value_parser = BoolishValueParser::new())]
    pub open: bool,
    /// Language of pages for people whose browser asks for none of them.
    #[arg(long, env = "SOCKET_PLAYGROUND_LANG", value_enum, default_value_t = Tag::En)]
    pub lang: Tag,
    /// Form of the log lines on standard error; RUST_LOG chooses how much is logged.
    #[arg(long, env = "SOCKET_PLAYGROUND_LOG_FORMAT", value_enum, default_value_t = Format::Text)]
    pub log_format: Format,
    /// Set a limit; may be given several times (see --print-limits).
    #[arg(
        long = "limit",
        env = "SOCKET_PLAYGROUND_LIMIT",
        value_name = "NAME=VALUE",
        value_delimiter = ',',
        value_parser = set
    )]
    pub limits: Vec<Setting>,
    /// Print every limit with its value, and exit.
    #[arg(long)]
    pub print_limits: bool,
    /// Print every route with its class, and exit.
    #[arg(long, hide = true)]
    pub print_routes: bool,
}

/// A limit with a value, as `--limit` takes it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    index: usize,
    value: u64,
}

/// A language by its tag (BCP 47).
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Tag {
    /// English.
    #[value(name = "en")]
    En,
    /// Simplified Chinese.
    #[value(name = "zh-Hans")]
    ZhHans,
    /// Traditional Chinese.
    #[value(name = "zh-Hant")]
    ZhHant,
}

impl Options {
    /// What they mean for the server; the error says what to do instead.
    pub fn plan(&self) -> Result<serve::Plan, String> {
        if !LOCAL.contains(&self.host.to_ascii_lowercase().as_str()) {
            return Err(exposed(&self.host));
        }
        Ok(serve::Plan {
            port: self.port,
            open: self.open,
            language: self.lang.language(),
            limits: self.limits(),
        })
    }

    /// The limits that `--print-limits` prints, one `name=value` a line.
    #[must_use]
    pub fn printed_limits(&self) -> String {
        let limits = self.limits();
        LIMITS.iter().fold(String::new(), |mut text, limit| {
            let setting = format!("{}={}", limit.name, (limit.get)(&limits));
            // Writing to a String cannot fail.
            let _ = match limit.unit {
                "" => writeln!(text, "{setting}"),
                unit => writeln!(text, "{setting:<28} {unit}"),
            };
            text
        })
    }

    fn limits(&self) -> Limits {
        let mut limits = Limits::default();
        for setting in &self.limits {
            (LIMITS[setting.index].set)(&mut limits, setting.value);
        }
        limits
    }
}

impl Tag {
    fn language(self) -> Language {
        match self {
            Self::En => Language::English,
            Self::ZhHans => Language::Simplified,
            Self::ZhHant => Language::Traditional,
        }
    }
}

/// What `--print-routes` prints: method, path, and class.
#[must_use]
pub fn printed_routes() -> String {
    let line = |route: &routes::Route| {
        format!("{} {} {}\n", route.verb.name(), route.path, route.class.name())
    };
    routes::all().iter().map(line).collect()
}

fn set(text: &str) -> Result<Setting, String> {
    let names = || LIMITS.map(|limit| limit.name).join(", ");
    let Some((name, value)) = text.split_once('=') else {
        return Err(format!("expected name=value, where name is one of: {}", names()));
    };
    let Some(index) = LIMITS.iter().position(|limit| limit.name == name) else {
        return Err(format!("there is no limit {name:?}; there are: {}", names()));
    };
    match value.parse() {
        Ok(value) if 0 < value => Ok(Setting { index, value }),
        Ok(_) | Err(_) => Err(format!("{name} is a whole number, at least 1, not {value:?}")),
    }
}

fn exposed(host: &str) -> String {
    format!(
        "--host {host} is not this machine's own localhost.\n\
         Whoever reaches this page opens sockets from this machine, and it has no login yet;\n\
         therefore it serves 127.0.0.1 and ::1 only. To use it from another machine, go through SSH:\n\n    \
         ssh -L 8000:localhost:8000 <this machine>\n\n\
         and open http://localhost:8000/ there."
    )
}

const LOCAL: [&str; 4] = ["localhost", "127.0.0.1", "::1", "[::1]"];

const EXAMPLES: &str = "\
Examples:
  socket-playground                          serve http://localhost:8000/
  socket-playground --open                   and open it in the browser
  socket-playground --port 0                 on any free port; the address is printed
  socket-playground --limit sockets=256      with fewer sockets
  SOCKET_PLAYGROUND_PORT=9000 socket-playground
  socket-playground completions bash > ~/.local/share/bash-completion/completions/socket-playground

The address is printed on standard output, everything else on standard error.
Exit status: 0 stopped, 1 failed, 2 wrong usage, 3 the port is taken, 130 interrupted twice.";
