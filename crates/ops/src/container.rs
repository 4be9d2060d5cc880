//! Containers of operations: what autogenerate finds, and the script that it becomes.

use std::collections::BTreeSet;

use alembic_schema::Name;
use serde::{Deserialize, Deserializer, Serialize};

use crate::reverse::reversed;
use crate::{Operation, OpsError};

/// Operations on one table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModifyTableOps {
    /// The table's name.
    pub table_name: Name,
    /// The table's schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Name>,
    /// The operations.
    pub ops: Vec<Operation>,
}

impl ModifyTableOps {
    /// Returns the container that undoes this one.
    pub fn reverse(&self) -> Result<Self, OpsError> {
        Ok(Self {
            table_name: self.table_name.clone(),
            schema: self.schema.clone(),
            ops: reversed(&self.ops)?,
        })
    }
}

/// The operations of an `upgrade()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename = "upgrade_ops")]
pub struct UpgradeOps {
    /// The operations.
    #[serde(default)]
    pub ops: Vec<Operation>,
    /// The variable of the template that gets their text.
    #[serde(default = "upgrade_token")]
    pub upgrade_token: String,
}

impl UpgradeOps {
    /// Returns the operations of the `downgrade()` that undoes these.
    pub fn reverse(&self) -> Result<DowngradeOps, OpsError> {
        Ok(DowngradeOps {
            ops: reversed(&self.ops)?,
            ..DowngradeOps::default()
        })
    }

    /// Returns whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }
}

impl Default for UpgradeOps {
    fn default() -> Self {
        Self {
            ops: Vec::new(),
            upgrade_token: upgrade_token(),
        }
    }
}

/// The operations of a `downgrade()`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename = "downgrade_ops")]
pub struct DowngradeOps {
    /// The operations.
    #[serde(default)]
    pub ops: Vec<Operation>,
    /// The variable of the template that gets their text.
    #[serde(default = "downgrade_token")]
    pub downgrade_token: String,
}

impl DowngradeOps {
    /// Returns the operations of the `upgrade()` that undoes these.
    pub fn reverse(&self) -> Result<UpgradeOps, OpsError> {
        Ok(UpgradeOps {
            ops: reversed(&self.ops)?,
            ..UpgradeOps::default()
        })
    }

    /// Returns whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }
}

impl Default for DowngradeOps {
    fn default() -> Self {
        Self {
            ops: Vec::new(),
            downgrade_token: downgrade_token(),
        }
    }
}

/// A script to be written.
///
/// The lists hold one container for each run of `env.py`'s migrations: a project of several databases
/// has as many as it has databases.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename = "migration_script", default)]
pub struct MigrationScript {
    /// The revision's identifier.
    pub rev_id: Option<String>,
    /// The revision's message.
    pub message: Option<String>,
    /// The lines that import what the text names.
    pub imports: BTreeSet<String>,
    /// The revisions that it follows.
    #[serde(deserialize_with = "one_or_many")]
    pub head: Vec<String>,
    /// Whether it may follow a revision that is no head.
    pub splice: bool,
    /// The labels of the branch that begins with it.
    #[serde(deserialize_with = "one_or_many")]
    pub branch_label: Vec<String>,
    /// The folder that it is written to.
    pub version_path: Option<String>,
    /// The revisions that it depends on.
    #[serde(deserialize_with = "one_or_many")]
    pub depends_on: Vec<String>,
    /// The operations of each `upgrade()`.
    pub upgrade_ops_list: Vec<UpgradeOps>,
    /// The operations of each `downgrade()`.
    pub downgrade_ops_list: Vec<DowngradeOps>,
}

fn upgrade_token() -> String {
    "upgrades".to_owned()
}

fn downgrade_token() -> String {
    "downgrades".to_owned()
}

/// Reads what may be absent, a string or a list of strings.
fn one_or_many<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Form {
        One(String),
        Many(Vec<String>),
    }
    Ok(match Option::<Form>::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Form::One(one)) => vec![one],
        Some(Form::Many(many)) => many,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_script_survives_its_json_form() {
        let json = json!({
            "op": "migration_script", "rev_id": "a1", "message": null,
            "imports": ["import citext"], "head": ["head"], "splice": false, "branch_label": [],
            "version_path": null, "depends_on": [],
            "upgrade_ops_list": [{"op": "upgrade_ops", "ops": [
                {"op": "modify_table_ops", "table_name": "t", "schema": "s", "ops": [
                    {"op": "drop_column", "table_name": "t", "column_name": "c"},
                ]},
            ], "upgrade_token": "engine1_upgrades"}],
            "downgrade_ops_list":
                [{"op": "downgrade_ops", "ops": [], "downgrade_token": "downgrades"}],
        });
        let script: MigrationScript = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&script).unwrap(), json);
    }

    #[test]
    fn what_is_one_name_or_several_is_read_in_either_form() {
        for (form, expected) in [
            (json!(null), vec![]),
            (json!("a"), vec!["a"]),
            (json!(["a", "b"]), vec!["a", "b"]),
        ] {
            let script: MigrationScript =
                serde_json::from_value(json!({"branch_label": form})).unwrap();
            assert_eq!(script.branch_label, expected);
        }
    }
}
