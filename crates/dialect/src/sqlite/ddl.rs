//! SQLite's definitions of tables, columns, constraints and indexes, and their changes.

use alembic_ops::AlterColumn;
use alembic_schema::{Argument, Autoincrement, Column, ConstraintKind, DialectOptions, Index};

use crate::constraints::{TableConstraint, parse_reference};
use crate::indexes::unique_word;
use crate::{Affinity, ColumnChange, Compiler, DialectError, Plan, ResolvedTable};

pub(super) fn column_specification(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    column: &Column,
    plan: &mut Plan,
) -> Result<String, DialectError> {
    let mut text = format!(
        "{} {}",
        compiler.quote(&column.name),
        compiler.sql_type(&column.sql_type)?
    );
    if let Some(default) = compiler.column_default(column)? {
        if needs_parentheses(&default) {
            text.push_str(&format!(" DEFAULT ({default})"));
        } else {
            text.push_str(&format!(" DEFAULT {default}"));
        }
    }
    let conflict_clause = |name: &str| {
        on_conflict(&column.dialect_options, name)
            .map(|action| format!(" ON CONFLICT {action}"))
            .unwrap_or_default()
    };
    if !column.nullable {
        text.push_str(" NOT NULL");
        text.push_str(&conflict_clause("sqlite_on_conflict_not_null"));
    }
    if column.primary_key {
        if column.autoincrement == Autoincrement::Yes && table.primary_key_columns().len() != 1 {
            return Err(DialectError::SqliteCompositeAutoincrement);
        }
        if has_inline_primary_key(compiler, table, column) {
            text.push_str(" PRIMARY KEY");
            text.push_str(&conflict_clause("sqlite_on_conflict_primary_key"));
            text.push_str(" AUTOINCREMENT");
        }
    }
    if let Some(computed) = &column.computed {
        let computed = compiler
            .dialect
            .computed(compiler, column, computed, plan)?;
        text.push_str(&format!(" {computed}"));
    }
    Ok(text)
}

/// Returns whether a default is an expression that SQLite wants in parentheses.
fn needs_parentheses(default: &str) -> bool {
    let first_line = default.lines().next().unwrap_or_default();
    !default.trim_start().starts_with(['\'', '"', '('])
        && first_line.contains(|letter: char| !letter.is_alphanumeric() && letter != '_')
}

/// Returns whether a column is the whole primary key and carries `AUTOINCREMENT`, which can only
/// stand in its definition.
fn has_inline_primary_key(compiler: &Compiler<'_>, table: &ResolvedTable, column: &Column) -> bool {
    table
        .dialect_options
        .get("sqlite_autoincrement")
        .is_some_and(Argument::is_truthy)
        && table.primary_key_columns().len() == 1
        && compiler.affinity(&column.sql_type) == Affinity::Integer
        && column.foreign_keys.is_empty()
}

/// Returns a conflict action.
pub(super) fn on_conflict<'o>(options: &'o DialectOptions, name: &str) -> Option<&'o str> {
    options.get(name).and_then(Argument::as_str)
}

pub(super) fn table_options(table: &ResolvedTable) -> String {
    let mut words = Vec::new();
    let option = |name: &str| table.dialect_options.get(name);
    if option("sqlite_with_rowid").is_some_and(|argument| !argument.is_truthy()) {
        words.push("WITHOUT ROWID");
    }
    if option("sqlite_strict").is_some_and(Argument::is_truthy) {
        words.push("STRICT");
    }
    if words.is_empty() {
        String::new()
    } else {
        format!("\n {}", words.join(",\n "))
    }
}

pub(super) fn constraint(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    table_constraint: &TableConstraint,
) -> Result<Option<String>, DialectError> {
    let constraint = &table_constraint.constraint;
    let single_column = |columns: &[alembic_schema::Name]| match columns {
        [name] => table.column(name),
        _ => None,
    };
    let column_option = match &constraint.kind {
        ConstraintKind::PrimaryKey { columns, .. } => {
            let column = single_column(columns);
            if column.is_some_and(|column| has_inline_primary_key(compiler, table, column)) {
                return Ok(None);
            }
            column.map(|column| (column, "sqlite_on_conflict_primary_key"))
        }
        ConstraintKind::Unique { columns } => {
            single_column(columns).map(|column| (column, "sqlite_on_conflict_unique"))
        }
        ConstraintKind::ForeignKey { refcolumns, .. } => {
            let schema = refcolumns
                .first()
                .and_then(|reference| parse_reference(reference))
                .and_then(|reference| reference.schema);
            if schema != table.schema.as_deref() {
                return Ok(None);
            }
            None
        }
        _ => None,
    };
    let mut text = compiler.shared_constraint(table, table_constraint)?;
    let has_conflict_clause = !matches!(
        constraint.kind,
        ConstraintKind::ForeignKey { .. } | ConstraintKind::Exclude { .. }
    );
    let action = on_conflict(&constraint.dialect_options, "sqlite_on_conflict").or_else(|| {
        column_option.and_then(|(column, option)| on_conflict(&column.dialect_options, option))
    });
    if let Some(action) = action.filter(|_| has_conflict_clause) {
        text.push_str(&format!(" ON CONFLICT {action}"));
    }
    Ok(Some(text))
}

/// Refuses to add a constraint, except one of a type, of which it only warns.
pub(super) fn plan_add_constraint(
    constraint: &TableConstraint,
    plan: &mut Plan,
) -> Result<(), DialectError> {
    if !constraint.is_type_bound {
        return Err(DialectError::SqliteAlterConstraint);
    }
    plan.warn(
        "UserWarning",
        "Skipping unsupported ALTER for creation of implicit constraint. Please refer to the batch \
         mode feature which allows for SQLite migrations using a copy-and-move strategy.",
    );
    Ok(())
}

pub(super) fn create_index(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    index: &Index,
    if_not_exists: bool,
) -> Result<String, DialectError> {
    let elements: Vec<String> = index
        .expressions
        .iter()
        .map(|element| compiler.ddl_expression(element))
        .collect::<Result<_, _>>()?;
    let name = compiler.index_name(index)?;
    let mut text = format!(
        "CREATE {}INDEX {}{} ON {} ({})",
        unique_word(index),
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        compiler.qualified_index_name(table.schema.as_ref(), &name),
        compiler.quote(&table.name),
        elements.join(", ")
    );
    text.push_str(&compiler.index_condition(index.dialect_options.get("sqlite_where"))?);
    Ok(text)
}

pub(super) fn column_change(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    change: &ColumnChange<'_>,
) -> Result<String, DialectError> {
    match change {
        ColumnChange::Name(name) => Ok(format!(
            "{} RENAME COLUMN {} TO {}",
            compiler.alter_table(operation.schema.as_ref(), &operation.table_name),
            compiler.quote(&operation.column_name),
            compiler.quote(name)
        )),
        change => compiler.shared_column_change(operation, change),
    }
}
