//! `alembic show`.

use alembic_runtime::EnvironmentArguments;
use alembic_script::Script;

use crate::config::Config;
use crate::error::CommandError;
use crate::json;
use crate::status::Output;

/// What `show` is asked for.
#[derive(Clone, Debug, Default)]
pub struct ShowOptions {
    /// Whether a JSON document is printed instead.
    pub json: bool,
}

/// Prints the revisions that an identifier denotes; `current` asks the database.
pub fn show(config: &Config, revision: &str, options: &ShowOptions) -> Result<(), CommandError> {
    let project = config.open()?;
    let output = config.output().clone();
    let as_json = options.json;
    if revision != "current" {
        let found = project.script.get_revisions(revision)?;
        print(&output, &found, as_json.then_some(None));
        return Ok(());
    }
    let script = project.script.clone();
    project.run_environment(
        EnvironmentArguments::default(),
        Box::new(move |heads, _| {
            let found = script.get_revisions(heads)?;
            print(&output, &found, as_json.then_some(Some(true)));
            Ok(Vec::new())
        }),
    )
}

/// Prints revisions as text, or as JSON with what is known about the database.
fn print(output: &Output, found: &[Script<'_>], as_json: Option<Option<bool>>) {
    if let Some(is_current) = as_json {
        let documents = found
            .iter()
            .map(|script| json::revision(script, is_current));
        json::print_revisions(output, documents);
        return;
    }
    for script in found {
        output.line(&script.log_entry(false));
    }
}
