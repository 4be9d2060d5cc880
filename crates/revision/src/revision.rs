//! A revision: as its version file declares it, and as it stands in the graph.

use std::fmt;

use crate::error::{CycleKind, RevisionError};
use crate::map::RevisionMap;

/// The characters with a meaning in identifiers, sorted.
const ILLEGAL_CHARACTERS: [char; 4] = ['+', '-', ':', '@'];

/// What a version file declares about its revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    revision: String,
    down_revisions: Vec<String>,
    dependencies: Vec<String>,
    branch_labels: Vec<String>,
    doc: String,
}

impl Revision {
    /// Returns a revision, having checked that it does not refer to itself and has a legal name.
    pub fn new(
        revision: impl Into<String>,
        down_revisions: Vec<String>,
        dependencies: Vec<String>,
        branch_labels: Vec<String>,
    ) -> Result<Self, RevisionError> {
        let revision = revision.into();
        for (references, kind) in [
            (&down_revisions, CycleKind::SelfLoop),
            (&dependencies, CycleKind::DependencySelfLoop),
        ] {
            if references.contains(&revision) {
                return Err(RevisionError::CycleDetected {
                    kind,
                    revisions: vec![revision],
                });
            }
        }
        Self::verify_identifier(&revision)?;
        Ok(Self {
            revision,
            down_revisions,
            dependencies,
            branch_labels,
            doc: String::new(),
        })
    }

    /// Returns the revision with the first paragraph of its file's docstring.
    #[must_use]
    pub fn with_doc(self, doc: impl Into<String>) -> Self {
        Self {
            doc: doc.into(),
            ..self
        }
    }

    /// Checks that a revision identifier has no characters with a meaning of their own.
    pub fn verify_identifier(revision: &str) -> Result<(), RevisionError> {
        let found: Vec<String> = ILLEGAL_CHARACTERS
            .iter()
            .filter(|character| revision.contains(**character))
            .map(char::to_string)
            .collect();
        if found.is_empty() {
            return Ok(());
        }
        Err(RevisionError::IllegalCharacters {
            characters: found.join(", "),
            revision: revision.to_owned(),
        })
    }

    /// Returns the identifier.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// Returns the revisions that come before this one on its own branch.
    pub fn down_revisions(&self) -> &[String] {
        &self.down_revisions
    }

    /// Returns the further revisions that this one needs, as declared: identifiers or labels.
    pub fn dependencies(&self) -> &[String] {
        &self.dependencies
    }

    /// Returns the branch labels that the file itself declares.
    pub fn declared_branch_labels(&self) -> &[String] {
        &self.branch_labels
    }

    /// Returns the first paragraph of the file's docstring.
    pub fn doc(&self) -> &str {
        &self.doc
    }

    /// Returns whether nothing comes before this revision on its own branch.
    pub fn is_base(&self) -> bool {
        self.down_revisions.is_empty()
    }

    /// Returns whether this revision joins branches.
    pub fn is_merge_point(&self) -> bool {
        self.down_revisions.len() > 1
    }

    /// Returns the down revisions separated by commas, `<base>` where there are none.
    pub fn format_down_revisions(&self) -> String {
        if self.down_revisions.is_empty() {
            "<base>".to_owned()
        } else {
            self.down_revisions.join(", ")
        }
    }

    /// Returns the line by which a revision with so many direct successors is known.
    pub(crate) fn describe(&self, successors: usize) -> String {
        format!(
            "{} -> {}{}{}{}, {}",
            self.format_down_revisions(),
            self.revision,
            if successors == 0 { " (head)" } else { "" },
            if successors > 1 { " (branchpoint)" } else { "" },
            if self.is_merge_point() {
                " (mergepoint)"
            } else {
                ""
            },
            self.doc
        )
    }
}

/// A revision in its graph.
#[derive(Clone, Copy)]
pub struct RevisionRef<'map> {
    map: &'map RevisionMap,
    index: usize,
}

impl<'map> RevisionRef<'map> {
    pub(crate) fn new(map: &'map RevisionMap, index: usize) -> Self {
        Self { map, index }
    }

    /// Returns the position of the revision in the list that the map was made from.
    pub fn index(self) -> usize {
        self.index
    }

    /// Returns what the version file declares.
    pub fn declared(self) -> &'map Revision {
        self.map.declared(self.index)
    }

    /// Returns the identifier.
    pub fn revision(self) -> &'map str {
        self.declared().revision()
    }

    /// Returns the first paragraph of the file's docstring.
    pub fn doc(self) -> &'map str {
        self.declared().doc()
    }

    /// Returns the revisions that come before this one on its own branch.
    pub fn down_revisions(self) -> &'map [String] {
        self.declared().down_revisions()
    }

    /// Returns the declared dependencies, labels turned into identifiers.
    pub fn resolved_dependencies(self) -> Vec<&'map str> {
        self.names(self.map.graph().dependencies.of(self.index))
    }

    /// Returns the down revisions and dependencies, without dependencies that an ancestor on the
    /// same branch has as well.
    ///
    /// Down revisions come first, then dependencies, each as declared.
    pub fn normalized_down_revisions(self) -> Vec<&'map str> {
        self.names(self.map.graph().normalized_down.of(self.index))
    }

    /// Returns the revisions that name this one as down revision, in the order of the files.
    pub fn next_revisions(self) -> Vec<&'map str> {
        self.names(self.map.graph().next.of(self.index))
    }

    /// Returns the revisions that name this one as down revision or dependency, in the order of
    /// the files.
    pub fn all_next_revisions(self) -> Vec<&'map str> {
        self.names(self.map.graph().all_next.of(self.index))
    }

    /// Returns the branch labels that reach this revision, in the order of the files.
    pub fn branch_labels(self) -> impl Iterator<Item = &'map str> {
        self.map.carried_labels(self.index)
    }

    /// Returns whether no revision names this one as down revision.
    pub fn is_head(self) -> bool {
        self.map.graph().next.of(self.index).is_empty()
    }

    /// Returns whether no revision names this one as down revision or dependency.
    pub fn is_real_head(self) -> bool {
        self.map.graph().all_next.of(self.index).is_empty()
    }

    /// Returns whether nothing comes before this revision on its own branch.
    pub fn is_base(self) -> bool {
        self.declared().is_base()
    }

    /// Returns whether more than one revision names this one as down revision.
    pub fn is_branch_point(self) -> bool {
        self.map.graph().next.of(self.index).len() > 1
    }

    /// Returns whether this revision joins branches.
    pub fn is_merge_point(self) -> bool {
        self.declared().is_merge_point()
    }

    fn names(self, nodes: &[usize]) -> Vec<&'map str> {
        nodes
            .iter()
            .map(|&node| self.map.declared(node).revision())
            .collect()
    }
}

impl PartialEq for RevisionRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.map, other.map)
    }
}

impl Eq for RevisionRef<'_> {}

impl fmt::Debug for RevisionRef<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RevisionRef({:?})", self.revision())
    }
}

impl fmt::Display for RevisionRef<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let successors = self.map.graph().next.of(self.index).len();
        formatter.write_str(&self.declared().describe(successors))
    }
}
