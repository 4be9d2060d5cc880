//! Which lane each revision lies in, from the newest to the oldest.

use super::{Graph, Node};

/// One revision's place, and where the lines from it go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// The revision's lane.
    pub(super) lane: usize,
    /// Whether each lane is taken by a line that passes the revision by.
    pub(super) passing: Vec<bool>,
    /// The lanes in which its lines go on.
    pub(super) targets: Vec<usize>,
}

impl Row {
    /// Returns the number of lanes that the row takes.
    pub(super) fn width(&self) -> usize {
        let passing = self.passing.len();
        let targets = self.targets.iter().map(|target| target + 1).max();
        passing.max(self.lane + 1).max(targets.unwrap_or(0))
    }
}

/// Gives each revision a lane, with lines to those that `ends` gives.
///
/// A lane waits for one revision. Lines to the same one meet in one lane at once, so there are
/// only as many lanes as revisions that are waited for, however many branches there are.
pub(super) fn rows(graph: &Graph, ends: impl Fn(&Node) -> Vec<usize>) -> Vec<Row> {
    let mut lanes: Vec<Option<usize>> = Vec::new();
    let mut rows = Vec::with_capacity(graph.nodes.len());
    for (position, node) in graph.nodes.iter().enumerate() {
        let waiting = lanes.iter().position(|lane| *lane == Some(position));
        let lane = waiting.unwrap_or_else(|| free(&mut lanes, 0));
        lanes[lane] = None;
        let passing: Vec<bool> = lanes.iter().map(Option::is_some).collect();
        let mut targets = Vec::new();
        for end in ends(node) {
            let target = match lanes.iter().position(|lane| lane == &Some(end)) {
                Some(target) => target,
                None => {
                    let target = if lanes[lane].is_none() {
                        lane
                    } else {
                        free(&mut lanes, lane)
                    };
                    lanes[target] = Some(end);
                    target
                }
            };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
        while lanes.last().is_some_and(Option::is_none) {
            lanes.pop();
        }
        rows.push(Row {
            lane,
            passing,
            targets,
        });
    }
    rows
}

/// Returns a lane that nothing waits in, from `start` on if there is one.
fn free(lanes: &mut Vec<Option<usize>>, start: usize) -> usize {
    let is_free = |(_, lane): &(usize, &Option<usize>)| lane.is_none();
    let mut found = lanes.iter().enumerate().skip(start).find(is_free);
    if found.is_none() {
        found = lanes.iter().enumerate().find(is_free);
    }
    match found {
        Some((lane, _)) => lane,
        None => {
            lanes.push(None);
            lanes.len() - 1
        }
    }
}
