//! One command on both programs, and what differs.
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;

use super::command::Step;
use super::graph::Graph;
use super::original::Original;
use super::outcome::{Outcome, rows, same, words};

/// How many orders of its sets the original is asked for before a difference counts.
const HASH_SEEDS: usize = 6;
/// How long our program may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The result of a comparison.
pub(super) enum Verdict {
    /// Both did the same, or the original has no one answer.
    Same,
    /// They differ as they are meant to.
    OnPurpose,
    /// The original ended in an exception, so that there is nothing to compare.
    Crash,
    /// They differ: what the original did, and what ours did.
    Different(Box<(Outcome, Outcome)>),
}

/// Both programs and the folder in which they run.
pub(super) struct Bench {
    python: PathBuf,
    program: PathBuf,
    folder: PathBuf,
    originals: Vec<Original>,
    written: Option<Graph>,
}

impl Bench {
    /// Gets both programs ready.
    pub(super) fn new(python: PathBuf, program: PathBuf, folder: PathBuf) -> Self {
        Self {
            python,
            program,
            folder,
            originals: Vec::new(),
            written: None,
        }
    }

    /// Runs a command on both programs.
    pub(super) fn check(&mut self, graph: &Graph, step: &Step) -> Result<Verdict> {
        if self.written.as_ref() != Some(graph) {
            graph.write(&self.folder)?;
            self.written = Some(graph.clone());
        }
        let original = self.run_original(step, 0)?;
        let has_crashed =
            original.exception.is_some() || original.out.contains("Template rendering failed; see");
        let ours = self.run_ours(step)?;
        if has_crashed {
            // Ours does what was asked, or says what is wrong.
            return Ok(match ours.exit {
                0 | 255 => Verdict::Crash,
                _ => Verdict::Different(Box::new((original, ours))),
            });
        }
        if same(&original, &ours) {
            return Ok(Verdict::Same);
        }
        if is_on_purpose(graph, step, &original, &ours) {
            return Ok(Verdict::OnPurpose);
        }
        let mut others = Vec::new();
        for hash_seed in 1..HASH_SEEDS {
            let other = self.run_original(step, hash_seed)?;
            if other.exception.is_some() || same(&other, &ours) {
                return Ok(Verdict::Same);
            }
            others.push(other);
        }
        // Where the original's answer changes with the order of its sets, it is enough that ours has
        // the same words.
        let is_stable = others.iter().all(|other| *other == original);
        let has_same_words = |other: &Outcome| words(other) == words(&ours);
        if !is_stable && others.iter().chain([&original]).any(has_same_words) {
            return Ok(Verdict::Same);
        }
        Ok(Verdict::Different(Box::new((original, ours))))
    }

    fn run_original(&mut self, step: &Step, hash_seed: usize) -> Result<Outcome> {
        while self.originals.len() <= hash_seed {
            let original = Original::start(&self.python, self.originals.len())?;
            self.originals.push(original);
        }
        let before = self.version_files()?;
        let mut arguments = vec!["-c".to_owned(), "original.ini".to_owned()];
        arguments.extend(step.arguments.iter().cloned());
        let request = json!({
            "folder": self.folder,
            "databases": ["original.db", "ours.db"],
            "write": step.rows,
            "run": arguments,
            "read": "original.db",
        });
        let answer = self.originals[hash_seed].ask(&request)?;
        let text = |name: &str| self.normal(answer[name].as_str().unwrap_or_default());
        Ok(Outcome {
            exit: answer["exit"].as_i64().unwrap_or(-1),
            out: text("out"),
            err: text("err"),
            rows: rows(&answer),
            exception: answer["exception"].as_str().map(str::to_owned),
            files: self.take_new_files(&before)?,
        })
    }

    fn run_ours(&mut self, step: &Step) -> Result<Outcome> {
        let before = self.version_files()?;
        let [out, err] = ["out.txt", "err.txt"].map(|name| self.folder.join(name));
        let mut process = Command::new(&self.program)
            .args(["-c", "ours.ini"])
            .args(&step.arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(fs_err::File::create(&out)?.into_file())
            .stderr(fs_err::File::create(&err)?.into_file())
            .spawn()?;
        let start = Instant::now();
        let exit = loop {
            match process.try_wait()? {
                Some(status) => break status.code().map_or(-1, i64::from),
                None if start.elapsed() > PATIENCE => {
                    process.kill()?;
                    process.wait()?;
                    break -1;
                }
                None => thread::sleep(Duration::from_millis(1)),
            }
        };
        let answer = self.originals[0].ask(&json!({ "read": "ours.db" }))?;
        Ok(Outcome {
            exit,
            out: self.normal(&fs_err::read_to_string(&out)?),
            err: self.normal(&fs_err::read_to_string(&err)?),
            rows: rows(&answer),
            exception: None,
            files: self.take_new_files(&before)?,
        })
    }

    fn normal(&self, text: &str) -> String {
        let text = text.replace(&*self.folder.to_string_lossy(), "[PROJECT]");
        let text = text
            .replace("original.db", "x.db")
            .replace("ours.db", "x.db");
        // Python names the place of a warning and shows its line.
        let mut lines = Vec::new();
        let mut is_source = false;
        for line in text.lines() {
            if std::mem::take(&mut is_source) && line.starts_with("  ") {
                continue;
            }
            match line.split_once(" UserWarning: ") {
                Some((place, message)) if place.ends_with(':') => {
                    lines.push(format!("UserWarning: {message}"));
                    is_source = true;
                }
                _ => lines.push(line.to_owned()),
            }
        }
        lines.join("\n")
    }

    fn version_files(&self) -> Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        let mut waiting = vec![self.folder.join("scripts")];
        while let Some(folder) = waiting.pop() {
            for entry in fs_err::read_dir(&folder)? {
                let path = entry?.path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    found.push(path);
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Returns the files that were not there before, and removes them.
    fn take_new_files(&self, before: &[PathBuf]) -> Result<Vec<(String, String)>> {
        let mut found = Vec::new();
        for path in self.version_files()? {
            if !before.contains(&path) {
                let text = fs_err::read_to_string(&path)?;
                fs_err::remove_file(&path)?;
                found.push((self.name(&path), text));
            }
        }
        Ok(found)
    }

    fn name(&self, path: &Path) -> String {
        path.strip_prefix(&self.folder)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}

/// Returns whether a line of the log or of a script names a step.
fn is_step(line: &str) -> bool {
    line.contains("Running ") || line.contains("FAILED")
}

/// Returns whether we differ here on purpose, as `docs/differences.md` tells.
fn is_on_purpose(graph: &Graph, step: &Step, original: &Outcome, ours: &Outcome) -> bool {
    let name = step
        .arguments
        .first()
        .map(String::as_str)
        .unwrap_or_default();
    let is_usage = original.exit == 2 && ours.exit == 2;
    // What is wrong with the graph is said at once; the original may not have looked yet.
    let is_twice = ours.err.contains("is present more than once");
    let is_fault = graph.is_broken && (ours.exit == 255 || is_twice);
    // A range from a branch's relative name to `heads` has an answer.
    let is_range = name == "history"
        && ours.exit == 0
        && original
            .out
            .contains("Can't locate revision identified by 'heads'");
    // A stamp of several keeps a row that is itself a destination.
    let has_more_rows = || {
        let [original, ours] =
            [original, ours].map(|outcome| outcome.rows.clone().unwrap_or_default());
        original.iter().all(|row| ours.contains(row))
    };
    let has_several =
        step.arguments.len() > 2 || step.arguments.iter().any(|one| one.ends_with("heads"));
    let is_stamp = name == "stamp" && has_several && has_more_rows();
    // A branch that does not exist is a mistake also where a downgrade would not need it.
    let is_typo = name == "downgrade"
        && original.exit == 0
        && (ours.out.contains("Can't locate revision") || ours.out.contains("No such branch"));
    // The original takes what lies before the first revision for a parent, and fails later or never.
    let is_too_far =
        matches!(name, "revision" | "merge") && ours.out.contains("FAILED: Walked too far");
    // No row is left that another one implies; the steps are the same.
    let [steps, our_steps] = [original, ours].map(|outcome| {
        let lines = outcome.err.lines().chain(outcome.out.lines());
        lines
            .filter(|line| is_step(line))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    let is_implied = matches!(name, "upgrade" | "downgrade")
        && graph.has_implied_parents()
        && original.exit == ours.exit
        && steps == our_steps;
    // The original lists a set of objects, whose order is that of their addresses, and takes the
    // rows of a merge from a set of texts.
    let is_from_set = name == "current" || original.err.contains("merge, ");
    let is_set = is_from_set && words(original) == words(ours);
    is_usage || is_fault || is_range || is_stamp || is_typo || is_too_far || is_implied || is_set
}
