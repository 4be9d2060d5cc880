//! Edges between revisions, and the walks over them that need nothing else.

/// The neighbours of every node, in one flat list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Adjacency {
    offsets: Vec<usize>,
    targets: Vec<usize>,
}

impl Adjacency {
    /// Returns the adjacency of nodes whose neighbours come in node order.
    pub(crate) fn from_lists<I>(lists: impl IntoIterator<Item = I>) -> Self
    where
        I: IntoIterator<Item = usize>,
    {
        let mut offsets = vec![0];
        let mut targets = Vec::new();
        for list in lists {
            targets.extend(list);
            offsets.push(targets.len());
        }
        Self { offsets, targets }
    }

    /// Returns the number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Returns the neighbours of a node.
    pub(crate) fn of(&self, node: usize) -> &[usize] {
        &self.targets[self.offsets[node]..self.offsets[node + 1]]
    }

    /// Returns the edges turned around, from the nodes of `sources` only, each edge once.
    ///
    /// The neighbours of a node follow the order of `sources`.
    pub(crate) fn reversed(&self, sources: &[usize]) -> Self {
        let mut edges = Vec::with_capacity(self.targets.len());
        for &source in sources {
            let neighbours = self.of(source);
            for (position, &target) in neighbours.iter().enumerate() {
                if !neighbours[..position].contains(&target) {
                    edges.push((source, target));
                }
            }
        }
        let mut offsets = vec![0; self.len() + 1];
        for &(_, target) in &edges {
            offsets[target + 1] += 1;
        }
        for node in 0..self.len() {
            offsets[node + 1] += offsets[node];
        }
        let mut next_free = offsets.clone();
        let mut targets = vec![0; edges.len()];
        for (source, target) in edges {
            targets[next_free[target]] = source;
            next_free[target] += 1;
        }
        Self { offsets, targets }
    }

    /// Returns the nodes that can be reached from `starts`, themselves included.
    pub(crate) fn reachable(&self, starts: impl IntoIterator<Item = usize>) -> NodeSet {
        let mut reached = NodeSet::new(self.len());
        let mut pending = Vec::new();
        for start in starts {
            if reached.insert(start) {
                pending.push(start);
            }
        }
        while let Some(node) = pending.pop() {
            for &neighbour in self.of(node) {
                if reached.insert(neighbour) {
                    pending.push(neighbour);
                }
            }
        }
        reached
    }

    /// Returns the first of `starts` from which others of them can be reached, with those others.
    pub(crate) fn first_overlap(&self, starts: &[usize]) -> Option<(usize, Vec<usize>)> {
        if starts.len() < 2 {
            return None;
        }
        let mut is_start = NodeSet::new(self.len());
        for &start in starts {
            is_start.insert(start);
        }
        let mut seen = NodeSet::new(self.len());
        let mut pending = Vec::new();
        for &start in starts {
            let mut met = Vec::new();
            pending.push(start);
            while let Some(node) = pending.pop() {
                if node != start && is_start.contains(node) {
                    met.push(node);
                }
                // What lies behind a node of an earlier start is free of overlaps, or that start
                // would have been reported.
                if seen.insert(node) {
                    pending.extend_from_slice(self.of(node));
                }
            }
            if !met.is_empty() {
                let mut unreported = NodeSet::new(self.len());
                for node in met {
                    unreported.insert(node);
                }
                let others = starts
                    .iter()
                    .copied()
                    .filter(|&other| unreported.remove(other));
                return Some((start, others.collect()));
            }
        }
        None
    }

    /// Returns the nodes that lie on a cycle or between two cycles.
    pub(crate) fn cyclic_nodes(&self) -> Vec<usize> {
        let all: Vec<usize> = (0..self.len()).collect();
        let backward = self.reversed(&all);
        let mut remaining = NodeSet::new(self.len());
        for &node in &all {
            remaining.insert(node);
        }
        for edges in [self, &backward] {
            let mut degree = vec![0_usize; self.len()];
            for node in remaining.iter() {
                for &neighbour in edges.of(node) {
                    degree[neighbour] += 1;
                }
            }
            let mut free: Vec<usize> = remaining.iter().filter(|&node| degree[node] == 0).collect();
            while let Some(node) = free.pop() {
                remaining.remove(node);
                for &neighbour in edges.of(node) {
                    degree[neighbour] -= 1;
                    if degree[neighbour] == 0 && remaining.contains(neighbour) {
                        free.push(neighbour);
                    }
                }
            }
        }
        remaining.iter().collect()
    }
}

/// A set of nodes.
#[derive(Debug, Clone)]
pub(crate) struct NodeSet {
    members: Vec<bool>,
}

impl NodeSet {
    /// Returns the empty set over `size` nodes.
    pub(crate) fn new(size: usize) -> Self {
        Self {
            members: vec![false; size],
        }
    }

    /// Adds a node and returns whether it is new.
    pub(crate) fn insert(&mut self, node: usize) -> bool {
        !std::mem::replace(&mut self.members[node], true)
    }

    /// Removes a node and returns whether it was there.
    pub(crate) fn remove(&mut self, node: usize) -> bool {
        self.members.get_mut(node).is_some_and(std::mem::take)
    }

    /// Returns whether the node is in the set.
    pub(crate) fn contains(&self, node: usize) -> bool {
        self.members.get(node).copied().unwrap_or(false)
    }

    /// Returns whether the set has no nodes.
    pub(crate) fn is_empty(&self) -> bool {
        !self.members.contains(&true)
    }

    /// Returns the nodes that are in both sets, of equal size.
    pub(crate) fn intersection(&self, other: &Self) -> Self {
        let members = self
            .members
            .iter()
            .zip(&other.members)
            .map(|(ours, theirs)| *ours && *theirs);
        Self {
            members: members.collect(),
        }
    }

    /// Returns the nodes in the set, in node order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.members
            .iter()
            .enumerate()
            .filter(|(_, member)| **member)
            .map(|(node, _)| node)
    }
}

/// The nodes that a set of heads stands on: the heads and all their ancestors.
///
/// Each node counts what holds it: one for being a head, one for each child that is covered. So
/// adding and removing heads costs no more than what it changes.
#[derive(Debug, Clone)]
pub(crate) struct Coverage {
    holders: Vec<usize>,
}

impl Coverage {
    /// Returns the coverage of no heads over `size` nodes.
    pub(crate) fn new(size: usize) -> Self {
        Self {
            holders: vec![0; size],
        }
    }

    /// Adds a head.
    pub(crate) fn add(&mut self, parents: &Adjacency, head: usize) {
        let mut pending = vec![head];
        while let Some(node) = pending.pop() {
            self.holders[node] += 1;
            if self.holders[node] == 1 {
                pending.extend_from_slice(parents.of(node));
            }
        }
    }

    /// Removes a head that was added before.
    pub(crate) fn remove(&mut self, parents: &Adjacency, head: usize) {
        let mut pending = vec![head];
        while let Some(node) = pending.pop() {
            self.holders[node] -= 1;
            if self.holders[node] == 0 {
                pending.extend_from_slice(parents.of(node));
            }
        }
    }

    /// Returns whether the node is a head or an ancestor of one.
    pub(crate) fn contains(&self, node: usize) -> bool {
        self.holders[node] > 0
    }

    /// Returns whether a head is an ancestor of another head.
    pub(crate) fn is_covered_head(&self, head: usize) -> bool {
        self.holders[head] > 1
    }
}
