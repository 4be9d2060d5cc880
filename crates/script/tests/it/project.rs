//! A script directory in a temporary folder.

use std::path::PathBuf;

use alembic_script::{ScriptDirectory, ScriptError, ScriptSettings};

pub(crate) struct Project {
    folder: tempfile::TempDir,
    pub(crate) settings: ScriptSettings,
}

impl Project {
    /// Makes a project whose scripts are in the folder `scripts`, without version files.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path().canonicalize().expect("the folder exists");
        let settings = ScriptSettings::new("scripts", root);
        let project = Self { folder, settings };
        project.file("scripts/script.py.mako", "${message}");
        fs_err::create_dir_all(project.path("scripts/versions")).expect("a folder");
        project
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder
            .path()
            .canonicalize()
            .expect("the folder exists")
            .join(name)
    }

    pub(crate) fn file(&self, name: &str, text: &str) -> &Self {
        let path = self.path(name);
        fs_err::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs_err::write(path, text).expect("a file");
        self
    }

    /// Adds a version file whose name is that of the revision.
    pub(crate) fn revision(&self, revision: &str, down_revision: &str) -> &Self {
        self.file(
            &format!("scripts/versions/{revision}.py"),
            &format!(
                "\"\"\"doc of {revision}\"\"\"\n\
                 revision = '{revision}'\ndown_revision = {down_revision}\n"
            ),
        )
    }

    pub(crate) fn directory(&self) -> Result<ScriptDirectory, ScriptError> {
        ScriptDirectory::new(self.settings.clone())
    }

    /// Returns a text with the project's folder called `ROOT`.
    pub(crate) fn shown(&self, text: impl std::fmt::Display) -> String {
        text.to_string()
            .replace(&self.path("").display().to_string(), "ROOT/")
    }

    /// Returns the names of all files in the folder of the scripts.
    pub(crate) fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![self.path("scripts")];
        while let Some(folder) = folders.pop() {
            for entry in fs_err::read_dir(folder).expect("the folder can be listed") {
                let path = entry.expect("the folder can be listed").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(self.shown(path.display()));
                }
            }
        }
        files.sort();
        files
    }
}
