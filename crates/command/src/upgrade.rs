//! `alembic upgrade`.

use alembic_revision::RevisionWarning;
use alembic_runtime::EnvironmentArguments;

use crate::config::Config;
use crate::error::CommandError;

/// What `upgrade` and `downgrade` are asked for.
#[derive(Clone, Debug, Default)]
pub struct UpgradeOptions {
    /// Whether SQL is written instead of run.
    pub sql: bool,
    /// The tag for env.py.
    pub tag: Option<String>,
    /// Whether each migration is committed on its own, whatever `env.py` configures.
    pub transaction_per_migration: bool,
}

/// Upgrades the database to a later version.
///
/// `revision` is any identifier of the original's, `head`, `+2`, `branch@head`; with `sql` also a
/// range `from:to`.
pub fn upgrade(
    config: &Config,
    revision: &str,
    options: &UpgradeOptions,
) -> Result<(), CommandError> {
    let project = config.open()?;
    let (start, destination) = range(revision, options.sql)?;
    let script = project.script.clone();
    let target = destination.clone();
    project.run_environment(
        arguments(start, destination, options),
        Box::new(move |heads, _| {
            let mut warnings = Vec::new();
            let steps = script
                .revision_map()?
                .upgrade_steps(target.as_str(), heads, &mut warnings);
            warn(&warnings);
            Ok(steps?)
        }),
    )
}

/// Splits `from:to`, which only SQL scripts can have.
pub(crate) fn range(revision: &str, sql: bool) -> Result<(Option<String>, String), CommandError> {
    match revision.split_once(':') {
        None => Ok((None, revision.to_owned())),
        Some(_) if !sql => Err(CommandError::new("Range revision not allowed")),
        Some((start, destination)) => Ok((Some(start.to_owned()), destination.to_owned())),
    }
}

pub(crate) fn arguments(
    starting_revision: Option<String>,
    destination: String,
    options: &UpgradeOptions,
) -> EnvironmentArguments {
    EnvironmentArguments {
        as_sql: options.sql,
        starting_revision,
        destination_revisions: vec![destination],
        tag: options.tag.clone(),
        transaction_per_migration: options.transaction_per_migration,
        exclusive: true,
        ..EnvironmentArguments::default()
    }
}

/// Tells of what a plan gave reason to warn of.
pub(crate) fn warn(warnings: &[RevisionWarning]) {
    for warning in warnings {
        log::warn!(target: "py.warnings", "UserWarning: {warning}");
    }
}
