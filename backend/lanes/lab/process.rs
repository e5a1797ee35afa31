//! The helper process of a lab: begun, and gone without trace.

use std::{
    io,
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    thread,
    time::Duration,
};

use socket2::{Domain, Socket, Type};
use tokio::{
    io::{Interest, unix::AsyncFd},
    time::sleep,
};

use crate::{lab::Exit, policy::Refusal, sys};

/// Where labs come from, and how many there are of all sessions.
#[derive(Debug, Default)]
pub(crate) struct Labs {
    /// The program whose `lab-host` makes labs; without one it is the program that runs.
    program: Option<PathBuf>,
    limit: usize,
    /// How many bytes the frames of each may take.
    pub(super) bytes: usize,
    taken: AtomicUsize,
}

/// One of the labs that there may be.
#[derive(Debug)]
pub(super) struct Permit(Arc<Labs>);

/// A helper while it runs.
#[derive(Debug)]
pub(super) struct Helper {
    child: Option<Child>,
}

impl Labs {
    /// At most so many, made by that program, each with room for so many bytes of frames.
    pub(crate) fn new(program: Option<PathBuf>, limit: usize, bytes: usize) -> Arc<Self> {
        Arc::new(Self { program, limit, bytes, taken: AtomicUsize::new(0) })
    }

    /// Makes room for one.
    pub(super) fn take(self: &Arc<Self>) -> Result<Permit, Refusal> {
        let limit = self.limit;
        let admit = |taken| (taken < limit).then_some(taken + 1);
        match self.taken.fetch_update(Relaxed, Relaxed, admit) {
            Ok(_) => Ok(Permit(Arc::clone(self))),
            Err(_) => Err(Refusal::TooManyLabs { limit }),
        }
    }
}

impl Permit {
    /// Begins a helper, and gives the socket that it listens to.
    ///
    /// The kernel ends it when the thread ends that began it, so that must be one that stays.
    pub(super) fn begin(&self) -> io::Result<(Helper, AsyncFd<Socket>)> {
        let (ours, theirs) = Socket::pair(Domain::UNIX, Type::SEQPACKET, None)?;
        ours.set_nonblocking(true)?;
        // The same program also where its file was replaced meanwhile.
        let running = || Path::new("/proc/self/exe");
        let program = self.0.program.as_deref().unwrap_or_else(running);
        let child = Command::new(program)
            .arg("lab-host")
            .env_clear()
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let helper = Helper { child: Some(child) };
        Ok((helper, sys::watch(ours, Interest::READABLE)?))
    }
}

impl Helper {
    /// Ends it, if it still runs, and tells how it ended, if that is known within a moment. Of one
    /// whose end of the socket is closed it is how it ended by itself: that was settled before.
    pub(super) async fn end(&mut self) -> Option<Exit> {
        let child = self.child.as_mut()?;
        // It may be gone already.
        let _ = child.kill();
        for _ in 0..TRIES {
            if let Ok(Some(status)) = child.try_wait() {
                return Some(status.into());
            }
            sleep(Duration::from_millis(1)).await;
        }
        None
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Relaxed);
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        // It may be gone already; then it only has to be reaped.
        let _ = child.kill();
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        // Its end takes a moment, for which nobody here has to wait. Without another thread the
        // moment is spent here.
        let reaper = thread::Builder::new().name("reaper".to_owned()).stack_size(64 << 10);
        let pid = child.id();
        let spawned = reaper.spawn(move || {
            let _ = child.wait();
        });
        if let Err(error) = spawned {
            tracing::warn!(pid, %error, "the helper of a lab was killed and not reaped");
        }
    }
}

/// How often a helper that was killed is asked how it ended, a millisecond apart.
const TRIES: u32 = 500;
