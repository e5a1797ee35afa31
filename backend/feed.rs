//! A journal with one writer and any number of readers.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use tokio::{sync::watch, time::Instant};

use crate::{
    actor::instant,
    event::{Entry, Event},
    id::{Seq, SocketId},
    journal::{Gap, Journal},
    kernel::table::{Row, Table},
    lab::LabView,
    view::{Lanes, SocketView},
};

/// The state that a session shares with its readers.
#[derive(Debug)]
pub(crate) struct Shared {
    ledger: Mutex<Ledger>,
    latest: Mutex<Option<Arc<Page>>>,
    began: Instant,
}

/// The journal, and the sockets as they are after its last event.
#[derive(Debug)]
pub(crate) struct Ledger {
    pub(crate) journal: Journal,
    pub(crate) sockets: BTreeMap<SocketId, SocketView>,
    /// What the kernels hold, as far as the journal tells.
    pub(crate) kernel: Table,
    /// The lab, if there is one.
    pub(crate) lab: Option<LabView>,
    /// Which lanes are on.
    pub(crate) lanes: Lanes,
}

impl Ledger {
    /// Writes an event down, with what follows from it.
    pub(crate) fn push(&mut self, at: Duration, socket: Option<SocketId>, event: Event) -> Seq {
        let head = self.journal.push(at, socket, event);
        if let Some(entry) = self.journal.find(head) {
            self.kernel.take(entry);
        }
        head
    }
}

/// The writing end; when it is dropped, readers take what is left and then end.
#[derive(Debug)]
pub(crate) struct Feed {
    shared: Arc<Shared>,
    head: watch::Sender<Seq>,
}

impl Feed {
    pub(crate) fn new(journal: Journal) -> (Self, Reader) {
        let shared = Arc::new(Shared {
            ledger: Mutex::new(Ledger {
                journal,
                sockets: BTreeMap::new(),
                kernel: Table::default(),
                lab: None,
                lanes: Lanes::default(),
            }),
            latest: Mutex::new(None),
            began: instant(),
        });
        let (head, seen) = watch::channel(Seq::START);
        let reader = Reader { shared: Arc::clone(&shared), head: seen, cursor: Seq::START };
        (Self { shared, head }, reader)
    }

    /// The ledger, to write in. It is held for microseconds and never across an await.
    pub(crate) fn write(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.shared.ledger)
    }

    /// Tells the readers how far the journal is.
    pub(crate) fn publish(&self) {
        let head = self.write().journal.head();
        self.head.send_if_modified(|seen| {
            let news = *seen < head;
            *seen = head;
            news
        });
    }
}

/// A cursor in a journal. A slow one costs nothing: what it comes too late for, it is told.
#[derive(Clone, Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    head: watch::Receiver<Seq>,
    cursor: Seq,
}

impl Reader {
    /// Goes to a place; what comes after it is read next.
    #[must_use]
    pub fn resume(mut self, cursor: Seq) -> Self {
        self.cursor = cursor;
        self
    }

    /// The place that was read last.
    #[must_use]
    pub fn cursor(&self) -> Seq {
        self.cursor
    }

    /// Waits for what comes next; `None` when the session is over and everything was read.
    pub async fn next(&mut self) -> Option<Arc<Page>> {
        loop {
            let over = self.head.has_changed().is_err();
            let _ = self.head.borrow_and_update();
            let page = self.take();
            if !page.is_empty() {
                return Some(page);
            }
            if over {
                return None;
            }
            // An error means that the writer is gone; one more look takes what it left.
            let _ = self.head.changed().await;
            // Whoever is at work finishes first, so that one page carries what belongs together.
            tokio::task::yield_now().await;
        }
    }

    /// What is there already after the cursor; it may be empty.
    pub fn take(&mut self) -> Arc<Page> {
        let published = *self.head.borrow();
        let page = self.shared.page(self.cursor, published);
        self.cursor = page.head;
        page
    }

    /// The place of the newest event.
    #[must_use]
    pub fn head(&self) -> Seq {
        lock(&self.shared.ledger).journal.head()
    }

    /// The place of the oldest event that is remembered.
    #[must_use]
    pub fn first(&self) -> Seq {
        lock(&self.shared.ledger).journal.first()
    }

    /// The event at a place, if it is remembered.
    #[must_use]
    pub fn find(&self, seq: Seq) -> Option<Entry> {
        lock(&self.shared.ledger).journal.find(seq).cloned()
    }

    /// The events after a place, at most [`Page::MOST`]; for whoever looks back, and shared with nobody.
    #[must_use]
    pub fn stretch(&self, after: Seq) -> Vec<Entry> {
        lock(&self.shared.ledger).journal.after(after, Page::MOST).1.cloned().collect()
    }

    /// The sockets as they are now.
    #[must_use]
    pub fn sockets(&self) -> Vec<SocketView> {
        lock(&self.shared.ledger).sockets.values().cloned().collect()
    }

    /// What the kernels hold now, by machine, protocol, and addresses.
    #[must_use]
    pub fn kernel(&self) -> Vec<Row> {
        lock(&self.shared.ledger).kernel.rows().cloned().collect()
    }

    /// The lab as it is now.
    #[must_use]
    pub fn lab(&self) -> Option<LabView> {
        lock(&self.shared.ledger).lab.clone()
    }

    /// Which lanes are on.
    #[must_use]
    pub fn lanes(&self) -> Lanes {
        lock(&self.shared.ledger).lanes
    }

    /// One socket as it is now.
    #[must_use]
    pub fn socket(&self, id: SocketId) -> Option<SocketView> {
        lock(&self.shared.ledger).sockets.get(&id).cloned()
    }

    /// How long it is since the session began.
    #[must_use]
    pub fn now(&self) -> Duration {
        instant().saturating_duration_since(self.shared.began)
    }

    /// How much memory the journal takes, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        lock(&self.shared.ledger).journal.bytes()
    }
}

impl Shared {
    /// What comes after a cursor, as far as it was published. Readers at the same place share one
    /// page, and with it every rendering of it.
    fn page(&self, after: Seq, published: Seq) -> Arc<Page> {
        let ledger = lock(&self.ledger);
        let mut latest = lock(&self.latest);
        let first = ledger.journal.first();
        if let Some(page) = latest.as_ref().filter(|page| page.answers(after, published, first)) {
            return Arc::clone(page);
        }
        let wanted = usize::try_from(published.0.saturating_sub(after.0)).unwrap_or(usize::MAX);
        let (gap, entries) = ledger.journal.after(after, wanted.min(Page::MOST));
        let entries: Vec<Entry> = entries.cloned().collect();
        let head = entries.last().map_or(after, |entry| entry.seq);
        let sockets =
            ledger.sockets.values().filter(|socket| after < socket.changed).cloned().collect();
        let full = entries.len() == Page::MOST;
        let page =
            Arc::new(Page { after, head, full, gap, entries, sockets, made: Mutex::default() });
        if !page.is_empty() {
            *latest = Some(Arc::clone(&page));
        }
        page
    }
}

/// A stretch of a journal, as one or several readers take it.
pub struct Page {
    /// The place before it.
    pub after: Seq,
    /// The place of its last event, or `after` where there is none.
    pub head: Seq,
    /// What was forgotten between `after` and its first event.
    pub gap: Option<Gap>,
    /// The events, at most [`Page::MOST`].
    pub entries: Vec<Entry>,
    /// The sockets that changed after `after`, as they are now.
    pub sockets: Vec<SocketView>,
    full: bool,
    made: Mutex<Vec<(u8, Bytes)>>,
}

impl Page {
    /// How many events one page holds, so that the lock and a frame stay small.
    pub const MOST: usize = 512;

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Something made of this page, kept so that viewers of one kind share it.
    pub fn rendering(&self, kind: u8, make: impl FnOnce(&Self) -> Bytes) -> Bytes {
        let mut made = lock(&self.made);
        if let Some((_, bytes)) = made.iter().find(|(of, _)| *of == kind) {
            return bytes.clone();
        }
        let bytes = make(self);
        made.push((kind, bytes.clone()));
        bytes
    }

    /// Whether it is what a reader at that place should get now.
    fn answers(&self, after: Seq, published: Seq, first: Seq) -> bool {
        self.after == after
            && (self.full || self.head == published)
            && first <= self.entries.first().map_or(self.head, |entry| entry.seq)
    }
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page")
            .field("after", &self.after)
            .field("head", &self.head)
            .field("gap", &self.gap)
            .finish_non_exhaustive()
    }
}

/// Locks, whether or not another thread panicked while it held the lock: the data is a log and a
/// cache, which a panic cannot leave half-changed in a way that matters.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
