//! `alembic merge`.

use alembic_runtime::EnvironmentArguments;
use alembic_script::{NewRevision, new_revision_id};

use crate::config::Config;
use crate::error::CommandError;
use crate::revision::{now, write};

/// What `merge` is asked for.
#[derive(Clone, Debug, Default)]
pub struct MergeOptions {
    /// The message, which becomes the docstring and part of the file name.
    pub message: Option<String>,
    /// Branch labels for the new revision.
    pub branch_labels: Vec<String>,
    /// The identifier, instead of a random one.
    pub revision_id: Option<String>,
    /// Whether the revisions may have others after them.
    pub splice: bool,
}

/// Writes a new version file that comes after several revisions and returns its revision.
pub fn merge(
    config: &Config,
    revisions: &[String],
    options: &MergeOptions,
) -> Result<String, CommandError> {
    let project = config.open()?;
    if config.settings().borrow().revision_environment()? {
        project.run_environment(
            EnvironmentArguments::default(),
            Box::new(|_, _| Ok(Vec::new())),
        )?;
    }
    let identifier = match options.revision_id.as_deref() {
        Some(identifier) if !identifier.is_empty() => identifier.to_owned(),
        _ => new_revision_id()?,
    };
    let new = NewRevision {
        head: revisions.into(),
        splice: options.splice,
        branch_labels: &options.branch_labels,
        ..NewRevision::new(&identifier, options.message.as_deref(), now())
    };
    write(config, &project, new)
}
