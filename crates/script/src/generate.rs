//! Making new version files.

use std::path::{Path, PathBuf};

use alembic_revision::{Identifier, Purpose, Revision};
use serde_json::{Map, Value, json};

use crate::date::CreateDate;
use crate::directory::{ScriptDirectory, for_lookup, plain_path};
use crate::error::{HostError, ScriptError};
use crate::file_name::file_name;
use crate::load::load_file;
use crate::mako::{TemplateRunner, compile_template};
use crate::script::Script;
use crate::source::decode_python;
use crate::write::{encode, write_file};

/// A revision that is to be made.
#[derive(Clone, Debug)]
pub struct NewRevision<'a> {
    /// The identifier, as [`new_revision_id`] makes one.
    pub revision_id: &'a str,
    /// The message.
    pub message: Option<&'a str>,
    /// What it comes after: usually `head`.
    pub head: Identifier<'a>,
    /// Whether it may come after a revision that is no head.
    pub splice: bool,
    /// The labels of the branch that it begins.
    pub branch_labels: &'a [String],
    /// The version location for the file; if there are several, else that of the head.
    pub version_path: Option<&'a Path>,
    /// What it depends on besides.
    pub depends_on: &'a [String],
    /// Further variables of the template: `upgrades`, `downgrades`, `imports` and those of the
    /// environment.
    pub variables: Map<String, Value>,
    /// The time.
    pub now: jiff::Timestamp,
}

impl<'a> NewRevision<'a> {
    /// Returns a revision after the one head, with nothing else asked for.
    #[must_use]
    pub fn new(revision_id: &'a str, message: Option<&'a str>, now: jiff::Timestamp) -> Self {
        Self {
            revision_id,
            message,
            head: Identifier::One("head"),
            splice: false,
            branch_labels: &[],
            version_path: None,
            depends_on: &[],
            variables: Map::new(),
            now,
        }
    }
}

/// Returns a new revision identifier: twelve random hexadecimal digits.
///
/// # Errors
///
/// Fails when the system has no randomness.
pub fn new_revision_id() -> Result<String, ScriptError> {
    let mut bytes = [0; 6];
    getrandom::fill(&mut bytes).map_err(|error| ScriptError::Io(error.into()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What is done to a new version file before it is read back: its hooks.
pub type AfterWrite<'a> = dyn FnMut(&Path) -> Result<(), HostError> + 'a;

/// Hears what is being done to files.
pub trait Progress {
    /// Takes note that something begins, such as `Generating /a/b.py`.
    fn begin(&mut self, text: &str);

    /// Takes note that it has ended.
    fn end(&mut self, has_succeeded: bool);
}

/// Does an action between telling that it begins and how it ended.
pub(crate) fn with_progress<T>(
    progress: &mut dyn Progress,
    text: &str,
    action: impl FnOnce() -> Result<T, ScriptError>,
) -> Result<T, ScriptError> {
    progress.begin(text);
    let result = action();
    progress.end(result.is_ok());
    result
}

/// What a new revision comes after and where its file goes, checked before anything is written.
struct Plan {
    down_revisions: Vec<String>,
    depends_on: Vec<String>,
    path: PathBuf,
    /// The folders to make, outermost first.
    folders: Vec<PathBuf>,
    date: CreateDate,
}

impl ScriptDirectory {
    /// Makes a new version file from `script.py.mako` and adds its revision to the map.
    ///
    /// `after_write` is called with the new file before it is read back.
    ///
    /// # Errors
    ///
    /// Fails when the revision does not fit to the others, or the file cannot be made. Nothing has
    /// been written then, unless it is the template that yields something else than it should.
    pub fn generate_revision(
        &mut self,
        new: &NewRevision<'_>,
        runner: &dyn TemplateRunner,
        progress: &mut dyn Progress,
        after_write: &mut AfterWrite<'_>,
    ) -> Result<Script<'_>, ScriptError> {
        let plan = self.plan(new)?;
        for folder in &plan.folders {
            with_progress(
                progress,
                &format!("Creating directory {}", folder.display()),
                || Ok(fs_err::create_dir_all(folder)?),
            )?;
        }
        let variables = variables(new, &plan);
        let source = self.file("script.py.mako");
        with_progress(
            progress,
            &format!("Generating {}", plan.path.display()),
            || self.render_to(&source, &plan.path, &variables, runner),
        )?;
        after_write(&plan.path).map_err(|source| ScriptError::AfterWrite { source })?;
        self.adopt(new, plan.path)
    }

    /// Returns the name that the file of a revision gets.
    ///
    /// # Errors
    ///
    /// Fails when the template of names is faulty.
    pub fn file_name(
        &self,
        revision_id: &str,
        message: &str,
        date: &CreateDate,
    ) -> Result<String, ScriptError> {
        let settings = self.settings();
        file_name(
            &settings.file_template,
            settings.truncate_slug_length,
            revision_id,
            message,
            date,
        )
    }

    /// Checks that a new revision fits to the others.
    fn plan(&self, new: &NewRevision<'_>) -> Result<Plan, ScriptError> {
        Revision::verify_identifier(new.revision_id)?;
        let map = self.revision_map()?;
        let heads = map
            .get_revisions(new.head)
            .map_err(|error| error.for_user(&Purpose::NewRevision))?;
        let has_duplicates = heads
            .iter()
            .enumerate()
            .any(|(index, head)| heads[..index].iter().any(|other| other == head));
        if has_duplicates {
            return Err(ScriptError::DuplicateHeads);
        }
        let date = CreateDate::new(new.now, self.settings().timezone.as_deref())?;

        let location = match new.version_path {
            Some(path) => self.version_location(path)?,
            None if self.version_locations()?.len() > 1 => {
                let head = heads.first().ok_or(ScriptError::VersionPathNeeded)?;
                let path = &self.script(*head)?.file().path;
                self.version_location(path.parent().unwrap_or(path))?
            }
            None => self.versions()?.to_owned(),
        };
        let message = new.message.unwrap_or_default();
        let name = self.file_name(new.revision_id, message, &date)?;
        let path = location.join(name);

        if let Some(head) = heads.iter().find(|head| !new.splice && !head.is_head()) {
            return Err(ScriptError::NotAHead {
                revision: head.revision().to_owned(),
            });
        }
        let mut depends_on = Vec::new();
        for name in new.depends_on {
            let revision = map
                .get_revision(name)
                .map_err(for_lookup)?
                .ok_or_else(|| ScriptError::DependsOnBase { name: name.clone() })?;
            // A branch label stays one, a part of an identifier becomes the whole.
            let is_label = revision.branch_labels().any(|label| label == name);
            depends_on.push(if is_label {
                name.clone()
            } else {
                revision.revision().to_owned()
            });
        }
        let down_revisions: Vec<String> = heads
            .iter()
            .map(|head| head.revision().to_owned())
            .collect();
        let mut present = map.revisions();
        if let Some(taken) = present.find(|present| present.revision() == new.revision_id) {
            return Err(ScriptError::RevisionExists {
                revision: new.revision_id.to_owned(),
                path: self.script(taken)?.file().path.clone(),
            });
        }
        let revision = Revision::new(
            new.revision_id,
            down_revisions.clone(),
            depends_on.clone(),
            new.branch_labels.to_vec(),
        )?;
        map.clone()
            .add_revision(revision, &mut Vec::new())
            .map_err(for_lookup)?;
        if path.exists() {
            return Err(ScriptError::FileExists { path });
        }
        let folder = path.parent().unwrap_or(&path).to_owned();
        // As in the original, only a configured location is made apart from what is inside it.
        let location = Some(location).filter(|_| !self.settings().version_locations.is_empty());
        let mut folders: Vec<PathBuf> = location
            .into_iter()
            .chain([folder])
            .filter(|folder| !folder.exists())
            .collect();
        folders.dedup();
        Ok(Plan {
            down_revisions,
            depends_on,
            path,
            folders,
            date,
        })
    }

    /// Returns the version location that a path names.
    fn version_location(&self, path: &Path) -> Result<PathBuf, ScriptError> {
        let absolute = std::path::absolute(self.settings().directory.join(path))?;
        let real = |path: &Path| fs_err::canonicalize(path).ok();
        let is_same = |location: &&PathBuf| {
            **location == absolute || real(location).is_some_and(|l| Some(l) == real(&absolute))
        };
        self.version_locations()?
            .iter()
            .find(is_same)
            .cloned()
            .ok_or_else(|| ScriptError::NotAVersionLocation {
                path: plain_path(path).display().to_string(),
            })
    }

    /// Renders a template file and writes what it gives.
    fn render_to(
        &self,
        source: &Path,
        target: &Path,
        variables: &Map<String, Value>,
        runner: &dyn TemplateRunner,
    ) -> Result<(), ScriptError> {
        let text = decode_python(source, fs_err::read(source)?)?;
        let text = render(&text, &source.display().to_string(), variables, runner)?;
        write_file(target, &encode(&text, &self.settings().output_encoding)?)
    }

    /// Reads the new file back and adds it to the revisions.
    fn adopt(&mut self, new: &NewRevision<'_>, path: PathBuf) -> Result<Script<'_>, ScriptError> {
        let (file, revision) = load_file(path, self.loader())?;
        if !new.branch_labels.is_empty() && revision.declared_branch_labels().is_empty() {
            return Err(ScriptError::NoBranchLabels {
                revision: revision.revision().to_owned(),
                branch_labels: new.branch_labels.join(", "),
                path: file.path,
            });
        }
        self.revisions()?;
        let mut warnings = Vec::new();
        if let Some(revisions) = self.revisions_mut() {
            let result = revisions.map.add_revision(revision, &mut warnings);
            if result.is_ok() {
                revisions.files.push(file);
            }
            self.warn(warnings);
            result.map_err(for_lookup)?;
        }
        let revisions = self.revisions()?;
        let index = revisions.files.len() - 1;
        let revision = revisions
            .map
            .revisions()
            .find(|revision| revision.index() == index);
        let revision = revision.ok_or(ScriptError::NoRevision {
            filename: String::new(),
        })?;
        self.script(revision)
    }
}

/// Renders the text of a template.
///
/// # Errors
///
/// Fails when the template is not valid or raises an exception.
pub fn render(
    text: &str,
    filename: &str,
    variables: &Map<String, Value>,
    runner: &dyn TemplateRunner,
) -> Result<String, ScriptError> {
    let template = compile_template(text, filename)?;
    runner
        .render(&template, variables)
        .map_err(|source| ScriptError::Rendering {
            path: filename.to_owned(),
            source,
        })
}

/// Returns the variables of `script.py.mako`.
fn variables(new: &NewRevision<'_>, plan: &Plan) -> Map<String, Value> {
    let mut variables = new.variables.clone();
    let mut set = |name: &str, value: Value| variables.insert(name.to_owned(), value);
    set("message", json!(new.message.unwrap_or("empty message")));
    set("up_revision", json!(new.revision_id));
    set(
        "down_revision",
        match plan.down_revisions.as_slice() {
            [] => Value::Null,
            [one] => json!(one),
            many => json!({ "tuple": many }),
        },
    );
    set(
        "branch_labels",
        match new.branch_labels {
            [] => Value::Null,
            labels => json!({ "tuple": labels }),
        },
    );
    set(
        "depends_on",
        match plan.depends_on.as_slice() {
            [] => Value::Null,
            [one] => json!(one),
            many => json!(many),
        },
    );
    set("create_date", plan.date.to_value());
    variables
}
