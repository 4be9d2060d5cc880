//! The steps of a plan.

use std::fmt;

use crate::revision::RevisionRef;

/// The way a step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Away from the base.
    Upgrade,
    /// Towards the base.
    Downgrade,
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        })
    }
}

/// One step of a plan.
///
/// Its `Display` text is what `Running …` is logged with; [`Step::short_log`] leaves out the doc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Runs the script of a revision.
    Revision(RevisionStep),
    /// Only changes the version table.
    Stamp(StampStep),
}

/// A step that runs `upgrade()` or `downgrade()` of one revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionStep {
    /// The position of the revision in the list that the map was made from.
    pub index: usize,
    /// The identifier of the revision.
    pub revision: String,
    /// Which of its functions runs.
    pub direction: Direction,
    /// The down revisions that it declares.
    pub down_revisions: Vec<String>,
    /// Its down revisions, and those dependencies that no ancestor has.
    pub normalized_down_revisions: Vec<String>,
    /// The first paragraph of its docstring.
    pub doc: String,
}

/// A step that changes the version table as though migrations had run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampStep {
    /// The heads that are replaced.
    pub from: Vec<String>,
    /// The heads that replace them.
    pub to: Vec<String>,
    /// The direction.
    pub direction: Direction,
    /// Whether a branch as a whole is added or taken away.
    pub is_branch_move: bool,
}

impl RevisionStep {
    pub(crate) fn new(revision: RevisionRef<'_>, direction: Direction) -> Self {
        let normalized = revision.normalized_down_revisions();
        Self {
            index: revision.index(),
            revision: revision.revision().to_owned(),
            direction,
            down_revisions: revision.down_revisions().to_vec(),
            normalized_down_revisions: normalized.into_iter().map(str::to_owned).collect(),
            doc: revision.doc().to_owned(),
        }
    }
}

impl Step {
    /// Returns the step that runs a function of a revision's script.
    pub fn of_revision(revision: RevisionRef<'_>, direction: Direction) -> Self {
        Self::Revision(RevisionStep::new(revision, direction))
    }

    /// Returns the direction.
    pub fn direction(&self) -> Direction {
        match self {
            Self::Revision(step) => step.direction,
            Self::Stamp(step) => step.direction,
        }
    }

    /// Returns the name of the function that the step runs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Revision(RevisionStep {
                direction: Direction::Upgrade,
                ..
            }) => "upgrade",
            Self::Revision(RevisionStep {
                direction: Direction::Downgrade,
                ..
            }) => "downgrade",
            Self::Stamp(_) => "stamp_revision",
        }
    }

    /// Returns the first paragraph of the revision's docstring, empty for a stamp.
    pub fn doc(&self) -> &str {
        match self {
            Self::Revision(step) => &step.doc,
            Self::Stamp(_) => "",
        }
    }

    /// Returns the revisions above this step: the one that runs, or those at the upper end of a
    /// stamp.
    pub fn up_revisions(&self) -> &[String] {
        match self {
            Self::Revision(step) => std::slice::from_ref(&step.revision),
            Self::Stamp(step) if step.direction == Direction::Upgrade => &step.to,
            Self::Stamp(step) => &step.from,
        }
    }

    /// Returns the revisions below this step, none at the base; dependencies come last.
    pub fn down_revisions(&self) -> &[String] {
        match self {
            Self::Revision(step) => &step.normalized_down_revisions,
            Self::Stamp(step) if step.direction == Direction::Upgrade => &step.from,
            Self::Stamp(step) => &step.to,
        }
    }

    /// Returns the revisions that the step leaves.
    pub fn from_revisions(&self) -> &[String] {
        match self.direction() {
            Direction::Upgrade => self.down_revisions(),
            Direction::Downgrade => self.up_revisions(),
        }
    }

    /// Returns the revisions that the step comes to.
    pub fn to_revisions(&self) -> &[String] {
        match self.direction() {
            Direction::Upgrade => self.up_revisions(),
            Direction::Downgrade => self.down_revisions(),
        }
    }

    /// Returns the revisions that the step leaves, as the version file declares them.
    pub fn from_revisions_without_dependencies(&self) -> &[String] {
        match self.direction() {
            Direction::Upgrade => self.declared_down_revisions(),
            Direction::Downgrade => self.up_revisions(),
        }
    }

    /// Returns the revisions that the step comes to, as the version file declares them.
    pub fn to_revisions_without_dependencies(&self) -> &[String] {
        match self.direction() {
            Direction::Upgrade => self.up_revisions(),
            Direction::Downgrade => self.declared_down_revisions(),
        }
    }

    fn declared_down_revisions(&self) -> &[String] {
        match self {
            Self::Revision(step) => &step.down_revisions,
            Self::Stamp(_) => self.down_revisions(),
        }
    }

    /// Returns the function's name and the revisions from which and to which it leads.
    pub fn short_log(&self) -> String {
        format!(
            "{} {} -> {}",
            self.name(),
            self.from_revisions_without_dependencies().join(", "),
            self.to_revisions_without_dependencies().join(", ")
        )
    }
}

impl fmt::Display for Step {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.short_log())?;
        match self.doc() {
            "" => Ok(()),
            doc => write!(formatter, ", {doc}"),
        }
    }
}
