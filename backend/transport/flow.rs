//! What a socket does without being told each time: accept, read, write what it was given.

use std::net::SocketAddr;

use bytes::{Buf, Bytes};

use crate::{
    call::{Answer, Call, Data},
    command::Protocol,
    errno::OsError,
    signal::{DropSource, Fact},
    sys::{self, Datagram},
    transport::{asked::accept, task::Task},
};

impl Task {
    /// Accepts what is queued; whether the queue was found empty.
    pub(super) async fn accept_by_itself(&mut self) -> bool {
        for _ in 0..AT_ONCE {
            if !self.flow.accept {
                return false;
            }
            let Some(socket) = self.socket() else { return true };
            match accept(socket) {
                Ok((Answer::Accepted { local, peer }, connection)) => {
                    self.tell_with(Fact::Accepted { local, peer }, connection).await;
                }
                Ok(_) => {}
                Err(error) if error.would_block() => return true,
                // The peer was gone before we came: Linux reports it here, and the next may be well.
                Err(error) if error == OsError::CONNECTION_ABORTED => {
                    self.tell(Fact::Failed { call: Call::Accept, error }).await;
                }
                Err(error) => {
                    self.flow.accept = false;
                    self.tell(Fact::Failed { call: Call::Accept, error }).await;
                }
            }
        }
        false
    }

    /// Reads what is there; whether nothing was left.
    pub(super) async fn read_by_itself(&mut self, urgent: bool) -> bool {
        match self.protocol {
            Protocol::Tcp => self.read_stream(urgent).await,
            Protocol::Udp => self.read_datagrams().await,
        }
    }

    async fn read_stream(&mut self, urgent: bool) -> bool {
        for _ in 0..AT_ONCE {
            if !self.reads_by_itself() {
                return false;
            }
            let Some(socket) = self.socket() else { return true };
            match sys::receive(socket, sys::LARGEST, 0) {
                Ok(bytes) if bytes.is_empty() => {
                    self.read_ended = true;
                    self.tell(Fact::Ended).await;
                    return false;
                }
                Ok(bytes) => {
                    // A short read means that the queue is empty, unless it ended at urgent data;
                    // the reactor reports what comes next, and it never forgets a FIN.
                    let emptied = bytes.len() < sys::LARGEST && !urgent;
                    let data = Data { len: bytes.len(), bytes, from: None };
                    self.tell(Fact::Received { data, from_answerer: false }).await;
                    if emptied {
                        return true;
                    }
                }
                Err(error) if error.would_block() => return true,
                Err(error) => {
                    self.read_ended = true;
                    let call = Call::Recv { max: sys::LARGEST, peek: false };
                    self.tell(Fact::Failed { call, error }).await;
                    return false;
                }
            }
        }
        false
    }

    async fn read_datagrams(&mut self) -> bool {
        for _ in 0..AT_ONCE {
            if !self.reads_by_itself() {
                return false;
            }
            let Some(socket) = self.socket() else { return true };
            match sys::receive_batch(socket) {
                Ok(batch) => {
                    let emptied = batch.len() < sys::BATCH;
                    for Datagram { bytes, from, drops } in batch {
                        if let Some(total) = drops {
                            self.dropped(total, DropSource::RxqOvfl).await;
                        }
                        let data = Data { len: bytes.len(), bytes, from };
                        self.tell(Fact::Received { data, from_answerer: false }).await;
                    }
                    if emptied {
                        self.count_drops().await;
                        return true;
                    }
                }
                Err(error) if error.would_block() => {
                    self.count_drops().await;
                    return true;
                }
                Err(error) => {
                    if !self.explain(error).await {
                        let call = Call::Recv { max: sys::LARGEST, peek: false };
                        self.tell(Fact::Failed { call, error }).await;
                    }
                    return false;
                }
            }
        }
        false
    }

    /// Asks the kernel how many datagrams it dropped here, and tells if there are more.
    pub(super) async fn count_drops(&mut self) {
        if self.protocol == Protocol::Udp
            && let Some(total) = self.socket().and_then(sys::drops)
        {
            self.dropped(total, DropSource::MemInfo).await;
        }
    }

    /// The kernel's counter has 32 bits and wraps; ours does not.
    async fn dropped(&mut self, counter: u32, source: DropSource) {
        let news = counter.wrapping_sub(self.drops as u32);
        // A count that came with an older datagram may be behind what was sampled since.
        if 0 < news && news < u32::MAX / 2 {
            self.drops += u64::from(news);
            self.tell(Fact::Dropped { total: self.drops, source }).await;
        }
    }

    /// Writes what was given; whether the kernel had room for all.
    pub(super) async fn write_now(&mut self) -> bool {
        if self.connecting.is_some() || !self.sends.is_empty() {
            return true;
        }
        while !self.writes.is_empty() {
            self.writes.make_contiguous();
            let Some(socket) = self.socket() else { break };
            let outcome = match self.protocol {
                Protocol::Tcp => {
                    self.writes.front().map_or(Ok(0), |(bytes, _)| sys::send(socket, bytes, None))
                }
                Protocol::Udp => sys::send_each(socket, self.writes.as_slices().0),
            };
            match outcome {
                Ok(count) => self.wrote(count).await,
                Err(error) if self.can_wait(error) => {
                    self.write_blocked = true;
                    return false;
                }
                Err(error) => {
                    if !self.explain(error).await {
                        self.write_failed(error).await;
                    }
                }
            }
        }
        while let Some(how) = self.shutdown_after.pop_front() {
            // Boxed, because asking may come back to writing.
            Box::pin(self.asked(Call::Shutdown { how })).await;
        }
        true
    }

    /// Tells what the kernel took: bytes of the first write of a stream, or whole datagrams.
    async fn wrote(&mut self, count: usize) {
        match self.protocol {
            Protocol::Tcp => {
                let Some((bytes, _)) = self.writes.front_mut() else { return };
                let taken: Bytes = bytes.slice(..count);
                bytes.advance(count);
                let done = bytes.is_empty();
                if done {
                    self.writes.pop_front();
                }
                self.tell(Fact::Wrote { bytes: taken, to: None, done }).await;
            }
            Protocol::Udp => {
                for (bytes, to) in self.writes.drain(..count).collect::<Vec<_>>() {
                    self.tell(Fact::Wrote { bytes, to, done: true }).await;
                }
            }
        }
    }

    /// A stream that cannot be written to loses everything it was given; a datagram only itself.
    async fn write_failed(&mut self, error: OsError) {
        let (len, to): (usize, Option<SocketAddr>) = match self.protocol {
            Protocol::Tcp => (self.writes.drain(..).map(|(bytes, _)| bytes.len()).sum(), None),
            Protocol::Udp => {
                self.writes.pop_front().map_or((0, None), |(bytes, to)| (bytes.len(), to))
            }
        };
        self.tell(Fact::Failed { call: Call::Send { len, to }, error }).await;
    }
}

/// How many connections or reads in a row before orders are looked at.
const AT_ONCE: usize = 4;
