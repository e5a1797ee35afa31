//! HTTP/1.1 as bytes on a TCP connection, so that a test can also say what no library would.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, TcpStream},
};

use super::DEADLINE;

/// A request that says exactly what it is told to.
#[derive(Clone, Debug)]
pub struct Request {
    port: u16,
    line: String,
    host: Option<String>,
    headers: String,
    body: Vec<u8>,
}

impl Request {
    /// To 127.0.0.1, with `Host: localhost:port`.
    pub fn new(port: u16, method: &str, target: &str) -> Self {
        let line = format!("{method} {target} HTTP/1.1\r\n");
        Self {
            port,
            line,
            host: Some(format!("localhost:{port}")),
            headers: String::new(),
            body: Vec::new(),
        }
    }

    /// With another `Host`, or none.
    pub fn host(mut self, host: Option<&str>) -> Self {
        self.host = host.map(ToOwned::to_owned);
        self
    }

    /// With one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// With the headers of a WebSocket handshake.
    pub fn upgrade(self) -> Self {
        self.header("Connection", "Upgrade")
            .header("Upgrade", "websocket")
            .header("Sec-WebSocket-Version", "13")
            .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
    }

    /// With a body and its length.
    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        let length = self.body.len().to_string();
        self.header("Content-Type", kind).header("Content-Length", &length)
    }

    /// Sends it and waits for the answer.
    pub fn send(self) -> Answer {
        let mut stream = connect(self.port);
        stream.write_all(&self.bytes()).unwrap();
        Answer::read(&mut stream)
    }

    /// What it is on the wire.
    pub fn bytes(&self) -> Vec<u8> {
        let host = self.host.as_ref().map(|host| format!("Host: {host}\r\n")).unwrap_or_default();
        let close = match self.headers.contains("Connection: ") {
            true => "",
            false => "Connection: close\r\n",
        };
        let head = format!("{}{host}{close}{}\r\n", self.line, self.headers);
        [head.as_bytes(), &self.body].concat()
    }
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Reads one answer.
    pub fn read(stream: &mut impl Read) -> Self {
        let mut bytes = Vec::new();
        let end = loop {
            if let Some(end) = find(&bytes, b"\r\n\r\n") {
                break end;
            }
            assert!(more(stream, &mut bytes), "no answer: {:?}", String::from_utf8_lossy(&bytes));
        };
        let head = String::from_utf8(bytes.drain(..end + 4).collect()).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<_> = lines
            .map(|line| line.split_once(':').unwrap())
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut answer = Self { status, headers, body: bytes };
        if ![101, 204, 304].contains(&status) {
            answer.read_body(stream);
        }
        answer
    }

    fn read_body(&mut self, stream: &mut impl Read) {
        let length = self.header("content-length").map(|length| length.parse::<usize>().unwrap());
        let chunked = self.header("transfer-encoding") == Some("chunked");
        let whole = |body: &[u8]| match length {
            Some(length) => length <= body.len(),
            None => chunked && (body == b"0\r\n\r\n" || body.ends_with(b"\r\n0\r\n\r\n")),
        };
        while !whole(&self.body) && more(stream, &mut self.body) {}
        if chunked {
            self.body = unchunk(&self.body);
        }
    }

    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }
}

/// A connection to the server, with deadlines.
pub fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.set_write_timeout(Some(DEADLINE)).unwrap();
    stream
}

/// Sends bytes, and gives everything that comes back until the server closes.
pub fn raw(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(port);
    // The server may answer and close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    while more(&mut stream, &mut answer) {}
    answer
}

fn more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> bool {
    let mut buffer = [0; 16 << 10];
    match stream.read(&mut buffer) {
        Ok(count) => {
            bytes.extend_from_slice(&buffer[..count]);
            0 < count
        }
        Err(error) if error.kind() == ErrorKind::ConnectionReset => false,
        Err(error) => panic!("{error} after {:?}", String::from_utf8_lossy(bytes)),
    }
}

fn unchunk(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(line) = find(body, b"\r\n") {
        let size = std::str::from_utf8(&body[..line]).unwrap();
        let size = usize::from_str_radix(size, 16).unwrap();
        let start = line + 2;
        whole.extend_from_slice(&body[start..start + size]);
        body = &body[start + size + 2..];
    }
    whole
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}
