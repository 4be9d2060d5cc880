//! The rows of the version table, and how a step changes them.

use std::collections::BTreeSet;
use std::fmt;

use crate::adjacency::Coverage;
use crate::error::RevisionError;
use crate::identifier::{python_list, python_tuple};
use crate::map::RevisionMap;
use crate::step::{Direction, RevisionStep, StampStep, Step};

/// A change of the version table.
///
/// Its `Display` text is what is logged about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeadChange {
    /// A branch begins.
    Insert {
        /// The new head.
        revision: String,
    },
    /// A branch moves.
    Update {
        /// The old head.
        from: String,
        /// The new head.
        to: String,
    },
    /// A branch ends, or is implied by another.
    Delete {
        /// The old head.
        revision: String,
    },
    /// Several branches become one.
    Merge {
        /// The old heads but the last.
        delete: Vec<String>,
        /// The last old head.
        from: String,
        /// The new head.
        to: String,
    },
    /// One branch becomes several again.
    Unmerge {
        /// The new heads but the last.
        insert: Vec<String>,
        /// The old head.
        from: String,
        /// The last new head.
        to: String,
    },
}

/// A change of one row of the version table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowChange {
    /// Adds a row.
    Insert {
        /// The new row.
        revision: String,
    },
    /// Changes a row.
    Update {
        /// The old row.
        from: String,
        /// The new row.
        to: String,
    },
    /// Takes a row away.
    Delete {
        /// The old row.
        revision: String,
    },
}

impl HeadChange {
    /// Returns the changes of single rows, in the order in which to make them.
    pub fn row_changes(&self) -> Vec<RowChange> {
        let insert = |revision: &String| RowChange::Insert {
            revision: revision.clone(),
        };
        let delete = |revision: &String| RowChange::Delete {
            revision: revision.clone(),
        };
        let update = |from: &String, to: &String| RowChange::Update {
            from: from.clone(),
            to: to.clone(),
        };
        match self {
            Self::Insert { revision } => vec![insert(revision)],
            Self::Delete { revision } => vec![delete(revision)],
            Self::Update { from, to } => vec![update(from, to)],
            Self::Merge {
                delete: deleted,
                from,
                to,
            } => deleted
                .iter()
                .map(delete)
                .chain([update(from, to)])
                .collect(),
            Self::Unmerge {
                insert: inserted,
                from,
                to,
            } => inserted
                .iter()
                .map(insert)
                .chain([update(from, to)])
                .collect(),
        }
    }
}

impl fmt::Display for HeadChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Insert { revision } => write!(formatter, "new branch insert {revision}"),
            Self::Update { from, to } => write!(formatter, "update {from} to {to}"),
            Self::Delete { revision } => write!(formatter, "branch delete {revision}"),
            Self::Merge { delete, from, to } => {
                write!(
                    formatter,
                    "merge, delete {}, update {from} to {to}",
                    python_list(delete)
                )
            }
            Self::Unmerge { insert, from, to } => {
                write!(
                    formatter,
                    "unmerge, insert {}, update {from} to {to}",
                    python_tuple(insert)
                )
            }
        }
    }
}

/// The current heads of a database, followed from step to step.
///
/// The heads that it keeps never imply one another: a row that another one implies, through down
/// revisions or dependencies, is taken away, and comes back when it is no longer implied.
#[derive(Debug, Clone)]
pub struct HeadTracker<'map> {
    map: &'map RevisionMap,
    heads: BTreeSet<String>,
    coverage: Coverage,
}

impl<'map> HeadTracker<'map> {
    /// Returns a tracker that starts from the rows of a version table.
    pub fn new(map: &'map RevisionMap, heads: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let coverage = Coverage::new(map.len());
        let mut tracker = Self {
            map,
            heads: BTreeSet::new(),
            coverage,
        };
        for head in heads {
            tracker.add(&head.into());
        }
        tracker
    }

    /// Returns the current heads, in alphabetical order.
    pub fn heads(&self) -> impl Iterator<Item = &str> {
        self.heads.iter().map(String::as_str)
    }

    /// Returns whether there are no current heads.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// Takes a step, and returns how the version table changes by it.
    ///
    /// On an error the heads stay as they were.
    pub fn apply(&mut self, step: &Step) -> Result<HeadChange, RevisionError> {
        match step {
            Step::Revision(revision) => match revision.direction {
                Direction::Upgrade => {
                    let from = self.present(&revision.normalized_down_revisions);
                    self.replace(from, &revision.revision, step.name())
                }
                Direction::Downgrade => self.downgrade(revision, step.name()),
            },
            Step::Stamp(stamp) => self.stamp(stamp, step.name()),
        }
    }

    /// Replaces heads by one that implies them.
    fn replace(
        &mut self,
        from: Vec<String>,
        to: &str,
        action: &'static str,
    ) -> Result<HeadChange, RevisionError> {
        if self.heads.contains(to) {
            return Err(RevisionError::AlreadyACurrentHead {
                action,
                revision: to.to_owned(),
            });
        }
        self.add(to);
        for head in &from {
            self.remove(head);
        }
        let to = to.to_owned();
        let mut delete = from;
        Ok(match (delete.pop(), delete.is_empty()) {
            (None, _) => HeadChange::Insert { revision: to },
            (Some(from), true) => HeadChange::Update { from, to },
            (Some(from), false) => HeadChange::Merge { delete, from, to },
        })
    }

    fn downgrade(
        &mut self,
        step: &RevisionStep,
        action: &'static str,
    ) -> Result<HeadChange, RevisionError> {
        let from = step.revision.clone();
        self.check_present(&from, action)?;
        let down = &step.normalized_down_revisions;
        let returning: Vec<String> = down
            .iter()
            .filter(|revision| !self.heads.contains(*revision))
            .cloned()
            .collect();
        for revision in &returning {
            self.add(revision);
        }
        self.remove(&from);
        let (implied, mut insert): (Vec<String>, Vec<String>) = returning
            .into_iter()
            .partition(|revision| self.is_implied(revision));
        for revision in &implied {
            self.remove(revision);
        }
        Ok(match insert.pop() {
            None => HeadChange::Delete { revision: from },
            Some(to) if down.len() == 1 => HeadChange::Update { from, to },
            Some(to) => HeadChange::Unmerge { insert, from, to },
        })
    }

    fn stamp(
        &mut self,
        step: &StampStep,
        action: &'static str,
    ) -> Result<HeadChange, RevisionError> {
        if let Some((to, insert)) = step.to.split_last() {
            if !insert.is_empty() {
                return self.split(step, insert, to, action);
            }
            let is_removal = step.direction == Direction::Downgrade && step.is_branch_move;
            if !(is_removal && self.heads.contains(to)) {
                let from = self.present(&step.from);
                return self.replace(from, to, action);
            }
        }
        let revision = step.from.first().cloned().unwrap_or_default();
        self.check_present(&revision, action)?;
        self.remove(&revision);
        Ok(HeadChange::Delete { revision })
    }

    /// Replaces one head by several.
    fn split(
        &mut self,
        step: &StampStep,
        insert: &[String],
        to: &str,
        action: &'static str,
    ) -> Result<HeadChange, RevisionError> {
        let from = step.from.first().cloned().unwrap_or_default();
        self.check_present(&from, action)?;
        for revision in &step.to {
            self.add(revision);
        }
        self.remove(&from);
        Ok(HeadChange::Unmerge {
            insert: insert.to_vec(),
            from,
            to: to.to_owned(),
        })
    }

    fn present(&self, revisions: &[String]) -> Vec<String> {
        revisions
            .iter()
            .filter(|revision| self.heads.contains(*revision))
            .cloned()
            .collect()
    }

    fn check_present(&self, revision: &str, action: &'static str) -> Result<(), RevisionError> {
        if self.heads.contains(revision) {
            return Ok(());
        }
        Err(RevisionError::NotACurrentHead {
            action,
            revision: revision.to_owned(),
            heads: self.heads.iter().cloned().collect(),
        })
    }

    fn add(&mut self, head: &str) {
        if self.heads.insert(head.to_owned())
            && let Some(node) = self.map.exact(head)
        {
            self.coverage.add(&self.map.graph().normalized_down, node);
        }
    }

    fn remove(&mut self, head: &str) {
        if self.heads.remove(head)
            && let Some(node) = self.map.exact(head)
        {
            self.coverage
                .remove(&self.map.graph().normalized_down, node);
        }
    }

    fn is_implied(&self, head: &str) -> bool {
        self.map
            .exact(head)
            .is_some_and(|node| self.coverage.is_covered_head(node))
    }
}
