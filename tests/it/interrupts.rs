//! Ctrl-C while a migration is at work in Python.
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use alembic_tests::case::{Case, tests_folder};
use alembic_tests::database::Kind;
use alembic_tests::sandbox::Sandbox;
use alembic_tests::settings;
use anyhow::{Result, ensure};
use libtest_mimic::Trial;

/// How long the program may take to begin, or to end.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) fn trials() -> Vec<Trial> {
    if !cfg!(unix) {
        return Vec::new();
    }
    [Kind::Sqlite, Kind::Postgresql, Kind::Mysql]
        .into_iter()
        .map(|kind| {
            let name = format!("interrupts/endless-loop::{}", kind.name());
            super::on_database(&name, kind, move || endless_loop(kind))
        })
        .collect()
}

fn endless_loop(kind: Kind) -> Result<()> {
    let case = Case::read("interrupts", &tests_folder().join("interrupts"))?;
    let sandbox = Sandbox::new(&case, kind)?;
    let program = settings::program()?;
    let mut child = sandbox
        .command(&program, ".")
        .args(["upgrade", "head"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let ready = sandbox.path().join("ready");
    wait(|| Ok(ready.exists()))?;
    let stopped = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()?;
    ensure!(stopped.success(), "{stopped}");
    wait(|| Ok(child.try_wait()?.is_some()))?;
    let done = child.wait_with_output()?;
    let told = String::from_utf8_lossy(&done.stderr);
    ensure!(
        done.status.code() == Some(130) && told.contains("It stopped in: upgrade a1 -> b2"),
        "{done:?}"
    );
    let current = sandbox.command(&program, ".").arg("current").output()?;
    let current = String::from_utf8_lossy(&current.stdout).into_owned();
    // PostgreSQL takes everything back that the run had done, the others commit with each table.
    let expected = match kind {
        Kind::Postgresql => "",
        _ => "a1\n",
    };
    ensure!(current == expected, "{current:?}\n{told}");
    Ok(())
}

/// Waits until something has happened.
fn wait(mut has_happened: impl FnMut() -> Result<bool>) -> Result<()> {
    let start = Instant::now();
    while !has_happened()? {
        ensure!(start.elapsed() < PATIENCE, "it did not happen");
        sleep(Duration::from_millis(20));
    }
    Ok(())
}
