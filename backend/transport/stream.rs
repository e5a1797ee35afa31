//! The raw bytes of one connected TCP socket, outside of the journal.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{
            AtomicBool, AtomicU64,
            Ordering::{AcqRel, Acquire, Relaxed, Release},
        },
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    sync::{Notify, oneshot, watch},
    time,
};

use crate::{
    errno::OsError,
    feed::lock,
    signal::{Fact, StreamEnd},
    transport::task::{Task, now},
};

/// A connected TCP socket that is lent to one reader and writer. Its bytes are counted and not kept.
/// Dropping it gives the socket back to its session.
#[derive(Debug)]
pub struct RawStream {
    tcp: TcpStream,
    meter: Arc<Meter>,
    revoked: watch::Receiver<bool>,
    // Dropped with the stream, which is how the lender knows.
    _held: watch::Receiver<()>,
    read_over: bool,
}

impl RawStream {
    /// Resolves when the session takes the socket away: close, reset, or the end of the session. It
    /// does not borrow the stream, which can be split meanwhile.
    pub fn revoked(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut revoked = self.revoked.clone();
        async move {
            // An error means that the lender is gone, which is the same.
            let _ = revoked.wait_for(|revoked| *revoked).await;
        }
    }
}

impl AsyncRead for RawStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        match ready!(Pin::new(&mut self.tcp).poll_read(cx, buf)) {
            Ok(()) => {
                let count = buf.filled().len() - before;
                if count == 0 && 0 < buf.remaining() {
                    self.read_over = true;
                }
                self.meter.count(&self.meter.received, count);
                Poll::Ready(Ok(()))
            }
            Err(error) => {
                self.meter.fail(&error, false);
                Poll::Ready(Err(error))
            }
        }
    }
}

impl AsyncWrite for RawStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match ready!(Pin::new(&mut self.tcp).poll_write(cx, buf)) {
            Ok(count) => {
                self.meter.count(&self.meter.sent, count);
                Poll::Ready(Ok(count))
            }
            Err(error) => {
                self.meter.fail(&error, true);
                Poll::Ready(Err(error))
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    /// Half-close: sends FIN.
    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let outcome = ready!(Pin::new(&mut self.tcp).poll_shutdown(cx));
        if outcome.is_ok() {
            self.meter.shut.store(true, Release);
            self.meter.count(&self.meter.sent, 0);
        }
        Poll::Ready(outcome)
    }
}

impl Drop for RawStream {
    fn drop(&mut self) {
        let end = if self.read_over { StreamEnd::Finished } else { StreamEnd::Left };
        lock(&self.meter.end).get_or_insert(end);
    }
}

/// What a raw stream carried, counted where it happens and read by the lender.
#[derive(Debug, Default)]
struct Meter {
    sent: AtomicU64,
    received: AtomicU64,
    shut: AtomicBool,
    dirty: AtomicBool,
    moved: Notify,
    end: Mutex<Option<StreamEnd>>,
}

impl Meter {
    fn count(&self, counter: &AtomicU64, count: usize) {
        counter.fetch_add(count as u64, AcqRel);
        if !self.dirty.swap(true, AcqRel) {
            self.moved.notify_one();
        }
    }

    fn fail(&self, error: &io::Error, sending: bool) {
        let end = StreamEnd::Failed { error: OsError::from(error), sending };
        lock(&self.end).get_or_insert(end);
    }
}

/// The lender's end of a raw stream.
#[derive(Debug)]
pub(super) struct Loan {
    meter: Arc<Meter>,
    revoke: watch::Sender<bool>,
    held: watch::Sender<()>,
    told: AtomicU64,
    told_received: AtomicU64,
    /// When what was counted is reported.
    due: Option<time::Instant>,
    told_shut: AtomicBool,
}

impl Loan {
    /// Resolves when there is something to count, at most [`PER_SECOND`] times a second, or when the
    /// stream came back. Nothing is lost where it is not waited for to the end.
    pub(super) async fn moved(loan: &mut Option<Self>) {
        let Some(loan) = loan else { return std::future::pending().await };
        let due = match loan.due {
            Some(due) => due,
            None => {
                while !loan.meter.dirty.load(Acquire) {
                    tokio::select! {
                        () = loan.held.closed() => return,
                        () = loan.meter.moved.notified() => {}
                    }
                }
                *loan.due.insert(now() + Duration::from_millis(1000 / PER_SECOND))
            }
        };
        tokio::select! {
            () = loan.held.closed() => {}
            () = time::sleep_until(due) => {}
        }
    }

    /// Takes the socket back and waits until the stream is gone, but not for long.
    pub(super) async fn revoke(&self) {
        self.revoke.send_replace(true);
        let _ = time::timeout(Duration::from_secs(1), self.held.closed()).await;
    }
}

impl Task {
    /// Lends the connection: a duplicate of the descriptor, so that each end has a reactor of its own.
    pub(super) async fn lend(&mut self, taker: oneshot::Sender<RawStream>) {
        let Some(duplicate) = self.socket().and_then(|socket| socket.try_clone().ok()) else {
            tracing::warn!(socket = %self.id, "no descriptor is left for a raw stream");
            return self.loan_ended(StreamEnd::Left).await;
        };
        let tcp = match TcpStream::from_std(duplicate.into()) {
            Ok(tcp) => tcp,
            Err(error) => {
                tracing::warn!(socket = %self.id, %error, "a raw stream cannot be watched");
                return self.loan_ended(StreamEnd::Left).await;
            }
        };
        let meter = Arc::new(Meter::default());
        let (revoke, revoked) = watch::channel(false);
        let (held, _held) = watch::channel(());
        let loan = Loan {
            meter: Arc::clone(&meter),
            revoke,
            held,
            told: AtomicU64::new(0),
            told_received: AtomicU64::new(0),
            due: None,
            told_shut: AtomicBool::new(false),
        };
        self.loan = Some(loan);
        let stream = RawStream { tcp, meter, revoked, _held, read_over: false };
        // If the taker is gone, the stream is dropped here and comes back at once.
        drop(taker.send(stream));
    }

    /// Reports what was carried, and the end of the loan if it is over.
    pub(super) async fn settle_loan(&mut self) {
        let Some(mut loan) = self.loan.take() else { return };
        loan.due = None;
        let over = loan.held.is_closed();
        loan.meter.dirty.swap(false, AcqRel);
        self.report_carried(&loan).await;
        if over {
            let end = lock(&loan.meter.end).unwrap_or(StreamEnd::Left);
            if end == StreamEnd::Finished {
                self.read_ended = true;
            }
            self.loan_ended(end).await;
        } else {
            self.loan = Some(loan);
        }
    }

    /// Reports what was carried since the last report.
    pub(super) async fn report_carried(&self, loan: &Loan) {
        let news = |counter: &AtomicU64, told: &AtomicU64| {
            let now = counter.load(Acquire);
            now - told.swap(now, Relaxed)
        };
        let sent = news(&loan.meter.sent, &loan.told);
        let received = news(&loan.meter.received, &loan.told_received);
        if 0 < sent + received {
            self.tell(Fact::Streamed { sent, received }).await;
        }
        if loan.meter.shut.load(Acquire) && !loan.told_shut.swap(true, Relaxed) {
            self.tell(Fact::StreamShut).await;
        }
    }

    async fn loan_ended(&self, end: StreamEnd) {
        self.tell(Fact::StreamEnded { end }).await;
    }
}

/// How often a raw stream's counts are written down.
const PER_SECOND: u64 = 10;
