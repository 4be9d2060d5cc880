//! The options of a connection: from the URL, the service file, the environment and the defaults.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use alembic_db::{DatabaseError, DatabaseErrorClass, Url};

use super::flavour::Flavour;
use super::{parameters, password_file};
use crate::environment::Environment;

/// Where libpq looks for the server's socket; the path differs between distributions.
const SOCKET_DIRECTORIES: &[&str] = &["/var/run/postgresql", "/tmp"];

/// Everything needed to open a connection.
#[derive(Debug, PartialEq)]
pub(super) struct ConnectOptions {
    pub(super) hosts: Vec<Host>,
    pub(super) user: String,
    pub(super) database: String,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) tls: TlsOptions,
    /// Settings that the server gets with the first message.
    pub(super) settings: Vec<(String, String)>,
    pub(super) keepalive: Option<Keepalive>,
    pub(super) user_timeout: Option<Duration>,
    pub(super) session: SessionKind,
}

/// One of the servers to try.
#[derive(Clone, PartialEq)]
pub(super) struct Host {
    pub(super) place: Place,
    pub(super) port: u16,
    pub(super) password: Option<String>,
}

impl std::fmt::Debug for Host {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let password = self.password.as_ref().map(|_| "***");
        formatter
            .debug_struct("Host")
            .field("place", &self.place)
            .field("port", &self.port)
            .field("password", &password)
            .finish()
    }
}

/// How a server is reached.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Place {
    /// The directory of a Unix socket.
    Socket(PathBuf),
    Network {
        name: String,
        /// Where to connect to instead of looking up the name.
        address: Option<String>,
    },
}

/// When and how connections are encrypted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TlsOptions {
    pub(super) mode: TlsMode,
    pub(super) root_certificates: RootCertificates,
    /// The client's certificate and key, with whether their absence is an error.
    pub(super) client_certificate: Option<(PathBuf, PathBuf)>,
    pub(super) client_certificate_required: bool,
    pub(super) server_name_indication: bool,
    pub(super) versions: TlsVersions,
    /// Whether TLS starts without asking the server first.
    pub(super) direct: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd)]
pub(super) enum TlsMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum RootCertificates {
    /// Those that the machine trusts; a file chosen by the environment comes first.
    System(Option<PathBuf>),
    File(Option<PathBuf>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TlsVersions {
    All,
    Only12,
    Only13,
}

/// TCP keep-alive settings; what is absent is left to the system.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Keepalive {
    pub(super) idle: Option<Duration>,
    pub(super) interval: Option<Duration>,
    pub(super) count: Option<u32>,
}

/// Which server of several will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SessionKind {
    Any,
    ReadWrite,
    ReadOnly,
    Primary,
    Standby,
    PreferStandby,
}

impl ConnectOptions {
    /// Returns the options that a URL asks for.
    pub(super) fn from_url(
        url: &Url,
        flavour: Flavour,
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        let parameters = parameters::collect(url, flavour, environment)?;
        Reader {
            parameters,
            flavour,
            environment,
        }
        .read()
    }
}

/// Reads typed options from libpq's parameters.
struct Reader<'a> {
    parameters: BTreeMap<String, String>,
    flavour: Flavour,
    environment: &'a Environment,
}

impl Reader<'_> {
    fn read(&self) -> Result<ConnectOptions, DatabaseError> {
        let user = match (self.text("user"), &self.environment.user) {
            (Some(user), _) => user.to_owned(),
            (None, Some(user)) => user.clone(),
            (None, None) => {
                return Err(self.refuse("no PostgreSQL user name specified in startup packet"));
            }
        };
        let database = self.text("dbname").unwrap_or(&user).to_owned();
        let keepalive = (self.integer("keepalives")? != Some(0)).then_some(Keepalive {
            idle: self.seconds("keepalives_idle")?,
            interval: self.seconds("keepalives_interval")?,
            count: self
                .integer("keepalives_count")?
                .and_then(|count| u32::try_from(count).ok()),
        });
        let user_timeout = self
            .integer("tcp_user_timeout")?
            .and_then(|milliseconds| u64::try_from(milliseconds).ok())
            .filter(|milliseconds| *milliseconds > 0)
            .map(Duration::from_millis);
        Ok(ConnectOptions {
            hosts: self.hosts(&user, &database)?,
            connect_timeout: self.connect_timeout()?,
            tls: self.tls()?,
            settings: self.settings(),
            keepalive,
            user_timeout,
            session: self.session()?,
            user,
            database,
        })
    }

    fn text(&self, name: &str) -> Option<&str> {
        let value = self.parameters.get(name)?;
        Some(value.as_str()).filter(|value| !value.is_empty())
    }

    fn refuse(&self, message: &str) -> DatabaseError {
        self.flavour.connection_error(message, false)
    }

    fn refuse_value(&self, name: &str, value: &str) -> DatabaseError {
        self.refuse(&format!("invalid {name} value: \"{value}\""))
    }

    fn integer(&self, name: &str) -> Result<Option<i64>, DatabaseError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        text.trim().parse().map(Some).map_err(|_| {
            self.refuse(&format!(
                "invalid integer value \"{text}\" for connection option \"{name}\""
            ))
        })
    }

    fn seconds(&self, name: &str) -> Result<Option<Duration>, DatabaseError> {
        Ok(self
            .integer(name)?
            .and_then(|seconds| u64::try_from(seconds).ok())
            .filter(|seconds| *seconds > 0)
            .map(Duration::from_secs))
    }

    fn connect_timeout(&self) -> Result<Option<Duration>, DatabaseError> {
        if self.flavour.uses_libpq() {
            // libpq takes a second for too short.
            let timeout = self.seconds("connect_timeout")?;
            return Ok(timeout.map(|timeout| timeout.max(Duration::from_secs(2))));
        }
        let Some(text) = self.text("connect_timeout") else {
            return Ok(None);
        };
        match text.trim().parse::<f64>().map(Duration::try_from_secs_f64) {
            Ok(Ok(timeout)) => Ok(Some(timeout)),
            _ => Err(DatabaseError::refused(
                "ValueError",
                format!("invalid timeout value: \"{text}\""),
            )),
        }
    }

    fn settings(&self) -> Vec<(String, String)> {
        let mut settings = vec![("client_encoding".to_owned(), "UTF8".to_owned())];
        let application = self
            .text("application_name")
            .or_else(|| self.text("fallback_application_name"));
        let pairs = [
            ("application_name", application),
            ("options", self.text("options")),
            ("statement_timeout", self.text("statement_timeout")),
            ("TimeZone", self.environment.variable("PGTZ")),
            ("geqo", self.environment.variable("PGGEQO")),
        ];
        for (name, value) in pairs {
            if let Some(value) = value {
                settings.push((name.to_owned(), value.to_owned()));
            }
        }
        settings
    }

    fn session(&self) -> Result<SessionKind, DatabaseError> {
        Ok(match self.text("target_session_attrs") {
            None | Some("any") => SessionKind::Any,
            Some("read-write") => SessionKind::ReadWrite,
            Some("read-only") => SessionKind::ReadOnly,
            Some("primary") => SessionKind::Primary,
            Some("standby") => SessionKind::Standby,
            Some("prefer-standby") => SessionKind::PreferStandby,
            Some(value) => return Err(self.refuse_value("target_session_attrs", value)),
        })
    }

    fn hosts(&self, user: &str, database: &str) -> Result<Vec<Host>, DatabaseError> {
        let names = self.list("host");
        let addresses = self.list("hostaddr");
        let ports = self.list("port");
        let count = names.len().max(addresses.len()).max(1);
        if !names.is_empty() && !addresses.is_empty() && names.len() != addresses.len() {
            return Err(self.refuse(&format!(
                "could not match {} host names to {} hostaddr values",
                names.len(),
                addresses.len()
            )));
        }
        if ports.len() > 1 && ports.len() != count {
            return Err(self.refuse(&format!(
                "could not match {} port numbers to {count} hosts",
                ports.len()
            )));
        }
        let mut hosts = Vec::new();
        for index in 0..count {
            let port = self.port(ports.get(index).or(ports.first()).copied().unwrap_or(""))?;
            let name = names.get(index).copied().unwrap_or("");
            let address = addresses
                .get(index)
                .copied()
                .filter(|address| !address.is_empty());
            for place in places(name, address, port) {
                let password = match self.text("password") {
                    Some(password) => Some(password.to_owned()),
                    None => self.password_from_file(&place, port, database, user),
                };
                hosts.push(Host {
                    place,
                    port,
                    password,
                });
            }
        }
        Ok(hosts)
    }

    fn list(&self, name: &str) -> Vec<&str> {
        match self.text(name) {
            Some(text) => text.split(',').map(str::trim).collect(),
            None => Vec::new(),
        }
    }

    fn port(&self, text: &str) -> Result<u16, DatabaseError> {
        if text.is_empty() {
            return Ok(5432);
        }
        let number: i64 = text.parse().map_err(|_| {
            self.refuse(&format!(
                "invalid integer value \"{text}\" for connection option \"port\""
            ))
        })?;
        u16::try_from(number)
            .ok()
            .filter(|port| *port > 0)
            .ok_or_else(|| self.refuse(&format!("invalid port number: \"{text}\"")))
    }

    fn password_from_file(
        &self,
        place: &Place,
        port: u16,
        database: &str,
        user: &str,
    ) -> Option<String> {
        let path = match self.text("passfile") {
            Some(path) => PathBuf::from(path),
            None => self.environment.home_file(".pgpass")?,
        };
        let host = match place {
            Place::Network { name, .. } => name.clone(),
            Place::Socket(path)
                if SOCKET_DIRECTORIES
                    .iter()
                    .any(|directory| path.as_os_str() == *directory) =>
            {
                "localhost".to_owned()
            }
            Place::Socket(path) => path.to_string_lossy().into_owned(),
        };
        password_file::password(&path, &host, port, database, user)
    }

    fn tls(&self) -> Result<TlsOptions, DatabaseError> {
        let mode = match self.text("sslmode") {
            None if self.text("requiressl") == Some("1") => TlsMode::Require,
            None | Some("prefer") => TlsMode::Prefer,
            Some("disable") => TlsMode::Disable,
            Some("allow") => TlsMode::Allow,
            Some("require") => TlsMode::Require,
            Some("verify-ca") => TlsMode::VerifyCa,
            Some("verify-full") => TlsMode::VerifyFull,
            Some(_) if self.flavour == Flavour::Asyncpg => {
                return Err(self.flavour.error(
                    DatabaseErrorClass::Interface,
                    "`sslmode` parameter must be one of: disable, allow, prefer, require, \
                     verify-ca, verify-full",
                ));
            }
            Some(value) => return Err(self.refuse_value("sslmode", value)),
        };
        let root_certificates = match self.text("sslrootcert") {
            Some("system") if mode != TlsMode::VerifyFull && self.text("sslmode").is_some() => {
                return Err(self.refuse(&format!(
                    "weak sslmode \"{}\" may not be used with sslrootcert=system (use \
                     \"verify-full\")",
                    self.text("sslmode").unwrap_or_default()
                )));
            }
            Some("system") => RootCertificates::System(
                self.environment
                    .variable("SSL_CERT_FILE")
                    .map(PathBuf::from),
            ),
            Some(path) => RootCertificates::File(Some(PathBuf::from(path))),
            None => RootCertificates::File(self.environment.home_file(".postgresql/root.crt")),
        };
        let mode = match root_certificates {
            RootCertificates::System(_) => TlsMode::VerifyFull,
            RootCertificates::File(_) => mode,
        };
        let path = |name: &str, default: &str| match self.text(name) {
            Some(path) => Some(PathBuf::from(path)),
            None => self.environment.home_file(default),
        };
        let client_certificate = match self.text("sslcertmode") {
            Some("disable") => None,
            _ => path("sslcert", ".postgresql/postgresql.crt")
                .zip(path("sslkey", ".postgresql/postgresql.key")),
        };
        let versions = match (
            self.text("ssl_min_protocol_version"),
            self.text("ssl_max_protocol_version"),
        ) {
            (Some("TLSv1.3"), None | Some("TLSv1.3")) => TlsVersions::Only13,
            (None | Some("TLSv1" | "TLSv1.1" | "TLSv1.2"), Some("TLSv1.2")) => TlsVersions::Only12,
            (None | Some("TLSv1" | "TLSv1.1" | "TLSv1.2"), None | Some("TLSv1.3")) => {
                TlsVersions::All
            }
            (least, most) => {
                return Err(self.refuse(&format!(
                    "TLS from \"{}\" to \"{}\" is not supported: TLSv1.2 and TLSv1.3 are",
                    least.unwrap_or_default(),
                    most.unwrap_or_default()
                )));
            }
        };
        let direct = match self.text("sslnegotiation") {
            None | Some("postgres") => false,
            Some("direct") if mode >= TlsMode::Require => true,
            Some("direct") => {
                return Err(self.refuse(&format!(
                    "weak sslmode \"{}\" may not be used with sslnegotiation=direct (use \
                     \"require\", \"verify-ca\", or \"verify-full\")",
                    self.text("sslmode").unwrap_or("prefer")
                )));
            }
            Some(value) => return Err(self.refuse_value("sslnegotiation", value)),
        };
        Ok(TlsOptions {
            mode,
            root_certificates,
            client_certificate,
            client_certificate_required: self.text("sslcert").is_some(),
            server_name_indication: self.text("sslsni") != Some("0"),
            versions,
            direct,
        })
    }
}

/// Returns where to look for a host; without a name, first where a local server has its socket.
fn places(name: &str, address: Option<&str>, port: u16) -> Vec<Place> {
    let network = |name: &str| Place::Network {
        name: name.to_owned(),
        address: address.map(str::to_owned),
    };
    if let Some(address) = address {
        let name = if name.is_empty() { address } else { name };
        return vec![network(name)];
    }
    if name.starts_with(['/', '@']) {
        return vec![Place::Socket(PathBuf::from(name))];
    }
    if !name.is_empty() {
        return vec![network(name)];
    }
    if cfg!(not(unix)) {
        return vec![network("localhost")];
    }
    let present = SOCKET_DIRECTORIES.iter().find(|directory| {
        PathBuf::from(directory)
            .join(format!(".s.PGSQL.{port}"))
            .exists()
    });
    let directory = present.unwrap_or(&SOCKET_DIRECTORIES[0]);
    vec![
        Place::Socket(PathBuf::from(directory)),
        network("localhost"),
    ]
}

#[cfg(test)]
mod tests;
