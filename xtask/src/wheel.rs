//! The Python wheel: building it, and testing it in an environment of its own.
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::python::Environment;
use crate::servers::Servers;
use crate::upstream::UpstreamArgs;
use crate::{shell, upstream};

/// Builds the wheel with a profile of cargo's and installs it into its environment.
pub fn install(builder: &Environment, profile: &str) -> Result<Environment> {
    let wheel = build(builder, profile, &[])?;
    let environment = Environment::prepare_for_wheel()?;
    install_into(&environment, &wheel)?;
    Ok(environment)
}

/// Installs the wheel, with the program's own `sqlalchemy` behind it in the place of the real one.
fn install_with_built_in_modules(builder: &Environment) -> Result<Environment> {
    let wheel = build(builder, "dev", &["--features", "built-in-modules"])?;
    let environment = Environment::prepare_for_built_in_modules()?;
    install_into(&environment, &wheel)?;
    // A folder that is named in this way comes after the standard library, which has more than our light
    // stand-ins for its modules.
    let packages = environment.package("alembic")?;
    let list = packages.with_file_name("built-in-modules.pth");
    let modules = shell::workspace().join("python/embedded");
    fs_err::write(list, format!("{}\n", modules.display()))?;
    Ok(environment)
}

fn install_into(environment: &Environment, wheel: &Path) -> Result<()> {
    let path = wheel.to_string_lossy();
    environment
        .install(&["--force-reinstall", "--no-deps", &path])
        .context("the wheel cannot be installed")
}

fn build(builder: &Environment, profile: &str, features: &[&str]) -> Result<PathBuf> {
    let folder = shell::workspace().join("target/wheels");
    if folder.exists() {
        fs_err::remove_dir_all(&folder)?;
    }
    let mut maturin = Command::new(builder.program("maturin"));
    maturin
        .args(["build", "--quiet", "--profile", profile, "--out"])
        .arg(&folder)
        .arg("--interpreter")
        .arg(builder.python())
        .args(features)
        .current_dir(shell::workspace());
    shell::run(&mut maturin).context("the wheel cannot be built")?;
    let is_wheel = |path: &Path| path.extension().is_some_and(|extension| extension == "whl");
    fs_err::read_dir(&folder)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| is_wheel(path))
        .with_context(|| format!("no wheel in {}", folder.display()))
}

/// Runs the cases of data with the program's own `sqlalchemy` under CPython, which must make no difference.
pub fn test_built_in_modules(builder: &Environment, servers: &Servers) -> Result<()> {
    let environment = install_with_built_in_modules(builder)?;
    let mut cases = shell::cargo_cases();
    cases
        .arg("data/")
        .env("ALEMBIC_TEST_PROGRAM", environment.alembic());
    servers.offer_to(&mut cases)?;
    shell::run(&mut cases).context("the cases with our `sqlalchemy` under CPython")
}

/// Runs the directory cases with the wheel in the place of the program, and the tests of the Python
/// interface, which also see `program` hand over to the wheel.
pub fn test(
    builder: &Environment,
    servers: &Servers,
    program: &Path,
    filters: &[String],
) -> Result<()> {
    let environment = install(builder, "dev")?;
    let mut cases = shell::cargo_cases();
    cases
        .args(filters)
        .env("ALEMBIC_TEST_PROGRAM", environment.alembic())
        .env("ALEMBIC_TEST_HOST", "wheel")
        .env("ALEMBIC_TEST_ORIGINAL", builder.alembic());
    if filters.is_empty() {
        // What they hold is `sqlalchemy`, which is here the one that they were recorded from.
        cases.args(["--skip", "data/scripts-"]);
    }
    servers.offer_to(&mut cases)?;
    shell::run(&mut cases).context("the cases through the wheel")?;
    if !filters.is_empty() {
        return Ok(());
    }
    let mut pytest = Command::new(environment.python());
    pytest
        .args(["-m", "pytest", "--quiet", "-p", "no:cacheprovider"])
        .arg(shell::workspace().join("python/tests_wheel"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("ALEMBIC_TEST_NATIVE_PROGRAM", program)
        .current_dir(shell::cache()?);
    servers.offer_to(&mut pytest)?;
    shell::run(&mut pytest).context("the tests of the wheel")?;
    upstream::compare(
        builder,
        &environment,
        Some(servers),
        &UpstreamArgs::default(),
    )
}
