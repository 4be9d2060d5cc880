//! A project in a folder of its own, with a database of its own.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};
use tempfile::TempDir;

use crate::case::Case;
use crate::database::{Database, Kind};
use crate::normalise::Normaliser;
use crate::script::Step;
use crate::{package, settings};

/// A project that is laid out in a temporary folder.
#[derive(Debug)]
pub struct Sandbox {
    /// The database, which goes away with the sandbox.
    pub database: Database,
    placeholders: Vec<(&'static str, String)>,
    folder: TempDir,
}

/// What a program left when it ended.
#[derive(Clone, Debug)]
pub struct Output {
    /// The exit code; none after a signal.
    pub exit: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Sandbox {
    /// Lays out the project of a case for a database.
    pub fn new(case: &Case, kind: Kind) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("case")
            .rand_bytes(10)
            .tempdir()?;
        let database = Database::create(kind, folder.path())?;
        let placeholders = database.placeholders(&case.scheme(kind));
        let sandbox = Self {
            database,
            placeholders,
            folder,
        };
        if let Some(project) = &case.project {
            sandbox.copy_folder(project, sandbox.path())?;
        }
        if let Some(package) = &case.package {
            let source = package::fetch(package)?;
            sandbox.copy_folder(&source, &sandbox.path().join(&package.destination))?;
        }
        let own = case.folder.join("project");
        if own.exists() {
            sandbox.copy_folder(&own, sandbox.path())?;
        }
        for (name, text) in &case.files {
            sandbox.write(Path::new(name), text)?;
        }
        Ok(sandbox)
    }

    /// Returns the folder of the project.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Returns a normaliser for what the program prints here in the course of some steps.
    pub fn normaliser(&self, steps: &[Step]) -> Result<Normaliser> {
        let mut replacements = self.database.secrets();
        let path = self.path().to_string_lossy().into_owned();
        let real = fs_err::canonicalize(self.path())?
            .to_string_lossy()
            .into_owned();
        replacements.push((real, "[PROJECT]".to_owned()));
        replacements.push((path, "[PROJECT]".to_owned()));
        let mut texts: Vec<_> = steps.iter().map(|step| step.line.clone()).collect();
        for name in self.files_below(Path::new(""))? {
            texts.push(fs_err::read_to_string(self.path().join(name))?);
        }
        Ok(Normaliser::new(replacements, &texts))
    }

    /// Puts the values of this run in place of their placeholders.
    pub fn fill(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (placeholder, value) in &self.placeholders {
            text = text.replace(placeholder, value);
        }
        text
    }

    /// Writes a file of the project.
    pub fn write(&self, name: &Path, text: &str) -> Result<()> {
        let path = self.path().join(name);
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent)?;
        }
        let name = name.to_string_lossy();
        let is_template = [".ini", ".toml", ".env"]
            .iter()
            .any(|end| name.ends_with(end));
        let text = if is_template {
            self.fill(text)
        } else {
            text.to_owned()
        };
        fs_err::write(&path, &text)?;
        #[cfg(unix)]
        if text.starts_with("#!") {
            use std::os::unix::fs::PermissionsExt;

            fs_err::set_permissions(path, PermissionsExt::from_mode(0o755))?;
        }
        Ok(())
    }

    /// Prepares the program to run in a folder of the project, with nothing from our own environment.
    pub fn command(&self, program: &Path, folder: &str) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", settings::search_path())
            .env("HOME", self.path())
            .env("LANG", "C.UTF-8")
            .env("TZ", "UTC")
            // The original's order of sets would change from run to run.
            .env("PYTHONHASHSEED", settings::hash_seed())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .current_dir(self.path().join(folder))
            .stdin(Stdio::null());
        command
    }

    /// Returns files of the project that match a pattern whose last part may have stars.
    pub fn matching(&self, pattern: &str) -> Result<Vec<PathBuf>> {
        let escaped = regex::escape(pattern)
            .replace(r"\*\*", ".*")
            .replace(r"\*", "[^/]*");
        let pattern = regex::Regex::new(&format!("^{escaped}$"))?;
        let mut found = self.files_below(Path::new(""))?;
        found.retain(|path| pattern.is_match(&path.to_string_lossy()));
        Ok(found)
    }

    /// Returns the paths of the files below a folder of the project, relative to the project.
    pub fn files_below(&self, folder: &Path) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut waiting = vec![folder.to_owned()];
        while let Some(folder) = waiting.pop() {
            for entry in fs_err::read_dir(self.path().join(&folder))? {
                let path = folder.join(entry?.file_name());
                if self.path().join(&path).is_dir() {
                    waiting.push(path);
                } else {
                    found.push(path);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn copy_folder(&self, from: &Path, to: &Path) -> Result<()> {
        ensure!(from.is_dir(), "no folder {}", from.display());
        fs_err::create_dir_all(to)?;
        for entry in fs_err::read_dir(from)? {
            let path = entry?.path();
            let Some(name) = path.file_name() else {
                continue;
            };
            if path.is_dir() {
                self.copy_folder(&path, &to.join(name))?;
            } else {
                match String::from_utf8(fs_err::read(&path)?) {
                    Ok(text) => self.write(&to.join(name), &text)?,
                    Err(other) => fs_err::write(to.join(name), other.as_bytes())?,
                }
            }
        }
        Ok(())
    }
}

/// Runs a program to its end.
pub fn output(mut command: Command) -> Result<Output> {
    let output = command.output()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Output {
        exit: output.status.code(),
        out: text(&output.stdout),
        err: text(&output.stderr),
    })
}
