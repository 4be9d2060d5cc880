//! What SQLite cannot change in place, and what to do instead.

use alembic_ops::Operation;

use crate::DialectError;

/// Returns the way out for an operation that failed because SQLite has no statement for it.
pub(super) fn way_out(operation: &Operation, failure: &str) -> Option<String> {
    let says = |texts: &[&str]| texts.iter().any(|text| failure.contains(text));
    let cannot_alter = || failure == DialectError::SqliteAlterConstraint.to_string();
    let (name, table, is_lack) = match operation {
        Operation::AddColumn(add) => ("add_column", &add.table_name, says(&["Cannot add a"])),
        Operation::AlterColumn(alter) => (
            "alter_column",
            &alter.table_name,
            says(&["syntax error", "ColumnComment"]),
        ),
        Operation::DropColumn(drop) => (
            "drop_column",
            &drop.table_name,
            says(&["syntax error", "cannot drop", "after drop column"]),
        ),
        Operation::CreatePrimaryKey(create) => {
            ("create_primary_key", &create.table_name, cannot_alter())
        }
        Operation::CreateUniqueConstraint(create) => (
            "create_unique_constraint",
            &create.table_name,
            cannot_alter(),
        ),
        Operation::CreateForeignKey(create) => {
            ("create_foreign_key", &create.table_name, cannot_alter())
        }
        Operation::CreateCheckConstraint(create) => (
            "create_check_constraint",
            &create.table_name,
            cannot_alter(),
        ),
        Operation::DropConstraint(drop) => ("drop_constraint", &drop.table_name, cannot_alter()),
        _ => return None,
    };
    is_lack.then(|| {
        format!(
            "SQLite cannot carry out op.{name}() on the table '{table}' in place. Do it in batch mode, which \
             copies the table: with op.batch_alter_table('{table}') as batch_op: batch_op.{name}(…)"
        )
    })
}

#[cfg(test)]
mod tests {
    use alembic_ops::DropColumn;

    use super::*;

    #[test]
    fn only_what_sqlite_lacks_has_a_way_out() {
        let add = Operation::AddColumn(Box::default());
        assert!(way_out(&add, "Cannot add a UNIQUE column").is_some());
        // It stands in a default that the script gives, and would in batch mode.
        assert_eq!(way_out(&add, "near \"SELEC\": syntax error"), None);
        let drop = Operation::DropColumn(DropColumn::default());
        assert!(way_out(&drop, "near \"DROP\": syntax error").is_some());
        assert_eq!(way_out(&drop, "no such column: \"c\""), None);
    }
}
