//! Running programs and finding one's way.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

/// Returns the folder of the workspace.
pub fn workspace() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package).to_owned()
}

/// Returns the folder for what is fetched and kept, outside the checkout.
pub fn cache() -> Result<PathBuf> {
    let base = match variable("XDG_CACHE_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => PathBuf::from(variable("HOME").context("HOME is not set")?).join(".cache"),
    };
    Ok(base.join("alembic-rs"))
}

/// Returns an environment variable that is set to something.
#[expect(clippy::disallowed_methods, reason = "a chore reads its settings here")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Prepares cargo to run in the workspace.
pub fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(variable("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    cargo.args(arguments).current_dir(workspace());
    cargo
}

/// Prepares cargo to run the directory cases, to which arguments can be added.
///
/// What is selected decides the features of the dependencies: this is the selection of the whole test run, so that
/// nothing is built twice.
pub fn cargo_cases() -> Command {
    cargo(&[
        "test",
        "--workspace",
        "--exclude",
        "alembic-wheel",
        "--test",
        "cases",
        "--",
    ])
}

/// Runs a program, showing the command and what it prints.
pub fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    println!("$ {shown}");
    let status = command
        .status()
        .with_context(|| format!("cannot run `{shown}`"))?;
    ensure!(status.success(), "`{shown}` failed ({status})");
    Ok(())
}

/// Runs a program quietly; what it printed is shown only when it fails.
pub fn quietly(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("cannot run `{shown}`"))?;
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "`{shown}` failed ({})\n{out}{err}",
        output.status
    );
    Ok(out)
}

/// Returns whether a program exists and succeeds.
pub fn succeeds(command: &mut Command) -> bool {
    let silent = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    silent.status().is_ok_and(|status| status.success())
}

/// Finds a program on the path or in other folders.
pub fn find_program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).collect::<Vec<_>>();
    let candidates = folders
        .iter()
        .chain(&on_path)
        .map(|folder| folder.join(name));
    candidates.into_iter().find(|candidate| candidate.is_file())
}

/// Returns what cargo knows about the workspace.
pub fn metadata() -> Result<Value> {
    let text = quietly(&mut cargo(&["metadata", "--format-version=1", "--no-deps"]))?;
    Ok(serde_json::from_str(&text)?)
}

/// Builds the program and returns its path.
pub fn build_program(profile: &str) -> Result<PathBuf> {
    let arguments = [
        "build",
        "--package",
        "alembic-cli",
        "--bin",
        "alembic",
        "--profile",
        profile,
    ];
    run(&mut cargo(&arguments))?;
    let metadata = metadata()?;
    let target = metadata["target_directory"]
        .as_str()
        .context("cargo names no target folder")?;
    let folder = if profile == "dev" { "debug" } else { profile };
    Ok(Path::new(target).join(folder).join("alembic"))
}

fn show(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
