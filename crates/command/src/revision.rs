//! `alembic revision`.

use std::path::PathBuf;

use alembic_ops::MigrationScript;
use alembic_revision::Identifier;
use alembic_runtime::{EnvironmentArguments, RuntimeError};
use alembic_script::{NewRevision, Progress, new_revision_id};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

use crate::config::{Config, OpenProject};
use crate::error::CommandError;
use crate::generation::{Comparison, Draft, Generation};
use crate::hooks;
use crate::renames::detects_renames;
use crate::status::Output;

/// What `revision` is asked for.
#[derive(Clone, Debug)]
pub struct RevisionOptions {
    /// The message, which becomes the docstring and part of the file name.
    pub message: Option<String>,
    /// Whether the operations come from the difference between the models and the database.
    pub autogenerate: bool,
    /// Whether autogenerate looks for tables and columns that have only got another name.
    pub detect_renames: bool,
    /// A callable of Python's that changes what is to be written.
    pub process_revision_directives: Option<Json>,
    /// Whether env.py runs in `--sql` mode; only with `revision_environment`.
    pub sql: bool,
    /// The revisions to follow.
    pub head: Vec<String>,
    /// Whether the revision to follow may have another after it.
    pub splice: bool,
    /// Branch labels for the new revision.
    pub branch_labels: Vec<String>,
    /// The folder to write to, of the configured ones.
    pub version_path: Option<PathBuf>,
    /// The identifier, instead of a random one.
    pub revision_id: Option<String>,
    /// Revisions that the new one depends on.
    pub depends_on: Vec<String>,
}

impl Default for RevisionOptions {
    fn default() -> Self {
        Self {
            message: None,
            autogenerate: false,
            detect_renames: false,
            process_revision_directives: None,
            sql: false,
            head: vec!["head".to_owned()],
            splice: false,
            branch_labels: Vec::new(),
            version_path: None,
            revision_id: None,
            depends_on: Vec::new(),
        }
    }
}

/// Writes a new version file from the project's template and returns its revision.
///
/// A hook of the project's may ask for several files, or for none.
pub fn revision(config: &Config, options: &RevisionOptions) -> Result<Vec<String>, CommandError> {
    let project = config.open()?;
    if options.autogenerate && options.sql {
        return Err(RuntimeError::AutogenerateOffline.into());
    }
    if options.detect_renames && !options.autogenerate {
        return Err(CommandError::new(
            "--detect-renames looks at what --autogenerate finds: give both",
        ));
    }
    let environment = options.autogenerate || config.settings().borrow().revision_environment()?;
    if options.sql && !environment {
        return Err(CommandError::new(
            "Using --sql with the revision command when revision_environment is not configured \
             does not make any sense",
        ));
    }
    let generation = Generation::new(MigrationScript {
        rev_id: Some(match &options.revision_id {
            Some(identifier) => identifier.clone(),
            None => new_revision_id()?,
        }),
        message: options.message.clone(),
        head: options.head.clone(),
        splice: options.splice,
        branch_label: options.branch_labels.clone(),
        version_path: options
            .version_path
            .as_ref()
            .map(|path| path.to_string_lossy().into_owned()),
        depends_on: options.depends_on.clone(),
        ..MigrationScript::default()
    });
    let comparison = if options.autogenerate {
        Some(Comparison {
            detect_renames: detects_renames(config, options.detect_renames)?,
            question: config.rename_question(),
            keeps_details: false,
        })
    } else {
        None
    };
    if environment {
        project.run_environment(
            EnvironmentArguments {
                as_sql: options.sql,
                ..EnvironmentArguments::default()
            },
            generation.plan(
                project.python.clone(),
                project.script.clone(),
                comparison,
                options.process_revision_directives.clone(),
            ),
        )?;
    }
    generation
        .texts()
        .iter()
        .map(|draft| write_draft(config, &project, &generation, draft))
        .collect()
}

fn write_draft(
    config: &Config,
    project: &OpenProject<'_>,
    generation: &Generation,
    draft: &Draft,
) -> Result<String, CommandError> {
    let script = &draft.script;
    let identifier = match &script.rev_id {
        Some(identifier) => identifier.clone(),
        None => new_revision_id()?,
    };
    let version_path = script.version_path.as_ref().map(PathBuf::from);
    let new = NewRevision {
        head: match script.head.as_slice() {
            // A hook's script need not say what it follows.
            [] => "head".into(),
            heads => following(heads),
        },
        splice: script.splice,
        branch_labels: &script.branch_label,
        version_path: version_path.as_deref(),
        depends_on: &script.depends_on,
        variables: generation.variables(draft)?,
        ..NewRevision::new(&identifier, script.message.as_deref(), now())
    };
    write(config, project, new)
}

/// Returns the identifier for the revisions to follow: one name may stand for several of them, and no
/// name for the base.
pub(crate) fn following(heads: &[String]) -> Identifier<'_> {
    match heads {
        [one] => one.as_str().into(),
        several => several.into(),
    }
}

/// Writes a new version file, runs the hooks on it and returns its revision.
pub(crate) fn write(
    config: &Config,
    project: &OpenProject<'_>,
    mut new: NewRevision<'_>,
) -> Result<String, CommandError> {
    // Templates may ask for the project's settings.
    new.variables
        .insert("config".to_owned(), json!(project.number));
    let hooks = config.settings().borrow().post_write_hooks()?;
    let python = project.python.clone();
    // The environment may hold the version files still, so the new one is added to a reading of its
    // own.
    let mut script = project.script.reopened()?;
    let mut status = Status {
        output: config.output(),
    };
    script.generate_revision(&new, python.as_ref(), &mut status, &mut |path| {
        hooks::run(config, &python, &hooks, path).map_err(Into::into)
    })?;
    Ok(new.revision_id.to_owned())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one function that stamps new files"
)]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Prints what is being written.
struct Status<'a> {
    output: &'a Output,
}

impl Progress for Status<'_> {
    fn begin(&mut self, text: &str) {
        self.output.status_begin(text);
    }

    fn end(&mut self, has_succeeded: bool) {
        self.output.status_end(has_succeeded);
    }
}
