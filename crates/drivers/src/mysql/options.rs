//! The options of a connection: from the URL, the option file and the defaults.

use std::path::{Path, PathBuf};
use std::time::Duration;

use alembic_db::{DatabaseError, DatabaseErrorClass, Url};
use alembic_python_text::repr;
use indexmap::IndexMap;
use mysql::consts::CapabilityFlags;
use mysql::{ClientIdentity, OptsBuilder, SslOpts};

use super::flavour::Flavour;
use crate::environment::Environment;

/// Where `localhost` has its socket, for the driver that goes by MySQL's own library.
const SOCKETS: &[&str] = &[
    "/var/run/mysqld/mysqld.sock",
    "/tmp/mysql.sock",
    "/var/lib/mysql/mysql.sock",
];

/// Options that change nothing here: they tune the Python side of a driver, or name the default.
const IGNORED: &[&str] = &[
    "allow_local_infile",
    "auth_plugin",
    "autocommit",
    "binary_prefix",
    "buffered",
    "client_flag",
    "consume_results",
    "converter_class",
    "force_ipv6",
    "get_warnings",
    "local_infile",
    "max_allowed_packet",
    "pool_name",
    "pool_reset_connection",
    "pool_reset_session",
    "pool_size",
    "raise_on_warnings",
    "raw",
    "use_pure",
    "use_unicode",
];

const UNSUPPORTED: &[&str] = &[
    "compress",
    "named_pipe",
    "server_public_key",
    "ssl_capath",
    "ssl_cipher",
    "ssl_key_password",
    "tls_ciphersuites",
    "tls_versions",
];

/// Everything needed to open a connection.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ConnectOptions {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) socket: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password: Secret,
    pub(super) database: Option<String>,
    pub(super) charset: String,
    pub(super) collation: Option<String>,
    pub(super) sql_mode: Option<String>,
    pub(super) time_zone: Option<String>,
    pub(super) init_command: Option<String>,
    pub(super) program_name: Option<String>,
    pub(super) bind_address: Option<String>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) read_timeout: Option<Duration>,
    pub(super) write_timeout: Option<Duration>,
    pub(super) tls: TlsOptions,
}

/// A password that is not shown.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Secret(pub(super) Option<String>);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if self.0.is_some() { "***" } else { "None" })
    }
}

/// When and how connections are encrypted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TlsOptions {
    pub(super) mode: TlsMode,
    pub(super) authority: Option<PathBuf>,
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
    pub(super) checks_chain: bool,
    pub(super) checks_name: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum TlsMode {
    Disabled,
    #[default]
    Preferred,
    Required,
}

impl ConnectOptions {
    /// Returns the options that a URL asks for.
    pub(super) fn from_url(
        url: &Url,
        flavour: Flavour,
        environment: &Environment,
    ) -> Result<Self, DatabaseError> {
        let mut values: IndexMap<String, String> = IndexMap::new();
        for (name, value) in &url.query {
            values.insert(
                canonical_name(name, flavour)?.to_owned(),
                value.values().last().cloned().unwrap_or_default(),
            );
        }
        let parts = [
            ("host", url.host.clone()),
            ("port", url.port.map(|port| port.to_string())),
            ("user", url.username.clone()),
            ("password", url.password.clone()),
            ("database", url.database.clone()),
        ];
        for (name, value) in parts {
            if let Some(value) = value.filter(|value| !value.is_empty() && value != "0") {
                values.entry(name.to_owned()).or_insert(value);
            }
        }
        if let Some(file) = values.shift_remove("read_default_file") {
            let group = values.shift_remove("read_default_group");
            let group = group.as_deref().unwrap_or("client");
            for (name, value) in option_file(&file, group, environment)? {
                values.entry(name).or_insert(value);
            }
        }
        Reader { values, flavour }.read(environment)
    }

    /// Returns what the `mysql` crate is to be told.
    pub(super) fn builder(&self, encrypted: bool) -> OptsBuilder {
        let attributes = self
            .program_name
            .iter()
            .map(|name| ("program_name".to_owned(), name.clone()))
            .collect();
        let address = self.bind_address.as_ref().and_then(|address| {
            let address = address.parse().ok()?;
            Some(std::net::SocketAddr::new(address, 0))
        });
        OptsBuilder::new()
            .ip_or_hostname(Some(self.host.as_str()))
            .tcp_port(self.port)
            .socket(self.socket.as_deref())
            .prefer_socket(false)
            .user(self.user.as_deref())
            .pass(self.password.0.as_deref())
            .db_name(self.database.as_deref())
            .bind_address(address)
            .tcp_connect_timeout(self.connect_timeout)
            .tcp_keepalive_time_ms(Some(60_000))
            .read_timeout(self.read_timeout)
            .write_timeout(self.write_timeout)
            .connect_attrs(Some(attributes))
            .enable_cleartext_plugin(encrypted || self.socket.is_some())
            // Asking the server for its limit would cost a round trip.
            .max_allowed_packet(Some(1 << 30))
            // SQLAlchemy counts the rows that matched, not those that changed.
            .additional_capabilities(CapabilityFlags::CLIENT_FOUND_ROWS)
            .ssl_opts(encrypted.then(|| self.tls.for_client()))
    }

    /// Returns the statements that set the session up.
    pub(super) fn session_statements(&self) -> Vec<String> {
        let quote = |text: &str| format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"));
        let mut names = format!("SET NAMES {}", self.charset);
        if let Some(collation) = &self.collation {
            names.push_str(&format!(" COLLATE {}", quote(collation)));
        }
        let mut statements = vec![names];
        if let Some(mode) = &self.sql_mode {
            statements.push(format!("SET sql_mode={}", quote(mode)));
        }
        if let Some(zone) = &self.time_zone {
            statements.push(format!("SET time_zone={}", quote(zone)));
        }
        statements.extend(self.init_command.clone());
        statements
    }
}

impl TlsOptions {
    fn for_client(&self) -> SslOpts {
        let identity = self.certificate.clone().map(|certificate| {
            let key = self.key.clone().unwrap_or_else(|| certificate.clone());
            ClientIdentity::new(certificate, key)
        });
        SslOpts::default()
            .with_root_cert_path(self.authority.clone())
            .with_client_identity(identity)
            .with_danger_accept_invalid_certs(!self.checks_chain)
            .with_danger_skip_domain_validation(!self.checks_name)
    }
}

/// Returns the one name of an option that has several, or the refusal.
fn canonical_name(name: &str, flavour: Flavour) -> Result<&str, DatabaseError> {
    Ok(match name {
        "passwd" => "password",
        "db" => "database",
        "username" => "user",
        "connection_timeout" => "connect_timeout",
        "init_commands" => "init_command",
        "host"
        | "port"
        | "user"
        | "password"
        | "database"
        | "unix_socket"
        | "charset"
        | "collation"
        | "sql_mode"
        | "time_zone"
        | "init_command"
        | "program_name"
        | "bind_address"
        | "connect_timeout"
        | "read_timeout"
        | "write_timeout"
        | "read_default_file"
        | "read_default_group"
        | "ssl"
        | "ssl_mode"
        | "ssl_ca"
        | "ssl_cert"
        | "ssl_key"
        | "ssl_verify_cert"
        | "ssl_verify_identity"
        | "ssl_check_hostname"
        | "ssl_disabled" => name,
        _ if IGNORED.contains(&name) => name,
        _ if UNSUPPORTED.contains(&name) => {
            return Err(flavour.driver_error(
                DatabaseErrorClass::NotSupported,
                &format!("connection option \"{name}\" is not supported by the built-in driver"),
            ));
        }
        // The ODBC driver's own options: which library to load, for one.
        _ if flavour == Flavour::Pyodbc => name,
        _ => return Err(flavour.unknown_option(name)),
    })
}

struct Reader {
    values: IndexMap<String, String>,
    flavour: Flavour,
}

impl Reader {
    fn read(&self, environment: &Environment) -> Result<ConnectOptions, DatabaseError> {
        let host = self.text("host").unwrap_or_else(|| "localhost".to_owned());
        let socket = self.text("unix_socket").or_else(|| {
            let wants_socket = self.flavour == Flavour::MysqlDb && host == "localhost";
            let found = SOCKETS
                .iter()
                .find(|path| wants_socket && Path::new(path).exists());
            found.map(|path| (*path).to_owned())
        });
        let charset = self.text("charset").unwrap_or_default();
        let is_utf8 =
            charset.starts_with("utf8") && charset.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let port = match self.text("port") {
            Some(text) => self.number(&text)?,
            None => 3306,
        };
        Ok(ConnectOptions {
            port: u16::try_from(port).map_err(|_| {
                DatabaseError::refused("OverflowError", "connect_tcp(): port must be 0-65535.")
            })?,
            user: self.text("user").or_else(|| environment.user.clone()),
            password: Secret(self.values.get("password").cloned()),
            database: self.text("database"),
            // The text on the wire is read as UTF-8, whatever Python would decode.
            collation: self
                .text("collation")
                .filter(|_| is_utf8 || charset.is_empty()),
            charset: if is_utf8 {
                charset
            } else {
                "utf8mb4".to_owned()
            },
            sql_mode: self.text("sql_mode"),
            time_zone: self.text("time_zone"),
            init_command: self.text("init_command"),
            program_name: self.text("program_name"),
            bind_address: self.text("bind_address"),
            connect_timeout: Some(
                self.seconds("connect_timeout")?
                    .unwrap_or(Duration::from_secs(10)),
            ),
            read_timeout: self.seconds("read_timeout")?,
            write_timeout: self.seconds("write_timeout")?,
            tls: self.tls()?,
            host,
            socket,
        })
    }

    fn text(&self, name: &str) -> Option<String> {
        self.values
            .get(name)
            .filter(|text| !text.is_empty())
            .cloned()
    }

    fn number(&self, text: &str) -> Result<i64, DatabaseError> {
        text.trim().parse().map_err(|_| {
            DatabaseError::refused(
                "ValueError",
                format!("invalid literal for int() with base 10: {}", repr(text)),
            )
        })
    }

    fn seconds(&self, name: &str) -> Result<Option<Duration>, DatabaseError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let number = self.number(&text)?;
        match u64::try_from(number) {
            Ok(seconds) if seconds > 0 => Ok(Some(Duration::from_secs(seconds))),
            _ => Err(DatabaseError::refused(
                "ValueError",
                format!("{name} should be > 0"),
            )),
        }
    }

    fn flag(&self, name: &str) -> Result<Option<bool>, DatabaseError> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "on" | "y" | "t" | "1" | "required" => Ok(Some(true)),
            "false" | "no" | "off" | "n" | "f" | "0" | "none" => Ok(Some(false)),
            other => Err(DatabaseError::refused(
                "ValueError",
                format!("String is not true/false: {}", repr(other)),
            )),
        }
    }

    fn tls(&self) -> Result<TlsOptions, DatabaseError> {
        let path = |name: &str| self.text(name).map(PathBuf::from);
        let authority = path("ssl_ca");
        let certificate = path("ssl_cert");
        let key = path("ssl_key");
        let checks_identity = self.flag("ssl_verify_identity")?;
        let mode_name = self.text("ssl_mode").map(|name| name.to_uppercase());
        let (named_mode, mode_checks_chain, mode_checks_name) = match mode_name.as_deref() {
            None => (None, false, false),
            Some("DISABLED") => (Some(TlsMode::Disabled), false, false),
            Some("PREFERRED") => (Some(TlsMode::Preferred), false, false),
            Some("REQUIRED") => (Some(TlsMode::Required), false, false),
            Some("VERIFY_CA") => (Some(TlsMode::Required), true, false),
            Some("VERIFY_IDENTITY") => (Some(TlsMode::Required), true, true),
            Some(name) => {
                return Err(self.flavour.driver_error(
                    DatabaseErrorClass::NotSupported,
                    &format!("Unknown SSL mode {}", repr(name)),
                ));
            }
        };
        let checks_chain = self
            .flag("ssl_verify_cert")?
            .unwrap_or(authority.is_some() || mode_checks_chain)
            || checks_identity == Some(true);
        let checks_name = match (checks_identity, self.flag("ssl_check_hostname")?) {
            (Some(checks), _) | (None, Some(checks)) => checks,
            (None, None) => mode_checks_name || (authority.is_some() && mode_name.is_none()),
        };
        let is_asked_for = authority.is_some()
            || certificate.is_some()
            || key.is_some()
            || checks_chain
            || self.text("ssl_check_hostname").is_some();
        let mode = match (named_mode, self.flag("ssl_disabled")?, self.flag("ssl")?) {
            (_, Some(true), _) | (None, _, Some(false)) => TlsMode::Disabled,
            (Some(mode), ..) => mode,
            (None, _, Some(true)) => TlsMode::Required,
            (None, _, None) if is_asked_for => TlsMode::Required,
            (None, _, None) => TlsMode::Preferred,
        };
        for file in [&authority, &certificate, &key].into_iter().flatten() {
            if mode != TlsMode::Disabled && !file.exists() {
                return Err(DatabaseError::refused(
                    "FileNotFoundError",
                    format!(
                        "[Errno 2] No such file or directory: {}",
                        repr(&file.to_string_lossy())
                    ),
                ));
            }
        }
        Ok(TlsOptions {
            mode,
            authority,
            certificate,
            key,
            checks_chain,
            checks_name: checks_name && checks_chain,
        })
    }
}

/// Reads a group of an option file such as `~/.my.cnf`.
fn option_file(
    path: &str,
    group: &str,
    environment: &Environment,
) -> Result<Vec<(String, String)>, DatabaseError> {
    let path = match path
        .strip_prefix("~/")
        .and_then(|rest| environment.home_file(rest))
    {
        Some(path) => path,
        None => PathBuf::from(path),
    };
    // As in Python, a file that cannot be read holds nothing.
    let text = fs_err::read_to_string(path).unwrap_or_default();
    let header = format!("[{group}]");
    let pairs = text
        .lines()
        .map(str::trim)
        .skip_while(|line| *line != header)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with(['#', ';']))
        .filter_map(|line| line.split_once('='))
        .filter_map(|(name, value)| {
            let name = match name.trim() {
                "socket" => "unix_socket",
                "default-character-set" => "charset",
                "bind-address" => "bind_address",
                "ssl-ca" => "ssl_ca",
                "ssl-cert" => "ssl_cert",
                "ssl-key" => "ssl_key",
                name @ ("user" | "password" | "host" | "port" | "database") => name,
                _ => return None,
            };
            let value = value.trim();
            let unquoted = ['\'', '"']
                .iter()
                .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote));
            Some((name.to_owned(), unquoted.unwrap_or(value).to_owned()))
        })
        .collect();
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<ConnectOptions, DatabaseError> {
        let url = Url::parse(url).unwrap();
        let environment = Environment {
            user: Some("somebody".to_owned()),
            ..Environment::default()
        };
        ConnectOptions::from_url(
            &url,
            Flavour::from_driver_name(url.driver_name()),
            &environment,
        )
    }

    #[test]
    fn defaults_are_those_of_pymysql() {
        let options = read("mysql+pymysql://").unwrap();
        assert_eq!(options.host, "localhost");
        assert_eq!(options.port, 3306);
        assert_eq!(options.user.as_deref(), Some("somebody"));
        assert_eq!(options.connect_timeout, Some(Duration::from_secs(10)));
        assert_eq!(options.tls.mode, TlsMode::Preferred);
        assert_eq!(options.session_statements(), ["SET NAMES utf8mb4"]);
    }

    #[test]
    fn options_reach_the_session() {
        let options = read(
            "mysql+pymysql://u:sesame@h:1/d?charset=utf8&collation=utf8_bin&init_command=SET+x%3D1\
             &unix_socket=/s&read_timeout=5&sql_mode=ANSI",
        )
        .unwrap();
        assert_eq!(
            options.session_statements(),
            [
                "SET NAMES utf8 COLLATE 'utf8_bin'",
                "SET sql_mode='ANSI'",
                "SET x=1"
            ]
        );
        assert_eq!(options.socket.as_deref(), Some("/s"));
        assert_eq!(options.read_timeout, Some(Duration::from_secs(5)));
        assert!(!format!("{options:?}").contains("sesame"));
        assert_eq!(
            read("mysql+pymysql://h/d?charset=latin1").unwrap().charset,
            "utf8mb4"
        );
    }

    #[test]
    fn tls_options_combine() {
        for (query, mode, checks_chain, checks_name) in [
            ("", TlsMode::Preferred, false, false),
            ("?ssl_disabled=true", TlsMode::Disabled, false, false),
            ("?ssl_mode=REQUIRED", TlsMode::Required, false, false),
            ("?ssl_mode=verify_identity", TlsMode::Required, true, true),
            ("?ssl=true", TlsMode::Required, false, false),
            ("?ssl_verify_cert=true", TlsMode::Required, true, false),
            ("?ssl_verify_identity=true", TlsMode::Required, true, true),
            ("?ssl_ca=/dev/null", TlsMode::Required, true, true),
            (
                "?ssl_ca=/dev/null&ssl_check_hostname=false",
                TlsMode::Required,
                true,
                false,
            ),
        ] {
            let tls = read(&format!("mysql+pymysql://h/d{query}")).unwrap().tls;
            assert_eq!(
                (tls.mode, tls.checks_chain, tls.checks_name),
                (mode, checks_chain, checks_name),
                "{query}"
            );
        }
    }

    #[test]
    fn what_cannot_be_is_refused_by_its_name() {
        for (url, expected) in [
            (
                "mysql+pymysql://h/d?foo=1",
                "(TypeError) Connection.__init__() got an unexpected keyword argument 'foo'",
            ),
            (
                "mysql://h/d?foo=1",
                "(TypeError) 'foo' is an invalid keyword argument for connect()",
            ),
            (
                "mysql+mysqlconnector://h/d?foo=1",
                "(AttributeError) Unsupported argument 'foo'",
            ),
            (
                "mysql+pymysql://h/d?compress=1",
                "(pymysql.err.NotSupportedError) connection option \"compress\" is not supported by \
                 the built-in driver",
            ),
            (
                "mysql+pymysql://h/d?connect_timeout=x",
                "(ValueError) invalid literal for int() with base 10: 'x'",
            ),
            (
                "mysql+pymysql://h/d?ssl=maybe",
                "(ValueError) String is not true/false: 'maybe'",
            ),
            (
                "mysql+pymysql://h/d?ssl_ca=/absent",
                "(FileNotFoundError) [Errno 2] No such file or directory: '/absent'",
            ),
        ] {
            assert_eq!(read(url).expect_err(url).to_string(), expected, "{url}");
        }
    }

    #[test]
    fn an_option_file_gives_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my.cnf");
        fs_err::write(
            &path,
            "[mysql]\nuser=x\n[client]\n# note\nuser = u\npassword='p'\n[z]\nhost=h\n",
        )
        .unwrap();
        let file = path.to_string_lossy();
        let options = read(&format!("mysql+pymysql:///d?read_default_file={file}")).unwrap();
        assert_eq!(options.user.as_deref(), Some("u"));
        assert_eq!(options.password, Secret(Some("p".to_owned())));
        assert_eq!(options.host, "localhost");
    }
}
