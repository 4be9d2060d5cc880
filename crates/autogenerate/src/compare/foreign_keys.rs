//! Foreign keys, which are compared by what they say and not by their names.

use std::collections::BTreeSet;

use alembic_ops::{CreateConstraint, Operation};
use alembic_schema::{Constraint, ConstraintKind, Name};

use super::constraints::{Named, create_index};
use super::sides::{DatabaseTable, ModelTable};
use super::tables::{database_object, dotted, model_object};
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

/// Returns the table that a foreign key refers to, with its schema.
pub(super) fn referred_table(constraint: &Constraint) -> Option<&str> {
    match &constraint.kind {
        ConstraintKind::ForeignKey { refcolumns, .. } => {
            Some(refcolumns.first()?.rsplit_once('.')?.0)
        }
        _ => None,
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
        let mut wanted: Vec<Constraint> = model
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
        let named = Named {
            table_name: &key.1,
            model: Some(model),
            database: Some(database),
        };
        if self.foreign_keys_corrected_by_project(&named, &mut existing, &mut wanted)? {
            self.rules
                .correct_foreign_keys(&mut existing, database_schema, &wanted, model_schema);
        }
        let wanted_signatures = signatures(model_schema, &wanted);
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
        if !database.renamed.foreign_keys.is_empty() {
            self.renamed_foreign_keys(key, model, database, &existing, &wanted, operations)?;
        }
        Ok(())
    }

    /// Replaces foreign keys that say the same as before, since names have changed, where their own
    /// name is to follow, or where the database keeps an index for them whose name is to.
    fn renamed_foreign_keys(
        &self,
        key: &Key,
        model: &ModelTable,
        database: &DatabaseTable,
        existing: &[Constraint],
        wanted: &[Constraint],
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let (model_schema, database_schema) =
            (model.table.schema.as_ref(), database.table.schema.as_ref());
        for constraint in existing {
            let Some(name) = constraint.name.as_ref() else {
                continue;
            };
            let same = wanted.iter().find(|other| {
                Signature::of(model_schema, other) == Signature::of(database_schema, constraint)
            });
            let Some(other) =
                same.filter(|_| database.renamed.foreign_keys.contains(name.as_str()))
            else {
                continue;
            };
            let new_name = match &other.name {
                Some(new_name) => self.compiler.final_name(new_name)?,
                None => name.to_string(),
            };
            let gets_new_name = new_name != name.as_str() && self.rules.can_replace_foreign_keys();
            let index = self
                .rules
                .index_of_foreign_key(constraint, database)
                .filter(|index| gets_new_name || index.name != constraint.name);
            let object = model_object(model, Item::Constraint(other), other.name.as_ref());
            let compare_to = database_object(database, Item::Constraint(constraint), Some(name));
            let kind = ObjectKind::ForeignKeyConstraint;
            if !gets_new_name && index.is_none()
                || !self.hooks.include_object(object, kind, Some(compare_to))?
            {
                continue;
            }
            let create = |constraint: Constraint, schema: Option<&Name>| CreateConstraint {
                table_name: model.table.name.clone(),
                schema: schema.cloned(),
                constraint,
            };
            let dropped = create(constraint.clone(), database_schema).reverse();
            operations.push(Operation::DropConstraint(dropped));
            if let Some(index) = index {
                let index = create_index(index, &model.table.name, database_schema);
                operations.push(Operation::DropIndex(index.reverse()));
            }
            let mut anew = other.clone();
            if anew.name.is_none() {
                anew.name = Some(name.clone());
            }
            operations.push(Operation::CreateForeignKey(create(anew, model_schema)));
            log::info!(
                target: LOGGER,
                "Detected foreign key '{name}' on table {} that follows a new name: '{new_name}'",
                dotted(key)
            );
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
