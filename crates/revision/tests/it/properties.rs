//! Properties that hold for every graph.

use std::collections::BTreeSet;

use alembic_revision::{
    Direction, HeadChange, HeadTracker, Revision, RevisionMap, RowChange, Step,
};
use proptest::prelude::*;
use proptest::sample::Index;

/// A graph in which each revision refers to earlier ones only, read in a random order.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    pub(crate) down: Vec<Vec<usize>>,
    pub(crate) dependencies: Vec<Vec<usize>>,
    pub(crate) order: Vec<usize>,
}

pub(crate) fn graph() -> impl Strategy<Value = Graph> {
    let revision = (
        prop::collection::vec(any::<Index>(), 0..3),
        prop_oneof![3 => Just(0_usize), 1 => 1..3_usize],
        prop::collection::vec(any::<Index>(), 2),
    );
    prop::collection::vec(revision, 0..30)
        .prop_flat_map(|revisions| {
            let order: Vec<usize> = (0..revisions.len()).collect();
            (Just(revisions), Just(order).prop_shuffle())
        })
        .prop_map(|(revisions, order)| {
            let earlier = |choices: &[Index], before: usize| -> Vec<usize> {
                let chosen: BTreeSet<usize> = choices
                    .iter()
                    .filter(|_| before > 0)
                    .map(|choice| choice.index(before))
                    .collect();
                chosen.into_iter().collect()
            };
            let down = revisions.iter().enumerate();
            let down = down
                .map(|(place, (down, _, _))| earlier(down, place))
                .collect();
            let dependencies = revisions.iter().enumerate();
            let dependencies = dependencies
                .map(|(place, (_, count, choices))| earlier(&choices[..*count], place))
                .collect();
            Graph {
                down,
                dependencies,
                order,
            }
        })
}

impl Graph {
    pub(crate) fn name(revision: usize) -> String {
        format!("r{revision}")
    }

    fn map(&self) -> RevisionMap {
        let names = |revisions: &[usize]| revisions.iter().copied().map(Self::name).collect();
        let revisions = self.order.iter().map(|&revision| {
            let down = names(&self.down[revision]);
            let dependencies = names(&self.dependencies[revision]);
            Revision::new(Self::name(revision), down, dependencies, Vec::new())
                .expect("the revision is legal")
        });
        RevisionMap::new(revisions.collect(), &mut Vec::new()).expect("the graph is sound")
    }

    /// Returns the revisions with all that they need.
    fn with_ancestors(&self, revisions: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut pending: Vec<usize> = revisions.into_iter().collect();
        while let Some(revision) = pending.pop() {
            if found.insert(revision) {
                pending.extend(&self.down[revision]);
                pending.extend(&self.dependencies[revision]);
            }
        }
        found
    }

    /// Returns those of the revisions that no other of them needs.
    fn heads(&self, applied: &BTreeSet<usize>) -> Vec<String> {
        let needed: BTreeSet<usize> = applied
            .iter()
            .flat_map(|&revision| {
                self.down[revision]
                    .iter()
                    .chain(&self.dependencies[revision])
            })
            .copied()
            .collect();
        applied
            .difference(&needed)
            .copied()
            .map(Self::name)
            .collect()
    }

    /// Returns a state of a database in which some revisions have run.
    fn applied(&self, choices: &[Index]) -> BTreeSet<usize> {
        let chosen = choices.iter().filter(|_| !self.down.is_empty());
        self.with_ancestors(chosen.map(|choice| choice.index(self.down.len())))
    }
}

/// Takes the steps, checking that each finds what it needs, and that the rows of the version table
/// always are the heads of what has run.
fn take(graph: &Graph, map: &RevisionMap, applied: &mut BTreeSet<usize>, steps: &[Step]) {
    let start = graph.heads(applied);
    let mut rows: BTreeSet<String> = start.iter().cloned().collect();
    let mut tracker = HeadTracker::new(map, start);
    for step in steps {
        let Step::Revision(taken) = step else {
            panic!("{step} runs no script")
        };
        let revision: usize = taken.revision[1..].parse().expect("names are numbers");
        let needs = graph.down[revision]
            .iter()
            .chain(&graph.dependencies[revision]);
        match taken.direction {
            Direction::Upgrade => {
                assert!(
                    needs.copied().all(|needed| applied.contains(&needed)),
                    "{step} too early"
                );
                assert!(applied.insert(revision), "{step} again");
            }
            Direction::Downgrade => {
                assert!(applied.remove(&revision), "{step} without having run");
            }
        }
        let change = tracker.apply(step).expect("the step fits the heads");
        change_rows(&mut rows, &change);
        let expected: BTreeSet<String> = graph.heads(applied).into_iter().collect();
        assert_eq!(rows, expected, "rows after {step}");
        assert!(tracker.heads().eq(expected.iter()), "heads after {step}");
    }
}

fn change_rows(rows: &mut BTreeSet<String>, change: &HeadChange) {
    for row_change in change.row_changes() {
        let (taken, added) = match row_change {
            RowChange::Insert { revision } => (None, Some(revision)),
            RowChange::Delete { revision } => (Some(revision), None),
            RowChange::Update { from, to } => (Some(from), Some(to)),
        };
        assert!(
            taken.is_none_or(|row| rows.remove(&row)),
            "no such row for {change}"
        );
        assert!(
            added.is_none_or(|row| rows.insert(row)),
            "row twice for {change}"
        );
    }
}

fn choices() -> impl Strategy<Value = Vec<Index>> {
    prop::collection::vec(any::<Index>(), 0..4)
}

/// Returns the order of `history`, found by asking each head for all its ancestors at each turn.
fn slow_walk(graph: &Graph, map: &RevisionMap) -> Vec<usize> {
    let number = |name: &str| name[1..].parse::<usize>().expect("names are numbers");
    let mut remaining: BTreeSet<usize> = (0..graph.down.len()).collect();
    let mut heads: Vec<usize> = map.real_heads().into_iter().map(number).collect();
    let mut visited = Vec::new();
    let mut place = 0;
    while place < heads.len() {
        let head = heads[place];
        let stands_on =
            |other: usize| other != head && graph.with_ancestors([other]).contains(&head);
        if let Some(blocking) = heads.iter().position(|&other| stands_on(other)) {
            place = blocking;
            continue;
        }
        visited.push(head);
        remaining.remove(&head);
        let revision = map
            .get_revision(&Graph::name(head))
            .expect("exists")
            .expect("is no base");
        let parents = revision.normalized_down_revisions().into_iter().map(number);
        let parents =
            parents.filter(|parent| remaining.contains(parent) && !heads.contains(parent));
        let parents: Vec<usize> = parents.collect();
        if let [first, others @ ..] = &parents[..] {
            heads[place] = *first;
            heads.extend(others);
        } else {
            heads.remove(place);
            place = place.saturating_sub(1);
        }
    }
    visited
}

proptest! {
    #[test]
    fn a_walk_visits_all_once_and_children_first(graph in graph()) {
        let map = graph.map();
        let mut seen = BTreeSet::new();
        for revision in map.walk_revisions("base", "heads", &mut Vec::new()).expect("walks") {
            let number: usize = revision.revision()[1..].parse().expect("names are numbers");
            let needs = graph.down[number].iter().chain(&graph.dependencies[number]);
            for needed in needs {
                prop_assert!(!seen.contains(needed), "r{} before r{}", needed, number);
            }
            prop_assert!(seen.insert(number));
        }
        prop_assert_eq!(seen.len(), graph.down.len());
    }

    #[test]
    fn a_walk_has_the_order_of_the_slow_walk(graph in graph()) {
        let map = graph.map();
        let walk = map.walk_revisions("base", "heads", &mut Vec::new()).expect("walks");
        let expected = slow_walk(&graph, &map).into_iter().map(Graph::name);
        prop_assert!(walk.iter().map(|revision| revision.revision().to_owned()).eq(expected));
    }

    #[test]
    fn an_upgrade_runs_what_is_missing_and_a_downgrade_takes_it_back(
        graph in graph(),
        choices in choices(),
    ) {
        let map = graph.map();
        let start = graph.applied(&choices);
        let mut applied = start.clone();
        let heads = graph.heads(&applied);
        let steps = map.upgrade_steps("heads", &heads, &mut Vec::new()).expect("plans");
        take(&graph, &map, &mut applied, &steps);
        prop_assert_eq!(applied.len(), graph.down.len());

        let up: Vec<String> = steps.iter().flat_map(|step| step.up_revisions().to_vec()).collect();
        let mut back: Vec<Step> = map
            .downgrade_steps("base", &graph.heads(&applied), &mut Vec::new())
            .expect("plans");
        back.retain(|step| up.contains(&step.up_revisions()[0]));
        take(&graph, &map, &mut applied, &back);
        prop_assert_eq!(applied, start);
    }

    #[test]
    fn a_downgrade_to_base_takes_all_back(graph in graph(), choices in choices()) {
        let map = graph.map();
        let mut applied = graph.applied(&choices);
        let heads = graph.heads(&applied);
        let steps = map.downgrade_steps("base", &heads, &mut Vec::new()).expect("plans");
        take(&graph, &map, &mut applied, &steps);
        prop_assert!(applied.is_empty());
    }

    #[test]
    fn a_downgrade_to_a_revision_takes_back_what_needs_its_children(
        graph in graph(),
        choices in choices(),
        target in any::<Index>(),
    ) {
        let map = graph.map();
        let mut applied = graph.applied(&choices);
        if applied.is_empty() {
            return Ok(());
        }
        let target = applied.iter().copied().nth(target.index(applied.len())).unwrap_or_default();
        let heads = graph.heads(&applied);
        let name = Graph::name(target);
        let children = |revision: &usize| graph.down[*revision].contains(&target);
        let roots: Vec<usize> = (0..graph.down.len()).filter(children).collect();
        let before = applied.clone();

        let steps = map.downgrade_steps(&name, &heads, &mut Vec::new());
        if !heads.contains(&name) && !roots.iter().any(|root| before.contains(root)) {
            prop_assert_eq!(
                steps.expect_err("there is nothing to take back").to_string(),
                format!("Destination {name} is not a valid downgrade target from current head(s)")
            );
            return Ok(());
        }
        take(&graph, &map, &mut applied, &steps.expect("plans"));
        let kept = before.iter().copied().filter(|&revision| {
            let below = graph.with_ancestors([revision]);
            !roots.iter().any(|root| below.contains(root))
        });
        prop_assert_eq!(applied, kept.collect::<BTreeSet<usize>>());
    }

    #[test]
    fn a_stamp_leaves_rows_that_do_not_imply_each_other(
        graph in graph(),
        choices in choices(),
    ) {
        let map = graph.map();
        let heads = graph.heads(&graph.applied(&choices));
        let steps = map.stamp_steps("heads", &heads).expect("plans");
        let mut tracker = HeadTracker::new(&map, heads);
        for step in &steps {
            tracker.apply(step).expect("the step fits the heads");
        }
        let mut expected = map.real_heads();
        expected.sort_unstable();
        prop_assert_eq!(tracker.heads().collect::<Vec<_>>(), expected);
    }
}
