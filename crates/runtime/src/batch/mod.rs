//! Batch mode: changes of one table at once, where need be by copying it.
//!
//! Where the database can change the table in place, the operations of a batch run one after the
//! other. Where it cannot, as mostly on SQLite, the table is described, the changes are applied to
//! the description, and a new table of that description takes the place of the old one.

mod change;
mod copy;
mod error;
mod new_table;
mod order;
mod reflect;
mod rename;
mod sqlite;
mod warning;

pub use error::BatchError;

use alembic_dialect::{CompileOptions, Compiler};
use alembic_ops::{AddColumn, BatchAlterTable, Operation, Recreate};
use alembic_schema::{Name, Table};

use crate::error::RuntimeError;
use crate::migration::MigrationContext;
use change::{Change, changes, forces_copy, without_convention};
use new_table::CopyPlan;

/// Runs a batch.
pub(crate) fn run(context: &MigrationContext, batch: &BatchAlterTable) -> Result<(), RuntimeError> {
    let Some(connection) = context.connection() else {
        return run_in_transaction(context, batch);
    };
    if connection.in_transaction() {
        return run_in_transaction(context, batch);
    }
    let transaction = connection.begin()?;
    let done = run_in_transaction(context, batch);
    let ended = connection.end(transaction, done.is_ok());
    done.and(ended)
}

fn run_in_transaction(
    context: &MigrationContext,
    batch: &BatchAlterTable,
) -> Result<(), RuntimeError> {
    let options = context.compile_options();
    let compiler = Compiler::new(context.dialect().as_ref(), &options);
    // SQL that a script runs within a batch does not wait for the batch's end.
    let (executed, operations): (Vec<&Operation>, Vec<&Operation>) = batch
        .operations
        .iter()
        .partition(|operation| matches!(operation, Operation::Execute(_)));
    for operation in executed {
        context.invoke(operation)?;
    }
    if !needs_copy(&compiler, batch, &operations)? {
        for operation in operations {
            context.invoke(&on_table(
                operation,
                &batch.table_name,
                batch.schema.as_ref(),
            ))?;
        }
        return Ok(());
    }
    let (table, is_reflected) = describe(context, batch)?;
    let plan = plan_copy(&compiler, batch, &operations, table, is_reflected)?;
    for warning in &plan.warnings.0 {
        crate::warnings::warn(warning.category, &warning.message);
    }
    let carry_out = || carry_out(context, &plan, &without_convention(&options));
    match context.connection() {
        Some(connection) if context.dialect().name() == "sqlite" && !context.is_recording() => {
            let table = sqlite::TableName {
                name: &batch.table_name,
                schema: batch.schema.as_ref(),
            };
            sqlite::together(context, connection.as_ref(), table, carry_out)
        }
        _ => carry_out(),
    }
}

/// Returns whether a batch copies its table, for which it reads what the table is like.
pub(crate) fn reads_table(
    context: &MigrationContext,
    batch: &BatchAlterTable,
) -> Result<bool, BatchError> {
    let options = context.compile_options();
    let compiler = Compiler::new(context.dialect().as_ref(), &options);
    let operations: Vec<&Operation> = batch.operations.iter().collect();
    Ok(batch.copy_from.is_none() && needs_copy(&compiler, batch, &operations)?)
}

/// Returns whether the table is copied.
///
/// Fails when a column is to get a place among others that are not going to be copied, as far as
/// the operations up to that one tell.
fn needs_copy(
    compiler: &Compiler<'_>,
    batch: &BatchAlterTable,
    operations: &[&Operation],
) -> Result<bool, BatchError> {
    let mut is_copied = batch.recreate == Recreate::Always;
    for operation in operations {
        if let Operation::AddColumn(add) = operation
            && has_place(add)
            && !is_copied
        {
            return Err(BatchError::PositionWithoutCopy);
        }
        if batch.recreate == Recreate::Auto && compiler.dialect.name() == "sqlite" {
            is_copied |= forces_copy(compiler, operation)?;
        }
    }
    Ok(is_copied)
}

fn has_place(add: &AddColumn) -> bool {
    add.insert_before.is_some() || add.insert_after.is_some()
}

/// Returns the table as it is, and whether the database described it.
fn describe(
    context: &MigrationContext,
    batch: &BatchAlterTable,
) -> Result<(Table, bool), RuntimeError> {
    if let Some(table) = &batch.copy_from {
        return Ok((table.clone(), false));
    }
    let dialect = context.dialect().name();
    let Some(connection) = context.connection() else {
        let table = batch.table_name.to_string();
        return Err(BatchError::NeedsCopyFrom { dialect, table }.into());
    };
    Ok((reflect::reflect(&mut connection.inspector()?, batch)?, true))
}

fn plan_copy(
    compiler: &Compiler<'_>,
    batch: &BatchAlterTable,
    operations: &[&Operation],
    table: Table,
    is_reflected: bool,
) -> Result<CopyPlan, BatchError> {
    let mut all: Vec<Change> = Vec::new();
    for operation in operations {
        all.extend(changes(compiler, batch, operation)?);
    }
    new_table::plan(
        compiler.dialect,
        compiler.options,
        batch,
        table,
        is_reflected,
        all,
    )
}

fn carry_out(
    context: &MigrationContext,
    plan: &CopyPlan,
    options: &CompileOptions,
) -> Result<(), RuntimeError> {
    let run = |operation: &Operation| -> Result<(), RuntimeError> {
        let dialect = context.dialect().as_ref();
        context.run_plan(&alembic_dialect::compile_operation(
            dialect, operation, options,
        )?)
    };
    plan.prepare.iter().try_for_each(run)?;
    run(&plan.create)?;
    // Where nothing is undone, the indexes are made before the old table goes: rows can break them.
    let is_live = context.connection().is_some() && !context.is_recording();
    let indexes_first = is_live && context.dialect().indexes_belong_to_tables();
    let create_indexes = |table: Option<&Name>| {
        plan.indexes.iter().try_for_each(|index| {
            let mut index = index.clone();
            if let Some(table) = table {
                index.table_name = table.clone();
            }
            run(&Operation::CreateIndex(index))
        })
    };
    let copied = context
        .execute(&plan.insert)
        .and_then(|_| match indexes_first {
            true => create_indexes(Some(&plan.temporary_name)),
            false => Ok(()),
        })
        .and_then(|()| run(&plan.drop_old));
    if let Err(error) = copied {
        // Where the failure ended the transaction, the table is gone already.
        let _ = run(&plan.drop_new);
        return Err(error);
    }
    run(&plan.rename)?;
    if indexes_first {
        return Ok(());
    }
    create_indexes(None)
}

/// Returns an operation of a batch as one of its table.
fn on_table(operation: &Operation, table: &Name, schema: Option<&Name>) -> Operation {
    let mut operation = operation.clone();
    let (table_name, schema_name) = match &mut operation {
        Operation::AddColumn(add) => (&mut add.table_name, &mut add.schema),
        Operation::DropColumn(drop) => (&mut drop.table_name, &mut drop.schema),
        Operation::AlterColumn(alter) => (&mut alter.table_name, &mut alter.schema),
        Operation::CreateIndex(create) => (&mut create.table_name, &mut create.schema),
        Operation::CreatePrimaryKey(create)
        | Operation::CreateUniqueConstraint(create)
        | Operation::CreateForeignKey(create)
        | Operation::CreateCheckConstraint(create)
        | Operation::CreateExcludeConstraint(create) => {
            (&mut create.table_name, &mut create.schema)
        }
        Operation::DropConstraint(drop) => (&mut drop.table_name, &mut drop.schema),
        Operation::CreateTableComment(comment) => (&mut comment.table_name, &mut comment.schema),
        Operation::DropTableComment(comment) => (&mut comment.table_name, &mut comment.schema),
        Operation::DropIndex(drop) => {
            drop.table_name = Some(table.clone());
            drop.schema = schema.cloned();
            return operation;
        }
        _ => return operation,
    };
    *table_name = table.clone();
    *schema_name = schema.cloned();
    operation
}

#[cfg(test)]
mod tests;
