//! `upstream-tests`: the original's own tests, run on our package.
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::python::Environment;
use crate::servers::Servers;
use crate::{shell, wheel};

const VERSION: &str = "1.20.1";
/// What the tests need besides SQLAlchemy and its drivers.
const REQUIREMENTS: &[&str] = &["mako", "python-dateutil", "black"];
/// The tests that do not pass yet, each under the reason.
const LIST: &str = "tests/upstream/not-yet.txt";
/// What stands in for the original's insides, laid over our package.
const STAND_INS: &str = "tests/upstream/stand-ins";

/// How the reason of tests begins that pass in some runs and fail in others.
const VARIES: &str = "varies";

/// Arguments of `upstream-tests`.
#[derive(clap::Args, Default)]
pub struct UpstreamArgs {
    /// Runs only these modules, `test_config`.
    modules: Vec<String>,

    /// The database that the tests run on.
    #[arg(long, value_enum, default_value_t = Database::Sqlite)]
    database: Database,

    /// Takes tests that pass off the list, and puts those that fail on it without a reason.
    #[arg(long)]
    write: bool,

    /// Shows what pytest says of each failure.
    #[arg(long)]
    show: bool,
}

#[derive(Clone, Copy, Default, clap::ValueEnum)]
enum Database {
    #[default]
    Sqlite,
    Postgresql,
    Mariadb,
}

/// How a test ended.
#[derive(Default)]
struct Outcomes {
    passed: BTreeSet<String>,
    failed: BTreeSet<String>,
}

/// Runs the tests and compares with the list; fails where a test fails that is not on it, or passes
/// that is.
pub fn run(arguments: &UpstreamArgs) -> Result<()> {
    let builder = Environment::prepare()?;
    let environment = wheel::install(&builder)?;
    compare(&builder, &environment, arguments)
}

/// Runs the tests with the wheel that is installed in an environment.
pub fn compare(
    builder: &Environment,
    environment: &Environment,
    arguments: &UpstreamArgs,
) -> Result<()> {
    environment.install(REQUIREMENTS)?;
    let folder = lay_out(builder, environment)?;
    let outcomes = run_tests(environment, &folder, arguments)?;
    let path = shell::workspace().join(LIST);
    let listed = read_list(&path)?;
    let known: BTreeSet<&String> = listed.values().flatten().collect();
    let fresh: Vec<&String> = outcomes
        .failed
        .iter()
        .filter(|test| !known.contains(test))
        .collect();
    let steady: BTreeSet<&String> = listed
        .iter()
        .filter(|(reason, _)| !reason.starts_with(VARIES))
        .flat_map(|(_, tests)| tests)
        .collect();
    let fixed: Vec<&String> = outcomes
        .passed
        .iter()
        .filter(|test| steady.contains(test))
        .collect();
    println!(
        "{} passed, {} failed, of which {} are not on the list; {} of the list pass",
        outcomes.passed.len(),
        outcomes.failed.len(),
        fresh.len(),
        fixed.len()
    );
    if arguments.write {
        return write_list(&path, listed, &outcomes);
    }
    for test in &fresh {
        println!("FAILS: {test}");
    }
    for test in &fixed {
        println!("PASSES, take it off the list (--write): {test}");
    }
    ensure!(
        fresh.is_empty() && fixed.is_empty(),
        "the list {LIST} does not tell the truth"
    );
    Ok(())
}

/// Lays out the original's tests and test helpers beside our package in the original's place.
fn lay_out(builder: &Environment, environment: &Environment) -> Result<PathBuf> {
    let folder = shell::cache()?.join("upstream");
    let source = folder.join(format!("alembic-{VERSION}"));
    if !source.exists() {
        fs_err::create_dir_all(&folder)?;
        let mut download = Command::new(builder.python());
        download
            .args(["-m", "pip", "download", "--quiet", "--no-deps"])
            .args(["--no-binary", ":all:", "--dest"])
            .arg(&folder)
            .arg(format!("alembic=={VERSION}"));
        shell::quietly(&mut download).context(
            "the source of the original cannot be fetched with pip: is the network there?",
        )?;
        let archive = folder.join(format!("alembic-{VERSION}.tar.gz"));
        let mut unpack = Command::new("tar");
        unpack.arg("xzf").arg(&archive).arg("-C").arg(&folder);
        shell::quietly(&mut unpack)?;
    }
    let site = folder.join("site");
    if site.exists() {
        fs_err::remove_dir_all(&site)?;
    }
    fs_err::create_dir_all(&site)?;
    copy(&environment.package("alembic")?, &site.join("alembic"))?;
    copy(
        &source.join("alembic/testing"),
        &site.join("alembic/testing"),
    )?;
    // Whole modules cannot be imported without a few names that only some of their tests need.
    copy(
        &shell::workspace().join(STAND_INS).join("."),
        &site.join("alembic"),
    )?;
    copy(&source.join("tests"), &site.join("tests"))?;
    fs_err::copy(source.join("setup.cfg"), site.join("setup.cfg"))?;
    Ok(site)
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let mut copy = Command::new("cp");
    copy.arg("-r").arg(from).arg(to);
    shell::quietly(&mut copy).map(drop)
}

/// Runs the modules one by one: what one leaves behind must not fail the next.
fn run_tests(
    environment: &Environment,
    folder: &Path,
    arguments: &UpstreamArgs,
) -> Result<Outcomes> {
    // The servers live as long as the tests.
    let servers = match arguments.database {
        Database::Sqlite => None,
        Database::Postgresql | Database::Mariadb => Some(Servers::start()?),
    };
    let address = match (arguments.database, &servers) {
        (Database::Postgresql, Some(servers)) => {
            let url = servers.postgresql_url("postgres");
            Some(url.replace("postgresql://", "postgresql+psycopg2://"))
        }
        (Database::Mariadb, Some(servers)) => {
            let url = servers.mysql_url("mysql");
            Some(url.replace("mysql://", "mysql+pymysql://"))
        }
        _ => None,
    };
    let mut outcomes = Outcomes::default();
    for module in modules(folder, &arguments.modules)? {
        let scratch = folder.join("scratch");
        if scratch.exists() {
            fs_err::remove_dir_all(scratch)?;
        }
        let mut pytest = Command::new(environment.python());
        pytest
            .args(["-m", "pytest", "-q", "-rA", "--no-header"])
            .args(["-p", "no:cacheprovider"])
            .arg(if arguments.show {
                "--tb=short"
            } else {
                "--tb=no"
            })
            .arg(&module)
            // Names are cut to the width of the terminal.
            .env("COLUMNS", "500")
            .env("PYTHONHASHSEED", "0")
            .env("PYTHONWARNINGS", "ignore")
            .env("PYTHONPATH", folder)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .current_dir(folder)
            .stderr(Stdio::inherit());
        if let Some(address) = &address {
            pytest.args(["--dburi", address]);
        }
        let output = pytest.output().context("pytest cannot be run")?;
        let text = String::from_utf8_lossy(&output.stdout);
        if arguments.show {
            println!("{text}");
        }
        let found = read_outcomes(&text);
        outcomes.passed.extend(found.passed);
        outcomes.failed.extend(found.failed);
    }
    ensure!(!outcomes.passed.is_empty(), "no test passed");
    Ok(outcomes)
}

/// Returns the files of the modules that were asked for, or of all.
fn modules(folder: &Path, wanted: &[String]) -> Result<Vec<String>> {
    if !wanted.is_empty() {
        return Ok(wanted
            .iter()
            .map(|module| format!("tests/{module}.py"))
            .collect());
    }
    let mut found: Vec<String> = fs_err::read_dir(folder.join("tests"))?
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with("test_") && name.ends_with(".py"))
        .map(|name| format!("tests/{name}"))
        .collect();
    found.sort();
    Ok(found)
}

fn read_outcomes(text: &str) -> Outcomes {
    let mut outcomes = Outcomes::default();
    for line in text.lines() {
        let Some((how, rest)) = line.split_once(' ') else {
            continue;
        };
        // A parameter in the name of a test may hold spaces; the message comes after a dash.
        let test = rest.split(" - ").next().unwrap_or(rest).trim().to_owned();
        if !test.starts_with("tests/") {
            continue;
        }
        match how {
            "PASSED" => outcomes.passed.insert(test),
            "FAILED" | "ERROR" => outcomes.failed.insert(test),
            _ => continue,
        };
    }
    // A test that passed and could not clean up has failed.
    for test in &outcomes.failed {
        outcomes.passed.remove(test);
    }
    outcomes
}

/// Reads the list: lines `# reason`, each followed by the tests that it is the reason of.
fn read_list(path: &Path) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let mut list: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if !path.exists() {
        return Ok(list);
    }
    let mut reason = String::new();
    for line in fs_err::read_to_string(path)?.lines() {
        if let Some(text) = line.strip_prefix("# ") {
            text.clone_into(&mut reason);
        } else if !line.trim().is_empty() {
            list.entry(reason.clone())
                .or_default()
                .insert(line.to_owned());
        }
    }
    Ok(list)
}

fn write_list(
    path: &Path,
    mut list: BTreeMap<String, BTreeSet<String>>,
    outcomes: &Outcomes,
) -> Result<()> {
    let steady = list
        .iter_mut()
        .filter(|(reason, _)| !reason.starts_with(VARIES));
    for (_, tests) in steady {
        tests.retain(|test| !outcomes.passed.contains(test));
    }
    let known: BTreeSet<String> = list.values().flatten().cloned().collect();
    for test in outcomes.failed.difference(&known) {
        list.entry("without a reason yet".to_owned())
            .or_default()
            .insert(test.clone());
    }
    let mut text = String::new();
    for (reason, tests) in list.iter().filter(|(_, tests)| !tests.is_empty()) {
        text.push_str(&format!("# {reason}\n"));
        for test in tests {
            text.push_str(&format!("{test}\n"));
        }
        text.push('\n');
    }
    if let Some(folder) = path.parent() {
        fs_err::create_dir_all(folder)?;
    }
    fs_err::write(path, text)?;
    println!("wrote {}", path.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::read_outcomes;

    #[test]
    fn the_summary_of_pytest_is_read() {
        let outcomes = read_outcomes(
            "..F\nPASSED tests/test_a.py::T::test_x[a b]\nFAILED tests/test_a.py::T::test_y - E: no\n\
             ERROR tests/test_b.py - ImportError\nSKIPPED [1] tests/test_c.py:3: why\n\
             PASSED tests/test_a.py::T::test_z\nERROR tests/test_a.py::T::test_z - E\n",
        );
        assert_eq!(outcomes.passed.len(), 1);
        assert_eq!(outcomes.failed.len(), 3);
        assert!(outcomes.failed.contains("tests/test_b.py"));
    }
}
