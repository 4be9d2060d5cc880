//! Branch labels: who declares them, and which revisions they reach.

use indexmap::IndexMap;

use crate::adjacency::NodeSet;
use crate::error::RevisionError;
use crate::map::Graph;
use crate::revision::Revision;

/// Returns the branch labels with the revisions that declare them, in the order of the files.
///
/// Where two revisions have the same identifier, the one that stands for both has the labels.
pub(crate) fn declared(
    revisions: &[Revision],
    identifiers: &IndexMap<String, usize>,
) -> Result<IndexMap<String, usize>, RevisionError> {
    let mut labels: IndexMap<String, usize> = IndexMap::new();
    for revision in revisions {
        for label in revision.declared_branch_labels() {
            if let Some(&other) = identifiers.get(label).or_else(|| labels.get(label)) {
                return Err(RevisionError::BranchNameTaken {
                    label: label.clone(),
                    revision: revision.revision().to_owned(),
                    used_by: revisions[other].revision().to_owned(),
                });
            }
            if let Some(&node) = identifiers.get(revision.revision()) {
                labels.insert(label.clone(), node);
            }
        }
    }
    Ok(labels)
}

/// Returns for each revision the labels that reach it.
///
/// A label reaches the descendants of the revision that declares it. If these form a single line,
/// it also reaches the ancestors down to the point where the line branches off or merges.
pub(crate) fn carried(
    revisions: &[Revision],
    labels: &IndexMap<String, usize>,
    graph: &Graph,
) -> Vec<Vec<usize>> {
    let mut carried = vec![Vec::new(); revisions.len()];
    if labels.is_empty() {
        return carried;
    }
    let mut seen = NodeSet::new(revisions.len());
    for (label, &origin) in labels.values().enumerate() {
        let mut reached = Vec::new();
        let mut pending = vec![origin];
        while let Some(node) = pending.pop() {
            if seen.insert(node) {
                reached.push(node);
                pending.extend_from_slice(graph.next.of(node));
            }
        }
        if reached.iter().all(|&node| is_inner(revisions, graph, node)) {
            let mut node = origin;
            while let [parent] = graph.down.of(node)
                && is_inner(revisions, graph, *parent)
            {
                node = *parent;
                reached.push(node);
            }
        }
        for node in reached {
            seen.remove(node);
            carried[node].push(label);
        }
    }
    carried
}

/// Returns whether a line of revisions passes through a node without branching or merging.
fn is_inner(revisions: &[Revision], graph: &Graph, node: usize) -> bool {
    graph.all_next.of(node).len() <= 1 && !revisions[node].is_merge_point()
}
