//! The original and the Python tools, in a virtual environment of their own outside the checkout.
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{shell, system};

/// SQLAlchemy and the drivers, for the original and for the wheel.
const SQLALCHEMY: &[&str] = &[
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

/// What the original brings along and a case of hooks runs.
const WITH_THE_WHEEL: &[&str] = &["mako"];

/// The original, and what builds the wheel.
const ORIGINAL: &[&str] = &["alembic==1.20.1", "maturin>=1.9,<2"];

/// A virtual environment with SQLAlchemy, its drivers and one of the two packages `alembic`.
pub struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// Makes the environment of the original unless it is there already.
    pub fn prepare() -> Result<Self> {
        Self::with("original", "the original", &[SQLALCHEMY, ORIGINAL].concat())
    }

    /// Makes the environment of the wheel unless it is there already; the wheel itself comes later.
    pub fn prepare_for_wheel() -> Result<Self> {
        let requirements = [SQLALCHEMY, WITH_THE_WHEEL].concat();
        Self::with("wheel", "SQLAlchemy", &requirements)
    }

    /// Makes the environment for the wheel without SQLAlchemy unless it is there already.
    pub fn prepare_for_built_in_modules() -> Result<Self> {
        Self::with("built-in-modules", "time zones", &["tzdata"])
    }

    fn with(name: &str, what: &str, requirements: &[&str]) -> Result<Self> {
        let folder = shell::cache()?.join(name);
        let list = requirements.join("\n");
        let stamp = folder.join("requirements.txt");
        let environment = Self { folder };
        if fs_err::read_to_string(&stamp).is_ok_and(|installed| installed == list) {
            return Ok(environment);
        }
        println!("installing {what} into {}", environment.folder.display());
        environment.create()?;
        environment
            .install(requirements)
            .with_context(|| format!("{what} cannot be fetched with pip: is the network there?"))?;
        fs_err::write(stamp, list)?;
        Ok(environment)
    }

    /// Installs packages with pip.
    pub fn install(&self, arguments: &[&str]) -> Result<()> {
        let mut pip = Command::new(self.python());
        pip.args(["-m", "pip", "install", "--quiet"])
            .arg("--disable-pip-version-check")
            .args(arguments);
        shell::quietly(&mut pip).map(drop)
    }

    /// Returns the Python of the environment.
    pub fn python(&self) -> PathBuf {
        self.folder.join("bin/python")
    }

    /// Returns the program `alembic` of the environment.
    pub fn alembic(&self) -> PathBuf {
        self.folder.join("bin/alembic")
    }

    /// Returns the folder of an installed package.
    pub fn package(&self, name: &str) -> Result<PathBuf> {
        let code = format!("import {name}; print({name}.__path__[0])");
        let printed = shell::quietly(Command::new(self.python()).args(["-c", &code]))?;
        Ok(PathBuf::from(printed.trim()))
    }

    /// Returns another program of the environment.
    pub fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
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
