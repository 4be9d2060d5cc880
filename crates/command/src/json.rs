//! `--json`: revisions as data.

use alembic_script::Script;
use serde_json::{Value as Json, json};

use crate::status::Output;

/// Returns all that is known of a revision; whether the database is at it, if that was asked for.
pub(crate) fn revision(script: &Script<'_>, is_current: Option<bool>) -> Json {
    let revision = script.revision();
    let file = script.file();
    let next = revision.next_revisions();
    let dependents: Vec<&str> = revision
        .all_next_revisions()
        .into_iter()
        .filter(|name| !next.contains(name))
        .collect();
    json!({
        "revision": revision.revision(),
        "down_revisions": revision.down_revisions(),
        "depends_on": revision.resolved_dependencies(),
        "next_revisions": next,
        "dependents": dependents,
        "branch_labels": revision.branch_labels().collect::<Vec<_>>(),
        "is_base": revision.is_base(),
        "is_head": revision.is_head(),
        "is_branch_point": revision.is_branch_point(),
        "is_merge_point": revision.is_merge_point(),
        "is_current": is_current,
        "message": file.doc(),
        "doc": file.longdoc,
        "path": file.path.to_string_lossy(),
    })
}

/// Returns revisions, none of which was looked for in the database.
pub(crate) fn revisions(scripts: &[Script<'_>]) -> Json {
    scripts
        .iter()
        .map(|script| revision(script, None))
        .collect()
}

/// Prints a document.
pub(crate) fn print(output: &Output, document: &Json) {
    // `{:#}` of a JSON value is its indented form, which cannot fail.
    output.line(&format!("{document:#}"));
}
