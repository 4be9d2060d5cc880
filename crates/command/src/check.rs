//! `alembic check`.

use alembic_ops::MigrationScript;
use alembic_runtime::{EnvironmentArguments, RuntimeError};
use serde_json::{Value as Json, json};

use crate::config::{Config, OpenProject};
use crate::differences::DatabaseDifferences;
use crate::error::CommandError;
use crate::generation::{Comparison, Generation};
use crate::json;
use crate::renames::detects_renames;

/// How `check` tells what it has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckFormat {
    /// As the original does: a message.
    #[default]
    Message,
    /// The operations as a script would have them.
    Operations,
    /// The statements that an upgrade would run.
    Sql,
    /// One JSON document.
    Json,
}

/// What `check` is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckOptions {
    /// How it tells what it has found.
    pub format: CheckFormat,
    /// Whether it looks for tables and columns that have only got another name.
    pub detect_renames: bool,
}

/// Fails where `revision --autogenerate` would find operations, after it has told them.
pub fn check(config: &Config, options: &CheckOptions) -> Result<(), CommandError> {
    let project = config.open()?;
    let generation = Generation::new(MigrationScript::default());
    let comparison = Comparison {
        detect_renames: detects_renames(config, options.detect_renames)?,
        // Nothing is written, so there is nothing to decide.
        question: None,
        keeps_details: options.format != CheckFormat::Message,
    };
    project.run_environment(
        EnvironmentArguments::default(),
        generation.plan(
            project.python.clone(),
            project.script.clone(),
            Some(comparison),
            None,
        ),
    )?;
    let drafts = generation.drafts();
    let is_empty = drafts.last().is_none_or(|draft| {
        let mut bodies = draft.upgrades.iter();
        bodies.all(|body| body.items.is_empty())
    });
    tell(config, options.format, &generation.details(), is_empty);
    if is_empty {
        return Ok(());
    }
    let found = drafts
        .last()
        .map(|draft| draft.upgrades_to_json())
        .unwrap_or_default();
    let differences = differences(&project, &generation, found)?;
    let mut error = CommandError::new(format!(
        "New upgrade operations detected: {}",
        differences["text"].as_str().unwrap_or_default()
    ));
    error.is_told = options.format != CheckFormat::Message;
    error.differences = Some(differences["diffs"].clone());
    Err(error)
}

/// Asks Python for the differences as it has them: their text, and the objects themselves.
fn differences(
    project: &OpenProject<'_>,
    generation: &Generation,
    found: Vec<Json>,
) -> Result<Json, CommandError> {
    let metadata: Vec<Json> = generation
        .context()
        .iter()
        .flat_map(|context| &context.options().autogenerate.target_metadata)
        .map(|metadata| metadata.tables.clone())
        .collect();
    let arguments = vec![json!(found), json!(metadata)];
    Ok(project
        .python
        .host()
        .call("differences", arguments)
        .map_err(RuntimeError::from)?)
}

/// Prints what was found, in the form that was asked for.
fn tell(config: &Config, format: CheckFormat, found: &[DatabaseDifferences], is_empty: bool) {
    const NOTHING: &str = "No new upgrade operations detected.";
    let output = config.output();
    match format {
        CheckFormat::Message if is_empty => output.line(NOTHING),
        CheckFormat::Message => {}
        CheckFormat::Json => {
            let databases: Vec<Json> = found.iter().map(DatabaseDifferences::to_json).collect();
            let document = json!({"has_differences": !is_empty, "databases": databases});
            json::print(output, &document);
        }
        CheckFormat::Operations if is_empty => output.line(&format!("# {NOTHING}")),
        CheckFormat::Sql if is_empty => output.line(&format!("-- {NOTHING}")),
        CheckFormat::Operations | CheckFormat::Sql => {
            for database in found {
                let lines = match format {
                    CheckFormat::Sql => sql(database),
                    _ => operations(database),
                };
                if found.len() > 1 {
                    let mark = if format == CheckFormat::Sql {
                        "--"
                    } else {
                        "#"
                    };
                    let url = database.url.as_deref().unwrap_or_default();
                    output.line(&format!("{mark} {url}\n"));
                }
                output.line(&lines);
            }
        }
    }
}

/// Returns the operations of a database, after what they import.
fn operations(database: &DatabaseDifferences) -> String {
    let mut text: String = database
        .imports
        .iter()
        .map(|import| format!("{import}\n"))
        .collect();
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(&database.ops);
    text
}

/// Returns the statements of a database, and in comments which of its operations have none and why.
fn sql(database: &DatabaseDifferences) -> String {
    let mut parts = Vec::new();
    for difference in &database.differences {
        parts.extend(difference.sql.iter().cloned());
        if let Some(reason) = &difference.sql_error {
            parts.push(commented(&format!("{}\n{reason}", difference.op)));
        }
    }
    parts.join("\n\n")
}

fn commented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("-- {line}")).collect();
    lines.join("\n")
}
