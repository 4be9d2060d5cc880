//! A script that reads more rows than it has memory for.
use alembic_tests::case::{Case, tests_folder};
use alembic_tests::database::Kind;
use alembic_tests::sandbox::Sandbox;
use alembic_tests::settings;
use anyhow::{Context, Result, ensure};
use libtest_mimic::Trial;

/// How much more the process may take for all rows than it took for a fifth of them; they are several times as large.
const KIBIBYTES: u64 = 40 * 1024;

pub(crate) fn trials() -> Vec<Trial> {
    // Through the wheel, the project's own drivers hold the rows.
    let kinds: &[Kind] = if settings::is_wheel() {
        &[]
    } else {
        &[Kind::Sqlite, Kind::Postgresql, Kind::Mysql]
    };
    let trial = |kind: Kind| {
        let name = format!("memory/rows::{}", kind.name());
        super::on_database(&name, kind, move || read_rows(kind))
    };
    kinds.iter().copied().map(trial).collect()
}

fn read_rows(kind: Kind) -> Result<()> {
    let case = Case::read("memory", &tests_folder().join("memory"))?;
    let sandbox = Sandbox::new(&case, kind)?;
    let program = settings::program()?;
    let mut command = sandbox.command(&program, ".");
    let output = command.args(["upgrade", "head"]).output()?;
    let (out, log) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    ensure!(output.status.success(), "it failed: {out}{log}");
    let Some(peaks) = out.lines().find_map(|line| line.strip_prefix("peaks ")) else {
        // Only Linux tells a process what it took.
        return Ok(());
    };
    let (before, after) = peaks.split_once(' ').context("two peaks")?;
    let grown = after.parse::<u64>()?.saturating_sub(before.parse::<u64>()?);
    ensure!(grown < KIBIBYTES, "the process grew by {grown} KiB: {out}");
    Ok(())
}
