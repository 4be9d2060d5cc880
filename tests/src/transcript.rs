//! What the steps of a case showed, as a text file.
//!
//! ```text
//! $ alembic current
//! exit 0
//! out| aaaa (head)
//! err| INFO  [alembic.runtime.migration] Context impl SQLiteImpl.
//! ```
//!
//! A step that runs no program has lines with `show|`.
use std::fmt::Write as _;

use similar::TextDiff;

use crate::normalise::TRACEBACK;
use crate::script::{Action, Comparison, Step};
use crate::settings;

/// What one step showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The step's line in the case.
    pub line: String,
    /// The exit code of a program.
    pub exit: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
    /// What a step showed that runs no program.
    pub show: String,
}

/// Writes a transcript.
pub fn write(entries: &[Entry]) -> String {
    let mut text = String::new();
    for entry in entries {
        if !text.is_empty() {
            text.push('\n');
        }
        // Writing to a string cannot fail.
        let _ = writeln!(text, "$ {}", entry.line);
        if let Some(exit) = entry.exit {
            let _ = writeln!(text, "exit {exit}");
        }
        for (prefix, part) in [
            ("out|", &entry.out),
            ("err|", &entry.err),
            ("show|", &entry.show),
        ] {
            for line in part.lines() {
                let space = if line.is_empty() { "" } else { " " };
                let _ = writeln!(text, "{prefix}{space}{line}");
            }
        }
    }
    text
}

/// Reads a transcript.
pub fn read(text: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("$ ") {
            entries.push(Entry {
                line: line.to_owned(),
                ..Entry::default()
            });
            continue;
        }
        let Some(entry) = entries.last_mut() else {
            continue;
        };
        if let Some(code) = line.strip_prefix("exit ") {
            entry.exit = code.parse().ok();
        } else if let Some((prefix, rest)) = line.split_once('|') {
            let part = match prefix {
                "out" => &mut entry.out,
                "err" => &mut entry.err,
                _ => &mut entry.show,
            };
            part.push_str(rest.strip_prefix(' ').unwrap_or(rest));
            part.push('\n');
        }
    }
    entries
}

/// Tells how what a step showed differs from its golden, if it does.
pub fn difference(step: &Step, golden: &Entry, actual: &Entry) -> Option<String> {
    // What is done to files fails by itself, without an exit code.
    let is_run = matches!(step.action, Action::Run { .. });
    let complaint = match step.comparison {
        Comparison::Exact if golden.err.contains(TRACEBACK) => error(golden, actual),
        Comparison::Exact => compare(golden, actual),
        Comparison::Stdout => {
            let without_stderr = |entry: &Entry| Entry {
                err: String::new(),
                ..entry.clone()
            };
            compare(&without_stderr(golden), &without_stderr(actual))
        }
        Comparison::ExitCode => compare(&exit_code(golden), &exit_code(actual)),
        Comparison::Begins => begins(golden, actual),
        Comparison::Words => compare(&words(golden), &words(actual)),
        Comparison::Unordered => compare(&sorted(golden), &sorted(actual)),
        Comparison::Ours | Comparison::Native => {
            let is_possible = step.comparison.is_possible(settings::is_checking());
            (is_possible && is_run && actual.exit != Some(0))
                .then(|| format!("it failed\n{}", write(std::slice::from_ref(actual))))
        }
        Comparison::Differs => {
            let has_failed = |entry: &Entry| entry.exit != Some(0);
            (golden.exit.is_some() && has_failed(golden) != has_failed(actual)).then(|| {
                format!(
                    "the original's exit code was {:?}, ours is {:?}",
                    golden.exit, actual.exit
                )
            })
        }
    };
    let both = [actual.out.as_str(), &actual.err, &actual.show].concat();
    let is_ours = !settings::is_checking() && step.comparison.is_possible(false);
    let expected = if is_ours {
        step.contains.as_slice()
    } else {
        &[]
    };
    let missing = expected.iter().find(|text| !both.contains(text.as_str()));
    let complaint = complaint.or_else(|| {
        missing.map(|text| {
            format!(
                "`{text}` is not in\n{}",
                write(std::slice::from_ref(actual))
            )
        })
    })?;
    Some(format!(
        "{} ({:?})\n{complaint}",
        step.line, step.comparison
    ))
}

fn compare(golden: &Entry, actual: &Entry) -> Option<String> {
    if golden == actual {
        return None;
    }
    let [golden, actual] = [golden, actual].map(|entry| write(std::slice::from_ref(entry)));
    let diff = TextDiff::from_lines(&golden, &actual);
    Some(
        diff.unified_diff()
            .header("original", "ours")
            .context_radius(3)
            .to_string(),
    )
}

fn exit_code(entry: &Entry) -> Entry {
    Entry {
        line: entry.line.clone(),
        exit: entry.exit,
        ..Entry::default()
    }
}

fn begins(golden: &Entry, actual: &Entry) -> Option<String> {
    let cut = |golden: &str, actual: &str| {
        let lines = golden.lines().count();
        actual.split_inclusive('\n').take(lines).collect::<String>()
    };
    let cut = Entry {
        line: actual.line.clone(),
        exit: actual.exit,
        out: cut(&golden.out, &actual.out),
        err: cut(&golden.err, &actual.err),
        show: cut(&golden.show, &actual.show),
    };
    compare(golden, &cut)
}

fn words(entry: &Entry) -> Entry {
    let collapse = |text: &str| {
        text.split_whitespace()
            .flat_map(|word| [word, "\n"])
            .collect()
    };
    Entry {
        line: entry.line.clone(),
        exit: entry.exit,
        out: collapse(&entry.out),
        err: collapse(&entry.err),
        show: collapse(&entry.show),
    }
}

fn sorted(entry: &Entry) -> Entry {
    let sort = |text: &str| {
        let separators =
            |character: char| character.is_whitespace() || ",;()'=".contains(character);
        let mut words: Vec<_> = text
            .split(separators)
            .filter(|word| !word.is_empty())
            .collect();
        words.sort_unstable();
        words.join("\n")
    };
    Entry {
        out: sort(&entry.out),
        err: sort(&entry.err),
        show: sort(&entry.show),
        ..entry.clone()
    }
}

/// Compares up to the traceback; then our error must contain the message of the exception.
fn error(golden: &Entry, actual: &Entry) -> Option<String> {
    let (before, exception) = golden.err.split_once(TRACEBACK)?;
    let lines = before.lines().count();
    let actual_before: String = actual.err.split_inclusive('\n').take(lines).collect();
    let begins = |entry: &Entry, err: &str| Entry {
        err: err.to_owned(),
        ..entry.clone()
    };
    let complaint = compare(&begins(golden, before), &begins(actual, &actual_before));
    if complaint.is_some() {
        return complaint;
    }
    let message = exception.trim().lines().next().unwrap_or_default();
    let message = message
        .split_once(": ")
        .map_or(message, |(_, message)| message);
    // A driver's own words follow its class in brackets.
    let message = message
        .split_once(") ")
        .map_or(message, |(_, message)| message);
    if actual.err.contains(message) || actual.out.contains(message) {
        return None;
    }
    Some(format!(
        "`{message}` is not in\n{}",
        write(std::slice::from_ref(actual))
    ))
}
