//! `alembic list_templates`.

use crate::config::Config;
use crate::error::CommandError;

/// Prints the names of the templates of `init`.
pub fn list_templates(config: &Config) -> Result<(), CommandError> {
    let output = config.output();
    output.line("Available templates:\n");
    for template in config.templates()?.iter() {
        output.line(&format!("{} - {}", template.name, template.synopsis()));
    }
    output.line("\nTemplates are used via the 'init' command, e.g.:");
    output.line("\n  alembic init --template generic ./scripts");
    Ok(())
}
