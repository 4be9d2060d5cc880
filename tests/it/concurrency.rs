//! Sixteen programs that upgrade one database at once.
use std::path::Path;
use std::process::Stdio;

use alembic_tests::case::{Case, tests_folder};
use alembic_tests::database::Kind;
use alembic_tests::sandbox::Sandbox;
use alembic_tests::settings;
use anyhow::{Context, Result, ensure};
use libtest_mimic::Trial;

const PROGRAMS: usize = 16;

pub(crate) fn trials() -> Vec<Trial> {
    let kinds = [Kind::Sqlite, Kind::Postgresql, Kind::Mysql];
    let trial = |kind: Kind| {
        let name = format!("concurrency/upgrade::{}", kind.name());
        super::on_database(&name, kind, move || upgrade_at_once(kind))
    };
    kinds.into_iter().map(trial).collect()
}

fn upgrade_at_once(kind: Kind) -> Result<()> {
    let case = Case::read("concurrency", &tests_folder().join("concurrency"))?;
    let sandbox = Sandbox::new(&case, kind)?;
    let program = settings::program()?;
    let mut children = Vec::new();
    for _ in 0..PROGRAMS {
        let mut command = sandbox.command(&program, ".");
        command
            .args(["upgrade", "head"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        children.push(command.spawn()?);
    }
    let mut logs = Vec::new();
    for child in children {
        let output = child.wait_with_output()?;
        let log = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "one failed: {log}");
        logs.push(log);
    }
    let runs = logs
        .iter()
        .map(|log| log.matches("Running upgrade").count())
        .sum::<usize>();
    let migrations = fs_err::read_dir(sandbox.path().join(Path::new("alembic/versions")))?.count();
    ensure!(
        runs == migrations,
        "{runs} runs of {migrations} migrations:\n{}",
        logs.join("\n")
    );
    let dump = sandbox.database.dump()?;
    for number in 1..=migrations {
        let rows = dump.matches(&format!("'ran {number}'")).count();
        ensure!(rows == 1, "migration {number} left {rows} rows:\n{dump}");
    }
    let waited = logs.iter().any(|log| log.to_lowercase().contains("wait"));
    waited
        .then_some(())
        .with_context(|| format!("nobody waited:\n{}", logs.join("\n")))
}
