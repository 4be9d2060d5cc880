//! What a run takes from its environment, all in one place.
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result, ensure};

use crate::database::Kind;

/// The SQLAlchemy URL of the server of a kind, if there is one to test on.
pub fn server_url(kind: Kind) -> Option<String> {
    match kind {
        Kind::Sqlite => None,
        Kind::Postgresql => variable("ALEMBIC_TEST_POSTGRESQL_URL"),
        Kind::Mysql => variable("ALEMBIC_TEST_MYSQL_URL"),
    }
}

/// The original's program, where the goldens are recorded or the two are swapped.
pub fn original() -> Option<PathBuf> {
    variable("ALEMBIC_TEST_ORIGINAL").map(PathBuf::from)
}

/// Whether this run writes goldens from the original instead of testing against them.
pub fn is_recording() -> bool {
    variable("ALEMBIC_TEST_RECORD").is_some()
}

/// Whether the original runs against its own goldens, to find what is not stable.
pub fn is_checking() -> bool {
    variable("ALEMBIC_TEST_HASH_SEED").is_some()
}

/// Whether the program under test is the wheel's.
pub fn is_wheel() -> bool {
    variable("ALEMBIC_TEST_HOST").is_some_and(|host| host == "wheel")
}

/// The seed that decides the order of the original's sets.
pub fn hash_seed() -> String {
    variable("ALEMBIC_TEST_HASH_SEED").unwrap_or_else(|| "0".to_owned())
}

/// Whether a test that cannot run is a failure.
pub fn is_ci() -> bool {
    variable("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// The folder for what is fetched and kept between runs, outside the checkout.
pub fn cache_folder() -> PathBuf {
    let base = variable("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(variable("HOME").unwrap_or_default()).join(".cache");
    base.unwrap_or_else(home).join("alembic-rs")
}

/// The Python that fetches packages. Nothing else in a test needs one.
pub fn python() -> PathBuf {
    variable("ALEMBIC_TEST_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from)
}

/// The path for the programs that a test starts.
pub fn search_path() -> String {
    variable("PATH").unwrap_or_default()
}

/// The program under test: the one named by `ALEMBIC_TEST_PROGRAM`, else built here.
pub fn program() -> Result<PathBuf> {
    static PROGRAM: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let found = PROGRAM.get_or_init(|| {
        variable("ALEMBIC_TEST_PROGRAM")
            .map_or_else(build_program, |path| Ok(PathBuf::from(path)))
            .map_err(|error| format!("{error:#}"))
    });
    found.clone().map_err(anyhow::Error::msg)
}

fn build_program() -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let profile = test
        .parent()
        .and_then(|deps| deps.parent())
        .context("no target folder")?;
    let mut cargo = Command::new(variable("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "alembic-cli",
        "--bin",
        "alembic",
    ]);
    if profile.file_name().is_some_and(|name| name == "release") {
        cargo.arg("--release");
    }
    let status = cargo
        .arg("--manifest-path")
        .arg(crate::case::workspace().join("Cargo.toml"));
    ensure!(status.status()?.success(), "the program does not build");
    Ok(profile.join("alembic"))
}

/// The present time, to find it in what a program wrote.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a test run reads the clock"
)]
pub fn now() -> jiff::Timestamp {
    jiff::Timestamp::now()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where a test run reads its settings"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
