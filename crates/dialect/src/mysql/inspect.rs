//! The catalog of MySQL and MariaDB.

mod definition;
mod describe;
mod types;

pub(crate) use describe::{
    check_constraints, columns, describe, foreign_keys, indexes, primary_keys, table_comments,
    table_options, unique_constraints,
};

use alembic_db::{Statement, Value};

use crate::inspect::{InspectError, Inspector, Row};

pub(crate) fn has_table<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    // A temporary table is in no listing, and to ask for the definition of a table that does not
    // exist is an error; an absent schema is an empty listing.
    let mut statement = Statement::sql("SELECT TABLE_NAME FROM information_schema.TABLES WHERE ");
    push_schema(&mut statement, "TABLE_SCHEMA", schema);
    push_equals(&mut statement, " AND TABLE_NAME = ", table);
    Ok(!inspector.query(&statement)?.rows.is_empty())
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
    sequence: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    // MariaDB keeps sequences among the tables.
    if !inspector.server().is_mariadb {
        return Err(inspector.not_implemented("has_sequence"));
    }
    let mut statement = Statement::sql(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'SEQUENCE' AND ",
    );
    push_schema(&mut statement, "TABLE_SCHEMA", schema);
    push_equals(&mut statement, " AND TABLE_NAME = ", sequence);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn get_sequence_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    if !inspector.server().is_mariadb {
        return Err(inspector.not_implemented("get_sequence_names"));
    }
    names_of_kinds(inspector, schema, &["SEQUENCE"])
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
    inspector.query_texts(&Statement::sql("SHOW schemas"))
}

pub(crate) fn get_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kinds(inspector, schema, &["BASE TABLE"])
}

pub(crate) fn get_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    names_of_kinds(inspector, schema, &["VIEW", "SYSTEM VIEW"])
}

fn names_of_kinds<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
    kinds: &[&str],
) -> Result<Vec<String>, E> {
    let result = inspector.query(&show_tables(schema))?;
    let rows = result.rows.iter().map(|row| Row(row));
    Ok(rows
        .filter(|row| kinds.contains(&row.name(1).as_str()))
        .map(|row| row.name(0))
        .collect())
}

/// Returns the names of all tables and views.
fn all_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    let statement = show_tables(schema);
    inspector.query_texts(&statement)
}

fn show_tables(schema: Option<&str>) -> Statement {
    let from = schema
        .map(|schema| format!(" FROM {}", quote(schema)))
        .unwrap_or_default();
    Statement::sql(format!("SHOW FULL TABLES{from}"))
}

/// Restricts a query to a schema, without one to the connection's.
fn push_schema(statement: &mut Statement, column: &str, schema: Option<&str>) {
    match schema {
        Some(schema) => push_equals(statement, &format!("{column} = "), schema),
        None => statement.push_sql(&format!("{column} = DATABASE()")),
    }
}

fn push_equals(statement: &mut Statement, sql: &str, text: &str) {
    statement.push_sql(sql);
    statement.push_parameter("name", Value::Text(text.to_owned()));
}

fn quote(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

pub(crate) fn get_view_definition<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    view: &str,
    schema: Option<&str>,
) -> Result<String, E> {
    if has_table(inspector, view, schema)?
        && let Some(sql) = create_text(inspector, view, schema)?
        && !sql.to_uppercase().starts_with("CREATE TABLE")
    {
        return Ok(sql);
    }
    Err(inspector.no_such_table(view, schema))
}

/// Asks for the text that creates a table or view.
fn create_text<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<Option<String>, E> {
    let full_name = full_name(table, schema);
    let result = inspector.query(&Statement::sql(format!("SHOW CREATE TABLE {full_name}")))?;
    let sql = result.rows.first().and_then(|row| Row(row).text(1));
    Ok(sql.map(|sql| sql.trim().to_owned()))
}

/// Returns the name of a table in quotes, with its schema.
pub(crate) fn full_name(table: &str, schema: Option<&str>) -> String {
    match schema {
        Some(schema) => format!("{}.{}", quote(schema), quote(table)),
        None => quote(table),
    }
}
