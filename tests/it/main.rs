//! The cases as tests, one for each database: `<group>/<case>::<database>`.
mod concurrency;
mod interrupts;
mod memory;
mod questions;

use std::process::ExitCode;

use alembic_tests::case::{self, Case};
use alembic_tests::database::Kind;
use alembic_tests::{run, settings};
use libtest_mimic::{Arguments, Failed, Trial};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let cases = match case::find() {
        Ok(cases) => cases,
        Err(error) => {
            let trial = Trial::test("cases", move || Err(format!("{error:#}").into()));
            return libtest_mimic::run(&arguments, vec![trial]).exit_code();
        }
    };
    let mut trials = Vec::new();
    for case in cases {
        for kind in case.databases.clone() {
            trials.extend(case_trials(&case, kind));
        }
    }
    if !settings::is_recording() && !settings::is_checking() {
        trials.extend(concurrency::trials());
        trials.extend(interrupts::trials());
        trials.extend(memory::trials());
        trials.extend(questions::trials());
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn case_trials(case: &Case, kind: Kind) -> Vec<Trial> {
    let name = format!("{}::{}", case.name, kind.name());
    if settings::is_recording() {
        return vec![trial(&name, kind, case, run::record)];
    }
    let mut trials = vec![trial(&name, kind, case, run::test)];
    if settings::original().is_some() && case.name.starts_with("swap/") {
        for (suffix, ours_first) in [("ours-first", true), ("original-first", false)] {
            let swap = move |case: &Case, kind| run::swap(case, kind, ours_first);
            trials.push(trial(&format!("{name}::{suffix}"), kind, case, swap));
        }
    }
    trials
}

fn trial(
    name: &str,
    kind: Kind,
    case: &Case,
    test: impl Fn(&Case, Kind) -> anyhow::Result<()> + Send + 'static,
) -> Trial {
    // A case is read again, because a trial owns what it runs.
    let (case_name, folder) = (case.name.clone(), case.folder.clone());
    on_database(name, kind, move || {
        test(&Case::read(&case_name, &folder)?, kind)
    })
}

/// Makes a test that is skipped where its database is missing, and that fails there in CI.
fn on_database(
    name: &str,
    kind: Kind,
    test: impl FnOnce() -> anyhow::Result<()> + Send + 'static,
) -> Trial {
    let is_missing = kind != Kind::Sqlite && settings::server_url(kind).is_none();
    let trial = Trial::test(name, move || {
        test().map_err(|error| Failed::from(format!("{error:#}")))
    });
    trial.with_ignored_flag(is_missing && !settings::is_ci())
}
