//! Private database servers on loopback, with their data in a temporary folder.
//!
//! They take free ports and have nothing to do with servers that run on the machine already.
mod mariadb;
mod postgresql;

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tempfile::TempDir;

use crate::{shell, system};

const USER: &str = "alembic";
const PASSWORD: &str = "let-me-in-please";

/// The servers that run as long as this value lives.
pub struct Servers {
    postgresql: Server,
    mariadb: Server,
    // The data goes away after the servers.
    _folder: TempDir,
}

impl Servers {
    /// Finds or installs the servers and starts them.
    pub fn start() -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("alembic-servers")
            .tempdir()?;
        // Each server runs as a user of its own, who must reach its own folder below this one.
        fs_err::set_permissions(folder.path(), PermissionsExt::from_mode(0o755))?;
        let postgresql = postgresql::start(&folder.path().join("postgresql"))?;
        let mariadb = mariadb::start(&folder.path().join("mariadb"))?;
        println!(
            "PostgreSQL listens on port {}, MariaDB on {}",
            postgresql.port, mariadb.port
        );
        Ok(Self {
            postgresql,
            mariadb,
            _folder: folder,
        })
    }

    /// Returns the SQLAlchemy URL of a database on the PostgreSQL server.
    pub fn postgresql_url(&self, database: &str) -> String {
        format!("postgresql://{}/{database}", self.postgresql.login())
    }

    /// Returns the SQLAlchemy URL of a database on the MariaDB server.
    pub fn mysql_url(&self, database: &str) -> String {
        format!("mysql+pymysql://{}/{database}", self.mariadb.login())
    }

    /// Lets a command use the servers and their clients.
    pub fn offer_to(&self, command: &mut Command) -> Result<()> {
        let path = shell::variable("PATH").unwrap_or_default();
        let folders = self
            .postgresql
            .programs
            .iter()
            .cloned()
            .chain(std::env::split_paths(&path));
        command
            .env("PATH", std::env::join_paths(folders)?)
            .env(
                "ALEMBIC_TEST_POSTGRESQL_URL",
                self.postgresql_url("postgres"),
            )
            .env("ALEMBIC_TEST_MYSQL_URL", self.mysql_url("mysql"));
        Ok(())
    }

    /// Prepares `psql` for a database.
    pub fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.postgresql.program("psql"));
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--set",
            "ON_ERROR_STOP=1",
            "--host",
            "127.0.0.1",
        ])
        .args([
            "--port",
            &self.postgresql.port.to_string(),
            "--username",
            USER,
        ])
        .args(["--dbname", database])
        .env("PGPASSWORD", PASSWORD)
        .env("PGOPTIONS", "--client-min-messages=warning");
        psql
    }

    /// Prepares the `mariadb` client for a database.
    pub fn mariadb(&self, database: &str) -> Command {
        let mut mariadb = Command::new("mariadb");
        mariadb
            .args([
                "--no-defaults",
                "--protocol=TCP",
                "--host=127.0.0.1",
                "--batch",
            ])
            .arg(format!("--port={}", self.mariadb.port))
            .arg(format!("--user={USER}"))
            .arg(database)
            .env("MYSQL_PWD", PASSWORD);
        mariadb
    }
}

/// A server that is stopped when the value goes away.
struct Server {
    port: u16,
    /// Folders of its programs that may not be on the path.
    programs: Vec<PathBuf>,
    child: Child,
    stop: Option<Command>,
}

impl Server {
    fn login(&self) -> String {
        format!("{USER}:{PASSWORD}@127.0.0.1:{}", self.port)
    }

    fn program(&self, name: &str) -> PathBuf {
        shell::find_program(name, &self.programs).unwrap_or_else(|| name.into())
    }

    /// Waits until a client gets in.
    fn wait(&mut self, name: &str, log: &Path, is_ready: impl Fn() -> bool) -> Result<()> {
        let patience = Instant::now() + Duration::from_secs(60);
        while !is_ready() {
            if self.child.try_wait()?.is_some() || Instant::now() > patience {
                bail!(
                    "{name} does not start:\n{}",
                    fs_err::read_to_string(log).unwrap_or_default()
                );
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The data is thrown away: how the server ends does not matter.
        if !self.stop.as_mut().is_some_and(shell::succeeds) {
            let _ = self.child.kill();
        }
        let _ = self.child.wait();
    }
}

/// Returns a port that nobody listens on.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}

/// Prepares a program to run as a server's own user: servers refuse to run as root.
///
/// The kernel ends the program when we end without having stopped it.
fn as_user(program: &Path, user: &str) -> Command {
    if shell::find_program("setpriv", &[]).is_none() {
        return Command::new(program);
    }
    let mut setpriv = Command::new("setpriv");
    if system::is_root() {
        setpriv.args(["--reuid", user, "--regid", user, "--init-groups"]);
    }
    setpriv.args(["--pdeathsig", "TERM", "--"]).arg(program);
    setpriv
}

/// Makes a folder that belongs to a server's own user.
fn folder_for(user: &str, folder: &Path) -> Result<()> {
    fs_err::create_dir_all(folder)?;
    if system::is_root() {
        shell::quietly(
            Command::new("chown")
                .arg(format!("{user}:{user}"))
                .arg(folder),
        )?;
    }
    Ok(())
}

/// Starts a server whose words go to a file.
fn spawn(mut command: Command, log: &Path) -> Result<Child> {
    let log = fs_err::File::create(log)?.into_file();
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log);
    Ok(command.spawn()?)
}
