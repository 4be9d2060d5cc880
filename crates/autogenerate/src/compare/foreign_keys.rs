//! Foreign keys, which are compared by what they say and not by their names.

use std::collections::BTreeSet;

use alembic_ops::{CreateConstraint, Operation};
use alembic_schema::{Constraint, ConstraintKind, Name};

use super::sides::{DatabaseTable, ModelTable};
use super::tables::{database_object, model_object};
use super::{Comparison, Hooks, Item, ObjectKind, Parents};

const LOGGER: &str = "alembic.autogenerate.compare.constraints";

type Key = (Option<String>, String);

/// What a foreign key says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Signature {
    pub(super) columns: Columns,
    onupdate: Option<String>,
    ondelete: Option<String>,
    deferral: &'static str,
}

/// The columns that a foreign key connects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Columns {
    source_schema: Option<String>,
    source: Vec<String>,
    /// The table with its schema, and the columns.
    target_table: String,
    target: Vec<String>,
}

impl Signature {
    pub(super) fn of(schema: Option<&Name>, constraint: &Constraint) -> Option<Self> {
        let ConstraintKind::ForeignKey {
            columns,
            refcolumns,
            onupdate,
            ondelete,
            ..
        } = &constraint.kind
        else {
            return None;
        };
        let mut target_table = String::new();
        let mut target = Vec::new();
        for reference in refcolumns {
            let (table, column) = reference.rsplit_once('.').unwrap_or((reference, ""));
            table.clone_into(&mut target_table);
            target.push(column.to_owned());
        }
        let action = |action: &Option<String>| {
            action
                .as_ref()
                .map(|action| action.to_lowercase())
                .filter(|action| !action.is_empty() && action != "no action")
        };
        let is_deferred = constraint
            .initially
            .as_ref()
            .is_some_and(|initially| initially.eq_ignore_ascii_case("deferred"));
        Some(Self {
            columns: Columns {
                source_schema: schema.map(Name::to_string),
                source: columns.iter().map(Name::to_string).collect(),
                target_table,
                target,
            },
            onupdate: action(onupdate),
            ondelete: action(ondelete),
            deferral: if is_deferred {
                "initially_deferrable"
            } else if constraint.deferrable == Some(true) {
                "deferrable"
            } else {
                "not deferrable"
            },
        })
    }
}

impl<H: Hooks> Comparison<'_, H> {
    /// Adds the operations for the foreign keys of a table that is on both sides.
    pub(super) fn foreign_keys(
        &self,
        key: &Key,
        model: &ModelTable,
        database: &DatabaseTable,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let wanted: Vec<Constraint> = model
            .table
            .constraints
            .iter()
            .filter(|constraint| matches!(constraint.kind, ConstraintKind::ForeignKey { .. }))
            .cloned()
            .collect();
        let mut existing = Vec::new();
        for constraint in database.foreign_keys() {
            let parents = Parents {
                schema: key.0.as_deref(),
                table: Some(&key.1),
            };
            let name = constraint.name.as_deref();
            if self
                .hooks
                .include_name(name, ObjectKind::ForeignKeyConstraint, parents)?
            {
                existing.push(constraint.clone());
            }
        }
        let model_schema = model.table.schema.as_ref();
        let database_schema = database.table.schema.as_ref();
        let signatures = |schema, constraints: &[Constraint]| -> BTreeSet<Signature> {
            constraints
                .iter()
                .filter_map(|constraint| Signature::of(schema, constraint))
                .collect()
        };
        let wanted_signatures = signatures(model_schema, &wanted);
        self.rules
            .correct_foreign_keys(&mut existing, database_schema, &wanted, model_schema);
        let existing_signatures = signatures(database_schema, &existing);

        let mut seen = BTreeSet::new();
        for constraint in &existing {
            let Some(signature) = Signature::of(database_schema, constraint) else {
                continue;
            };
            if wanted_signatures.contains(&signature) || !seen.insert(signature.clone()) {
                continue;
            }
            let object = database_object(
                database,
                Item::Constraint(constraint),
                constraint.name.as_ref(),
            );
            let compare_to = same_name(&wanted, constraint.name.as_ref())
                .map(|other| model_object(model, Item::Constraint(other), other.name.as_ref()));
            let kind = ObjectKind::ForeignKeyConstraint;
            if self.hooks.include_object(object, kind, compare_to)? {
                let create = CreateConstraint {
                    table_name: database.table.name.clone(),
                    schema: database_schema.cloned(),
                    constraint: constraint.clone(),
                };
                operations.push(Operation::DropConstraint(create.reverse()));
                tell("removed", &signature, &key.1);
            }
        }
        let mut seen = BTreeSet::new();
        for constraint in &wanted {
            let Some(signature) = Signature::of(model_schema, constraint) else {
                continue;
            };
            if existing_signatures.contains(&signature) || !seen.insert(signature.clone()) {
                continue;
            }
            let object = model_object(
                model,
                Item::Constraint(constraint),
                constraint.name.as_ref(),
            );
            let compare_to = same_name(&existing, constraint.name.as_ref()).map(|other| {
                database_object(database, Item::Constraint(other), other.name.as_ref())
            });
            let kind = ObjectKind::ForeignKeyConstraint;
            if self.hooks.include_object(object, kind, compare_to)? {
                operations.push(Operation::CreateForeignKey(CreateConstraint {
                    table_name: model.table.name.clone(),
                    schema: model_schema.cloned(),
                    constraint: constraint.clone(),
                }));
                tell("added", &signature, &key.1);
            }
        }
        Ok(())
    }
}

fn same_name<'c>(constraints: &'c [Constraint], name: Option<&Name>) -> Option<&'c Constraint> {
    let name = name?.as_str();
    constraints
        .iter()
        .find(|constraint| constraint.name.as_deref() == Some(name))
}

fn tell(what: &str, signature: &Signature, table: &str) {
    let Columns {
        source_schema,
        source,
        target,
        ..
    } = &signature.columns;
    let schema = source_schema
        .as_ref()
        .map(|schema| format!("{schema}."))
        .unwrap_or_default();
    log::info!(
        target: LOGGER,
        "Detected {what} foreign key ({})({}) on table {schema}{table}",
        source.join(", "),
        target.join(", ")
    );
}
