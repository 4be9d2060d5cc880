//! Opening a connection: which server, which encryption, who it is.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use alembic_db::{DatabaseError, Value};
use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::backend::{AuthenticationSaslBody, Message};
use postgres_protocol::message::frontend;
use rustls::StreamOwned;
use socket2::{SockRef, TcpKeepalive};

use super::flavour::Flavour;
use super::message::ServerMessage;
use super::options::{ConnectOptions, Host, Place, SessionKind, TlsMode};
use super::wire::{Stream, Wire, system_message};
use super::{simple_query, tls};

/// The code of a server that is starting up or full, where another may do better.
const CANNOT_CONNECT_NOW: &str = "57P03";

/// Why an attempt failed.
struct Failure {
    message: String,
    next: Next,
}

/// What may still be tried after a failure.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The same server with or without encryption, then the others.
    OtherEncryption,
    OtherHost,
    Nothing,
}

impl Failure {
    fn new(message: impl Into<String>, next: Next) -> Self {
        Self {
            message: message.into(),
            next,
        }
    }

    fn broken(error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => "timeout expired".to_owned(),
            io::ErrorKind::UnexpectedEof
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::BrokenPipe => "server closed the connection unexpectedly\n\
                 \tThis probably means the server terminated abnormally\n\
                 \tbefore or while processing the request."
                .to_owned(),
            _ => system_message(error),
        };
        Self::new(message, Next::OtherHost)
    }
}

/// Connects to the first server that will do.
pub(super) fn connect(options: &ConnectOptions, flavour: Flavour) -> Result<Wire, DatabaseError> {
    let mut complaints = Vec::new();
    let passes: &[SessionKind] = match options.session {
        SessionKind::PreferStandby => &[SessionKind::Standby, SessionKind::Any],
        ref other => std::slice::from_ref(other),
    };
    let mut reached = false;
    for session in passes {
        for host in &options.hosts {
            match try_host(options, host, *session, &mut complaints, &mut reached) {
                Ok(wire) => return Ok(wire),
                Err(Next::Nothing) => {
                    return Err(flavour.connection_error(&complaints.join("\n"), reached));
                }
                Err(_) => {}
            }
        }
    }
    Err(flavour.connection_error(&complaints.join("\n"), reached))
}

fn try_host(
    options: &ConnectOptions,
    host: &Host,
    session: SessionKind,
    complaints: &mut Vec<String>,
    reached: &mut bool,
) -> Result<Wire, Next> {
    let attempt = |target: &Target<'_>, complaints: &mut Vec<String>| {
        let modes: &[bool] = match (target, options.tls.mode) {
            (Target::Socket(_), _) | (_, TlsMode::Disable) => &[false],
            (_, TlsMode::Allow) => &[false, true],
            (_, TlsMode::Prefer) => &[true, false],
            _ => &[true],
        };
        let mut next = Next::OtherHost;
        for encrypted in modes {
            match try_target(options, host, target, *encrypted, session) {
                Ok(wire) => return Ok(wire),
                Err(failure) => {
                    complaints.push(format!(
                        "{} failed: {}",
                        target.label(host),
                        failure.message
                    ));
                    next = failure.next;
                }
            }
            if next != Next::OtherEncryption {
                break;
            }
        }
        Err(next)
    };
    match &host.place {
        Place::Socket(directory) => {
            let path = directory.join(format!(".s.PGSQL.{}", host.port));
            attempt(&Target::Socket(&path), complaints)
        }
        Place::Network { name, address } => {
            let looked_up = address.as_deref().unwrap_or(name);
            // What stands before an `@` may be the end of a password.
            let name = name
                .rsplit_once('@')
                .map_or(name.as_str(), |(_, name)| name);
            let shown = address.as_deref().unwrap_or(name);
            let addresses = match (looked_up, host.port).to_socket_addrs() {
                Ok(addresses) => addresses,
                Err(error) => {
                    complaints.push(format!(
                        "could not translate host name \"{shown}\" to address: {}",
                        lookup_message(&error)
                    ));
                    return Err(Next::OtherHost);
                }
            };
            *reached = true;
            let mut next = Next::OtherHost;
            for address in addresses {
                match attempt(
                    &Target::Network {
                        name,
                        shown,
                        address,
                    },
                    complaints,
                ) {
                    Ok(wire) => return Ok(wire),
                    Err(other) => next = other,
                }
                if next == Next::Nothing {
                    break;
                }
            }
            Err(next)
        }
    }
}

/// Returns the resolver's own words.
fn lookup_message(error: &io::Error) -> String {
    let text = error.to_string();
    match text.strip_prefix("failed to lookup address information: ") {
        Some(reason) => reason.to_owned(),
        None => system_message(error),
    }
}

enum Target<'a> {
    Socket(&'a Path),
    Network {
        /// The name that the server's certificate is for.
        name: &'a str,
        /// The host as messages show it.
        shown: &'a str,
        address: SocketAddr,
    },
}

impl Target<'_> {
    /// Returns libpq's words for what was connected to.
    fn label(&self, host: &Host) -> String {
        match self {
            Self::Socket(path) => format!("connection to server on socket \"{}\"", path.display()),
            Self::Network { shown, address, .. } => {
                let numeric = address.ip().to_string();
                let also = if numeric == *shown {
                    String::new()
                } else {
                    format!(" ({numeric})")
                };
                format!(
                    "connection to server at \"{shown}\"{also}, port {}",
                    host.port
                )
            }
        }
    }

    fn open(&self, options: &ConnectOptions) -> Result<Stream, Failure> {
        let (opened, question) = match self {
            Self::Socket(path) => (
                open_socket(path),
                "Is the server running locally and accepting connections on that socket?",
            ),
            Self::Network { address, .. } => (
                open_network(address, options),
                "Is the server running on that host and accepting TCP/IP connections?",
            ),
        };
        opened.map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock
                    if options.connect_timeout.is_some() =>
                {
                    "timeout expired".to_owned()
                }
                _ => format!("{}\n\t{question}", system_message(&error)),
            };
            Failure::new(message, Next::OtherHost)
        })
    }
}

#[cfg(unix)]
fn open_socket(path: &Path) -> io::Result<Stream> {
    use std::os::unix::ffi::OsStrExt;
    // A leading @ is a name without a file.
    if let Some(name) = path.as_os_str().as_bytes().strip_prefix(b"@") {
        return open_abstract_socket(name);
    }
    UnixStream::connect(path).map(Stream::Socket)
}

#[cfg(target_os = "linux")]
fn open_abstract_socket(name: &[u8]) -> io::Result<Stream> {
    use std::os::linux::net::SocketAddrExt;
    let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
    UnixStream::connect_addr(&address).map(Stream::Socket)
}

#[cfg(all(unix, not(target_os = "linux")))]
fn open_abstract_socket(_name: &[u8]) -> io::Result<Stream> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(not(unix))]
fn open_socket(_path: &Path) -> io::Result<Stream> {
    Err(io::ErrorKind::Unsupported.into())
}

fn open_network(address: &SocketAddr, options: &ConnectOptions) -> io::Result<Stream> {
    let stream = match options.connect_timeout {
        Some(timeout) => TcpStream::connect_timeout(address, timeout)?,
        None => TcpStream::connect(address)?,
    };
    stream.set_nodelay(true)?;
    let socket = SockRef::from(&stream);
    if let Some(wanted) = options.keepalive {
        socket.set_keepalive(true)?;
        let mut keepalive = TcpKeepalive::new();
        if let Some(idle) = wanted.idle {
            keepalive = keepalive.with_time(idle);
        }
        if let Some(interval) = wanted.interval {
            keepalive = keepalive.with_interval(interval);
        }
        #[cfg(not(windows))]
        if let Some(count) = wanted.count {
            keepalive = keepalive.with_retries(count);
        }
        socket.set_tcp_keepalive(&keepalive)?;
    }
    #[cfg(target_os = "linux")]
    if options.user_timeout.is_some() {
        socket.set_tcp_user_timeout(options.user_timeout)?;
    }
    Ok(Stream::Plain(stream))
}

fn try_target(
    options: &ConnectOptions,
    host: &Host,
    target: &Target<'_>,
    encrypted: bool,
    session: SessionKind,
) -> Result<Wire, Failure> {
    let mut stream = target.open(options)?;
    let startup_timeout: Option<Duration> = options.connect_timeout;
    stream
        .set_timeout(startup_timeout)
        .map_err(|error| Failure::broken(&error))?;
    if encrypted && let Target::Network { name, .. } = target {
        stream = encrypt(stream, options, name)?;
    }
    let mut wire = Wire::new(stream);
    log_in(&mut wire, options, host)?;
    check_session(&mut wire, session)?;
    wire.set_timeout(None)
        .map_err(|error| Failure::broken(&error))?;
    Ok(wire)
}

fn encrypt(stream: Stream, options: &ConnectOptions, host: &str) -> Result<Stream, Failure> {
    let Stream::Plain(mut stream) = stream else {
        return Ok(stream);
    };
    let client = tls::client(&options.tls, host)
        .map_err(|message| Failure::new(message, Next::OtherHost))?;
    if !options.tls.direct {
        let mut request = BytesMut::new();
        frontend::ssl_request(&mut request);
        let mut answer = [0];
        stream
            .write_all(&request)
            .and_then(|()| stream.read_exact(&mut answer))
            .map_err(|error| Failure::broken(&error))?;
        match answer[0] {
            b'S' => {}
            b'N' if options.tls.mode == TlsMode::Prefer => return Ok(Stream::Plain(stream)),
            b'N' => {
                return Err(Failure::new(
                    "server does not support SSL, but SSL was required",
                    Next::OtherHost,
                ));
            }
            other => {
                return Err(Failure::new(
                    format!(
                        "received invalid response to SSL negotiation: {}",
                        char::from(other)
                    ),
                    Next::OtherHost,
                ));
            }
        }
    }
    let mut stream = StreamOwned::new(client, stream);
    while stream.conn.is_handshaking() {
        if let Err(error) = stream.conn.complete_io(&mut stream.sock) {
            return Err(Failure::new(
                tls::handshake_error(&error, host),
                Next::OtherEncryption,
            ));
        }
    }
    Ok(Stream::Encrypted(Box::new(stream)))
}

fn log_in(wire: &mut Wire, options: &ConnectOptions, host: &Host) -> Result<(), Failure> {
    let broken = |error: io::Error| Failure::broken(&error);
    let mut pairs = vec![
        ("user", options.user.as_str()),
        ("database", options.database.as_str()),
    ];
    pairs.extend(
        options
            .settings
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    wire.send(|buffer| frontend::startup_message(pairs, buffer))
        .map_err(broken)?;
    let password = || {
        host.password
            .as_deref()
            .ok_or_else(|| Failure::new("fe_sendauth: no password supplied", Next::Nothing))
    };
    let mut is_authenticated = false;
    loop {
        match wire.receive().map_err(broken)? {
            Message::AuthenticationOk => is_authenticated = true,
            Message::AuthenticationCleartextPassword => {
                let password = password()?;
                wire.send(|buffer| frontend::password_message(password.as_bytes(), buffer))
                    .map_err(broken)?;
            }
            Message::AuthenticationMd5Password(body) => {
                let hash = md5_hash(options.user.as_bytes(), password()?.as_bytes(), body.salt());
                wire.send(|buffer| frontend::password_message(hash.as_bytes(), buffer))
                    .map_err(broken)?;
            }
            Message::AuthenticationSasl(body) => scram(wire, &body, password()?)?,
            Message::AuthenticationGss | Message::AuthenticationSspi => {
                return Err(Failure::new(
                    "GSSAPI authentication is not supported by the built-in driver",
                    Next::Nothing,
                ));
            }
            Message::ErrorResponse(body) => {
                let message = ServerMessage::from_fields(body.fields());
                let next = if message.code == CANNOT_CONNECT_NOW {
                    Next::OtherHost
                } else if is_authenticated {
                    Next::Nothing
                } else {
                    Next::OtherEncryption
                };
                return Err(Failure::new(message.text_with_severity(), next));
            }
            Message::BackendKeyData(_) => {}
            Message::ReadyForQuery(_) => return Ok(()),
            _ => {
                return Err(Failure::new(
                    "authentication method not supported by the built-in driver",
                    Next::Nothing,
                ));
            }
        }
    }
}

fn scram(wire: &mut Wire, body: &AuthenticationSaslBody, password: &str) -> Result<(), Failure> {
    let broken = |error: io::Error| Failure::broken(&error);
    let refused = |message: &str| Failure::new(message, Next::Nothing);
    let has_scram = body
        .mechanisms()
        .any(|mechanism| Ok(mechanism == SCRAM_SHA_256))
        .map_err(broken)?;
    if !has_scram {
        return Err(refused(
            "none of the server's SASL authentication mechanisms are supported",
        ));
    }
    let mut exchange = ScramSha256::new(password.as_bytes(), ChannelBinding::unsupported());
    wire.send(|buffer| frontend::sasl_initial_response(SCRAM_SHA_256, exchange.message(), buffer))
        .map_err(broken)?;
    loop {
        match wire.receive().map_err(broken)? {
            Message::AuthenticationSaslContinue(body) => {
                exchange
                    .update(body.data())
                    .map_err(|_| refused("malformed SCRAM message"))?;
                wire.send(|buffer| frontend::sasl_response(exchange.message(), buffer))
                    .map_err(broken)?;
            }
            Message::AuthenticationSaslFinal(body) => {
                return exchange
                    .finish(body.data())
                    .map_err(|_| refused("incorrect server signature"));
            }
            Message::ErrorResponse(body) => {
                let message = ServerMessage::from_fields(body.fields());
                return Err(Failure::new(
                    message.text_with_severity(),
                    Next::OtherEncryption,
                ));
            }
            _ => return Err(refused("unexpected message during SCRAM authentication")),
        }
    }
}

/// Refuses a server whose session is not of the kind that `target_session_attrs` asks for.
fn check_session(wire: &mut Wire, wanted: SessionKind) -> Result<(), Failure> {
    if wanted == SessionKind::Any {
        return Ok(());
    }
    let question = "SELECT pg_catalog.pg_is_in_recovery(), \
                    pg_catalog.current_setting('transaction_read_only') = 'on'";
    let mut rows: Vec<Vec<Value>> = Vec::new();
    if simple_query::run(wire, question, Flavour::Psycopg, &mut rows).is_err() {
        return Err(Failure::new(
            "\"SHOW transaction_read_only\" failed",
            Next::OtherHost,
        ));
    }
    let is_true = |index: usize| {
        let cell = rows.first().and_then(|row| row.get(index));
        cell == Some(&Value::Boolean(true))
    };
    let is_standby = is_true(0);
    let is_read_only = is_true(1);
    let complaint = match wanted {
        SessionKind::ReadWrite if is_read_only => "session is read-only",
        SessionKind::ReadOnly if !is_read_only => "session is not read-only",
        SessionKind::Primary if is_standby => "server is in hot standby mode",
        SessionKind::Standby if !is_standby => "server is not in hot standby mode",
        _ => return Ok(()),
    };
    Err(Failure::new(complaint, Next::OtherHost))
}
