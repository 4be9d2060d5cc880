//! Tests of the revision graph as a whole.

mod case;
mod errors;
mod large;
mod properties;
mod steps;
mod texts;

use case::Case;

/// Runs the cases of a file in `tests/data`.
fn run(name: &str) {
    let path = format!("{}/tests/data/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = fs_err::read_to_string(path).expect("the file can be read");
    let cases: Vec<Case> = serde_json::from_str(&text).expect("the file holds cases");
    assert!(!cases.is_empty(), "the file holds no cases");
    let mut report = String::new();
    for case in &cases {
        for difference in case.differences() {
            report.push_str(&format!("{}: {difference}\n", case.name));
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// The cases that the original tests itself with, and others, with the original's answers.
#[test]
fn answers_as_the_original_does() {
    run("original");
}

/// Random graphs, with the original's answers.
#[test]
fn answers_as_the_original_does_for_random_graphs() {
    run("random");
}

/// Where the original crashes, hangs or leaves a broken version table; `original` says how.
#[test]
fn answers_better_than_the_original() {
    run("mended");
}
