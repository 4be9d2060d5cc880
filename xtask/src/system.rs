//! Programs of the operating system that the chores need.
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::shell;

/// Returns whether we run as root.
pub fn is_root() -> bool {
    shell::quietly(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs packages with apt, or says what to install.
pub fn install(what: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if shell::find_program("apt-get", &[]).is_none() {
        bail!("{what} is missing: install it (on Debian: {list})");
    }
    println!("{what} is missing: installing {list}");
    apt(&["update"]).with_context(|| format!("{what} is missing: run `apt-get install {list}`"))?;
    let install = ["install", "--yes", "--no-install-recommends"];
    apt(&[&install, packages].concat())
        .with_context(|| format!("{what} is missing: run `apt-get install {list}`"))
}

fn apt(arguments: &[&str]) -> Result<()> {
    let mut command = if is_root() {
        Command::new("apt-get")
    } else {
        let mut sudo = Command::new("sudo");
        sudo.args([
            "--non-interactive",
            "--preserve-env=DEBIAN_FRONTEND",
            "apt-get",
        ]);
        sudo
    };
    shell::quietly(
        command
            .args(arguments)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
    .map(drop)
}
