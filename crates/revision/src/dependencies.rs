//! Finds dependencies that say nothing new.

use std::collections::{BTreeMap, HashSet};

use crate::map::Graph;

/// Returns the pairs of revision and dependency where an ancestor of the revision, by down
/// revisions alone, has the same dependency.
///
/// The graph has no circles.
pub(crate) fn redundant(graph: &Graph) -> HashSet<(usize, usize)> {
    let mut dependants: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for node in 0..graph.dependencies.len() {
        for &dependency in graph.dependencies.of(node) {
            dependants.entry(dependency).or_default().push(node);
        }
    }
    dependants.retain(|_, nodes| nodes.len() > 1);
    let mut redundant = HashSet::new();
    if dependants.is_empty() {
        return redundant;
    }

    // Each search ends at the height of its highest dependant, and so stays close to them.
    let heights = heights(graph);
    let mut last_search = vec![0_usize; graph.down.len()];
    for (search, (dependency, nodes)) in dependants.into_iter().enumerate() {
        let limit = nodes.iter().map(|&node| heights[node]).max().unwrap_or(0);
        let mut pending = nodes.clone();
        while let Some(node) = pending.pop() {
            for &next in graph.next.of(node) {
                if heights[next] <= limit && last_search[next] != search + 1 {
                    last_search[next] = search + 1;
                    pending.push(next);
                }
            }
        }
        for node in nodes {
            if last_search[node] == search + 1 {
                redundant.insert((node, dependency));
            }
        }
    }
    redundant
}

/// Returns the length of the longest way from a base to each revision.
fn heights(graph: &Graph) -> Vec<usize> {
    let size = graph.down.len();
    let mut heights = vec![0; size];
    let mut waiting_for: Vec<usize> = (0..size)
        .map(|node| {
            let down = graph.down.of(node);
            (0..down.len())
                .filter(|&place| !down[..place].contains(&down[place]))
                .count()
        })
        .collect();
    let mut ready: Vec<usize> = (0..size).filter(|&node| waiting_for[node] == 0).collect();
    while let Some(node) = ready.pop() {
        for &next in graph.next.of(node) {
            heights[next] = heights[next].max(heights[node] + 1);
            waiting_for[next] -= 1;
            if waiting_for[next] == 0 {
                ready.push(next);
            }
        }
    }
    heights
}
