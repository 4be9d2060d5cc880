//! The table as it is, out of the database.

use alembic_dialect::{InspectError, Inspector};
use alembic_ops::{AlterColumn, BatchAlterTable, Change};
use alembic_schema::{Column, Constraint, ConstraintKind, Name, Table, TableItem};

use super::BatchError;
use super::new_table::set_option;
use super::rename::for_each_column;

/// Asks a database for the table of a batch.
pub(super) fn reflect<E: From<InspectError> + From<BatchError>>(
    inspector: &mut Inspector<'_, E>,
    batch: &BatchAlterTable,
) -> Result<Table, E> {
    let mut table = inspector.reflect_table_to_write(&batch.table_name, batch.schema.as_deref())?;
    table.name = batch.table_name.clone();
    table.schema = batch.schema.clone();
    for change in &batch.reflect_columns {
        change_column(&mut table, change);
    }
    if let Some(columns) = &batch.reflect_only {
        keep_columns(&mut table, columns);
    }
    for (key, value) in &batch.reflect_kwargs {
        set_option(&mut table, key, value);
    }
    for item in &batch.reflect_args {
        match item {
            TableItem::Column(column) => replace_column(&mut table, column)?,
            TableItem::Constraint(constraint) => table.constraints.push((**constraint).clone()),
            TableItem::Index(index) => table.indexes.push(index.clone()),
        }
    }
    // What has a name in the database keeps it; the convention is for what has none.
    let names = table
        .constraints
        .iter_mut()
        .map(|constraint| &mut constraint.name);
    for name in names.chain(table.indexes.iter_mut().map(|index| &mut index.name)) {
        if let Some(Name::Plain(text)) = name {
            *name = Some(Name::Conventional(std::mem::take(text)));
        }
    }
    table.naming_convention = batch.naming_convention.clone();
    Ok(table)
}

/// Changes a column as a listener did.
fn change_column(table: &mut Table, change: &AlterColumn) {
    let is_it = |column: &&mut Column| column.name == change.column_name.as_str();
    let Some(column) = table.columns.iter_mut().find(is_it) else {
        return;
    };
    if let Some(sql_type) = &change.type_ {
        column.sql_type = sql_type.clone();
    }
    column.nullable = change.nullable.unwrap_or(column.nullable);
    match &change.server_default {
        Change::Unchanged => {}
        Change::Remove => column.server_default = None,
        Change::Set(default) => column.server_default = Some(default.clone()),
    }
    match &change.comment {
        Change::Unchanged => {}
        Change::Remove => column.comment = None,
        Change::Set(comment) => column.comment = Some(comment.clone()),
    }
    if let Some(name) = &change.new_column_name {
        column.name = name.clone();
    }
}

/// Leaves out all columns but some, with the constraints and indexes of those.
fn keep_columns(table: &mut Table, kept: &[Name]) {
    let is_kept = |name: &str| kept.iter().any(|column| column.as_str() == name);
    table.columns.retain(|column| is_kept(&column.name));
    table
        .constraints
        .retain_mut(|constraint| match &mut constraint.kind {
            ConstraintKind::PrimaryKey { columns, .. } => {
                columns.retain(|column| is_kept(column));
                !columns.is_empty()
            }
            ConstraintKind::Unique { columns } | ConstraintKind::ForeignKey { columns, .. } => {
                columns.iter().all(|column| is_kept(column))
            }
            _ => true,
        });
    table.indexes.retain_mut(|index| {
        let mut all_kept = true;
        for expression in &mut index.expressions {
            for_each_column(expression, &mut |name| all_kept &= is_kept(name));
        }
        all_kept
    });
}

/// Puts a column in the place of the one of the same name, or at the end.
fn replace_column(table: &mut Table, column: &Column) -> Result<(), BatchError> {
    let Some(position) = table
        .columns
        .iter()
        .position(|known| known.name == column.name)
    else {
        table.columns.push(column.clone());
        return Ok(());
    };
    let is_key = |constraint: &Constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => columns.contains(&column.name),
        _ => false,
    };
    if !column.primary_key && table.constraints.iter().any(is_key) {
        return Err(BatchError::RedefinedKeyColumn {
            name: column.name.to_string(),
            table: table.name.to_string(),
        });
    }
    // The references of a column go with it.
    table
        .constraints
        .retain(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey { columns, .. } => !columns.contains(&column.name),
            _ => true,
        });
    table.columns[position] = column.clone();
    Ok(())
}
