//! Runs the steps of a case.
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::case::Case;
use crate::database::{self, Kind};
use crate::normalise::{Normaliser, shorten_tracebacks, sort_sequences};
use crate::sandbox::{self, Sandbox};
use crate::script::{Action, Step};
use crate::settings;
use crate::transcript::{self, Entry};

#[derive(Clone, Copy)]
enum Purpose {
    Test,
    Record,
    Swap,
}

/// Runs a case with our program and compares what it shows with the golden.
pub fn test(case: &Case, kind: Kind) -> Result<()> {
    let golden_path = case.golden(kind, "txt");
    ensure!(
        golden_path.exists(),
        "no golden: run `cargo xtask record {}`",
        case.name
    );
    let mut golden = transcript::read(&fs_err::read_to_string(&golden_path)?);
    for entry in &mut golden {
        entry.err = sort_sequences(&entry.err);
    }
    let program = settings::program()?;
    let actual = steps(case, kind, &|_| &program, Purpose::Test)?;
    let mut complaints = Vec::new();
    let steps = case.steps.iter().filter(|step| is_for(step, kind));
    ensure!(
        golden.len() == actual.len(),
        "the golden has other steps: record it again"
    );
    for ((step, golden), actual) in steps.zip(&golden).zip(&actual) {
        ensure!(
            golden.line == actual.line,
            "the golden has other steps: record it again"
        );
        complaints.extend(transcript::difference(step, golden, actual));
    }
    ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
    Ok(())
}

/// Runs a case with the original and stores what it shows as the golden.
pub fn record(case: &Case, kind: Kind) -> Result<()> {
    let program = settings::original().context("ALEMBIC_TEST_ORIGINAL names the original")?;
    let mut entries = steps(case, kind, &|_| &program, Purpose::Record)?;
    for entry in &mut entries {
        entry.err = shorten_tracebacks(&entry.err);
    }
    let path = case.golden(kind, "txt");
    fs_err::create_dir_all(case.folder.join("golden"))?;
    fs_err::write(path, transcript::write(&entries))?;
    Ok(())
}

/// Runs a case with both programs in turn, ours first or second, and compares the database with the
/// golden's each time that the case shows it.
pub fn swap(case: &Case, kind: Kind, ours_first: bool) -> Result<()> {
    let golden = transcript::read(&fs_err::read_to_string(case.golden(kind, "txt"))?);
    let original = settings::original().context("ALEMBIC_TEST_ORIGINAL names the original")?;
    let programs = [original, settings::program()?];
    let choose = |turn: usize| &programs[(turn + usize::from(ours_first)) % 2];
    let actual = steps(case, kind, &choose, Purpose::Swap)?;
    for (golden, actual) in golden
        .iter()
        .zip(&actual)
        .filter(|(golden, _)| golden.line.ends_with("dump"))
    {
        ensure!(
            golden == actual,
            "the golden has\n{}but it is\n{}",
            golden.show,
            actual.show
        );
    }
    Ok(())
}

fn is_for(step: &Step, kind: Kind) -> bool {
    step.databases.is_empty() || step.databases.contains(&kind)
}

fn steps<'p>(
    case: &Case,
    kind: Kind,
    program: &dyn Fn(usize) -> &'p std::path::PathBuf,
    purpose: Purpose,
) -> Result<Vec<Entry>> {
    let sandbox = Sandbox::new(case, kind)?;
    let normaliser = sandbox.normaliser(&case.steps)?;
    let mut entries = Vec::new();
    for step in case.steps.iter().filter(|step| is_for(step, kind)) {
        let program = program(entries.len());
        let entry = run(case, &sandbox, &normaliser, step, program, purpose)
            .with_context(|| format!("at the step `{}`", step.line))?;
        entries.push(entry);
    }
    Ok(entries)
}

fn run(
    case: &Case,
    sandbox: &Sandbox,
    normaliser: &Normaliser,
    step: &Step,
    program: &Path,
    purpose: Purpose,
) -> Result<Entry> {
    let mut entry = Entry {
        line: step.line.clone(),
        ..Entry::default()
    };
    let is_original = matches!(purpose, Purpose::Record) || settings::is_checking();
    if !step.comparison.is_possible(is_original) {
        return Ok(entry);
    }
    let path = |name: &str| sandbox.path().join(name);
    match &step.action {
        Action::Run {
            arguments,
            folder,
            environment,
        } => {
            let mut command = sandbox.command(program, folder);
            command.args(arguments.iter().map(|argument| sandbox.fill(argument)));
            let environment = environment.iter().map(|(name, value)| (name, value));
            for (name, value) in case.environment.iter().chain(environment) {
                command.env(name, sandbox.fill(value));
            }
            let output = sandbox::output(command)?;
            entry.exit = output.exit;
            entry.out = normaliser.apply(&output.out);
            entry.err = normaliser.apply(&output.err);
        }
        Action::Sql(statements) => {
            entry.show = sandbox.database.execute(&sandbox.fill(statements))?;
        }
        Action::Dump(None) => entry.show = normaliser.apply(&sandbox.database.dump()?),
        Action::Dump(Some(file)) => {
            entry.show = normaliser.apply(&database::dump_file(&path(file))?);
        }
        Action::Cat(pattern) => {
            for name in sandbox.matching(pattern)? {
                let text = fs_err::read_to_string(path(&name.to_string_lossy()))?;
                entry
                    .show
                    .push_str(&format!("# {}\n{text}", name.display()));
                if !text.ends_with('\n') {
                    entry.show.push_str("[no line end]\n");
                }
            }
            entry.show = normaliser.apply(&entry.show);
        }
        Action::List(folder) => {
            for name in sandbox.files_below(Path::new(folder))? {
                entry.show.push_str(&format!("{}\n", name.display()));
            }
            entry.show = normaliser.apply(&entry.show);
        }
        Action::Copy(from, to) => {
            let text = fs_err::read_to_string(case.folder.join(from))?;
            sandbox.write(Path::new(to), &text)?;
        }
        Action::Models(side) => {
            for (name, text) in case.models.files(sandbox.database.kind(), *side)? {
                sandbox.write(Path::new(&name), &text)?;
            }
        }
        Action::Append(name, line) => {
            let text = fs_err::read_to_string(path(name))?;
            fs_err::write(path(name), format!("{text}{}\n", sandbox.fill(line)))?;
        }
        Action::Replace(pattern, old, new) => {
            let files = sandbox.matching(pattern)?;
            ensure!(!files.is_empty(), "no file {pattern}");
            for name in files {
                let text = fs_err::read_to_string(sandbox.path().join(&name))?;
                ensure!(text.contains(old), "`{old}` is not in {}", name.display());
                fs_err::write(
                    sandbox.path().join(&name),
                    text.replace(old, &sandbox.fill(new)),
                )?;
            }
        }
        Action::Delete(name) => {
            let path = path(name);
            if path.is_dir() {
                fs_err::remove_dir_all(path)?;
            } else {
                fs_err::remove_file(path)?;
            }
        }
        Action::HandOver(name) => {
            let saved = case.golden(sandbox.database.kind(), &format!("{name}.sql"));
            match purpose {
                Purpose::Test => sandbox.database.restore(&fs_err::read_to_string(saved)?)?,
                Purpose::Swap => {}
                Purpose::Record => {
                    fs_err::create_dir_all(case.folder.join("golden"))?;
                    fs_err::write(saved, sandbox.database.dump()?)?;
                }
            }
        }
    }
    Ok(entry)
}
