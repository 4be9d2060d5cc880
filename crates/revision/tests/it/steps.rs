//! Steps and changes of the version table by themselves.

use alembic_revision::{
    Direction, HeadChange, HeadTracker, Revision, RevisionMap, RowChange, StampStep, Step,
};

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Two lines and a merge of them, which also needs a third revision.
fn map() -> RevisionMap {
    let revision = |name: &str, down: &[&str], dependencies: &[&str]| {
        Revision::new(name, owned(down), owned(dependencies), Vec::new())
            .expect("the revision is legal")
            .with_doc(format!("makes {name}"))
    };
    let revisions = vec![
        revision("a", &[], &[]),
        revision("b", &[], &[]),
        revision("c", &[], &[]),
        revision("m", &["a", "b"], &["c"]),
    ];
    RevisionMap::new(revisions, &mut Vec::new()).expect("the graph is sound")
}

#[test]
fn a_step_knows_both_its_ends() {
    let map = map();
    let heads = owned(&["a", "b", "c"]);
    let up = map
        .upgrade_steps("m", &heads, &mut Vec::new())
        .expect("plans");
    let [up] = &up[..] else {
        panic!("one step, not {up:?}")
    };
    assert_eq!(up.to_string(), "upgrade a, b -> m, makes m");
    assert_eq!(up.short_log(), "upgrade a, b -> m");
    assert_eq!(up.from_revisions(), ["a", "b", "c"]);
    assert_eq!(up.to_revisions(), ["m"]);
    assert_eq!(up.from_revisions_without_dependencies(), ["a", "b"]);

    let down = map
        .downgrade_steps("m@a", &owned(&["m"]), &mut Vec::new())
        .expect("plans");
    let [down] = &down[..] else {
        panic!("one step, not {down:?}")
    };
    assert_eq!(down.to_string(), "downgrade m -> a, b, makes m");
    assert_eq!(down.from_revisions(), ["m"]);
    assert_eq!(down.to_revisions(), ["a", "b", "c"]);
    assert_eq!(down.to_revisions_without_dependencies(), ["a", "b"]);
    for step in [up, down] {
        assert_eq!(step.up_revisions(), ["m"]);
        assert_eq!(step.down_revisions(), ["a", "b", "c"]);
    }
}

#[test]
fn rows_change_in_order() {
    let insert = |revision: &str| RowChange::Insert {
        revision: revision.to_owned(),
    };
    let delete = |revision: &str| RowChange::Delete {
        revision: revision.to_owned(),
    };
    let update = |from: &str, to: &str| RowChange::Update {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let (a, b, c) = ("a".to_owned(), "it's".to_owned(), "c".to_owned());
    let cases = [
        (
            HeadChange::Insert {
                revision: a.clone(),
            },
            "new branch insert a",
            vec![insert("a")],
        ),
        (
            HeadChange::Delete {
                revision: a.clone(),
            },
            "branch delete a",
            vec![delete("a")],
        ),
        (
            HeadChange::Update {
                from: a.clone(),
                to: c.clone(),
            },
            "update a to c",
            vec![update("a", "c")],
        ),
        (
            HeadChange::Merge {
                delete: vec![a.clone(), b.clone()],
                from: c.clone(),
                to: a.clone(),
            },
            "merge, delete ['a', \"it's\"], update c to a",
            vec![delete("a"), delete("it's"), update("c", "a")],
        ),
        (
            HeadChange::Unmerge {
                insert: vec![a.clone()],
                from: c.clone(),
                to: b.clone(),
            },
            "unmerge, insert ('a',), update c to it's",
            vec![insert("a"), update("c", "it's")],
        ),
        (
            HeadChange::Unmerge {
                insert: Vec::new(),
                from: c,
                to: a,
            },
            "unmerge, insert (), update c to a",
            vec![update("c", "a")],
        ),
    ];
    for (change, text, rows) in cases {
        assert_eq!(change.to_string(), text);
        assert_eq!(change.row_changes(), rows);
    }
}

#[test]
fn a_step_that_does_not_fit_changes_nothing() {
    let map = map();
    let mut tracker = HeadTracker::new(&map, ["a", "m"]);
    let upgrade = map
        .upgrade_steps("m", &owned(&["a"]), &mut Vec::new())
        .expect("plans");
    let downgrade = map
        .downgrade_steps("base", &owned(&["b"]), &mut Vec::new())
        .expect("plans");
    let stamp = |from: &[&str], to: &[&str], direction| {
        Step::Stamp(StampStep {
            from: owned(from),
            to: owned(to),
            direction,
            is_branch_move: from.is_empty() || to.is_empty(),
        })
    };
    let cases = [
        (
            &upgrade[2],
            "Can't upgrade to revision m: it is among the current heads already",
        ),
        (
            &downgrade[0],
            "Can't downgrade revision b: it is not among the current heads (a, m)",
        ),
        (
            &stamp(&["b"], &[], Direction::Downgrade),
            "Can't stamp_revision revision b: it is not among the current heads (a, m)",
        ),
        (
            &stamp(&[], &["a"], Direction::Upgrade),
            "Can't stamp_revision to revision a: it is among the current heads already",
        ),
    ];
    for (step, message) in cases {
        assert_eq!(
            tracker.apply(step).expect_err("does not fit").to_string(),
            message
        );
        assert_eq!(tracker.heads().collect::<Vec<_>>(), ["a", "m"]);
    }
}

#[test]
fn heads_that_no_file_has_are_kept() {
    let map = map();
    let mut tracker = HeadTracker::new(&map, ["gone", "a"]);
    let steps = map
        .upgrade_steps("b", &owned(&["a"]), &mut Vec::new())
        .expect("plans");
    for step in &steps {
        tracker.apply(step).expect("fits");
    }
    assert_eq!(tracker.heads().collect::<Vec<_>>(), ["a", "b", "gone"]);
}
