//! The steps of a plan that a function of Python's gives.

use alembic_revision::{Direction, RevisionMap, StampStep, Step};
use alembic_runtime::{RuntimeError, ScriptError};
use alembic_script::ScriptDirectory;
use serde::Deserialize;
use serde_json::Value as Json;

/// A step as Python describes it.
#[derive(Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(super) enum Described {
    Revision {
        revision: String,
        is_upgrade: bool,
    },
    Stamp {
        from: Vec<String>,
        to: Vec<String>,
        is_upgrade: bool,
        branch_move: bool,
    },
}

/// Returns the steps that Python describes.
pub(super) fn read(script: &ScriptDirectory, steps: Json) -> Result<Vec<Step>, RuntimeError> {
    let described: Vec<Described> = serde_json::from_value(steps)
        .map_err(|error| ScriptError::new("TypeError", error.to_string()))?;
    let map = script.revision_map()?;
    described.into_iter().map(|step| step.in_map(map)).collect()
}

impl Described {
    /// Returns the step, whose revision must be in a map.
    pub(super) fn in_map(self, map: &RevisionMap) -> Result<Step, RuntimeError> {
        match self {
            Self::Revision {
                revision,
                is_upgrade,
            } => {
                let found = map.get_revision(&revision)?;
                let found = found.ok_or_else(|| {
                    ScriptError::new("ValueError", format!("no step runs {revision:?}"))
                })?;
                Ok(Step::of_revision(found, direction(is_upgrade)))
            }
            Self::Stamp {
                from,
                to,
                is_upgrade,
                branch_move,
            } => Ok(Step::Stamp(StampStep {
                from,
                to,
                direction: direction(is_upgrade),
                is_branch_move: branch_move,
            })),
        }
    }
}

fn direction(is_upgrade: bool) -> Direction {
    if is_upgrade {
        Direction::Upgrade
    } else {
        Direction::Downgrade
    }
}
