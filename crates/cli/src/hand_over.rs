//! Handing a run over to the project's own Python, where it has the wheel.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's own Python, with the wheel in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectEnvironment {
    /// The folder of the virtual environment.
    pub folder: PathBuf,
    /// Its interpreter.
    pub python: PathBuf,
}

impl ProjectEnvironment {
    /// Finds the environment that is configured, and only that, or else the one that is active
    /// (`VIRTUAL_ENV`), or else `.venv` in a folder, if it has the wheel.
    ///
    /// What is configured may be the environment's folder or the interpreter in it.
    pub fn find(configured: Option<&Path>, active: Option<&Path>, folder: &Path) -> Option<Self> {
        if let Some(configured) = configured {
            return if configured.is_dir() {
                Self::in_folder(configured)
            } else {
                Self::in_folder(configured.parent()?.parent()?)
            };
        }
        let local = folder.join(".venv");
        let mut candidates = active.into_iter().chain([local.as_path()]);
        candidates.find_map(Self::in_folder)
    }

    fn in_folder(folder: &Path) -> Option<Self> {
        let python = ["bin/python", "Scripts/python.exe"]
            .map(|name| folder.join(name))
            .into_iter()
            .find(|python| python.is_file())?;
        has_wheel(folder).then(|| Self {
            folder: folder.to_owned(),
            python,
        })
    }

    /// Runs the wheel's program with arguments in place of this one.
    ///
    /// Returns its exit code, or the reason why it could not be started.
    pub fn run(&self, arguments: &[OsString]) -> std::io::Result<u8> {
        let mut command = Command::new(&self.python);
        command.args(["-m", "alembic"]).args(arguments);
        let status = command.status()?;
        Ok(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1))
    }
}

fn has_wheel(environment: &Path) -> bool {
    crate::environment::site_packages(environment)
        .iter()
        .any(|folder| {
            let engine = folder.join("alembic/_engine.abi3.so");
            engine.is_file() || folder.join("alembic/_engine.pyd").is_file()
        })
}
