//! `alembic ensure_version`.

use alembic_runtime::EnvironmentArguments;

use crate::config::Config;
use crate::error::CommandError;

/// Creates the version table where it is missing; with `sql`, writes the statement instead.
pub fn ensure_version(config: &Config, sql: bool) -> Result<(), CommandError> {
    let project = config.open()?;
    project.run_environment(
        EnvironmentArguments {
            as_sql: sql,
            exclusive: true,
            ..EnvironmentArguments::default()
        },
        Box::new(|_, context| {
            context.ensure_version_table(false)?;
            Ok(Vec::new())
        }),
    )
}
