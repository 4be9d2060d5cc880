//! `--json`: revisions as data.

use alembic_script::Script;
use serde_json::{Value as Json, json};

use crate::status::Output;

/// About how much text is printed at once.
const PIECE: usize = 64 * 1024;

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

/// Prints a document of revisions, one after the other, because there may be many.
pub(crate) fn print_revisions(output: &Output, revisions: impl IntoIterator<Item = Json>) {
    let mut text = "{\n  \"revisions\": [".to_owned();
    let mut has_any = false;
    for revision in revisions {
        // Only now is it known that a comma follows the one before.
        if has_any {
            text.push(',');
        }
        if text.len() > PIECE {
            output.line(&text);
            text.clear();
        } else {
            text.push('\n');
        }
        text.push_str("    ");
        text.push_str(&format!("{revision:#}").replace('\n', "\n    "));
        has_any = true;
    }
    output.line(&text);
    output.line("  ]\n}");
}

/// Prints a document.
pub(crate) fn print(output: &Output, document: &Json) {
    // `{:#}` of a JSON value is its indented form, which cannot fail.
    output.line(&format!("{document:#}"));
}
