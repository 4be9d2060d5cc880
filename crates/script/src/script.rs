//! One script, and the forms in which commands print it.

use alembic_revision::RevisionRef;

use crate::load::VersionFile;
use alembic_python_text::split_lines;

/// A revision together with its file.
#[derive(Clone, Copy, Debug)]
pub struct Script<'directory> {
    revision: RevisionRef<'directory>,
    file: &'directory VersionFile,
}

/// Which branch labels of a revision are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ShownLabels {
    /// None.
    #[default]
    None,
    /// Those that its own file declares.
    Declared,
    /// Those of all branches that it lies on.
    All,
}

/// What [`Script::format`] shows besides the identifier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScriptFormat {
    /// Whether to write all there is, over several lines; the other choices do not matter then.
    pub verbose: bool,
    /// The branch labels to show.
    pub labels: ShownLabels,
    /// Whether to show the first paragraph of the docstring.
    pub include_doc: bool,
    /// Whether to show what comes before.
    pub include_parents: bool,
    /// Whether to mark branch points and merge points.
    pub tree_indicators: bool,
    /// Whether the revision is one of the database's, and marked so.
    pub is_current: bool,
}

impl<'directory> Script<'directory> {
    pub(crate) fn new(revision: RevisionRef<'directory>, file: &'directory VersionFile) -> Self {
        Self { revision, file }
    }

    /// Returns the revision in its graph.
    #[must_use]
    pub fn revision(&self) -> RevisionRef<'directory> {
        self.revision
    }

    /// Returns the version file.
    #[must_use]
    pub fn file(&self) -> &'directory VersionFile {
        self.file
    }

    /// Returns the script as commands print it.
    #[must_use]
    pub fn format(&self, format: &ScriptFormat) -> String {
        if format.verbose {
            self.log_entry(format.is_current)
        } else {
            self.line(format)
        }
    }

    /// Returns the script over several lines, as `history --verbose` prints it.
    #[must_use]
    pub fn log_entry(&self, is_current: bool) -> String {
        let revision = self.revision;
        let declared = revision.declared();
        let mut entry = format!(
            "Rev: {}{}{}{}{}\n{}: {}\n",
            revision.revision(),
            mark(revision.is_head(), " (head)"),
            mark(revision.is_branch_point(), " (branchpoint)"),
            mark(revision.is_merge_point(), " (mergepoint)"),
            mark(is_current, " (current)"),
            if revision.is_merge_point() {
                "Merges"
            } else {
                "Parent"
            },
            declared.format_down_revisions(),
        );
        let mut add = |title: &str, items: String| entry.push_str(&format!("{title}: {items}\n"));
        if !declared.dependencies().is_empty() {
            add("Also depends on", declared.dependencies().join(", "));
        }
        if revision.is_branch_point() {
            add("Branches into", revision.next_revisions().join(", "));
        }
        let labels: Vec<&str> = revision.branch_labels().collect();
        if !labels.is_empty() {
            add("Branch names", labels.join(", "));
        }
        add("Path", self.file.path.display().to_string());
        let lines: Vec<String> = split_lines(&self.file.longdoc)
            .iter()
            .map(|line| format!("    {line}"))
            .collect();
        format!("{entry}\n{}\n", lines.join("\n"))
    }

    fn line(&self, format: &ScriptFormat) -> String {
        let revision = self.revision;
        let declared = revision.declared();
        let mut line = String::new();
        if format.include_parents {
            line.push_str(&declared.format_down_revisions());
            if !declared.dependencies().is_empty() {
                line.push_str(&format!(" ({})", declared.dependencies().join(", ")));
            }
            line.push_str(" -> ");
        }
        line.push_str(revision.revision());
        let labels: Vec<&str> = match format.labels {
            ShownLabels::None => Vec::new(),
            ShownLabels::Declared => {
                let declared = declared.declared_branch_labels();
                declared.iter().map(String::as_str).collect()
            }
            ShownLabels::All => revision.branch_labels().collect(),
        };
        if !labels.is_empty() {
            line.push_str(&format!(" ({})", labels.join(", ")));
        }
        line.push_str(mark(revision.is_real_head(), " (head)"));
        line.push_str(mark(
            revision.is_head() && !revision.is_real_head(),
            " (effective head)",
        ));
        line.push_str(mark(format.is_current, " (current)"));
        if format.tree_indicators {
            line.push_str(mark(revision.is_branch_point(), " (branchpoint)"));
            line.push_str(mark(revision.is_merge_point(), " (mergepoint)"));
        }
        if format.include_doc {
            line.push_str(", ");
            line.push_str(self.file.doc());
        }
        line
    }
}

fn mark(is_shown: bool, mark: &'static str) -> &'static str {
    if is_shown { mark } else { "" }
}
