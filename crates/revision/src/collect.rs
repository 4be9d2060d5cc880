//! Which revisions lie between two ends.

use crate::adjacency::{Adjacency, NodeSet};
use crate::error::{RevisionError, RevisionWarning};
use crate::identifier::{Identifier, RelativeName, Steps};
use crate::map::RevisionMap;
use crate::resolve::{Position, revisions_among};
use crate::revision::RevisionRef;

/// How to choose the revisions between two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IterateOptions {
    /// Takes in what the upper end needs and the lower end does not have, on whatever branch;
    /// without it, only descendants of the lower end.
    pub implicit_base: bool,
    /// Takes in the lower end itself.
    pub inclusive: bool,
    /// Refuses relative names that lead beyond the ends of the graph.
    pub assert_relative_length: bool,
    /// Chooses what must be taken back to come from the upper end to the lower one, with all that
    /// depends on it.
    pub select_for_downgrade: bool,
}

impl Default for IterateOptions {
    fn default() -> Self {
        Self {
            implicit_base: false,
            inclusive: false,
            assert_relative_length: true,
            select_for_downgrade: false,
        }
    }
}

/// The revisions that were chosen, and those among which a walk over them begins.
pub(crate) struct Collected {
    pub(crate) revisions: NodeSet,
    pub(crate) heads: Vec<usize>,
}

/// What a downgrade leads to.
struct DowngradeTarget {
    branch: Option<String>,
    /// Nothing for the base.
    revision: Option<usize>,
}

impl RevisionMap {
    /// Returns the revisions from the upper end down to the lower end, each after all that depend
    /// on it.
    pub fn iterate_revisions<'text>(
        &self,
        upper: impl Into<Identifier<'text>>,
        lower: impl Into<Identifier<'text>>,
        options: IterateOptions,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<RevisionRef<'_>>, RevisionError> {
        let nodes = self.iterate_nodes(upper.into(), lower.into(), options, warnings)?;
        Ok(nodes.into_iter().map(|node| self.at(node)).collect())
    }

    pub(crate) fn iterate_nodes(
        &self,
        upper: Identifier<'_>,
        lower: Identifier<'_>,
        options: IterateOptions,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Vec<usize>, RevisionError> {
        let collected = if options.select_for_downgrade {
            self.collect_downgrade(upper, lower, options, warnings)?
        } else {
            self.collect_upgrade(upper, lower, options, warnings)?
        };
        Ok(self.sorted(collected))
    }

    fn collect_upgrade(
        &self,
        upper: Identifier<'_>,
        lower: Identifier<'_>,
        options: IterateOptions,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Collected, RevisionError> {
        let graph = self.graph();
        let mut targets = self.upgrade_targets(lower, upper, options.assert_relative_length)?;
        if let Identifier::One(name) = lower
            && let Some((branch, _)) = name.split_once('@')
        {
            self.retain_branch(&mut targets, branch)?;
        }
        self.check_overlap(&graph.normalized_down, &targets)?;
        let required = graph.normalized_down.reachable(targets.iter().copied());

        let positions = self.find_all(lower)?;
        let is_required = |position: &Position| match position {
            Position::Revision(node) => required.contains(*node),
            Position::Base => false,
            Position::Outside => true,
        };
        if !options.implicit_base && !positions.iter().all(is_required) {
            return Err(RevisionError::NotAnAncestor {
                lower: lower.to_string(),
                upper: upper.to_string(),
            });
        }
        // A relative name beyond the base means the base, or counts from the upper end.
        let mut current = revisions_among(&positions);
        let mut lower_end = current.clone();
        if let (Some(Position::Outside), Identifier::One(name)) = (positions.first(), lower) {
            let strict = options.assert_relative_length;
            let target = self.downgrade_target(upper, name, strict, warnings)?;
            current = target.revision.into_iter().collect();
            lower_end.clone_from(&current);
        }

        self.check_overlap(&graph.normalized_down, &current)?;
        let applied = graph.normalized_down.reachable(current.iter().copied());
        let mut needed = required;
        for node in applied.iter() {
            needed.remove(node);
        }
        if options.inclusive {
            for node in lower_end {
                needed.insert(node);
            }
        }
        if !current.is_empty() && !options.implicit_base {
            self.check_overlap(&graph.next, &current)?;
            let above = graph.next.reachable(current.iter().copied());
            needed = needed.intersection(&above);
        }
        Ok(Collected {
            revisions: needed,
            heads: targets,
        })
    }

    /// Keeps the revisions on the branch that a label or a revision names.
    fn retain_branch(&self, targets: &mut Vec<usize>, branch: &str) -> Result<(), RevisionError> {
        let Some(origin) = self.find_one(branch)? else {
            targets.clear();
            return Ok(());
        };
        let carries =
            |node: usize, label: &str| self.carried_labels(node).any(|carried| carried == label);
        if self.name(origin) != branch {
            targets.retain(|&node| carries(node, branch));
            return Ok(());
        }
        let labels: Vec<&str> = self.carried_labels(origin).collect();
        if let [label] = labels[..] {
            targets.retain(|&node| carries(node, label));
        } else {
            *targets = self.related(targets, branch, false)?;
        }
        Ok(())
    }

    fn collect_downgrade(
        &self,
        upper: Identifier<'_>,
        lower: Identifier<'_>,
        options: IterateOptions,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Collected, RevisionError> {
        let graph = self.graph();
        let target = match lower.names().next() {
            Some(name) => {
                self.downgrade_target(upper, name, options.assert_relative_length, warnings)?
            }
            None => DowngradeTarget {
                branch: None,
                revision: None,
            },
        };
        let mut roots: Vec<usize> = match target.revision {
            None => self.ends().bases.clone(),
            Some(node) if options.inclusive => vec![node],
            Some(node) => graph.next.of(node).to_vec(),
        };
        let branch = target.branch.filter(|branch| !branch.is_empty());
        if let Some(branch) = &branch
            && roots.len() > 1
        {
            let below = graph.down.reachable([self.find_branch(branch)?]);
            roots.retain(|&node| below.contains(node));
            if roots.is_empty() {
                return Err(RevisionError::NoDowngradeTarget);
            }
        }

        let heads = revisions_among(&self.find_all(upper)?);
        let active = graph.normalized_down.reachable(heads.iter().copied());
        let above_roots = graph.all_next.reachable(roots.iter().copied());
        let mut dropped = active.intersection(&above_roots);
        if options.implicit_base {
            let below_roots = graph.normalized_down.reachable(roots.iter().copied());
            for node in active.iter().filter(|&node| !below_roots.contains(node)) {
                dropped.insert(node);
            }
        }
        if let Some(node) = target.revision
            && dropped.is_empty()
            && !heads.contains(&node)
        {
            return Err(RevisionError::NotAnAncestor {
                lower: "Nothing to drop".to_owned(),
                upper: upper.to_string(),
            });
        }
        // A branch that does not exist is a mistake also where it makes no difference.
        if let Some(branch) = &branch {
            self.find_branch(branch)?;
        }
        Ok(Collected {
            revisions: dropped,
            heads,
        })
    }

    pub(crate) fn check_overlap(
        &self,
        edges: &Adjacency,
        nodes: &[usize],
    ) -> Result<(), RevisionError> {
        match edges.first_overlap(nodes) {
            None => Ok(()),
            Some((node, others)) => Err(RevisionError::Overlap {
                revision: self.name(node).to_owned(),
                others: self.owned_names(&others),
            }),
        }
    }

    fn downgrade_target(
        &self,
        current: Identifier<'_>,
        target: &str,
        strict: bool,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<DowngradeTarget, RevisionError> {
        let Some(name) = RelativeName::parse(target) else {
            let (branch, symbol) = match target.rsplit_once('@') {
                Some((branch, symbol)) => (Some(branch), symbol),
                None => (None, target),
            };
            let revision = self.find_one(symbol)?;
            return Ok(DowngradeTarget {
                branch: branch.map(str::to_owned),
                revision,
            });
        };
        let without_result = || relative_without_result(&name);

        let (branch, position) = match (name.symbol, name.steps) {
            (None, Steps::Up(_)) => return Err(without_result()),
            (Some(symbol), Steps::Up(_)) => {
                let start = self.find_start(symbol)?;
                let position = self.walk(start, name.steps, name.branch, strict)?;
                (name.branch.map(str::to_owned), position)
            }
            (Some(symbol), Steps::Down(_)) => {
                let start = self.find_start(&with_branch(name.branch, symbol))?;
                let position = self.walk(start, name.steps, None, strict)?;
                (name.branch.map(str::to_owned), position)
            }
            (None, Steps::Down(_)) => {
                let (branch, symbol) = match name.branch {
                    Some(branch) => {
                        let symbol = self.current_on_branch(current, branch, &name)?;
                        (branch.to_owned(), symbol)
                    }
                    None => {
                        let mut names = current.names();
                        let first = names.next().ok_or_else(without_result)?;
                        if names.any(|other| other != first) {
                            warnings.push(RevisionWarning::AmbiguousDowngrade);
                        }
                        // The walk keeps to the branch that it starts on.
                        (first.to_owned(), first.to_owned())
                    }
                };
                let start = self.find_start(&with_branch(Some(&branch), &symbol))?;
                match self.walk(start, name.steps, None, strict)? {
                    Position::Outside => return Err(without_result()),
                    position => (Some(branch), position),
                }
            }
        };
        match position {
            Position::Revision(node) => Ok(DowngradeTarget {
                branch,
                revision: Some(node),
            }),
            Position::Base => Ok(DowngradeTarget {
                branch,
                revision: None,
            }),
            Position::Outside => Err(RevisionError::WalkedTooFar),
        }
    }

    /// Returns the one current revision on a branch, be it a head or what a head depends on.
    fn current_on_branch(
        &self,
        current: Identifier<'_>,
        branch: &str,
        name: &RelativeName<'_>,
    ) -> Result<String, RevisionError> {
        let heads = revisions_among(&self.find_all(current)?);
        let mut on_branch = self.related(&heads, branch, false)?;
        if on_branch.is_empty() {
            on_branch = self.related(&self.branch_tips(&heads), branch, false)?;
        }
        match on_branch[..] {
            [] => Err(relative_without_result(name)),
            [node] => Ok(self.name(node).to_owned()),
            _ => Err(RevisionError::AmbiguousWalk),
        }
    }

    fn upgrade_targets(
        &self,
        current: Identifier<'_>,
        target: Identifier<'_>,
        strict: bool,
    ) -> Result<Vec<usize>, RevisionError> {
        let name = match target {
            Identifier::One(name) => RelativeName::parse(name),
            Identifier::Base | Identifier::Many(_) => None,
        };
        let Some(name) = name else {
            return Ok(revisions_among(&self.find_all(target)?));
        };
        let (start, steps) = match (name.symbol, name.steps) {
            (None, Steps::Down(_) | Steps::Up(0)) => return Err(number_without_result(&name)),
            (None, steps) => (self.upgrade_start(current, name.branch)?, steps),
            (Some(symbol), Steps::Up(count)) if count > 0 => (self.find_start(symbol)?, name.steps),
            (Some(symbol), steps) => (self.find_start(&with_branch(name.branch, symbol))?, steps),
        };
        match self.walk(start, steps, name.branch, strict)? {
            Position::Revision(node) => Ok(vec![node]),
            Position::Base | Position::Outside => Err(number_without_result(&name)),
        }
    }

    /// Returns the revision that an upgrade by a number of steps starts from.
    fn upgrade_start(
        &self,
        current: Identifier<'_>,
        branch: Option<&str>,
    ) -> Result<Position, RevisionError> {
        let Some(branch) = branch else {
            let mut names = current.names();
            return match (names.next(), names.next()) {
                (None, _) => Ok(Position::Outside),
                (Some(name), None) => self.find_start(name),
                (Some(_), Some(_)) => Err(RevisionError::AmbiguousUpgrade),
            };
        };
        let heads = revisions_among(&self.find_all(current)?);
        let mut starts = self.related(&heads, branch, false)?;
        if starts.is_empty() {
            let graph = self.graph();
            let applied: Vec<usize> = graph
                .normalized_down
                .reachable(heads.iter().copied())
                .iter()
                .collect();
            starts = self.related(&applied, branch, false)?;
            let mut below = NodeSet::new(graph.down.len());
            for &node in &starts {
                for &down in graph.normalized_down.of(node) {
                    below.insert(down);
                }
            }
            starts.retain(|&node| !below.contains(node));
        }
        match starts[..] {
            [] => Ok(Position::Outside),
            [start] => Ok(Position::Revision(start)),
            _ => Err(RevisionError::AmbiguousUpgrade),
        }
    }

    /// Returns where a walk from a name starts.
    fn find_start(&self, name: &str) -> Result<Position, RevisionError> {
        Ok(self
            .find_one(name)?
            .map_or(Position::Outside, Position::Revision))
    }
}

fn with_branch(branch: Option<&str>, symbol: &str) -> String {
    match branch {
        Some(branch) => format!("{branch}@{symbol}"),
        None => symbol.to_owned(),
    }
}

fn relative_without_result(name: &RelativeName<'_>) -> RevisionError {
    RevisionError::RelativeRevision {
        relative: name.relative.to_owned(),
        steps: name.steps.count(),
    }
}

/// Returns the same error with the number as a number rather than as written, as upgrades have it.
fn number_without_result(name: &RelativeName<'_>) -> RevisionError {
    let relative = match name.steps {
        Steps::Up(0) => "0".to_owned(),
        Steps::Up(_) => name.relative.to_owned(),
        Steps::Down(count) => format!("-{count}"),
    };
    RevisionError::RelativeRevision {
        relative,
        steps: name.steps.count(),
    }
}
