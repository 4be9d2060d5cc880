//! Primary keys, and the foreign keys that depend on them.

use std::collections::BTreeSet;

use alembic_dialect::DialectError;
use alembic_ops::{AlterColumn, CreateConstraint, ModifyTableOps, Operation};
use alembic_python_text::repr;
use alembic_schema::{Autoincrement, Column, Constraint, ConstraintKind, DialectOptions, Name};
use indexmap::IndexMap;

use super::comparators::{Function, OfTable};
use super::sides::{DatabaseTable, ModelTable};
use super::tables::{database_object, dotted, model_object};
use super::{Comparison, Hooks, Item, ObjectKind, Parents};
use crate::python_text::repr_tuple;

const LOGGER: &str = "alembic.autogenerate.compare.primary_keys";

/// A schema, none for the default one, and a table.
type Key = (Option<String>, String);

/// The operations that change a primary key.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyChange {
    /// What comes before the changes of columns: the present key goes.
    pub(super) before: Vec<Operation>,
    /// What follows them: the new key.
    pub(super) after: Vec<Operation>,
    /// The column that is added and counted up, which fills itself only where it comes with its key.
    pub(super) counted: Option<Name>,
    /// The columns of the present key.
    existing_columns: Vec<String>,
}

impl KeyChange {
    /// Lets the column that is counted up come with its key.
    pub(super) fn bring_along_with_column(&self, operations: &mut [Operation]) {
        for operation in operations {
            if let Operation::AddColumn(add) = operation
                && self.counted.as_ref() == Some(&add.column.name)
            {
                add.inline_primary_key = true;
            }
        }
    }
}

impl<H: Hooks> Comparison<'_, H> {
    /// Compares the primary keys of a table that is on both sides.
    pub(super) fn primary_key(
        &self,
        key: &Key,
        model: &ModelTable,
        table: &DatabaseTable,
    ) -> Result<Option<KeyChange>, H::Error> {
        let compares_constraints = self
            .options
            .comparators
            .table
            .iter()
            .any(|comparator| comparator.function == Function::Own(OfTable::IndexesAndUniques));
        if !self.options.compare_primary_keys || !compares_constraints {
            return Ok(None);
        }
        let wanted = model.primary_key();
        let existing = table
            .table
            .constraints
            .iter()
            .find(|constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. }));
        if let Some(existing) = existing {
            let parents = Parents {
                schema: key.0.as_deref(),
                table: Some(&key.1),
            };
            let kind = ObjectKind::PrimaryKeyConstraint;
            if !self
                .hooks
                .include_name(existing.name.as_deref(), kind, parents)?
            {
                return Ok(None);
            }
        }
        let Some(difference) = self.difference(existing, wanted, model)? else {
            return Ok(None);
        };
        let existing_object =
            existing.map(|key| database_object(table, Item::Constraint(key), key.name.as_ref()));
        let wanted_object =
            wanted.map(|key| model_object(model, Item::Constraint(key), key.name.as_ref()));
        let (object, compare_to) = match (wanted_object, existing_object) {
            (Some(object), compare_to) => (object, compare_to),
            (None, Some(object)) => (object, None),
            (None, None) => return Ok(None),
        };
        let kind = ObjectKind::PrimaryKeyConstraint;
        if !self.hooks.include_object(object, kind, compare_to)? {
            return Ok(None);
        }
        log::info!(
            target: LOGGER,
            "Detected {difference} on table {}",
            repr(&dotted(key))
        );
        Ok(Some(self.key_change(model, table, existing, wanted)))
    }

    /// Returns in words how two keys differ.
    fn difference(
        &self,
        existing: Option<&Constraint>,
        wanted: Option<&Constraint>,
        model: &ModelTable,
    ) -> Result<Option<String>, DialectError> {
        let text = |key: &Constraint| repr_tuple(&key_columns(key));
        Ok(match (existing, wanted) {
            (None, None) => None,
            (None, Some(wanted)) => Some(format!("added primary key {}", text(wanted))),
            (Some(existing), None) => Some(format!("removed primary key {}", text(existing))),
            (Some(existing), Some(wanted)) => {
                if !self.have_same_columns(existing, wanted, model) {
                    return Ok(Some(format!(
                        "changed primary key {} to {}",
                        text(existing),
                        text(wanted)
                    )));
                }
                let (Some(present), Some(name)) = (&existing.name, &wanted.name) else {
                    return Ok(None);
                };
                let name = self.compiler.final_name(name)?;
                // MySQL takes any name and keeps none.
                let keeps_names = !matches!(self.compiler.dialect.name(), "mysql" | "mariadb");
                (keeps_names && name != present.as_str()).then(|| {
                    format!(
                        "changed name of primary key {} to {}",
                        repr(present),
                        repr(&name)
                    )
                })
            }
        })
    }

    /// Returns whether two keys have the same columns in the same order; the column that is counted
    /// up may come first, as it does where a table is created.
    fn have_same_columns(
        &self,
        existing: &Constraint,
        wanted: &Constraint,
        model: &ModelTable,
    ) -> bool {
        let (existing, mut wanted) = (key_columns(existing), key_columns(wanted));
        if existing == wanted {
            return true;
        }
        let counted = model.counted();
        if let Some(position) =
            counted.and_then(|column| wanted.iter().position(|name| column.name == name.as_str()))
        {
            let counted = wanted.remove(position);
            wanted.insert(0, counted);
        }
        existing == wanted
    }

    fn key_change(
        &self,
        model: &ModelTable,
        table: &DatabaseTable,
        existing: Option<&Constraint>,
        wanted: Option<&Constraint>,
    ) -> KeyChange {
        let (table_name, schema) = (&model.table.name, model.table.schema.as_ref());
        let of_table = |constraint: &Constraint, name: Option<Name>| CreateConstraint {
            table_name: table_name.clone(),
            schema: schema.cloned(),
            constraint: Constraint {
                name,
                // `create_primary_key` takes no options of a dialect.
                dialect_options: DialectOptions::new(),
                ..constraint.clone()
            },
        };
        let own_name = |key: Option<&Constraint>| key.and_then(|key| key.name.clone());
        let existing_name = own_name(existing).or_else(|| self.usual_name(table_name));
        let wanted_name = own_name(wanted).or_else(|| existing_name.clone());
        let mut change = KeyChange {
            existing_columns: existing.map(key_columns).unwrap_or_default(),
            ..KeyChange::default()
        };
        let dialect = self.compiler.dialect.name();
        let is_mysql = matches!(dialect, "mysql" | "mariadb");
        if is_mysql && existing.is_some() {
            // A column that is counted up has to be a key at all times.
            let counted = table
                .table
                .columns
                .iter()
                .filter(|column| column.autoincrement == Autoincrement::Yes);
            change
                .before
                .extend(counted.map(|column| counting(model, column, false)));
        }
        if let Some(existing) = existing {
            let create = of_table(existing, existing_name);
            change
                .before
                .push(Operation::DropConstraint(create.reverse()));
        }
        let Some(wanted) = wanted else {
            return change;
        };
        let counted = model.counted();
        let present = |column: &Column| table.table.column(&column.name);
        let is_only = |column: &Column| key_columns(wanted) == [column.name.as_str()];
        let create = of_table(wanted, wanted_name.clone());
        match counted {
            // A table is copied with the rows' numbers in place; elsewhere they are made with the
            // column, whose key has the usual name.
            Some(column) if present(column).is_none() && is_only(column) && dialect != "sqlite" => {
                change.counted = Some(column.name.clone());
                let usual_name = self.usual_name(table_name);
                if !is_mysql && wanted_name.as_deref() != usual_name.as_deref() {
                    let usual = of_table(wanted, usual_name);
                    change
                        .after
                        .push(Operation::DropConstraint(usual.reverse()));
                    change.after.push(Operation::CreatePrimaryKey(create));
                }
            }
            _ => {
                change.after.push(Operation::CreatePrimaryKey(create));
                if let Some(column) = counted.and_then(present).filter(|_| is_mysql) {
                    change.after.push(counting(model, column, true));
                }
            }
        }
        change
    }

    /// Returns the name that the database gives to a primary key without one.
    ///
    /// SQLite gives none; there it is the one that `batch_alter_table` knows the key by. MySQL takes
    /// any, but its own word for a primary key, and forgets it.
    fn usual_name(&self, table: &Name) -> Option<Name> {
        match self.compiler.dialect.name() {
            "postgresql" => {
                let mut end = table.len().min(63 - "_pkey".len());
                while !table.is_char_boundary(end) {
                    end -= 1;
                }
                Some(Name::from(format!("{}_pkey", &table[..end])))
            }
            "mysql" | "mariadb" | "sqlite" => Some(Name::from(format!("pk_{table}"))),
            _ => None,
        }
    }

    /// Puts what depends on keys that change around these changes: foreign keys go before the key
    /// that they need goes, and come back, or come, after the new one.
    pub(super) fn around_keys(
        &self,
        changed: &[(Key, KeyChange)],
        database: &IndexMap<Key, DatabaseTable>,
        operations: Vec<Operation>,
    ) -> Vec<Operation> {
        if changed.is_empty() || self.compiler.dialect.name() == "sqlite" {
            return operations;
        }
        let mut middle = operations;
        let (mut front, mut back) = (Vec::new(), Vec::new());
        let dropped: BTreeSet<Key> = middle
            .iter()
            .filter_map(|operation| match operation {
                Operation::DropTable(drop) => Some(key_of(drop.schema.as_ref(), &drop.table_name)),
                _ => None,
            })
            .collect();
        for (key, table) in database.iter().filter(|(key, _)| !dropped.contains(*key)) {
            let dependent = table.foreign_keys().filter(|constraint| {
                changed.iter().any(|(changed_key, change)| {
                    depends_on(constraint, changed_key, change)
                        || (changed_key == key && self.is_indexed_by_key(constraint, table, change))
                })
            });
            for constraint in dependent {
                if constraint.name.is_none() {
                    continue;
                }
                let create = CreateConstraint {
                    table_name: table.table.name.clone(),
                    schema: table.table.schema.clone(),
                    constraint: constraint.clone(),
                };
                let is_dropped = take_drop(&mut middle, key, constraint);
                push(&mut front, key, Operation::DropConstraint(create.reverse()));
                if !is_dropped {
                    log::info!(
                        target: LOGGER,
                        "Detected foreign key {} on table {} in the way of a primary key",
                        create.constraint.name.as_ref().map_or_else(String::new, |name| repr(name)),
                        repr(&dotted(key))
                    );
                    push(&mut back, key, Operation::CreateForeignKey(create));
                }
            }
        }
        let late_tables = take_dependent_tables(&mut middle, changed);
        let mut late: BTreeSet<String> = changed.iter().map(|(key, _)| dotted(key)).collect();
        late.extend(late_tables.iter().filter_map(|operation| match operation {
            Operation::CreateTable(create) => Some(dotted(&key_of(
                create.table.schema.as_ref(),
                &create.table.name,
            ))),
            _ => None,
        }));
        for operation in &mut middle {
            let Operation::ModifyTableOps(modify) = operation else {
                continue;
            };
            let key = key_of(modify.schema.as_ref(), &modify.table_name);
            let (moved, kept) = std::mem::take(&mut modify.ops).into_iter().partition(
                |operation| match operation {
                    Operation::CreateForeignKey(create) => {
                        referred_table(&create.constraint).is_some_and(|table| late.contains(table))
                    }
                    _ => false,
                },
            );
            modify.ops = kept;
            for operation in moved {
                push(&mut back, &key, operation);
            }
        }
        middle.retain(
            |operation| !matches!(operation, Operation::ModifyTableOps(modify) if modify.ops.is_empty()),
        );
        front.append(&mut middle);
        front.extend(late_tables);
        front.append(&mut back);
        front
    }

    /// Returns whether a foreign key of MySQL has no other index than the primary key that goes.
    fn is_indexed_by_key(
        &self,
        constraint: &Constraint,
        table: &DatabaseTable,
        change: &KeyChange,
    ) -> bool {
        let ConstraintKind::ForeignKey { columns, .. } = &constraint.kind else {
            return false;
        };
        let begins = |indexed: &[String]| {
            indexed.len() >= columns.len()
                && columns
                    .iter()
                    .zip(indexed)
                    .all(|(column, indexed)| *column == indexed.as_str())
        };
        let is_mysql = matches!(self.compiler.dialect.name(), "mysql" | "mariadb");
        is_mysql
            && begins(&change.existing_columns)
            && !table
                .indexes
                .iter()
                .any(|index| begins(&super::constraints::indexed_columns(&index.index)))
    }
}

fn key_columns(constraint: &Constraint) -> Vec<String> {
    match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => columns.iter().map(Name::to_string).collect(),
        _ => Vec::new(),
    }
}

fn key_of(schema: Option<&Name>, table: &Name) -> Key {
    (
        schema
            .filter(|schema| !schema.is_empty())
            .map(Name::to_string),
        table.to_string(),
    )
}

/// Returns the operation that begins or ends the counting of MySQL's column.
fn counting(model: &ModelTable, column: &Column, counts: bool) -> Operation {
    let (to, from) = if counts {
        (Autoincrement::Yes, Autoincrement::No)
    } else {
        (Autoincrement::No, Autoincrement::Yes)
    };
    Operation::AlterColumn(Box::new(AlterColumn {
        table_name: model.table.name.clone(),
        column_name: column.name.clone(),
        schema: model.table.schema.clone(),
        existing_type: Some(column.sql_type.clone()),
        existing_nullable: Some(false),
        existing_comment: column.comment.clone(),
        autoincrement: Some(to),
        existing_autoincrement: Some(from),
        ..AlterColumn::default()
    }))
}

/// Returns the table that a foreign key refers to, as references name it.
fn referred_table(constraint: &Constraint) -> Option<&str> {
    match &constraint.kind {
        ConstraintKind::ForeignKey { refcolumns, .. } => {
            Some(refcolumns.first()?.rsplit_once('.')?.0)
        }
        _ => None,
    }
}

/// Returns whether a foreign key refers to the columns of a key that goes.
fn depends_on(constraint: &Constraint, key: &Key, change: &KeyChange) -> bool {
    let ConstraintKind::ForeignKey { refcolumns, .. } = &constraint.kind else {
        return false;
    };
    let columns: BTreeSet<&str> = refcolumns
        .iter()
        .filter_map(|reference| Some(reference.rsplit_once('.')?.1))
        .collect();
    let existing: BTreeSet<&str> = change.existing_columns.iter().map(String::as_str).collect();
    referred_table(constraint) == Some(dotted(key).as_str()) && columns == existing
}

/// Takes the drop of a foreign key out of the operations; returns whether there was one.
fn take_drop(operations: &mut [Operation], key: &Key, constraint: &Constraint) -> bool {
    for operation in operations {
        let Operation::ModifyTableOps(modify) = operation else {
            continue;
        };
        if key_of(modify.schema.as_ref(), &modify.table_name) != *key {
            continue;
        }
        let count = modify.ops.len();
        modify.ops.retain(|operation| {
            !matches!(operation, Operation::DropConstraint(drop)
                if drop.constraint_name.as_deref() == constraint.name.as_deref()
                    && drop.type_.as_deref() == Some("foreignkey"))
        });
        if modify.ops.len() < count {
            return true;
        }
    }
    false
}

/// Takes the creation of tables that refer to tables whose keys change out of the operations, and
/// what belongs to these tables.
fn take_dependent_tables(
    operations: &mut Vec<Operation>,
    changed: &[(Key, KeyChange)],
) -> Vec<Operation> {
    let mut late: BTreeSet<String> = changed.iter().map(|(key, _)| dotted(key)).collect();
    let mut taken = Vec::new();
    let mut kept = Vec::new();
    for operation in operations.drain(..) {
        let is_late = match &operation {
            Operation::CreateTable(create) => {
                let own = dotted(&key_of(create.table.schema.as_ref(), &create.table.name));
                let refers = create
                    .table
                    .constraints
                    .iter()
                    .filter_map(referred_table)
                    .any(|table| table != own && late.contains(table));
                if refers {
                    late.insert(own);
                }
                refers
            }
            Operation::ModifyTableOps(modify) => {
                let own = key_of(modify.schema.as_ref(), &modify.table_name);
                late.contains(&dotted(&own)) && changed.iter().all(|(key, _)| *key != own)
            }
            _ => false,
        };
        if is_late {
            taken.push(operation);
        } else {
            kept.push(operation);
        }
    }
    *operations = kept;
    taken
}

/// Adds an operation to those on a table.
fn push(operations: &mut Vec<Operation>, key: &Key, operation: Operation) {
    if let Some(Operation::ModifyTableOps(modify)) = operations.last_mut()
        && key_of(modify.schema.as_ref(), &modify.table_name) == *key
    {
        modify.ops.push(operation);
        return;
    }
    operations.push(Operation::ModifyTableOps(ModifyTableOps {
        table_name: key.1.as_str().into(),
        schema: key.0.as_deref().map(Name::from),
        ops: vec![operation],
    }));
}
