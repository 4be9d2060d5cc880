//! Finds revisions that refer to each other in a circle.

use indexmap::IndexMap;

use crate::adjacency::Adjacency;
use crate::error::{CycleKind, RevisionError};
use crate::map::{Ends, Graph};
use crate::revision::Revision;

/// Checks that the graph has no circles, neither of down revisions nor through dependencies.
pub(crate) fn check(
    revisions: &[Revision],
    identifiers: &IndexMap<String, usize>,
    graph: &Graph,
    ends: &Ends,
) -> Result<(), RevisionError> {
    if identifiers.is_empty() {
        return Ok(());
    }
    for (kind, heads, down, bases, next) in [
        (
            CycleKind::Cycle,
            &ends.heads,
            &graph.down,
            &ends.bases,
            &graph.next,
        ),
        (
            CycleKind::DependencyCycle,
            &ends.real_heads,
            &graph.all_down,
            &ends.real_bases,
            &graph.all_next,
        ),
    ] {
        let found = if heads.is_empty() || bases.is_empty() {
            identifiers.keys().cloned().collect()
        } else {
            let mut found = off_the_way(identifiers, heads, down, bases, next);
            if found.is_empty() {
                // A circle with both a way in and a way out is on the way from a base to a head.
                found.extend(
                    down.cyclic_nodes()
                        .iter()
                        .map(|&node| revisions[node].revision().to_owned()),
                );
            }
            found.sort_unstable();
            found
        };
        if !found.is_empty() {
            return Err(RevisionError::CycleDetected {
                kind,
                revisions: found,
            });
        }
    }
    Ok(())
}

/// Returns the revisions that no way from a base to a head comes through.
fn off_the_way(
    identifiers: &IndexMap<String, usize>,
    heads: &[usize],
    down: &Adjacency,
    bases: &[usize],
    next: &Adjacency,
) -> Vec<String> {
    let below_heads = down.reachable(heads.iter().copied());
    let above_bases = next.reachable(bases.iter().copied());
    identifiers
        .iter()
        .filter(|(_, node)| !below_heads.contains(**node) || !above_bases.contains(**node))
        .map(|(identifier, _)| identifier.clone())
        .collect()
}
