//! Names that have changed: whether they are looked for, and how the user is asked.

use alembic_autogenerate::compare::Rename;

use crate::config::Config;
use crate::error::CommandError;

/// Returns whether what has only got another name is looked for: as asked, or as configured.
pub(crate) fn detects_renames(config: &Config, is_asked: bool) -> Result<bool, CommandError> {
    Ok(is_asked || config.settings().borrow().detect_renames()?)
}

/// Returns the question about a rename, which is answered with yes or no.
pub(crate) fn question(rename: &Rename) -> String {
    let (old, new) = (&rename.old_name, &rename.new_name);
    match (&rename.table, &rename.schema) {
        (Some(table), Some(schema)) => {
            format!(
                "Has the column '{old}' of the table '{schema}.{table}' been renamed to '{new}'?"
            )
        }
        (Some(table), None) => {
            format!("Has the column '{old}' of the table '{table}' been renamed to '{new}'?")
        }
        (None, Some(schema)) => {
            format!("Has the table '{old}' of the schema '{schema}' been renamed to '{new}'?")
        }
        (None, None) => format!("Has the table '{old}' been renamed to '{new}'?"),
    }
}
