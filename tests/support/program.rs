//! Programs that nobody here wrote, with their pipes; every wait has a deadline.

use std::{
    io::{BufRead, BufReader, ErrorKind, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use super::DEADLINE;

/// A running program; it is killed when the value is dropped.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl Program {
    /// Starts it; without it the test fails and says what to install.
    pub fn start(name: &str, arguments: &[&str]) -> Self {
        let mut command = Command::new(name);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| match error.kind() {
            ErrorKind::NotFound => panic!("install {name}; on Debian: apt-get install {name}"),
            _ => panic!("{name}: {error}"),
        });
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (tell, lines) = mpsc::channel();
        thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| tell.send(line))
        });
        let stdin = child.stdin.take();
        Self { name: name.to_owned(), child, stdin, lines }
    }

    /// Runs a script of Python.
    pub fn python(script: &str, arguments: &[&str]) -> Self {
        Self::start("python3", &[&["-u", "-c", script], arguments].concat())
    }

    /// Writes to its standard input.
    pub fn say(&mut self, text: &str) {
        self.stdin.as_mut().expect("an open pipe").write_all(text.as_bytes()).unwrap();
    }

    /// The next line that it prints.
    #[track_caller]
    pub fn line(&self) -> String {
        self.line_within(DEADLINE)
    }

    /// The next line that it prints, with more patience.
    #[track_caller]
    pub fn line_within(&self, deadline: Duration) -> String {
        let line = self.lines.recv_timeout(deadline);
        line.unwrap_or_else(|_| panic!("{} says nothing", self.name))
    }

    /// The next line that it prints, if there is one soon.
    pub fn line_if_within(&self, patience: Duration) -> Option<String> {
        self.lines.recv_timeout(patience).ok()
    }

    /// Sends it a signal, such as `INT`, and waits for its end.
    pub fn signal(&mut self, name: &str) {
        let id = self.child.id().to_string();
        let done = Command::new("kill").args(["-s", name, &id]).status();
        assert!(done.unwrap().success(), "no signal {name}");
        let _ = self.child.wait();
    }

    /// Closes its standard input, and waits for its end, which must be a good one.
    #[track_caller]
    pub fn done(mut self) {
        drop(self.stdin.take());
        // Its standard output ends when it does.
        loop {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(_) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("{} does not end", self.name),
            }
        }
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{}: {status}", self.name);
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // One that has ended cannot be killed, which is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
