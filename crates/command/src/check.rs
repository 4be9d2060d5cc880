//! `alembic check`.

use alembic_ops::MigrationScript;
use alembic_runtime::EnvironmentArguments;
use serde_json::{Value as Json, json};

use crate::config::Config;
use crate::error::CommandError;
use crate::generation::Generation;

/// Fails where `revision --autogenerate` would find operations.
pub fn check(config: &Config) -> Result<(), CommandError> {
    let project = config.open()?;
    let generation = Generation::new(MigrationScript::default());
    project.run_environment(
        EnvironmentArguments::default(),
        generation.plan(project.python.clone(), project.script.clone(), true, None),
    )?;
    let drafts = generation.drafts();
    let found: Vec<Json> = drafts
        .last()
        .map(|draft| draft.upgrades_to_json())
        .unwrap_or_default();
    let is_empty = drafts.last().is_none_or(|draft| {
        let mut bodies = draft.upgrades.iter();
        bodies.all(|body| body.items.is_empty())
    });
    if is_empty {
        config.output().line("No new upgrade operations detected.");
        return Ok(());
    }
    let metadata: Vec<Json> = generation
        .context()
        .iter()
        .flat_map(|context| &context.options().autogenerate.target_metadata)
        .map(|metadata| metadata.tables.clone())
        .collect();
    let text = project
        .python
        .host()
        .call("differences", vec![json!(found), json!(metadata)])
        .map_err(alembic_runtime::RuntimeError::from)?;
    Err(CommandError::new(format!(
        "New upgrade operations detected: {}",
        text.as_str().unwrap_or_default()
    )))
}
