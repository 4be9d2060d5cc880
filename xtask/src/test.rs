//! `test`: everything that must hold before a change lands.
use std::process::Command;

use anyhow::{Context, Result};

use crate::python::Environment;
use crate::servers::Servers;
use crate::{fuzz_graph, layers, shell, wheel};

/// Arguments of `test`.
#[derive(clap::Args)]
pub struct TestArgs {
    /// Runs only the tests whose name contains one of these texts, and no other checks.
    filters: Vec<String>,
}

/// Checks and tests everything, or the tests that were asked for.
pub fn run(arguments: &TestArgs) -> Result<()> {
    let is_whole = arguments.filters.is_empty();
    if is_whole {
        shell::run(&mut shell::cargo(&["fmt", "--all", "--check"]))?;
        let clippy = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "-D",
            "warnings",
        ];
        shell::run(&mut shell::cargo(&clippy))?;
        layers::check()?;
    }
    let environment = environment()?;
    let program = shell::build_program("dev")?;
    let servers = Servers::start()?;
    let mut tests = tests(&arguments.filters);
    for command in &mut tests {
        servers.offer_to(command)?;
        command.env("ALEMBIC_TEST_PROGRAM", &program);
        if let Some(environment) = &environment {
            command.env("ALEMBIC_TEST_ORIGINAL", environment.alembic());
            command.env("ALEMBIC_TEST_PYTHON", environment.python());
        }
        shell::run(command)?;
    }
    match environment {
        Some(environment) if is_whole => {
            fuzz_graph::test(&environment, &program)?;
            python_tests(&environment, &servers)?;
            wheel::test_built_in_modules(&environment, &servers)?;
            wheel::test(&environment, &servers, &program, &[])
        }
        _ => Ok(()),
    }
}

/// Prepares the virtual environment; only CI insists on it.
fn environment() -> Result<Option<Environment>> {
    match Environment::prepare() {
        Ok(environment) => Ok(Some(environment)),
        Err(error) if shell::variable("CI").is_some() => Err(error),
        Err(error) => {
            println!("NO TESTS OF THE PYTHON PACKAGE OR AGAINST THE ORIGINAL: {error:#}");
            Ok(None)
        }
    }
}

fn tests(filters: &[String]) -> Vec<Command> {
    let has_nextest = shell::succeeds(&mut shell::cargo(&["nextest", "--version"]));
    if has_nextest {
        let mut nextest = shell::cargo(&[
            "nextest",
            "run",
            "--workspace",
            "--exclude",
            "alembic-wheel",
            "--no-fail-fast",
        ]);
        nextest.args(["--no-tests=pass"]).args(filters);
        let documentation = shell::cargo(&[
            "test",
            "--workspace",
            "--exclude",
            "alembic-wheel",
            "--doc",
            "--quiet",
        ]);
        return if filters.is_empty() {
            vec![nextest, documentation]
        } else {
            vec![nextest]
        };
    }
    let mut test = shell::cargo(&[
        "test",
        "--workspace",
        "--exclude",
        "alembic-wheel",
        "--no-fail-fast",
        "--",
    ]);
    vec![{
        test.args(filters);
        test
    }]
}

fn python_tests(environment: &Environment, servers: &Servers) -> Result<()> {
    let folder = shell::workspace().join("python/tests");
    if !folder.exists() {
        return Ok(());
    }
    let mut pytest = Command::new(environment.python());
    pytest
        .args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider"])
        .arg(&folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .current_dir(shell::workspace());
    servers.offer_to(&mut pytest)?;
    shell::run(&mut pytest).context("the tests of the Python package")
}
