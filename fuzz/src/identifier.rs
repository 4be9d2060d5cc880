//! Revisions, and the names that commands take.

use std::collections::BTreeSet;

use alembic_revision::{IterateOptions, Revision, RevisionError, RevisionMap};

/// How many names of a text are looked up.
const NAMES: usize = 3;

/// Checks a text whose lines `revision|parents|dependencies|labels` are a graph, and whose other
/// lines are names to look up in it.
pub(crate) fn check(text: &str) {
    let (declared, names): (Vec<&str>, Vec<&str>) =
        text.split('\n').partition(|line| line.contains('|'));
    let revisions: Result<Vec<Revision>, RevisionError> =
        declared.into_iter().map(revision).collect();
    let mut warnings = Vec::new();
    let map = match revisions.and_then(|revisions| RevisionMap::new(revisions, &mut warnings)) {
        Ok(map) => map,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let names = &names[..names.len().min(NAMES)];
    for name in names {
        for other in names {
            look_up(&map, name, other);
        }
    }
}

fn revision(line: &str) -> Result<Revision, RevisionError> {
    let mut parts = line.split('|');
    let mut words = || {
        let part = parts.next().unwrap_or_default();
        part.split(' ')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let name = words().concat();
    Revision::new(name, words(), words(), words())
}

fn look_up(map: &RevisionMap, name: &str, other: &str) {
    let known: BTreeSet<&str> = map
        .revisions()
        .map(|revision| revision.revision())
        .collect();
    let mut warnings = Vec::new();
    if let Ok(Some(revision)) = map.get_revision(name) {
        assert!(known.contains(revision.revision()));
    }
    for revision in map.get_revisions(name).unwrap_or_default() {
        assert!(known.contains(revision.revision()));
    }
    for select_for_downgrade in [false, true] {
        let options = IterateOptions {
            select_for_downgrade,
            inclusive: true,
            ..IterateOptions::default()
        };
        let found = map.iterate_revisions(name, other, options, &mut warnings);
        let found: Vec<&str> = found
            .iter()
            .flatten()
            .map(|found| found.revision())
            .collect();
        let unique: BTreeSet<&str> = found.iter().copied().collect();
        assert_eq!(unique.len(), found.len(), "{found:?}");
    }
    let rows: Vec<String> = map.real_heads().into_iter().map(str::to_owned).collect();
    for steps in [
        map.upgrade_steps(name, &Vec::new(), &mut warnings),
        map.downgrade_steps(name, &rows, &mut warnings),
        map.stamp_steps(name, &rows),
    ] {
        match steps {
            Ok(steps) => {
                for step in &steps {
                    for name in step.up_revisions().iter().chain(step.down_revisions()) {
                        assert!(known.contains(name.as_str()), "{step}");
                    }
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}
