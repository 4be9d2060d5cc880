//! Check constraints, which are compared by their names.

use std::collections::BTreeMap;

use alembic_ops::{CreateConstraint, Operation};
use alembic_python_text::repr;
use alembic_schema::{Constraint, ConstraintKind, Table};

use super::sides::{DatabaseTable, ModelTable};
use super::tables::{Key, database_object, model_object};
use super::{Comparison, Hooks, Item, Object, ObjectKind, Outcome, Parents};

const CHECKS: &str = "alembic.ext.checkconstraint_byname";

impl<H: Hooks> Comparison<'_, H> {
    /// Adds the operations for check constraints.
    pub(super) fn check_constraints(
        &self,
        key: &Key,
        model: &ModelTable,
        database: &DatabaseTable,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let is_check =
            |constraint: &&Constraint| matches!(constraint.kind, ConstraintKind::Check { .. });
        let mut existing: BTreeMap<String, &Constraint> = BTreeMap::new();
        for check in database.table.constraints.iter().filter(is_check) {
            let Some(name) = &check.name else {
                continue;
            };
            let parents = Parents {
                schema: key.0.as_deref(),
                table: Some(&key.1),
            };
            if self
                .hooks
                .include_name(Some(name), ObjectKind::CheckConstraint, parents)?
            {
                existing.insert(name.to_string(), check);
            }
        }
        // A named check that a type brings along is there to be compared, though not to be written
        // with its table.
        let wanted: BTreeMap<String, &Constraint> = model
            .table
            .constraints
            .iter()
            .chain(&model.type_constraints)
            .filter(is_check)
            .filter_map(|check| Some((check.name.as_ref()?.to_string(), check)))
            .collect();
        for (name, check) in &existing {
            let object = database_object(database, Item::Constraint(check), check.name.as_ref());
            if !wanted.contains_key(name) && self.includes_check(object)? {
                let create = CreateConstraint {
                    table_name: database.table.name.clone(),
                    schema: database.table.schema.clone(),
                    constraint: (*check).clone(),
                };
                operations.push(Operation::DropConstraint(create.reverse()));
                log::info!(
                    target: CHECKS,
                    "Detected removed check constraint {} on table {}",
                    repr(name),
                    repr(&key.1)
                );
            }
        }
        for (name, check) in &existing {
            if let Some(other) = wanted.get(name) {
                self.check_on_both_sides((model, database), check, other, operations)?;
            }
        }
        for (name, check) in &wanted {
            let object = model_object(model, Item::Constraint(check), check.name.as_ref());
            if !existing.contains_key(name) && self.includes_check(object)? {
                operations.push(Operation::CreateCheckConstraint(CreateConstraint {
                    table_name: model.table.name.clone(),
                    schema: model.table.schema.clone(),
                    constraint: (*check).clone(),
                }));
                log::info!(
                    target: CHECKS,
                    "Detected added check constraint {} on table {}",
                    repr(name),
                    repr(&key.1)
                );
            }
        }
        Ok(())
    }

    /// Compares two check constraints where the project does; they are equal otherwise.
    fn check_on_both_sides(
        &self,
        (model, database): (&ModelTable, &DatabaseTable),
        existing: &Constraint,
        wanted: &Constraint,
        operations: &mut Vec<Operation>,
    ) -> Result<(), H::Error> {
        let kind = ObjectKind::CheckConstraint;
        let object = model_object(model, Item::Constraint(wanted), wanted.name.as_ref());
        let compare_to =
            database_object(database, Item::Constraint(existing), existing.name.as_ref());
        let name = wanted.name.as_deref().unwrap_or_default();
        match self.hooks.compare_objects(kind, object, compare_to)? {
            None | Some(Outcome::Equal) => {}
            Some(Outcome::Skip(reasons)) => log::info!(
                target: CHECKS,
                "Cannot compare check constraint {}, assuming equal and skipping. {}",
                repr(name),
                reasons.join(", ")
            ),
            Some(Outcome::Different(reasons)) => {
                if !self.hooks.include_object(object, kind, Some(compare_to))? {
                    return Ok(());
                }
                log::info!(
                    target: CHECKS,
                    "Detected changed check constraint {} on table {}: {}",
                    repr(name),
                    repr(&model.table.name),
                    reasons.join(", ")
                );
                let create = |table: &Table, check: &Constraint| CreateConstraint {
                    table_name: table.name.clone(),
                    schema: table.schema.clone(),
                    constraint: check.clone(),
                };
                let drop = create(&database.table, existing).reverse();
                operations.push(Operation::DropConstraint(drop));
                let create = create(&model.table, wanted);
                operations.push(Operation::CreateCheckConstraint(create));
            }
        }
        Ok(())
    }

    fn includes_check(&self, object: Object<'_>) -> Result<bool, H::Error> {
        self.hooks
            .include_object(object, ObjectKind::CheckConstraint, None)
    }
}
