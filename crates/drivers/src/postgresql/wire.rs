//! Messages to and from the server, over a socket, plain or encrypted.

use std::io::{self, Read, Write};
use std::net::TcpStream;
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::time::Duration;

use bytes::BytesMut;
use indexmap::IndexMap;
use postgres_protocol::message::backend::Message;
use rustls::{ClientConnection, StreamOwned};

use super::message::ServerMessage;

const READ_SIZE: usize = 16 * 1024;

/// The byte stream to the server.
pub(super) enum Stream {
    #[cfg(unix)]
    Socket(UnixStream),
    Plain(TcpStream),
    Encrypted(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl Stream {
    /// Limits how long reading and writing wait; none waits for ever.
    pub(super) fn set_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        match self {
            #[cfg(unix)]
            Self::Socket(stream) => {
                stream.set_read_timeout(timeout)?;
                stream.set_write_timeout(timeout)
            }
            Self::Plain(stream) => set_tcp_timeout(stream, timeout),
            Self::Encrypted(stream) => set_tcp_timeout(&stream.sock, timeout),
        }
    }
}

fn set_tcp_timeout(stream: &TcpStream, timeout: Option<Duration>) -> io::Result<()> {
    stream.set_read_timeout(timeout)?;
    stream.set_write_timeout(timeout)
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            #[cfg(unix)]
            Self::Socket(stream) => stream.read(buffer),
            Self::Plain(stream) => stream.read(buffer),
            Self::Encrypted(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            #[cfg(unix)]
            Self::Socket(stream) => stream.write(buffer),
            Self::Plain(stream) => stream.write(buffer),
            Self::Encrypted(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            #[cfg(unix)]
            Self::Socket(stream) => stream.flush(),
            Self::Plain(stream) => stream.flush(),
            Self::Encrypted(stream) => stream.flush(),
        }
    }
}

/// Sends and receives messages, and keeps what the server says between answers.
pub(super) struct Wire {
    stream: Stream,
    incoming: BytesMut,
    chunk: Box<[u8]>,
    /// The server's settings that it reports by itself.
    pub(super) settings: IndexMap<String, String>,
}

impl Wire {
    pub(super) fn new(stream: Stream) -> Self {
        Self {
            stream,
            incoming: BytesMut::new(),
            chunk: vec![0; READ_SIZE].into_boxed_slice(),
            settings: IndexMap::new(),
        }
    }

    pub(super) fn set_timeout(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.stream.set_timeout(timeout)
    }

    /// Sends what `write` puts into the buffer.
    pub(super) fn send(
        &mut self,
        write: impl FnOnce(&mut BytesMut) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut outgoing = BytesMut::new();
        write(&mut outgoing)?;
        self.stream.write_all(&outgoing)?;
        self.stream.flush()
    }

    /// Returns the next message that belongs to an answer.
    pub(super) fn receive(&mut self) -> io::Result<Message> {
        loop {
            let Some(message) = Message::parse(&mut self.incoming)? else {
                let count = match self.stream.read(&mut self.chunk) {
                    Ok(count) => count,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => return Err(error),
                };
                if count == 0 {
                    return Err(io::ErrorKind::UnexpectedEof.into());
                }
                self.incoming.extend_from_slice(&self.chunk[..count]);
                continue;
            };
            match message {
                Message::NoticeResponse(body) => {
                    let notice = ServerMessage::from_fields(body.fields());
                    // SQLAlchemy logs notices under this name and level.
                    log::info!(
                        target: "sqlalchemy.dialects.postgresql",
                        "{}",
                        notice.text_with_severity()
                    );
                }
                Message::ParameterStatus(body) => {
                    self.settings
                        .insert(body.name()?.to_owned(), body.value()?.to_owned());
                }
                Message::NotificationResponse(_) => {}
                message => return Ok(message),
            }
        }
    }
}

/// Returns the system's words for an error, without Rust's addition.
pub(super) fn system_message(error: &io::Error) -> String {
    let text = error.to_string();
    match text.rfind(" (os error ") {
        Some(end) => text[..end].to_owned(),
        None => text,
    }
}
