//! `alembic show`.

use alembic_runtime::EnvironmentArguments;

use crate::config::Config;
use crate::error::CommandError;

/// Prints the revisions that an identifier denotes; `current` asks the database.
pub fn show(config: &Config, revision: &str) -> Result<(), CommandError> {
    let project = config.open()?;
    let output = config.output().clone();
    if revision != "current" {
        for found in project.script.get_revisions(revision)? {
            output.line(&found.log_entry(false));
        }
        return Ok(());
    }
    let script = project.script.clone();
    project.run_environment(
        EnvironmentArguments::default(),
        Box::new(move |heads, _| {
            for found in script.get_revisions(heads)? {
                output.line(&found.log_entry(false));
            }
            Ok(Vec::new())
        }),
    )
}
