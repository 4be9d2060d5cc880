//! Cases as they stand on disk.
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use indexmap::IndexMap;
use serde::Deserialize;

use crate::database::Kind;
use crate::models::{self, Columns, Models, Module};
use crate::script::{self, Step};

/// A case: `case.toml` in its folder.
///
/// The project is put together from the shared project that `project` names (`tests/projects/<name>`),
/// the case's own folder `project`, and the texts in `files`. In `*.ini`, `*.toml` and `.env` files,
/// `$URL` stands for the URL of the database; in an ini file its percent signs are doubled.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    /// What the case shows, in a sentence.
    #[expect(dead_code, reason = "for readers of the case")]
    description: String,
    databases: Vec<Kind>,
    project: Option<String>,
    /// A published package whose folder becomes part of the project.
    package: Option<Package>,
    #[serde(default)]
    files: IndexMap<String, String>,
    #[serde(default)]
    environment: IndexMap<String, String>,
    /// The driver in the URL, for each database that needs one other than the usual.
    #[serde(default)]
    drivers: IndexMap<Kind, String>,
    #[serde(default)]
    models: Vec<Module>,
    #[serde(default)]
    columns: Columns,
    /// Whether the default steps of models go back by a script of its own.
    #[serde(default = "yes")]
    back: bool,
    /// What is done; with models, by default what [`crate::models`] says.
    steps: Option<String>,
}

/// A folder of a published package.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The requirement, as pip reads it.
    pub requirement: String,
    /// The folder inside the package.
    pub folder: String,
    /// Where the folder goes in the project.
    pub destination: String,
}

/// A case that has been read.
#[derive(Debug)]
pub struct Case {
    /// `<group>/<case>`.
    pub name: String,
    /// The case's folder.
    pub folder: PathBuf,
    /// The databases that it runs on.
    pub databases: Vec<Kind>,
    /// The shared project that it starts from.
    pub project: Option<PathBuf>,
    /// The published package that it takes files from.
    pub package: Option<Package>,
    /// Files of the project, by path.
    pub files: IndexMap<String, String>,
    /// Environment variables of the commands.
    pub environment: IndexMap<String, String>,
    /// Models before and after a change.
    pub models: Models,
    /// What is done, in order.
    pub steps: Vec<Step>,
    drivers: IndexMap<Kind, String>,
}

impl Case {
    /// Reads the case in a folder.
    pub fn read(name: &str, folder: &Path) -> Result<Self> {
        let path = folder.join("case.toml");
        let text = fs_err::read_to_string(&path)?;
        let description: Description =
            toml_edit::de::from_str(&text).with_context(|| path.display().to_string())?;
        let models = Models::new(description.models, description.columns)
            .with_context(|| path.display().to_string())?;
        let (mut steps, mut project) = (description.steps, description.project);
        if !models.is_empty() {
            let back = if description.back { models::BACK } else { "" };
            steps = steps.or_else(|| Some([models::THERE, back, models::HOME].concat()));
            project = project.or_else(|| Some("models".to_owned()));
        }
        let steps = script::parse(&steps.unwrap_or_default())
            .with_context(|| path.display().to_string())?;
        let project = project.map(|name| tests_folder().join("projects").join(name));
        Ok(Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            databases: description.databases,
            project,
            package: description.package,
            files: description.files,
            environment: description.environment,
            models,
            steps,
            drivers: description.drivers,
        })
    }

    /// Returns the dialect and driver of the case's URL, as `mysql+aiomysql`.
    pub fn scheme(&self, kind: Kind) -> String {
        let driver = self
            .drivers
            .get(&kind)
            .map_or(kind.default_driver(), String::as_str);
        if driver.is_empty() {
            return kind.name().to_owned();
        }
        format!("{}+{driver}", kind.name())
    }

    /// Returns the path of a golden file.
    pub fn golden(&self, kind: Kind, extension: &str) -> PathBuf {
        self.folder
            .join("golden")
            .join(format!("{}.{extension}", kind.name()))
    }
}

fn yes() -> bool {
    true
}

/// Finds all cases, in the order of their names.
pub fn find() -> Result<Vec<Case>> {
    let root = tests_folder().join("cases");
    let mut cases = Vec::new();
    for group in folders(&root)? {
        for folder in folders(&group)? {
            let name = folder.strip_prefix(&root)?.to_string_lossy().into_owned();
            cases.push(Case::read(&name, &folder)?);
        }
    }
    Ok(cases)
}

/// Returns the folder of this package.
pub fn tests_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the folder of the workspace.
pub fn workspace() -> PathBuf {
    tests_folder()
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default()
}

fn folders(parent: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(parent)? {
        let path = entry?.path();
        if path.is_dir() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
