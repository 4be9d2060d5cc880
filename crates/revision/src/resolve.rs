//! From names to revisions.

use crate::adjacency::NodeSet;
use crate::error::RevisionError;
use crate::identifier::{Identifier, Steps, negative_number};
use crate::map::RevisionMap;
use crate::revision::RevisionRef;

/// Where a name leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    Revision(usize),
    /// Before the first revision.
    Base,
    /// Beyond the ends of the graph; as a starting point, outside of it.
    Outside,
}

/// What a name without its branch stands for, before the revision itself is looked up.
enum Meaning<'text> {
    Revisions(Vec<usize>),
    Name(&'text str),
}

impl RevisionMap {
    /// Returns the revision with this name, nothing for the base.
    pub fn get_revision(&self, name: &str) -> Result<Option<RevisionRef<'_>>, RevisionError> {
        Ok(self.find_one(name)?.map(|node| self.at(node)))
    }

    /// Returns the revisions with these names, leaving out the base.
    pub fn get_revisions<'text>(
        &self,
        names: impl Into<Identifier<'text>>,
    ) -> Result<Vec<RevisionRef<'_>>, RevisionError> {
        let mut revisions = Vec::new();
        for position in self.find_all(names.into())? {
            match position {
                Position::Revision(node) => revisions.push(self.at(node)),
                Position::Base => {}
                Position::Outside => return Err(RevisionError::WalkedTooFar),
            }
        }
        Ok(revisions)
    }

    /// Returns the identifiers that a symbolic name stands for, nothing for the base.
    ///
    /// Only `heads` alone gives more than one. Names that are not symbolic are returned without
    /// their branch, and are not looked up.
    pub fn as_revision_numbers(&self, name: &str) -> Result<Vec<String>, RevisionError> {
        match self.meaning(name)? {
            (Meaning::Revisions(nodes), None) => Ok(self.owned_names(&nodes)),
            (Meaning::Revisions(nodes), Some(_)) => Ok(nodes
                .first()
                .map(|&node| self.name(node).to_owned())
                .into_iter()
                .collect()),
            (Meaning::Name(name), _) => Ok(vec![name.to_owned()]),
        }
    }

    /// Returns the one head, on the given branch if there is one.
    pub fn current_head(&self, branch: Option<&str>) -> Result<Option<&str>, RevisionError> {
        Ok(self.single_head(branch)?.map(|node| self.name(node)))
    }

    /// Returns those revisions that are ancestors or descendants of what the name stands for.
    pub fn filter_for_lineage<'map>(
        &'map self,
        revisions: &[RevisionRef<'map>],
        name: &str,
        include_dependencies: bool,
    ) -> Result<Vec<RevisionRef<'map>>, RevisionError> {
        let nodes: Vec<usize> = revisions.iter().map(|revision| revision.index()).collect();
        let related = self.related(&nodes, name, include_dependencies)?;
        Ok(related.into_iter().map(|node| self.at(node)).collect())
    }

    /// Returns the revisions that are current when these are the heads of a database: the heads
    /// themselves, and the tips of branches that they depend on, in the order of the files.
    pub fn all_current<'text>(
        &self,
        heads: impl Into<Identifier<'text>>,
    ) -> Result<Vec<RevisionRef<'_>>, RevisionError> {
        let heads = revisions_among(&self.find_all(heads.into())?);
        Ok(self
            .branch_tips(&heads)
            .into_iter()
            .map(|node| self.at(node))
            .collect())
    }

    /// Returns those among the revisions and their ancestors that no other of them follows
    /// directly, in the order of the files.
    pub(crate) fn branch_tips(&self, revisions: &[usize]) -> Vec<usize> {
        let graph = self.graph();
        let current = graph.normalized_down.reachable(revisions.iter().copied());
        let mut tips: Vec<usize> = current
            .iter()
            .filter(|&node| {
                !graph
                    .next
                    .of(node)
                    .iter()
                    .any(|&next| current.contains(next))
            })
            .collect();
        tips.sort_by_key(|&node| self.rank(node));
        tips
    }

    /// Returns the one revision with this name, nothing for the base.
    pub(crate) fn find_one(&self, name: &str) -> Result<Option<usize>, RevisionError> {
        let (meaning, branch) = self.meaning(name)?;
        match meaning {
            Meaning::Name(name) => self.find(name, branch).map(Some),
            Meaning::Revisions(nodes) => match nodes[..] {
                [] => {
                    if let Some(branch) = branch.filter(|branch| !branch.is_empty()) {
                        self.find_branch(branch)?;
                    }
                    Ok(None)
                }
                [node] => self.find(self.name(node), branch).map(Some),
                _ => Err(RevisionError::MultipleHeads {
                    argument: name.to_owned(),
                    heads: self.owned_names(&nodes),
                }),
            },
        }
    }

    /// Returns where the names lead, in their order.
    pub(crate) fn find_all(&self, names: Identifier<'_>) -> Result<Vec<Position>, RevisionError> {
        let mut positions = Vec::new();
        for name in names.names() {
            self.find_each(name, &mut positions)?;
        }
        Ok(positions)
    }

    fn find_each(&self, name: &str, positions: &mut Vec<Position>) -> Result<(), RevisionError> {
        let (meaning, branch) = self.meaning(name)?;
        match meaning {
            Meaning::Name(name) => {
                let Some(steps) = negative_number(name) else {
                    positions.push(Position::Revision(self.find(name, branch)?));
                    return Ok(());
                };
                for head in self.exact_nodes(&self.ends().real_heads) {
                    let carries = |branch| self.carried_labels(head).any(|label| label == branch);
                    if branch.is_none_or(carries) {
                        let start = Position::Revision(head);
                        positions.push(self.walk(start, Steps::Down(steps), None, true)?);
                    }
                }
            }
            Meaning::Revisions(nodes) => {
                for node in nodes {
                    positions.push(Position::Revision(self.find(self.name(node), branch)?));
                }
            }
        }
        Ok(())
    }

    /// Splits a name into branch and rest, and says what the rest stands for.
    fn meaning<'text>(
        &self,
        name: &'text str,
    ) -> Result<(Meaning<'text>, Option<&'text str>), RevisionError> {
        let (branch, name) = match name.split_once('@') {
            Some((branch, name)) => (Some(branch), name),
            None => (None, name),
        };
        let labelled = branch.filter(|branch| !branch.is_empty());
        let meaning = match name {
            "base" => Meaning::Revisions(Vec::new()),
            "head" => Meaning::Revisions(self.single_head(labelled)?.into_iter().collect()),
            "heads" => Meaning::Revisions(match labelled {
                Some(branch) => self.related(&self.ends().heads, branch, false)?,
                None => self.ends().real_heads.clone(),
            }),
            _ => Meaning::Name(name),
        };
        Ok((meaning, branch))
    }

    fn single_head(&self, branch: Option<&str>) -> Result<Option<usize>, RevisionError> {
        let branch = branch.filter(|branch| !branch.is_empty());
        let heads = match branch {
            Some(branch) => self.related(&self.ends().heads, branch, false)?,
            None => self.ends().heads.clone(),
        };
        match heads[..] {
            [] => Ok(None),
            [head] => Ok(Some(head)),
            _ => Err(RevisionError::MultipleHeads {
                argument: branch.map_or("head".to_owned(), |branch| format!("{branch}@head")),
                heads: self.owned_names(&heads),
            }),
        }
    }

    /// Returns the revision that the text before an `@` names.
    pub(crate) fn find_branch(&self, branch: &str) -> Result<usize, RevisionError> {
        self.find(branch, None)
            .map_err(|_| RevisionError::NoSuchBranch {
                branch: branch.to_owned(),
            })
    }

    /// Returns the revision whose identifier or label is the name, or alone starts with it.
    fn find(&self, name: &str, branch: Option<&str>) -> Result<usize, RevisionError> {
        let branch = branch.filter(|branch| !branch.is_empty());
        let branch_node = branch.map(|branch| self.find_branch(branch)).transpose()?;
        let node = match self.exact(name) {
            Some(node) => node,
            None => self.find_by_beginning(name, branch)?,
        };
        if let (Some(branch), Some(branch_node)) = (branch, branch_node)
            && !self.lineage_of(&[branch_node], false).contains(node)
        {
            return Err(RevisionError::NotInBranch {
                revision: self.name(node).to_owned(),
                branch: branch.to_owned(),
                argument: name.to_owned(),
            });
        }
        Ok(node)
    }

    fn find_by_beginning(&self, name: &str, branch: Option<&str>) -> Result<usize, RevisionError> {
        let mut candidates: Vec<(&str, usize)> = self
            .keys()
            .filter(|(key, _)| {
                !name.is_empty() && key.starts_with(name) && key.chars().nth(3).is_some()
            })
            .collect();
        if let Some(branch) = branch
            && let Some(lineage) = self.lineage(!candidates.is_empty(), branch, false)?
        {
            candidates.retain(|(_, node)| lineage.contains(*node));
        }
        match candidates[..] {
            [] => Err(RevisionError::NoSuchRevision {
                argument: name.to_owned(),
            }),
            [(_, node)] => Ok(node),
            _ => Err(RevisionError::AmbiguousRevision {
                argument: name.to_owned(),
                candidates: candidates
                    .iter()
                    .take(3)
                    .map(|(key, _)| (*key).to_owned())
                    .collect(),
            }),
        }
    }

    /// Returns those revisions that are ancestors or descendants of what the name stands for.
    pub(crate) fn related(
        &self,
        nodes: &[usize],
        name: &str,
        include_dependencies: bool,
    ) -> Result<Vec<usize>, RevisionError> {
        let lineage = self.lineage(!nodes.is_empty(), name, include_dependencies)?;
        let Some(lineage) = lineage else {
            return Ok(nodes.to_vec());
        };
        Ok(nodes
            .iter()
            .copied()
            .filter(|&node| lineage.contains(self.latest(node)))
            .collect())
    }

    /// Returns the ancestors and descendants of what the name stands for; nothing if all revisions
    /// count, as they do for the base.
    ///
    /// With nothing to compare to, the name need not exist.
    fn lineage(
        &self,
        needed: bool,
        name: &str,
        include_dependencies: bool,
    ) -> Result<Option<NodeSet>, RevisionError> {
        let (meaning, branch) = self.meaning(name)?;
        if !needed {
            return Ok(None);
        }
        let mut origins = Vec::new();
        if let Some(branch) = branch.filter(|branch| !branch.is_empty()) {
            origins.push(self.find(branch, None)?);
        }
        match meaning {
            Meaning::Name(name) => origins.push(self.find(name, None)?),
            Meaning::Revisions(nodes) => origins.extend(self.exact_nodes(&nodes)),
        }
        if origins.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.lineage_of(&origins, include_dependencies)))
    }

    /// Returns the revisions with their ancestors and descendants.
    fn lineage_of(&self, origins: &[usize], include_dependencies: bool) -> NodeSet {
        let graph = self.graph();
        let (down, next) = if include_dependencies {
            (&graph.normalized_down, &graph.all_next)
        } else {
            (&graph.down, &graph.next)
        };
        let mut lineage = down.reachable(origins.iter().copied());
        for node in next.reachable(origins.iter().copied()).iter() {
            lineage.insert(node);
        }
        lineage
    }

    /// Returns the revision that stands for all with the same identifier.
    fn latest(&self, node: usize) -> usize {
        self.exact(self.name(node)).unwrap_or(node)
    }

    fn exact_nodes(&self, nodes: &[usize]) -> Vec<usize> {
        nodes.iter().map(|&node| self.latest(node)).collect()
    }

    /// Goes a number of steps up or down.
    ///
    /// Beyond the ends of the graph it gives [`Position::Outside`] if `strict`, else stops there.
    /// The branch decides which way to go up.
    pub(crate) fn walk(
        &self,
        start: Position,
        steps: Steps,
        branch: Option<&str>,
        strict: bool,
    ) -> Result<Position, RevisionError> {
        let graph = self.graph();
        let branch = branch.filter(|branch| !branch.is_empty());
        let mut lineage: Option<Option<NodeSet>> = None;
        let mut position = start;
        for _ in 0..steps.count() {
            let neighbours = match (steps, position) {
                (Steps::Up(_), Position::Revision(node)) => graph.next.of(node).to_vec(),
                (Steps::Up(_), _) => self.exact_nodes(&self.ends().bases),
                (Steps::Down(_), Position::Revision(node)) => graph.down.of(node).to_vec(),
                (Steps::Down(_), Position::Outside) => self.exact_nodes(&self.ends().heads),
                (Steps::Down(_), Position::Base) => {
                    return Ok(if strict {
                        Position::Outside
                    } else {
                        Position::Base
                    });
                }
            };
            let neighbours = match (steps, branch) {
                (Steps::Up(_), Some(branch)) => {
                    if lineage.is_none() {
                        lineage = Some(self.lineage(!neighbours.is_empty(), branch, false)?);
                    }
                    let wanted = |node: &usize| match &lineage {
                        Some(Some(lineage)) => lineage.contains(*node),
                        _ => true,
                    };
                    neighbours.into_iter().filter(wanted).collect()
                }
                _ => neighbours,
            };
            position = match (neighbours.as_slice(), steps) {
                ([node], _) => Position::Revision(*node),
                ([], Steps::Down(_)) => Position::Base,
                ([], Steps::Up(_)) => {
                    return Ok(if strict { Position::Outside } else { position });
                }
                _ => return Err(RevisionError::AmbiguousWalk),
            };
        }
        Ok(position)
    }
}

/// Returns the revisions among the positions.
pub(crate) fn revisions_among(positions: &[Position]) -> Vec<usize> {
    positions
        .iter()
        .filter_map(|position| match position {
            Position::Revision(node) => Some(*node),
            Position::Base | Position::Outside => None,
        })
        .collect()
}
