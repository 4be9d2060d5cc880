//! What can go wrong in a revision graph, in the original's words.

use std::fmt;

use crate::step::Direction;

/// The ways in which revisions can refer to themselves in a circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CycleKind {
    /// A circle of down revisions.
    Cycle,
    /// A revision that is its own down revision.
    SelfLoop,
    /// A circle that needs dependencies to close.
    DependencyCycle,
    /// A revision that depends on itself.
    DependencySelfLoop,
}

impl fmt::Display for CycleKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Cycle => "Cycle",
            Self::SelfLoop => "Self-loop",
            Self::DependencyCycle => "Dependency cycle",
            Self::DependencySelfLoop => "Dependency self-loop",
        })
    }
}

/// The variable of a version file by which a revision refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reference {
    /// The revision that comes before.
    DownRevision,
    /// A revision that must have run, on whatever branch.
    DependsOn,
}

impl fmt::Display for Reference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::DownRevision => "down_revision",
            Self::DependsOn => "depends_on",
        })
    }
}

/// An error of the revision graph.
///
/// The first group is raised by the graph itself. The second group is what users are told instead;
/// [`RevisionError::for_user`] leads from the one to the other.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// The lower end of a range is not below its upper end.
    #[error("Revision {lower} is not an ancestor of revision {upper}")]
    NotAnAncestor {
        /// The lower end, as given.
        lower: String,
        /// The upper end, as given.
        upper: String,
    },
    /// One revision was asked for, and several fit.
    #[error("Multiple heads are present for given argument '{argument}'; {}", heads.join(", "))]
    MultipleHeads {
        /// What was asked for.
        argument: String,
        /// The revisions that fit.
        heads: Vec<String>,
    },
    /// No revision and no branch label starts with the text.
    #[error(
        "No such revision or branch '{argument}'{}",
        minimum_length_hint(argument)
    )]
    NoSuchRevision {
        /// What was asked for.
        argument: String,
    },
    /// Several revisions or branch labels start with the text.
    #[error(
        "Multiple revisions start with '{argument}': {}...",
        quoted(candidates)
    )]
    AmbiguousRevision {
        /// What was asked for.
        argument: String,
        /// The first three that fit.
        candidates: Vec<String>,
    },
    /// The revision exists, but not on the branch.
    #[error("Revision {revision} is not a member of branch '{branch}'")]
    NotInBranch {
        /// The revision that was found.
        revision: String,
        /// The branch that was asked for.
        branch: String,
        /// The part of the identifier that names the revision.
        argument: String,
    },
    /// What stands before the `@` names no branch.
    #[error("No such branch: '{branch}'")]
    NoSuchBranch {
        /// What stands before the `@`.
        branch: String,
    },
    /// Revisions refer to each other in a circle.
    #[error("{kind} is detected in revisions ({})", revisions.join(", "))]
    CycleDetected {
        /// The kind of circle.
        kind: CycleKind,
        /// The revisions that no walk from base to head reaches.
        revisions: Vec<String>,
    },
    /// A revision identifier holds a character that has a meaning in identifiers.
    #[error("Character(s) '{characters}' not allowed in revision identifier '{revision}'")]
    IllegalCharacters {
        /// The characters, separated by commas.
        characters: String,
        /// The identifier.
        revision: String,
    },
    /// Two revisions carry the same branch label, or a label equals a revision identifier.
    #[error("Branch name '{label}' in revision {revision} already used by revision {used_by}")]
    BranchNameTaken {
        /// The label.
        label: String,
        /// The later revision.
        revision: String,
        /// The earlier revision.
        used_by: String,
    },
    /// A revision refers to one that no version file has.
    #[error(
        "Can't locate revision '{missing}', which revision '{revision}' names as its {reference}"
    )]
    MissingRevision {
        /// The revision that is not there.
        missing: String,
        /// The revision that refers to it.
        revision: String,
        /// The variable in which it does.
        reference: Reference,
    },
    /// A relative identifier leads nowhere.
    #[error("Relative revision {relative} didn't produce {steps} migrations")]
    RelativeRevision {
        /// The relative part: a sign and a number.
        relative: String,
        /// The number.
        steps: u64,
    },
    /// A relative identifier comes to a point where more than one way leads on.
    #[error("Ambiguous walk")]
    AmbiguousWalk,
    /// A relative identifier leads beyond the first or last revision.
    #[error("Walked too far")]
    WalkedTooFar,
    /// A relative upgrade cannot tell which of the current revisions to start from.
    #[error("Ambiguous upgrade from multiple current revisions")]
    AmbiguousUpgrade,
    /// The branch of a downgrade target has nothing above the target.
    #[error("Not a valid downgrade target from current heads")]
    NoDowngradeTarget,
    /// Among revisions that were asked for, one is an ancestor of another.
    #[error(
        "Requested revision {revision} overlaps with other requested revisions {}",
        others.join(", ")
    )]
    Overlap {
        /// The descendant.
        revision: String,
        /// Its ancestors.
        others: Vec<String>,
    },
    /// A step takes away a revision that is not among the current heads.
    #[error(
        "Can't {action} revision {revision}: it is not among the current heads ({})",
        or_base(heads)
    )]
    NotACurrentHead {
        /// The name of the step: `downgrade` or `stamp_revision`.
        action: &'static str,
        /// The revision.
        revision: String,
        /// The current heads.
        heads: Vec<String>,
    },
    /// A step adds a revision that is among the current heads already.
    #[error("Can't {action} to revision {revision}: it is among the current heads already")]
    AlreadyACurrentHead {
        /// The name of the step: `upgrade` or `stamp_revision`.
        action: &'static str,
        /// The revision.
        revision: String,
    },

    /// The user's destination cannot be reached from the current heads.
    #[error("Destination {destination} is not a valid {direction} target from current head(s)")]
    InvalidDestination {
        /// The destination, as given.
        destination: String,
        /// The direction.
        direction: Direction,
        /// What the graph said.
        source: Box<Self>,
    },
    /// The user's range does not follow one branch.
    #[error(
        "Requested range {start}:{end} does not refer to ancestor/descendant revisions along the \
         same branch"
    )]
    InvalidRange {
        /// The lower end, as given.
        start: String,
        /// The upper end, as given.
        end: String,
        /// What the graph said.
        source: Box<Self>,
    },
    /// The user's argument fits several heads.
    #[error("{}", multiple_heads_message(reason))]
    MultipleHeadRevisions {
        /// What the one head was needed for.
        reason: MultipleHeadsReason,
        /// What the graph said.
        source: Box<Self>,
    },
    /// The user's argument names nothing that can be found.
    #[error("Can't locate revision identified by '{argument}'")]
    CannotLocate {
        /// The part of the argument that names nothing.
        argument: String,
        /// What the graph said.
        source: Box<Self>,
    },
    /// The one base was asked for, and there are several.
    #[error("The script directory has multiple bases. Please use get_bases().")]
    MultipleBases,
}

/// What a single head was needed for, which decides the advice given.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum MultipleHeadsReason {
    /// An argument of a command.
    Argument {
        /// The argument.
        head_argument: String,
    },
    /// The script directory's head.
    CurrentHead,
    /// The revision to stamp.
    Stamp,
    /// The revision that a new one comes after.
    NewRevision,
}

fn multiple_heads_message(reason: &MultipleHeadsReason) -> String {
    match reason {
        MultipleHeadsReason::Argument { head_argument } => format!(
            "Multiple head revisions are present for given argument '{head_argument}'; please \
             specify a specific target revision, '<branchname>@{head_argument}' to narrow to a \
             specific head, or 'heads' for all heads"
        ),
        MultipleHeadsReason::CurrentHead => "The script directory has multiple heads (due to \
                                             branching).Please use get_heads(), or merge the \
                                             branches using alembic merge."
            .to_owned(),
        MultipleHeadsReason::Stamp => {
            "Multiple heads are present; please specify a single target revision".to_owned()
        }
        MultipleHeadsReason::NewRevision => "Multiple heads are present; please specify the head \
                                             revision on which the new revision should be based, \
                                             or perform a merge."
            .to_owned(),
    }
}

fn minimum_length_hint(argument: &str) -> &'static str {
    if argument.chars().count() < 4 {
        "; please ensure at least four characters are present for partial revision identifier \
         matches"
    } else {
        ""
    }
}

fn quoted(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("'{name}'"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn or_base(heads: &[String]) -> String {
    if heads.is_empty() {
        "base".to_owned()
    } else {
        heads.join(", ")
    }
}

/// What a user wanted when the graph refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// To look up revisions.
    Lookup,
    /// To list a range of revisions.
    Range {
        /// The lower end, as given.
        start: String,
        /// The upper end, as given.
        end: String,
    },
    /// To move the database.
    Move {
        /// The destination, as given.
        destination: String,
        /// Up or down.
        direction: Direction,
    },
    /// To stamp the database.
    Stamp,
    /// To know the single head.
    CurrentHead,
    /// To make a new revision after a head.
    NewRevision,
}

impl RevisionError {
    /// Returns the revisions whose declarations are at fault, if they are.
    pub fn revisions(&self) -> Vec<&str> {
        match self {
            Self::CycleDetected { revisions, .. } => revisions.iter().map(String::as_str).collect(),
            Self::IllegalCharacters { revision, .. } | Self::MissingRevision { revision, .. } => {
                vec![revision]
            }
            Self::BranchNameTaken {
                revision, used_by, ..
            } => vec![revision, used_by],
            _ => Vec::new(),
        }
    }

    /// Returns the error as users are told of it.
    #[must_use]
    pub fn for_user(self, purpose: &Purpose) -> Self {
        match &self {
            Self::NotAnAncestor { lower, upper } => {
                let (start, end) = match purpose {
                    Purpose::Move {
                        destination,
                        direction,
                    } => {
                        return Self::InvalidDestination {
                            destination: destination.clone(),
                            direction: *direction,
                            source: Box::new(self),
                        };
                    }
                    Purpose::Range { start, end } => (start.clone(), end.clone()),
                    _ => (lower.clone(), upper.clone()),
                };
                Self::InvalidRange {
                    start,
                    end,
                    source: Box::new(self),
                }
            }
            Self::MultipleHeads { argument, .. } => {
                let reason = match purpose {
                    Purpose::Stamp => MultipleHeadsReason::Stamp,
                    Purpose::CurrentHead => MultipleHeadsReason::CurrentHead,
                    Purpose::NewRevision => MultipleHeadsReason::NewRevision,
                    Purpose::Lookup => MultipleHeadsReason::Argument {
                        head_argument: argument.clone(),
                    },
                    Purpose::Range { end, .. } => MultipleHeadsReason::Argument {
                        head_argument: end.clone(),
                    },
                    Purpose::Move { destination, .. } => MultipleHeadsReason::Argument {
                        head_argument: destination.clone(),
                    },
                };
                Self::MultipleHeadRevisions {
                    reason,
                    source: Box::new(self),
                }
            }
            Self::NoSuchRevision { argument }
            | Self::AmbiguousRevision { argument, .. }
            | Self::NotInBranch { argument, .. }
            | Self::NoSuchBranch { branch: argument } => Self::CannotLocate {
                argument: argument.clone(),
                source: Box::new(self),
            },
            _ => self,
        }
    }
}

/// Something that users should know although the work goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RevisionWarning {
    /// Two version files have the same revision identifier.
    PresentMoreThanOnce {
        /// The identifier.
        revision: String,
    },
    /// A revision refers to one that no version file has.
    ReferencedNotPresent {
        /// The revision that is not there.
        missing: String,
        /// The revision that refers to it, as `history` shows it.
        referenced_from: String,
    },
    /// A relative downgrade starts from several heads.
    AmbiguousDowngrade,
}

impl fmt::Display for RevisionWarning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PresentMoreThanOnce { revision } => {
                write!(formatter, "Revision {revision} is present more than once")
            }
            Self::ReferencedNotPresent {
                missing,
                referenced_from,
            } => write!(
                formatter,
                "Revision {missing} referenced from {referenced_from} is not present"
            ),
            Self::AmbiguousDowngrade => formatter.write_str(
                "downgrade -1 from multiple heads is ambiguous; this usage will be disallowed in \
                 a future release.",
            ),
        }
    }
}
