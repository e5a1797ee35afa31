//! The built program, started for one test and gone with it.

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader, Read},
    os::unix::fs::MetadataExt as _,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{
        Arc, Condvar, Mutex,
        mpsc::{self, Receiver},
    },
    thread,
    time::Duration,
};

use super::{DEADLINE, http::Request};

/// A running server; it is stopped when the value is dropped.
pub struct Server {
    /// The address it printed, such as `http://localhost:41877/`.
    pub url: String,
    /// Its port.
    pub port: u16,
    process: Process,
}

impl Server {
    /// On any free port.
    pub fn start() -> Self {
        Self::with(&["--port", "0"])
    }

    /// With these arguments; it must come up.
    pub fn with(arguments: &[&str]) -> Self {
        Self::from(command(arguments))
    }

    /// With at most so many open files.
    pub fn with_descriptors(most: u32) -> Self {
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("ulimit -n {most}; exec \"$0\" \"$@\""));
        shell.arg(env!("CARGO_BIN_EXE_socket-playground")).args(["--port", "0"]);
        clean(&mut shell);
        Self::from(shell)
    }

    /// Started by that program with its arguments, such as `setpriv`.
    pub fn under(program: &[&str]) -> Self {
        let mut command = Command::new(program[0]);
        command.args(&program[1..]);
        command.arg(env!("CARGO_BIN_EXE_socket-playground")).args(["--port", "0"]);
        clean(&mut command);
        Self::from(command)
    }

    /// Without the right to capture packets, whoever runs the tests: also root can be without it.
    pub fn without_capture() -> Self {
        let mut setpriv = Command::new("setpriv");
        let root = std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        if root {
            setpriv.arg("--bounding-set=-net_raw");
        }
        setpriv.arg(env!("CARGO_BIN_EXE_socket-playground")).args(["--port", "0"]);
        clean(&mut setpriv);
        Self::from(setpriv)
    }

    fn from(command: Command) -> Self {
        let process = Process::start(command);
        let url = process.line().unwrap_or_else(|| panic!("no address: {}", process.stderr()));
        let port = url.trim_end_matches('/').rsplit(':').next().unwrap().parse().unwrap();
        Self { url, port, process }
    }

    /// What it has logged so far.
    pub fn stderr(&self) -> String {
        self.process.stderr()
    }

    /// Waits until it has logged that; gives the whole log so far.
    pub fn logged(&self, what: &str) -> String {
        self.process.log.wait_for(what)
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.process.pid
    }

    /// How much memory it has now, in bytes (`VmRSS` of proc(5)).
    pub fn memory(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() << 10
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        self.process.signal(name);
    }

    /// Waits for its end.
    pub fn wait(&mut self) -> ExitStatus {
        self.process.wait(DEADLINE).expect("the server did not end in time")
    }

    /// A request to it, with its own `Host`.
    pub fn request(&self, method: &str, target: &str) -> Request {
        Request::new(self.port, method, target)
    }

    /// A `GET`.
    pub fn get(&self, target: &str) -> super::http::Answer {
        self.request("GET", target).send()
    }
}

/// What a program that ends by itself left behind.
pub struct Ended {
    /// Its exit code.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it logged.
    pub stderr: String,
}

/// Runs the program to its end.
pub fn run(arguments: &[&str]) -> Ended {
    run_with(arguments, &[])
}

/// Runs the program to its end, with environment variables.
pub fn run_with(arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
    let mut command = command(arguments);
    command.envs(environment.iter().copied());
    let mut process = Process::start(command);
    let status = process.wait(DEADLINE).expect("the program did not end in time");
    let mut stdout = String::new();
    while let Some(line) = process.line() {
        stdout.push_str(&line);
        stdout.push('\n');
    }
    Ended { code: status.code(), stdout, stderr: process.stderr() }
}

struct Process {
    pid: u32,
    ended: Receiver<ExitStatus>,
    status: Option<ExitStatus>,
    lines: Receiver<String>,
    log: Arc<Log>,
    closed: Receiver<()>,
}

/// What a process has written to standard error.
#[derive(Default)]
struct Log {
    text: Mutex<String>,
    grown: Condvar,
}

impl Log {
    fn wait_for(&self, what: &str) -> String {
        let text = self.text.lock().unwrap();
        let absent = |text: &mut String| !text.contains(what);
        let (text, _) = self.grown.wait_timeout_while(text, DEADLINE, absent).unwrap();
        assert!(text.contains(what), "{what:?} was not logged: {text}");
        text.clone()
    }

    fn add(&self, text: &str) {
        self.text.lock().unwrap().push_str(text);
        self.grown.notify_all();
    }
}

impl Process {
    fn start(mut command: Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program does not start");
        let lines = lines(&mut child);
        let (log, closed) = log(&mut child);
        let pid = child.id();
        let (tell, ended) = mpsc::channel();
        thread::spawn(move || tell.send(child.wait().unwrap()));
        Self { pid, ended, status: None, lines, log, closed }
    }

    fn line(&self) -> Option<String> {
        self.lines.recv_timeout(DEADLINE).ok()
    }

    fn stderr(&self) -> String {
        self.log.text.lock().unwrap().clone()
    }

    fn signal(&self, name: &str) {
        let done = Command::new("kill").args(["-s", name, &self.pid.to_string()]).status();
        assert!(done.unwrap().success(), "no signal {name}");
    }

    fn wait(&mut self, deadline: Duration) -> Option<ExitStatus> {
        if self.status.is_none() {
            self.status = self.ended.recv_timeout(deadline).ok();
            if self.status.is_some() {
                // The log is whole when its pipe is closed.
                let _ = self.closed.recv_timeout(Duration::from_secs(1));
            }
        }
        self.status
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.wait(Duration::ZERO).is_some() {
            return;
        }
        self.signal("TERM");
        if self.wait(DEADLINE).is_none() {
            self.signal("KILL");
        }
    }
}

fn command(arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_socket-playground"));
    command.args(arguments);
    clean(&mut command);
    command
}

/// The settings of whoever runs the tests are not those of the tests.
fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("SOCKET_PLAYGROUND_") || name == "RUST_LOG" {
            command.env_remove(name);
        }
    }
}

fn lines(child: &mut Child) -> Receiver<String> {
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let (tell, lines) = mpsc::channel();
    thread::spawn(move || {
        stdout.lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
    });
    lines
}

fn log(child: &mut Child) -> (Arc<Log>, Receiver<()>) {
    let mut stderr = child.stderr.take().unwrap();
    let log = Arc::new(Log::default());
    let (tell, closed) = mpsc::channel();
    let kept = Arc::clone(&log);
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(count @ 1..) = stderr.read(&mut buffer) {
            kept.add(&String::from_utf8_lossy(&buffer[..count]));
        }
        let _ = tell.send(());
    });
    (log, closed)
}
