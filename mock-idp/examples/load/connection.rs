//! One connection, kept open, with the cookies of one browser. Buffers are used again and again.

use std::io::Write as _;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::Outcome;

/// A connection, the browser's cookies, and the last answer.
pub(super) struct Connection {
    socket: TcpStream,
    host: String,
    request: Vec<u8>,
    answer: Vec<u8>,
    /// Where the answer's body begins.
    body: usize,
    jar: Vec<(String, String)>,
}

/// What a request carries.
pub(super) enum Payload<'a> {
    /// Nothing.
    None,
    /// JSON text.
    Json(&'a str),
    /// A form. Sent by an application: without cookies.
    Form(&'a str),
}

impl Connection {
    /// Connects.
    pub(super) async fn open(host: &str) -> Outcome<Self> {
        let socket = TcpStream::connect(host).await?;
        socket.set_nodelay(true)?;
        Ok(Self {
            socket,
            host: host.to_owned(),
            request: Vec::with_capacity(2_048),
            answer: Vec::with_capacity(8_192),
            body: 0,
            jar: Vec::new(),
        })
    }

    /// Another browser.
    pub(super) fn forget_cookies(&mut self) {
        self.jar.clear();
    }

    /// Asks and reads the answer; any other status than this one is an error.
    pub(super) async fn ask(
        &mut self,
        method: &str,
        path: &str,
        payload: Payload<'_>,
        status: u16,
    ) -> Outcome<()> {
        let (kind, body) = match payload {
            Payload::None => (None, ""),
            Payload::Json(text) => (Some("application/json"), text),
            Payload::Form(text) => (Some("application/x-www-form-urlencoded"), text),
        };
        let is_browser = !matches!(payload, Payload::Form(_));
        let (request, host) = (&mut self.request, &self.host);
        request.clear();
        write!(request, "{method} {path} HTTP/1.1\r\nhost: {host}\r\n")?;
        if is_browser && !self.jar.is_empty() {
            request.extend_from_slice(b"cookie: ");
            for (at, (name, value)) in self.jar.iter().enumerate() {
                let between = if at == 0 { "" } else { "; " };
                for part in [between, name, "=", value] {
                    request.extend_from_slice(part.as_bytes());
                }
            }
            request.extend_from_slice(b"\r\n");
        }
        if let Some(kind) = kind {
            write!(request, "content-type: {kind}\r\n")?;
        }
        write!(request, "content-length: {}\r\n\r\n{body}", body.len())?;
        self.socket.write_all(&self.request).await?;
        let answered = self.receive().await?;
        if answered != status {
            let body = String::from_utf8_lossy(self.body());
            return Err(format!("{method} {path}: {answered}, not {status}: {body}").into());
        }
        if is_browser {
            self.keep_cookies();
        }
        Ok(())
    }

    /// The answer's body.
    pub(super) fn body(&self) -> &[u8] {
        &self.answer[self.body..]
    }

    /// A header of the answer.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        headers(&self.answer[..self.body])
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Reads one answer. The mock states the length of everything that is not compressed.
    async fn receive(&mut self) -> Outcome<u16> {
        self.answer.clear();
        self.body = loop {
            let end = self.answer.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                break end + 4;
            }
            self.more().await?;
        };
        let length: usize = match self.header("content-length") {
            Some(length) => length.parse()?,
            None => 0,
        };
        while self.answer.len() < self.body + length {
            self.more().await?;
        }
        if self.answer.len() > self.body + length {
            return Err("more than one answer".into());
        }
        // `HTTP/1.1 200 OK`
        let status = self.answer.get(9..12).unwrap_or_default();
        Ok(std::str::from_utf8(status)?.parse()?)
    }

    async fn more(&mut self) -> Outcome<()> {
        if self.socket.read_buf(&mut self.answer).await? == 0 {
            return Err("the connection was closed".into());
        }
        Ok(())
    }

    fn keep_cookies(&mut self) {
        let set = headers(&self.answer[..self.body])
            .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        for (_, line) in set {
            let pair = line.split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            let known = self.jar.iter().position(|(known, _)| known == name);
            match known {
                Some(at) if value.is_empty() => drop(self.jar.remove(at)),
                Some(at) => value.clone_into(&mut self.jar[at].1),
                None if value.is_empty() => {}
                None => self.jar.push((name.to_owned(), value.to_owned())),
            }
        }
    }
}

fn headers(head: &[u8]) -> impl Iterator<Item = (&str, &str)> {
    let head = std::str::from_utf8(head).unwrap_or_default();
    head.split("\r\n").filter_map(|line| line.split_once(": "))
}
