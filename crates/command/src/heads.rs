//! `alembic heads`.

use alembic_script::ScriptFormat;

use crate::config::Config;
use crate::error::CommandError;

/// Prints the revisions that no other revision follows.
///
/// With `resolve_dependencies`, a revision that another depends on is no head either.
pub fn heads(
    config: &Config,
    verbose: bool,
    resolve_dependencies: bool,
) -> Result<(), CommandError> {
    let project = config.open()?;
    let script = &project.script;
    let names: Vec<String> = script
        .get_heads(resolve_dependencies)?
        .into_iter()
        .map(str::to_owned)
        .collect();
    let format = ScriptFormat {
        verbose,
        include_branches: true,
        ..ScriptFormat::default()
    };
    for revision in script.get_revisions(names.as_slice())? {
        config.output().line(&revision.format(&format));
    }
    Ok(())
}
