//! MySQL's definitions of tables, columns, constraints and indexes, and their changes.

use alembic_ops::{AlterColumn, Change, DropConstraint, DropIndex};
use alembic_schema::{
    Argument, Autoincrement, Column, ConstraintKind, Expression, Index, Name, ServerDefault,
    SqlType, TemporalKind, TypeFamily, Value,
};

use super::is_mariadb;
use crate::alter_column::column_changes;
use crate::constraints::{TableConstraint, unnamed};
use crate::indexes::unique_word;
use crate::literals::value_text;
use crate::{Affinity, Compiler, DialectError, Plan, ResolvedTable};

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
    if let Some(computed) = &column.computed {
        let computed = compiler
            .dialect
            .computed(compiler, column, computed, plan)?;
        text.push_str(&format!(" {computed}"));
    }
    // MariaDB refuses NOT NULL on computed columns, so an open choice means that it is left out.
    let is_open = is_mariadb(compiler) && column.computed.is_some() && column.nullable_unspecified;
    if !column.nullable && !is_open {
        text.push_str(" NOT NULL");
    } else if column.nullable && is_timestamp(column.sql_type.for_dialect(compiler.dialect.name()))
    {
        // Some versions make TIMESTAMP columns NOT NULL when nothing is said.
        text.push_str(" NULL");
    }
    if let Some(comment) = &column.comment {
        text.push_str(&format!(" COMMENT {}", compiler.string_literal(comment)));
    }
    let has_own_default = column.server_default.is_some() || column.computed.is_some();
    let has_sequence = is_mariadb(compiler)
        && compiler.options.server.is_some()
        && column
            .sequence
            .as_ref()
            .is_some_and(|sequence| !sequence.optional);
    if table.is_autoincrement(column) && !has_own_default && !has_sequence {
        text.push_str(" AUTO_INCREMENT");
    } else if let Some(default) = compiler.column_default(column)? {
        if supports_default_expressions(compiler) && is_expression(&default) {
            text.push_str(&format!(" DEFAULT ({default})"));
        } else {
            text.push_str(&format!(" DEFAULT {default}"));
        }
    }
    Ok(text)
}

fn is_timestamp(sql_type: &SqlType) -> bool {
    match &sql_type.family {
        TypeFamily::Temporal(temporal) => temporal.kind == TemporalKind::Timestamp,
        TypeFamily::Dialect(own) => own.class_name == "TIMESTAMP",
        _ => false,
    }
}

fn supports_default_expressions(compiler: &Compiler<'_>) -> bool {
    let oldest: &[u32] = if is_mariadb(compiler) {
        &[10, 2, 1]
    } else {
        &[8, 0, 13]
    };
    compiler.is_server_at_least(oldest)
}

/// Returns whether a default must stand in parentheses: it is no literal and no moment of time.
fn is_expression(default: &str) -> bool {
    let lower = default.to_lowercase();
    let starts_with_literal = default.trim_start().starts_with(['\'', '"', '(']);
    let updates = lower.match_indices("on").any(|(start, _)| {
        let after = &lower[start + 2..];
        after.starts_with(' ') && after.trim_start_matches(' ').starts_with("update")
    });
    let is_moment = ["now(", "current_timestamp("].iter().any(|function| {
        lower.strip_prefix(function).is_some_and(|rest| {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            digits > 0 && rest[digits..].starts_with(')')
        })
    });
    let first_line = default.lines().next().unwrap_or_default();
    let has_operators =
        first_line.contains(|letter: char| !letter.is_alphanumeric() && letter != '_');
    !starts_with_literal && !updates && !is_moment && has_operators
}

/// The options of a table that come after the others.
const PARTITION_OPTIONS: [&str; 4] = [
    "PARTITION_BY",
    "PARTITIONS",
    "SUBPARTITION_BY",
    "SUBPARTITIONS",
];

pub(super) fn table_options(compiler: &Compiler<'_>, table: &ResolvedTable) -> String {
    let prefix = format!("{}_", compiler.dialect.name());
    let mut options: Vec<(String, String)> = table
        .dialect_options
        .iter()
        .filter_map(|(key, argument)| {
            let name = key.strip_prefix(&prefix)?.to_uppercase();
            let value = match argument {
                Argument::Value(Value::Text(text)) => text.clone(),
                Argument::Value(value) => value_text(value),
                _ => return None,
            };
            Some((name, value))
        })
        .collect();
    if let Some(comment) = &table.comment {
        options.retain(|(name, _)| name != "COMMENT");
        options.push(("COMMENT".to_owned(), comment.clone()));
    }
    let has_charset = options.iter().any(|(name, _)| {
        matches!(
            name.as_str(),
            "DEFAULT_CHARSET" | "DEFAULT_CHARACTER_SET" | "CHARSET" | "CHARACTER_SET"
        )
    });
    // A collation is only valid after the character set that it belongs to.
    let rank = |name: &str| match PARTITION_OPTIONS.iter().position(|option| *option == name) {
        Some(position) => 2 + position,
        None => usize::from(name == "COLLATE" && has_charset),
    };
    options.sort_by_key(|(name, _)| rank(name));

    let clauses: Vec<String> = options
        .into_iter()
        .map(|(name, value)| {
            let is_text = matches!(
                name.as_str(),
                "COMMENT" | "DATA DIRECTORY" | "INDEX DIRECTORY" | "PASSWORD" | "CONNECTION"
            );
            let value = if is_text {
                compiler.string_literal(&value)
            } else {
                value
            };
            let is_partition = PARTITION_OPTIONS.contains(&name.as_str());
            let name = match name.as_str() {
                "DATA_DIRECTORY"
                | "INDEX_DIRECTORY"
                | "DEFAULT_CHARACTER_SET"
                | "CHARACTER_SET"
                | "DEFAULT_CHARSET"
                | "DEFAULT_COLLATE" => name.replace('_', " "),
                _ if is_partition => name.replace('_', " "),
                _ => name,
            };
            let has_blank = is_partition
                || matches!(
                    name.as_str(),
                    "TABLESPACE" | "DEFAULT CHARACTER SET" | "CHARACTER SET" | "COLLATE"
                );
            format!("{name}{}{value}", if has_blank { " " } else { "=" })
        })
        .collect();
    clauses.join(" ")
}

pub(super) fn constraint(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    constraint: &TableConstraint,
) -> Result<String, DialectError> {
    let mut text = compiler.shared_constraint(table, constraint)?;
    if matches!(
        constraint.constraint.kind,
        ConstraintKind::PrimaryKey { .. }
    ) {
        let options = &constraint.constraint.dialect_options;
        if let Some(method) = shared_option(compiler, options, "using").and_then(Argument::as_str) {
            text.push_str(&format!(" USING {}", compiler.quote_text(method)));
        }
    }
    Ok(text)
}

/// Returns an option of the dialect.
fn own_option<'o>(
    compiler: &Compiler<'_>,
    options: &'o alembic_schema::DialectOptions,
    name: &str,
) -> Option<&'o Argument> {
    options.get(&format!("{}_{name}", compiler.dialect.name()))
}

/// Returns an option of the dialect, or on MariaDB the one of MySQL.
fn shared_option<'o>(
    compiler: &Compiler<'_>,
    options: &'o alembic_schema::DialectOptions,
    name: &str,
) -> Option<&'o Argument> {
    own_option(compiler, options, name).or_else(|| options.get(&format!("mysql_{name}")))
}

pub(super) fn drop_constraint(
    compiler: &Compiler<'_>,
    operation: &DropConstraint,
    name: Option<String>,
) -> Result<String, DialectError> {
    let named = |words: &str| match &name {
        Some(name) => Ok(format!("{words} {name}")),
        None => Err(unnamed(operation)),
    };
    let what = match operation.type_.as_deref() {
        Some("foreignkey") => named("FOREIGN KEY")?,
        Some("primary") => "PRIMARY KEY ".to_owned(),
        Some("unique") => named("INDEX")?,
        Some("check") if is_mariadb(compiler) => named("CONSTRAINT")?,
        Some("check") => named("CHECK")?,
        _ => return Err(DialectError::MysqlGenericDropConstraint),
    };
    Ok(format!(
        "ALTER TABLE {} DROP {what}",
        compiler.table_name(operation.schema.as_ref(), &operation.table_name)
    ))
}

pub(super) fn create_index(
    compiler: &Compiler<'_>,
    table: &ResolvedTable,
    index: &Index,
    if_not_exists: bool,
) -> Result<String, DialectError> {
    let options = &index.dialect_options;
    let length = own_option(compiler, options, "length");
    let mut elements = Vec::new();
    for element in &index.expressions {
        let text = compiler.index_element(element)?;
        elements.push(match element_length(length, element, &text) {
            Some(length) => format!("{text}({length})"),
            None => text,
        });
    }
    let prefix = own_option(compiler, options, "prefix")
        .and_then(Argument::as_str)
        .map(|prefix| format!("{prefix} "))
        .unwrap_or_default();
    let mut text = format!(
        "CREATE {}{prefix}INDEX {}{} ON {} ({})",
        unique_word(index),
        if if_not_exists { "IF NOT EXISTS " } else { "" },
        compiler.index_name(index)?,
        compiler.table_name(table.schema.as_ref(), &table.name),
        elements.join(", ")
    );
    if let Some(parser) = shared_option(compiler, options, "with_parser").and_then(Argument::as_str)
    {
        text.push_str(&format!(" WITH PARSER {parser}"));
    }
    if let Some(method) = shared_option(compiler, options, "using").and_then(Argument::as_str) {
        text.push_str(&format!(" USING {}", compiler.quote_text(method)));
    }
    Ok(text)
}

/// Returns how many characters of an element are indexed: one number for all, or one by name.
fn element_length(length: Option<&Argument>, element: &Expression, text: &str) -> Option<i64> {
    let length = match length? {
        Argument::Dictionary(lengths) => {
            let by_name = match element {
                Expression::Column { name, .. } => lengths.get(name.as_str()),
                _ => None,
            };
            by_name.or_else(|| lengths.get(text))?
        }
        length => length,
    };
    match length {
        Argument::Value(Value::Integer(length)) => Some(*length),
        _ => None,
    }
}

pub(super) fn drop_index(compiler: &Compiler<'_>, operation: &DropIndex, name: &str) -> String {
    // Alembic names this table when it is told none.
    let unknown = Name::from("no_table");
    let table = operation.table_name.as_ref().unwrap_or(&unknown);
    format!(
        "\nDROP INDEX {}{name} ON {}",
        if operation.if_exists {
            "IF EXISTS "
        } else {
            ""
        },
        compiler.table_name(operation.schema.as_ref(), table)
    )
}

/// Plans all changes of a column as one statement.
pub(super) fn plan_alter_column(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    plan: &mut Plan,
) -> Result<(), DialectError> {
    let defaults = [
        operation.server_default.value(),
        operation.existing_server_default.value(),
    ];
    let is_generated = defaults.iter().flatten().any(|default| {
        matches!(
            default,
            ServerDefault::Computed(_) | ServerDefault::Identity(_)
        )
    });
    if is_generated && !column_changes(operation)?.is_empty() {
        return Err(
            if operation.server_default.is_unchanged() || operation.nullable.is_some() {
                DialectError::MysqlIndividualAlter
            } else {
                DialectError::AlterIdentity
            },
        );
    }
    let sql_type = operation
        .type_
        .as_ref()
        .or(operation.existing_type.as_ref());
    let table = compiler.alter_table(operation.schema.as_ref(), &operation.table_name);
    let column = compiler.quote(&operation.column_name);
    // Alembic restates columns of this kind even when only something else changes.
    let is_restated = !operation.is_type_a_class
        && sql_type.is_some_and(|sql_type| compiler.affinity(sql_type) == Affinity::DateTime)
        && operation.server_default != Change::Remove;
    if operation.new_column_name.is_some() || is_restated {
        let name = operation
            .new_column_name
            .as_ref()
            .unwrap_or(&operation.column_name);
        plan.push(format!(
            "{table} CHANGE {column} {} {}",
            compiler.quote(name),
            restated_column(compiler, operation, sql_type)?
        ));
    } else if operation.nullable.is_some()
        || operation.type_.is_some()
        || operation.autoincrement.is_some()
        || !operation.comment.is_unchanged()
    {
        plan.push(format!(
            "{table} MODIFY {column} {}",
            restated_column(compiler, operation, sql_type)?
        ));
    } else if !operation.server_default.is_unchanged() {
        let action = compiler.default_action(operation, operation.server_default.value())?;
        plan.push(format!("{table} ALTER COLUMN {column} {action}"));
    }
    Ok(())
}

/// Returns a column's definition as it shall be, made of the changes and the present state.
fn restated_column(
    compiler: &Compiler<'_>,
    operation: &AlterColumn,
    sql_type: Option<&SqlType>,
) -> Result<String, DialectError> {
    let sql_type = sql_type.ok_or(DialectError::MysqlExistingTypeRequired)?;
    let nullable = operation
        .nullable
        .or(operation.existing_nullable)
        .unwrap_or(true);
    let mut text = format!(
        "{} {}",
        compiler.sql_type(sql_type)?,
        if nullable { "NULL" } else { "NOT NULL" }
    );
    let autoincrement = operation.autoincrement.or(operation.existing_autoincrement);
    if autoincrement.is_some_and(|autoincrement| autoincrement != Autoincrement::No) {
        text.push_str(" AUTO_INCREMENT");
    }
    let default = if operation.server_default.is_unchanged() {
        operation.existing_server_default.value()
    } else {
        operation.server_default.value()
    };
    if let Some(default) = default {
        let default = compiler.required_default(operation, default)?;
        text.push_str(&format!(" DEFAULT {default}"));
    }
    let comment = match &operation.comment {
        Change::Unchanged => operation.existing_comment.as_ref(),
        comment => comment.value(),
    };
    if let Some(comment) = comment {
        text.push_str(&format!(" COMMENT {}", compiler.string_literal(comment)));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_told_from_literals_and_moments() {
        for (default, expected) in [
            ("'a b'", false),
            ("0", false),
            ("1.5", true),
            ("-1", true),
            ("CURRENT_TIMESTAMP", false),
            ("CURRENT_TIMESTAMP(6)", false),
            ("now(6)", false),
            ("now()", true),
            ("uuid()", true),
            ("(uuid())", false),
            ("now() ON UPDATE now()", false),
            ("a || b", true),
        ] {
            assert_eq!(is_expression(default), expected, "{default}");
        }
    }
}
