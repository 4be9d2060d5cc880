//! Plans: the steps that lead from the current heads to a destination.
//!
//! Errors are those that users are told.

use crate::collect::IterateOptions;
use crate::error::{Purpose, RevisionError, RevisionWarning};
use crate::identifier::Identifier;
use crate::map::RevisionMap;
use crate::resolve::Position;
use crate::revision::RevisionRef;
use crate::step::{Direction, RevisionStep, StampStep, Step};

impl RevisionMap {
    /// Returns the revisions of a range, both ends included, in the order of `history`.
    pub fn walk_revisions(
        &self,
        base: &str,
        head: &str,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<RevisionRef<'_>>, RevisionError> {
        let options = IterateOptions {
            inclusive: true,
            assert_relative_length: false,
            ..IterateOptions::default()
        };
        self.iterate_revisions(head, base, options, warnings)
            .map_err(|error| {
                error.for_user(&Purpose::Range {
                    start: base.to_owned(),
                    end: head.to_owned(),
                })
            })
    }

    /// Returns the steps from the current heads up to the destination.
    pub fn upgrade_steps<'text>(
        &self,
        destination: impl Into<Identifier<'text>>,
        current: impl Into<Identifier<'text>>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<Step>, RevisionError> {
        let destination = destination.into();
        let options = IterateOptions {
            implicit_base: true,
            ..IterateOptions::default()
        };
        let mut revisions = self
            .iterate_nodes(destination, current.into(), options, warnings)
            .map_err(|error| error.for_user(&moving(destination, Direction::Upgrade)))?;
        revisions.reverse();
        Ok(self.steps(&revisions, Direction::Upgrade))
    }

    /// Returns the steps from the current heads down to the destination.
    pub fn downgrade_steps<'text>(
        &self,
        destination: impl Into<Identifier<'text>>,
        current: impl Into<Identifier<'text>>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<Step>, RevisionError> {
        let destination = destination.into();
        let options = IterateOptions {
            select_for_downgrade: true,
            ..IterateOptions::default()
        };
        let revisions = self
            .iterate_nodes(current.into(), destination, options, warnings)
            .map_err(|error| error.for_user(&moving(destination, Direction::Downgrade)))?;
        Ok(self.steps(&revisions, Direction::Downgrade))
    }

    /// Returns the steps that make the version table name the destinations, as far as their own
    /// branches go.
    pub fn stamp_steps<'text>(
        &self,
        destinations: impl Into<Identifier<'text>>,
        current: impl Into<Identifier<'text>>,
    ) -> Result<Vec<Step>, RevisionError> {
        self.plan_stamp(destinations.into(), current.into())
            .map_err(|error| error.for_user(&Purpose::Stamp))
    }

    fn plan_stamp(
        &self,
        destinations: Identifier<'_>,
        current: Identifier<'_>,
    ) -> Result<Vec<Step>, RevisionError> {
        let graph = self.graph();
        let destinations = if destinations.is_empty() {
            Identifier::One("base")
        } else {
            destinations
        };
        let mut current_heads = Vec::new();
        for revision in self.get_revisions(current)? {
            current_heads.push(revision.index());
        }
        let mut affected: Vec<usize> = Vec::new();
        for name in destinations.names().filter(|name| !name.is_empty()) {
            for head in self.related(&current_heads, name, true)? {
                if !affected.contains(&head) {
                    affected.push(head);
                }
            }
        }

        let mut targets: Vec<Option<usize>> = Vec::new();
        for position in self.find_all(destinations)? {
            let target = match position {
                Position::Revision(node) => Some(node),
                Position::Base | Position::Outside => None,
            };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        let revisions: Vec<usize> = targets.iter().flatten().copied().collect();
        if targets.is_empty() {
            targets.push(None);
        }

        let mut steps = Vec::new();
        for target in targets {
            let Some(target) = target else {
                steps.extend(affected.iter().map(|&head| self.branch_removal(head)));
                continue;
            };
            if affected.contains(&target) {
                continue;
            }
            let above = graph.all_next.reachable([target]);
            let below = graph.normalized_down.reachable([target]);
            let is_related = |head: usize| above.contains(head) || below.contains(head);
            let direction = if affected.iter().any(|&head| above.contains(head)) {
                Direction::Downgrade
            } else {
                Direction::Upgrade
            };
            // A head that is itself a destination stays, unless it is on the way.
            let from: Vec<usize> = if affected.iter().any(|&head| is_related(head)) {
                let replaced = |&head: &usize| is_related(head) || !revisions.contains(&head);
                affected.iter().copied().filter(replaced).collect()
            } else {
                Vec::new()
            };
            steps.push(Step::Stamp(StampStep {
                is_branch_move: from.is_empty(),
                from: self.owned_names(&from),
                to: self.owned_names(&[target]),
                direction,
            }));
        }
        Ok(steps)
    }

    fn branch_removal(&self, head: usize) -> Step {
        Step::Stamp(StampStep {
            from: self.owned_names(&[head]),
            to: Vec::new(),
            direction: Direction::Downgrade,
            is_branch_move: true,
        })
    }

    fn steps(&self, revisions: &[usize], direction: Direction) -> Vec<Step> {
        let step = |&node| Step::Revision(RevisionStep::new(self.at(node), direction));
        revisions.iter().map(step).collect()
    }
}

fn moving(destination: Identifier<'_>, direction: Direction) -> Purpose {
    Purpose::Move {
        destination: destination.to_string(),
        direction,
    }
}
