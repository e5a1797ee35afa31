//! How many sockets a session may still have, in its own right and of the server's.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use crate::policy::Refusal;

/// A session's share of the sockets.
#[derive(Debug)]
pub struct Quota {
    taken: usize,
    limit: usize,
    all: Arc<Pool>,
}

/// The sockets of all sessions together.
#[derive(Debug)]
pub struct Pool {
    taken: AtomicUsize,
    limit: usize,
}

impl Pool {
    /// Room for so many.
    #[must_use]
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { taken: AtomicUsize::new(0), limit })
    }

    /// How many there are.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken.load(Relaxed)
    }
}

impl Quota {
    /// At most so many of the pool.
    #[must_use]
    pub fn new(limit: usize, all: Arc<Pool>) -> Self {
        Self { taken: 0, limit, all }
    }

    /// How many the session has.
    #[must_use]
    pub fn taken(&self) -> usize {
        self.taken
    }

    /// Whether there is room for another, and if not, which limit says so.
    pub fn check(&self) -> Result<(), Refusal> {
        for (taken, limit) in [(self.taken, self.limit), (self.all.taken(), self.all.limit)] {
            if limit <= taken {
                return Err(Refusal::TooManySockets { limit });
            }
        }
        Ok(())
    }

    /// Takes one.
    pub fn take(&mut self) -> Result<(), Refusal> {
        self.check()?;
        let limit = self.all.limit;
        let admit = |taken| (taken < limit).then_some(taken + 1);
        match self.all.taken.fetch_update(Relaxed, Relaxed, admit) {
            Ok(_) => {
                self.taken += 1;
                Ok(())
            }
            Err(_) => Err(Refusal::TooManySockets { limit }),
        }
    }

    /// Gives one back.
    pub fn give_back(&mut self) {
        if 0 < self.taken {
            self.taken -= 1;
            self.all.taken.fetch_sub(1, Relaxed);
        }
    }
}

impl Drop for Quota {
    fn drop(&mut self) {
        self.all.taken.fetch_sub(self.taken, Relaxed);
    }
}
