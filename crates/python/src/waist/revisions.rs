//! `revisions.*`: a revision map, that of a script directory or one that Python made by itself.

use std::rc::Rc;

use alembic_revision::{
    CycleKind, Direction, HeadChange, HeadTracker, Identifier, IterateOptions, Revision,
    RevisionError, RevisionMap, RevisionRef, RevisionWarning, Step,
};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::steps::Described;
use super::{Waist, no_such, read, unknown_request};
use crate::host::EngineError;

/// Which map is meant.
#[derive(Deserialize)]
struct Which {
    #[serde(default)]
    map: Option<u64>,
    #[serde(default)]
    script: Option<u64>,
}

/// A revision as Python declares it.
#[derive(Deserialize)]
struct Declared {
    revision: String,
    #[serde(default)]
    down_revision: Names,
    #[serde(default)]
    dependencies: Names,
    #[serde(default)]
    branch_labels: Names,
    #[serde(default)]
    doc: String,
}

/// No name, one name or several.
#[derive(Default, Deserialize)]
#[serde(untagged)]
pub(super) enum Names {
    #[default]
    None,
    One(String),
    Several(Vec<String>),
}

impl Names {
    pub(super) fn into_list(self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(name) => vec![name],
            Self::Several(names) => names,
        }
    }

    pub(super) fn identifier(&self) -> Identifier<'_> {
        match self {
            Self::None => Identifier::Base,
            Self::One(name) => Identifier::One(name),
            Self::Several(names) => Identifier::Many(names),
        }
    }
}

impl Declared {
    fn into_revision(self) -> Result<Revision, EngineError> {
        let revision = Revision::new(
            self.revision,
            self.down_revision.into_list(),
            self.dependencies.into_list(),
            self.branch_labels.into_list(),
        )
        .map_err(raised)?;
        Ok(revision.with_doc(self.doc))
    }
}

#[derive(Deserialize)]
struct Create {
    revisions: Vec<Declared>,
}

#[derive(Deserialize)]
struct Add {
    revision: Declared,
}

#[derive(Deserialize)]
struct Lookup {
    #[serde(default)]
    id: Names,
}

#[derive(Deserialize)]
struct Iterate {
    #[serde(default)]
    upper: Names,
    #[serde(default)]
    lower: Names,
    #[serde(default)]
    implicit_base: bool,
    #[serde(default)]
    inclusive: bool,
    #[serde(default = "yes")]
    assert_relative_length: bool,
    #[serde(default)]
    select_for_downgrade: bool,
}

#[derive(Deserialize)]
struct Lineage {
    #[serde(default)]
    targets: Names,
    check_against: String,
    #[serde(default)]
    include_dependencies: bool,
}

/// A step, the heads before it, and the context whose version table is to follow.
#[derive(Deserialize)]
struct Apply {
    heads: Vec<String>,
    step: Described,
    #[serde(default)]
    context: Option<u64>,
}

/// A step.
#[derive(Deserialize)]
struct OneStep {
    step: Described,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
struct Plan {
    kind: PlanKind,
    #[serde(default)]
    destination: Names,
    #[serde(default)]
    current: Names,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum PlanKind {
    Upgrade,
    Downgrade,
    Stamp,
}

#[derive(Deserialize)]
struct Branch {
    #[serde(default)]
    branch: Option<String>,
}

pub(super) fn answer(waist: &Waist, verb: &str, payload: Json) -> Result<Json, EngineError> {
    let mut warnings = Vec::new();
    let answer = match verb {
        "create" => {
            let declared = read::<Create>(payload)?.revisions.into_iter();
            let revisions = declared
                .map(Declared::into_revision)
                .collect::<Result<_, _>>()?;
            let map = RevisionMap::new(revisions, &mut warnings).map_err(raised)?;
            Ok(json!({ "map": waist.maps.borrow_mut().add(Rc::new(map)) }))
        }
        "check" => {
            read::<Add>(payload)?.revision.into_revision()?;
            Ok(Json::Null)
        }
        "add" => {
            let number = read::<Which>(payload.clone())?.map.unwrap_or_default();
            let revision = read::<Add>(payload)?.revision.into_revision()?;
            let mut map = RevisionMap::clone(&*waist.map(number)?);
            map.add_revision(revision, &mut warnings).map_err(raised)?;
            waist.maps.borrow_mut().replace(number, Rc::new(map));
            Ok(Json::Null)
        }
        _ => {
            let which: Which = read(payload.clone())?;
            match (which.map, which.script) {
                (Some(number), _) => ask(waist, &*waist.map(number)?, verb, payload, &mut warnings),
                (None, Some(number)) => {
                    let script = waist.script(number)?;
                    ask(waist, script.revision_map()?, verb, payload, &mut warnings)
                }
                (None, None) => ask(waist, &RevisionMap::default(), verb, payload, &mut warnings),
            }
        }
    };
    for warning in &warnings {
        warn(warning);
    }
    answer
}

/// Returns an error of the graph as the class that `alembic.script.revision` has for it.
///
/// What users of commands are told is another matter: it is a `CommandError`.
fn raised(error: RevisionError) -> EngineError {
    let class = match &error {
        RevisionError::NotAnAncestor { .. } => "RangeNotAncestorError",
        RevisionError::MultipleHeads { .. } => "MultipleHeads",
        RevisionError::NoSuchRevision { .. }
        | RevisionError::AmbiguousRevision { .. }
        | RevisionError::NotInBranch { .. }
        | RevisionError::NoSuchBranch { .. } => "ResolutionError",
        RevisionError::CycleDetected { kind, .. } => match kind {
            CycleKind::SelfLoop => "LoopDetected",
            CycleKind::DependencyCycle => "DependencyCycleDetected",
            CycleKind::DependencySelfLoop => "DependencyLoopDetected",
            _ => "CycleDetected",
        },
        _ => "RevisionError",
    };
    EngineError::new(
        format!("alembic.script.revision.{class}"),
        error.to_string(),
    )
}

fn warn(warning: &RevisionWarning) {
    log::warn!(target: "py.warnings", "UserWarning: {warning}");
}

fn ask(
    waist: &Waist,
    map: &RevisionMap,
    verb: &str,
    payload: Json,
    warnings: &mut Vec<RevisionWarning>,
) -> Result<Json, EngineError> {
    Ok(match verb {
        "describe" => json!({
            "heads": map.heads(),
            "bases": map.bases(),
            "real_heads": map.real_heads(),
            "real_bases": map.real_bases(),
        }),
        "all" => list(map.revisions().collect()),
        "get_revisions" => {
            let asked: Lookup = read(payload)?;
            list(map.get_revisions(asked.id.identifier()).map_err(raised)?)
        }
        "all_current" => {
            let asked: Lookup = read(payload)?;
            list(map.all_current(asked.id.identifier()).map_err(raised)?)
        }
        "current_head" => {
            let Branch { branch } = read(payload)?;
            json!(map.current_head(branch.as_deref()).map_err(raised)?)
        }
        "filter_for_lineage" => {
            let asked: Lineage = read(payload)?;
            let targets = map
                .get_revisions(asked.targets.identifier())
                .map_err(raised)?;
            let found =
                map.filter_for_lineage(&targets, &asked.check_against, asked.include_dependencies);
            list(found.map_err(raised)?)
        }
        "iterate" => {
            let asked: Iterate = read(payload)?;
            let options = IterateOptions {
                implicit_base: asked.implicit_base,
                inclusive: asked.inclusive,
                assert_relative_length: asked.assert_relative_length,
                select_for_downgrade: asked.select_for_downgrade,
            };
            let (upper, lower) = (asked.upper.identifier(), asked.lower.identifier());
            list(
                map.iterate_revisions(upper, lower, options, warnings)
                    .map_err(raised)?,
            )
        }
        "apply" => {
            let asked: Apply = read(payload)?;
            let context = asked.context.map(|number| waist.context(number));
            let context = context.transpose()?;
            let step = asked.step.in_map(map)?;
            let mut tracker = HeadTracker::new(map, asked.heads);
            let change = tracker.apply(&step)?;
            if let Some(context) = context {
                context.version_table().apply(&context, &change)?;
            }
            json!({
                "heads": tracker.heads().collect::<Vec<_>>(),
                "change": head_change(&change),
            })
        }
        "step" => step(&read::<OneStep>(payload)?.step.in_map(map)?),
        "plan" => {
            let Plan {
                kind,
                destination,
                current,
            } = read(payload)?;
            let (destination, current) = (destination.identifier(), current.identifier());
            let steps = match kind {
                PlanKind::Upgrade => map.upgrade_steps(destination, current, warnings)?,
                PlanKind::Downgrade => map.downgrade_steps(destination, current, warnings)?,
                PlanKind::Stamp => map.stamp_steps(destination, current)?,
            };
            steps.iter().map(step).collect()
        }
        _ => return Err(unknown_request(&format!("revisions.{verb}"))),
    })
}

fn list(found: Vec<RevisionRef<'_>>) -> Json {
    found.into_iter().map(describe).collect()
}

/// Describes a revision as `alembic.script.revision.Revision` shows it.
pub(super) fn describe(revision: RevisionRef<'_>) -> Json {
    json!({
        "revision": revision.revision(),
        "down_revision": match revision.down_revisions() {
            [] => Json::Null,
            [one] => json!(one),
            several => json!(several),
        },
        "dependencies": revision.declared().dependencies(),
        "resolved_dependencies": revision.resolved_dependencies(),
        "normalized_down_revisions": revision.normalized_down_revisions(),
        "branch_labels": revision.branch_labels().collect::<Vec<_>>(),
        "is_head": revision.is_head(),
        "is_real_head": revision.is_real_head(),
        "is_base": revision.is_base(),
        "is_branch_point": revision.is_branch_point(),
        "is_merge_point": revision.is_merge_point(),
        "nextrev": revision.next_revisions(),
        "all_nextrev": revision.all_next_revisions(),
    })
}

fn head_change(change: &HeadChange) -> Json {
    match change {
        HeadChange::Insert { revision } => json!({ "insert": [revision] }),
        HeadChange::Delete { revision } => json!({ "delete": [revision] }),
        HeadChange::Update { from, to } => json!({ "update": [from, to] }),
        HeadChange::Merge { delete, from, to } => {
            json!({ "delete": delete, "update": [from, to] })
        }
        HeadChange::Unmerge { insert, from, to } => {
            json!({ "insert": insert, "update": [from, to] })
        }
    }
}

/// Describes a step as `alembic.runtime.migration.MigrationStep` shows it.
fn step(step: &Step) -> Json {
    let is_upgrade = step.direction() == Direction::Upgrade;
    let mut described = json!({
        "is_upgrade": is_upgrade,
        "name": step.name(),
        "doc": step.doc(),
        "short_log": step.short_log(),
        "text": step.to_string(),
        "from_revisions": step.from_revisions(),
        "to_revisions": step.to_revisions(),
        "from_revisions_no_deps": step.from_revisions_without_dependencies(),
        "to_revisions_no_deps": step.to_revisions_without_dependencies(),
    });
    match step {
        Step::Revision(inner) => {
            described["step"] = json!("revision");
            described["revision"] = json!(inner.revision);
        }
        Step::Stamp(inner) => {
            described["step"] = json!("stamp");
            described["from"] = json!(inner.from);
            described["to"] = json!(inner.to);
            described["branch_move"] = json!(inner.is_branch_move);
        }
    }
    described
}

impl Waist {
    fn map(&self, number: u64) -> Result<Rc<RevisionMap>, EngineError> {
        let found = self.maps.borrow().get(number).cloned();
        found.ok_or_else(|| no_such("revision map", number))
    }

    /// Reads the version files of a folder again.
    pub fn refresh_script(&self, number: u64) -> Result<(), EngineError> {
        let found = self.scripts.borrow().get(number).cloned();
        let (project, script) = found.ok_or_else(|| no_such("script", number))?;
        let script = Rc::new(script.refreshed()?);
        self.scripts.borrow_mut().replace(number, (project, script));
        Ok(())
    }
}
