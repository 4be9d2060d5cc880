//! What to do where a database cannot change a table in place.

use alembic_dialect::DialectError;
use alembic_ops::Operation;
use alembic_schema::Name;

use crate::error::RuntimeError;

/// Returns the way out for an operation that failed because SQLite has no statement for it.
pub(super) fn way_out(
    dialect: &str,
    operation: &Operation,
    error: &RuntimeError,
) -> Option<String> {
    if dialect != "sqlite" || !is_lack(error) {
        return None;
    }
    let (name, table) = changed_table(operation)?;
    Some(format!(
        "SQLite cannot carry out op.{name}() on the table '{table}' in place. Do it in batch mode, which \
         copies the table: with op.batch_alter_table('{table}') as batch_op: batch_op.{name}(…)"
    ))
}

fn is_lack(error: &RuntimeError) -> bool {
    match error {
        RuntimeError::Dialect(error) => matches!(
            error,
            DialectError::SqliteAlterConstraint | DialectError::Unrenderable { .. }
        ),
        error => {
            let text = error.to_string();
            [
                "syntax error",
                "Cannot add a",
                "cannot drop",
                "after drop column",
            ]
            .iter()
            .any(|told| text.contains(told))
        }
    }
}

/// Returns what an operation that changes a table is called, and the table.
fn changed_table(operation: &Operation) -> Option<(&'static str, &Name)> {
    Some(match operation {
        Operation::AddColumn(add) => ("add_column", &add.table_name),
        Operation::AlterColumn(alter) => ("alter_column", &alter.table_name),
        Operation::DropColumn(drop) => ("drop_column", &drop.table_name),
        Operation::CreatePrimaryKey(create) => ("create_primary_key", &create.table_name),
        Operation::CreateUniqueConstraint(create) => {
            ("create_unique_constraint", &create.table_name)
        }
        Operation::CreateForeignKey(create) => ("create_foreign_key", &create.table_name),
        Operation::CreateCheckConstraint(create) => ("create_check_constraint", &create.table_name),
        Operation::DropConstraint(drop) => ("drop_constraint", &drop.table_name),
        _ => return None,
    })
}
