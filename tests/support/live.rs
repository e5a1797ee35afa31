//! A WebSocket client that says which `Origin` it has.

use std::{net::TcpStream, time::Duration};

use tokio_tungstenite::tungstenite::{
    HandshakeError, Message, WebSocket,
    client::{IntoClientRequest, client},
    error::Error,
    http::HeaderValue,
};

use super::{DEADLINE, http::connect};

/// A connected WebSocket; reading it has a deadline.
#[derive(Debug)]
pub struct Live {
    socket: WebSocket<TcpStream>,
}

impl Live {
    /// Opens one as the server's own page would, or with another origin, or with none; the error is
    /// the status of the refusal.
    pub fn open(port: u16, target: &str, origin: Option<&str>) -> Result<Self, u16> {
        let address = format!("ws://localhost:{port}{target}");
        let mut request = address.into_client_request().unwrap();
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", HeaderValue::from_str(origin).unwrap());
        }
        match client(request, connect(port)) {
            Ok((socket, _)) => Ok(Self { socket }),
            Err(HandshakeError::Failure(Error::Http(answer))) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends one text frame.
    pub fn send(&mut self, text: &str) {
        self.socket.send(Message::text(text)).unwrap();
    }

    /// Sends one binary frame.
    pub fn send_bytes(&mut self, bytes: impl Into<bytes::Bytes>) {
        self.socket.send(Message::Binary(bytes.into())).unwrap();
    }

    /// Sends one binary frame, if the server takes it within the write timeout.
    pub fn try_send_bytes(&mut self, bytes: Vec<u8>) -> std::io::Result<()> {
        match self.socket.send(Message::Binary(bytes.into())) {
            Ok(()) => Ok(()),
            Err(Error::Io(error)) => Err(error),
            Err(error) => panic!("{error}"),
        }
    }

    /// The next message; pings are answered on the way.
    pub fn next(&mut self) -> Result<Message, Error> {
        loop {
            match self.socket.read()? {
                Message::Ping(_) | Message::Pong(_) => (),
                message => return Ok(message),
            }
        }
    }

    /// The next message of any kind, with more patience.
    pub fn next_within(&mut self, deadline: Duration) -> Result<Message, Error> {
        self.stream().set_read_timeout(Some(deadline)).unwrap();
        let message = self.socket.read();
        self.stream().set_read_timeout(Some(DEADLINE)).unwrap();
        message
    }

    /// The next message as JSON.
    pub fn json(&mut self) -> serde_json::Value {
        let message = self.next().unwrap();
        serde_json::from_str(message.to_text().unwrap()).unwrap()
    }

    /// Waits for the close frame, and gives its code.
    pub fn closed(&mut self) -> Option<u16> {
        loop {
            match self.next() {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                Ok(_) => (),
                Err(_) => return None,
            }
        }
    }

    /// The TCP connection below.
    pub fn stream(&mut self) -> &mut TcpStream {
        self.socket.get_mut()
    }

    /// Says goodbye.
    pub fn close(&mut self) {
        let _ = self.socket.close(None);
    }
}
