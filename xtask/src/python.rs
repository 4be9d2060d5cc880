//! The original and the Python tools, in a virtual environment of their own outside the checkout.
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, system};

const REQUIREMENTS: &[&str] = &[
    "alembic==1.20.1",
    "sqlalchemy[asyncio]==2.1.*",
    "psycopg2-binary",
    "psycopg[binary]",
    "pymysql",
    "aiosqlite",
    "asyncpg",
    "aiomysql",
    "python-dotenv",
    "tzdata",
    "pytest",
];

/// The virtual environment with the original in it.
pub struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// Makes the environment unless it is there already.
    pub fn prepare() -> Result<Self> {
        let folder = shell::cache()?.join("original");
        let list = REQUIREMENTS.join("\n");
        let stamp = folder.join("requirements.txt");
        let environment = Self { folder };
        if fs_err::read_to_string(&stamp).is_ok_and(|installed| installed == list) {
            return Ok(environment);
        }
        println!(
            "installing the original into {}",
            environment.folder.display()
        );
        environment.create()?;
        shell::quietly(
            Command::new(environment.python())
                .args([
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                ])
                .args(REQUIREMENTS),
        )
        .context("the original cannot be fetched with pip: is the network there?")?;
        fs_err::write(stamp, list)?;
        Ok(environment)
    }

    /// Returns the Python of the environment.
    pub fn python(&self) -> PathBuf {
        self.folder.join("bin/python")
    }

    /// Returns the original program.
    pub fn alembic(&self) -> PathBuf {
        self.folder.join("bin/alembic")
    }

    fn create(&self) -> Result<()> {
        let create = || {
            shell::quietly(
                Command::new("python3")
                    .args(["-m", "venv", "--clear"])
                    .arg(&self.folder),
            )
        };
        if create().is_err() {
            // Debian packs the module `venv` apart from Python.
            system::install("Python with `venv`", &["python3", "python3-venv"])?;
            create()?;
        }
        Ok(())
    }
}
