//! `alembic stamp`.

use alembic_runtime::EnvironmentArguments;

use crate::config::Config;
use crate::error::CommandError;

/// What `stamp` is asked for.
#[derive(Clone, Debug, Default)]
pub struct StampOptions {
    /// Whether SQL is written instead of run.
    pub sql: bool,
    /// The tag for env.py.
    pub tag: Option<String>,
    /// Whether the version table is emptied first.
    pub purge: bool,
}

/// Writes revisions into the version table without running any migration.
pub fn stamp(
    config: &Config,
    revisions: &[String],
    options: &StampOptions,
) -> Result<(), CommandError> {
    let project = config.open()?;
    let mut start: Option<String> = None;
    let mut destinations = Vec::new();
    for revision in revisions {
        match revision.split_once(':') {
            Some((from, to)) if options.sql => {
                if start.as_deref().is_some_and(|start| start != from) {
                    return Err(CommandError::new(
                        "Stamp operation with --sql only supports a single starting revision at \
                         a time",
                    ));
                }
                start = Some(from.to_owned());
                destinations.push(to.to_owned());
            }
            _ => destinations.push(revision.clone()),
        }
    }
    let script = project.script.clone();
    let targets = destinations.clone();
    project.run_environment(
        EnvironmentArguments {
            as_sql: options.sql,
            starting_revision: start,
            destination_revisions: destinations,
            tag: options.tag.clone(),
            purge: options.purge,
            exclusive: true,
            ..EnvironmentArguments::default()
        },
        Box::new(move |heads, _| {
            Ok(script
                .revision_map()?
                .stamp_steps(targets.as_slice(), heads)?)
        }),
    )
}
