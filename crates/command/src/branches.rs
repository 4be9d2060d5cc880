//! `alembic branches`.

use alembic_script::{ScriptFormat, ShownLabels};

use crate::config::Config;
use crate::error::CommandError;
use crate::json;

/// What `branches` is asked for.
#[derive(Clone, Debug, Default)]
pub struct BranchesOptions {
    /// Whether each revision is shown with all that is known of it.
    pub verbose: bool,
    /// Whether a JSON document is printed instead.
    pub json: bool,
}

/// Prints the revisions that more than one revision follows.
pub fn branches(config: &Config, options: &BranchesOptions) -> Result<(), CommandError> {
    let verbose = options.verbose;
    let project = config.open()?;
    let script = &project.script;
    let format = ScriptFormat {
        verbose,
        labels: ShownLabels::All,
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
    let walked = walked?.into_iter();
    let branch_points = walked.filter(|revision| revision.is_branch_point());
    if options.json {
        let scripts: Result<Vec<_>, _> = branch_points
            .map(|revision| script.script(revision))
            .collect();
        let scripts = scripts?;
        let documents = scripts.iter().map(|script| json::revision(script, None));
        json::print_revisions(config.output(), documents);
        return Ok(());
    }
    for revision in branch_points {
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
