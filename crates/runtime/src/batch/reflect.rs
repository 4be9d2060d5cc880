//! The table as it is, out of the database.

use alembic_dialect::{InspectError, Inspector};
use alembic_ops::BatchAlterTable;
use alembic_schema::{Column, Constraint, ConstraintKind, Name, Table, TableItem};

use super::BatchError;

/// Asks a database for the table of a batch.
pub(super) fn reflect<E: From<InspectError> + From<BatchError>>(
    inspector: &mut Inspector<'_, E>,
    batch: &BatchAlterTable,
) -> Result<Table, E> {
    let mut table = inspector.reflect_table_to_write(&batch.table_name, batch.schema.as_deref())?;
    table.name = batch.table_name.clone();
    table.schema = batch.schema.clone();
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
