//! The catalog of PostgreSQL.

mod attributes;
mod columns;
mod constraints;
mod describe;
mod enum_users;
mod indexes;
mod named_types;
mod relations;
mod serial;
mod types;

pub(crate) use describe::{
    check_constraints, columns, describe, foreign_keys, indexes, primary_keys, table_comments,
    table_options, unique_constraints,
};
pub(crate) use enum_users::get_enum_users;
pub(crate) use named_types::{get_domains, get_enums};
pub(crate) use serial::find_serials;

use alembic_db::{Statement, Value};
use alembic_schema::Argument;
use indexmap::IndexMap;
use serde_json::Value as Json;

use crate::inspect::{InspectError, Inspector, Row, text_of};

/// Kinds of relations: what `has_table` takes for a table.
const TABLE_LIKE: &str = "'r', 'p', 'f', 'v', 'm'";

const PERMANENT: &str = " AND c.relpersistence != 't'";
const TEMPORARY: &str = " AND c.relpersistence = 't'";

pub(crate) fn has_table<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    let mut statement = relations(TABLE_LIKE, schema);
    push_equals(&mut statement, " AND c.relname = ", table);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_schema<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: &str,
) -> Result<bool, E> {
    let mut statement = Statement::sql("SELECT nspname FROM pg_catalog.pg_namespace WHERE ");
    push_equals(&mut statement, "nspname = ", schema);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_sequence<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    sequence: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    let mut statement = relations("'S'", schema);
    push_equals(&mut statement, " AND c.relname = ", sequence);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn has_type<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    type_name: &str,
    schema: Option<&str>,
) -> Result<bool, E> {
    let mut statement = Statement::sql(
        "SELECT t.typname FROM pg_catalog.pg_type AS t \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace WHERE ",
    );
    push_equals(&mut statement, "t.typname = ", type_name);
    named_types::push_type_schema(&mut statement, schema);
    Ok(!inspector.query(&statement)?.rows.is_empty())
}

pub(crate) fn get_schema_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<Vec<String>, E> {
    inspector.query_texts(&Statement::sql(
        "SELECT nspname FROM pg_catalog.pg_namespace \
         WHERE nspname NOT LIKE 'pg/_%' ESCAPE '/' ORDER BY nspname",
    ))
}

pub(crate) fn get_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    relation_names(inspector, "'r', 'p'", PERMANENT, schema)
}

pub(crate) fn get_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    relation_names(inspector, "'v'", PERMANENT, schema)
}

pub(crate) fn get_materialized_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    relation_names(inspector, "'m'", PERMANENT, schema)
}

pub(crate) fn get_temp_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
) -> Result<Vec<String>, E> {
    relation_names(inspector, "'r', 'p'", TEMPORARY, None)
}

pub(crate) fn get_temp_view_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    relation_names(inspector, "'v'", TEMPORARY, schema)
}

pub(crate) fn get_foreign_table_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    relation_names(inspector, "'f'", "", schema)
}

pub(crate) fn get_sequence_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    relation_names(inspector, "'S'", "", schema)
}

fn relation_names<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    kinds: &str,
    persistence: &str,
    schema: Option<&str>,
) -> Result<Vec<String>, E> {
    let mut statement = relations(kinds, schema);
    statement.push_sql(persistence);
    inspector.query_texts(&statement)
}

pub(crate) fn get_view_definition<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    view: &str,
    schema: Option<&str>,
) -> Result<String, E> {
    let mut statement = Statement::sql(
        "SELECT pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE c.relkind = ANY (ARRAY['v', 'm'])",
    );
    push_schema(&mut statement, schema);
    push_equals(&mut statement, " AND c.relname = ", view);
    let found = inspector.query_texts(&statement)?.into_iter().next();
    found.ok_or_else(|| InspectError::no_such_table(view, schema).into())
}

/// Returns the query for the names of relations of some kinds in a schema, or of those that an
/// unqualified name finds.
fn relations(kinds: &str, schema: Option<&str>) -> Statement {
    let mut statement = Statement::sql(format!(
        "SELECT c.relname FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE c.relkind = ANY (ARRAY[{kinds}])"
    ));
    push_schema(&mut statement, schema);
    statement
}

/// Restricts a query over `pg_class AS c` and `pg_namespace AS n` to a schema.
fn push_schema(statement: &mut Statement, schema: Option<&str>) {
    match schema {
        None => statement
            .push_sql(" AND pg_catalog.pg_table_is_visible(c.oid) AND n.nspname != 'pg_catalog'"),
        Some(schema) => push_equals(statement, " AND n.nspname = ", schema),
    }
}

/// Appends a comparison with a text; the cast tells the driver the parameter's type.
fn push_equals(statement: &mut Statement, sql: &str, text: &str) {
    statement.push_sql(sql);
    statement.push_parameter("name", Value::Text(text.to_owned()));
    statement.push_sql("::VARCHAR");
}

/// Returns the object identifier of a table or view.
pub(crate) fn get_table_oid<E: From<InspectError>>(
    inspector: &mut Inspector<'_, E>,
    table: &str,
    schema: Option<&str>,
) -> Result<i64, E> {
    let mut statement = Statement::sql(format!(
        "SELECT c.oid FROM pg_catalog.pg_class AS c \
         JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE c.relkind = ANY (ARRAY[{TABLE_LIKE}])"
    ));
    push_schema(&mut statement, schema);
    push_equals(&mut statement, " AND c.relname = ", table);
    let result = inspector.query(&statement)?;
    match result.rows.first() {
        Some(row) => Ok(Row(row).number(0)),
        None => Err(InspectError::no_such_table(table, schema).into()),
    }
}

/// Returns whether the server's version is at least this one.
fn is_at_least<E: From<InspectError>>(inspector: &Inspector<'_, E>, version: u32) -> bool {
    let major = inspector.server().version.first();
    major.is_none_or(|major| *major >= version)
}

/// Appends an array of texts as one parameter, whose type every driver knows.
fn push_array(statement: &mut Statement, texts: &[String]) {
    let items: Vec<String> = texts
        .iter()
        .map(|text| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
        .collect();
    statement.push_parameter("names", Value::Text(format!("{{{}}}", items.join(","))));
    statement.push_sql("::VARCHAR::TEXT[]");
}

/// Returns a list of texts as an option's value.
fn text_list(texts: Vec<String>) -> Argument {
    let items = texts.into_iter().map(|text| Value::Text(text).into());
    Argument::List(items.collect())
}

/// Returns the numbers of an array.
fn numbers(value: &Value) -> Vec<i64> {
    match value {
        Value::Array(items) => items
            .iter()
            .filter_map(|item| match item {
                Value::Integer(number) => Some(*number),
                _ => None,
            })
            .collect(),
        // As with texts.
        value if let Some(items) = value.list() => items.iter().filter_map(Json::as_i64).collect(),
        _ => Vec::new(),
    }
}

/// Returns the texts of an array.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items
            .iter()
            .map(|item| text_of(item).unwrap_or_default())
            .collect(),
        // A driver of Python's gives a list for an array as for a document.
        value if let Some(items) = value.list() => items
            .iter()
            .map(|item| item.as_str().unwrap_or_default().to_owned())
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns an array of `name=value` as a dictionary.
fn options_dictionary(value: &Value) -> IndexMap<String, Argument> {
    let pairs = texts(value).into_iter();
    pairs
        .filter_map(|option| {
            let (name, value) = option.split_once('=')?;
            Some((name.to_owned(), Value::Text(value.to_owned()).into()))
        })
        .collect()
}
