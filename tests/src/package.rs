//! Files of published packages, fetched with pip into a cache outside the checkout.
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result, ensure};

use crate::case::Package;
use crate::settings;

/// Two tests of one run do not fetch at the same time.
static FETCHING: Mutex<()> = Mutex::new(());

/// Returns a folder of a package, fetching the package if it is not there yet.
pub fn fetch(package: &Package) -> Result<PathBuf> {
    let _fetching = FETCHING.lock().unwrap_or_else(PoisonError::into_inner);
    let target = settings::cache_folder()
        .join("packages")
        .join(package.requirement.replace("==", "-"));
    if !target.exists() {
        let download = target.with_extension(format!("{}.part", std::process::id()));
        fs_err::create_dir_all(&download)?;
        pip(package, &download).with_context(|| {
            format!(
                "cannot fetch {} with pip: is the network there?",
                package.requirement
            )
        })?;
        // Another test may have been faster; what it fetched is the same.
        if !target.exists() {
            fs_err::rename(&download, &target)?;
        }
    }
    Ok(target.join(&package.folder))
}

fn pip(package: &Package, folder: &std::path::Path) -> Result<()> {
    let status = Command::new(settings::python())
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--no-deps", "--no-compile", "--target"])
        .arg(folder)
        .arg(&package.requirement)
        .status()?;
    ensure!(status.success(), "pip failed");
    Ok(())
}
