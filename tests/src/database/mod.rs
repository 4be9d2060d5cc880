//! A database of its own for each test, and what it holds afterwards.
mod mysql;
mod postgresql;
mod sqlite;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::settings;

/// The databases that cases run on.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// SQLite, a file in the project.
    Sqlite,
    /// A PostgreSQL server.
    Postgresql,
    /// A MySQL or MariaDB server.
    Mysql,
}

impl Kind {
    /// Returns the name of the SQLAlchemy dialect.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
            Self::Mysql => "mysql",
        }
    }

    /// Returns the database whose dialect has a name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sqlite, Self::Postgresql, Self::Mysql]
            .into_iter()
            .find(|kind| kind.name() == name)
    }

    /// Returns the driver of URLs where a case asks for none.
    pub fn default_driver(self) -> &'static str {
        match self {
            Self::Sqlite | Self::Postgresql => "",
            Self::Mysql => "pymysql",
        }
    }
}

/// A server, as its URL describes it.
#[derive(Clone, Debug)]
pub struct Server {
    user: String,
    password: String,
    host: String,
    port: String,
}

impl Server {
    /// Reads `dialect://user:password@host:port/…`.
    pub fn parse(url: &str) -> Result<Self> {
        let parse = || {
            let (_, rest) = url.split_once("://")?;
            let (login, place) = rest.split_once('@')?;
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            let place = place.split('/').next()?;
            let (host, port) = place.split_once(':')?;
            let [user, password, host, port] = [user, password, host, port].map(str::to_owned);
            Some(Self {
                user,
                password,
                host,
                port,
            })
        };
        parse().context("a server's URL reads dialect://user:password@host:port/")
    }
}

/// A database that exists for one test.
#[derive(Debug)]
pub struct Database {
    kind: Kind,
    name: String,
    server: Option<Server>,
    folder: PathBuf,
}

impl Database {
    /// Creates an empty database for a project in a folder.
    pub fn create(kind: Kind, folder: &Path) -> Result<Self> {
        let server = settings::server_url(kind)
            .map(|url| Server::parse(&url))
            .transpose()?;
        let unique = folder
            .file_name()
            .context("a project has a name")?
            .to_string_lossy();
        let name = match kind {
            Kind::Sqlite => "database.db".to_owned(),
            // Names have at most 63 characters, and no capital ones to stay unquoted.
            Kind::Postgresql | Kind::Mysql => {
                format!(
                    "alembic_test_{}",
                    unique.trim_start_matches('.').to_lowercase()
                )
            }
        };
        let database = Self {
            kind,
            name,
            server,
            folder: folder.to_owned(),
        };
        match kind {
            Kind::Sqlite => {}
            Kind::Postgresql => postgresql::create(database.server()?, &database.name)?,
            Kind::Mysql => mysql::create(database.server()?, &database.name)?,
        }
        Ok(database)
    }

    /// Returns the kind of database.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Returns the SQLAlchemy URL.
    pub fn url(&self, scheme: &str) -> String {
        match &self.server {
            None => format!("{scheme}:///{}", self.name),
            Some(Server {
                user,
                password,
                host,
                port,
            }) => {
                format!("{scheme}://{user}:{password}@{host}:{port}/{}", self.name)
            }
        }
    }

    /// Returns what differs from run to run and must not show in a transcript.
    pub fn secrets(&self) -> Vec<(String, String)> {
        let Some(server) = &self.server else {
            return Vec::new();
        };
        let mut secrets = vec![(self.name.clone(), "[DATABASE]".to_owned())];
        if !server.password.is_empty() {
            secrets.push((server.password.clone(), "[PASSWORD]".to_owned()));
        }
        secrets.push((
            format!("{}:{}", server.host, server.port),
            "[SERVER]".to_owned(),
        ));
        secrets.push((format!("port {}", server.port), "port [PORT]".to_owned()));
        secrets
    }

    /// Returns the placeholders that steps and files may name.
    pub fn placeholders(&self, scheme: &str) -> Vec<(&'static str, String)> {
        let mut placeholders = vec![("$URL", self.url(scheme)), ("$DATABASE", self.name.clone())];
        if let Some(server) = &self.server {
            placeholders.push(("$USER", server.user.clone()));
            placeholders.push(("$PASSWORD", server.password.clone()));
            placeholders.push(("$HOST", server.host.clone()));
            placeholders.push(("$PORT", server.port.clone()));
        }
        placeholders
    }

    /// Runs statements, separated by semicolons.
    pub fn execute(&self, statements: &str) -> Result<String> {
        match self.kind {
            Kind::Sqlite => sqlite::execute(&self.file(), statements),
            Kind::Postgresql => postgresql::execute(self.server()?, &self.name, statements),
            Kind::Mysql => mysql::execute(self.server()?, &self.name, statements),
        }
    }

    /// Returns the schema and all rows as statements that make the same database again.
    pub fn dump(&self) -> Result<String> {
        match self.kind {
            Kind::Sqlite => sqlite::dump(&self.file()),
            Kind::Postgresql => postgresql::dump(self.server()?, &self.name),
            Kind::Mysql => mysql::dump(self.server()?, &self.name),
        }
    }

    /// Replaces the whole content by that of a dump.
    pub fn restore(&self, dump: &str) -> Result<()> {
        match self.kind {
            Kind::Sqlite => {
                if self.file().exists() {
                    fs_err::remove_file(self.file())?;
                }
            }
            Kind::Postgresql => {
                postgresql::drop(self.server()?, &self.name)?;
                postgresql::create(self.server()?, &self.name)?;
            }
            Kind::Mysql => {
                mysql::drop(self.server()?, &self.name)?;
                mysql::create(self.server()?, &self.name)?;
                return self
                    .execute(&format!("SET FOREIGN_KEY_CHECKS=0;\n{dump}"))
                    .map(|_| ());
            }
        }
        self.execute(dump).map(|_| ())
    }

    fn file(&self) -> PathBuf {
        self.folder.join(&self.name)
    }

    fn server(&self) -> Result<&Server> {
        self.server
            .as_ref()
            .with_context(|| format!("no {} server to test on", self.kind.name()))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // Nothing can be done about a server that has gone away.
        let _ = match (&self.server, self.kind) {
            (Some(server), Kind::Postgresql) => postgresql::drop(server, &self.name),
            (Some(server), Kind::Mysql) => mysql::drop(server, &self.name),
            _ => Ok(()),
        };
    }
}

/// Returns the schema and all rows of an SQLite file.
pub fn dump_file(file: &Path) -> Result<String> {
    ensure!(file.exists(), "no file {}", file.display());
    sqlite::dump(file)
}

/// Runs a database's client and returns what it wrote.
fn client(mut command: Command, input: &str) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("`{program}` is needed on the path"))?;
    let stdin = child.stdin.take();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || {
        stdin.map_or(Ok(()), |mut stdin| {
            std::io::Write::write_all(&mut stdin, input.as_bytes())
        })
    });
    let output = child.wait_with_output()?;
    // A client that stops at an error closes its input; its own message says more.
    let _ = writer.join();
    if !output.status.success() {
        bail!(
            "{program}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    let text = String::from_utf8(output.stdout)?;
    ensure!(!text.contains('\0'), "{program} wrote a null character");
    Ok(text)
}
