//! A case: the revisions of a project, and questions with the answers that the original gives.

use alembic_revision::{
    HeadTracker, Identifier, IterateOptions, Purpose, Revision, RevisionError, RevisionMap,
    RevisionRef, RevisionWarning, Step,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    revisions: Vec<File>,
    /// Warnings of making the map.
    #[serde(default)]
    warnings: Vec<String>,
    /// The error of making the map.
    #[serde(default)]
    error: Option<String>,
    /// The error that the original lacks a message for.
    #[serde(default)]
    crash: Option<String>,
    #[serde(default)]
    checks: Vec<Check>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    revision: String,
    #[serde(default)]
    down_revision: Vec<String>,
    #[serde(default)]
    depends_on: Vec<String>,
    #[serde(default)]
    branch_labels: Vec<String>,
    #[serde(default)]
    doc: String,
}

#[derive(Deserialize)]
pub(crate) struct Check {
    #[serde(flatten)]
    question: Question,
    answer: Value,
}

/// One name, several, or none.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Many(Vec<String>),
    Base(()),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case")]
enum Question {
    Heads,
    Bases,
    RealHeads,
    RealBases,
    Labels,
    Normalized,
    Lines,
    GetRevision {
        name: String,
    },
    GetRevisions {
        names: Names,
    },
    Find {
        name: String,
    },
    Numbers {
        name: String,
    },
    CurrentHead {
        branch: Option<String>,
    },
    Lineage {
        names: Names,
        name: String,
        dependencies: bool,
    },
    AllCurrent {
        heads: Vec<String>,
    },
    Iterate {
        upper: Names,
        lower: Names,
        options: Options,
    },
    Walk {
        base: String,
        head: String,
    },
    Upgrade {
        to: Names,
        current: Vec<String>,
    },
    Downgrade {
        to: Names,
        current: Vec<String>,
    },
    Stamp {
        to: Names,
        current: Vec<String>,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Options {
    implicit_base: bool,
    inclusive: bool,
    assert_relative_length: bool,
    select_for_downgrade: bool,
}

impl Default for Options {
    fn default() -> Self {
        let IterateOptions {
            implicit_base,
            inclusive,
            assert_relative_length,
            select_for_downgrade,
            ..
        } = IterateOptions::default();
        Self {
            implicit_base,
            inclusive,
            assert_relative_length,
            select_for_downgrade,
        }
    }
}

impl Names {
    fn identifier(&self) -> Identifier<'_> {
        match self {
            Self::One(name) => name.into(),
            Self::Many(names) => names.into(),
            Self::Base(()) => Identifier::Base,
        }
    }
}

impl Case {
    /// Returns what is different from what the case expects, line by line.
    pub(crate) fn differences(&self) -> Vec<String> {
        let mut differences = Vec::new();
        let mut warnings = Vec::new();
        let map = self.map(&mut warnings);
        let warnings = texts(&warnings);
        if warnings != self.warnings {
            differences.push(format!(
                "warnings {warnings:?}, expected {:?}",
                self.warnings
            ));
        }
        match (map, &self.error) {
            (Ok(_), Some(error)) => differences.push(format!("no error, expected {error}")),
            (Ok(map), None) => {
                if let Some(crash) = &self.crash {
                    differences.push(format!("no error, expected instead of {crash}"));
                }
                for check in &self.checks {
                    let answer = check.question.answer(&map);
                    if answer != check.answer {
                        differences.push(format!(
                            "{:?}\n    gives    {answer}\n    expected {}",
                            check.question, check.answer
                        ));
                    }
                }
            }
            (Err(error), Some(expected)) if error.to_string() == *expected => {}
            (Err(_), None) if self.crash.is_some() => {}
            (Err(error), expected) => {
                differences.push(format!("error {error}, expected {expected:?}"));
            }
        }
        differences
    }

    fn map(&self, warnings: &mut Vec<RevisionWarning>) -> Result<RevisionMap, RevisionError> {
        let revisions: Result<Vec<Revision>, RevisionError> = self
            .revisions
            .iter()
            .map(|file| {
                let revision = Revision::new(
                    &file.revision,
                    file.down_revision.clone(),
                    file.depends_on.clone(),
                    file.branch_labels.clone(),
                )?;
                Ok(revision.with_doc(&file.doc))
            })
            .collect();
        RevisionMap::new(revisions?, warnings)
    }
}

impl Question {
    fn answer(&self, map: &RevisionMap) -> Value {
        let mut warnings = Vec::new();
        let answer = self.ask(map, &mut warnings);
        let mut object = Map::new();
        match answer {
            Ok(value) => object.insert("ok".to_owned(), value),
            Err(error) => object.insert("error".to_owned(), json!(error.to_string())),
        };
        if !warnings.is_empty() {
            object.insert("warnings".to_owned(), json!(texts(&warnings)));
        }
        Value::Object(object)
    }

    fn ask(
        &self,
        map: &RevisionMap,
        warnings: &mut Vec<RevisionWarning>,
    ) -> Result<Value, RevisionError> {
        Ok(match self {
            Self::Heads => json!(map.heads()),
            Self::Bases => json!(map.bases()),
            Self::RealHeads => json!(map.real_heads()),
            Self::RealBases => json!(map.real_bases()),
            Self::Labels => each(map, |revision| {
                let mut labels: Vec<&str> = revision.branch_labels().collect();
                labels.sort_unstable();
                json!(labels)
            }),
            Self::Normalized => each(map, |revision| json!(revision.normalized_down_revisions())),
            Self::Lines => each(map, |revision| json!(revision.to_string())),
            Self::GetRevision { name } => json!(map.get_revision(name)?.map(RevisionRef::revision)),
            Self::GetRevisions { names } => names_of(&map.get_revisions(names.identifier())?),
            Self::Find { name } => {
                let found = map
                    .get_revision(name)
                    .map_err(|error| error.for_user(&Purpose::Lookup))?;
                json!(found.map(RevisionRef::revision))
            }
            Self::Numbers { name } => json!(
                map.as_revision_numbers(name)
                    .map_err(|error| error.for_user(&Purpose::Lookup))?
            ),
            Self::CurrentHead { branch } => json!(map.current_head(branch.as_deref())?),
            Self::Lineage {
                names,
                name,
                dependencies,
            } => {
                let revisions = map.get_revisions(names.identifier())?;
                names_of(&map.filter_for_lineage(&revisions, name, *dependencies)?)
            }
            Self::AllCurrent { heads } => {
                let current = map
                    .all_current(heads)
                    .map_err(|error| error.for_user(&Purpose::Lookup))?;
                let mut names: Vec<&str> = current.iter().map(|found| found.revision()).collect();
                names.sort_unstable();
                json!(names)
            }
            Self::Iterate {
                upper,
                lower,
                options,
            } => {
                let options = IterateOptions {
                    implicit_base: options.implicit_base,
                    inclusive: options.inclusive,
                    assert_relative_length: options.assert_relative_length,
                    select_for_downgrade: options.select_for_downgrade,
                };
                let (upper, lower) = (upper.identifier(), lower.identifier());
                names_of(&map.iterate_revisions(upper, lower, options, warnings)?)
            }
            Self::Walk { base, head } => names_of(&map.walk_revisions(base, head, warnings)?),
            Self::Upgrade { to, current } => taken(
                map,
                current,
                &map.upgrade_steps(to.identifier(), current, warnings)?,
            ),
            Self::Downgrade { to, current } => taken(
                map,
                current,
                &map.downgrade_steps(to.identifier(), current, warnings)?,
            ),
            Self::Stamp { to, current } => {
                taken(map, current, &map.stamp_steps(to.identifier(), current)?)
            }
        })
    }
}

fn each(map: &RevisionMap, value: impl Fn(RevisionRef<'_>) -> Value) -> Value {
    map.revisions()
        .map(|revision| (revision.revision().to_owned(), value(revision)))
        .collect()
}

fn names_of(revisions: &[RevisionRef<'_>]) -> Value {
    revisions
        .iter()
        .map(|revision| revision.revision())
        .collect()
}

fn texts(warnings: &[RevisionWarning]) -> Vec<String> {
    warnings.iter().map(ToString::to_string).collect()
}

/// Returns for each step its text, how it changes the version table, and the heads after it.
fn taken(map: &RevisionMap, current: &[String], steps: &[Step]) -> Value {
    let mut tracker = HeadTracker::new(map, current);
    let mut taken = Vec::new();
    for step in steps {
        let text = step.to_string();
        match tracker.apply(step) {
            Ok(change) => {
                let heads: Vec<&str> = tracker.heads().collect();
                taken.push(json!([text, change.to_string(), heads.join(" ")]));
            }
            Err(error) => {
                taken.push(json!([text, {"error": error.to_string()}]));
                break;
            }
        }
    }
    Value::Array(taken)
}
