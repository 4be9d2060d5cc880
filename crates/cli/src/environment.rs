//! The environment variables that the program reads, but for `ALEMBIC_CONFIG`, which
//! `alembic-config` reads.

use std::path::{Path, PathBuf};

use alembic_command::Programs;

/// Where scripts may import from after the project's own folders: `PYTHONPATH`, and last the
/// site-packages of the active virtual environment (`VIRTUAL_ENV`).
pub fn python_path() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = variable("PYTHONPATH")
        .map(|path| std::env::split_paths(&path).collect::<Vec<_>>())
        .unwrap_or_default()
        .into_iter()
        .filter(|folder| !folder.as_os_str().is_empty())
        .collect();
    if let Some(environment) = active_environment() {
        folders.extend(site_packages(&environment));
    }
    folders
}

/// Where commands look for the programs that they start: `PATH`, `EDITOR`, `VISUAL`, and the Python
/// environments of the project.
///
/// These are the active one (`VIRTUAL_ENV`), the one that this program is installed in, and `.venv`
/// in the working folder.
pub(crate) fn programs() -> Programs {
    let search_path = variable("PATH")
        .map(|path| std::env::split_paths(&path).collect())
        .unwrap_or_default();
    let active = active_environment();
    let own = std::env::current_exe()
        .ok()
        .and_then(|program| Some(program.parent()?.parent()?.to_owned()));
    let is_environment = |folder: &PathBuf| folder.join("pyvenv.cfg").is_file();
    let found = [own, std::path::absolute(".venv").ok()];
    Programs {
        search_path,
        environments: active
            .into_iter()
            .chain(found.into_iter().flatten().filter(is_environment))
            .collect(),
        editor: variable("EDITOR"),
        visual: variable("VISUAL"),
    }
}

/// Returns the folder of the active virtual environment.
pub fn active_environment() -> Option<PathBuf> {
    variable("VIRTUAL_ENV").map(PathBuf::from)
}

pub(crate) fn site_packages(environment: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = vec![environment.join("Lib").join("site-packages")];
    if let Ok(entries) = fs_err::read_dir(environment.join("lib")) {
        let mut versions: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path().join("site-packages"))
            .collect();
        versions.sort();
        found.extend(versions);
    }
    found.retain(|folder| folder.is_dir());
    found
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the program reads them"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
