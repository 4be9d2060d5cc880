//! The order in which revisions are visited, from the heads down.
//!
//! A walk has a list of heads, at first in the order of the files. It follows one head down its
//! branch, parent by parent. Before a revision that another head still stands on, it turns to the
//! first such head in the list. At the end of a branch it turns to the head before in the list.
//! Where a revision has more parents, the first takes its place in the list and the others are
//! added at the end. This is the order that `history` shows.

use crate::adjacency::{Coverage, NodeSet};
use crate::collect::Collected;
use crate::map::{Graph, RevisionMap};

impl RevisionMap {
    /// Returns the revisions, each after all that stand on it.
    pub(crate) fn sorted(&self, collected: Collected) -> Vec<usize> {
        let Collected {
            revisions: mut remaining,
            heads,
        } = collected;
        let mut sorted = Vec::new();
        let mut starts: Vec<usize> = heads
            .into_iter()
            .filter(|&node| remaining.contains(node))
            .collect();
        // Revisions that the heads only reach through others outside of the selection come last.
        while !remaining.is_empty() {
            if starts.is_empty() {
                starts = self.tops(&remaining);
            }
            starts.sort_unstable_by_key(|&node| self.rank(node));
            starts.dedup();
            Walk::new(self.graph(), &starts).run(&mut remaining, &mut sorted);
            starts.clear();
        }
        sorted
    }

    /// Returns the revisions that stand below no other of the set.
    fn tops(&self, nodes: &NodeSet) -> Vec<usize> {
        let down = &self.graph().normalized_down;
        let mut coverage = Coverage::new(down.len());
        for node in nodes.iter() {
            coverage.add(down, node);
        }
        nodes
            .iter()
            .filter(|&node| !coverage.is_covered_head(node))
            .collect()
    }
}

/// The state of a walk.
///
/// A head is blocked if the heads cover it through a child. Which place comes first above it is found
/// by asking the children, and from the third time on by looking through the places.
struct Walk<'graph> {
    graph: &'graph Graph,
    places: Vec<Place>,
    /// The place of each revision that is a head.
    place_of: Vec<Option<usize>>,
    last_place: Option<usize>,
    coverage: Coverage,
    /// For revisions that were asked, the first place above them; it may be out of date.
    first_above: Vec<Option<Above>>,
    last_blocked: Option<Blocked>,
}

/// A place in the list of heads. Places keep their order when the heads in them change.
struct Place {
    /// Nothing where the branch has ended.
    head: Option<usize>,
    /// Counts the heads that had more than one parent, so that not all that was below them is below
    /// the next one.
    turn: usize,
    previous: Option<usize>,
    next: Option<usize>,
}

/// A place whose head is above a revision, or the revision itself, until the place takes a turn.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Above {
    place: usize,
    turn: usize,
}

/// A head that was found blocked, as often in a row as it was asked.
struct Blocked {
    head: usize,
    times: usize,
    /// All that is above the head.
    above: NodeSet,
    /// No place before this one has a head above.
    next_place: usize,
}

impl<'graph> Walk<'graph> {
    fn new(graph: &'graph Graph, heads: &[usize]) -> Self {
        let size = graph.normalized_down.len();
        let mut walk = Self {
            graph,
            places: Vec::new(),
            place_of: vec![None; size],
            last_place: None,
            coverage: Coverage::new(size),
            first_above: vec![None; size],
            last_blocked: None,
        };
        for &head in heads {
            walk.append(head);
        }
        walk
    }

    fn run(mut self, remaining: &mut NodeSet, sorted: &mut Vec<usize>) {
        let mut current = (!self.places.is_empty()).then_some(0);
        while let Some(place) = current {
            let Some(head) = self.places[place].head else {
                return;
            };
            if let Some(blocker) = self.first_above_strictly(head) {
                current = Some(blocker);
                continue;
            }
            remaining.remove(head);
            sorted.push(head);
            let parents: Vec<usize> = self
                .graph
                .normalized_down
                .of(head)
                .iter()
                .copied()
                .filter(|&parent| remaining.contains(parent) && self.place_of[parent].is_none())
                .collect();
            match parents.split_first() {
                Some((&first, others)) => {
                    self.places[place].head = Some(first);
                    if self.graph.normalized_down.of(head).len() > 1 {
                        self.places[place].turn += 1;
                    }
                    self.place_of[first] = Some(place);
                    self.coverage.add(&self.graph.normalized_down, first);
                    for &other in others {
                        self.append(other);
                    }
                }
                None => current = self.end(place),
            }
            self.place_of[head] = None;
            self.coverage.remove(&self.graph.normalized_down, head);
        }
    }

    fn append(&mut self, head: usize) {
        let place = self.places.len();
        self.places.push(Place {
            head: Some(head),
            turn: 0,
            previous: self.last_place,
            next: None,
        });
        if let Some(last) = self.last_place {
            self.places[last].next = Some(place);
        }
        self.last_place = Some(place);
        self.place_of[head] = Some(place);
        self.coverage.add(&self.graph.normalized_down, head);
    }

    /// Takes a place out of the list and returns the one before it, or else the first.
    fn end(&mut self, place: usize) -> Option<usize> {
        let Place { previous, next, .. } = self.places[place];
        self.places[place].head = None;
        if let Some(previous) = previous {
            self.places[previous].next = next;
        }
        match next {
            Some(next) => self.places[next].previous = previous,
            None => self.last_place = previous,
        }
        previous.or(next)
    }

    /// Returns the first place whose head is a descendant of the head.
    fn first_above_strictly(&mut self, head: usize) -> Option<usize> {
        if !self.coverage.is_covered_head(head) {
            return None;
        }
        match &mut self.last_blocked {
            Some(blocked) if blocked.head == head => blocked.times += 1,
            _ => {
                let above = NodeSet::new(0);
                self.last_blocked = Some(Blocked {
                    head,
                    times: 1,
                    above,
                    next_place: 0,
                });
            }
        }
        if self
            .last_blocked
            .as_ref()
            .is_some_and(|blocked| blocked.times > 2)
        {
            return self.look_through_places(head);
        }
        let graph = self.graph;
        let mut first: Option<Above> = None;
        for &child in graph.normalized_next.of(head) {
            if self.coverage.contains(child) {
                first = earlier(first, self.first_above(child));
            }
        }
        first.map(|above| above.place)
    }

    /// Returns the first place whose head is above the head that was last found blocked.
    ///
    /// Heads only move down and new places are added at the end, so that a place once passed need
    /// not be looked at again.
    fn look_through_places(&mut self, head: usize) -> Option<usize> {
        let blocked = self.last_blocked.as_mut()?;
        if blocked.times == 3 {
            let next = &self.graph.normalized_next;
            blocked.above = next.reachable([head]);
            blocked.above.remove(head);
        }
        while let Some(place) = self.places.get(blocked.next_place) {
            if place.head.is_some_and(|head| blocked.above.contains(head)) {
                return Some(blocked.next_place);
            }
            blocked.next_place += 1;
        }
        None
    }

    /// Returns the first place whose head is the node or a descendant of it.
    ///
    /// An answer given once holds until that place takes a turn: no other place can get before it,
    /// since heads only move down and new places are added at the end.
    fn first_above(&mut self, node: usize) -> Option<Above> {
        let graph = self.graph;
        let mut pending = vec![(node, false)];
        while let Some((node, children_known)) = pending.pop() {
            if self.known_above(node).is_some() {
                continue;
            }
            let children = graph.normalized_next.of(node).iter().copied();
            let covered = children.filter(|&child| self.coverage.contains(child));
            if children_known {
                let own = self.place_of[node];
                let own = own.map(|place| Above {
                    place,
                    turn: self.places[place].turn,
                });
                let first =
                    covered.fold(own, |first, child| earlier(first, self.known_above(child)));
                self.first_above[node] = first;
            } else {
                pending.push((node, true));
                pending.extend(covered.map(|child| (child, false)));
            }
        }
        self.first_above[node]
    }

    fn known_above(&self, node: usize) -> Option<Above> {
        let above = self.first_above[node]?;
        let place = &self.places[above.place];
        (place.head.is_some() && place.turn == above.turn).then_some(above)
    }
}

fn earlier(one: Option<Above>, other: Option<Above>) -> Option<Above> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
