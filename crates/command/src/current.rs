//! `alembic current`.

use std::collections::BTreeSet;

use alembic_revision::Purpose;
use alembic_runtime::{EnvironmentArguments, RuntimeError};
use alembic_script::ScriptFormat;

use crate::config::Config;
use crate::error::CommandError;

/// Prints the revisions that the database is at.
///
/// With `check_heads`, fails unless these are all heads.
pub fn current(config: &Config, verbose: bool, check_heads: bool) -> Result<(), CommandError> {
    let project = config.open()?;
    let output = config.output().clone();
    let script = project.script.clone();
    project.run_environment(
        EnvironmentArguments {
            dont_mutate: true,
            ..EnvironmentArguments::default()
        },
        Box::new(move |heads, context| {
            if verbose && let Some(connection) = context.connection() {
                let url = connection.url().render_as_string(true);
                output.line(&format!("Current revision(s) for {url}:"));
            }
            if check_heads {
                let present: BTreeSet<&String> = heads.iter().collect();
                let present: BTreeSet<&str> = present.into_iter().map(String::as_str).collect();
                if present != script.get_heads(false)?.into_iter().collect() {
                    return Err(RuntimeError::NotAtHead);
                }
            }
            let format = ScriptFormat {
                verbose,
                tree_indicators: true,
                ..ScriptFormat::default()
            };
            let found = script.revision_map()?.all_current(heads);
            for revision in found.map_err(|error| error.for_user(&Purpose::Lookup))? {
                output.line(&script.script(revision)?.format(&format));
            }
            Ok(Vec::new())
        }),
    )
}
