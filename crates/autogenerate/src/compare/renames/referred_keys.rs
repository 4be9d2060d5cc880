//! Foreign keys around the replacement of the key that they refer to.
//!
//! A unique key whose name follows a new name is dropped and created again, which databases refuse as
//! long as a foreign key needs it.

use std::collections::BTreeSet;

use alembic_ops::{CreateConstraint, ModifyTableOps, Operation};
use alembic_schema::{Constraint, ConstraintKind, Index, RareMap};
use indexmap::IndexMap;

use super::super::constraints::{indexed_columns, unique_columns};
use super::super::foreign_keys::{Signature, referred_table};
use super::super::sides::{DatabaseTable, ModelTable};
use super::super::tables::{Key, dotted};

/// A key that is replaced: its table and its columns.
type ReplacedKey = (String, BTreeSet<String>);

/// Drops foreign keys before all that follows the first `renames` operations and creates them at the
/// end, where the keys that they refer to are replaced in between.
pub(in super::super) fn make_way(
    operations: &mut Vec<Operation>,
    renames: usize,
    models: &IndexMap<Key, ModelTable>,
    database: &IndexMap<Key, DatabaseTable>,
) {
    let replaced = replaced_keys(operations);
    if replaced.is_empty() {
        return;
    }
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (key, table) in database {
        let Some(model) = models.get(key) else {
            continue;
        };
        let modify = ModifyTableOps {
            table_name: model.table.name.clone(),
            schema: table.table.schema.clone(),
            ops: Vec::new(),
        };
        let (mut drops, mut creates) = (modify.clone(), modify.clone());
        for constraint in table.foreign_keys().filter(|it| refers_to(it, &replaced)) {
            let signature = Signature::of(table.table.schema.as_ref(), constraint);
            let is_drop = |operation: &Operation| {
                matches!(operation, Operation::DropConstraint(drop)
                    if drop.constraint_name == constraint.name)
            };
            let is_create = |operation: &Operation| {
                matches!(operation, Operation::CreateForeignKey(create)
                    if Signature::of(create.schema.as_ref(), &create.constraint) == signature)
            };
            let drop = take(operations, &modify, is_drop);
            let create = take(operations, &modify, is_create);
            if drop.is_none() {
                // It stays as it is.
                let same = CreateConstraint {
                    table_name: model.table.name.clone(),
                    schema: table.table.schema.clone(),
                    constraint: constraint.clone(),
                };
                drops.ops.push(Operation::DropConstraint(same.reverse()));
                creates.ops.push(Operation::CreateForeignKey(same));
            }
            drops.ops.extend(drop);
            creates.ops.extend(create);
        }
        for (modify, list) in [(drops, &mut before), (creates, &mut after)] {
            if !modify.ops.is_empty() {
                list.push(Operation::ModifyTableOps(modify));
            }
        }
    }
    operations.retain(|operation| match operation {
        Operation::ModifyTableOps(modify) => !modify.ops.is_empty(),
        _ => true,
    });
    operations.splice(renames..renames, before);
    operations.append(&mut after);
}

/// Takes an operation out of those of a table.
fn take(
    operations: &mut [Operation],
    table: &ModifyTableOps,
    is_wanted: impl Fn(&Operation) -> bool,
) -> Option<Operation> {
    operations.iter_mut().find_map(|operation| match operation {
        Operation::ModifyTableOps(modify)
            if modify.table_name == table.table_name && modify.schema == table.schema =>
        {
            let position = modify.ops.iter().position(&is_wanted)?;
            Some(modify.ops.remove(position))
        }
        _ => None,
    })
}

fn refers_to(constraint: &Constraint, keys: &[ReplacedKey]) -> bool {
    let ConstraintKind::ForeignKey { refcolumns, .. } = &constraint.kind else {
        return false;
    };
    let columns: BTreeSet<String> = refcolumns
        .iter()
        .filter_map(|reference| Some(reference.rsplit_once('.')?.1.to_owned()))
        .collect();
    keys.iter().any(|(table, key_columns)| {
        referred_table(constraint) == Some(table) && *key_columns == columns
    })
}

/// Returns the unique keys that operations drop.
fn replaced_keys(operations: &[Operation]) -> Vec<ReplacedKey> {
    let mut keys = Vec::new();
    for operation in operations {
        let Operation::ModifyTableOps(modify) = operation else {
            continue;
        };
        let schema = modify.schema.as_ref().map(ToString::to_string);
        let table = dotted(&(schema, modify.table_name.to_string()));
        for operation in &modify.ops {
            let columns = match operation {
                Operation::DropConstraint(drop) => match drop.reverse.as_deref() {
                    Some(Operation::CreateUniqueConstraint(create)) => {
                        unique_columns(&create.constraint)
                    }
                    _ => continue,
                },
                Operation::DropIndex(drop) => match drop.reverse.as_deref() {
                    Some(Operation::CreateIndex(create)) if create.unique => {
                        indexed_columns(&Index {
                            name: None,
                            expressions: create.columns.clone(),
                            unique: true,
                            dialect_options: alembic_schema::DialectOptions::new(),
                            info: RareMap::new(),
                        })
                    }
                    _ => continue,
                },
                _ => continue,
            };
            keys.push((table.clone(), columns.into_iter().collect()));
        }
    }
    keys
}
