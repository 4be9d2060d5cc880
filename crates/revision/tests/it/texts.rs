//! What users write instead of identifiers, and laws of heads and labels.

use std::collections::BTreeSet;

use alembic_revision::{IterateOptions, Revision, RevisionMap};
use proptest::prelude::*;

use crate::properties::{Graph, graph};

/// A map whose every fifth revision begins a labelled branch.
fn labelled(graph: &Graph) -> RevisionMap {
    let revisions = graph.order.iter().map(|&number| {
        let names = |revisions: &[usize]| revisions.iter().copied().map(Graph::name).collect();
        let label = (number.is_multiple_of(5)).then(|| format!("label{number}"));
        Revision::new(
            Graph::name(number),
            names(&graph.down[number]),
            names(&graph.dependencies[number]),
            label.into_iter().collect(),
        )
        .expect("the revision is legal")
    });
    RevisionMap::new(revisions.collect(), &mut Vec::new()).expect("the graph is sound")
}

/// Something between an identifier and nonsense.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "(r[0-9]{0,2}|label[0-9]{0,2}|head|heads|base|current)?@?(r[0-9]{0,2}|head|heads|base)?([+-][0-9]{0,3})?",
        "[r0-9a-e@+:. -]{0,10}",
        any::<String>(),
    ]
}

proptest! {
    #[test]
    fn any_text_is_answered(graph in graph(), text in text(), other in text()) {
        let map = labelled(&graph);
        let known: BTreeSet<String> = (0..graph.down.len()).map(Graph::name).collect();
        let mut warnings = Vec::new();
        if let Ok(Some(revision)) = map.get_revision(&text) {
            prop_assert!(known.contains(revision.revision()));
        }
        for revision in map.get_revisions(text.as_str()).unwrap_or_default() {
            prop_assert!(known.contains(revision.revision()));
        }
        for select_for_downgrade in [false, true] {
            let options = IterateOptions { select_for_downgrade, inclusive: true, ..IterateOptions::default() };
            let found = map.iterate_revisions(text.as_str(), other.as_str(), options, &mut warnings);
            let names: Vec<&str> = found.iter().flatten().map(|found| found.revision()).collect();
            let unique: BTreeSet<&&str> = names.iter().collect();
            prop_assert_eq!(unique.len(), names.len());
        }
        let rows: Vec<String> = map.real_heads().into_iter().map(str::to_owned).collect();
        let steps = [
            map.upgrade_steps(text.as_str(), &Vec::new(), &mut warnings),
            map.downgrade_steps(text.as_str(), &rows, &mut warnings),
            map.stamp_steps(text.as_str(), &rows),
        ];
        for step in steps.iter().flatten().flatten() {
            for name in step.up_revisions().iter().chain(step.down_revisions()) {
                prop_assert!(known.contains(name), "{}", step);
            }
        }
    }

    #[test]
    fn the_beginning_of_a_name_finds_it_or_is_ambiguous(graph in graph(), number in 0..30_usize) {
        let map = labelled(&graph);
        if number.is_multiple_of(5) && number < graph.down.len() {
            let [label, name] = [format!("label{number}"), Graph::name(number)];
            let [label, name] = [label, name].map(|name| map.get_revision(&name).expect("is there"));
            prop_assert_eq!(label.map(|found| found.index()), name.map(|found| found.index()));
        }
        if let Ok(Some(found)) = map.get_revision("labe") {
            let count = (0..graph.down.len()).filter(|number| number.is_multiple_of(5)).count();
            prop_assert_eq!(count, 1);
            prop_assert_eq!(found.revision(), "r0");
        }
    }

    #[test]
    fn every_head_is_reached_from_a_base(graph in graph()) {
        let map = labelled(&graph);
        let mut reached: BTreeSet<&str> = BTreeSet::new();
        let mut waiting = map.bases();
        while let Some(name) = waiting.pop() {
            if reached.insert(name) {
                let found = map.get_revision(name).expect("it is there").expect("it is no base");
                waiting.extend(found.next_revisions());
            }
        }
        prop_assert_eq!(reached.len(), graph.down.len());
        for head in map.heads() {
            prop_assert!(reached.contains(head));
        }
        let heads: BTreeSet<&str> = map.heads().into_iter().collect();
        prop_assert!(map.real_heads().into_iter().all(|head| heads.contains(head)));
    }
}
