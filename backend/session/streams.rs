//! Raw streams: bytes that go by and are only counted.

use crate::{
    call::Call,
    command::How,
    event::{Event, Note, Payload},
    id::SocketId,
    session::Session,
    signal::StreamEnd,
};

impl Session {
    /// A raw stream carried bytes.
    pub(super) fn streamed(&mut self, id: SocketId, sent: u64, received: u64) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.sent += sent;
        socket.view.received += received;
        if 0 < sent {
            self.emit(Some(id), Event::Sent { payload: Payload::counted(sent), to: None });
        }
        if 0 < received {
            let payload = Payload::counted(received);
            self.emit(Some(id), Event::Received { payload, from: None });
        }
    }

    /// A raw stream sent FIN.
    pub(super) fn stream_shut(&mut self, id: SocketId) {
        if let Some(socket) = self.sockets.get_mut(&id) {
            socket.view.we_finished = true;
        }
        self.emit(Some(id), Event::ShutDown { how: How::Write });
    }

    /// A raw stream gave its socket back.
    pub(super) fn stream_ended(&mut self, id: SocketId, end: StreamEnd) {
        let Some(socket) = self.sockets.get_mut(&id) else { return };
        socket.view.streaming = false;
        self.emit(Some(id), Event::Noted(Note::StreamEnded));
        match end {
            StreamEnd::Failed { error, sending } => {
                let send = Call::Send { len: 0, to: None };
                let call = if sending { send } else { Call::Recv { max: 0, peek: false } };
                self.failed(id, call, error);
            }
            StreamEnd::Finished => {
                self.peer_finished(id);
                self.finish(id);
            }
            StreamEnd::Left => self.flow(id),
        }
    }
}
