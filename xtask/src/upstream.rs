//! `upstream-tests`: the original's own tests, run on our package.
mod list;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::python::Environment;
use crate::servers::Servers;
use crate::{shell, wheel};
use list::List;

const VERSION: &str = "1.20.1";
/// What the tests need besides SQLAlchemy and its drivers.
const REQUIREMENTS: &[&str] = &["mako", "python-dateutil", "black"];
/// The tests that do not pass yet, each under the reason.
const LIST: &str = "tests/upstream/not-yet.txt";
/// What stands in for the original's insides, laid over our package.
const STAND_INS: &str = "tests/upstream/stand-ins";

/// The database of the tests on a server.
const DATABASE: &str = "alembic_upstream";

/// Arguments of `upstream-tests`.
#[derive(clap::Args, Default)]
pub struct UpstreamArgs {
    /// Runs only these modules, `test_config`.
    modules: Vec<String>,

    /// The database that the tests run on; all three if none is named.
    #[arg(long, value_enum)]
    database: Option<Database>,

    /// Takes tests that pass off the list, and puts those that fail on it without a reason.
    #[arg(long)]
    write: bool,

    /// Shows what pytest says of each failure.
    #[arg(long)]
    show: bool,
}

/// A database that the tests run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Database {
    Sqlite,
    Postgresql,
    Mariadb,
}

impl Database {
    const ALL: [Self; 3] = [Self::Sqlite, Self::Postgresql, Self::Mariadb];

    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgresql => "postgresql",
            Self::Mariadb => "mariadb",
        }
    }

    /// Makes an empty database for the tests and returns its URL; SQLite is in memory.
    fn prepare(self, servers: Option<&Servers>) -> Result<Option<String>> {
        let recreate = [
            format!("DROP DATABASE IF EXISTS {DATABASE}"),
            format!("CREATE DATABASE {DATABASE}"),
        ];
        // The tests expect a schema of this name beside the default one.
        Ok(match (self, servers) {
            (Self::Postgresql, Some(servers)) => {
                for statement in recreate {
                    shell::quietly(servers.psql("postgres").args(["-c", &statement]))?;
                }
                let schema = ["-c", "CREATE SCHEMA test_schema"];
                shell::quietly(servers.psql(DATABASE).args(schema))?;
                let url = servers.postgresql_url(DATABASE);
                Some(url.replace("postgresql://", "postgresql+psycopg2://"))
            }
            (Self::Mariadb, Some(servers)) => {
                let schema = "CREATE DATABASE IF NOT EXISTS test_schema".to_owned();
                for statement in recreate.into_iter().chain([schema]) {
                    shell::quietly(servers.mariadb("mysql").args(["-e", &statement]))?;
                }
                Some(servers.mysql_url(DATABASE))
            }
            _ => None,
        })
    }
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
    let environment = wheel::install(&builder, "dev")?;
    // The servers live as long as the tests.
    let servers = match arguments.database {
        Some(Database::Sqlite) => None,
        _ => Some(Servers::start()?),
    };
    compare(&builder, &environment, servers.as_ref(), arguments)
}

/// Runs the tests with the wheel that is installed in an environment.
pub fn compare(
    builder: &Environment,
    environment: &Environment,
    servers: Option<&Servers>,
    arguments: &UpstreamArgs,
) -> Result<()> {
    environment.install(REQUIREMENTS)?;
    let source = fetch(builder)?;
    let path = shell::workspace().join(LIST);
    let mut list = List::read(&path)?;
    let mut is_true = true;
    // One after the other they would leave all but one processor idle.
    let outcomes = std::thread::scope(|scope| {
        let runs: Vec<_> = Database::ALL
            .into_iter()
            .filter(|database| arguments.database.is_none_or(|only| only == *database))
            .map(|database| {
                let source = &source;
                let run = move || {
                    let folder = lay_out(environment, source, database)?;
                    let url = database.prepare(servers)?;
                    run_tests(environment, &folder, url.as_deref(), arguments)
                };
                (database, scope.spawn(run))
            })
            .collect();
        runs.into_iter()
            .map(|(database, run)| match run.join() {
                Ok(outcomes) => outcomes.map(|outcomes| (database, outcomes)),
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect::<Result<Vec<_>>>()
    })?;
    for (database, outcomes) in outcomes {
        let fresh = list.missing(database, &outcomes.failed);
        let fixed = list.outdated(database, &outcomes.passed);
        println!(
            "{}: {} passed, {} failed, of which {} are not on the list; {} of the list pass",
            database.name(),
            outcomes.passed.len(),
            outcomes.failed.len(),
            fresh.len(),
            fixed.len()
        );
        is_true &= fresh.is_empty() && fixed.is_empty();
        if arguments.write {
            list.update(database, &fresh, &fixed);
            continue;
        }
        for test in &fresh {
            println!("FAILS: {test}");
        }
        for test in &fixed {
            println!("PASSES, take it off the list (--write): {test}");
        }
    }
    if arguments.write {
        list.write(&path)?;
        println!("wrote {}", path.display());
        return Ok(());
    }
    ensure!(is_true, "the list {LIST} does not tell the truth");
    Ok(())
}

/// Returns the folder with the original's source, which pip fetches if it is not in the cache.
fn fetch(builder: &Environment) -> Result<PathBuf> {
    let folder = shell::cache()?.join("upstream");
    let source = folder.join(format!("alembic-{VERSION}"));
    if source.exists() {
        return Ok(source);
    }
    fs_err::create_dir_all(&folder)?;
    let mut download = Command::new(builder.python());
    download
        .args(["-m", "pip", "download", "--quiet", "--no-deps"])
        .args(["--no-binary", ":all:", "--dest"])
        .arg(&folder)
        .arg(format!("alembic=={VERSION}"));
    shell::quietly(&mut download)
        .context("the source of the original cannot be fetched with pip: is the network there?")?;
    let archive = folder.join(format!("alembic-{VERSION}.tar.gz"));
    let mut unpack = Command::new("tar");
    unpack.arg("xzf").arg(&archive).arg("-C").arg(&folder);
    shell::quietly(&mut unpack)?;
    Ok(source)
}

/// Lays out the original's tests and test helpers beside our package in the original's place, for one
/// database: the tests write files beside them.
fn lay_out(environment: &Environment, source: &Path, database: Database) -> Result<PathBuf> {
    let site = shell::cache()?.join("upstream/sites").join(database.name());
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
    url: Option<&str>,
    arguments: &UpstreamArgs,
) -> Result<Outcomes> {
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
        if let Some(url) = url {
            pytest.args(["--dburi", url]);
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
        let test = without_database(rest.split(" - ").next().unwrap_or(rest).trim());
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

/// Returns the name of a test without the database, driver and version that its class was made for.
fn without_database(test: &str) -> String {
    let parts = test.split("::").map(|part| {
        ["_sqlite+", "_postgresql+", "_mysql+", "_mariadb+"]
            .iter()
            .find_map(|mark| Some(&part[..part.find(mark)?]))
            .unwrap_or(part)
    });
    parts.collect::<Vec<_>>().join("::")
}

#[cfg(test)]
mod tests {
    use super::{read_outcomes, without_database};

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

    #[test]
    fn a_test_has_the_same_name_on_all_databases() {
        let test =
            without_database("tests/test_a.py::T_mariadb+pymysql_10_11_19::test_x[a_sqlite]");
        assert_eq!(test, "tests/test_a.py::T::test_x[a_sqlite]");
    }
}
