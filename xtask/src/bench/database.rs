//! The databases that measurements run on, and their own clients.
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::servers::Servers;
use crate::{shell, system};

const NAME: &str = "alembic_bench";

/// A database to measure on.
#[derive(Clone, Copy)]
pub enum Database {
    /// A file in the project.
    Sqlite,
    /// On the private PostgreSQL server, with psycopg2 as the original's driver.
    Postgresql,
    /// The same, with psycopg.
    Psycopg,
    /// On the private MariaDB server.
    Mariadb,
}

impl Database {
    /// Returns the SQLAlchemy URL.
    pub fn url(self, servers: &Servers) -> String {
        match self {
            Self::Sqlite => "sqlite:///bench.db".to_owned(),
            Self::Postgresql => with_driver("psycopg2", &servers.postgresql_url(NAME)),
            Self::Psycopg => with_driver("psycopg", &servers.postgresql_url(NAME)),
            Self::Mariadb => servers.mysql_url(NAME),
        }
    }

    /// Makes the database empty.
    pub fn reset(self, servers: &Servers, folder: &Path) -> Result<()> {
        let statements = [
            format!("DROP DATABASE IF EXISTS {NAME}"),
            format!("CREATE DATABASE {NAME}"),
        ];
        match self {
            Self::Sqlite => {
                let file = folder.join("bench.db");
                if file.exists() {
                    fs_err::remove_file(file)?;
                }
            }
            Self::Postgresql | Self::Psycopg => {
                for statement in statements {
                    shell::quietly(servers.psql("postgres").args(["-c", &statement]))?;
                }
            }
            Self::Mariadb => {
                for statement in statements {
                    shell::quietly(servers.mariadb("mysql").args(["-e", &statement]))?;
                }
            }
        }
        Ok(())
    }

    /// Prepares the database's own client, which reads statements from its input.
    pub fn client(self, servers: &Servers, folder: &Path) -> Result<Command> {
        Ok(match self {
            Self::Sqlite => {
                if shell::find_program("sqlite3", &[]).is_none() {
                    system::install("The client of SQLite", &["sqlite3"])?;
                }
                let sqlite3 =
                    shell::find_program("sqlite3", &[]).context("no `sqlite3` on the path")?;
                let mut sqlite3 = Command::new(sqlite3);
                sqlite3.args(["-bail", "bench.db"]).current_dir(folder);
                sqlite3
            }
            Self::Postgresql | Self::Psycopg => servers.psql(NAME),
            Self::Mariadb => servers.mariadb(NAME),
        })
    }
}

/// Returns a URL that names a driver: which one a name alone stands for differs between versions of SQLAlchemy.
fn with_driver(driver: &str, url: &str) -> String {
    url.replacen("postgresql://", &format!("postgresql+{driver}://"), 1)
}
