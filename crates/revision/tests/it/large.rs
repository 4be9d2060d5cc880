//! Graphs of fifty thousand revisions, on a small stack.

use std::thread;

use alembic_revision::{HeadTracker, Revision, RevisionError, RevisionMap, Step};

const COUNT: usize = 50_000;
const BRANCHES: usize = 500;
/// Far too little for a call for each revision.
const STACK: usize = 128 * 1024;

fn name(number: usize) -> String {
    format!("r{number:05}")
}

fn revision(number: usize, down: Vec<String>, dependencies: Vec<String>) -> Revision {
    Revision::new(name(number), down, dependencies, Vec::new()).expect("the revision is legal")
}

/// One base, five hundred branches, some of which depend on others or merge them.
fn branchy() -> Vec<Revision> {
    let before = |number: usize| {
        let parent = number.saturating_sub(BRANCHES);
        let mut down = vec![name(parent)];
        if number > BRANCHES && number.is_multiple_of(1009) {
            down.push(name(parent + 1));
        }
        let dependencies = if number > BRANCHES && number.is_multiple_of(97) {
            vec![name(number - 7)]
        } else {
            Vec::new()
        };
        (down, dependencies)
    };
    let mut revisions = vec![revision(0, Vec::new(), Vec::new())];
    revisions.extend((1..COUNT).map(|number| {
        let (down, dependencies) = before(number);
        revision(number, down, dependencies)
    }));
    revisions
}

fn line() -> Vec<Revision> {
    let down = |number: usize| number.checked_sub(1).map(name).into_iter().collect();
    (0..COUNT)
        .map(|number| revision(number, down(number), Vec::new()))
        .collect()
}

fn on_a_small_stack(work: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK).spawn(work);
    let result = thread.expect("a thread starts").join();
    result.expect("the work is done");
}

/// Goes up to the heads and down to the base again, following the rows.
fn there_and_back(revisions: Vec<Revision>) {
    let map = RevisionMap::new(revisions, &mut Vec::new()).expect("the graph is sound");
    let walked = map.walk_revisions("base", "heads", &mut Vec::new());
    assert_eq!(walked.expect("walks").len(), COUNT);
    let take = |rows: Vec<String>, steps: &[Step]| -> Vec<String> {
        let mut tracker = HeadTracker::new(&map, rows);
        for step in steps {
            tracker.apply(step).expect("the step fits the heads");
        }
        tracker.heads().map(str::to_owned).collect()
    };
    let up = map
        .upgrade_steps("heads", &Vec::new(), &mut Vec::new())
        .expect("plans");
    assert_eq!(up.len(), COUNT);
    let rows = take(Vec::new(), &up);
    let mut heads = map.real_heads();
    heads.sort_unstable();
    assert_eq!(rows, heads);
    let down = map
        .downgrade_steps("base", &rows, &mut Vec::new())
        .expect("plans");
    assert_eq!(down.len(), COUNT);
    assert_eq!(take(rows, &down), Vec::<String>::new());
}

#[test]
fn a_long_line_needs_no_stack() {
    on_a_small_stack(|| there_and_back(line()));
}

#[test]
fn many_branches_need_no_stack() {
    on_a_small_stack(|| there_and_back(branchy()));
}

#[test]
fn a_long_cycle_needs_no_stack() {
    on_a_small_stack(|| {
        let mut revisions = line();
        revisions[0] = revision(0, vec![name(COUNT - 1)], Vec::new());
        let error = RevisionMap::new(revisions, &mut Vec::new()).expect_err("it is a cycle");
        assert!(
            matches!(error, RevisionError::CycleDetected { .. }),
            "{error:?}"
        );
    });
}
