//! `alembic branches`.

use alembic_script::ScriptFormat;

use crate::config::Config;
use crate::error::CommandError;

/// Prints the revisions that more than one revision follows.
pub fn branches(config: &Config, verbose: bool) -> Result<(), CommandError> {
    let project = config.open()?;
    let script = &project.script;
    let format = ScriptFormat {
        verbose,
        include_branches: true,
        tree_indicators: true,
        ..ScriptFormat::default()
    };
    let format_next = ScriptFormat {
        verbose: false,
        include_doc: verbose,
        ..format
    };
    let walked = script
        .revision_map()?
        .walk_revisions("base", "heads", &mut Vec::new());
    for revision in walked? {
        if !revision.is_branch_point() {
            continue;
        }
        let indent = " ".repeat(revision.revision().chars().count());
        let mut next = Vec::new();
        for name in revision.next_revisions() {
            if let Some(found) = script.get_revision(name)? {
                next.push(format!("{indent} -> {}", found.format(&format_next)));
            }
        }
        let shown = script.script(revision)?.format(&format);
        config
            .output()
            .line(&format!("{shown}\n{}\n", next.join("\n")));
    }
    Ok(())
}
