//! The ends of a lab's wires: frames come in and go out.

use std::{
    io,
    os::fd::OwnedFd,
    task::{Context, Poll},
    time::Duration,
};

use tokio::io::unix::AsyncFd;

use crate::{
    lab::{Net, relay::Port, wires::Wire},
    sys::{
        BATCH,
        packet::{PacketSocket, Raw},
    },
};

/// One of them.
#[derive(Debug)]
pub(super) struct End {
    pub(super) port: Port,
    socket: AsyncFd<PacketSocket>,
    /// What was read and not taken yet.
    came: Vec<Raw>,
    /// How many frames the kernel has lost there, as far as it was told.
    drops: u64,
}

impl End {
    /// The ends of a network, from the descriptors that a helper handed over.
    pub(super) fn all(
        net: Net,
        descriptors: &mut impl Iterator<Item = OwnedFd>,
    ) -> io::Result<Vec<Self>> {
        let end = |(Wire { node, lan }, fd)| {
            let socket = PacketSocket::new(fd).watch()?;
            Ok(Self { port: Port { node, lan }, socket, came: Vec::new(), drops: 0 })
        };
        net.wires().zip(descriptors).map(end).collect()
    }

    /// Waits for a frame.
    pub(super) fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while self.came.is_empty() {
            let Poll::Ready(guard) = self.socket.poll_read_ready(context) else {
                return Poll::Pending;
            };
            // Without a reactor nothing runs any more.
            let Ok(mut guard) = guard else { return Poll::Pending };
            // Only who finds nothing may say that there is nothing.
            if self.socket.get_ref().receive(&mut self.came).is_err() {
                guard.clear_ready();
            }
        }
        Poll::Ready(())
    }

    /// Reads at most a batch, whatever the reactor knows of it, and tells up to when everything is
    /// here that came in: what is behind a full batch is not known yet.
    pub(super) fn read(&mut self) -> Duration {
        if self.came.len() < BATCH {
            // Nothing there is nothing, and another error comes back as often as it is asked for.
            let _ = self.socket.get_ref().receive(&mut self.came);
        }
        let last = self.came.iter().map(|raw| raw.at).max();
        last.filter(|_| BATCH <= self.came.len()).unwrap_or(Duration::MAX)
    }

    /// Takes what came in up to then.
    pub(super) fn take(&mut self, until: Duration) -> impl Iterator<Item = (Port, Raw)> {
        let port = self.port;
        self.came.extract_if(.., move |raw| raw.at <= until).map(move |raw| (port, raw))
    }

    /// Puts a frame on.
    pub(super) fn send(&self, frame: &[u8]) -> io::Result<()> {
        self.socket.get_ref().send(frame)
    }

    /// How many frames were lost since this was last asked.
    pub(super) fn lost(&mut self) -> u64 {
        let drops = self.socket.get_ref().drops();
        let lost = drops.saturating_sub(self.drops);
        self.drops = drops;
        lost
    }
}
