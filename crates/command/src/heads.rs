//! `alembic heads`.

use alembic_script::{ScriptFormat, ShownLabels};

use crate::config::Config;
use crate::error::CommandError;
use crate::json;

/// What `heads` is asked for.
#[derive(Clone, Debug, Default)]
pub struct HeadsOptions {
    /// Whether each revision is shown with all that is known of it.
    pub verbose: bool,
    /// Whether a revision that another depends on is no head either.
    pub resolve_dependencies: bool,
    /// Whether a JSON document is printed instead.
    pub json: bool,
}

/// Prints the revisions that no other revision follows.
pub fn heads(config: &Config, options: &HeadsOptions) -> Result<(), CommandError> {
    let project = config.open()?;
    let script = &project.script;
    let names: Vec<String> = script
        .get_heads(options.resolve_dependencies)?
        .into_iter()
        .map(str::to_owned)
        .collect();
    let format = ScriptFormat {
        verbose: options.verbose,
        labels: ShownLabels::All,
        ..ScriptFormat::default()
    };
    let found = script.get_revisions(names.as_slice())?;
    if options.json {
        let documents = found.iter().map(|script| json::revision(script, None));
        json::print_revisions(config.output(), documents);
        return Ok(());
    }
    for revision in found {
        config.output().line(&revision.format(&format));
    }
    Ok(())
}
