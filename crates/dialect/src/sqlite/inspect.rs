//! The catalog of SQLite: its pragmas, and the text of `CREATE TABLE` for what they do not tell.

mod catalog;
mod definition;
mod describe;
mod indexes;
mod keys;
mod types;

pub(crate) use describe::{
    check_constraints, columns, describe, foreign_keys, primary_keys, table_comments,
    table_options, unique_constraints,
};
pub(crate) use indexes::indexes;

use alembic_db::{Statement, Value};

use crate::inspect::{InspectError, Inspector, ReflectedTable, Row};

pub(crate) fn has_table<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    if let Some(schema) = schema
        && !has_schema(inspector, schema)?
    {
        return Ok(false);
    }
    let names = [table.to_owned()];
    Ok(!catalog::columns(inspector, &names, schema)?.is_empty())
}

pub(crate) fn has_schema<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: &str,
) -> Result<bool, E> {
    Ok(get_schema_names(inspector)?
        .iter()
        .any(|name| name == schema))
}

pub(crate) fn has_sequence<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    _sequence: &str,
    _schema: Option<&str>,
) -> Result<bool, E> {
    Err(inspector.not_implemented("has_sequence"))
}

pub(crate) fn has_type<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    _type_name: &str,
    _schema: Option<&str>,
) -> Result<bool, E> {
    Err(inspector.not_implemented("has_type"))
}

pub(crate) fn get_schema_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<Vec<String>, E> {
    let result = inspector.query(&Statement::sql("PRAGMA database_list"))?;
    let names = result.rows.iter().map(|row| Row(row).name(1));
    Ok(names.filter(|name| name != "temp").collect())
}

pub(crate) fn get_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kind(inspector, "table", &main_table(schema))
}

pub(crate) fn get_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kind(inspector, "view", &main_table(schema))
}

pub(crate) fn get_temp_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<Vec<String>, E> {
    names_of_kind(inspector, "table", "sqlite_temp_master")
}

pub(crate) fn get_temp_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<Vec<String>, E> {
    names_of_kind(inspector, "view", "sqlite_temp_master")
}

pub(crate) fn get_view_definition<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    view: &str,
    schema: Option<&str>,
) -> Result<String, E> {
    let from = match schema {
        Some(_) => main_table(schema),
        None => {
            "(SELECT * FROM sqlite_master UNION ALL SELECT * FROM sqlite_temp_master)".to_owned()
        }
    };
    let mut statement = Statement::sql(format!("SELECT sql FROM {from} WHERE name = "));
    statement.push_parameter("name", Value::Text(view.to_owned()));
    statement.push_sql(" AND type = 'view'");
    let found = inspector.query_texts(&statement)?.into_iter().next();
    found.ok_or_else(|| InspectError::no_such_table(view, schema).into())
}

/// Returns the name of the table that lists a schema's tables.
fn main_table(schema: Option<&str>) -> String {
    format!("{}sqlite_master", schema_prefix(schema))
}

fn names_of_kind<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    kind: &str,
    main_table: &str,
) -> Result<Vec<String>, E> {
    inspector.query_texts(&Statement::sql(format!(
        "SELECT name FROM {main_table} WHERE type='{kind}' \
         AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
    )))
}

/// Puts defaults that are expressions into parentheses, without which SQLite does not take them.
pub(crate) fn group_defaults(table: &mut ReflectedTable) {
    for column in &mut table.columns {
        if let Some(text) = &mut column.default
            && needs_parentheses(text)
        {
            *text = format!("({text})");
        }
    }
}

/// Returns whether a default, read or written, is an expression.
///
/// Only a single digit counts as a number here, as in the original.
pub(super) fn needs_parentheses(default: &str) -> bool {
    let within = |open: char, close: char| {
        default.chars().count() > 2
            && default.starts_with(open)
            && default.ends_with(close)
            && !default.contains('\n')
    };
    let is_digit = matches!(default.as_bytes(), [b'0'..=b'9' | b'.']);
    !(default.is_empty() || is_digit || within('\'', '\'') || within('(', ')'))
}

/// Unnamed items come last.
fn sort_key(name: &Option<String>) -> &str {
    name.as_deref()
        .filter(|name| !name.is_empty())
        .unwrap_or("~")
}

fn schema_prefix(schema: Option<&str>) -> String {
    schema
        .map(|schema| format!("{}.", quote(schema)))
        .unwrap_or_default()
}

fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests;
