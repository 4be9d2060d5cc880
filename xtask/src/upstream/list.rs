//! The list of the tests that do not pass yet.
//!
//! ```text
//! # why the tests below do not pass
//! tests/test_a.py::T::test_x
//! @postgresql,mariadb tests/test_a.py::T::test_y
//! ```
//!
//! The first does not pass wherever it runs, the second on two databases only. The order of reasons is
//! that of their texts. Where a reason begins with `varies`, nothing is said of tests that pass.
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};

use super::Database;

/// How the reason of tests begins that pass in some runs and fail in others.
const VARIES: &str = "varies";

/// The reason of tests that nobody has looked at.
const UNKNOWN: &str = "without a reason yet";

/// The tests that do not pass, by reason, each with the databases on which it does not.
#[derive(Debug, Default, PartialEq)]
pub(super) struct List {
    reasons: BTreeMap<String, BTreeMap<String, BTreeSet<Database>>>,
}

impl List {
    /// Reads a list; where there is no file, it is empty.
    pub(super) fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        Self::parse(&fs_err::read_to_string(path)?)
    }

    fn parse(text: &str) -> Result<Self> {
        let mut list = Self::default();
        let mut reason = String::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(text) = line.strip_prefix("# ") {
                text.clone_into(&mut reason);
                continue;
            }
            let (databases, test) = match line.strip_prefix('@') {
                Some(rest) => {
                    let (names, test) = rest
                        .split_once(' ')
                        .with_context(|| format!("no test after {line}"))?;
                    (databases(names)?, test)
                }
                None => (Database::ALL.into(), line),
            };
            let tests = list.reasons.entry(reason.clone()).or_default();
            tests.insert(test.to_owned(), databases);
        }
        Ok(list)
    }

    /// Writes the list.
    pub(super) fn write(&self, path: &Path) -> Result<()> {
        Ok(fs_err::write(path, self.text())?)
    }

    fn text(&self) -> String {
        let mut text = String::new();
        for (reason, tests) in &self.reasons {
            text.push_str(&format!("# {reason}\n"));
            for (test, databases) in tests {
                if databases.len() < Database::ALL.len() {
                    let names: Vec<&str> = databases.iter().map(|it| it.name()).collect();
                    text.push_str(&format!("@{} ", names.join(",")));
                }
                text.push_str(&format!("{test}\n"));
            }
            text.push('\n');
        }
        text
    }

    /// Returns those of the tests that failed which are not on the list.
    pub(super) fn missing(&self, database: Database, failed: &BTreeSet<String>) -> Vec<String> {
        let is_listed = |test: &&String| {
            let mut reasons = self.reasons.values();
            reasons.any(|tests| {
                let listed = tests.get(*test);
                listed.is_some_and(|databases| databases.contains(&database))
            })
        };
        failed
            .iter()
            .filter(|test| !is_listed(test))
            .cloned()
            .collect()
    }

    /// Returns those of the tests that passed which the list says do not.
    pub(super) fn outdated(&self, database: Database, passed: &BTreeSet<String>) -> Vec<String> {
        self.reasons
            .iter()
            .filter(|(reason, _)| !reason.starts_with(VARIES))
            .flat_map(|(_, tests)| tests)
            .filter(|(test, databases)| databases.contains(&database) && passed.contains(*test))
            .map(|(test, _)| test.clone())
            .collect()
    }

    /// Takes tests that pass off the list, and puts those that fail on it, without a reason.
    pub(super) fn update(&mut self, database: Database, missing: &[String], outdated: &[String]) {
        for tests in self.reasons.values_mut() {
            for test in outdated {
                if let Some(databases) = tests.get_mut(test) {
                    databases.remove(&database);
                }
            }
            tests.retain(|_, databases| !databases.is_empty());
        }
        self.reasons.retain(|_, tests| !tests.is_empty());
        for test in missing {
            let tests = self.reasons.entry(UNKNOWN.to_owned()).or_default();
            tests.entry(test.clone()).or_default().insert(database);
        }
    }
}

fn databases(names: &str) -> Result<BTreeSet<Database>> {
    names
        .split(',')
        .map(|name| {
            let mut all = Database::ALL.into_iter();
            all.find(|database| database.name() == name)
                .with_context(|| format!("{name} is no database of these tests"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# one\na\n@postgresql,mariadb b\n\n# varies\nc\n\n";

    fn set(tests: &[&str]) -> BTreeSet<String> {
        tests.iter().map(|test| (*test).to_owned()).collect()
    }

    #[test]
    fn a_list_is_written_as_it_was_read() {
        assert_eq!(List::parse(TEXT).unwrap().text(), TEXT);
        assert!(List::parse("@other a").is_err());
    }

    #[test]
    fn each_database_has_its_own_truth() {
        let list = List::parse(TEXT).unwrap();
        assert_eq!(
            list.missing(Database::Sqlite, &set(&["a", "b", "c", "d"])),
            ["b", "d"]
        );
        assert_eq!(
            list.outdated(Database::Sqlite, &set(&["a", "b", "c"])),
            ["a"]
        );
        assert_eq!(
            list.outdated(Database::Mariadb, &set(&["a", "b", "c"])),
            ["a", "b"]
        );
    }

    #[test]
    fn the_list_follows_the_outcomes() {
        let mut list = List::parse(TEXT).unwrap();
        list.update(
            Database::Postgresql,
            &["d".to_owned()],
            &["a".to_owned(), "b".to_owned()],
        );
        assert_eq!(
            list.text(),
            "# one\n@sqlite,mariadb a\n@mariadb b\n\n# varies\nc\n\n# without a reason yet\n@postgresql d\n\n"
        );
    }
}
