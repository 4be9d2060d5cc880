//! What a program did, and when two of them did the same.
use serde_json::Value as Json;

/// What a program did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) exit: i64,
    pub(super) out: String,
    pub(super) err: String,
    pub(super) rows: Option<Vec<String>>,
    pub(super) files: Vec<(String, String)>,
    /// The exception that left the original.
    pub(super) exception: Option<String>,
}

/// Returns the rows of an answer, sorted.
pub(super) fn rows(answer: &Json) -> Option<Vec<String>> {
    let mut rows: Vec<String> = answer["rows"]
        .as_array()?
        .iter()
        .filter_map(|row| row.as_str().map(str::to_owned))
        .collect();
    rows.sort();
    Some(rows)
}

/// Returns whether two outcomes are the same to a user.
pub(super) fn same(original: &Outcome, ours: &Outcome) -> bool {
    let original = &canonical(original);
    let ours = &canonical(ours);
    // After an error ours may say more.
    let err = if ours.exit == 0 {
        ours.err == original.err
    } else {
        ours.err.starts_with(&original.err)
    };
    err && Outcome {
        err: String::new(),
        ..original.clone()
    } == Outcome {
        err: String::new(),
        ..ours.clone()
    }
}

/// Returns an outcome without what differs from run to run, or by the time at which it is printed.
fn canonical(outcome: &Outcome) -> Outcome {
    // The original warns of duplicates when it reads the files, and ours before it.
    let is_kept = |line: &&str| !line.contains("is present more than once");
    let err: Vec<&str> = outcome.err.lines().filter(is_kept).collect();
    let mut out: Vec<String> = outcome.out.lines().map(without_set_order).collect();
    // What a revision branches into is a set, below one another in `branches`.
    for lines in out.chunk_by_mut(|one, other| is_child(one) && is_child(other)) {
        lines.sort();
    }
    Outcome {
        out: out.join("\n"),
        err: err.join("\n"),
        ..outcome.clone()
    }
}

fn is_child(line: &str) -> bool {
    line.trim_start().starts_with("-> ") && line.starts_with(' ')
}

/// Returns a line with the names that come from a set in alphabetical order.
fn without_set_order(line: &str) -> String {
    let sorted = |names: &str| {
        let mut names: Vec<&str> = names.split(", ").collect();
        names.sort_unstable();
        names.join(", ")
    };
    for title in ["Branches into: ", "Branch names: "] {
        if let Some(names) = line.strip_prefix(title) {
            return format!("{title}{}", sorted(names));
        }
    }
    // Labels are in brackets.
    let mut parts = line.split('(');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(')') {
            Some((names, rest)) => text.push_str(&format!("({}){rest}", sorted(names))),
            None => text.push_str(&format!("({part}")),
        }
    }
    text
}

/// Returns what an outcome consists of, in any order.
pub(super) fn words(outcome: &Outcome) -> Vec<String> {
    let text = format!(
        "{:?} {}\n{}\n{:?}",
        outcome.exit, outcome.out, outcome.err, outcome.rows
    );
    let is_separator =
        |character: char| character.is_whitespace() || ",;()'\"[]".contains(character);
    let mut words: Vec<String> = text
        .split(is_separator)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.sort();
    words
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(formatter, "exit {}", self.exit)?;
        if let Some(exception) = &self.exception {
            writeln!(formatter, "{exception}")?;
        }
        for (prefix, text) in [("out", &self.out), ("err", &self.err)] {
            for line in text.lines() {
                writeln!(formatter, "{prefix}| {line}")?;
            }
        }
        writeln!(formatter, "rows {:?}", self.rows)?;
        for (name, text) in &self.files {
            writeln!(formatter, "{name}\n{text}")?;
        }
        Ok(())
    }
}
