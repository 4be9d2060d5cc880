//! The graph of all revisions, and how it is built.

use indexmap::IndexMap;

use crate::adjacency::Adjacency;
use crate::cycles;
use crate::dependencies;
use crate::error::{Reference, RevisionError, RevisionWarning};
use crate::labels;
use crate::revision::{Revision, RevisionRef};

/// The revisions of a script directory and how they refer to each other.
///
/// A revision is known by its position in the list that the map was made from, so that callers can
/// keep what else they know about it in a list of their own.
///
/// Where two revisions have the same identifier, the later one stands for both, in the place of the
/// earlier one; the earlier one remains among the heads, since nothing can refer to it.
#[derive(Debug, Clone, Default)]
pub struct RevisionMap {
    revisions: Vec<Revision>,
    identifiers: IndexMap<String, usize>,
    labels: IndexMap<String, usize>,
    graph: Graph,
    carried_labels: Vec<Vec<usize>>,
    ends: Ends,
}

/// The edges of the graph, by what they take into account.
///
/// "Down" leads to what must run before, "next" is the same turned around.
#[derive(Debug, Clone, Default)]
pub(crate) struct Graph {
    /// Down revisions, as often as declared.
    pub(crate) down: Adjacency,
    pub(crate) next: Adjacency,
    /// Dependencies, as often as declared.
    pub(crate) dependencies: Adjacency,
    /// Down revisions and dependencies.
    pub(crate) all_down: Adjacency,
    pub(crate) all_next: Adjacency,
    /// Down revisions and those dependencies that no ancestor has.
    pub(crate) normalized_down: Adjacency,
    pub(crate) normalized_next: Adjacency,
}

/// The revisions where branches begin and end; the real ones take dependencies into account.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ends {
    pub(crate) heads: Vec<usize>,
    pub(crate) bases: Vec<usize>,
    pub(crate) real_heads: Vec<usize>,
    pub(crate) real_bases: Vec<usize>,
}

impl RevisionMap {
    /// Returns the map of the revisions, in the order in which their files are read.
    ///
    /// Warnings are appended to `warnings`, also where an error follows.
    pub fn new(
        revisions: Vec<Revision>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Self, RevisionError> {
        let mut identifiers: IndexMap<String, usize> = IndexMap::with_capacity(revisions.len());
        for (node, revision) in revisions.iter().enumerate() {
            if identifiers
                .insert(revision.revision().to_owned(), node)
                .is_some()
            {
                warnings.push(RevisionWarning::PresentMoreThanOnce {
                    revision: revision.revision().to_owned(),
                });
            }
        }
        let labels = labels::declared(&revisions, &identifiers)?;
        let graph = Graph::new(&revisions, &identifiers, &labels, warnings)?;
        let ends = Ends::new(&revisions, &graph);
        cycles::check(&revisions, &identifiers, &graph, &ends)?;
        let graph = graph.normalized(&identifiers);
        let carried_labels = labels::carried(&revisions, &labels, &graph);
        Ok(Self {
            revisions,
            identifiers,
            labels,
            graph,
            carried_labels,
            ends,
        })
    }

    /// Adds a revision, as if it had been the last in the list.
    ///
    /// On an error the map stays as it was.
    pub fn add_revision(
        &mut self,
        revision: Revision,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<(), RevisionError> {
        let mut revisions = self.revisions.clone();
        revisions.push(revision);
        *self = Self::new(revisions, warnings)?;
        Ok(())
    }

    /// Returns the number of revisions that the map was made from.
    pub fn len(&self) -> usize {
        self.revisions.len()
    }

    /// Returns whether there are no revisions.
    pub fn is_empty(&self) -> bool {
        self.revisions.is_empty()
    }

    /// Returns the revisions in the order of their files.
    pub fn revisions(&self) -> impl Iterator<Item = RevisionRef<'_>> {
        self.identifiers.values().map(|&node| self.at(node))
    }

    /// Returns the heads: revisions that none names as down revision.
    pub fn heads(&self) -> Vec<&str> {
        self.names(&self.ends.heads)
    }

    /// Returns the bases: revisions without down revisions.
    pub fn bases(&self) -> Vec<&str> {
        self.names(&self.ends.bases)
    }

    /// Returns the heads that no revision depends on either.
    pub fn real_heads(&self) -> Vec<&str> {
        self.names(&self.ends.real_heads)
    }

    /// Returns the bases that depend on no revision either.
    pub fn real_bases(&self) -> Vec<&str> {
        self.names(&self.ends.real_bases)
    }

    /// Returns the one base, nothing if there are no revisions.
    pub fn base(&self) -> Result<Option<&str>, RevisionError> {
        match self.bases()[..] {
            [] => Ok(None),
            [base] => Ok(Some(base)),
            _ => Err(RevisionError::MultipleBases),
        }
    }

    /// Returns the revision at a position of the list that the map was made from.
    pub(crate) fn at(&self, node: usize) -> RevisionRef<'_> {
        RevisionRef::new(self, node)
    }

    pub(crate) fn declared(&self, node: usize) -> &Revision {
        &self.revisions[node]
    }

    pub(crate) fn name(&self, node: usize) -> &str {
        self.revisions[node].revision()
    }

    pub(crate) fn names(&self, nodes: &[usize]) -> Vec<&str> {
        nodes.iter().map(|&node| self.name(node)).collect()
    }

    pub(crate) fn owned_names(&self, nodes: &[usize]) -> Vec<String> {
        nodes
            .iter()
            .map(|&node| self.name(node).to_owned())
            .collect()
    }

    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    pub(crate) fn ends(&self) -> &Ends {
        &self.ends
    }

    /// Returns the revision with exactly this identifier or branch label.
    pub(crate) fn exact(&self, name: &str) -> Option<usize> {
        self.identifiers
            .get(name)
            .or_else(|| self.labels.get(name))
            .copied()
    }

    /// Returns all identifiers, then all branch labels, with their revisions.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&str, usize)> {
        self.identifiers
            .iter()
            .chain(&self.labels)
            .map(|(key, &node)| (key.as_str(), node))
    }

    /// Returns the place of a revision among all, in the order of the files.
    pub(crate) fn rank(&self, node: usize) -> usize {
        self.identifiers
            .get_index_of(self.name(node))
            .unwrap_or(node)
    }

    /// Returns the branch labels that reach a revision.
    pub(crate) fn carried_labels(&self, node: usize) -> impl Iterator<Item = &str> {
        self.carried_labels[node]
            .iter()
            .filter_map(|&label| self.labels.get_index(label))
            .map(|(label, _)| label.as_str())
    }
}

impl Graph {
    /// Returns the graph without its normalized edges.
    fn new(
        revisions: &[Revision],
        identifiers: &IndexMap<String, usize>,
        labels: &IndexMap<String, usize>,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Self, RevisionError> {
        let mut dependencies = Vec::with_capacity(revisions.len());
        for revision in revisions {
            let mut resolved = Vec::with_capacity(revision.dependencies().len());
            for name in revision.dependencies() {
                match identifiers.get(name).or_else(|| labels.get(name)) {
                    Some(&node) => resolved.push(node),
                    None => return Err(missing(name, revision, Reference::DependsOn)),
                }
            }
            dependencies.push(resolved);
        }

        let mut down: Vec<Vec<usize>> = Vec::with_capacity(revisions.len());
        let mut successors = vec![0_usize; revisions.len()];
        for (node, revision) in revisions.iter().enumerate() {
            let mut resolved = Vec::with_capacity(revision.down_revisions().len());
            for name in revision.down_revisions() {
                let Some(&target) = identifiers.get(name) else {
                    if !labels.contains_key(name) {
                        warnings.push(RevisionWarning::ReferencedNotPresent {
                            missing: name.clone(),
                            referenced_from: revision.describe(successors[node]),
                        });
                    }
                    return Err(missing(name, revision, Reference::DownRevision));
                };
                if !resolved.contains(&target) {
                    successors[target] += 1;
                }
                resolved.push(target);
            }
            down.push(resolved);
        }

        let all_down: Vec<Vec<usize>> = down
            .iter()
            .zip(&dependencies)
            .map(|(down, dependencies)| without_repeats(down.iter().chain(dependencies).copied()))
            .collect();
        let current: Vec<usize> = identifiers.values().copied().collect();
        let down = Adjacency::from_lists(down);
        let all_down = Adjacency::from_lists(all_down);
        Ok(Self {
            next: down.reversed(&current),
            all_next: all_down.reversed(&current),
            down,
            all_down,
            dependencies: Adjacency::from_lists(dependencies),
            normalized_down: Adjacency::default(),
            normalized_next: Adjacency::default(),
        })
    }

    /// Returns the graph with its normalized edges.
    fn normalized(mut self, identifiers: &IndexMap<String, usize>) -> Self {
        let redundant = dependencies::redundant(&self);
        self.normalized_down = Adjacency::from_lists((0..self.down.len()).map(|node| {
            let needed = self.dependencies.of(node).iter().copied();
            let needed = needed.filter(|&dependency| !redundant.contains(&(node, dependency)));
            without_repeats(self.down.of(node).iter().copied().chain(needed))
        }));
        let current: Vec<usize> = identifiers.values().copied().collect();
        self.normalized_next = self.normalized_down.reversed(&current);
        self
    }
}

impl Ends {
    fn new(revisions: &[Revision], graph: &Graph) -> Self {
        let select = |accept: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..revisions.len()).filter(|&node| accept(node)).collect()
        };
        Self {
            heads: select(&|node| graph.next.of(node).is_empty()),
            bases: select(&|node| revisions[node].is_base()),
            real_heads: select(&|node| graph.all_next.of(node).is_empty()),
            real_bases: select(&|node| {
                revisions[node].is_base() && revisions[node].dependencies().is_empty()
            }),
        }
    }
}

fn missing(name: &str, revision: &Revision, reference: Reference) -> RevisionError {
    RevisionError::MissingRevision {
        missing: name.to_owned(),
        revision: revision.revision().to_owned(),
        reference,
    }
}

fn without_repeats(nodes: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut unique = Vec::new();
    for node in nodes {
        if !unique.contains(&node) {
            unique.push(node);
        }
    }
    unique
}
